#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The way of a target that nobody has trusted yet, and of one that is another
# than yesterday: what a person and an agent are told, and that what they are
# told to type works. An installed guard, and files that play the tools.

. "$(dirname "$0")/report.sh"
stage trust
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
P=$W/prefix
HOME=$W/home
mkdir -p "$P/var/guard" "$P/shims" "$W/real" "$W/app/prisma" "$HOME/.aws" \
    "$HOME/.kube" "$HOME/.docker"
cp -R "$B/bin" "$B/libexec" "$B/etc" "$P"
rm -f "$P/etc/guard/trust.json"
for name in terraform prisma npx psql dropdb aws kubectl docker php; do
	ln -s ../bin/guard "$P/shims/$name"
	printf '#!/bin/sh\necho ran "${0##*/}" "$@"\n' >"$W/real/$name"
	chmod +x "$W/real/$name"
done
cd "$W/app" || exit 1

# call COMMAND…: as an agent runs it; both streams in $W/said.
call() {
	env -i PATH="$P/shims:$W/real:$P/bin:/usr/bin:/bin" HOME="$HOME" "$@" \
	    >"$W/said" 2>&1 </dev/null
}
# The same, with what a human types.
call_with_input() {
	env -i PATH="$P/bin:/usr/bin:/bin" HOME="$HOME" "$@" >"$W/said" 2>&1
}
# says STATUS TEXT COMMAND…: TEXT as one line, however it was broken.
says() {
	wanted=$1 text=$2
	shift 2
	call "$@"
	got=$?
	sed 's/^guard: *//' "$W/said" | tr -s '\n ' ' ' >"$W/line"
	if [ "$got" != "$wanted" ] || ! grep -qF -e "$text" "$W/line"; then
		bad "$* exits $wanted and says $text" \
		    "exit $got: $(cat "$W/said")"
	elif awk 'length > 78 && !/guard (trust|explain|approve) -/ { e = 1 }
	    END { exit !e }' "$W/said"; then
		bad "$* is told in 78 columns" "$(cat "$W/said")"
	else
		ok "$* exits $wanted and says $text"
	fi
}
# says_not TEXT: what was said last has nothing of it.
says_not() {
	if grep -qF -e "$1" "$W/line"; then
		bad "it does not say $1" "$(cat "$W/said")"
	else
		ok "it does not say $1"
	fi
}
trust() { says 0 trusted guard trust "$@"; }
# hinted LABEL: the command behind a label of what was said last.
hinted() { sed -n "s/^  $1[^:]*: *//p" "$W/said"; }

state() {
	printf '{"version": 4, "terraform_version": "1.11.4", "serial": 212,
	"lineage": "%s", "outputs": {}, "resources": [%s]}' "$1" "$2"
}
bucket='{"mode": "managed", "type": "aws_s3_bucket", "name": "x",
    "instances": [{}]}'
unpinned="no human has trusted that in this directory yet"

# terraform: at first, trusted, and another one.
state 3f1e2a90-11d4-4b6c-9f1a-0c5a3a1c7d01 "$bucket" >terraform.tfstate
says 0 "ran terraform plan" terraform plan
says_not trusted
says 75 "terraform.lineage 3f1e2a90-11d4-4b6c-9f1a-0c5a3a1c7d01, \
terraform.resources 1; $unpinned" terraform apply
check "the text says how to pin it" \
    test "$(hinted "the right target")" = "guard trust -- terraform apply"
check "which works as it is written" call $(hinted "the right target")
says 75 "terraform.resources 1." terraform apply
says_not "$unpinned"
says_not "guard trust"
says 0 "ran terraform plan" terraform plan
says_not trusted
state 9c02b7f4-63aa-4d0e-8a55-5e1f0d3b2c02 "$bucket,$bucket,$bucket" \
    >terraform.tfstate
changed="terraform.lineage was 3f1e2a90-11d4-4b6c-9f1a-0c5a3a1c7d01, \
is now 9c02b7f4-63aa-4d0e-8a55-5e1f0d3b2c02 (terraform.tfstate)"
says 0 "$changed" terraform plan
says 0 "terraform.resources was 1, is now 3 (terraform.tfstate)" terraform plan
says 75 "$changed" terraform apply -auto-approve
says_not "guard trust"
says 75 "$changed" terraform destroy
says 0 "was 3f1e2a90-11d4-4b6c-9f1a-0c5a3a1c7d01, is now" \
    guard target -- terraform apply

# What is said to be safe instead keeps what stood ahead of the command.
mkdir -p prod
says 75 "safe instead: terraform -chdir=prod plan -destroy" \
    terraform -chdir=prod destroy
instead=$(hinted "safe instead" | sed 's/[,;].*//')
[ -n "$instead" ] || instead=$(sed -n '/safe instead:$/{n;s/^ *//p;}' "$W/said")
says 0 "ran terraform -chdir=prod plan -destroy" $instead

# A database: prisma names it in .env.
printf 'datasource db {\n  url = env("DATABASE_URL")\n}\n' \
    >prisma/schema.prisma
echo 'DATABASE_URL=postgresql://localhost/app' >.env
says 75 "database.host localhost, database.name app; $unpinned" \
    npx prisma migrate reset --force
says_not "the right target"
says_not hunter2
check "a local one may be called disposable" test \
    "$(hinted "its data may be lost")" = \
    "guard trust --disposable -- npx prisma migrate reset --force"
says 0 "ran npx prisma migrate status" $(hinted "safe instead")
says 75 "safe instead: npx prisma migrate diff" npx prisma db push
echo 'DATABASE_URL=postgresql://u:hunter2@db.example.com/app' >.env
says 75 "database.host db.example.com, database.name app; $unpinned" \
    npx prisma migrate reset --force
says_not hunter2
check "one elsewhere may not" test \
    "$(hinted "the right target")" = \
    "guard trust -- npx prisma migrate reset --force"
says 75 "depends on what it acts on. It acts on database.host db.example.com" \
    prisma db seed
trust -- prisma migrate status
says 0 "not signed" guard trust --list
says 0 "an agent too, could have written it" guard trust -- prisma migrate status
says 75 "database.name app." prisma migrate deploy
echo 'DATABASE_URL=postgresql://prod.example.com/app' >.env
changed="database.host was db.example.com, is now prod.example.com (.env:1)"
says 0 "$changed" prisma migrate status
says 0 "$changed" npx prisma migrate diff --from-empty --to-empty
says 75 "$changed" prisma migrate deploy
says 75 "$changed" env DATABASE_URL= prisma migrate deploy

# An account, a context: each beside the others, none takes another's place.
cat >"$HOME/.aws/config" <<'CONFIG'
[default]
sso_account_id = 111122223333
[profile prod]
sso_account_id = 444455556666
CONFIG
cat >"$HOME/.kube/config" <<'CONFIG'
contexts:
- context:
    cluster: one
  name: dev
- context:
    cluster: two
  name: prod
clusters:
- cluster:
    server: https://10.0.0.1
  name: one
- cluster:
    server: https://10.0.0.2
  name: two
current-context: dev
CONFIG
says 75 "aws.profile default, aws.account 111122223333; $unpinned" \
    aws rds delete-db-instance --db-instance-identifier x
trust -- aws s3 ls
trust -- kubectl get pods
trust -- docker ps
for part in terraform.lineage database.host aws.account kube.context \
    docker.context; do
	check "$part is still trusted" sh -c \
	    "'$P/bin/guard' trust --list | grep -q '^  $part '"
done
says 75 "aws.account was 111122223333, is now 444455556666" \
    aws --profile prod rds delete-db-instance --db-instance-identifier x
says 75 "aws.profile was default, is now prod (AWS_PROFILE)" \
    env AWS_PROFILE=prod aws s3 rb s3://x
says 75 "kube.context was dev, is now prod (option --context)" \
    kubectl --context prod delete ns x
says 75 "kube.server was https://10.0.0.1, is now https://10.0.0.2" \
    kubectl --context prod delete ns x
says 75 "safe instead: kubectl --context prod get" \
    kubectl --context prod delete ns x
says 0 "kube.cluster was one, is now two" kubectl --context prod diff -f x.yaml
says 75 "docker.context was default, is now prod (option -c)" \
    docker -c prod volume rm x
says 75 "docker.host was nothing" docker -H tcp://db.example.com volume rm x
says 0 "aws.endpoint was nothing, is now not known" \
    guard target --shell 'aws --endpoint-url "$SOMEWHERE" s3 rb s3://x'
says 75 "$changed" prisma migrate deploy
trust -- prisma migrate status
says 75 "database.host prod.example.com" prisma migrate deploy
says_not "was db.example.com"
check "of one kind the last counts, and is kept once" test \
    "$("$P/bin/guard" trust --list | grep -c database.host)" = 1

# Where somebody could have signed it, a pin that nobody did counts no more.
says 75 "database.host prod.example.com" prisma migrate deploy
says_not "$unpinned"
echo 'correct horse battery' | call_with_input guard keygen --name ada \
    --passphrase-stdin
says 75 "database.host prod.example.com, database.name app; $unpinned" \
    prisma migrate deploy
says 0 "not signed: it does not count until an approver signs it" \
    guard trust --list
echo 'DATABASE_URL=postgresql://other.example.com/app' >.env
says 75 "database.host was prod.example.com, is now other.example.com" \
    prisma migrate deploy
echo 'DATABASE_URL=postgresql://prod.example.com/app' >.env
echo 'correct horse battery' | call_with_input guard trust --name ada \
    --passphrase-stdin -- prisma migrate status
says 0 "signed by ada" guard trust --list
says 75 "database.host prod.example.com" prisma migrate deploy
says_not "$unpinned"
rm -rf "$P/etc/guard/approvers"
says 0 forgotten guard trust --forget
says 0 "nothing is trusted yet" guard trust --list

# Without a command: tools that find the same stand together.
call guard target
check "one database is told once" \
    test "$(grep -c 'database.host' "$W/said")" = 1
check "with the tools that find it" \
    grep -qE '^([a-z-]+, )*prisma,' "$W/said"
check "in 78 columns" sh -c "! grep -qE '.{79}' '$W/said'"
finish
