#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Targets of clients that keep them in files of a person's or of a project: each
# part, and where it was learnt.

. "$(dirname "$0")/report.sh"
stage contexts
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
HOME=$W/home
export HOME
mkdir -p "$HOME/.docker" "$HOME/.azure" "$HOME/.railway" "$W/app/mysite" \
    "$W/app/sub"
cd "$W/app" || exit 1
unset NETLIFY_SITE_ID AZURE_CLOUD_NAME DATABASE_URL PGSERVICE PGSERVICEFILE PGHOST PGHOSTADDR PGDATABASE PGUSER \
    PGPORT MYSQL_HOST DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG PULUMI_STACK \
    AZURE_CONFIG_DIR KUBECONFIG AWS_PROFILE AWS_CONFIG_FILE \
    AWS_DEFAULT_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_ACCESS_KEY_ID \
    AWS_ENDPOINT_URL DJANGO_SETTINGS_MODULE DB_HOST HEROKU_APP \
    RAILWAY_PROJECT_ID RAILWAY_ENVIRONMENT_ID
guard=$B/bin/guard
here=$(pwd -P)

# is EXPECTED NAME COMMAND…: "VALUE (SOURCE)", "unknown (SOURCE)" or "none".
is() {
	expected=$1
	name=$2
	shift 2
	got=$("$guard" target --json -- "$@" | jq -r --arg name "$name" '
	    [.targets[-1].parts[]? | select(.name == $name)][0] |
	    if . == null then "none"
	    elif .known | not then "unknown (\(.source))"
	    else "\(.value) (\(.source))" end')
	if [ "$got" = "$expected" ]; then ok "$name $* is $expected"; else
		bad "$name $* is $expected" "$got"
	fi
}

# PostgreSQL's service file.
cat >"$HOME/.pg_service.conf" <<'EOF'
[prod]
host=db.prod
dbname=app
port=6432
[local]
host=localhost
EOF
svc='~/.pg_service.conf'
is "db.prod ($svc:2)" database.host env PGSERVICE=prod psql
is "app ($svc:3)" database.name env PGSERVICE=prod pg_dump
is "6432 ($svc:4)" database.port env PGSERVICE=prod vacuumdb
is "localhost ($svc:6)" database.host env PGSERVICE=local dropdb app
is "unknown (PGSERVICE)" database.host env PGSERVICE=none psql
is "other (option -h)" database.host env PGSERVICE=prod psql -h other
is "unknown (dbname)" database.host psql service=prod
is "app (dbname)" database.name dropdb app
is "socket (default)" database.place createdb app
is "db.x (option -h)" database.host pg_restore -h db.x -d app app.dump

is "me (username)" database.user psql app me
# An address goes ahead of a name, encoded keys are keys, a URL is no name.
is "unknown (PGHOSTADDR)" database.host \
    env PGHOSTADDR=10.0.0.1 psql postgresql://localhost/app
is "unknown (PGHOSTADDR)" database.place \
    env PGHOSTADDR=10.0.0.1 psql -h localhost app
is "10.0.0.1 (PGHOSTADDR)" database.host env PGHOSTADDR=10.0.0.1 psql app
is "unknown (dbname)" database.host \
    psql "postgresql://localhost/app?h%6Fst=db.example.com"
is "unknown (dbname)" database.host \
    psql "hostaddr=10.0.0.1 host=localhost dbname=app"
is "unknown (dbname)" database.name psql "postgresql://localhost/a%70p"
no_url_password() {
	! "$guard" target -- psql postgresql://u:hunter2@db.example.com |
	    grep hunter2
}
check "a URL without a name is not shown as one" no_url_password

# MySQL's option files.
printf '[client]\nhost=my.prod\nuser=u\npassword=hunter2\n' >"$HOME/.my.cnf"
printf '[mysql]\nhost = other.prod\n' >other.cnf
is "my.prod (~/.my.cnf:2)" database.host mysql app
is "app (database)" database.name mysql app
is "given (option -h)" database.host mysql -h given app
is "my.prod (~/.my.cnf:2)" database.host mysqladmin drop app
is "u (~/.my.cnf:3)" database.user mysqldump app
is "other.prod (other.cnf:2)" database.host \
    mysql --defaults-file=other.cnf app
is "unknown (option --login-path)" database.host mysql --login-path=prod app
# The last group in the last file counts; what they include; loops; NUL.
mkdir -p conf.d
cat >order.cnf <<EOF
[mysql]
host=first.prod
[client]
host="last.prod"  # of all clients
port=1
!includedir $here/conf.d
EOF
printf '[client]\nport=3307\n' >conf.d/b.cnf
printf '[client]\nport=2\n' >conf.d/a.cnf
printf '!include %s\n' "$here/loop.cnf" >loop.cnf
printf '[client]\nhost=a\\sb\n' >escape.cnf
is "last.prod (order.cnf:4)" database.host mysql --defaults-file=order.cnf
is "3307 ($here/conf.d/b.cnf:2)" database.port \
    mysql --defaults-file=order.cnf
is "my.prod (~/.my.cnf:2)" database.host \
    mysql --defaults-extra-file=order.cnf
is "localhost (default)" database.host mysql --no-defaults app
is "unknown (my.cnf)" database.host mysql --defaults-file=loop.cnf app
for pair in many.cnf:more.cnf more.cnf:most.cnf most.cnf:order.cnf; do
	yes "!include $here/${pair#*:}" | head -n 300 >"${pair%:*}"
done
is "unknown (my.cnf)" database.host mysql --defaults-file=many.cnf app
is "unknown (escape.cnf:2)" database.host mysql --defaults-file=escape.cnf
# A beginning of a name stands for it, and "loose-" is no part of one.
printf '[client]\nhos=a\n' >short.cnf
is "unknown (my.cnf)" database.host mysql --defaults-file=short.cnf
printf '[client]\nloose_host=a\n' >loose.cnf
is "a (loose.cnf:2)" database.host mysql --defaults-file=loose.cnf
is "unknown (my.cnf)" database.host mysql --defaults-group-suffix=_prod app
is "unknown (my.cnf)" database.host env MYSQL_GROUP_SUFFIX=_prod mysql app
echo scrambled >"$HOME/.mylogin.cnf"
is "unknown (~/.mylogin.cnf)" database.host mysql app
rm "$HOME/.mylogin.cnf"
no_password() {
	! "$guard" target -- mysql app | grep hunter2
}
check "no password of an option file is shown" no_password

# Redis, MongoDB.
is "127.0.0.1 (default)" database.host redis-cli flushall
is "cache.prod (option -u)" database.host \
    redis-cli -u redis://u:hunter2@cache.prod:6379/0 flushall
is "c.mongodb.net (address)" database.host \
    mongosh mongodb+srv://u:p@c.mongodb.net/app
is "127.0.0.1 (default)" database.host mongosh
is "db.x (option --uri)" database.host mongorestore \
    --uri=mongodb://db.x/app --drop dump

# docker, az.
is "default (default)" docker.context docker ps
echo '{"auths": {}, "currentContext": "prod"}' >"$HOME/.docker/config.json"
is "prod (~/.docker/config.json:1)" docker.context docker ps
is "prod (~/.docker/config.json:1)" docker.context docker compose up
is "dev (DOCKER_CONTEXT)" docker.context env DOCKER_CONTEXT=dev docker ps
is "x (option -c)" docker.context docker -c x ps
is "ssh://box (DOCKER_HOST)" docker.host env DOCKER_HOST=ssh://box docker ps
is none docker.host env DOCKER_HOST=ssh://box docker -c x ps
is none docker.context env DOCKER_HOST=ssh://box DOCKER_CONTEXT=dev docker ps
mkdir -p dconf && echo '{"currentContext": "other"}' >dconf/config.json
is "other (dconf/config.json:1)" docker.context docker --config dconf ps
is "tcp://b (option -H)" docker.host \
    env DOCKER_HOST=ssh://box docker -H tcp://b ps
printf '[AzureCloud]\nsubscription = 11-22\n' >"$HOME/.azure/clouds.config"
is "11-22 (~/.azure/clouds.config:2)" azure.subscription az group list
printf '[AzureCloud]\nsubscription = 11-22\n[AzureChinaCloud]\n%s\n' \
    'subscription = 33-44' >"$HOME/.azure/clouds.config"
printf '[cloud]\nname = AzureChinaCloud\n' >"$HOME/.azure/config"
is "33-44 (~/.azure/clouds.config:4)" azure.subscription az group list
is "11-22 (~/.azure/clouds.config:2)" azure.subscription \
    env AZURE_CLOUD_NAME=AzureCloud az group list
rm "$HOME/.azure/config"
is "prod (option --subscription)" azure.subscription \
    az group delete --name x --subscription prod

# aws: what goes ahead of what, nested keys, sections as shlex splits them.
mkdir -p "$HOME/.aws"
cat >"$HOME/.aws/config" <<'EOF'
[default]
sso_account_id = 111122223333
[profile  "my prof"]
region = eu-west-1
s3 =
    region = nested-1
    endpoint_url = http://nested
role_arn = arn:aws:iam::123456789012:role/x
[profile local]
services = here
endpoint_url = http://127.0.0.1:5
EOF
printf '[keyed]\nregion = ca-central-1\n' >"$HOME/.aws/credentials"
printf '[default]\nregion = other-1\n' >awsother
is "111122223333 (~/.aws/config:2)" aws.account aws s3 ls
is "my prof (AWS_DEFAULT_PROFILE)" aws.profile \
    env AWS_PROFILE=other "AWS_DEFAULT_PROFILE=my prof" aws s3 ls
is "eu-west-1 (~/.aws/config:4)" aws.region aws --profile "my prof" s3 ls
is "none" aws.endpoint aws --profile "my prof" s3 ls
is "123456789012 (~/.aws/config:8)" aws.account aws --profile "my prof" s3 ls
is "ca-central-1 (~/.aws/credentials:2)" aws.region aws --profile keyed s3 ls
is "other-1 (awsother:2)" aws.region env AWS_CONFIG_FILE=awsother aws s3 ls
is "x-1 (AWS_REGION)" aws.region env AWS_REGION=x-1 aws s3 ls
is "unknown (AWS_REGION)" aws.region \
    env AWS_REGION=x-1 AWS_DEFAULT_REGION=x-2 aws s3 ls
is "unknown (~/.aws/config:10)" aws.endpoint aws --profile local s3 ls
is "unknown (AWS_ENDPOINT_URL_S3)" aws.endpoint \
    env AWS_ENDPOINT_URL=http://a AWS_ENDPOINT_URL_S3=http://b aws s3 ls
is "unknown (AWS_ROLE_ARN)" aws.account \
    env AWS_ROLE_ARN=arn:aws:iam::999999999999:role/x aws s3 ls

# kubectl, helm: options go ahead of files, and what cannot be read is no
# reason to go on to the next file.
cat >a.yaml <<'EOF'
current-context: 'a'   # it
contexts:
-   name: a
    context:
        cluster: one
        namespace: shop  # not the default
clusters:
- name: one
  cluster: {server: "https://flow"}
EOF
is "unknown ()" kube.context kubectl --kubeconfig a.yaml get pods
sed -i 's/  cluster: {server: "\(.*\)"}/  cluster:\n    server: "\1"/' a.yaml
is "a (a.yaml)" kube.context kubectl --kubeconfig a.yaml get pods
is "shop (a.yaml)" kube.namespace kubectl --kubeconfig a.yaml get pods
is "https://flow (a.yaml)" kube.server kubectl --kubeconfig a.yaml get pods
is "https://x (option -s)" kube.server \
    kubectl --kubeconfig a.yaml -s https://x get pods
is "two (option --cluster)" kube.cluster \
    kubectl --kubeconfig a.yaml --cluster two get pods
is "unknown ()" kube.server kubectl --kubeconfig a.yaml --cluster two get pods
cat >k.json <<'EOF'
{"current-context": "j", "users": [{"name": "u", "user": {"token": "hush"}}],
 "contexts": [{"name": "other", "context": {"cluster": "x"}}, {"name": "j",
  "context": {"cluster": "one", "namespace": "shop", "user": "u"}}],
 "clusters": [{"cluster": {"server": "https://json"}, "name": "one"}]}
EOF
is "j (k.json)" kube.context kubectl --kubeconfig k.json get pods
is "https://json (k.json)" kube.server kubectl --kubeconfig k.json get pods
is "shop (k.json)" kube.namespace kubectl --kubeconfig k.json get pods
is "https://json (k.json)" kube.server \
    env KUBECONFIG=none.yaml:k.json:a.yaml kubectl get pods
for text in '{"current-context": "a", "current-context": "b"}' \
    '{"current-context": "a\u0000b"}' '{"current-context": 3}' \
    '{"contexts": {}}' '{"contexts": [{"name": "a\"b"}]}' '{' \
    '{current-context: a}'; do
	printf '%s\n' "$text" >odd.json
	is "unknown ()" kube.context kubectl --kubeconfig odd.json get pods
done
is "https://x (HELM_KUBEAPISERVER)" kube.server \
    env HELM_KUBEAPISERVER=https://x helm --kubeconfig a.yaml list
is "https://flow (a.yaml)" kube.server \
    helm --kubeconfig a.yaml --kube-as-user x list

# netlify.
mkdir -p .netlify
echo '{"siteId": "site-1"}' >.netlify/state.json
is "site-1 (.netlify/state.json:1)" app.name netlify deploy --prod
is "y (option -s)" app.name netlify deploy --prod -s y
is "x (NETLIFY_SITE_ID)" app.name env NETLIFY_SITE_ID=x netlify deploy

# pulumi, railway, heroku.
printf 'name: infra\nruntime: nodejs\nbackend:\n  name: x\n' >Pulumi.yaml
is "infra (Pulumi.yaml:1)" app.name pulumi up
is "unknown (Pulumi.yaml:1)" app.environment pulumi up
is "dev (option -s)" app.environment pulumi up -s dev
is "prod (PULUMI_STACK)" app.environment env PULUMI_STACK=prod pulumi up
railway=$HOME/.railway/config.json
linked() {
	printf '{"projects": {"%s": {%s}, "/": {"name": "root"}}}\n' \
	    "$here" "$1" >"$railway"
}
linked '"name": "shop", "project": "u", "environmentName": "production"'
is "shop (~/.railway/config.json)" app.name railway up
is "production (~/.railway/config.json)" app.environment \
    sh -c 'cd sub && railway down'
is "staging (option -e)" app.environment railway up -e staging
is "none" app.name railway up -p other
is "unknown ()" app.name docker exec x railway up
linked '"name": null, "project": "u"'
is "u (~/.railway/config.json)" app.name railway up
linked '"name": ["shop"], "project": "u"'
is "unknown (~/.railway/config.json)" app.name railway up
linked '"name": "a", "name": "b"'
is "unknown (~/.railway/config.json)" app.name railway up
(cd / && mkdir -p "$W/other")
linked '"name": "shop"'
is "root (~/.railway/config.json)" app.name sh -c 'cd / && railway up'
# Deep, cut off, with a NUL, large.
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["}' >"$railway"
is "unknown (~/.railway/config.json)" app.name railway up
printf '{"projects": {"/": {"name": "x"' >"$railway"
is "unknown (~/.railway/config.json)" app.name railway up
printf '{"projects": {"/": {"name": "x\\u0000y"}}}' >"$railway"
is "unknown (~/.railway/config.json)" app.name railway up
head -c 300000 /dev/zero | tr '\0' ' ' >"$railway"
is "unknown (~/.railway/config.json)" app.name railway up
rm "$railway"
is "none" app.name railway up
git init -q .
git remote add heroku https://git.heroku.com/shop.git
is "https://git.heroku.com/shop.git (.git/config:7)" app.name heroku pg:reset
is "x (option -a)" app.name heroku pg:reset -a x
is "none" app.name heroku pg:reset -r staging

# Django: the module that manage.py names, its DATABASES alone.
cat >manage.py <<'EOF'
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")
EOF
cat >mysite/settings.py <<'EOF'
TEMPLATES = [{'NAME': 'a', 'HOST': 'b'}]
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': 'shop',
        'HOST': os.environ.get('DB_HOST', 'localhost'),
    }
}
VALIDATORS = [{'NAME': 'z', 'HOST': 'z'}]
EOF
manage="python manage.py migrate"
is "localhost (mysite/settings.py:6)" database.host $manage
is "shop (mysite/settings.py:5)" database.name $manage
is "db.prod (DB_HOST)" database.host env DB_HOST=db.prod $manage
is "loopback (mysite/settings.py:6)" database.place $manage
is "none" database.host $manage --settings=mysite.production
echo "DATABASES = {'default': {'HOST': 'one.prod'}}" >mysite/production.py
is "one.prod (mysite/production.py:1)" database.host \
    $manage --settings=mysite.production
is "one.prod (mysite/production.py:1)" database.host \
    env DJANGO_SETTINGS_MODULE=mysite.production $manage
echo "DATABASES['default'] = {'HOST': 'two.prod'}" >>mysite/production.py
is "unknown (mysite/production.py)" database.host \
    $manage --settings=mysite.production
finish
