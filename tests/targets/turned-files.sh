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
# Projects with tests, one for each way to say which database these meet.
dir() { mkdir -p "$1/$2"; }
xml() { printf '<?xml version="1.0"?>\n<phpunit><php>\n%s\n</php></phpunit>\n' "$1"; }
for d in laravel laravel-xml laravel-env laravel-memory; do
	dir t/$d config; : >t/$d/artisan
	printf 'DB_CONNECTION=mysql\nDB_HOST=127.0.0.1\nDB_DATABASE=shop\n' >t/$d/.env
	xml '<env name="APP_ENV" value="testing"/>' >t/$d/phpunit.xml
done
xml '<!-- <env name="DB_DATABASE" value="shop"/> -->
<env name="DB_DATABASE" value="shop_test"/>' >t/laravel-xml/phpunit.xml
printf 'DB_CONNECTION=pgsql\nDB_DATABASE=shop_testing\n' >t/laravel-env/.env.testing
xml '<env name="DB_CONNECTION" value="sqlite"/><env name="DB_DATABASE" value=":memory:"/>' >t/laravel-memory/phpunit.xml
dir t/php src
xml '<env name="DATABASE_URL" value="mysql://localhost/app"/>' >t/php/phpunit.xml.dist
xml '<env name="DATABASE_URL" value="mysql://localhost/app_test" force="true"/>' >t/php/forced.xml
xml '<server name="DATABASE_URL" value="mysql://localhost/app_test"/>' >t/php/server.xml
yml() { printf 'development:\n  adapter: postgresql\n  database: shop_development\ntest:\n  adapter: %s\n  database: %s\nproduction:\n  adapter: postgresql\n  host: db.example.com\n  database: shop\n' "$1" "$2"; }
dir t/rails config; yml postgresql shop_test >t/rails/config/database.yml
dir t/rails-same config; yml postgresql shop_development >t/rails-same/config/database.yml
dir t/rails-file config; yml sqlite3 storage/shop.sqlite3 >t/rails-file/config/database.yml
dir t/rails-erb config; yml postgresql '<%= ENV.fetch("DB_NAME", "shop_test") %>' >t/rails-erb/config/database.yml
dir t/rails-dotenv config; yml postgresql shop_test >t/rails-dotenv/config/database.yml
echo DATABASE_URL=postgresql://localhost/shop >t/rails-dotenv/.env
dir t/rails-local config; yml postgresql shop_test >t/rails-local/config/database.yml
echo DATABASE_URL=postgresql://localhost/shop >t/rails-local/.env.local
ini() { printf '[%s]\naddopts = -q\n%s\n' "$1" "$2"; }
for d in py py-ini py-default py-toml py-table py-django py-cfg py-other py-raw; do dir t/$d tests; done
ini pytest 'env =
    DATABASE_URL=postgresql://localhost/shop_test
    D:OTHER=x' >t/py-ini/pytest.ini
ini pytest 'env =
    D:DATABASE_URL=postgresql://localhost/shop' >t/py-default/pytest.ini
ini tool.pytest.ini_options 'env = [
  "A=b", # a comment
  "DATABASE_URL=postgresql://localhost/shop_test",
]' >t/py-toml/pyproject.toml
ini tool.pytest_env 'DATABASE_URL = "postgresql://localhost/shop_test"' >t/py-table/pyproject.toml
ini tool.pytest.ini_options 'DJANGO_SETTINGS_MODULE = "shop.settings"' >t/py-django/pyproject.toml
ini tool:pytest 'env =
    DATABASE_URL=postgresql://localhost/shop' >t/py-cfg/setup.cfg
ini tool.other 'env = ["DATABASE_URL=postgresql://localhost/shop"]' >t/py-other/pyproject.toml
ini pytest 'env =
    DATABASE_URL=postgresql://localhost/{DB}' >t/py-raw/pytest.ini
for d in java java-main java-yaml; do dir t/$d src/test/resources; done
echo spring.datasource.url=jdbc:postgresql://localhost/shop >t/java/src/test/resources/application.properties
echo spring.datasource.url=jdbc:postgresql://localhost/shop_test >t/java-main/src/test/resources/application.properties
cp t/java/src/test/resources/application.properties t/java-yaml/src/test/resources/
echo 'spring: {}' >t/java-yaml/src/test/resources/application.yml
for d in js js-env; do dir t/$d src; done
echo '{"scripts": {"test": "jest", "test:prod": "DATABASE_URL=postgresql://db.example.com/shop vitest run"}}' | tee t/js/package.json >t/js-env/package.json
echo DATABASE_URL=postgresql://localhost/shop | tee t/js-env/.env >t/js-env/.env.test
