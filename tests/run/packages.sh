#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Packages, opt-in (make test-packages): make deb without a word of lintian's,
# and a shim out of it that runs and refuses in a root of its own; the spec as
# rpm reads it, the formula as ruby does; make dist from two clones in two
# places, the same bytes.

. "$(dirname "$0")/report.sh"
stage packages
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'umount "$W/root/proc" 2>/dev/null; rm -rf "$W"' EXIT
there() {
	command -v "$1" >/dev/null
}

# ---- the Debian package ----
if ! there dpkg-deb; then
	skipped "the Debian package" "no dpkg-deb"
elif ! text=$(make --no-print-directory VARIANT=release deb 2>&1); then
	bad "make deb" "$text"
else
	deb=$(ls -t build/dist/guard_*.deb | head -n 1)
	if there lintian; then
		lintian "$deb" >"$W/lintian" 2>/dev/null
		check "lintian has nothing to say" test ! -s "$W/lintian"
	else
		skipped "lintian" "it is not installed"
	fi
	dpkg-deb -x "$deb" "$W/root"
	for file in usr/share/man/man5/guard-audit.5.gz \
	    usr/share/bash-completion/completions/guard \
	    usr/share/zsh/vendor-completions/_guard \
	    usr/share/fish/vendor_completions.d/guard.fish; do
		check "it has $file" test -s "$W/root/$file"
	done
fi
make --no-print-directory VARIANT=release test-tools >/dev/null 2>&1
mkdir -p "$W/root/proc"
if [ ! -d "$W/root/usr" ] || ! mount -t proc proc "$W/root/proc" 2>/dev/null; then
	skipped "a shim out of the package" "that takes root, for chroot"
else
	mkdir -p "$W/root/usr/local/bin" "$W/root/tmp"
	cp "$B/tests/recorder" "$W/root/usr/local/bin/terraform"
	chroot=$(PATH=$PATH:/usr/sbin:/sbin command -v chroot)
	inside() {
		env -i PATH=/usr/share/guard/shims:/usr/local/bin \
		    "$chroot" "$W/root" "$@" >"$W/out" 2>&1
		status=$?
	}
	# As postinst does; there is no shell in this root.
	inside /usr/libexec/guard/guard-engine compile /usr/share/guard/rules \
	    -o /etc/guard/policy.image
	check "its rules compile" test "$status" = 0
	install -m 600 /dev/null "$W/root/var/lib/guard/audit.jsonl"
	inside /usr/share/guard/shims/terraform plan
	check "what is allowed runs" test -e "$W/root/usr/local/bin/argv"
	rm -f "$W/root/usr/local/bin/argv"
	inside /usr/share/guard/shims/terraform destroy
	check "what asks is refused" sh -c "[ $status = 75 ] &&
	    grep -q '^guard: ask rule=terraform.destroy' '$W/out' &&
	    [ ! -e '$W/root/usr/local/bin/argv' ]"
	inside /usr/bin/guard log verify
	check "and stands in the log" sh -c "[ $status = 0 ] &&
	    grep -q ': whole, 2 lines' '$W/out'"
fi

# ---- the recipes of others ----
sed 's|@VERSION@|0|g' packaging/guard.spec.in >"$W/guard.spec"
if there rpmspec; then
	check "rpm reads the spec" rpmspec -P "$W/guard.spec"
else
	skipped "the spec" "no rpmspec"
fi
sed -e 's|@[A-Z0-9]*@|0|g' packaging/guard.rb.in >"$W/guard.rb"
if there ruby; then
	check "ruby reads the formula" ruby -c "$W/guard.rb"
else
	skipped "the formula" "no ruby"
fi
# What make install puts somewhere stands in the spec, or below what does.
make --no-print-directory -s VARIANT=release install PREFIX=/usr \
    DESTDIR="$W/dest" >/dev/null 2>&1
rm -f "$W/dest"/var/lib/guard/*.jsonl
(cd "$W/dest" && find . -type f | sed 's|^\.||') >"$W/installed"
sed -n '/^%files/,$p' packaging/guard.spec.in |
    sed -nE 's/^(%[a-z]+(\([^)]*\))? )*(\/[^ ]+).*/\3/p' |
    sed 's|\*|.*|g' >"$W/listed"
grep -vE "^($(paste -sd'|' "$W/listed"))" "$W/installed" |
    grep -v 'doc/guard/LICENSE$' >"$W/unlisted"
check "the spec lists what is installed" test ! -s "$W/unlisted"

# ---- the same bytes from the same commit ----
for place in one another/place; do
	mkdir -p "$W/$place"
	git clone -q . "$W/$place/guard"
	(cd "$W/$place/guard" && make -j2 dist) >"$W/log" 2>&1 ||
	    bad "make dist in a clone" "$(tail -n 20 "$W/log")"
done
check "make dist gives the same bytes in another place" \
    cmp "$W/one/guard/build/dist/SHA256SUMS" \
    "$W/another/place/guard/build/dist/SHA256SUMS"
finish
