#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Rule files against their JSON Schema, and what CI runs: the action's script as
# a runner starts it, the hooks for pre-commit.

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

# ---- pre-commit ----
if command -v pre-commit >/dev/null; then
	committed() {
		cd "$W/work" && git init -q . && git add -A &&
		    PATH="$B/bin:$PATH" HOME=$W pre-commit try-repo "$TOP" \
		    guard-check --all-files
	}
	if (committed) >"$W/out" 2>&1; then
		bad "pre-commit finds the fault" "$(tail -n 5 "$W/out")"
	else
		check "pre-commit finds the fault" grep -q ruels "$W/out"
	fi
	cp rules/terraform.yaml "$W/work/rules/terraform.yaml"
	check "pre-commit is content with a good file" committed
else
	skipped "pre-commit" "it is not installed"
fi
finish
