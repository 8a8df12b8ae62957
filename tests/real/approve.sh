# SPDX-License-Identifier: ISC
#
# A yes through each real package manager: what was approved runs to its end,
# through every shim on the way, and once.

AP=$W/approved
approve_pass='correct horse battery'

approve_install() {
	mkdir -p "$AP/bin" "$AP/libexec/guard" "$AP/etc/guard" \
	    "$AP/share/guard" || return 1
	mkdir -m 700 -p "$AP/var/guard"
	cp "$B/bin/guard" "$AP/bin/" && cp "$B"/libexec/guard/* \
	    "$AP/libexec/guard/" &&
	    cp -a "$B/share/guard/shims" "$AP/share/guard/" &&
	    "$AP/bin/guard" compile rules -o "$AP/etc/guard/policy.image" &&
	    echo "$approve_pass" | "$AP/bin/guard" keygen --name alice \
	        --passphrase-stdin
}

through_shims() {
	plain env PATH="$AP/share/guard/shims:$rest" "$@"
}

# once TABLE COMMAND…: refused; approved it drops the table; then refused again.
once() {
	table=$1
	shift
	fill orders
	fill customers
	through_shims "$@"
	id=$(sed -n '1s/^guard: ask .* request=//p' "$W/err")
	word=$("$AP/bin/guard" show "$id" --json | jq -r .confirm)
	echo "$approve_pass" | "$AP/bin/guard" approve "$id" \
	    --passphrase-stdin --confirm "$word" >"$W/approve" 2>&1
	through_shims "$@"
	if [ "$status" = 0 ] &&
	    ! pg_sql "select count(*) from $table" >/dev/null 2>&1; then
		ok "a yes runs: $*"
	else
		bad "a yes runs: $*" "$(tail -n 1 "$W/approve"; evidence)"
	fi
	fill "$table"
	through_shims "$@"
	if [ "$status" = 75 ] &&
	    [ "$(pg_sql "select count(*) from $table")" = 3 ]; then
		ok "and only once: $*"
	else
		bad "and only once: $*" "$(evidence)"
	fi
}

if ! text=$(approve_install 2>&1); then
	bad "guard with a key" "$text"
elif [ ! -e "$TOP/build/npm/node_modules/prisma" ]; then
	skipped "a yes through package managers" "no npm packages"
else
	# The schema names customers, and no longer orders.
	project drizzle
	once orders npx drizzle-kit push --force
	once orders npm exec -- drizzle-kit push --force
	once orders npm run db:push
	once orders node_modules/.bin/drizzle-kit push --force
	for manager in pnpm yarn; do
		[ -e "$TOP/build/npm/managers/$manager" ] || continue
		once orders "$manager" drizzle-kit push --force
		once orders "$manager" run db:push
	done
	once orders sh -c 'npx drizzle-kit push --force'
	once orders timeout 60 env A=1 npx drizzle-kit push --force
	project prisma
	once orders npx prisma migrate reset --force --skip-seed
	once orders pnpm exec prisma migrate reset --force --skip-seed
fi
