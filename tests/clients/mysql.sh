# SPDX-License-Identifier: ISC
#
# mysql and its tools: where they come to with option files, variables and
# options, against a server that says so.

my_files() {
	mkdir -p conf.d deep
	cat >"$HOME/.my.cnf" <<-INI
		# of a person
		[client]
		user = person
		host=127.0.0.2   # here
		[mysqldump]
		host=127.0.0.3
		[mysql]
		database=shop
	INI
	cat >order.cnf <<-INI
		[mysql]
		host=127.0.0.2
		[client]
		host=127.0.0.3
		user="quoted"
		[mysqld]
		host=127.0.0.4
	INI
	cat >include.cnf <<-INI
		[client]
		host=127.0.0.4
		user=first
		!includedir $PWD/conf.d
		[client]
		user=last
	INI
	printf '[client]\nhost=127.0.0.2\n' >conf.d/a.cnf
	printf '[client]\nhost=127.0.0.3\n' >conf.d/b.cnf
	printf '[client]\nhost=127.0.0.4\n' >conf.d/z.txt
	printf '[client]\nhost=127.0.0.4\n!include %s\n' "$PWD/deep/x.cnf" \
	    >nested.cnf
	printf '[client]\nhost=127.0.0.3\nport=%s\n' $((PORT + 1)) >deep/x.cnf
	printf '[client]\nhost=127.0.0.4\nuser=extra\n' >extra.cnf
	printf '[client]\nhost=127.0.0.4\n[client_x]\nhost=127.0.0.2\n' \
	    >suffix.cnf
}

if ! command -v mysql >/dev/null; then
	skipped mysql "it is not installed"
elif begin mysql && ! recorder mysql "$W/my.sock"; then
	bad "the recorder does not start" "$(cat "$W/recorder")"
else
	MYSQL_TCP_PORT=$PORT
	export MYSQL_TCP_PORT
	next=$((PORT + 1))
	tcp=--protocol=tcp
	mkdir -p "$HOME"
	arrives mysql $tcp -u me app
	arrives mysql -h 127.0.0.2 -u me app
	arrives mysql -h127.0.0.3 -ume -Dapp
	arrives mysql --host=127.0.0.3 --user me --port $next --database=app
	arrives env MYSQL_HOST=127.0.0.4 mysql -u me app
	arrives env MYSQL_HOST=127.0.0.4 mysql -h 127.0.0.2 -u me app
	arrives env MYSQL_HOST=127.0.0.4 mysqladmin $tcp -u me status
	arrives env MYSQL_TCP_PORT=$next mysql -h 127.0.0.2 -u me app
	check "mysql has its files" my_files
	arrives mysql
	arrives mysql app
	arrives mysql -h 127.0.0.4
	arrives mysql -u me
	arrives mysqldump app
	arrives mysqladmin status
	arrives env MYSQL_HOST=127.0.0.4 mysql
	arrives mysql --no-defaults $tcp -u me
	arrives mysql --defaults-file=order.cnf
	arrives mysqldump --defaults-file=order.cnf app
	arrives mysql --defaults-file=include.cnf app
	arrives mysql --defaults-file=nested.cnf -u me
	arrives mysql --defaults-file="$PWD/nested.cnf" -u me -P $PORT
	arrives mysql --defaults-extra-file=extra.cnf
	arrives mysqlcheck --defaults-extra-file=extra.cnf app
	arrives_how=safe
	arrives mysql --defaults-file=suffix.cnf --defaults-group-suffix=_x -u me
	arrives env MYSQL_GROUP_SUFFIX=_x mysql --defaults-file=suffix.cnf -u me
	arrives_how=
	unset MYSQL_TCP_PORT
	recorder_stop
fi
