# SPDX-License-Identifier: ISC
#
# What is refused does not run, and the text says what and why.

run probe drop users
refused "a command that needs a human" 75 'guard: ask rule=probe\.drop'
expect "the text names the command" grep -q 'probe drop users' "$W/err"
expect "the text says why" grep -q 'drops the thing and every row' "$W/err"
expect "the text says what is safe instead" grep -q 'probe read' "$W/err"
expect "the text tells to stop" grep -qi 'stop here' "$W/err"
expect "nothing goes to standard output" test ! -s "$W/out"
# Lines are for people; only the first is for machines.
expect "the text fits 80 columns" test -z "$(grep -E '^.{81}' "$W/err")"

run probe burn
refused "a command that is denied" 77 'guard: deny rule=probe\.burn'
run probe unheard-of
refused "an unknown command" 75 'guard: ask rule=probe\.'
run probe read --unheard-of
refused "an unknown option of an allowed command" 75 'unknown-option'
run probe read --name
refused "an option without its value" 75 'missing-value'
run probe touch a b
refused "more operands than the command takes" 75 'surplus-operand'
run probe touch a --database=postgres://db.example.com/app
refused "a target option on a command that changes something" 75
run probe match --name=A1
refused "a pattern that does not match" 75
run probe
refused "the tool without a command" 75
run probe drop --force
refused "a force flag" 75 'probe\.drop'

# Nothing of argv reaches the terminal as it is.
run probe drop "$(printf 'a\033[2J\a\r\nguard: allow\0302\0233x')"
refused "control characters in an argument" 75
expect "are shown escaped" test -z "$(tr -d '\n -~' <"$W/err")"
expect "and cannot make a line of their own" \
    test "$(grep -c '^guard: ' "$W/err")" = 1
run probe drop "postgres://app:hunter2@db.example.com/app" --token=hunter2
refused "a command with secrets" 75
expect "is shown without them" test -z "$(grep hunter2 "$W/err")"
run probe drop "$(head -c 120000 /dev/zero | tr '\0' a)"
refused "a long argument" 75
expect "is cut" test "$(wc -c <"$W/err")" -lt 4096

# The text itself must not teach a way around.
run probe drop
expect "no way around is named" test -z \
    "$(grep -iE 'absolute path|/usr/|bypass|disable|PATH' "$W/err")"

run terraform destroy -auto-approve
refused "terraform destroy" 75 'guard: ask rule=terraform\.destroy'
run terraform -chdir=prod destroy
refused "terraform -chdir=prod destroy" 75
run TF_CLI_ARGS_apply=-destroy terraform apply
refused "TF_CLI_ARGS_apply=-destroy terraform apply" 75
run TF_CLI_ARGS=-destroy terraform apply
refused "TF_CLI_ARGS=-destroy terraform apply" 75
run prisma migrate reset --force
refused "prisma migrate reset --force" 75
run prisma db push --accept-data-loss
refused "prisma db push --accept-data-loss" 75
run drizzle-kit push --force
refused "drizzle-kit push --force" 75
run aws --profile prod rds delete-db-instance --db-instance-identifier x
refused "aws --profile prod rds delete-db-instance" 75
run psql -c "drop table users"
refused "psql -c 'drop table users'" 75

# The real tool is missing.
rm -f "$REAL/probe"
run probe read
refused "a tool that is not installed" 127 'probe'
expect "the small program says where it looked, and what to do next" \
    grep -qzE "looked in:  $SHIMS:.*next: .*guard doctor" "$W/err"
touch -r "$P/etc/guard/policy.image" "$W/seal"
touch "$P/etc/guard/policy.image"
run PATH="$SHIMS:/usr/bin:/bin" probe read
expect "the engine says the same" \
    grep -qzE "looked in:  $SHIMS:.*next: .*guard doctor" "$W/err"
touch -r "$W/seal" "$P/etc/guard/policy.image"
printf 'not a program' >"$REAL/probe"
run probe read
refused "a file of that name that is not executable" 126 "$REAL/probe"
rm -f "$REAL/probe"
mkdir "$REAL/probe"
run probe read
refused "a directory of that name" 127 'probe'
rmdir "$REAL/probe"
printf 'no magic, no interpreter\n' >"$REAL/probe"
chmod 755 "$REAL/probe"
run probe read
# execvp would hand such a file to sh; guard does not.
expect "an executable of no known format does not run" test "$status" != 0
rm -f "$REAL/probe"
real_tool probe

# The engine.
mv "$P/libexec/guard/guard-engine" "$W/engine"
run probe match --name=abc
refused "no engine: what needs it is refused" 70 'engine'
run probe drop
expect "no engine: an ask is still refused" test "$status" != 0 -a \
    ! -e "$REAL/runs"
run probe read
ran "no engine: what does not need it runs" probe read
printf '#!/bin/sh\nexit 0\n' >"$P/libexec/guard/guard-engine"
chmod 644 "$P/libexec/guard/guard-engine"
run probe match --name=abc
refused "an engine that cannot be executed: refused" 70 'engine'
rm -f "$P/libexec/guard/guard-engine"
mv "$W/engine" "$P/libexec/guard/guard-engine"
run probe match --name=abc
ran "with the engine back it runs" probe match --name=abc
