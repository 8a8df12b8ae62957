#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Rule files against their JSON Schema, SARIF, and the script of the action; the
# action from its first step on is in action.sh.

. "$(dirname "$0")/report.sh"
stage ci
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
python=$(for p in /usr/bin/python3 python3; do
	$p -c 'import yaml, jsonschema' 2>/dev/null && echo "$p" && break
done)

# ---- the schema ----
validate() {
	"$python" - "$@" <<-'END'
	import json, sys, yaml
	from jsonschema import Draft202012Validator as Validator
	Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
	schema = json.load(open("rules/schema.json"))
	Validator.check_schema(schema)
	validator = Validator(schema)
	faults = 0
	for path in sys.argv[1:]:
	    try:
	        value = yaml.load(open(path, encoding="utf-8"), Loader)
	        errors = list(validator.iter_errors(value))
	    except (yaml.YAMLError, ValueError) as e:
	        errors = [e]
	    for e in errors[:3]:
	        where = "/".join(map(str, getattr(e, "absolute_path", [])))
	        print(path, where, str(getattr(e, "message", e))[:200])
	    faults += bool(errors)
	sys.exit(1 if faults else 0)
	END
}

modelines() {
	status=0
	for file in rules/*.yaml; do
		read -r first <"$file"
		[ "$first" = '# yaml-language-server: $schema=schema.json' ] || {
			echo "$file does not name its schema (make tool-docs)"
			status=1
		}
	done
	return $status
}
check "every rule file names its schema" modelines

if [ -n "$python" ]; then
	check "every shipped rule file is valid by the schema" \
	    validate rules/*.yaml
	check "so are the tests' own" validate tests/shim/rules/*.yaml \
	    tests/golden/*.yaml
	printf 'guard: 1\ntool: x\nruels: []\n' >"$W/key.yaml"
	printf 'guard: 2\ntool: x\nrules: []\n' >"$W/version.yaml"
	printf 'guard: 1\ntool: X Y\ncli: {}\n' >"$W/name.yaml"
	for file in key version name; do
		if validate "$W/$file.yaml" >/dev/null; then
			bad "the schema notices a wrong $file"
		else
			ok "the schema notices a wrong $file"
		fi
	done
else
	skipped "rule files by the schema" "no python3-jsonschema"
fi

# ---- SARIF 2.1.0 ----
# What the specification requires of the parts that guard writes (its section is
# behind each): names, types, sets of words, and that references lead somewhere.
cat >"$W/sarif.py" <<-'END'
import json, re, sys
from urllib.parse import urlsplit

log = json.load(sys.stdin)

def has(what, value, kinds, required=()):
    """An object with these members and no others."""
    assert isinstance(value, dict), what
    for name in required:
        assert name in value, f"{what} is without {name}"
    for name, member in value.items():
        assert name in kinds, f"{what} has {name}"
        kind = kinds[name]
        assert isinstance(member, kind) and not (
            kind is int and isinstance(member, bool)), f"{what}.{name}"

def location(value):
    has("location", value, {"physicalLocation": dict, "message": dict})  # 3.28
    if "message" in value:
        has("message", value["message"], {"text": str}, ("text",))
    where = value["physicalLocation"]
    has("physicalLocation", where, {"artifactLocation": dict,
        "region": dict}, ("artifactLocation",))                   # 3.29
    has("artifactLocation", where["artifactLocation"], {"uri": str},
        ("uri",))
    uri = where["artifactLocation"]["uri"]                        # 3.4.3
    assert re.fullmatch(r"([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+",
        uri), uri
    assert urlsplit(uri).scheme in ("", "file"), uri
    if "region" not in where:
        return
    region = where["region"]                                      # 3.30
    has("region", region, {"startLine": int, "startColumn": int,
        "endColumn": int}, ("startLine",))
    assert region["startLine"] > 0 and region["startColumn"] > 0
    assert region["endColumn"] >= region["startColumn"]

has("sarifLog", log, {"$schema": str, "version": str, "runs": list},
    ("version", "runs"))                                          # 3.13
assert log["version"] == "2.1.0" and len(log["runs"]) == 1
assert log["$schema"].endswith("sarif-2.1.0.json")
for run in log["runs"]:                                           # 3.14
    has("run", run, {"tool": dict, "columnKind": str, "results": list},
        ("tool", "results"))
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    has("tool", run["tool"], {"driver": dict}, ("driver",))       # 3.18
    driver = run["tool"]["driver"]                                # 3.19
    has("driver", driver, {"name": str, "version": str, "rules": list},
        ("name",))
    ids = []
    for rule in driver.get("rules", []):                          # 3.49
        has("rule", rule, {"id": str}, ("id",))
        ids.append(rule["id"])
    assert len(ids) == len(set(ids)), "a rule twice"              # 3.19.23
    for result in run["results"]:                                 # 3.27
        has("result", result, {"ruleId": str, "level": str, "message": dict,
            "locations": list, "relatedLocations": list}, ("message",))
        assert result["ruleId"] in ids, "a result of no rule"
        assert result["level"] in ("none", "note", "warning", "error")
        has("message", result["message"], {"text": str}, ("text",))  # 3.11
        assert result["message"]["text"], "a message without a word"
        assert len(result["locations"]) == 1                      # 3.27.12
        location(result["locations"][0])
        for related in result.get("relatedLocations", []):        # 3.27.22
            location(related)
print(len(log["runs"][0]["results"]))
END
printf 'guard: 1\ntool: x\nruels: []\n' >"$W/key.yaml"
# sarif NUMBER ARGUMENT…: guard check's is valid and has so many results.
sarif() {
	number=$1
	shift
	[ "$("$B/bin/guard" check --format=sarif "$@" 2>/dev/null |
	    python3 "$W/sarif.py")" -ge "$number" ]
}
check "SARIF of files without a fault" sarif 0 rules
check "of a fault" sarif 1 "$W/key.yaml"
cp "$W/key.yaml" "$W/a b%ü#.yaml"
check "of a file whose name is no URI" sarif 1 "$W/a b%ü#.yaml"
mkdir "$W/many"
cp tests/diag/*.yaml "$W/many"
check "of every fault that guard can tell" sarif 50 "$W/many"
check "of a file that is not there" sarif 1 "$W/nowhere.yaml"
not_sarif() {
	! "$B/bin/guard" check --format=sarif "$W/key.yaml" 2>/dev/null |
	    sed "$1" | python3 "$W/sarif.py" >/dev/null 2>&1
}
for fault in 's/"error"/"bad"/' 's/"startLine":3/"startLine":0/' \
    's/"ruleId":"unknown-key"/"ruleId":"x"/' 's/"message"/"massage"/'; do
	check "a wrong one would be noticed: $fault" not_sarif "$fault"
done

# ---- files on top of others ----
cat >"$W/guard.yaml" <<-'END'
	guard: 1
	tool: git
	rules:
	  - {id: git.no-push, ask: [push], because: releases push}
	examples:
	  ask: [git push]
END
"$B/bin/guard" check --layer=project "$W/guard.yaml" >"$W/out" 2>&1
check "a project's file is read with the grammar of the shipped ones" test $? = 0
check "and it alone is counted" grep -qx \
    '1 file, 1 tool, 1 rule, 1 example: 0 errors, 0 warnings' "$W/out"
sed -i 's/ask: \[git push\]/ask: [git status]/' "$W/guard.yaml"
"$B/bin/guard" check --layer=project "$W/guard.yaml" >"$W/out" 2>&1
check "an example that is decided otherwise is a fault" test $? = 1
check "with the rule that did" grep -q 'it is allow by git' "$W/out"
printf 'guard: 1\ntool: brush\ncli: {operands: any}\nrules: [{id: brush.all,
    effect: read, allow: [.]}]\n' >"$W/brush.yaml"
printf 'guard: 1\ntool: brush\nrules: [{id: brush.no, ask: [.], because: x}]
examples: {ask: [brush x]}\n' >"$W/site.yaml"
"$B/bin/guard" check --strict --layer=site --on "$W/brush.yaml" "$W/site.yaml" \
    >"$W/out" 2>&1
check "--on names others, whose warnings are not told" test $? = 0
"$B/bin/guard" check --layer=site --on "$W/key.yaml" "$W/site.yaml" \
    >"$W/out" 2>&1
check "faults of theirs are" grep -q 'key.yaml:3:1: error' "$W/out"

# ---- the action ----
mkdir -p "$W/work/rules" "$W/temp"
cp rules/terraform.yaml "$W/work/rules/"

# action PATHS…: as a runner starts it.
action() {
	: >"$W/output"
	: >"$W/summary"
	(cd "$W/work" && env GITHUB_ACTION_PATH="$TOP" RUNNER_TEMP="$W/temp" \
	    GITHUB_OUTPUT="$W/output" GITHUB_STEP_SUMMARY="$W/summary" \
	    PATH="$B/bin:$PATH" INPUT_PATHS="$*" \
	    INPUT_LAYER="${layer:-}" INPUT_STRICT="${strict:-false}" \
	    sh "$TOP/packaging/action.sh") >"$W/out" 2>&1
	status=$?
}
action rules
check "the action is content with a good file" test $status = 0
check "and counts nothing" grep -qx findings=0 "$W/output"
check "its SARIF is JSON" jq -e '.version == "2.1.0" and (.runs | length) == 1' \
    "$W/temp/guard.sarif"
sed 's/^tool: terraform/tool: terraform\nruels: 1/' rules/terraform.yaml \
    >"$W/work/rules/terraform.yaml"
action rules
check "a fault fails it" test $status = 1
check "is an annotation of its line" grep -q \
    '^::error file=rules/terraform.yaml,line=' "$W/out"
check "is counted" grep -q '^findings=[1-9]' "$W/output"
check "stands in the SARIF" jq -e '.runs[0].results | length > 0' \
    "$W/temp/guard.sarif"
check "and in the summary of the job" grep -q findings "$W/summary"
layer=nonsense
action rules
check "wrong usage is no finding" test $status = 2
check "and gives no SARIF to upload" sh -c "! grep -q sarif '$W/output'"
layer=

if [ -n "$python" ]; then
	described() {
		"$python" - <<-'END'
		import re, yaml
		action = yaml.safe_load(open("action.yml"))
		assert action["runs"]["using"] == "composite"
		text = open("action.yml").read()
		used = set(re.findall(r"inputs\.(\w+)", text))
		assert used == set(action["inputs"]), used
		script = open("packaging/action.sh").read()
		for name in re.findall(r"INPUT_(\w+):", text):
		    assert "INPUT_" + name in script, name
		for hook in yaml.safe_load(open(".pre-commit-hooks.yaml")):
		    for key in ("id", "name", "entry", "language", "files"):
		        assert hook[key]
		    re.compile(hook["files"])
		    assert hook["entry"].startswith("guard check")
		END
	}
	check "action and hooks say what they use" described
fi

finish
