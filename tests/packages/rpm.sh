# SPDX-License-Identifier: ISC
#
# The RPM: built by rpmbuild from the tarball and the spec of make dist, then
# installed, verified, upgraded and erased by rpm in a system of its own.
# Sourced by tests/run/packages.sh; R is where make dist left its files.

rpm_build() {
	mkdir -p "$W/rpm/SOURCES" && cp "$R"/guard-*.tar.gz "$W/rpm/SOURCES" &&
	    rpmbuild -bb --nodeps --define "_topdir $W/rpm" \
	    --define "_smp_mflags -j2" "$W/guard.spec" \
	    >"$W/rpmbuild" 2>&1
}

# The scripts of the package run in that system.
rpm_in() {
	rpm --root "$S" --dbpath /var/lib/rpm --nodeps "$@" >"$W/out" 2>&1
	status=$?
}

rpm_life() {
	rpm_in -i "$1"
	inside_is "rpm installs it" 0
	check "%post compiled the rules" test -s "$S/etc/guard/policy.image"
	check "rpm: the log is root's alone" \
	    test "$(mode_of "$S/var/lib/guard/audit.jsonl")" = root:600
	rpm_in -V guard
	inside_is "rpm finds every file as it was packed" 0
	works rpm
	lines=$(wc -l <"$S/var/lib/guard/audit.jsonl")
	# The same package in its own place: the scripts run as in an upgrade.
	rpm_in -U --replacepkgs "$1"
	inside_is "rpm upgrades it" 0
	check "the image outlives the upgrade" \
	    test -s "$S/etc/guard/policy.image"
	check "rpm: the log goes on" \
	    test "$(wc -l <"$S/var/lib/guard/audit.jsonl")" = "$lines"
	rpm_in -e guard
	inside_is "rpm erases it" 0
	check "rpm: programs and image are gone" sh -c "! [ -e '$S/usr/bin/guard' ] &&
	    ! [ -e '$S/etc/guard/policy.image' ] && ! [ -e '$S/usr/share/guard' ]"
	check "rpm: the log stays" test -s "$S/var/lib/guard/audit.jsonl"
}

if ! command -v rpmbuild >/dev/null; then
	skipped "the RPM" "no rpmbuild"
	return
fi
cp "$R/guard.spec" "$W/guard.spec"
if rpm_build; then
	ok "rpmbuild builds it from the tarball of make dist"
else
	bad "rpmbuild builds it from the tarball of make dist" \
	    "$(tail -n 15 "$W/rpmbuild")"
	return
fi
rpm=$(ls "$W"/rpm/RPMS/*/*.rpm)
check "there is one package" test "$(echo "$rpm" | wc -l)" = 1
rpm -qlp "$rpm" 2>/dev/null | sort >"$W/rpm-list"
(cd "$W/rpm/BUILDROOT"/* 2>/dev/null && find . ! -type d | sed 's|^\.||') |
    sort >"$W/rpm-installed"
comm -13 "$W/rpm-list" "$W/rpm-installed" >"$W/unlisted"
check "its list of files is whole" test ! -s "$W/unlisted"
check "the RPM has its manual" grep -q '/man1/guard\.1' "$W/rpm-list"
for file in /usr/bin/guard /usr/libexec/guard/guard-engine \
    /usr/share/guard/shims/terraform /usr/share/zsh/site-functions/_guard /etc/guard /var/lib/guard; do
	check "the RPM has $file" grep -qx "$file" "$W/rpm-list"
done
if [ ! -e "$S/etc/debian_version" ]; then
	skipped "its life under rpm" "that takes the system of the deb's"
	return
fi
rpm_life "$rpm"
