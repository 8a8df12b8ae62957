# SPDX-License-Identifier: ISC
#
# drizzle-kit: a push of a schema without the table drops it with its rows.

project drizzle
fill orders
fill customers

passes "npx drizzle-kit generate" "migration file" npx drizzle-kit generate
passes "npx drizzle-kit check" "fine" npx drizzle-kit check
passes "npm run db:check" "fine" npm run db:check
passes "pnpm drizzle-kit check" "fine" pnpm drizzle-kit check
passes "yarn drizzle-kit check" "fine" yarn drizzle-kit check
[ ! -e build/npm/managers/bun ] ||
    passes "bunx drizzle-kit check" "fine" bunx drizzle-kit check
passes ".bin/drizzle-kit check" "fine" node_modules/.bin/drizzle-kit check
passes "drizzle-kit --help" "Usage" npx drizzle-kit --help

file=node_modules/drizzle-kit/bin.cjs
for line in "npx drizzle-kit push --force" \
    "npx drizzle-kit push --force=true" \
    "npx -y drizzle-kit@latest push --force" \
    "npm exec -- drizzle-kit push --force" "npm run db:push" \
    "pnpm drizzle-kit push --force" "pnpm exec drizzle-kit push --force" \
    "pnpm run db:push" "pnpm db:push" "yarn drizzle-kit push --force" \
    "yarn run db:push" "node_modules/.bin/drizzle-kit push --force" \
    "node $file push --force" "node --no-warnings $file push --force" \
    "env A=1 npx drizzle-kit push --force" "npx drizzle-kit push" \
    "timeout 60 npx drizzle-kit push --force"; do
	# Unquoted: the words of the line.
	# shellcheck disable=SC2086
	stops "$line" orders $line
done
if [ -e build/npm/managers/bun ]; then
	for line in "bunx drizzle-kit push --force" "bun run db:push" \
	    "bun x drizzle-kit push --force" \
	    "bun x --bun drizzle-kit push --force"; do
		# shellcheck disable=SC2086
		stops "$line" orders $line
	done
else
	skipped "drizzle-kit through bun" "no bun for this processor"
fi
stops "sh -c" orders sh -c "npx drizzle-kit generate && npx drizzle-kit push --force"
stops "npx by absolute path: node is a shim" orders \
    "$(command -v npx)" drizzle-kit push --force
stops "a python program that starts npx" orders python3 -c \
    "import subprocess, sys
sys.exit(subprocess.call(['npx', 'drizzle-kit', 'push', '--force']))"

destroys "npx drizzle-kit push --force" orders npx drizzle-kit push --force
