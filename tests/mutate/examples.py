#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Proposes a line of tests/decide for each pattern and each option's class that
mutation shows to be tested by nothing.

    mutate rules tests/decide 0 | examples.py GUARD

Reads "survives: TOOL: without PATTERN (RULE)", spells the pattern out as a
command and keeps it if GUARD decides on it by that very rule; or "without the
class of OPTION (COMMAND)", which is the command itself. What it prints is read
by a human before it is kept: a verdict that is wrong is a fault of the rules.
"""
import json
import re
import subprocess
import sys


def spelled(pattern):
    words = []
    for word in re.findall(r"(?:\{[^}]*\}|[^\s{])+", pattern):
        if word.startswith("@") or "re:" in word:
            return None
        word = re.sub(r"\{([^,}]*)[^}]*\}", r"\1", word)
        word = re.sub(r"\[!?(.)[^\]]*\]", "x", word)
        word = re.sub(r"\*+", "x", word)
        if word != ".":
            words.append(word)
    return words


def decide(guard, text):
    done = subprocess.run([guard, "explain", "--json", "--shell", text],
                          capture_output=True, text=True, check=False)
    return json.loads(done.stdout or "{}")


def main():
    guard = sys.argv[1]
    for line in sys.stdin:
        line = line.rstrip("\n")
        m = re.match(r"survives: \S+: without the class of \S+ \((.*)\)$",
                     line)
        if m:
            print(f"{decide(guard, m[1]).get('verdict')} | {m[1]}")
            continue
        m = re.match(r"survives: (\S+): without (.*) \((\S+)\)$", line)
        words = m and spelled(m[2])
        if not words:
            continue
        command = " ".join([m[1]] + words)
        for text in (command, command + " x", command + "=x"):
            got = decide(guard, text)
            if got.get("rule") == m[3]:
                print(f"{got['verdict']} | {text}")
                break


if __name__ == "__main__":
    main()
