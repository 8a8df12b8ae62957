# SPDX-License-Identifier: ISC
#
# Launchers in front of guarded tools: package managers with packages that
# only write down that they ran, and the launchers of every system.

if ! command -v node >/dev/null || ! command -v npx >/dev/null; then
	skipped "launchers" "no node or npm"
	return 0
fi
node_dir=$(dirname "$(command -v node)")
npm_tools=$TOP/build/npm/node_modules/.bin
WORK_KEPT=$WORK
WORK=$W/project
RUN_PATH=$SHIMS:$REAL:$node_dir:/usr/bin:/bin
# The recorders of this folder would be found where no package is.
rm -f "$REAL/prisma" "$REAL/drizzle-kit"

# package NAME BIN: an npm package whose program writes its arguments down.
package() {
	mkdir -p "$WORK/node_modules/$1/build" "$WORK/node_modules/.bin"
	printf '{"name":"%s","version":"5.0.0","bin":{"%s":"build/index.js"}}\n' \
	    "$1" "$2" >"$WORK/node_modules/$1/package.json"
	cat >"$WORK/node_modules/$1/build/index.js" <<-'JS'
		#!/usr/bin/env node
		const fs = require("fs");
		const args = process.argv.slice(2);
		fs.appendFileSync(__dirname + "/../../../js-ran",
		    args.join("|") + "\n");
	JS
	chmod 755 "$WORK/node_modules/$1/build/index.js"
	ln -sf "../$1/build/index.js" "$WORK/node_modules/.bin/$2"
}

mkdir -p "$WORK/prisma"
package prisma prisma
package drizzle-kit drizzle-kit
package harmless harmless
cat >"$WORK/package.json" <<'JSON'
{
  "name": "shop",
  "private": true,
  "scripts": {
    "build": "harmless build",
    "status": "prisma migrate status",
    "reset": "prisma migrate reset --force",
    "chain": "npm run build && npm run reset",
    "prehidden": "drizzle-kit push --force",
    "hidden": "harmless x",
    "loop": "npm run loop"
  }
}
JSON

# js_ran WHAT ARGS: the package's program ran, once, with these.
js_ran() {
	if [ "$(cat "$WORK/js-ran" 2>/dev/null)" = "$2" ] &&
	    [ "$status" = 0 ]; then
		ok "$1"
	else
		bad "$1" "ran: $(cat "$WORK/js-ran" 2>&1)
$(evidence)"
	fi
	rm -f "$WORK/js-ran"
}

# js_not WHAT: it did not, and the launcher passes guard's status on.
js_not() {
	if [ ! -e "$WORK/js-ran" ] && [ "$status" = "${2:-75}" ] &&
	    grep -q '^guard: ' "$W/err"; then
		ok "$1"
	else
		bad "$1" "ran: $(cat "$WORK/js-ran" 2>&1)
$(evidence)"
	fi
	rm -f "$WORK/js-ran"
}

run npx prisma migrate status
js_ran "npx prisma migrate status" "migrate|status"
run npx harmless x y
js_ran "npx with a package that is no tool" "x|y"
run npm run build
js_ran "npm run build" "build"
run npm run status
js_ran "npm run status" "migrate|status"
run node node_modules/harmless/build/index.js a
js_ran "node FILE of a package that is no tool" "a"
run node_modules/.bin/prisma validate
js_ran ".bin/prisma validate" "validate"

for line in "npx prisma migrate reset --force" \
    "npx prisma@5 migrate reset --force" "npx -- prisma migrate reset" \
    "npx --no-install prisma migrate reset" \
    "npm exec -- prisma migrate reset --force" \
    "npm exec prisma migrate reset" "npm x prisma migrate reset" \
    "npm run reset" "npm run-script reset" "npm run chain" \
    "npm run hidden" "npm run status -- --force" \
    "node node_modules/prisma/build/index.js migrate reset" \
    "node ./node_modules/.bin/prisma migrate reset" \
    "node_modules/.bin/prisma migrate reset --force" \
    "./node_modules/.bin/drizzle-kit push --force" \
    "env prisma migrate reset" "env -u X A=1 npx prisma migrate reset" \
    "timeout 9 npx prisma migrate reset" "nice -n 5 npx prisma migrate reset" \
    "nohup npx prisma migrate reset" "setsid -w npx prisma migrate reset" \
    "stdbuf -oL npx prisma migrate reset"; do
	# Unquoted: the words of the line.
	# shellcheck disable=SC2086
	run $line
	js_not "$line"
done
for text in "npx prisma migrate reset" "cd . && npx prisma migrate reset" \
    "true; npx drizzle-kit push --force" '$(echo npx) prisma migrate reset'; do
	run sh -c "$text"
	js_not "sh -c '$text'"
	run bash -c "$text"
	js_not "bash -c '$text'"
done
run sh -c 'echo prisma migrate reset | xargs npx'
# 123 is what xargs makes of it.
js_not "xargs npx" 123
run npm run loop
expect "a script that runs itself does not run for ever" test "$status" != 0

# What the environment and .npmrc make of a command.
echo 'require("fs").writeFileSync(__dirname + "/js-ran", "preloaded\n")' \
    >"$WORK/preload.js"
run NODE_OPTIONS=--require=./preload.js npx prisma validate
js_not "NODE_OPTIONS that loads code"
run NODE_OPTIONS=--max-old-space-size=512 npx prisma validate
js_ran "NODE_OPTIONS that is harmless" "validate"
printf '#!/bin/sh\necho ran >%s/js-ran\n' "$WORK" >"$WORK/shell"
chmod 755 "$WORK/shell"
run npm_config_script_shell="$WORK/shell" npm run status
js_not "npm_config_script_shell"
run npm run status --script-shell="$WORK/shell"
js_not "npm --script-shell"
run npm_config_call="prisma migrate reset" npx
js_not "npm_config_call"
echo "script-shell=$WORK/shell" >"$WORK/.npmrc"
run npm run status
js_not "script-shell in .npmrc"
rm "$WORK/.npmrc"

# Started behind guard's back: npx and npm by absolute path still find node by
# PATH, and that is a shim too.
run "$node_dir/npx" prisma migrate reset --force
js_not "npx by absolute path"
run "$node_dir/npm" run reset
js_not "npm by absolute path"
run "$node_dir/npx" prisma validate
js_ran "npx by absolute path, with a read" "validate"
run "$WORK/node_modules/.bin/prisma" migrate reset
js_not ".bin by absolute path"

if [ -e "$npm_tools/pnpm" ]; then
	mkdir -p "$W/managers"
	ln -sf "$npm_tools/pnpm" "$npm_tools/yarn" "$W/managers/"
	RUN_PATH=$SHIMS:$W/managers:$RUN_PATH
	run pnpm prisma migrate status
	js_ran "pnpm prisma migrate status" "migrate|status"
	for line in "pnpm prisma migrate reset --force" \
	    "pnpm exec prisma migrate reset" "pnpm run reset" "pnpm reset" \
	    "pnpm dlx prisma migrate reset" "pnpm -s exec prisma migrate reset" \
	    "yarn prisma migrate reset" "yarn run reset" "yarn reset"; do
		# shellcheck disable=SC2086
		run $line
		js_not "$line"
	done
else
	skipped "pnpm and yarn" "make test installs them in a later stage"
fi
WORK=$WORK_KEPT
RUN_PATH=$SHIMS:$REAL:/usr/bin:/bin
