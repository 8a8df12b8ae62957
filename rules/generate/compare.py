#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Compares a rule file's grammar with the help of the tool itself.

    compare.py [--depth N] [--help-word WORD] RULES.yaml COMMAND [ARG...]

Walks the commands that the tool's help lists and prints, each with its weight:

    ARITY    an option that takes a value here and none there, or the reverse:
             every word behind it is read wrongly
    COMMAND  a command that the grammar does not have
    OPTION   an option that it does not have: such a command asks

Understands the help of cobra, yargs, oclif, commander, argparse, click and of
GNU's tools; what it finds is read by a human. Nothing is called but help.
"""
import argparse
import re
import subprocess
import sys

import yaml

NAME = re.compile(r"^(--?[A-Za-z0-9?][\w.:-]*|--\[no-\][\w-]+)(.*)$")
COMMAND = re.compile(r"^ {0,8}(?:\* )?([a-z][\w.:-]*)\*?((?:(?:, |\|)[a-z][\w:-]*)*)"
                     r"((?: [\[<][^\]>]*[\]>](?:\.\.\.)?)*)(?:\s{2,}|\t|:\s|$)")
SECTION = re.compile(r"^\S(?:[\w()/,'&-]| (?! ))*:?\s*$")
KINDS = {"string": "value", "number": "value", "array": "value",
         "choices": "value", "boolean": "flag", "count": "flag"}


def run_help(words, help_word):
    done = subprocess.run(words + [help_word], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=90, check=False)
    text = done.stdout if len(done.stdout) > len(done.stderr) else done.stderr
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def kind_of(rest):
    """What stands behind an option's name, up to its description."""
    rest = rest.strip()
    if not rest:
        return "flag"
    if rest.startswith("[=") or rest.startswith("=["):
        return "optional"
    return "value"


def options_of(line):
    """[(name, kind)] of a help line that begins with an option."""
    head = re.split(r"\s{2,}|\t", line.strip(), maxsplit=1)
    described = head[1] if len(head) > 1 else ""
    found, kinds = [], []
    for part in re.split(r", ?|(?<=\w) \| ?| or (?=-)|(?<=\w)/(?=-)|"
                         r"(?<=[\w>\]]) (?=--?\w)", head[0]):
        m = NAME.match(part.strip())
        if m:
            found.append(m[1])
            kinds.append(kind_of(m[2]))
    kind = next((k for k in kinds if k != "flag"), "flag")
    for word, meant in KINDS.items():
        if re.search(r"\[%s\b" % word, described):
            kind = meant
    out = []
    for name in found:
        name = name.rstrip(":")
        if name.startswith("--[no-]"):
            out += [("--" + name[7:], kind), ("--no-" + name[7:], kind)]
        else:
            out.append((name, kind))
    return out


def whole(lines, i):
    """A line with those that go on with its description."""
    text, indent = lines[i], len(lines[i]) - len(lines[i].lstrip())
    for line in lines[i + 1:i + 12]:
        if len(line) - len(line.lstrip()) <= indent + 3 or \
                re.match(r"\s*-", line):
            break
        text += "  " + line.strip()
    return text


def read_help(text, called):
    options, commands, section = [], [], ""
    text = re.sub(r"(?m)^(\S.*)\n└─+> +", r"  \1  ", text)
    # yargs names the tool and the commands above in front of each.
    text = re.sub(r"(?m)^(\s*)(?:[\w./-]*/)?" + called, r"\1", "\n" + text)
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if SECTION.match(line) and not line.startswith("-"):
            section = line.strip(": ").lower()
        elif re.match(r"\s*--?[A-Za-z0-9?\[]", line):
            if "example" not in section and "usage" not in section:
                options += options_of(whole(lines, i))
        elif "command" in section or section in ("topics", "modules"):
            m = COMMAND.match(line)
            if m:
                commands.append([m[1].rstrip(":")] + re.findall(r"[a-z][\w:-]*", m[2]))
    return options, commands


class Node:
    """A command of a rule file, with what it and those above it take."""

    def __init__(self, spec, above, style):
        self.options = dict(above)
        self.style, self.commands, self.any = style, {}, False
        if isinstance(spec, str):
            for word in spec.split():
                if word.startswith("-"):
                    self.compact(word)
            self.any = "any" in spec.split() or "..." in spec
            return
        spec = spec or {}
        if "style" in spec:
            self.style = spec["style"]
        self.take(spec.get("options"))
        self.any = spec.get("operands") == "any"
        self.below = spec.get("commands") or {}
        if isinstance(self.below, list):
            self.below = {name: {} for name in self.below}
        for names, child in self.below.items():
            for name in str(names).split(", "):
                self.commands[name] = child

    def compact(self, word):
        m = re.match(r"(.*?)(=\.\.\.|=\?|=|)$", word)
        kind = {"": "flag", "=?": "optional"}.get(m[2], "value")
        for name in m[1].split(","):
            self.options[name] = kind

    def take(self, spec):
        if isinstance(spec, str):
            for word in spec.split():
                self.compact(word)
        elif isinstance(spec, list):
            for name in spec:
                self.options[name] = "flag"
        for names, value in (spec.items() if isinstance(spec, dict) else ()):
            if names == "more":
                self.take(value)
                continue
            kind = "flag"
            if isinstance(value, dict):
                if value.get("value") or value.get("runs"):
                    kind = "optional" if value.get("optional") else "value"
            elif value and value != "flag":
                kind = "value"
            for name in str(names).split(", "):
                self.options[name] = kind

    def child(self, name):
        return Node(self.commands[name], self.options, self.style)

    def find(self, name):
        styles = str(self.style)
        one = name[1:] if name.startswith("--") and "go" in styles else None
        if name in self.options:
            return self.options[name]
        if one in self.options:
            return self.options[one]
        if "negation" in styles and name.startswith("--no-"):
            return self.find("--" + name[5:])
        return None


class Walk:
    def __init__(self, args):
        self.args, self.seen, self.missing = args, set(), {}

    def say(self, kind, path, text):
        if (kind, text) not in self.seen or kind == "COMMAND":
            print(f"{kind:8}{' '.join(path) or '.'}: {text}")
        self.seen.add((kind, text))

    def options(self, path, node, options):
        if "ignores-unknown" in str(node.style):
            return
        lacks = []
        for name, kind in dict(options).items():
            have = node.find(name)
            if have is None:
                lacks.append(name + ("=" if kind == "value" else
                                     "=?" if kind == "optional" else ""))
            elif {have, kind} == {"flag", "value"}:
                self.say("ARITY", path, f"{name} is a {kind}, here a {have}")
            elif {have, kind} == {"value", "optional"}:
                self.say("ARITY?", path, f"{name} is {kind}, here {have}")
        new = [w for w in lacks if w not in ("--help", "-h", "-?")]
        if new and " ".join(new) != self.missing.get(" ".join(path[:-1])):
            self.say("OPTION", path, " ".join(new))

    def walk(self, path, node, depth):
        text = run_help(self.args.command + path, self.args.help_word)
        called = r"(?:\.\w+)? +".join(
            re.escape(w.rsplit("/", 1)[-1])
            for w in self.args.command[-1:] + path) + " +(?=[a-z])"
        options, commands = read_help(text, called)
        self.options(path, node, options)
        if depth == self.args.depth:
            return
        done = set(path)
        for names in commands:
            if names[0] in done or names[0] == "help":
                continue
            done.add(names[0])
            lacks = [n for n in names if n not in node.commands]
            if names[0] not in lacks:
                self.walk(path + [names[0]], node.child(names[0]), depth + 1)
            if lacks and node.commands and "*" not in node.commands:
                self.say("COMMAND", path, " ".join(lacks))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--depth", type=int, default=4)
    p.add_argument("--help-word", default="--help")
    p.add_argument("rules")
    p.add_argument("command", nargs=argparse.REMAINDER)
    args = p.parse_args()
    with open(args.rules, encoding="utf-8") as f:
        cli = yaml.load(f, Loader=yaml.CSafeLoader)["cli"]
    Walk(args).walk([], Node(cli, {}, cli.get("style", "gnu")), 0)


if __name__ == "__main__":
    sys.exit(main())
