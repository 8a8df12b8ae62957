#!/bin/sh
# SPDX-License-Identifier: ISC
#
# What a command would act on, in directories as people have them: each part of
# the target and where it was learnt.

. "$(dirname "$0")/report.sh"
stage target
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
HOME=$W/home
export HOME
mkdir -p "$HOME"
unset DATABASE_URL PGHOST PGHOSTADDR PGDATABASE PGUSER PGPORT PGSERVICE
guard=$B/bin/guard

# begin NAME: a directory of its own.
begin() {
	mkdir -p "$W/$1"
	cd "$W/$1" || exit 1
}

# part NAME COMMAND…: "VALUE (SOURCE)", "unknown" or "none".
part() {
	part_name=$1
	shift
	"$guard" target --json -- "$@" | jq -r --arg name "$part_name" '
	    [.targets[-1].parts[] | select(.name == $name)][0] |
	    if . == null then "none" elif .known | not then "unknown"
	    else "\(.value) (\(.source))" end'
}

# is EXPECTED NAME COMMAND…
is() {
	expected=$1
	shift
	got=$(part "$@")
	what="$* is $expected"
	if [ "$got" = "$expected" ]; then ok "$what"; else
		bad "$what" "$got"
	fi
}

schema() {
	printf 'datasource db {\n  provider = "postgresql"\n  %s\n}\n' "$1"
}

# prisma: the schema names the variable, .env has it.
begin prisma
mkdir -p prisma
schema 'url = env("DATABASE_URL")' >prisma/schema.prisma
is unknown database.host prisma migrate deploy
echo 'DATABASE_URL="postgresql://u:hunter2@db.example.com:5432/app"' >.env
is "db.example.com (.env:1)" database.host npx prisma migrate deploy
is "app (.env:1)" database.name npx prisma migrate deploy
is "u (.env:1)" database.user npx prisma migrate deploy
is "public (.env:1)" database.place npx prisma migrate deploy
is "localhost (DATABASE_URL)" database.host \
    env DATABASE_URL=postgresql://localhost/x npx prisma migrate deploy
is "true (DATABASE_URL)" database.loopback \
    env DATABASE_URL=postgresql://localhost/x npx prisma migrate deploy
no_password() {
	! { "$guard" target -- npx prisma migrate deploy
		"$guard" target --json -- npx prisma migrate deploy
		"$guard" explain -- npx prisma migrate deploy
		"$guard" explain --json -- npx prisma migrate deploy
		"$guard" target; } | grep hunter2
}
check "no password is shown" no_password
schema 'url = env("DATABASE_URL")
  directUrl = env("DIRECT_URL")' >prisma/schema.prisma
is unknown database.host prisma migrate deploy
# The one named first counts; expansion inside.
printf 'H=h1.example.com\nDIRECT_URL=postgresql://$H/x\n' >>.env
is "h1.example.com (.env:3)" database.host prisma migrate deploy
schema 'url = "postgresql://10.1.2.3/x"' >other.prisma
is "private (other.prisma:3)" database.place \
    prisma migrate deploy --schema other.prisma
is unknown database.host docker exec app npx prisma migrate deploy
# A file too large, a FIFO, a directory: not known, and no waiting.
rm .env
mkfifo .env
is unknown database.host prisma migrate deploy
rm .env
mkdir .env
is unknown database.host prisma migrate deploy
rmdir .env
head -c 300000 /dev/zero >.env
is unknown database.host prisma migrate deploy

# psql: options, then PG*, then its own default.
begin psql
is "socket (default)" database.place psql
is "db.example.com (option -h)" database.host psql -h db.example.com -d app
is "app (option -d)" database.name psql -h db.example.com -d app
is "prod.example.com (PGHOST)" database.host env PGHOST=prod.example.com psql
is "h.example (option --dbname)" database.host \
    env PGHOST=prod.example.com psql --dbname=postgresql://h.example/x
is unknown database.place env PGSERVICE=prod psql
is "10.0.0.1 (option -h)" database.host ssh box psql -h 10.0.0.1
is unknown database.place ssh box psql -h localhost
is "public (option -h)" database.place ssh box psql -h db.example.com

# Without a command: what the tools find here, and nothing where there is none.
begin empty
check "an empty directory has no target" sh -c \
    "env -i PATH=/usr/bin:/bin '$guard' target | grep -q 'knows of no target'"
cd "$W/prisma" || exit 1
rm -f .env
echo 'DIRECT_URL=postgresql://db.example.com/app' >.env
check "a project's target is found without a command" sh -c \
    "'$guard' target | grep -q 'db.example.com  (.env:1)'"
check "explain shows it" sh -c \
    "'$guard' explain -- prisma migrate status | grep -q 'database.host  *db.example.com  (.env:1)'"
finish
