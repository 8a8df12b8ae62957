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

# Which .env: beside the package.json, else beside the schema, else in prisma/,
# else here.
begin prisma-env
mkdir -p prisma sub/prisma
schema 'url = env("DATABASE_URL")' | tee prisma/schema.prisma \
    >sub/prisma/schema.prisma
from() { echo "DATABASE_URL=postgresql://$2.example.com/x" >"$1"; }
from .env root
from prisma/.env inner
is "inner.example.com (prisma/.env:1)" database.host prisma migrate deploy
echo '{}' >package.json
is "root.example.com (.env:1)" database.host prisma migrate deploy
from sub/.env sub
is "root.example.com (../.env:1)" database.host \
    sh -c 'cd sub && prisma migrate deploy'
from sub/prisma/.env deep
is "root.example.com (.env:1)" database.host \
    prisma migrate deploy --schema sub/prisma/schema.prisma
rm .env
is "deep.example.com (sub/prisma/.env:1)" database.host \
    prisma migrate deploy --schema sub/prisma/schema.prisma
echo '{"prisma": {"schema": "sub/prisma/schema.prisma"}}' >package.json
is "deep.example.com (sub/prisma/.env:1)" database.host prisma migrate deploy
# The parts of drizzle-kit's configuration are all that counts.
begin drizzle
from .env root
cat >drizzle.config.ts <<'EOF'
export default { dbCredentials: { host: "db.prod", database: "app" } };
EOF
is "db.prod (drizzle.config.ts:1)" database.host drizzle-kit push
is "app (drizzle.config.ts:1)" database.name drizzle-kit push

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

# Accounts, clusters, contexts, linked projects.
begin clouds
unset AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_ACCESS_KEY_ID \
    AWS_CONFIG_FILE AWS_ENDPOINT_URL KUBECONFIG DOCKER_HOST DOCKER_CONTEXT \
    DOCKER_CONFIG CLOUDSDK_CONFIG CLOUDSDK_ACTIVE_CONFIG_NAME \
    CLOUDSDK_CORE_PROJECT
mkdir -p "$HOME/.aws" "$HOME/.kube" "$HOME/.docker" supabase/.temp \
    "$HOME/.config/gcloud/configurations"
cat >"$HOME/.aws/config" <<'EOF'
[default]
region = eu-west-1
[profile prod]
region = us-east-1
role_arn = arn:aws:iam::123456789012:role/admin
[profile sso]
sso_account_id = 210987654321
EOF
is "default (default)" aws.profile aws s3 ls
is "eu-west-1 (~/.aws/config:2)" aws.region aws s3 ls
is unknown aws.account aws s3 ls
is "123456789012 (~/.aws/config:5)" aws.account aws --profile prod s3 ls
is "210987654321 (~/.aws/config:7)" aws.account env AWS_PROFILE=sso aws s3 ls
is "us-east-1 (~/.aws/config:4)" aws.region env AWS_PROFILE=prod aws s3 ls
is "ap-1 (option --region)" aws.region aws --region ap-1 --profile prod s3 ls
is unknown aws.account env AWS_PROFILE=prod AWS_ACCESS_KEY_ID=x aws s3 ls
is none aws.endpoint aws s3 ls
is "http://localhost:5000 (AWS_ENDPOINT_URL)" aws.endpoint \
    env AWS_ENDPOINT_URL=http://localhost:5000 aws s3 ls
is unknown aws.region ssh box aws s3 ls
cat >"$HOME/.kube/config" <<'EOF'
apiVersion: v1
clusters:
- cluster:
    server: https://1.2.3.4:6443
  name: prod-cluster
contexts:
- context:
    cluster: prod-cluster
    namespace: shop
    user: admin
  name: prod
current-context: prod
users:
- name: admin
  user:
    token: hush
EOF
cat >dev.yaml <<'EOF'
contexts:
  - name: "dev"
    context: {}
  - name: kind
    context:
      cluster: kind
clusters:
  - name: kind
    cluster:
      server: https://127.0.0.1:6443
current-context: kind
EOF
is "prod (~/.kube/config)" kube.context kubectl get pods
is "prod-cluster (~/.kube/config)" kube.cluster kubectl get pods
is "https://1.2.3.4:6443 (~/.kube/config)" kube.server kubectl get pods
is "shop (~/.kube/config)" kube.namespace helm list
is "x (option -n)" kube.namespace kubectl -n x get pods
is "kind (dev.yaml)" kube.context env KUBECONFIG=dev.yaml kubectl get pods
is "https://127.0.0.1:6443 (dev.yaml)" kube.server \
    kubectl --kubeconfig dev.yaml get pods
is "default (dev.yaml)" kube.namespace \
    kubectl --kubeconfig dev.yaml get pods
is "kind (dev.yaml)" kube.context \
    env "KUBECONFIG=nothing:dev.yaml:$HOME/.kube/config" kubectl get pods
is "https://1.2.3.4:6443 ($HOME/.kube/config)" kube.server \
    env "KUBECONFIG=dev.yaml:$HOME/.kube/config" kubectl --context prod get pods
is unknown kube.server kubectl --context nowhere get pods
printf '{"current-context": "json"}' >flow.yaml
is "json (flow.yaml)" kube.context kubectl --kubeconfig flow.yaml get pods
is unknown kube.server kubectl --kubeconfig flow.yaml get pods
printf '{current-context: flow}' >flow.yaml
is unknown kube.context kubectl --kubeconfig flow.yaml get pods
check "no token is shown" sh -c "! '$guard' target -- kubectl get pods | grep hush"
echo work >"$HOME/.config/gcloud/active_config"
printf '[core]\nproject = acme-prod\n' \
    >"$HOME/.config/gcloud/configurations/config_work"
is "work (~/.config/gcloud/active_config)" gcloud.configuration \
    gcloud sql instances list
is "acme-prod (~/.config/gcloud/configurations/config_work:2)" \
    gcloud.project gcloud sql instances list
is "other (option --project)" gcloud.project \
    gcloud --project other sql instances list
echo abcdefgh >supabase/.temp/project-ref
is "abcdefgh (supabase/.temp/project-ref)" app.name supabase db push
printf 'app = "shop"\n' >fly.toml
is "shop (fly.toml:1)" app.name fly deploy
is "x (option -a)" app.name fly -a x deploy
printf 'name = "worker"\n' >wrangler.toml
is "worker (wrangler.toml:1)" app.name wrangler deploy
is "prod (option --env)" app.environment wrangler deploy --env prod
printf 'name = "worker"\n[env.prod]\nname = "worker-live"\n' >wrangler.toml
is "worker (wrangler.toml:1)" app.name wrangler deploy
is "worker-live (wrangler.toml:3)" app.name wrangler deploy --env prod
is "worker (wrangler.toml:1)" app.name wrangler deploy --env other
printf '{"name": "first"}\n' >wrangler.json
is "first (wrangler.json:1)" app.name wrangler deploy
printf '{"name": "first", "env": {"prod": {"name": "first-live"}}}\n' \
    >wrangler.json
is "first-live (wrangler.json)" app.name wrangler deploy -e prod
is "worker-live (wrangler.toml:3)" app.name \
    wrangler deploy -c wrangler.toml -e prod
rm wrangler.json

# Trust: a prefix of its own, with links as the shim directory has them.
P=$W/prefix
mkdir -p "$P/var/guard" "$P/shims" "$W/real"
cp -R "$B/bin" "$B/libexec" "$B/etc" "$P"
rm -f "$P/etc/guard/trust.json"
for name in terraform prisma; do
	ln -s ../bin/guard "$P/shims/$name"
	printf '#!/bin/sh\necho ran "$0" "$@"\n' >"$W/real/$name"
	chmod +x "$W/real/$name"
done
trusted() { "$P/bin/guard" trust "$@"; }

# call COMMAND…: as an agent runs it; both streams in $W/said.
call() {
	env PATH="$P/shims:$W/real:/usr/bin:/bin" "$@" >"$W/said" 2>&1
}
# says STATUS TEXT COMMAND…: TEXT as a line, or over several of guard's.
says() {
	wanted=$1 text=$2
	shift 2
	call "$@"
	got=$?
	sed 's/^guard: *//' "$W/said" | tr -s '\n ' ' ' >"$W/line"
	if [ "$got" = "$wanted" ] && grep -qe "$text" "$W/said" "$W/line"; then
		ok "$* exits $wanted and says $text"
	else
		bad "$* exits $wanted and says $text" \
		    "exit $got: $(cat "$W/said")"
	fi
}
# silent COMMAND…: nothing of guard's own is said.
silent() {
	call "$@"
	if grep -q '^guard:' "$W/said"; then
		bad "guard has nothing to say of $*" "$(cat "$W/said")"
	else
		ok "guard has nothing to say of $*"
	fi
}

# The state of one project, and another one unpacked over it.
begin seed
state 212 lineage-staging "$(resource aws_instance)" >terraform.tfstate
says 0 "^ran .*terraform plan" terraform plan
silent terraform plan
check "what is known can be trusted" trusted -- terraform apply
check "and is listed" sh -c "'$P/bin/guard' trust --list | grep lineage-staging"
says 0 "^ran .*terraform plan" terraform plan
silent terraform plan
says 75 "^guard: ask rule=terraform.destroy" terraform destroy
check "what is the same is not told as a change" sh -c \
    "! grep -q 'not what was trusted' '$W/said'"
(mkdir ../archive && cd ../archive && state 4 lineage-production \
    "$(resource aws_db_instance),$(resource aws_vpc),$(resource aws_eip)" \
    >terraform.tfstate && tar cf ../old.tar terraform.tfstate)
tar xf ../old.tar
change="terraform.lineage was lineage-staging, is now lineage-production"
says 0 "$change" terraform plan
says 0 "terraform.resources was 1, is now 3" terraform plan
says 0 "^ran .*terraform plan" terraform plan
says 75 "$change" terraform destroy
says 75 "$change" terraform apply
says 75 "$change" terraform apply -auto-approve
says 0 "$change" terraform plan -out=x.tfplan
says 75 "^guard: ask rule=terraform.destroy" terraform destroy
check "guard target tells both" sh -c \
    "'$P/bin/guard' target -- terraform apply | grep -q '$change'"
rm terraform.tfstate
says 75 "terraform.lineage was lineage-staging, is now nothing" terraform apply
echo x >terraform.tfstate
says 75 "terraform.lineage was lineage-staging, is now not known" \
    terraform apply
state 4 lineage-production "" >terraform.tfstate
check "a human can trust the other one" trusted -- terraform apply
silent terraform plan
says 0 "workspace was default, is now prod" \
    env TF_WORKSPACE=prod terraform plan
check "and forget it" trusted --forget
silent env TF_WORKSPACE=prod terraform plan
check "what is not known cannot be trusted" sh -c \
    "! '$P/bin/guard' trust -- ssh box terraform apply"

# A database: another one asks although it is here.
begin seed-database
mkdir -p prisma
schema 'url = env("DATABASE_URL")' >prisma/schema.prisma
echo 'DATABASE_URL=postgresql://localhost/app' >.env
says 0 "^ran .*prisma db seed" prisma db seed
check "a database can be trusted" trusted --disposable -- prisma db seed
says 0 "^ran .*prisma db seed" prisma db seed
# Nobody signed it: that it is disposable counts for nothing.
says 75 "^guard: ask rule=prisma.migrate-reset" prisma migrate reset
echo 'DATABASE_URL=postgresql://localhost/other' >.env
says 75 "database.name was app, is now other" prisma db seed
echo 'DATABASE_URL=postgresql://db.example.com/app' >.env
says 75 "database.host was localhost, is now db.example.com" prisma db seed
says 75 "^guard: ask rule=prisma" prisma db seed
check "forgotten" trusted --forget
says 75 "^guard: ask" prisma db seed

# Pins that somebody else could have written count for nothing, and stop.
echo 'DATABASE_URL=postgresql://localhost/app' >.env
check "trusted once more" trusted -- prisma db seed
chmod 666 "$P/etc/guard/trust.json"
says 70 "^guard: " prisma db seed
check "guard trust refuses them too" sh -c "! '$P/bin/guard' trust --list"
chmod 644 "$P/etc/guard/trust.json"
silent prisma db seed
for text in '{' '[]' '{"version": 2, "pins": []}' '{"version": 1, "pins": [{}]}' \
    '{"version": 1, "version": 1, "pins": []}'; do
	echo "$text" >"$P/etc/guard/trust.json"
	says 70 "^guard: " prisma db seed
done
rm "$P/etc/guard/trust.json"
ln -s /dev/null "$P/etc/guard/trust.json"
says 70 "^guard: " prisma db seed
rm "$P/etc/guard/trust.json"

# Where there are approvers one of them signs; only then a database is
# disposable, and only for as long as nothing was altered.
pass="correct horse battery"
signed() {
	echo "$pass" | "$P/bin/guard" trust --passphrase-stdin "$@"
}
P_keygen() {
	echo "$pass" | "$P/bin/guard" keygen --name alice --passphrase-stdin
}
check "an approver has a key" P_keygen
check "nobody else can trust" sh -c \
    "! echo wrong | '$P/bin/guard' trust --passphrase-stdin -- prisma db seed"
check "a pin is signed" signed --disposable -- prisma migrate reset
check "which is listed" sh -c "'$P/bin/guard' trust --list | grep 'signed by alice'"
says 0 "^ran .*prisma migrate reset --force" prisma migrate reset --force
says 0 "^ran .*prisma migrate deploy" prisma migrate deploy
says 0 "^ran .*prisma db push" prisma db push --accept-data-loss
echo 'DATABASE_URL=postgresql://localhost/other' >.env
says 75 "database.name was app, is now other" prisma migrate reset --force
says 75 "^guard: ask" env DATABASE_URL=postgresql://db.example.com/app \
    prisma migrate reset
says 75 "^guard: ask" env DIRECT_URL=postgresql://db.example.com/app \
    DATABASE_URL=postgresql://localhost/app prisma migrate reset
cp "$P/etc/guard/trust.json" "$W/kept"
sed 's/"app"/"other"/' "$W/kept" >"$P/etc/guard/trust.json"
says 75 "^guard: ask rule=prisma.migrate-reset" prisma migrate reset
cp "$W/kept" "$P/etc/guard/trust.json"
echo 'DATABASE_URL=postgresql://localhost/app' >.env
says 0 "^ran .*prisma migrate reset" prisma migrate reset
check "a pin that is not disposable" signed -- prisma migrate reset
says 75 "^guard: ask rule=prisma.migrate-reset" prisma migrate reset
sed 's/"disposable": false/"disposable": true/' "$P/etc/guard/trust.json" \
    >"$W/altered" && cat "$W/altered" >"$P/etc/guard/trust.json"
says 75 "^guard: ask rule=prisma.migrate-reset" prisma migrate reset
check "nobody else can forget" sh -c \
    "! echo wrong | '$P/bin/guard' trust --passphrase-stdin --forget"
check "an approver can" signed --forget

# Environments: names that a human gave, and that a project can only tighten.
begin named
mkdir -p prisma .git
schema 'url = env("DATABASE_URL")' >prisma/schema.prisma
echo 'DATABASE_URL=postgresql://localhost/app_dev' >.env
cp "$B/etc/guard/policy.image" "$P/etc/guard/policy.image"
guard=$P/bin/guard
is none target.environment prisma db seed
cat >"$P/etc/guard/environments" <<'EOF'
# strictest first
prod     database.host=*.prod.example.com
prod     terraform.workspace=prod
staging  database.host=*.staging.example.com
dev      database.place=loopback database.name=*_dev
EOF
is "dev (environments:5)" target.environment prisma db seed
is "prod (environments:2)" target.environment \
    env DATABASE_URL=postgresql://db.prod.example.com/app_dev prisma db seed
is "staging (environments:4)" target.environment \
    env DATABASE_URL=postgresql://DB.staging.example.com/x prisma db seed
is unknown target.environment \
    env DATABASE_URL=postgresql://localhost/app prisma db seed
is unknown target.environment docker exec app npx prisma db seed
is "prod (environments:3)" target.environment \
    env TF_WORKSPACE=prod terraform apply
is unknown target.environment terraform apply
check "explain tells it" sh -c \
    "'$P/bin/guard' explain -- prisma db seed | grep -q 'target.environment *dev '"
mkdir .guard
echo 'prod database.name=app_dev' >.guard/environments
is "prod (.guard/environments:1)" target.environment prisma db seed
mkdir sub
cp -R prisma .env sub
cd sub || exit 1
is "prod (.guard/environments:1)" target.environment prisma db seed
cd "$W/named" || exit 1
echo 'dev database.name=app' >.guard/environments
is unknown target.environment \
    env DATABASE_URL=postgresql://localhost/app prisma db seed
echo 'dev database.host=**' >.guard/environments
is "prod (environments:2)" target.environment \
    env DATABASE_URL=postgresql://db.prod.example.com/app_dev prisma db seed
echo 'other database.name=app_dev' >.guard/environments
is "dev (environments:5)" target.environment prisma db seed
echo 'nonsense' >.guard/environments
is unknown target.environment prisma db seed
rm -r .guard

# Rules speak of them; what is unknown is never allowed.
mkdir -p "$W/rules-user"
cat >"$W/rules-user/environments.yaml" <<'EOF'
guard: 1
tool: prisma
rules:
  - id: prisma.dev
    effect: destroy
    allow: [migrate reset --force]
    when: {target.environment: dev}
  - id: prisma.no-prod-seed
    deny: [db seed]
    when: {target.environment: prod}
    because: writes into production
examples:
  allow: ["[target.environment=dev] prisma migrate reset --force"]
  ask: [prisma migrate reset]
  deny: ["[target.environment=prod] prisma db seed"]
EOF
compile_user() {
	"$B/bin/guard" compile --user "$W/rules-user" \
	    -o "$P/etc/guard/policy.image" "$TOP/rules"
}
check "rules about environments compile" compile_user
says 0 "^ran .*prisma migrate reset" prisma migrate reset --force
says 75 "^guard: ask" env DATABASE_URL=postgresql://localhost/app \
    prisma migrate reset --force
says 77 "into production" \
    env DATABASE_URL=postgresql://db.prod.example.com/x prisma db seed
chmod 666 "$P/etc/guard/environments"
says 78 "^guard: deny" prisma migrate reset --force
chmod 644 "$P/etc/guard/environments"
echo 'prod' >>"$P/etc/guard/environments"
says 70 "^guard: deny" prisma migrate reset --force
line=$(grep -c '' "$P/etc/guard/environments")
says 70 "environments, line $line: " prisma migrate reset --force
sed -i '$d' "$P/etc/guard/environments"
says 75 "^guard: ask" env DATABASE_URL=postgresql://db.staging.example.com/x \
    prisma migrate reset
check "the log tells the environment" \
    grep -q '"environment":"staging"' "$P/var/guard/audit.jsonl"
rm "$P/etc/guard/environments"
says 75 "^guard: ask" prisma migrate reset --force
cp "$B/etc/guard/policy.image" "$P/etc/guard/policy.image"
guard=$B/bin/guard

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
