#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Writes rules/git.yaml: the option grammar of an installed git.

Options and how many words they take come from `git COMMAND -h`, hidden ones
from `--git-completion-helper-all`; what those leave out (the diff and revision
options, commands that are scripts) and what an option means stand in
git-decisions.txt. Nothing but git's own help is run.
"""
import re
import subprocess
import sys
import tempfile
import textwrap

LINE = re.compile(
    r"^ {4}(?:(-[A-Za-z0-9@])(?:, )?)?(--[A-Za-z0-9][\w-]*)?"
    r"(\[=?[^\]]*\]|[ =]?[<(][^>)]*[>)].*|=\S+)?(?:  .*)?$")


def run(*args):
    done = subprocess.run(("git",) + args, text=True, cwd=WORK,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout


def from_help(words):
    """{names: arity} of the options that the help lists."""
    out = {}
    for line in run(*words, "-h").splitlines():
        m = LINE.match(line)
        if not m or not (m.group(1) or m.group(2)):
            continue
        value = (m.group(3) or "").strip()
        arity = ""
        if value.startswith("["):
            arity = "?"
        elif value:
            arity = "="
        out[tuple(n for n in m.group(1, 2) if n)] = arity
    known = {n for names in out for n in names}
    for word in run(*words, "--git-completion-helper-all").split():
        name = word.rstrip("=")
        if not re.fullmatch(r"--[a-z][\w-]*", name) or name in known:
            continue
        if name == "--no-":
            continue
        if name.startswith("--no-") and "--" + name[5:] in known:
            continue
        out[(name,)] = "=" if word.endswith("=") else ""
    return out


def decided(path):
    """Commands in the order of the file, and named sets of options."""
    sets, commands, current = {}, [], None
    for number, line in enumerate(open(path), 1):
        line = line.rstrip("\n")
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            head, _, rest = line.partition(":")
            if head.startswith("set "):
                current = sets.setdefault(head[4:], [])
                current += rest.split()
                continue
            current = {"words": head.split(), "keys": rest.split(),
                       "lines": []}
            commands.append(current)
        elif isinstance(current, list):
            current += line.split()
        elif current is None:
            sys.exit("%s:%d: stands in nothing" % (path, number))
        else:
            current["lines"].append(line.strip())
    return sets, commands


# Options whose value may be left out where they end the line.
LAST = ("--contains=", "--no-contains=", "--merged=", "--no-merged=")


def word_option(word):
    """-n,--name= as names and arity."""
    arity = ""
    if word in LAST:
        return (word[:-1],), "=..."
    if word.endswith("=?"):
        word, arity = word[:-2], "?"
    elif word.endswith("="):
        word, arity = word[:-1], "="
    return tuple(word.split(",")), arity


def options_of(c, sets):
    options = {} if "nohelp" in c["keys"] else from_help(c["words"])
    special = {}

    def add(names, arity, text=None):
        for old in [o for o in options if set(o) & set(names)]:
            if set(old) - set(names) and text is None:
                return
            names = names + tuple(n for n in old if n not in names)
            arity = arity or options[old]
            del options[old]
        options[names] = arity
        if text:
            special[names] = text

    for key in c["keys"]:
        for word in sets.get(key[1:], []) if key[0] == "+" else []:
            names, arity = word_option(word)
            if not any(set(names) & set(o) for o in options):
                options[names] = arity
    operands = None
    for line in c["lines"]:
        if line.startswith("operands:"):
            operands = line[9:].strip()
        elif line.startswith("-") and ": " in line:
            name, _, text = line.partition(": ")
            names, arity = word_option(name)
            add(names, arity, text)
        elif line.startswith("-"):
            for word in line.split():
                add(*word_option(word))
        else:
            sys.exit("not understood: " + line)
    return options, special, operands


def option_yaml(names, arity, text):
    name = '"%s"' % ", ".join(names)
    text = spelled_out(text)
    kind = "{%s%s}" % ({"": "", "=": "value: text, ",
                        "?": "value: text, optional: true, "}[arity], text)
    return "%s: %s" % (name, kind)


def alternatives(text):
    """a{b,c} as ab and ac, from the inside out."""
    m = re.search(r"\{([^{}]*)\}", text)
    if not m:
        return [text]
    return [one for part in m.group(1).split(",") for one in
            alternatives(text[:m.start()] + part + text[m.end():])]


def spelled_out(line):
    """Values that are harmless are literals or globs: sets become lists."""
    item = re.fullmatch(r'( *)- "(.*\{.*)"', line)
    if item:
        return "\n".join('%s- "%s"' % (item.group(1), one) for one in
                         sorted(set(alternatives(item.group(2)))))
    if line.lstrip().startswith("#"):
        return line
    return re.sub(r'"([^"]*\{[^"]*)"', lambda m: ", ".join(
        '"%s"' % one for one in alternatives(m.group(1))), line)


def body(c, sets, indent, out):
    pad = " " * indent
    options, special, operands = options_of(c, sets)
    tags = [k[1:] for k in c["keys"] if k.startswith("@")]
    if tags:
        out.append("%stags: [%s]" % (pad, ", ".join(tags)))
    for key in ("alone",):
        if key in c["keys"]:
            out.append("%s%s: true" % (pad, key))
    for key in c["keys"]:
        if key.startswith("style="):
            out.append("%sstyle: [%s]" % (pad, key[6:]))
    plain = []
    detailed = []
    for names, arity in sorted(options.items()):
        if names in special:
            detailed.append(option_yaml(names, arity, special[names]))
        else:
            plain.append(",".join(names) + ("=" if arity else "") +
                         arity.lstrip("="))
    if detailed or plain:
        out.append(pad + "options:")
        out += [pad + "  " + line for line in detailed]
    if plain:
        out.append(pad + "  more: >-")
        out += textwrap.wrap(" ".join(plain), 110, break_long_words=False,
                             break_on_hyphens=False,
                             initial_indent=pad + "    ",
                             subsequent_indent=pad + "    ")
    if operands:
        out.append("%soperands: %s" % (pad, operands))
    elif "nooperands" not in c["keys"]:
        out.append(pad + "operands: any")


def tree(commands, depth, prefix, sets, indent, out):
    for c in commands:
        if len(c["words"]) != depth + 1 or c["words"][:depth] != prefix:
            continue
        below = [d for d in commands if len(d["words"]) == depth + 2 and
                 d["words"][:depth + 1] == c["words"]]
        name = c["words"][-1]
        names = [name] + [k[6:] for k in c["keys"] if k.startswith("alias=")]
        out.append('%s"%s":' % (" " * indent, ", ".join(names)))
        body(c, sets, indent + 2, out)
        if below:
            out.append(" " * (indent + 2) + "commands:")
            tree(commands, depth + 1, c["words"], sets, indent + 4, out)


def main():
    sets, commands = decided(sys.argv[1])
    head = open(sys.argv[2]).read()
    version = run("version").split()[2]
    out = [spelled_out(line) for line in
           head.rstrip("\n").replace("@VERSION@", version).split("\n")]
    tree(commands, 0, [], sets, 4, out)
    print("\n".join(out))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as WORK:
        run("init", "-q", ".")
        main()
