#!/bin/sh
# SPDX-License-Identifier: ISC
#
# End to end: an installed guard, started as a shell starts it, in front of
# recorders that write down what reached them. The cases lie beside this file,
# one subject a file.

. "$(dirname "$0")/../run/report.sh"
stage shim
cd "$TOP" || exit 1
make --no-print-directory VARIANT=release test-tools >/dev/null || {
	bad "the recorder does not build"
	finish
}
. tests/shim/harness.sh
mkdir -p "$HOME_DIR" "$WORK"
real_tool probe probe-too terraform prisma psql drizzle-kit aws

if ! text=$(install_guard "$P" 2>&1); then
	bad "guard cannot be installed" "$text"
	finish
fi
all="
pass
refuse
mistakes
identity
environment
image
audit
launchers
workspaces
grant
way
waiting
watch
copies
learn
log
hook
before
state
system
faults
home
places
doctor
doctor-hook
doctor-route
looks
"
for cases in ${CASES:-$all}; do
	. "tests/shim/$cases.sh"
done

# What the record holds after all that is what guard-audit(5) tells.
sed -n 's/^\.It Cm //p' man/guard-audit.5 | sort >"$W/told"
cat "$P"/var/guard/audit*.jsonl 2>/dev/null | jq -rR 'fromjson? |
    (keys[], .verdict, (.chain // {} | keys[]))' | sort -u >"$W/used"
expect "every field and verdict on record is in guard-audit(5)" \
    test -z "$(comm -23 "$W/used" "$W/told")"
finish
