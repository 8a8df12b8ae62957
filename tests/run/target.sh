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

# terraform: directory, workspace, backend, local state.
state() {
	printf '{"version": 4, "terraform_version": "1.11.4", "serial": %s,
	"lineage": "%s", "outputs": {}, "resources": [%s]}' "$1" "$2" "$3"
}
resource() {
	printf '{"mode": "managed", "type": "%s", "name": "x",
	"instances": [{}]}' "$1"
}
begin terraform
unset TF_WORKSPACE TF_DATA_DIR TF_CLI_ARGS
here=$(pwd -P)
is "$here (default)" terraform.directory terraform plan
is "default (default)" terraform.workspace terraform plan
is "local (default)" terraform.backend terraform plan
is none terraform.lineage terraform plan
is "0 (default)" terraform.resources terraform plan
state 7 l-one "$(resource aws_db_instance),$(resource null_resource)" \
    >terraform.tfstate
is "l-one (terraform.tfstate)" terraform.lineage terraform plan
is "7 (terraform.tfstate)" terraform.serial tofu apply
is "2 (terraform.tfstate)" terraform.resources terraform destroy
is "aws_db_instance:1 null_resource:1 (terraform.tfstate)" terraform.types \
    terraform plan
is "aws_db_instance:1 (terraform.tfstate)" terraform.stateful terraform plan
mkdir -p infra terraform.tfstate.d/prod other
state 1 l-infra "" >infra/terraform.tfstate
state 2 l-prod "" >terraform.tfstate.d/prod/terraform.tfstate
state 3 l-file "" >other/x.tfstate
is "$here/infra (option -chdir)" terraform.directory \
    terraform -chdir=infra plan
is "l-infra (terraform.tfstate)" terraform.lineage terraform -chdir=infra plan
is "l-file (other/x.tfstate)" terraform.lineage \
    terraform destroy -state=other/x.tfstate
is "l-file (other/x.tfstate)" terraform.lineage \
    env TF_CLI_ARGS=-state=other/x.tfstate terraform plan
is "prod (TF_WORKSPACE)" terraform.workspace \
    env TF_WORKSPACE=prod terraform plan
is "l-prod (terraform.tfstate.d/prod/terraform.tfstate)" terraform.lineage \
    env TF_WORKSPACE=prod terraform plan
mkdir .terraform data
echo prod >.terraform/environment
is "prod (.terraform/environment)" terraform.workspace terraform plan
is "default (default)" terraform.workspace env TF_DATA_DIR=data terraform plan
cat >data/terraform.tfstate <<'EOF'
{"version": 3, "serial": 1, "lineage": "cache", "backend": {"type": "s3",
 "config": {"bucket": "acme-prod", "key": "infra.tfstate", "region": "eu-west-1",
 "access_key": "AKIAHUSH", "secret_key": "hush"}, "hash": 1}}
EOF
is "s3 (data/terraform.tfstate)" terraform.backend \
    env TF_DATA_DIR=data terraform plan
is "bucket=acme-prod key=infra.tfstate region=eu-west-1 (data/terraform.tfstate)" \
    terraform.address env TF_DATA_DIR=data terraform plan
is unknown terraform.lineage env TF_DATA_DIR=data terraform plan
is unknown terraform.address \
    env TF_DATA_DIR=data terraform init -backend-config=bucket=x
check "no credential of a backend is shown" sh -c \
    "! TF_DATA_DIR=data '$guard' target -- terraform plan | grep -i hush"
# Hostile: not known, soon, and never taken for an empty one.
echo '{"version": 3' >data/terraform.tfstate
is unknown terraform.backend env TF_DATA_DIR=data terraform plan
rm -r .terraform
head -c 2000000 /dev/zero | tr '\0' '[' >terraform.tfstate
is unknown terraform.lineage terraform plan
is unknown terraform.resources terraform plan
head -c 20000000 /dev/zero >terraform.tfstate
is unknown terraform.lineage terraform plan
rm terraform.tfstate && mkfifo terraform.tfstate
is unknown terraform.lineage terraform plan
is unknown terraform.directory ssh box terraform plan

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
