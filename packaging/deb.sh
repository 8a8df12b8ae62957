#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Makes build/dist/guard_VERSION_ARCH.deb: /usr with /etc/guard and
# /var/lib/guard. The policy image is compiled where it will lie, since it is
# sealed by its own file's time.

set -eu
umask 022
LC_ALL=C
export LC_ALL
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH
arch=$(dpkg --print-architecture)
root=$PWD/build/deb
doc=$root/usr/share/doc/guard
when=$(date -u -R -d "@$SOURCE_DATE_EPOCH")

rm -rf "$root"
$MAKE --no-print-directory -s install PREFIX=/usr DESTDIR="$root"
rm "$root/etc/guard/policy.image"
# The log is made where it will lie, see postinst.
rm -f "$root"/var/lib/guard/*.jsonl
gzip -9n "$root"/usr/share/man/man?/*
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
rm "$doc/LICENSE"
cat >"$doc/copyright" <<END
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: guard

Files: *
Copyright: the guard authors
License: ISC
$(sed -e '/^$/s/.*/./' -e 's/^/ /' LICENSE)
END
gzip -9n >"$doc/changelog.gz" <<END
guard ($VERSION) unstable; urgency=medium

  * Built from the sources of this version.

 -- the guard authors <guard@localhost>  $when
END
install -d "$root/usr/share/lintian/overrides" "$root/DEBIAN"
cat >"$root/usr/share/lintian/overrides/guard" <<'END'
# No loader may take part in a decision, so that LD_PRELOAD has no reader.
guard: statically-linked-binary *
guard: embedded-library *
guard: shared-library-lacks-prerequisites *
# There is no address yet; whoever publishes the package puts theirs in.
guard: bogus-mail-host *
guard: bogus-mail-host-in-debian-changelog *
# Every user's requests lie there, in directories of their own.
guard: non-standard-dir-perm 1733 != 0755 [var/lib/guard/]
# It belongs to no distribution's archive.
guard: initial-upload-closes-no-bugs *
# libsodium, in which the names of its functions stand.
guard: spelling-error-in-binary *
END
cat >"$root/DEBIAN/control" <<END
Package: guard
Version: $VERSION
Architecture: $arch
Maintainer: the guard authors <guard@localhost>
Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)
Section: admin
Priority: optional
Description: stands between coding agents and tools that cannot be undone
 guard is linked under the names of terraform, prisma, git and other commands
 in a directory that comes first on PATH. It reads each command line as the
 tool would, and runs the real tool if what it does is allowed, or refuses and
 asks a human.
END
cat >"$root/DEBIAN/postinst" <<'END'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
	set --
	for layer in site user; do
		for file in "/etc/guard/$layer"/*.yaml; do
			[ -e "$file" ] || break
			set -- "$@" "--$layer" "/etc/guard/$layer"
			break
		done
	done
	/usr/libexec/guard/guard-engine compile /usr/share/guard/rules "$@" \
	    -o /etc/guard/policy.image
	# Root's before anybody else can make it.
	[ -e /var/lib/guard/audit.jsonl ] ||
	    install -m 600 /dev/null /var/lib/guard/audit.jsonl
fi
END
cat >"$root/DEBIAN/postrm" <<'END'
#!/bin/sh
set -e
case $1 in
remove) rm -f /etc/guard/policy.image ;;
purge)
	rm -rf /etc/guard /var/lib/guard
	;;
esac
END
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/postrm"
(cd "$root" && find usr -type f ! -name policy.image -print0 | sort -z |
    xargs -0 md5sum >DEBIAN/md5sums)
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -print0 |
    xargs -0r touch -h -d "@$SOURCE_DATE_EPOCH"
mkdir -p build/dist
dpkg-deb --root-owner-group -Zxz --build "$root" \
    "build/dist/guard_${VERSION}_$arch.deb"
