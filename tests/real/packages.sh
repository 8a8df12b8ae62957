#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Installs the npm packages of package-lock.json into build/npm, once; needs
# the network that time. No install script of theirs runs.

set -eu
TOP=$(cd "$(dirname "$0")/../.." && pwd)
from=$TOP/tests/real
to=$TOP/build/npm
done=$to/installed

sum=$(cat "$from/package.json" "$from/package-lock.json" | cksum)
if [ "$(cat "$done" 2>/dev/null)" = "$sum" ]; then
	exit 0
fi
command -v npm >/dev/null || {
	echo "no npm" >&2
	exit 1
}
mkdir -p "$to"
rm -f "$done"
cp "$from/package.json" "$from/package-lock.json" "$to/"
echo "  installing drizzle-kit, prisma, pnpm, yarn, bun into build/npm"
(cd "$to" && npm ci --ignore-scripts --no-audit --no-fund \
    --loglevel=error </dev/null >install.log 2>&1) || {
	tail -n 20 "$to/install.log" >&2
	exit 1
}
# The package managers under the names by which they are called.
mkdir -p "$to/managers"
for name in pnpm pnpx yarn; do
	ln -sf "../node_modules/.bin/$name" "$to/managers/$name"
done
for bun in "$to"/node_modules/@oven/*/bin/bun; do
	[ -x "$bun" ] || continue
	ln -sf "$bun" "$to/managers/bun"
	ln -sf "$bun" "$to/managers/bunx"
done
echo "$sum" >"$done"
