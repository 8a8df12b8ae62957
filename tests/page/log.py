# SPDX-License-Identifier: ISC
"""Writes a record as guard would: a week of work, some of it hostile."""
import datetime
import json
import random
import sys

random.seed(7)
HOSTILE = [
    "</code><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "&lt;b&gt; &#x3c;", "' style='x", "]]><!--", "\u202egnp.exe", "a\tb\nc",
    "http://evil.example/x.js", "\x1b[31mred", "😀",
]
READS = [("git", "git.read", ["git", "log"]),
         ("terraform", "terraform.plan", ["terraform", "plan"]),
         ("docker", "docker.read", ["docker", "ps"])]
ASKS = [("terraform", "terraform.destroy", ["terraform", "destroy"]),
        ("prisma", "prisma.migrate-reset",
         ["npx", "prisma", "migrate", "reset", "--force"])]
now = datetime.datetime(2026, 11, 20, 7)
number = 0


def line(then, verdict, what, **more):
    print(json.dumps({
        "v": 1, "time": then.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "pid": 1,
        "verdict": verdict, "rule": what[1], "tool": what[0],
        "cwd": "/home/ada/<app>", "argv": what[2], **more,
    }, separators=(",", ":")))


def after(seconds):
    return now + datetime.timedelta(seconds=seconds)


for i in range(int(sys.argv[1])):
    now += datetime.timedelta(seconds=random.expovariate(1 / 1200))
    if i % 10:
        line(now, "allow", random.choice(READS))
        continue
    number += 1
    request = "%04X-%02X" % (number, number % 256)
    what = random.choice(ASKS)
    what = (what[0], what[1], what[2] + [HOSTILE[number % len(HOSTILE)]])
    line(now, "ask", what, request=request)
    if number % 3 == 1:
        line(after(40), "approve", what, request=request, approvers="ada")
        line(after(60), "allow", what, request=request, approvers="ada")
    elif number % 3 == 2:
        line(after(3700), "refuse", what, request=request)
    if number % 4 == 0:
        line(after(90), "deny", ("sh", "guard.error", ["sh", "-c", "x"]))
# Bytes that are no text, as guard escapes them.
print('{"v":1,"time":"2026-11-20T08:00:00.000Z","pid":1,"verdict":"deny",'
      '"rule":"guard.error","tool":"bad\\udcff","argv":["x"]}')
