# SPDX-License-Identifier: ISC
#
# psql: what its SQL does decides.

mkdir -p "$W/project"
fill orders

passes "psql -c select" "^3$" psql -X -A -t "$PG_URL" \
    -c "select count(*) from orders"
passes "psql -l" "postgres" psql -X -l "$PG_URL"
passes "psql --version" "psql" psql --version
passes "pg_dump" "CREATE TABLE" pg_dump -s "$PG_URL"
stops "drop table" orders psql -X "$PG_URL" -c "drop table orders"
stops "delete behind a select" orders psql -X "$PG_URL" \
    -c "select 1; delete from orders"
stops "delete in a common table expression" orders psql -X "$PG_URL" \
    -c "with x as (delete from orders returning *) select * from x"
stops "a function that deletes" orders psql -X "$PG_URL" \
    -c "select remove_all('orders')"
echo "truncate orders" >"$W/project/clean.sql"
stops "a file" orders psql -X "$PG_URL" -f clean.sql
stops "standard input" orders sh -c "psql -X '$PG_URL' <clean.sql"
stops "a pipe" orders sh -c "cat clean.sql | psql -X '$PG_URL'"
destroys "drop table" orders psql -X "$PG_URL" -c "drop table orders"
