# SPDX-License-Identifier: ISC
#
# guard doctor: nothing to find in a sound install, and each finding provoked
# once. Continues with the home and the prefix of home.sh.

make_home
setup --remove
rm -f "$HP/var/guard/setup.json"
setup --yes --rc --agent claude-code
printf 'a pass phrase of mine\n' >"$W/pass"
(cd "$H" && exec env -i PATH=/usr/bin:/bin HOME="$H" "$GUARD_AT_HOME" keygen \
    --name me --passphrase-stdin <"$W/pass") >"$W/out" 2>"$W/err"

# Two shells are enough for what does not depend on them.
mkdir -p "$W/few"
ln -s "$(command -v bash)" "$W/few/bash"
ln -s "$(readlink -f "$(command -v sh)")" "$W/few/sh"
real_tool probe
ln -s "$REAL/probe" "$W/few/probe"

# doctor [ARG…]: with few shells; doctor_path has more in front.
doctor() {
	(cd "$H" && exec env -i PATH="${doctor_path:-}$W/few" HOME="$H" \
	    SHELL=/bin/bash "$GUARD_AT_HOME" doctor "$@") \
	    >"$W/out" 2>"$W/err" </dev/null
	status=$?
}

# found WHAT REGEX: there is that finding, with a fix, and no other.
found() {
	tr -s ' \n' ' ' <"$W/out" >"$W/line"
	if [ "$status" = 1 ] && grep -qE -e "FIX.*$2" "$W/line" &&
	    [ "$(grep -c '^  FIX' "$W/out")" = "${3:-1}" ] &&
	    grep -q '^ *fix: .' "$W/out"; then
		ok "doctor finds $1"
	else
		bad "doctor finds $1" "$(evidence
		    cat "$W/out")"
	fi
}

at_home "$GUARD_AT_HOME" doctor
expect "doctor finds nothing in a sound install, by any shell" \
    sh -c "[ $status = 0 ] || { cat '$W/out' >&2; exit 1; }"
[ "$status" = 0 ] || cat "$W/out"
for route in 'sh -lc' 'bash -lic' 'npm run' 'npx'; do
	expect "it went the way of $route" grep -q "ok *route *$route:" "$W/out"
done
expect "80 columns are enough" sh -c "! grep -q '.\{81\}' '$W/out'"
doctor
expect "nor with few shells" test "$status" = 0
doctor --json
expect "JSON says so, with its schema" sh -c \
    "jq -e '.schema == 1 and .findings == 0 and (.checks | all(.ok))' <'$W/out'"
doctor --agent claude-code
expect "nor for an agent that was set up" test "$status" = 0
expect "its hook was called and said no" \
    grep -q 'ok *hook *claude-code: ' "$W/out"
doctor --agent codex
found "an agent without its hook" 'codex/config.toml' 1
doctor --agent clau
expect "an agent that is not known is wrong usage" test "$status" = 2

echo "syslog $W/nobody" >"$HP/etc/guard/copies"
doctor
expect "copies that are set up are fine" test "$status" = 0
chmod 666 "$HP/etc/guard/copies"
doctor
found "copies that others could set up" 'copies can be written by others'
rm "$HP/etc/guard/copies"
mkdir "$HP/etc/guard/copies"
doctor
found "copies that are no file" 'copies is no file'
rmdir "$HP/etc/guard/copies"
printf 'dev cwd=/x\nprod\n' >"$HP/etc/guard/environments"
doctor
found "a fault in the names of targets" 'environments, line 2'
rm "$HP/etc/guard/environments"
mv "$HP/etc/guard/approvers" "$W/approvers"
doctor
found "that nobody can say yes" 'nobody can say yes'
mv "$W/approvers" "$HP/etc/guard/approvers"
touch -d '5 seconds' "$HP/share/guard/rules/terraform.yaml"
doctor
found "an image older than a rule" 'older than a rule'
touch -d '2001-01-01' "$HP/share/guard/rules/terraform.yaml"
chmod g+w "$HP/etc/guard"
doctor
found "a directory that others may write" 'can be written by others'
chmod g-w "$HP/etc/guard"
mv "$HP/var/guard/audit.jsonl" "$W/audit"
mkdir "$HP/var/guard/audit.jsonl"
doctor
found "a log that is none" 'is no file'
rmdir "$HP/var/guard/audit.jsonl"
mv "$W/audit" "$HP/var/guard/audit.jsonl"
rm "$HP/share/guard/shims/dropdb"
doctor
found "a shim that is missing" 'have no'
ln -s /bin/true "$HP/share/guard/shims/dropdb"
doctor
found "a shim that leads elsewhere" 'does not lead to this'
rm "$HP/share/guard/shims/dropdb"
setup
doctor_path=$SHIMS:
doctor
found "a second guard" 'another guard is in PATH'
doctor_path=
printf 'alias terraform=/usr/bin/terraform\n' >>"$H/.bashrc"
doctor
found "an alias that hides a shim" 'terraform is alias' 2
make_home
rm -f "$HP/var/guard/setup.json"
doctor
found "login shells that lose the shims" 'sh -lc: [^ ]* leads' 2
sed -i 's/deny: \["\."\]/ask: ["."]/; s/^  deny:/  ask:/' \
    "$HP/share/guard/rules/guard-probe.yaml"
setup --yes --rc
doctor
found "a probe that is not denied" 'sh -c: guard-probe was not refused' \
    "$(grep -c 'route' "$W/out")"
