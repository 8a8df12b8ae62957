# SPDX-License-Identifier: ISC
#
# Which database prisma and drizzle-kit really turn to, with .env files,
# variables, options and configurations, and whether guard says so. Each place
# names another database of the server; drizzle-kit connects by itself, and
# prisma's engine, which has to be downloaded, is played by psql: it gets the
# URL that prisma has found.

pg_log=$pg_dir/server.log
pg_sql "alter system set log_connections = on" >/dev/null
pg_sql "select pg_reload_conf()" >/dev/null
env_url=${PG_URL%/*}

# places NAME…: databases of these names.
places() {
	for place; do
		pg_sql "create database $place" >/dev/null
	done
}
places dotenv local prismaenv exported literal option sub deep direct other

# dir NAME: an empty project.
dir() {
	rm -rf "$W/project"
	mkdir -p "$W/project/$1"
	ln -s "$TOP/build/npm/node_modules" "$W/project/node_modules"
	cd "$W/project" || exit 1
	echo '{"name": "x"}' >package.json
}

# to FILE DATABASE [VARIABLE]
to() {
	echo "${3:-DATABASE_URL}=$env_url/$2" >>"$1"
}

cat >"$W/engine" <<ENGINE
#!/bin/sh
while [ \$# -gt 0 ]; do
	[ "\$1" != --datasource ] || psql -X -q "\$2" -c "select 1" >/dev/null 2>&1
	shift
done
exit 1
ENGINE
chmod +x "$W/engine"

# turns WHAT DIRECTORY COMMAND…: the database that the tool connects to is the
# one that guard says, or ("safe") guard says that it does not know.
turns() {
	turns_what=$1 turns_in=$2
	shift 2
	turns_from=$(wc -l <"$pg_log")
	(cd "$W/project/$turns_in" && exec timeout -k 5 60 env -i \
	    HOME="$W/home" PATH="$rest" CHECKPOINT_DISABLE=1 CI=1 \
	    PRISMA_SCHEMA_ENGINE_BINARY="$W/engine" \
	    PRISMA_QUERY_ENGINE_LIBRARY="$W/engine" "$@") \
	    >"$W/out" 2>"$W/err" </dev/null
	theirs=$(tail -n "+$((turns_from + 1))" "$pg_log" | sed -n \
	    's/.*connection authorized: .*database=\([^ ]*\).*/\1/p' | head -n 1)
	ours=$(cd "$W/project/$turns_in" && env -i HOME="$W/home" \
	    PATH="$rest" "$B/bin/guard" target --json -- "$@" | jq -r '
	    [.targets[-1].parts[]? | select(.name == "database.name")][0] |
	    if .known then .value else "?" end')
	if [ -z "$theirs" ]; then
		bad "$turns_what: the tool connects to nothing" \
		    "guard says $ours; $(cat "$W/out" "$W/err" | tail -n 5)"
	elif [ "$ours" = "$theirs" ] ||
	    { [ "${turns_how:-}" = safe ] && [ "$ours" = '?' ]; }; then
		ok "$turns_what: $theirs (guard: $ours)"
	else
		bad "$turns_what" "the tool went to $theirs, guard says $ours"
	fi
}
turns_how=

schema() {
	printf 'datasource db {\n  provider = "postgresql"\n  %s\n}\n' "$1"
}

prisma="node_modules/.bin/prisma migrate status"
dir prisma
schema 'url = env("DATABASE_URL")' >prisma/schema.prisma
to .env dotenv
turns "prisma: .env" . $prisma
turns "prisma: exported" . env DATABASE_URL="$env_url/exported" $prisma
to .env.local local
turns "prisma: .env.local is not read" . $prisma
rm .env
to prisma/.env prismaenv
turns "prisma: prisma/.env" . $prisma
turns "prisma: exported, and prisma/.env" . \
    env DATABASE_URL="$env_url/exported" $prisma
rm package.json
to .env dotenv
turns "prisma: both, without a package.json" . $prisma
rm prisma/.env
turns "prisma: .env, without a package.json" . $prisma
echo '{"name": "x"}' >package.json
mkdir -p sub/prisma
cp prisma/schema.prisma sub/prisma
turns "prisma: .env beside the package.json above" sub \
    ../node_modules/.bin/prisma migrate status
to sub/.env sub
turns "prisma: .env here, and one beside the package.json above" sub \
    ../node_modules/.bin/prisma migrate status
turns "prisma: --schema elsewhere" . $prisma --schema sub/prisma/schema.prisma
turns "prisma: --schema=elsewhere" . $prisma --schema=sub/prisma/schema.prisma
to sub/prisma/.env deep
rm .env
turns "prisma: .env beside the schema of --schema" . \
    $prisma --schema sub/prisma/schema.prisma
echo '{"prisma": {"schema": "sub/prisma/schema.prisma"}}' >package.json
to .env dotenv
turns "prisma: the schema that package.json names" . $prisma
echo '{"name": "x"}' >package.json
dir prisma
to .env dotenv
to .env direct DIRECT_URL
to .env other OTHER_URL
schema 'url = env("DATABASE_URL")
  directUrl = env("DIRECT_URL")' >prisma/schema.prisma
turns "prisma: directUrl" . $prisma
schema "url = \"$env_url/literal\"" >prisma/schema.prisma
turns "prisma: a literal" . $prisma
turns "prisma: a literal, and a variable" . \
    env DATABASE_URL="$env_url/exported" $prisma
schema 'url = env("OTHER_URL") // env("DATABASE_URL")' >prisma/schema.prisma
turns "prisma: another variable" . $prisma
schema 'url = env("OTHER_URL")' >schema.prisma
rm -r prisma
turns "prisma: schema.prisma at the root" . $prisma
mkdir -p prisma/schema
mv schema.prisma prisma/schema/a.prisma
turns_how=safe
turns "prisma: a directory of schemas" . $prisma --schema prisma/schema
turns_how=
dir prisma
schema 'url = env("DATABASE_URL")' >prisma/schema.prisma
cat >.env <<ENV
BASE=$env_url
export DATABASE_URL="\${BASE}/dotenv" # "\${BASE}/other"
DATABASE_URL='$env_url/other'
ENV
turns "prisma: twice in one file" . $prisma
printf 'B=%s\nDATABASE_URL="${B}/dotenv"\n' "$env_url" >.env
turns "prisma: expanded" . $prisma
printf 'DATABASE_URL=%s/dotenv # not this\n' "$env_url" >.env
turns "prisma: a comment behind it" . $prisma
printf 'DATABASE_URL = %s/dotenv\n' "$env_url" >.env
turns "prisma: blanks" . $prisma
cat >prisma.config.ts <<'CONFIG'
import { defineConfig } from "prisma/config";
export default defineConfig({ schema: "prisma/schema.prisma" });
CONFIG
turns "prisma: with a configuration .env is not read" . \
    env DATABASE_URL="$env_url/exported" $prisma
cat >prisma.config.ts <<'CONFIG'
import "dotenv/config";
import { defineConfig, env } from "prisma/config";
export default defineConfig({
	schema: "prisma/schema.prisma",
	engine: "classic",
	datasource: { url: env("OTHER_URL") },
});
CONFIG
to .env other OTHER_URL
turns "prisma: the configuration's datasource" . $prisma

drizzle="node_modules/.bin/drizzle-kit push"
config() {
	cat >"$1" <<CONFIG
$2
export default {
	dialect: "postgresql", schema: "./schema.ts", out: "./out",
	dbCredentials: { $3 },
};
CONFIG
}
dir drizzle
cp "$TOP/tests/real/drizzle/schema.ts" .
config drizzle.config.ts "" "url: process.env.DATABASE_URL!"
to .env dotenv
turns "drizzle-kit: .env" . $drizzle
turns "drizzle-kit: exported" . env DATABASE_URL="$env_url/exported" $drizzle
to .env.local local
turns "drizzle-kit: .env.local is not read" . $drizzle
config drizzle.config.ts 'import { config } from "dotenv";
config({ path: ".env.local" });' "url: process.env.DATABASE_URL!"
turns_how=safe
turns "drizzle-kit: dotenv with a path" . $drizzle
config drizzle.config.ts 'import { config } from "dotenv";
config({ path: ".env.local", override: true });' "url: process.env.DATABASE_URL!"
turns "drizzle-kit: dotenv with a path that overrides" . $drizzle
config drizzle.config.ts 'import { config } from "dotenv";
config({ path: [".env.local", ".env"], override: true });' \
    "url: process.env.DATABASE_URL!"
turns "drizzle-kit: dotenv with paths" . $drizzle
turns_how=
config drizzle.config.ts "" "url: process.env.OTHER_URL ?? process.env.DATABASE_URL!"
turns_how=safe
turns "drizzle-kit: one variable or another" . $drizzle
turns_how=
config drizzle.config.ts "" "url: \"$env_url/literal\""
turns "drizzle-kit: a literal" . $drizzle
turns "drizzle-kit: a literal, and a variable" . \
    env DATABASE_URL="$env_url/exported" $drizzle
config drizzle.config.ts "" 'host: "127.0.0.1", port: '"$PG_PORT"',
	user: "guard", database: "other", ssl: false'
turns "drizzle-kit: parts" . $drizzle
config prod.config.ts "" "url: \"$env_url/deep\""
turns "drizzle-kit: --config" . $drizzle --config prod.config.ts
turns "drizzle-kit: --config=" . $drizzle --config=prod.config.ts
turns "drizzle-kit: --url" . $drizzle --dialect postgresql \
    --schema ./schema.ts --url "$env_url/option"
rm drizzle.config.ts
config drizzle.config.js "" "url: process.env.DATABASE_URL"
turns "drizzle-kit: drizzle.config.js" . $drizzle
cd "$TOP" || exit 1
