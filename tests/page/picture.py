# SPDX-License-Identifier: ISC
"""picture.py PNG WIDTH light|dark: a picture so wide, its ground light or dark,
with the three colours of verdicts, and nothing that reaches its right edge."""
import struct
import sys
import zlib

data = open(sys.argv[1], "rb").read()
width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
assert width == int(sys.argv[2]) and depth == 8 and kind in (2, 6)
n = 3 if kind == 2 else 4
packed, at = b"", 8
while at < len(data):
    size, name = struct.unpack(">I4s", data[at:at + 8])
    if name == b"IDAT":
        packed += data[at + 8:at + 8 + size]
    at += size + 12
raw = zlib.decompress(packed)
rows, before = [], bytearray(width * n)
for y in range(height):
    start = y * (width * n + 1)
    method, row = raw[start], bytearray(raw[start + 1:start + 1 + width * n])
    for i in range(width * n):
        a = row[i - n] if i >= n else 0
        b = before[i]
        c = before[i - n] if i >= n else 0
        if method == 4:
            p = a + b - c
            pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
            more = a if pa <= pb and pa <= pc else b if pb <= pc else c
        else:
            more = (0, a, b, (a + b) // 2)[method]
        row[i] = (row[i] + more) & 255
    rows.append(row)
    before = row
ground = tuple(rows[2][0:3])
assert (sum(ground) > 600) == (sys.argv[3] == "light"), ground
colours = {tuple(r[i:i + 3]) for r in rows for i in range(0, width * n, n)}
wanted = {"light": ["7d9cc9", "c98a0c", "b3261e"],
          "dark": ["5f81b5", "e0a63a", "f0786f"]}[sys.argv[3]]
for colour in wanted:
    assert tuple(bytes.fromhex(colour)) in colours, colour
# The margin on the right is empty: nothing is wider than the screen.
for row in rows:
    for x in range(width - 8, width):
        assert tuple(row[x * n:x * n + 3]) == ground, x
