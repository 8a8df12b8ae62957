# SPDX-License-Identifier: ISC
#
# prisma: reset and push empty a schema that is not what the file says.

project prisma
fill orders

passes "npx prisma validate" "is valid" npx prisma validate
# It ends with 1 when there are no migrations.
OWN_STATUS=1
passes "npx prisma migrate status" "No migration found" \
    npx prisma migrate status
OWN_STATUS=0
passes "npm run db:status" "is valid" npm run db:status
passes "pnpm prisma validate" "is valid" pnpm prisma validate
passes "yarn prisma validate" "is valid" yarn prisma validate
[ ! -e build/npm/managers/bun ] ||
    passes "bunx prisma validate" "is valid" bunx prisma validate
passes ".bin/prisma --version" "prisma" node_modules/.bin/prisma --version

file=node_modules/prisma/build/index.js
for line in "npx prisma migrate reset --force" \
    "npx prisma migrate reset -f" "npx prisma@6 migrate reset --force" \
    "npx prisma db push --accept-data-loss" \
    "npx prisma db push --force-reset" \
    "npm exec -- prisma migrate reset --force" "npm run db:reset" \
    "pnpm prisma migrate reset --force" \
    "pnpm exec prisma db push --accept-data-loss" "pnpm db:reset" \
    "pnpm dlx prisma migrate reset --force" \
    "yarn prisma migrate reset --force" "yarn db:reset" \
    "node_modules/.bin/prisma migrate reset --force" \
    "node $file migrate reset --force" \
    "env CI=1 npx prisma migrate reset --force"; do
	# Unquoted: the words of the line.
	# shellcheck disable=SC2086
	stops "$line" orders $line
done
if [ -e build/npm/managers/bun ]; then
	for line in "bunx prisma migrate reset --force" "bun run db:reset" \
	    "bunx --bun prisma db push --accept-data-loss"; do
		# shellcheck disable=SC2086
		stops "$line" orders $line
	done
fi
# Its own consent is a variable that anybody can set.
stops "prisma's own consent" orders env \
    PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION=yes \
    npx prisma migrate reset --force

destroys "npx prisma migrate reset --force" orders \
    npx prisma migrate reset --force
destroys "npx prisma db push --accept-data-loss" orders \
    npx prisma db push --accept-data-loss
