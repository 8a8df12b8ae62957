#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The GitHub Action from its first step on: in another repository, by somebody
# who is not root where that can be, from a copy without .git as a runner
# fetches it, and no guard on PATH: it builds its own. And the hooks of
# .pre-commit-hooks.yaml, by pre-commit itself.

. "$(dirname "$0")/report.sh"
stage action
cd "$TOP" || exit 1
if ! /usr/bin/python3 -c 'import yaml' 2>/dev/null; then
	skipped "the action" "no python3-yaml"
	finish
fi
W=$(mktemp -d)
chmod 755 "$W"
trap 'rm -rf "$W"' EXIT
A=$W/_actions/guard
mkdir -p "$A" "$W/work/rules" "$W/home" "$W/tools"
git ls-files -z --cached --others --exclude-standard |
    xargs -0 cp --parents -a -t "$A"

cat >"$W/work/rules/parcel.yaml" <<'END'
guard: 1
tool: parcel
source: our own
cli:
  commands: {track: {operands: [parcel]}, burn: {operands: [parcel]}}
rules:
  - {id: parcel.read, effect: read, allow: [track]}
  - {id: parcel.burn, effect: destroy, ask: [burn], because: ash has no address,
     instead: parcel track}
examples:
  allow: [parcel track x]
  ask: [parcel burn x]
END
cp "$W/work/rules/parcel.yaml" "$W/good.yaml"
as_runner=
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	as_runner="setpriv --reuid 65533 --regid 65533 --clear-groups"
	chown -R 65533:65533 "$W"
fi
# A guard that is installed here is out of the way.
for tool in /usr/bin/* /bin/*; do
	case $tool in
	*/guard | */musl-gcc) ;;
	*) ln -sf "$tool" "$W/tools/" ;;
	esac
done
compiler=$(command -v musl-gcc || echo /usr/bin/musl-gcc)
ln -s "$compiler" "$W/tools/musl-gcc"

# action [INPUT=VALUE…]: as a job's step; RUNNER_PATH goes ahead.
action() {
	rm -rf "$W/temp" && mkdir "$W/temp"
	[ -z "$as_runner" ] || chown 65533:65533 "$W/temp"
	# shellcheck disable=SC2086
	(cd "$W/work" && exec $as_runner env -i PATH="$W/tools" HOME="$W/home" \
	    RUNNER_TEMP="$W/temp" LC_ALL=C.UTF-8 /usr/bin/python3 \
	    "$TOP/tests/run/composite.py" "$A" "$W/work" "$@") \
	    >"$W/result" 2>"$W/out" </dev/null
}

# so WHAT FILTER: it holds for the action's result.
so() {
	if jq -e "$2" "$W/result" >/dev/null 2>&1; then
		ok "$1"
	else
		bad "$1" "$(jq -c . "$W/result"
		    grep -vE '^  (CC|LD)' "$W/out" | tail -n 12)"
	fi
}

# Without its compiler, and without leave to install one.
rm "$W/tools/musl-gcc" && mkdir "$W/no"
printf '#!/bin/sh\necho "$@" >>"%s"\nexit 1\n' "$W/no/asked" >"$W/no/sudo"
chmod 755 "$W/no/sudo"
rm -f "$W/tools/sudo" && ln -s "$W/no/sudo" "$W/tools/sudo"
ln -sf "$W/no/sudo" "$W/tools/apt-get"
action
so "a build that cannot be fails the job" \
    '.outcome == "failure" and .steps[0].status == 2'
so "without SARIF, which would say that all is well" \
    '.steps[1].outcome == "skipped" and .outputs.sarif == ""'
check "what is missing is told" grep -q '^missing: musl-tools' "$W/out"
ln -s "$compiler" "$W/tools/musl-gcc"

action
so "the action builds guard and is content with good rules" \
    '.outcome == "success" and .outputs.findings == "0"'
check "it says that it builds" grep -q '^::group::Building guard' "$W/out"
check "by nobody else's guard" test -x "$A/build/release/bin/guard"
so "it uploads the SARIF" '.steps[1].uses == "github/codeql-action/upload-sarif@v3"
    and .steps[1].with.sarif_file == .outputs.sarif and .outputs.sarif != ""'
check "which is there" jq -e '.version == "2.1.0" and
    .runs[0].results == []' "$(jq -r .outputs.sarif "$W/result")"
action upload=false
so "or not" '.steps[1].outcome == "skipped"'
check "a second time it does not build" \
    sh -c "! grep -q 'Building guard' '$W/out'"

sed 's/^rules:/ruels:/' "$W/good.yaml" >"$W/work/rules/parcel.yaml"
action
so "a fault fails the job" '.outcome == "failure" and .steps[0].status == 1 and
    (.outputs.findings | tonumber) > 0'
so "and is uploaded nevertheless" '.steps[1].outcome == "success"'
check "it is an annotation of its line" grep -q \
    '^::error file=rules/parcel.yaml,line=6,' "$W/out"
check "and a result, with the path from the workspace" jq -e \
    '[.runs[0].results[].locations[0].physicalLocation.artifactLocation.uri] |
	all(. == "rules/parcel.yaml")' "$(jq -r .outputs.sarif "$W/result")"

grep -v '^examples' "$W/good.yaml" | sed '/^  [a-z]*: \[parcel/d' \
    >"$W/work/rules/parcel.yaml"
action
so "a warning is counted and passes" \
    '.outcome == "success" and .outputs.findings != "0"'
action strict=true
so "but not by strict" '.outcome == "failure"'
cp "$W/good.yaml" "$W/work/rules/parcel.yaml"
mkdir "$W/work/more"
sed 's/parcel/letter/g' "$W/good.yaml" >"$W/work/more/letter.yaml"
action paths='rules/*.yaml more'
so "paths are several, and globs" '.outcome == "success"'
action layer=project
so "of a project a rule that allows is a fault" '.outcome == "failure" and
    (.outputs.findings | tonumber) > 0'
action paths=nowhere
so "rules that are not there are a fault" '.outcome == "failure"'

# ---- pre-commit ----
# Its own word, from this tree to another repository.
if ! command -v pre-commit >/dev/null; then
	skipped "pre-commit" "it is not installed"
	finish
fi
mkdir "$W/repo" && cp -R "$W/work/rules" "$W/repo/"
printf 'guard: 1\ntool: git\nrules:\n  - {id: git.no-push, ask: [push], because: we use another way}\nexamples:\n  ask: [git push]\n' \
    >"$W/repo/guard.yaml"
echo 'ruels: []' >"$W/repo/other.yaml"
(cd "$W/repo" && git init -q . && git add -A)
git init -q "$W/hooks" && cp .pre-commit-hooks.yaml "$W/hooks/" &&
    (cd "$W/hooks" && git add -A && git -c user.name=x \
    -c user.email=x@example.org commit -qm x)

# hook ID: pre-commit's word on every file of that repository.
hook() {
	(cd "$W/repo" && exec env -i PATH="$B/bin:$PATH" HOME="$W/home" \
	    pre-commit try-repo "$W/hooks" "$1" --all-files --verbose) \
	    >"$W/out" 2>&1 </dev/null
}
for id in guard-check guard-check-project; do
	check "pre-commit is content by $id" hook $id
done
hook guard-check
check "it looks at the folders of rules alone" \
    sh -c "! grep -q 'other.yaml' '$W/out'"
sed -i 's/^rules:/ruels:/' "$W/repo/rules/parcel.yaml"
sed -i 's/ask: \[push\]/allow: [push]/' "$W/repo/guard.yaml"
(cd "$W/repo" && git add -A)
for pair in guard-check:parcel.yaml guard-check-project:guard.yaml; do
	if hook ${pair%:*}; then
		bad "a fault is found by ${pair%:*}" "$(cat "$W/out")"
	else
		check "a fault is found by ${pair%:*}" \
		    grep -q "${pair#*:}:[0-9]*:[0-9]*: error: " "$W/out"
	fi
done
finish
