# SPDX-License-Identifier: ISC
#
# The Debian package: lintian, and its life in a system of its own: installed,
# upgraded, removed and purged by dpkg, with the scripts that dpkg runs. Sourced
# by tests/run/packages.sh, as root. root_system is there for others, too.

# The least Debian, once; root_system DIRECTORY copies it.
BASE=$TOP/build/debian-base
root_system() {
	if [ ! -e "$BASE/etc/debian_version" ]; then
		rm -rf "$BASE"
		debootstrap --variant=minbase "$(. /etc/os-release &&
		    echo "$VERSION_CODENAME")" "$BASE" >"$W/debootstrap" 2>&1 || {
			rm -rf "$BASE"
			return 1
		}
	fi
	mkdir -p "$1" && cp -a "$BASE/." "$1" && mount -t proc proc "$1/proc"
}

# inside COMMAND…: in that system, the shims first.
inside() {
	env -i PATH=/usr/share/guard/shims:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
	    HOME=/root "$CHROOT" "$S" "$@" >"$W/out" 2>&1
	status=$?
}

# inside_is WHAT STATUS [REGEX]: it ended so, and said so.
inside_is() {
	if [ "$status" = "$2" ] && {
		[ -z "${3:-}" ] || grep -qE -e "$3" "$W/out"
	}; then
		ok "$1"
	else
		bad "$1" "exit status $status
$(head -n 12 "$W/out")"
	fi
}

# works BY: a guard that was installed by that decides and keeps a record.
works() {
	rm -f "$S/usr/local/bin/argv"
	inside terraform plan
	check "$1: what is allowed runs" test -e "$S/usr/local/bin/argv"
	rm -f "$S/usr/local/bin/argv"
	inside terraform destroy
	inside_is "$1: what asks is refused" 75 \
	    '^guard: ask rule=terraform.destroy'
	check "$1: and does not run" test ! -e "$S/usr/local/bin/argv"
	inside guard log verify
	inside_is "$1: both stand in the log" 0 ': whole, '
	for by in 'env -i' 'env -i setpriv --reuid 65533 --clear-groups'; do
		# In a login shell, whose profile sets PATH.
		inside $by /usr/bin/guard run -- bash -lc 'command -v terraform'
		inside_is "$1: guard run keeps the shims in front: $by" 0 \
		    '^/usr/share/guard/shims/terraform$'
		inside $by /usr/bin/guard run -- bash -lc 'terraform destroy'
		inside_is "$1: and asks" 75 '^guard: ask rule=terraform.destroy'
	done
}

mode_of() {
	stat -c %U:%a "$1"
}

debian_life() {
	cp "$1" "$S/guard.deb"
	inside /usr/bin/dpkg -i /guard.deb
	inside_is "dpkg installs it" 0
	check "postinst compiled the rules" test -s "$S/etc/guard/policy.image"
	check "the log is root's alone" \
	    test "$(mode_of "$S/var/lib/guard/audit.jsonl")" = root:600
	check "each user may have requests" \
	    test "$(mode_of "$S/var/lib/guard")" = root:1733
	inside /usr/bin/dpkg -V guard
	inside_is "dpkg finds every file as it was packed" 0
	works deb
	inside sh -c 'printf "a pass phrase\n" |
	    guard keygen --name root --passphrase-stdin'
	inside_is "root makes a key" 0
	mkdir -p "$S/etc/guard/site"
	cat >"$S/etc/guard/site/mine.yaml" <<-'END'
	guard: 1
	tool: terraform
	rules:
	  - {id: terraform.site-output, ask: [output], because: it prints secrets}
	examples:
	  ask: [terraform output]
	END
	lines=$(wc -l <"$S/var/lib/guard/audit.jsonl")

	cp "$2" "$S/newer.deb"
	inside /usr/bin/dpkg -i /newer.deb
	inside_is "dpkg upgrades it" 0
	inside dpkg-query -W -f '${Version}' guard
	inside_is "to the newer version" 0 '1$'
	check "the log goes on" \
	    test "$(wc -l <"$S/var/lib/guard/audit.jsonl")" = "$lines"
	inside guard approvers
	inside_is "the key is still there" 0 '^root'
	inside terraform output
	inside_is "the site's rules count" 75 rule=terraform.site-output
	echo broken >"$S/etc/guard/site/mine.yaml"
	inside /usr/bin/dpkg -i /newer.deb
	inside_is "rules of the site with a fault are told" 1 mine.yaml
	inside terraform plan
	check "and the policy stays as it was" test "$status" = 0
	rm "$S/etc/guard/site/mine.yaml"
	inside /usr/bin/dpkg -i /newer.deb
	inside_is "mended, it is configured" 0

	inside /usr/bin/dpkg -r guard
	inside_is "dpkg removes it" 0
	check "the programs and the image are gone" sh -c "! [ -e '$S/usr/bin/guard' ] &&
	    ! [ -e '$S/etc/guard/policy.image' ] && ! [ -e '$S/usr/share/guard' ]"
	check "the log and the keys stay" sh -c "[ -s '$S/var/lib/guard/audit.jsonl' ] &&
	    ls '$S/etc/guard/approvers' | grep -q ."
	inside /usr/bin/dpkg -P guard
	inside_is "dpkg purges it" 0
	check "then nothing of it is left" sh -c "! [ -e '$S/var/lib/guard' ] &&
	    ! [ -e '$S/etc/guard' ] && [ -z \"\$(find '$S' -xdev -name '*guard*' \
	    ! -path '*/perl*' ! -path '$S/*.deb' ! -path '*/dpkg/*' \
	    ! -path '$S/var/log/*' ! -path '*/root/*')\" ]"
}

if ! command -v dpkg-deb >/dev/null; then
	skipped "the Debian package" "no dpkg-deb"
	return
fi
if ! text=$(make --no-print-directory VARIANT=release deb 2>&1); then
	bad "make deb" "$text"
	return
fi
version=$(sed -n 's/.*CLI_VERSION "\(.*\)"/\1/p' src/cli/cli.h)
deb=$(ls build/dist/guard_"$version"_*.deb)
ok "make deb"
if command -v lintian >/dev/null; then
	lintian "$deb" >"$W/lintian" 2>/dev/null
	check "lintian has nothing to say" test ! -s "$W/lintian"
else
	skipped "lintian" "it is not installed"
fi
dpkg-deb -c "$deb" | awk '{ print $6 }' >"$W/list"
for file in usr/share/man/man5/guard-audit.5.gz \
    usr/share/bash-completion/completions/guard \
    usr/share/zsh/vendor-completions/_guard \
    usr/share/fish/vendor_completions.d/guard.fish; do
	check "it has $file" grep -qx "./$file" "$W/list"
done
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
	skipped "its life under dpkg" "that takes root and debootstrap"
elif ! root_system "$S"; then
	skipped "its life under dpkg" "$(tail -n 1 "$W/debootstrap")"
else
	cp "$B/tests/recorder" "$S/usr/local/bin/terraform"
	mkdir "$W/newer"
	dpkg-deb -R "$deb" "$W/newer/root"
	sed -i 's/^Version: .*/&+1/' "$W/newer/root/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$W/newer/root" "$W/newer/guard.deb" \
	    >/dev/null
	debian_life "$deb" "$W/newer/guard.deb"
fi
