# SPDX-License-Identifier: ISC
"""check.py PAGE LOG: the page is well-formed, loads nothing, and says what the
record says; what is in commands is text."""
import collections
import json
import re
import sys
import xml.dom.minidom

page = open(sys.argv[1], encoding="utf-8").read()
lines = []
for text in open(sys.argv[2], encoding="utf-8"):
    lines.append(json.loads(text))
counts = collections.Counter(x["verdict"] for x in lines)
assert page.startswith("<!DOCTYPE html>\n")
dom = xml.dom.minidom.parseString(page.split("\n", 1)[1].encode())


def all_of(name):
    return dom.getElementsByTagName(name)


def text_of(node):
    if node.nodeType == node.TEXT_NODE:
        return node.data
    return "".join(text_of(x) for x in node.childNodes)


names = {e.tagName for e in all_of("*")}
assert names <= set("""html head meta title style body h1 h2 p div b span code
    table thead tbody tr th td svg line g rect""".split()), names
attributes = {a for e in all_of("*") for a in e.attributes.keys()}
assert attributes <= set("""lang charset http-equiv content name class viewBox
    role aria-label preserveAspectRatio x x1 x2 y y1 y2 width
    height""".split()), attributes
policy = [m.getAttribute("content") for m in all_of("meta")
          if m.getAttribute("http-equiv") == "Content-Security-Policy"]
assert policy == ["default-src 'none'; style-src 'unsafe-inline'"], policy
style = text_of(all_of("style")[0])
assert not re.search(r"url\(|@import|@font-face|expression|\\", style)
assert "prefers-color-scheme: dark" in style and "@media print" in style
assert "max-width" in style

# The sums.
sums = [int(text_of(b)) for b in all_of("b")]
assert sums == [counts["allow"], counts["ask"], counts["deny"]], (sums, counts)
# Every decision stands in a bar of the chart.
chart = [s for s in all_of("svg") if s.getAttribute("class") == "chart"]
assert len(chart) == 1
told = collections.Counter()
for title in chart[0].getElementsByTagName("title"):
    for n, word in re.findall(r"(\d+) (allow|ask|deny)", text_of(title)):
        told[word] += int(n)
assert [told[w] for w in ("allow", "ask", "deny")] == sums, told
assert 10 <= len(chart[0].getElementsByTagName("g")) <= 48
# A rectangle stays inside of its picture.
for svg in all_of("svg"):
    box = [float(x) for x in svg.getAttribute("viewBox").split()]
    for r in svg.getElementsByTagName("rect"):
        x, y, w, h = (float(r.getAttribute(k))
                      for k in ("x", "y", "width", "height"))
        assert w > 0 and h > 0 and x >= 0 and y >= 0
        assert x + w <= box[2] + 0.2 and y + h <= box[3] + 0.2, (x, w, y, h)

# By tool.
tools = collections.Counter(
    (x["tool"], x["verdict"]) for x in lines
    if x["verdict"] in ("allow", "ask", "deny"))
tables = {text_of(h): h.nextSibling.nextSibling for h in all_of("h2")
          if h.nextSibling.nextSibling is not None}
rows = tables["By tool"].getElementsByTagName("tr")[1:]
for row in rows:
    cells = [text_of(c) for c in row.getElementsByTagName("td")]
    tool = cells[0].replace("\\xff", "\udcff")
    got = [int(c) for c in cells[2:]]
    assert got == [tools[tool, w] for w in ("allow", "ask", "deny")], cells
assert len(rows) == len({t for t, _ in tools})

# Requests: each once, the newest first, with its end.
requests = {}
for x in lines:
    if "request" in x:
        requests.setdefault(x["request"], []).append(x)
asked = tables["What was asked, and how it ended"]
rows = asked.getElementsByTagName("tr")[1:]
assert len(rows) == len(requests)
whole = text_of(dom.documentElement)
for row in rows:
    cells = [text_of(c) for c in row.getElementsByTagName("td")]
    ident = re.search(r"[0-9A-F]{4}-[0-9A-F]{2}", cells[1]).group()
    verdicts = {x["verdict"] for x in requests[ident]}
    wanted = ("denied by a human" if "refuse" in verdicts
              else "approved, and run (ada)" if "approve" in verdicts
              else "no answer")
    assert cells[2] == wanted, cells
    if "refuse" in verdicts:
        assert cells[3] == "1 hour until the answer", cells
waits = tables["Longest waits for a human"]
assert "1 hour" in text_of(waits.getElementsByTagName("tr")[1])
# What is hostile is there, as text.
for text in ("</code><script>alert(1)</script>", "onerror=alert(1)>",
             "&lt;b&gt; &#x3c;", "]]><!--", "\\x1b[31mred", "😀",
             "http://evil.example/x.js"):
    assert text in whole, text
assert "\u202e" not in page and "\x1b" not in page
