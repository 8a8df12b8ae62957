#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Reads the command tree of a tool from its own help and prints it as the
`commands` of a rule file, in compact form.

    help.py [--flat] DECISIONS COMMAND [ARG...]

DECISIONS gives each command its tags: lines of "TAG GLOB...", the first glob
that fits a command path decides ("read  * list, * get"). "skip GLOB" leaves a
command out, "open GLOB" gives it any operands, "alone GLOB" lets it be called
although it has subcommands, "names GLOB = NAME, NAME" adds other names,
"option GLOB = COMPACT" adds options that the help does not show. Operands come
from the usage line. What no line names gets no tag, and so waits for a human.

Understands the help of cobra (docker, kubectl, helm, gh and relatives), of
yargs and of oclif. What it prints is read by a human before it is kept.
"""
import fnmatch
import re
import subprocess
import sys

FLAG = re.compile(
    r"^\s{1,8}(?:(-\w)(?:, |\s+))?(--[\w.:-]+)?(?:, (-\w))?"
    r"(\[=[^\]]*\]|=[^\s:]+:?|=?<[^>]+>|:)?(.*)$")
COMMAND = re.compile(r"^ {1,6}([a-z][\w.:-]*)\*?((?:, [a-z][\w-]*)*)"
                     r"(?::?\s{2,}|\t|:\s)(\S.*)$")
SECTION = re.compile(r"^[A-Z][\w ()/,'-]*:?\s*$")
TYPES = re.compile(r"^ (?!\s)([^\s]+)(?=\s{2,}|$)")


def run_help(words):
    done = subprocess.run(words + ["--help"], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, check=False)
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout or done.stderr)


def flag_of(line):
    m = FLAG.match(line)
    if not m or not (m[1] or m[2]):
        return None
    name, mark, rest = m[2] or m[1], m[4] or "", m[5]
    boolean = re.search(r"\[boolean\]", rest)
    typed = TYPES.match(rest)
    if mark.startswith("[="):
        kind = "optional"
    elif mark.startswith("="):
        kind = "flag" if mark in ("=false:", "=true:") else "value"
    elif mark.startswith("<"):
        kind = "value"
    elif re.search(r"\[(string|number|array|count|choices)", rest):
        kind = "value"
    elif boolean or not typed:
        kind = "flag"
    else:
        kind = "value"
    names = [n for n in (m[1] or m[3], m[2]) if n]
    return name, names, kind


def parse(text):
    commands, flags, usage, section = [], [], "", ""
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if SECTION.match(line) and not line.startswith(" "):
            section = line.strip(": ").lower()
            continue
        if not usage and re.search(r"usage", line, re.I):
            usage = line.split(":", 1)[-1].strip()
            if not usage and i + 1 < len(lines):
                usage = lines[i + 1].strip()
        if section.startswith("usage") and not usage:
            usage = line.strip()
        if "command" in section or section in ("topics", "modules"):
            m = COMMAND.match(line)
            if m:
                names = [m[1]] + re.findall(r"[a-z][\w-]*", m[2])
                commands.append(names)
                continue
        if re.match(r"\s+-", line) and "example" not in section \
           and "usage" not in section:
            flag = flag_of(line)
            if flag:
                flags.append((flag, "global" in section or
                              "inherited" in section))
    return commands, flags, usage


def operands_of(usage, path):
    words = usage.split()
    for word in path:
        if word in words:
            words = words[words.index(word) + 1:]
    text = " ".join(words)
    text = re.sub(r"\[?(OPTIONS|flags|options|--options|command)\]?", "",
                  text, flags=re.I)
    text = re.sub(r"\[?--?[\w-]+[^\s\]]*(?:[ =]<?[^\s\]]+)?\]?", "", text)
    names = re.findall(r"[\[<{(]*([A-Za-z][\w/.@:|-]*)", text)
    if not names or re.search(r"[{|]", text) and len(names) > 6:
        return "any" if names else ""
    many = "..." in text or len(names) > 3
    if many:
        return "any"
    return " ".join(re.sub(r"[^a-z0-9-]+", "-", n.lower()).strip("-") + "?"
                    for n in names if re.search("[a-z]", n, re.I))


class Decisions:
    def __init__(self, path):
        self.lines = []
        with open(path, encoding="utf-8") as f:
            for line in f:
                line = line.split("#", 1)[0].rstrip() if "# " in line \
                    or line.startswith("#") else line.rstrip()
                if line.strip():
                    key, rest = line.split(None, 1)
                    globs, _, value = rest.partition(" = ")
                    for g in globs.split(","):
                        self.lines.append((key, g.strip(), value.strip()))

    def all(self, path, *keys):
        text = " ".join(path)
        return [(k, v) for k, g, v in self.lines
                if k in keys and fnmatch.fnmatchcase(text, g)]

    def tag(self, path):
        text = " ".join(path)
        for key, g, _ in self.lines:
            if key not in ("skip", "open", "alone", "names", "option",
                           "leaf") and fnmatch.fnmatchcase(text, g):
                return key
        return None


def compact(flags, inherited):
    seen, out = set(), []
    for (name, names, kind), is_global in flags:
        # The same letter may be another option than the tool's own.
        if is_global or name in inherited or name == "--help":
            continue
        for n in names:
            if n in seen:
                continue
            seen.add(n)
            out.append(n + ("=" if kind == "value" else ""))
    return out


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def emit(base, path, names, inherited, decisions, depth, out):
    if decisions.all(path, "skip"):
        return
    commands, flags, usage = parse(run_help(base + path))
    if decisions.all(path, "leaf"):
        commands = []
    commands = [c for c in commands if c[0] not in ("help", path[-1])]
    options = compact(flags, inherited)
    for _, extra in decisions.all(path, "option"):
        known = {o.rstrip("=") for o in options}
        options += [o for o in extra.split()
                    if o.rstrip("=.") not in known]
    names = names + [n.strip() for _, v in decisions.all(path, "names")
                     for n in v.split(",")]
    tag = decisions.tag(path)
    operands = "any" if decisions.all(path, "open") \
        else operands_of(usage, path)
    pad = " " * depth
    key = ", ".join(dict.fromkeys(names))
    key = quoted(key) if not re.fullmatch(r"[a-z][\w-]*", key) or \
        key in ("on", "off", "yes", "no", "true", "false") else key
    if not commands:
        words = (["@" + tag] if tag else []) + options + \
            ([operands] if operands else [])
        out.append(f"{pad}{key}: {quoted(' '.join(words)) if words else '{}'}")
        return
    out.append(f"{pad}{key}:")
    if tag:
        out.append(f"{pad}  tags: [{tag}]")
    if decisions.all(path, "alone"):
        out.append(f"{pad}  alone: true")
    if options:
        out.append(f"{pad}  options: {quoted(' '.join(options))}")
    out.append(f"{pad}  commands:")
    for c in commands:
        emit(base, path + [c[0]], c, inherited | {o.rstrip("=") for o in
             options}, decisions, depth + 4, out)


def main():
    decisions = Decisions(sys.argv[1])
    base = sys.argv[2:]
    commands, flags, _ = parse(run_help(base))
    inherited = set()
    print("# options of the tool itself:",
          " ".join(compact([(f, False) for f, _ in flags], set())))
    for (name, names, kind), _ in flags:
        inherited.update(names)
    out = []
    seen = set()
    for c in commands:
        if c[0] not in seen and c[0] != "help":
            seen.add(c[0])
            emit(base, [c[0]], c, inherited, decisions, 4, out)
    print("\n".join(out))


if __name__ == "__main__":
    main()
