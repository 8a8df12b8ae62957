# SPDX-License-Identifier: ISC
#
# What is kept before an approved command: a dump of a real database that is
# restored and counted, commits and files of a real repository, the state of a
# terraform that is played. Each copy must give back what the command destroyed.

BP=$W/before
keep_pass='correct horse battery'

before_install() {
	mkdir -p "$BP/bin" "$BP/libexec/guard" "$BP/etc/guard" \
	    "$BP/share/guard" || return 1
	mkdir -m 700 -p "$BP/var/guard"
	cp "$B/bin/guard" "$BP/bin/" && cp "$B"/libexec/guard/* \
	    "$BP/libexec/guard/" &&
	    cp -a "$B/share/guard/shims" "$BP/share/guard/" &&
	    "$BP/bin/guard" compile rules --site rules/before \
	        -o "$BP/etc/guard/policy.image" &&
	    echo "$keep_pass" | "$BP/bin/guard" keygen --name alice \
	        --passphrase-stdin
}

# on_yes COMMAND…: refused, approved, run.
on_yes() {
	plain env PATH="$BP/share/guard/shims:$keep_path" "$@"
	on_yes_id=$(sed -n '1s/^guard: ask .* request=//p' "$W/err")
	word=$("$BP/bin/guard" show "$on_yes_id" --json | jq -r .confirm)
	echo "$keep_pass" | "$BP/bin/guard" approve "$on_yes_id" \
	    --passphrase-stdin --confirm "$word" >"$W/approve" 2>&1
	plain env PATH="$BP/share/guard/shims:$keep_path" "$@"
}

kept() {
	ls -d "$BP/var/guard/user-$(id -u)/keep/$(echo "$on_yes_id" | tr -d -)"*/1
}

# held WHAT COMMAND…: as check, with what guard printed.
held() {
	held_what=$1
	shift
	if "$@" >"$W/held" 2>&1; then
		ok "$held_what"
	else
		bad "$held_what" "$(cat "$W/held"; evidence)"
	fi
}

before_postgres() {
	# A database of its own: what others left in theirs is not counted.
	shared=$PG_URL
	pg_sql "create database kept" >/dev/null
	PG_URL=${PG_URL%/*}/kept
	fill orders
	on_yes psql -X "$PG_URL" -c "drop table orders"
	held "psql: the table is gone on a yes" sh -c "test $status = 0"
	held "and a dump was restored and counted first" \
	    grep -q 'restored into a scratch database and counted: .* 3 rows' \
	    "$W/err"
	held "the scratch database is dropped" test -z \
	    "$(pg_sql "select datname from pg_database
	        where datname like 'guard_scratch%'")"
	"$pg_bin/pg_restore" -d "$PG_URL" -t orders \
	    "$(kept)/database.dump" >"$W/out" 2>"$W/err"
	held "the dump gives the rows back" test \
	    "$(pg_sql "select count(*) from orders")" = 3
	"$BP/bin/guard" show "$on_yes_id" >"$W/out"
	held "guard show says where it lies" grep -q database.dump "$W/out"

	fill orders
	echo "delete from orders;" >"$W/wipe.sql"
	on_yes psql -X "$PG_URL" -f "$W/wipe.sql"
	held "a file of statements: the rows are gone on a yes" sh -c \
	    "test $status = 0 && test '$(pg_sql "select count(*) from orders")' = 0"
	held "and a dump was restored first" grep -q ' 3 rows' "$W/err"
	plain env PATH="$BP/share/guard/shims:$keep_path" \
	    psql -X "$PG_URL" -c "select 1"
	held "what only reads still passes" test $status = 0
	at=$(echo "$PG_URL" | sed 's,.*@,,; s,/.*,,')
	pg_sql "create database kept_too template kept" >/dev/null
	on_yes dropdb -h "${at%:*}" -p "${at#*:}" \
	    -U "$(echo "$PG_URL" | sed 's,.*//,,; s,[:@].*,,')" kept_too
	held "dropdb: the database is gone on a yes" test -z \
	    "$(pg_sql "select datname from pg_database where datname = 'kept_too'")"
	held "and its dump was restored first" \
	    grep -q 'restored into a scratch database and counted' "$W/err"

	# A user who may make no database: no dump that was never tried.
	fill orders
	pg_sql "create role small login; grant all on orders to small;
	    grant all on all sequences in schema public to small" >/dev/null
	small=$(echo "$PG_URL" | sed 's/guard@/small@/')
	on_yes psql -X "$small" -c "delete from orders"
	held "a dump that cannot be tried ends in a refusal" sh -c \
	    "test $status = 70 && grep -q 'cannot be tried' '$W/err'"
	held "and the rows stay" test \
	    "$(pg_sql "select count(*) from orders")" = 3
	pg_sql "drop owned by small; drop role small" >/dev/null
	if [ -e "$TOP/build/npm/node_modules/prisma" ]; then
		project prisma
		fill orders
		on_yes env DATABASE_URL="$PG_URL" npx prisma migrate reset \
		    --force --skip-seed
		held "npx prisma: a dump was tried first" grep -q \
		    'restored into a scratch database and counted' "$W/err"
		held "and the table is gone" sh -c \
		    "! psql -X '$PG_URL' -c 'table orders'"
		"$pg_bin/pg_restore" -d "$PG_URL" -t orders \
		    "$(kept)/database.dump" >"$W/out" 2>"$W/err"
		held "the dump gives the rows back" test \
		    "$(pg_sql "select count(*) from orders")" = 3
	fi
	PG_URL=$shared
}

before_git() {
	rm -rf "$W/project" "$W/home/kept.git"
	mkdir -p "$W/project"
	plain sh -c 'git config --global user.email a@example.com &&
	    git config --global user.name A && git init -q -b main . &&
	    git init -q --bare "$HOME/kept.git" &&
	    git remote add origin "$HOME/kept.git" &&
	    printf "node_modules\n.env\n" >.gitignore &&
	    echo 1 >a && git add . && git commit -q -m one &&
	    git branch topic && git push -q origin main topic &&
	    git commit -q --allow-empty -m lost && git push -q origin main &&
	    git reset -q --hard HEAD~1 &&
	    git branch -f topic origin/main && echo unsaved >a &&
	    mkdir node_modules && echo big >node_modules/x &&
	    echo SECRET=1 >.env && echo new >"new file"'
	lost=$(git -C "$W/home/kept.git" rev-parse main)

	on_yes git reset --hard
	held "git reset --hard: runs on a yes" test "$status" = 0 -a \
	    "$(cat "$W/project/a")" = 1
	ref=$(cat "$(kept)/ref")
	held "what was not committed is kept" test \
	    "$(git -C "$W/project" show "$ref:a")" = unsaved
	held "the index and the branch stay as they are" test -z \
	    "$(git -C "$W/project" status --porcelain | grep -v '^??')"
	on_yes git clean -fdx
	held "git clean: runs on a yes" test "$status" = 0 -a \
	    ! -e "$W/project/.env"
	ref=$(cat "$(kept)/ref")
	held "untracked files are kept" test \
	    "$(git -C "$W/project" show "$ref:new file")" = new
	held "ignored ones too" test \
	    "$(git -C "$W/project" show "$ref:.env")" = SECRET=1
	held "what is installed is not" sh -c \
	    "! git -C '$W/project' cat-file -e '$ref:node_modules/x'"
	on_yes git branch -D topic
	ref=$(cat "$(kept)/ref")
	held "git branch -D: its commits are kept" \
	    git -C "$W/project" merge-base --is-ancestor "$lost" "$ref"
	on_yes git push --force origin main
	ref=$(cat "$(kept)/ref")
	held "git push --force: runs on a yes" test "$status" = 0 -a \
	    "$(git -C "$W/home/kept.git" rev-parse main)" != "$lost"
	held "what the remote had is kept" test \
	    "$(git -C "$W/project" rev-parse "$ref-remote/heads/main")" = "$lost"
}

# A terraform that keeps its state in a file and destroys by emptying it.
before_terraform() {
	rm -rf "$W/project" "$W/tools"
	mkdir -p "$W/project" "$W/tools"
	cat >"$W/tools/terraform" <<-'EOT'
	#!/bin/sh
	case $1 in
	-chdir=*)
		cd "${1#-chdir=}" && shift ;;
	esac
	case $1-$2 in
	state-pull) cat state.remote ;;
	state-list)
		file=${3#-state=}
		jq -r '.resources[] | .type + "." + .name' "$file" ;;
	destroy-*) echo '{}' >state.remote ;;
	*) exit 1 ;;
	esac
	EOT
	chmod 755 "$W/tools/terraform"
	keep_path=$W/tools:$rest
	mkdir "$W/project/prod"
	cat >"$W/project/prod/state.remote" <<-'EOT'
	{
	  "version": 4,
	  "serial": 7,
	  "lineage": "5f0c2e4a-0000-1111-2222-333344445555",
	  "resources": [{"type": "aws_db_instance", "name": "main"}]
	}
	EOT
	cp "$W/project/prod/state.remote" "$W/state"
	on_yes terraform -chdir=prod destroy -auto-approve
	held "terraform destroy: runs on a yes" test "$status" = 0 -a \
	    "$(cat "$W/project/prod/state.remote")" = '{}'
	held "the state is kept as it was" cmp "$(kept)/state.json" "$W/state"
	held "and was read and compared" grep -q \
	    '1 resources, lineage 5f0c2e4a.*, serial 7' "$W/err"
	on_yes terraform -chdir=prod destroy -auto-approve
	held "a copy that is no state ends in a refusal" test "$status" = 70
	keep_path=$rest
}

keep_path=$rest
if text=$(before_install 2>&1); then
	mkdir -p "$W/project"
	before_postgres
	before_git
	before_terraform
else
	bad "guard with the rules of rules/before" "$text"
fi
