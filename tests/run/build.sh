#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Builds the two programs and the policy image; a warning is a failure.

. "$(dirname "$0")/report.sh"
stage build
cd "$TOP" || exit 1

log=$B/counts/build.log
build() {
	make -j2 VARIANT=release all >"$log" 2>&1 || {
		tail -n 30 "$log"
		return 1
	}
}

no_warning() {
	! grep -E 'warning:|Warning:' "$log"
}

check "make all" build
check "the build gives no warning" no_warning
for file in bin/guard libexec/guard/guard-engine etc/guard/policy.image \
    share/guard/shims/terraform; do
	check "$file is there" test -e "$B/$file"
done
finish
