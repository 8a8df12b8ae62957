# SPDX-License-Identifier: ISC
"""Plays servers of PostgreSQL and MySQL that tell each client, as the reason
why it may not come in, where it has come to: "came to HOST PORT USER DATABASE".

recorder.py postgres|mysql PORT [SOCKET]
"""
import os
import socket
import struct
import sys
import threading


def take(connection, n):
    data = b""
    while len(data) < n:
        more = connection.recv(n - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def postgres(connection, place):
    while True:
        (length,) = struct.unpack("!I", take(connection, 4))
        body = take(connection, length - 4)
        (code,) = struct.unpack("!I", body[:4])
        if code >> 16 == 3:
            break
        connection.sendall(b"N")  # neither TLS nor GSS
    words = body[4:].split(b"\0")
    said = dict(zip(words[::2], words[1::2]))
    user = said.get(b"user", b"").decode()
    text = f"came to {place} {user} {said.get(b'database', b'').decode()}"
    fields = b"SFATAL\0C28000\0M" + text.encode() + b"\0\0"
    connection.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)


def mysql_packet(number, body):
    return struct.pack("<I", len(body))[:3] + bytes([number]) + body


def mysql(connection, place):
    capabilities = 0x0008 | 0x0200 | 0x8000 | 0x80000
    connection.sendall(mysql_packet(0, b"\x0a8.0.0\0" + struct.pack(
        "<I", 1) + b"a" * 8 + b"\0" + struct.pack("<H", capabilities & 0xffff)
        + b"\x21\2\0" + struct.pack("<H", capabilities >> 16) + b"\x15"
        + b"\0" * 10 + b"b" * 12 + b"\0mysql_native_password\0"))
    head = take(connection, 4)
    body = take(connection, head[0] | head[1] << 8 | head[2] << 16)
    (flags,) = struct.unpack("<I", body[:4])
    end = body.index(b"\0", 32)
    user, rest = body[32:end].decode(), body[end + 1:]
    rest = rest[1 + rest[0]:]
    database = rest[:rest.index(b"\0")].decode() if flags & 8 else ""
    text = f"came to {place} {user} {database}"
    connection.sendall(mysql_packet(2, b"\xff" + struct.pack("<H", 1045)
                                    + b"#28000" + text.encode()))


def serve(listening, play, name):
    while True:
        connection, _ = listening.accept()
        at = connection.getsockname()
        place = name or f"{at[0]} {at[1]}"
        try:
            play(connection, place)
            # Until the client has read it.
            connection.settimeout(1)
            connection.recv(1024)
        except (EOFError, OSError, ValueError, IndexError):
            pass
        connection.close()


def main():
    play = {"postgres": postgres, "mysql": mysql}[sys.argv[1]]
    port = int(sys.argv[2])
    hosts = [socket.create_server((f"127.0.0.{last}", number))
             for last in (1, 2, 3, 4) for number in (port, port + 1)]
    for listening in hosts:
        threading.Thread(target=serve, args=(listening, play, None)).start()
    if len(sys.argv) > 3:
        here = socket.socket(socket.AF_UNIX)
        here.bind(sys.argv[3])
        here.listen()
        threading.Thread(target=serve, args=(
            here, play, f"{os.path.dirname(sys.argv[3])} {port}")).start()
    print("ready", flush=True)


main()
