#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Real tools against a real database, started in every way in which agents
# start them. What is refused must leave the rows where they are; what is
# allowed must really have run; and the same command without guard must do the
# damage, or the test would prove nothing.

. "$(dirname "$0")/../run/report.sh"
stage real
cd "$TOP" || exit 1

W=$(mktemp -d)
chmod 755 "$W"
SHIMS=$B/share/guard/shims
. tests/real/postgres.sh
moto_pid=

cleanup() {
	pg_stop
	[ -z "$moto_pid" ] || kill "$moto_pid" 2>/dev/null
	rm -rf "$W"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

if ! text=$(sh tests/real/packages.sh 2>&1); then
	bad "the npm packages cannot be installed" "$text"
	finish
fi
if ! pg_start "$W/pg"; then
	if pg_find; then
		bad "PostgreSQL does not start"
	else
		skipped "everything on PostgreSQL" "no server is installed"
	fi
	finish
fi

mkdir -p "$W/home"
echo update-notifier=false >"$W/home/.npmrc"
rest=$TOP/build/npm/managers:$(dirname "$(command -v node)"):/usr/bin:/bin
if command -v terraform >/dev/null; then
	rest=$rest:$(dirname "$(command -v terraform)")
fi

# A clean environment: nothing of the caller's takes part.
plain() {
	(cd "$W/project" && exec timeout -k 5 120 env -i HOME="$W/home" \
	    DATABASE_URL="$PG_URL" CHECKPOINT_DISABLE=1 LANG=C.UTF-8 \
	    PATH="$rest" "$@") >"$W/out" 2>"$W/err" </dev/null
	status=$?
}

guarded() {
	plain env PATH="$SHIMS:$rest" "$@"
}

evidence() {
	echo "exit status $status"
	tail -n 12 "$W/out" "$W/err"
}

# stops WHAT TABLE COMMAND…: guard refuses, and the table has its rows.
stops() {
	what=$1
	table=$2
	shift 2
	guarded "$@"
	rows=$(pg_sql "select count(*) from $table" 2>&1)
	if [ "$status" = 75 ] && [ "$rows" = 3 ] &&
	    grep -q '^guard: ask ' "$W/err"; then
		ok "stopped: $what"
	else
		bad "stopped: $what" "rows: $rows
$(evidence)"
		fill "$table"
	fi
}

# passes WHAT TEXT COMMAND…: it runs, prints what it should, and ends with the
# status that is its own.
OWN_STATUS=0
passes() {
	what=$1
	text=$2
	shift 2
	guarded "$@"
	if [ "$status" = "$OWN_STATUS" ] && cat "$W/out" "$W/err" | grep -q "$text"; then
		ok "passed: $what"
	else
		bad "passed: $what" "$(evidence)"
	fi
}

# destroys WHAT TABLE COMMAND…: without guard, the rows are gone.
destroys() {
	what=$1
	table=$2
	shift 2
	plain "$@"
	if pg_sql "select count(*) from $table" >/dev/null 2>&1; then
		bad "without guard: $what" "the table is still there
$(evidence)"
	else
		ok "without guard it is gone: $what"
	fi
	fill "$table"
}

fill() {
	pg_sql "drop table if exists $1;
	    create table $1 (id serial primary key, name text not null);
	    insert into $1 (name) values ('a'), ('b'), ('c')" >/dev/null 2>&1
}

project() {
	rm -rf "$W/project"
	cp -R "tests/real/$1" "$W/project"
	[ ! -e "$W/project/package.json" ] ||
	    ln -s "$TOP/build/npm/node_modules" "$W/project/node_modules"
}

for tool in ${CASES:-drizzle prisma env psql terraform git files aws approve before}; do
	. "tests/real/$tool.sh"
done
finish
