#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Makes build/dist: a relocatable static release, the sources of the commit, an
# SBOM (SPDX 2.3) and SHA256SUMS. The time in all of it is the commit's, so that
# the same commit and compiler give the same bytes.

set -eu
umask 022
LC_ALL=C
export LC_ALL
arch=$(uname -m)
name=guard-$VERSION-linux-$arch
out=build/dist
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

rm -rf "$out"
mkdir -p "$out/$name/bin" "$out/$name/libexec/guard" "$out/$name/etc/guard"
mkdir -m 700 -p "$out/$name/var/guard"
install -m 755 -s "$B/bin/guard" "$out/$name/bin/guard"
install -m 755 -s "$B/libexec/guard/guard-engine" "$out/$name/libexec/guard/"
$MAKE --no-print-directory -s install-share PREFIX="$PWD/$out/$name"
cp README.md LICENSE "$out/$name/"

# pack DIRECTORY: the same order, owners and times, whoever packs.
pack() {
	tar -C "$out" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 \
	    --group=0 --numeric-owner --format=ustar -cf - "$1" |
	    gzip -9n >"$out/$1.tar.gz"
}
pack "$name"

# The version of a library as its headers' package has it.
version_of() {
	dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo NOASSERTION
}
package() {
	printf ',\n  {"SPDXID": "SPDXRef-%s", "name": "%s", "versionInfo": "%s",\n' \
	    "$1" "$1" "$(version_of "$2")"
	printf '   "downloadLocation": "NOASSERTION", "licenseConcluded": "%s",\n' "$3"
	printf '   "licenseDeclared": "%s", "filesAnalyzed": false}' "$3"
	linked="$linked $1"
}
linked=
{
	printf '{"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0",\n'
	printf ' "SPDXID": "SPDXRef-DOCUMENT", "name": "%s",\n' "$name"
	printf ' "documentNamespace": "urn:guard:%s:%s",\n' "$name" \
	    "$(sha256sum <"$out/$name.tar.gz" | cut -c1-32)"
	printf ' "creationInfo": {"created": "%s", "creators": ["Tool: guard-dist"]},\n' \
	    "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)"
	printf ' "packages": [\n'
	printf '  {"SPDXID": "SPDXRef-guard", "name": "guard", "versionInfo": "%s",\n' "$VERSION"
	printf '   "downloadLocation": "NOASSERTION", "licenseConcluded": "ISC",\n'
	printf '   "licenseDeclared": "ISC", "filesAnalyzed": false}'
	package libyaml libyaml-dev MIT
	package pcre2 libpcre2-dev BSD-3-Clause
	package libsodium libsodium-dev ISC
	package jansson libjansson-dev MIT
	package zlib zlib1g-dev Zlib
	package glibc libc6-dev LGPL-2.1-or-later
	! command -v musl-gcc >/dev/null || package musl musl-dev MIT
	printf '],\n "relationships": [\n'
	printf '  {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",\n'
	printf '   "relatedSpdxElement": "SPDXRef-guard"}'
	for library in $linked; do
		printf ',\n  {"spdxElementId": "SPDXRef-guard", "relationshipType": "STATIC_LINK",\n'
		printf '   "relatedSpdxElement": "SPDXRef-%s"}' "$library"
	done
	printf ']}\n'
} >"$out/$name.spdx.json"

sources=guard-$VERSION
git archive --format=tar --prefix="$sources/" HEAD |
    gzip -9n >"$out/$sources.tar.gz"
digest=$(sha256sum <"$out/$sources.tar.gz" | cut -d' ' -f1)
sed -e "s|@VERSION@|$VERSION|g" -e "s|@SHA256@|$digest|" \
    -e "s|@URL@|${DIST_URL:-file://$PWD/$out/$sources.tar.gz}|" \
    packaging/guard.rb.in >"$out/guard.rb"
sed "s|@VERSION@|$VERSION|g" packaging/guard.spec.in >"$out/guard.spec"
rm -rf "${out:?}/$name"
(cd "$out" && sha256sum ./*.tar.gz ./*.json >SHA256SUMS)
ls "$out"
