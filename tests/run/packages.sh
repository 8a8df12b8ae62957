#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Packages, opt-in (make test-packages; a quarter of an hour, and root for all
# of it): make dist from two clones in two places gives the same bytes, and from
# what it made: the deb and the RPM, each through its life, and the formula as
# brew would follow it. The parts lie in tests/packages; DIST names a folder that
# make dist has filled, where the two clones are not wanted.

. "$(dirname "$0")/report.sh"
stage packages
cd "$TOP" || exit 1
W=$(mktemp -d)
S=$W/system
trap 'umount "$S/proc" 2>/dev/null; rm -rf "$W"' EXIT
CHROOT=$(PATH=$PATH:/usr/sbin:/sbin command -v chroot)
R=${DIST:-$W/one/guard/build/dist}
make --no-print-directory VARIANT=release test-tools >/dev/null 2>&1

# ---- the same bytes from the same commit ----
[ -n "${DIST:-}" ] || for place in one another/place; do
	mkdir -p "$W/$place"
	git clone -q . "$W/$place/guard"
	(cd "$W/$place/guard" && make -j2 dist) >"$W/log" 2>&1 ||
	    bad "make dist in a clone" "$(tail -n 20 "$W/log")"
done
[ -n "${DIST:-}" ] || check "make dist gives the same bytes in another place" \
    cmp "$R/SHA256SUMS" "$W/another/place/guard/build/dist/SHA256SUMS"
check "its checksums are of its files" sh -c "cd '$R' && sha256sum -c SHA256SUMS"
check "the SBOM names what is linked" jq -e '.spdxVersion == "SPDX-2.3" and
    ([.packages[].name] | contains(["guard", "libsodium", "glibc"])) and
    all(.packages[]; .versionInfo != "NOASSERTION") and
    ([.relationships[].relatedSpdxElement] - [.packages[].SPDXID] == [])' \
    "$R"/guard-*.spdx.json
rm -rf "$W/another"
mkdir "$W/released"
tar -xzf "$R"/guard-*-linux-*.tar.gz -C "$W/released"
released=$(ls -d "$W"/released/guard-*)
check "the release needs no library" sh -c \
    "! ldd '$released/bin/guard' && ! ldd '$released/libexec/guard/guard-engine' |
	grep -q '=>'"
check "and is set up where it was unpacked" env -i HOME="$W" PATH=/usr/bin:/bin \
    "$released/bin/guard" setup
check "then it decides" sh -c \
    "PATH='$released/share/guard/shims':/usr/bin:/bin terraform destroy 2>&1 |
	grep -q 'rule=terraform.destroy'"

. tests/packages/debian.sh
. tests/packages/rpm.sh

# ---- the formula ----
if ! command -v ruby >/dev/null; then
	skipped "the formula" "no ruby"
elif text=$(ruby tests/packages/formula.rb "$R/guard.rb" "$W/brew" 2>&1); then
	ok "the formula's checksum, steps and test hold"
	check "it installs the manual" test -s "$W/brew/share/man/man1/guard.1"
else
	bad "the formula's checksum, steps and test hold" \
	    "$(echo "$text" | tail -n 8)"
fi
finish
