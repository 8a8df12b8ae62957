#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Which variables a command would see behind a launcher or a shell that loads
# them from a file: each database host, and where it was learnt. The precedence
# of dotenv-cli 10, dotenvx 1, env-cmd 10, node 20 and bun 1.4 was tried with the
# tools themselves.

. "$(dirname "$0")/report.sh"
stage variables
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
HOME=$W/home
export HOME
mkdir -p "$HOME" "$W/app/prisma" "$W/app/sub"
cd "$W/app" || exit 1
unset DATABASE_URL PGHOST AWS_PROFILE UV_ENV_FILE PIPENV_DOTENV_LOCATION
guard=$B/bin/guard

# is EXPECTED COMMAND…: host and source, "unknown (SOURCE)" or "none".
is() {
	expected=$1
	shift
	got=$("$guard" target --json -- "$@" | jq -r '
	    [.targets[-1].parts[]? | select(.name == "database.host")][0] |
	    if . == null then "none"
	    elif .known | not then "unknown (\(.source))"
	    else "\(.value) (\(.source))" end')
	if [ "$got" = "$expected" ]; then ok "$* is $expected"; else
		bad "$* is $expected" "$got"
	fi
}

# in_shell EXPECTED TEXT
in_shell() {
	is "$1" sh -c "$2"
}

url() {
	printf 'DATABASE_URL=postgresql://u:hunter2@%s/app\n' "$1"
}

printf 'datasource db {\n  provider = "postgresql"\n  url = %s\n}\n' \
    'env("DATABASE_URL")' >prisma/schema.prisma
url localhost >.env
url prod.example.com >.env.production
url stage.example.com >.env.staging
url in.sub >sub/.env
printf 'OTHER=1\n' >.env.other
shell=DATABASE_URL=postgresql://set.example/x
p='prisma migrate deploy'
is "localhost (.env:1)" $p

# What is set stays, of several files the first counts.
is "prod.example.com (.env.production:1)" dotenv -e .env.production -- $p
is "set.example (DATABASE_URL)" env $shell dotenv -e .env.production -- $p
is "prod.example.com (.env.production:1)" \
    dotenv -e .env.production -e .env.staging -- $p
is "prod.example.com (.env.production:1)" \
    dotenv -e .env.other -e .env.production -- npx $p
is "stage.example.com (.env.staging:1)" \
    env $shell dotenv -o -e .env.production -e .env.staging -- $p
is "v.example (DATABASE_URL)" dotenv -e .env.production \
    -v DATABASE_URL=postgresql://v.example/x -- $p
is "unknown (dotenv)" dotenv -c production -- $p
is "localhost (.env:1)" dotenv -- $p
is "localhost (.env:1)" dotenv -e nowhere -- $p
# python-dotenv's file goes ahead of what is set.
is "prod.example.com (.env.production:1)" \
    env $shell dotenv -f .env.production run -- $p
is "set.example (DATABASE_URL)" \
    env $shell dotenv -f .env.production run --no-override $p
is "prod.example.com (.env.production:1)" dotenvx run -f .env.production -- $p
is "set.example (DATABASE_URL)" env $shell dotenvx run -f .env.production -- $p
is "stage.example.com (.env.staging:1)" env $shell \
    dotenvx run --overload -f .env.production -f .env.staging -- $p
is "unknown (dotenvx)" dotenvx run --convention=nextjs -- $p
is "prod.example.com (.env.production:1)" \
    env $shell env-cmd -f .env.production $p
is "set.example (DATABASE_URL)" \
    env $shell env-cmd --no-override -f .env.production $p
is "unknown (env-cmd)" env-cmd -e production $p
# node, bun: what is set stays, of several files the last counts.
bin=node_modules/.bin/prisma
is "stage.example.com (.env.staging:1)" node --env-file=.env.production \
    --env-file .env.staging $bin migrate deploy
is "set.example (DATABASE_URL)" \
    env $shell node --env-file=.env.production $bin migrate deploy
is "stage.example.com (.env.staging:1)" \
    bun --env-file=.env.production,.env.staging x $p
is "prod.example.com (.env.production:1)" bunx --env-file .env.production $p
is "prod.example.com (.env.production:1)" \
    uv run --env-file .env.production -- $p
is "prod.example.com (.env.production:1)" \
    env UV_ENV_FILE=.env.production uv run -- $p
is "localhost (.env:1)" env $shell pipenv run $p
is "prod.example.com (.env.production:1)" \
    env PIPENV_DOTENV_LOCATION=.env.production pipenv run $p
is "prod.example.com (.env.production:1)" \
    heroku local:run -e .env.production $p
is "unknown (.env.production:1)" \
    env $shell heroku local:run -e .env.production $p

# Nobody can look.
is "unknown (doppler)" doppler run -- $p
is "unknown (doppler)" env $shell doppler run -- $p
is "unknown (doppler)" doppler run --command="$p"
is "unknown (railway)" railway run $p
is "unknown (infisical)" infisical run -- $p
is "unknown (direnv)" direnv exec . $p
is "unknown (chamber)" chamber exec app -- $p
is "set.example (DATABASE_URL)" doppler run -- env $shell $p
is "localhost (.env:1)" aws-vault exec prod -- $p
is "unknown (.env:1)" doppler run -- dotenv -e .env -- $p
is "prod.example.com (.env.production:1)" \
    doppler run -- dotenv -o -e .env.production -- $p
is "unknown (op)" op run --environment=x -- $p
is "prod.example.com (.env.production:1)" \
    env $shell op run --env-file=.env.production -- $p
echo 'DATABASE_URL=op://vault/app/url' >.env.op
is "unknown (.env.op:1)" op run --env-file=.env.op -- $p
echo 'DATABASE_URL="encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg"' >.env.x
is "unknown (.env.x:1)" dotenvx run -f .env.x -- $p
echo 'DATABASE_URL=postgresql://$H/x' >.env.v
is "unknown (.env.v:1)" dotenv -e .env.v -- $p

# Where it is read: in the launcher's directory, on this machine.
is "in.sub (sub/.env:1)" sh -c "cd sub && dotenv -- $p"
in_shell "in.sub (sub/./.env:1)" "cd sub; set -a; . ./.env; $p"
in_shell "in.sub (sub/./.env:1)" "cd sub; export \$(cat ./.env); cd .. && $p"
is "prod.example.com (.env.production:1)" \
    docker run --env-file .env.production x dbmate up
is "prod.example.com (.env.production:1)" \
    docker exec --env-file .env.production x dbmate up
is "h.example (DATABASE_URL)" docker run --env-file .env.production \
    -e DATABASE_URL=postgresql://h.example/x x dbmate up
is "unknown ()" docker run --env-file .env.other x dbmate up
is "unknown (./list)" ssh box "dotenv -e ./list -- dbmate up"
is "unknown (\$X/list)" sh -c 'cd "$X" && dotenv -e list -- dbmate up'

# Shell text.
prod="prod.example.com (./.env.production:1)"
in_shell "$prod" "set -a; . ./.env.production; set +a; $p"
in_shell "$prod" "set -o allexport; source ./.env.production; $p"
in_shell "unknown (./.env.production:1)" ". ./.env.production; $p"
is "$prod" env $shell sh -c ". ./.env.production; $p"
printf 'export ' | cat - .env.production >.env.sh
in_shell "prod.example.com (./.env.sh:1)" ". ./.env.sh && $p"
in_shell "set.example (DATABASE_URL)" ". ./.env.sh; $shell $p"
in_shell "localhost (.env:1)" "(set -a; . ./.env.production); $p"
in_shell "unknown (./.env.sh:1)" "[ -f .env.sh ] && . ./.env.sh; $p"
in_shell "prod.example.com (.env.production:1)" \
    "export \$(cat .env.production | xargs) && $p"
in_shell "prod.example.com (.env.production:1)" \
    "export \$(grep -v '^#' .env.production | xargs -d '\\n'); $p"
in_shell "unknown (.env.production:1)" \
    "export \$(grep DATABASE .env.production); $p"
in_shell "prod.example.com (.env.production:1)" \
    "env \$(cat .env.production | xargs) $p"
in_shell "prod.example.com (.env.production:1)" \
    "env \$(grep -v '^#' .env.production | xargs) A=1 $p"
in_shell "localhost (.env:1)" "env \$(cat .env.production | xargs) true; $p"
in_shell "unknown (shell text)" "env \$(secrets of app) $p"
in_shell "unknown (shell text)" "export \$(secrets of app); $p"
in_shell "unknown (.env.production:1)" "eval \"\$(cat .env.production)\"; $p"
in_shell "unknown (\$ENV_FILE)" "set -a; . \"\$ENV_FILE\"; $p"
in_shell "localhost (.env:1)" ". \"\$NVM_DIR/nvm.sh\"; $p"
# Code sets what it sets; all else stays.
cat >activate <<'EOF'
if [ -n "$X" ]; then DATABASE_URL=$(secret) ; export DATABASE_URL; fi
EOF
in_shell "unknown (./activate:1)" ". ./activate; $p"
printf 'PATH="$PWD/bin:$PATH"\nexport PATH\n# DATABASE_URL=x\n' >activate
in_shell "localhost (.env:1)" ". ./activate; $p"

# Files as nobody wants them.
mkfifo .env.fifo
is "unknown (.env.fifo)" dotenv -e .env.fifo -- $p
mkdir .env.dir
is "unknown (.env.dir)" dotenv -e .env.dir -- $p
{ url prod.example.com; head -c 100000 /dev/zero; } >.env.large
is "unknown (.env.large)" dotenv -e .env.large -- $p
{ printf 'A=\0\n\0=\n'; url prod.example.com; } >.env.nul
is "prod.example.com (.env.nul:3)" dotenv -e .env.nul -- $p
{ url a.example; url b.example; } >.env.twice
is "b.example (.env.twice:2)" dotenv -e .env.twice -- $p
seq -f 'V%.0f=1' 1000 >.env.many
is "unknown (.env.many)" dotenv -e .env.many -- $p
printf 'A="\nDATABASE_URL=x\n' >.env.open
is "localhost (.env:1)" dotenv -e .env.open -- $p

no_password() {
	! { "$guard" target -- dotenv -e .env.production -- $p
		"$guard" explain -- dotenv -e .env.production -- $p
		"$guard" explain --json -- env-cmd -f .env.production $p; } |
	    grep hunter2
}
check "no password is shown" no_password

# What a variable that nobody can tell says of a rule.
verdict() {
	"$guard" explain --json -- "$@" 2>&1 | jq -r .verdict
}
decides() {
	wanted=$1
	shift
	got=$(verdict "$@")
	if [ "$got" = "$wanted" ]; then ok "$* $wanted"; else
		bad "$* $wanted" "$got"
	fi
}
decides allow rails db:migrate
decides ask doppler run -- rails db:migrate
decides ask dotenv -e .env.production -- rails db:migrate
decides allow doppler run -- psql -c 'select 1'
decides allow doppler run -- terraform plan
decides allow doppler run -- npm test
decides allow doppler run -- git push
decides allow sh -c '. ./activate; rails db:migrate'
finish
