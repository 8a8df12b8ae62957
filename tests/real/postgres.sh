# SPDX-License-Identifier: ISC
#
# A PostgreSQL server of the tests' own, sourced: in a temporary folder, on a
# free loopback port, gone at the end. PostgreSQL refuses to run as root, so
# root starts it as postgres or nobody.
#
#   pg_start DIR     sets PG_PORT and PG_URL; 1 when there is no server to run
#   pg_sql SQL       prints the rows, unaligned
#   pg_stop

pg_bin=
PG_PORT=
PG_URL=

# Runs a command as the user that owns the server.
pg_as() {
	if [ "$(id -u)" != 0 ]; then
		"$@"
	elif id postgres >/dev/null 2>&1; then
		setpriv --reuid postgres --regid postgres --clear-groups "$@"
	else
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	fi
}

pg_find() {
	for pg_bin in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
	    $(dirname "$(command -v pg_ctl || echo /nowhere/x)"); do
		[ -x "$pg_bin/initdb" ] && [ -x "$pg_bin/pg_ctl" ] && return 0
	done
	pg_bin=
	return 1
}

# A port that was free a moment ago; the start tries others when it is not.
pg_port() {
	echo $((20000 + $(od -An -N2 -tu2 /dev/urandom) % 10000))
}

pg_start() {
	pg_find || return 1
	pg_dir=$1
	mkdir -p "$pg_dir"
	chmod 755 "$pg_dir"
	if [ "$(id -u)" = 0 ]; then
		chown "$(pg_as id -u)" "$pg_dir"
	fi
	(cd / && pg_as "$pg_bin/initdb" -D "$pg_dir/data" -U guard -A trust \
	    --no-sync -E UTF8 --locale=C >"$pg_dir/initdb.log" 2>&1) || {
		cat "$pg_dir/initdb.log" >&2
		return 1
	}
	for pg_try in 1 2 3 4 5; do
		PG_PORT=$(pg_port)
		if (cd / && pg_as "$pg_bin/pg_ctl" -D "$pg_dir/data" -w -t 30 \
		    -l "$pg_dir/server.log" -o "-p $PG_PORT -k $pg_dir \
		    -c listen_addresses=127.0.0.1 -c fsync=off" start \
		    >/dev/null 2>&1 </dev/null); then
			PG_URL=postgresql://guard@127.0.0.1:$PG_PORT/postgres
			return 0
		fi
	done
	cat "$pg_dir/server.log" >&2
	return 1
}

pg_sql() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$PG_URL" -c "$1"
}

pg_stop() {
	[ -n "$PG_PORT" ] || return 0
	(cd / && pg_as "$pg_bin/pg_ctl" -D "$pg_dir/data" -m immediate -w stop \
	    >/dev/null 2>&1)
	PG_PORT=
}
