#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Writes rules/gh.yaml: the grammar of an installed gh, by its own --help,
joined with gh-decisions.txt (what a command is, what newer versions have). No
command is run but --help."""
import re
import subprocess
import sys
import textwrap


def help_of(words):
    return subprocess.run([GH, *words, "--help"], text=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT).stdout


def walk(words, out):
    section, below, options = "", [], {}
    for line in help_of(words).splitlines():
        if re.fullmatch(r"[A-Z][A-Z ]+", line.strip()) and line[0] != " ":
            section = line.strip()
        elif "COMMANDS" in section:
            m = re.match(r"  ([\w-]+):\s", line)
            below += [m.group(1)] if m else []
        elif "FLAGS" in section:
            m = re.match(r"\s+(?:(-\w), )?(--[\w-]+)(?: ([^ ]\S*(?: \S+)*))?",
                         line)
            if m and m.group(2) != "--help":
                value = re.match(r"\s+(?:-\w, )?--[\w-]+( \S|  |$)", line)
                names = tuple(n for n in m.group(1, 2) if n)
                options[names] = "=" if value and value.group(1)[1:2] not in (
                    "", " ") else ""
    out[" ".join(words)] = (below, options)
    for name in below:
        walk(words + [name], out)


def decide(path, tree):
    """Tags, options with a class, commands that this version lacks."""
    tags, special = {}, {}
    for line in open(path):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        if line[0] == "@":
            tag, _, names = line.partition(": ")
            for name in names.split(", "):
                tags[name] = tag[1:]
                if name not in tree:
                    tree[name] = ([], {})
                    above = name.rpartition(" ")[0]
                    while name.rpartition(" ")[2] not in \
                            tree.setdefault(above, ([], {}))[0]:
                        tree[above][0].append(name.rpartition(" ")[2])
                        name, above = above, above.rpartition(" ")[0]
                        if not name:
                            break
        else:
            name, _, rest = line.partition(": ")
            if rest[0] == "{" or ": " in rest:
                option, _, text = rest.partition(": ")
                special.setdefault(name, {})[option] = text
            else:
                for word in rest.split():
                    names = tuple(word.rstrip("=").split(","))
                    tree[name][1].setdefault(
                        names, "=" if word.endswith("=") else "")
    return tags, special


def emit(words, tree, tags, special, indent, out):
    name = " ".join(words)
    below, options = tree[name]
    pad = " " * indent
    if words:
        out.append('%s"%s":' % (" " * (indent - 2), words[-1]))
    if name in tags and not below:
        out.append("%stags: [%s]" % (pad, tags[name]))
    mine = special.get(name, {})
    detailed = {n: t for n, t in mine.items() if n[0] == "-"}
    taken = {one for n in detailed for one in n.split(",")}
    plain = [",".join(n) + a for n, a in sorted(options.items())
             if not set(n) & taken]
    if words and (plain or detailed):
        out.append(pad + "options:")
        out += ['%s  "%s": %s' % (pad, n.replace(",", ", "), t)
                for n, t in sorted(detailed.items())]
        if plain:
            out.append(pad + "  more: >-")
            out += textwrap.wrap(" ".join(plain), 100,
                                 initial_indent=pad + "    ",
                                 subsequent_indent=pad + "    ",
                                 break_on_hyphens=False)
    if words and not below:
        out.append("%soperands: %s" % (pad, mine.get("operands", "any")))
    if below and words:
        out.append(pad + "commands:")
    for one in below:
        emit(words + [one], tree, tags, special, indent + 4, out)


if __name__ == "__main__":
    GH = sys.argv[1]
    TREE = {}
    walk([], TREE)
    TAGS, SPECIAL = decide(sys.argv[2], TREE)
    OUT = [open(sys.argv[3]).read().rstrip("\n")]
    emit([], TREE, TAGS, SPECIAL, 2, OUT)
    print("\n".join(OUT))
