#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Prints the commands of an oclif program as those of a rule file.

    oclif.py DECISIONS oclif.manifest.json

DECISIONS: lines of "TAG GLOB, GLOB..."; the first glob that fits a command's
id gives its tag. "skip GLOB" leaves commands out. What no line names gets no
tag, and so waits for a human. Flags of a global nature (-h, --json, the app)
are left to the rule file where "global NAME NAME..." says so.
"""
import fnmatch
import json
import sys


def decisions_of(path):
    lines, given = [], set()
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.split("#", 1)[0].strip()
            if not line:
                continue
            key, rest = line.split(None, 1)
            if key == "global":
                given.update(rest.split())
            else:
                lines += [(key, g.strip()) for g in rest.split(",")]
    return lines, given


def tag_of(name, lines):
    for tag, pattern in lines:
        if fnmatch.fnmatchcase(name, pattern):
            return tag
    return None


def options_of(flags, given):
    out = []
    for flag in flags.values():
        if flag["name"] in given:
            continue
        value = "" if flag["type"] == "boolean" else "="
        if flag.get("char"):
            out.append(f"-{flag['char']}{value}")
        out.append(f"--{flag['name']}{value}")
        out += [f"--{a}{value}" for a in flag.get("aliases") or []]
    return out


def operands_of(command):
    if not command.get("strict", True):
        return ["any"]
    names = ["".join(c if c.isalnum() else "-" for c in a.lower()).strip("-")
             for a in command.get("args", {})]
    return [n + "?" for n in names]


def main():
    lines, given = decisions_of(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as f:
        manifest = json.load(f)
    print(f"# {manifest.get('version')}")
    for name, c in sorted(manifest["commands"].items()):
        tag = tag_of(name, lines)
        if tag == "skip":
            continue
        names = [name] + [a for a in (c.get("aliases") or []) +
                          (c.get("hiddenAliases") or [])]
        words = (["@" + tag] if tag else []) + \
            options_of(c["flags"], given) + operands_of(c)
        text = '"' + " ".join(words) + '"' if words else "{}"
        print(f'    "{", ".join(dict.fromkeys(names))}": {text}')


if __name__ == "__main__":
    main()
