#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The files that turned.txt speaks of, made in the current directory and in HOME.
mkdir -p prisma sub/prisma infra/.terraform infra/terraform.tfstate.d/prod "$HOME/.aws" "$HOME/.kube" "$HOME/.docker" "$HOME/.azure" envs
sch() { printf 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n'; }
sch >prisma/schema.prisma; sch >sub/prisma/schema.prisma
sch | sed 's/DATABASE_URL/OTHER_URL/' >envs/other.prisma
echo DATABASE_URL=postgresql://here.example/app >.env
echo DATABASE_URL=postgresql://sub.example/app >sub/.env
echo DATABASE_URL=postgresql://prod.example/app >.env.prod
echo OTHER_URL=postgresql://envs.example/app >envs/.env
echo '{}' >package.json; echo '{}' >sub/package.json
st() { printf '{"version": 4, "terraform_version": "1.5.0", "serial": 1, "lineage": "%s", "resources": []}' "$1"; }
st root >terraform.tfstate; st infra >infra/terraform.tfstate; st prod >infra/terraform.tfstate.d/prod/terraform.tfstate
printf '[default]\nsso_account_id = 111111111111\nregion = eu-1\n[profile prod]\nsso_account_id = 222222222222\nregion = us-1\n' >"$HOME/.aws/config"
kc() { printf 'current-context: %s\ncontexts:\n- name: %s\n  context:\n    cluster: %s\nclusters:\n- name: %s\n  cluster:\n    server: https://%s\n' $1 $1 $1 $1 $1; }
kc one >"$HOME/.kube/config"; kc two >two.yaml; kc three >three.yaml
echo '{"currentContext": "mine"}' >"$HOME/.docker/config.json"
mkdir -p dconf; echo '{"currentContext": "other"}' >dconf/config.json
printf '[prod]\nhost=pg.prod\ndbname=app\n[part]\ndbname=app\n' >"$HOME/.pg_service.conf"
printf '[client]\nhost=my.home\n' >"$HOME/.my.cnf"; printf '[client]\nhost=my.file\n' >my.cnf
cat >package.json <<'E'
{"scripts": {"reset": "prisma migrate reset", "reset:prod": "DATABASE_URL=postgresql://script.example/app prisma migrate reset", "dot": "dotenv -e .env.prod -- prisma migrate reset"}}
E
cat >sub/package.json <<'E'
{"scripts": {"reset": "prisma migrate reset"}}
E
cat >drizzle.config.ts <<'E'
export default { dbCredentials: { url: process.env.DATABASE_URL } };
E
cat >drizzle.prod.ts <<'E'
export default { dbCredentials: { url: "postgresql://drizzle.prod/app" } };
E
# Files of tasks that set variables for what they run.
cat >justfile <<'E'
set dotenv-filename := ".env.prod"
reset:
    prisma migrate reset
E
cat >Makefile <<'E'
include .env.prod
export
reset:
	prisma migrate reset
E
cat >plain.mk <<'E'
reset:
	prisma migrate reset
set:
	DATABASE_URL=postgresql://recipe.example/app prisma migrate reset
E
cat >Taskfile.yml <<'E'
version: '3'
dotenv: ['.env.prod']
tasks:
  reset:
    cmds:
      - prisma migrate reset
E
cat >mise.toml <<'E'
[env]
DATABASE_URL = "postgresql://mise.example/app"
[tasks.reset]
run = "prisma migrate reset"
E
mkdir -p node_modules/prisma/build
echo '{"name": "prisma", "bin": "build/index.js"}' >node_modules/prisma/package.json
: >node_modules/prisma/build/index.js
