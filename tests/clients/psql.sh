# SPDX-License-Identifier: ISC
#
# psql and the other clients of PostgreSQL: which server they come to, as whom
# and for which database, against a server that says so.

pg_files() {
	cat >"$HOME/.pg_service.conf" <<-INI
		# services
		[prod]
		host=127.0.0.2
		port=$PORT
		dbname=prod
		user=owner
		[half]
		dbname=half
		[address]
		host=ignored.example
		hostaddr=127.0.0.3
		port=$PORT

		[spaced]
		host=127.0.0.4
		port=$PORT
	INI
	printf '[prod]\nhost=127.0.0.4\nport=%s\ndbname=here\n' $PORT >services
	printf '[other]\nhost=127.0.0.4\nport=%s\ndbname=sys\n' $PORT \
	    >pg_service.conf
}

if ! command -v psql >/dev/null; then
	skipped psql "it is not installed"
elif begin psql && ! recorder postgres "$W/.s.PGSQL.0"; then
	bad "the recorder does not start" "$(cat "$W/recorder")"
else
	check "psql has its files" pg_files
	ln -s .s.PGSQL.0 "$W/.s.PGSQL.$PORT"
	PGPORT=$PORT
	export PGPORT
	next=$((PORT + 1))
	arrives psql -w -h 127.0.0.1
	arrives psql -w -h 127.0.0.2 -U me app
	arrives psql -w -h localhost -p $next -d app -U me
	arrives psql -w app me -h 127.0.0.3
	arrives psql -w --host=127.0.0.3 --username me --dbname app
	arrives psql -w -h127.0.0.3 -Ume -dapp
	arrives psql -w -h "$W" app
	arrives env PGHOST=127.0.0.2 psql -w
	arrives env PGHOST=127.0.0.2 PGDATABASE=app PGUSER=me psql -w
	arrives env PGHOST=127.0.0.2 PGUSER=me psql -w
	arrives env PGHOST=127.0.0.2 PGDATABASE=app psql -w other
	arrives env PGHOST=127.0.0.2 PGDATABASE=app psql -w -h 127.0.0.3
	arrives env PGHOST="$W" PGPORT=$PORT psql -w
	arrives env PGPORT=$next PGHOST=127.0.0.1 psql -w
	arrives env PGPORT=$next PGHOST=127.0.0.1 psql -w -p $PORT
	for url in "postgresql://127.0.0.2:$next/app" \
	    "postgres://u:secret@127.0.0.2/app" "postgresql:///app?host=127.0.0.3" \
	    "postgresql://127.0.0.2/app?port=$next&user=me" \
	    "postgresql://u@/app?host=$W" \
	    "host=127.0.0.2 dbname=app user=me port=$next" \
	    "dbname=app host=127.0.0.4"; do
		arrives psql -w "$url"
		arrives psql -w -d "$url"
		arrives env PGHOST=127.0.0.1 PGUSER=env psql -w "$url"
	done
	arrives psql -w -h 127.0.0.3 "postgresql://127.0.0.2/app"
	arrives psql -w -h 127.0.0.3 -U me -p $next "dbname=app host=127.0.0.2"
	arrives env PGHOST=127.0.0.2 psql -w "dbname=app"
	arrives env PGHOST=127.0.0.2 psql -w postgresql:///app
	arrives env PGSERVICE=prod psql -w
	arrives env PGSERVICE=prod PGHOST=127.0.0.1 PGDATABASE=a PGUSER=b psql -w
	arrives env PGSERVICE=prod psql -w -h 127.0.0.1
	arrives env PGSERVICE=prod psql -w app
	arrives env PGSERVICE=prod psql -w -U me -p $next
	# Parts that a service leaves out, services in addresses, blanks there:
	# not always known, but never another.
	arrives_how=safe
	arrives env PGHOST=nowhere.example PGHOSTADDR=127.0.0.4 psql -w
	arrives env PGDATABASE=app PGHOST=127.0.0.1 psql -w -d ""
	arrives env PGHOST=127.0.0.2 psql -w "user=me"
	arrives env PGSERVICE=prod PGSERVICEFILE=services PGSYSCONFDIR=. psql -w
	arrives env PGSERVICE=other PGSYSCONFDIR=. psql -w
	arrives env PGSERVICE=prod PGSERVICEFILE=services psql -w
	arrives env PGSERVICE=spaced psql -w
	arrives env PGSERVICE=address psql -w
	arrives env PGSERVICE=half PGHOST=127.0.0.3 psql -w
	arrives psql -w service=prod
	arrives psql -w postgresql://%31%32%37.0.0.4/a%70p
	arrives psql -w "postgresql://127.0.0.1/app?h%6Fst=127.0.0.3"
	arrives psql -w "postgresql://127.0.0.1/app?host=127.0.0.2&host=127.0.0.3"
	arrives psql -w "postgresql://127.0.0.1/app?hostaddr=127.0.0.3"
	arrives psql -w "hostaddr=127.0.0.3 host=127.0.0.1"
	arrives psql -w "hostaddr=127.0.0.3"
	arrives env PGHOSTADDR=127.0.0.4 psql -w -h 127.0.0.1
	arrives env PGHOSTADDR=127.0.0.4 psql -w postgresql://127.0.0.1/app
	arrives env PGHOSTADDR=127.0.0.4 psql -w
	arrives psql -w postgresql://127.0.0.3
	arrives psql -w "postgresql://me@127.0.0.3"
	arrives psql -w "service=prod dbname=app"
	arrives psql -w -h 127.0.0.1 service=prod
	arrives psql -w "postgresql://?service=prod"
	arrives env PGSERVICE=half PGHOST=127.0.0.1 psql -w service=prod
	arrives psql -w "host='127.0.0.3' dbname = app"
	arrives_how=
	arrives pg_dump -w -h 127.0.0.2 -U me
	arrives env PGHOST=127.0.0.3 PGUSER=me pg_dump -w
	arrives env PGSERVICE=prod pg_dump -w -h 127.0.0.1
	arrives env PGSERVICE=prod pg_dump -w
	arrives pg_dump -w "--dbname=postgresql://127.0.0.2:$next/app"
	unset PGPORT
	recorder_stop
fi
