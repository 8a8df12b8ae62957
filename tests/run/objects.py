# SPDX-License-Identifier: ISC
#
# What subcommands printed against docs/output.schema.json, member by member:
# each that was seen is described, each that is described was seen, and types,
# words and what may be missing are as described.
#
#   objects.py SCHEMA OBJECTS PAGE     lines {"command": NAME, "object": OBJECT}
import json
import re
import sys
from jsonschema import Draft202012Validator as Validator

schema = json.load(open(sys.argv[1], encoding="utf-8"))
Validator.check_schema(schema)
defs = schema["$defs"]
shared = {"verdict", "part", "problem", "invocation", "request"}
faults = []
# What is described once and stands in two places.
SAME = ("explain.invocations[]", "explain.invocation")

# What only a fault of guard's own leads to.
UNSEEN = {"log.error"}


def parts_of(node):
    """The objects and words that a description is made of."""
    if "$ref" in node:
        yield from parts_of(defs[node["$ref"].rpartition("/")[2]])
        return
    several = node.get("oneOf", node.get("allOf"))
    if several is None:
        yield node
        return
    for part in several:
        yield from parts_of(part)


def paths(node, path):
    """Every member below a description, as a path."""
    for part in parts_of(node):
        for name, member in part.get("properties", {}).items():
            yield path + "." + name
            yield from paths(member, path + "." + name)
        if "items" in part:
            yield from paths(part["items"], path + "[]")


def seen_in(value, path):
    if isinstance(value, dict):
        for name, member in value.items():
            yield path + "." + name
            yield from seen_in(member, path + "." + name)
    elif isinstance(value, list):
        for item in value:
            yield from seen_in(item, path + "[]")


def told_in(page):
    """The members in each row of the table."""
    rows = {}
    for line in page:
        row = re.match(r"\| (\S+) \| (.*) \|$", line)
        if row:
            rows[row[1]] = set(re.findall(r"`([a-z_]+)`", row[2]))
    return rows


seen = {}
for line in open(sys.argv[2], encoding="utf-8"):
    line = json.loads(line)
    name, value = line["command"], line["object"]
    seen.setdefault(name, set()).update(seen_in(value, name))
    validator = Validator({"$ref": "#/$defs/" + name, "$defs": defs})
    for error in validator.iter_errors(value):
        where = "/".join(map(str, error.absolute_path))
        faults.append(f"{name} {where}: {error.message[:200]}")
told = told_in(open(sys.argv[3], encoding="utf-8"))
for name in sorted(set(defs) - shared | set(seen)):
    if name not in defs:
        faults.append(f"{name}: is not described")
        continue
    described = {p.replace(*SAME) for p in paths(defs[name], name)}
    found = {p.replace(*SAME) for p in seen.get(name, set())}
    for path in sorted(found - described):
        faults.append(f"{path}: is not described")
    for path in sorted(described - found - UNSEEN):
        faults.append(f"{path}: was never seen")
    tops = {p.split(".")[1] for p in described if p.count(".") == 1 and
            "[" not in p} - {"schema"}
    # The rows of the page name the members at the top.
    for member in sorted(tops - told.get(name, set())):
        faults.append(f"{name}.{member}: is not in docs/json.md")
print("\n".join(faults))
sys.exit(1 if faults else 0)
