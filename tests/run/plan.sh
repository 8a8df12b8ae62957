#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Saved plans: what a request shows of them, what a rule may let pass, and what
# is never carried out. terraform is played by a program that prints what stands
# in $W/plan.json; the archives are terraform's own (see plans/README.md).

. "$(dirname "$0")/report.sh"
stage plan
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
HOME=$W/home
export HOME W
mkdir -p "$HOME" "$W/real" "$W/work"
unset TF_WORKSPACE TF_DATA_DIR TF_CLI_ARGS TF_CLI_CONFIG_FILE

P=$W/prefix
mkdir -p "$P/var/guard" "$P/shims"
cp -R "$B/bin" "$B/libexec" "$B/etc" "$P"
rm -f "$P/etc/guard/trust.json"
for name in terraform tofu; do
	ln -s ../bin/guard "$P/shims/$name"
	cat >"$W/real/$name" <<'END'
#!/bin/sh
echo "$0 $*" >>"$W/calls"
case $1 in
show) . "$W/answer" ;;
*) echo "ran $0 $*" ;;
esac
END
	chmod +x "$W/real/$name"
done
answer() {
	printf '%s\n' "$1" >"$W/answer"
	: >"$W/calls"
}

call() {
	env PATH="$P/shims:$W/real:/usr/bin:/bin" "$@" >"$W/said" 2>&1
}
# says STATUS TEXT COMMAND…
says() {
	wanted=$1 text=$2
	shift 2
	call "$@"
	got=$?
	if [ "$got" = "$wanted" ] && grep -qe "$text" "$W/said"; then
		ok "$* exits $wanted and says $text"
	else
		bad "$* exits $wanted and says $text" \
		    "exit $got: $(cat "$W/said")"
	fi
}
part() {
	part_name=$1
	shift
	call "$P/bin/guard" target --json -- "$@"
	jq -r --arg name "$part_name" '
	    [.targets[-1].parts[] | select(.name == $name)][0] |
	    if . == null then "none" elif .known | not then "unknown"
	    else .value end' "$W/said"
}
# is EXPECTED NAME COMMAND…
is() {
	expected=$1
	shift
	got=$(part "$@")
	if [ "$got" = "$expected" ]; then ok "$* is $expected"; else
		bad "$* is $expected" "$got"
	fi
}
change() {
	printf '{"address":"%s.%s","mode":"managed","type":"%s","name":"%s",
	"change":{"actions":[%s],"before":{"password":"hush"},"after":null}}' \
	    "$1" "$2" "$1" "$2" "$3"
}
plan() {
	printf '{"format_version":"1.2","terraform_version":"1.11.4",
	"resource_changes":[%s],"errored":false}' "$1" >"$W/plan.json"
}

plans=$TOP/tests/run/plans
cd "$W/work" || exit 1
cp "$plans/state.json" terraform.tfstate
cp "$plans/made.tfplan" x.tfplan
cp "$plans/first.tfplan" first.tfplan
lineage=$(jq -r .lineage terraform.tfstate)

# What it is and does.
answer 'cat "$W/plan.json"'
plan "$(change aws_db_instance main '"delete"'),$(change aws_eip a \
    '"create"'),$(change aws_s3_bucket b '"delete","create"'),$(change \
    aws_eip c '"update"'),$(change aws_eip d '"delete"')"
for tool in terraform tofu; do
	is same plan.state $tool apply x.tfplan
	is "$lineage" plan.lineage $tool apply x.tfplan
	is 3 plan.serial $tool apply x.tfplan
	is local plan.backend $tool apply x.tfplan
	is default plan.workspace $tool apply x.tfplan
	is 1 plan.create $tool apply x.tfplan
	is 1 plan.update $tool apply x.tfplan
	is 1 plan.replace $tool apply x.tfplan
	is 2 plan.delete $tool apply x.tfplan
	is "aws_db_instance.main aws_s3_bucket.b" plan.lost $tool apply x.tfplan
done
check "the tool of that name was asked, by its own argument" \
    grep -q "^$W/real/tofu show -json -no-color $W/work/x.tfplan" "$W/calls"
is none plan.file terraform apply
is none plan.create terraform apply
mkdir -p infra
cp terraform.tfstate x.tfplan infra
is same plan.state terraform -chdir=infra apply x.tfplan
is 2 plan.delete env TF_CLI_ARGS_apply=x.tfplan terraform apply
is untold plan.state ssh box terraform apply x.tfplan
is unknown plan.delete ssh box terraform apply x.tfplan

# The request shows it, and nothing of the values in it.
says 75 "^guard: ask rule=terraform.apply-plan" terraform apply x.tfplan
shown() {
	"$P/bin/guard" show "$(sed -n \
	    's/.*request=\([0-9A-Z-]*\).*/\1/p' "$W/said")" >"$W/shown" 2>&1
}
check "a request can be shown" shown
check "it tells what is lost" grep -q "aws_db_instance.main" "$W/shown"
check "it tells how much is deleted" grep -q "plan.delete *2" "$W/shown"
check "it tells the lineage" grep -q "plan.lineage *$lineage" "$W/shown"
check "no value of a resource is kept" sh -c \
    "! grep -rq hush '$P/var/guard' '$W/said' '$W/shown'"
says 75 "terraform plan -out=" terraform apply
says 75 "^guard: ask rule=terraform.apply " terraform apply -var x=y

# A grant is for that plan, and for what it does.
pass="correct horse battery"
P_keygen() {
	echo "$pass" | "$P/bin/guard" keygen --name alice --passphrase-stdin
}
check "an approver has a key" P_keygen
approve() {
	call terraform "$@"
	id=$(sed -n 's/.*request=\([0-9A-Z-]*\).*/\1/p' "$W/said")
	word=$("$P/bin/guard" show --json "$id" | jq -r '.confirm // empty')
	echo "$pass" | "$P/bin/guard" approve --passphrase-stdin \
	    ${word:+--confirm "$word"} "$id" >"$W/approved" 2>&1
}
check "it can be approved" approve apply x.tfplan
says 0 "^ran .*terraform apply x.tfplan" terraform apply x.tfplan
says 75 "^guard: ask" terraform apply x.tfplan
check "it can be approved once more" approve apply x.tfplan
printf 'x' >>x.tfplan
says 75 "^guard: ask" terraform apply x.tfplan
cp "$plans/made.tfplan" x.tfplan
check "and once more" approve -chdir=infra apply x.tfplan
printf 'x' >>infra/x.tfplan
says 75 "but since then file" terraform -chdir=infra apply x.tfplan
cp x.tfplan infra
# The second approval was not used: it is for that plan as it was, and did.
plan "$(change aws_db_instance main '"delete"')"
says 75 "but since then target" terraform apply x.tfplan

# Another state, an older state: never.
says 77 "^guard: deny rule=terraform.apply-stale" terraform apply first.tfplan
sed 's/"serial": 3/"serial": 4/' "$plans/state.json" >terraform.tfstate
is stale plan.state terraform apply x.tfplan
says 77 "^guard: deny rule=terraform.apply-stale" terraform apply x.tfplan
sed 's/"lineage": "[0-9a-f]*/"lineage": "other/' "$plans/state.json" \
    >terraform.tfstate
is other plan.state terraform apply x.tfplan
says 77 "older one" terraform apply x.tfplan
rm terraform.tfstate
is other plan.state terraform apply x.tfplan
is same plan.state terraform apply first.tfplan
cp "$plans/state.json" terraform.tfstate
is other plan.state env TF_WORKSPACE=prod terraform apply x.tfplan
mkdir .terraform
echo '{"version": 3, "backend": {"type": "s3", "config": {"bucket": "b"}}}' \
    >.terraform/terraform.tfstate
is other plan.state terraform apply x.tfplan
rm -r .terraform

# A rule of the user's may let plans pass that lose nothing, where what they
# act on is trusted.
mkdir "$W/user"
cat >"$W/user/plans.yaml" <<'END'
guard: 1
tool: terraform
rules:
  - id: terraform.safe-plan
    effect: change
    allow: ["apply *.tfplan"]
    when:
      plan.state: same
      plan.lost: absent
      plan.forget: "0"
      target.pin: same
examples:
  allow: ["[plan.state=same plan.lost=absent plan.forget=0 target.pin=same] terraform apply x.tfplan"]
  ask: [terraform apply x.tfplan]
END
compile_user() {
	"$B/bin/guard" compile --user "$W/user" -o "$P/etc/guard/policy.image" \
	    "$TOP/rules"
}
check "a rule about plans compiles" compile_user
plan "$(change aws_eip a '"create"'),$(change aws_eip b '"delete"')"
says 75 "^guard: ask" terraform apply x.tfplan
pinned() {
	echo "$pass" | "$P/bin/guard" trust --passphrase-stdin -- \
	    terraform apply
}
check "the state is trusted" pinned
says 0 "^ran .*terraform apply x.tfplan" terraform apply x.tfplan
says 75 "^guard: ask" terraform apply -auto-approve x.tfplan
says 75 "^guard: ask" terraform apply
for lost in '"delete"' '"delete","create"' '"create","delete"'; do
	plan "$(change aws_eip a '"create"'),$(change aws_db_instance b "$lost")"
	says 75 "^guard: ask" terraform apply x.tfplan
done
plan "$(change aws_eip a '"forget"')"
says 75 "^guard: ask" terraform apply x.tfplan
cp first.tfplan y.tfplan
plan "$(change aws_eip a '"create"')"
says 77 "^guard: deny" terraform apply y.tfplan
echo "not an archive" >y.tfplan
says 75 "^guard: ask" terraform apply y.tfplan
says 75 "^guard: ask" terraform apply missing.tfplan

# What the tool says and cannot be understood is unknown, and never empty.
unknown() {
	is unknown plan.delete terraform apply x.tfplan
	says 75 "^guard: ask" terraform apply x.tfplan
}
answer 'exit 1'; unknown
answer 'cat "$W/plan.json"; exit 1'; unknown
answer 'echo'; unknown
answer 'echo "{"'; unknown
answer 'echo "{}"'; unknown
answer 'echo "{\"format_version\": \"9.0\"}"'; unknown
answer 'echo "{\"format_version\": \"1.2\", \"resource_changes\": 7}"'; unknown
answer 'head -c 20000000 /dev/zero'; unknown
answer 'head -c 3000000 /dev/zero | tr "\0" "["'; unknown
answer 'kill -9 $$'; unknown
answer 'cat "$W/plan.json"'
says 0 "^ran .*terraform apply x.tfplan" terraform apply x.tfplan
mv "$W/real/terraform" "$W/real/gone"
is unknown plan.delete terraform apply x.tfplan
mv "$W/real/gone" "$W/real/terraform"

# It is asked for a plan alone, without what changes its arguments.
: >"$W/calls"
call terraform plan
call terraform apply
check "nothing is run without a saved plan" sh -c \
    "! grep -q ' show ' '$W/calls'"
answer 'test -z "$TF_CLI_ARGS_show$TF_LOG" && test "$CHECKPOINT_DISABLE" = 1 &&
    cat "$W/plan.json"'
is 1 plan.create env TF_CLI_ARGS_show=-no-color TF_LOG=trace \
    terraform apply x.tfplan
finish
