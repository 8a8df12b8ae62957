# SPDX-License-Identifier: ISC
#
# The aws command in front of moto's server: a database instance stays.

real_path() {
	if command -v pyenv >/dev/null; then
		pyenv which "$1" 2>/dev/null
	else
		command -v "$1"
	fi
}

aws_file=$(real_path aws)
moto_file=$(real_path moto_server)
if [ -z "$aws_file" ] || [ -z "$moto_file" ]; then
	skipped "aws" "no aws or no moto_server"
else
	mkdir -p "$W/project"
	moto_port=$(pg_port)
	"$moto_file" -H 127.0.0.1 -p "$moto_port" >"$W/moto.log" 2>&1 &
	moto_pid=$!
	rest=$(dirname "$aws_file"):$rest
	# us-east-1 would not obey the endpoint.
	cat >"$W/aws.env" <<-ENV
		AWS_ACCESS_KEY_ID=x
		AWS_SECRET_ACCESS_KEY=x
		AWS_DEFAULT_REGION=eu-west-1
		AWS_ENDPOINT_URL=http://127.0.0.1:$moto_port
	ENV
	with="env $(tr '\n' ' ' <"$W/aws.env")"
	for try in 1 2 3 4 5 6 7 8 9 10; do
		plain $with aws rds create-db-instance \
		    --db-instance-identifier shop --engine postgres \
		    --db-instance-class db.t3.micro --allocated-storage 20 \
		    --master-username a --master-user-password secret123
		[ "$status" != 0 ] || break
		sleep 1
	done

	instance_there() {
		plain $with aws rds describe-db-instances \
		    --db-instance-identifier shop
		[ "$status" = 0 ]
	}

	aws_stops() {
		guarded $with "$@"
		refused_with=$status
		if [ "$refused_with" = 75 ] && instance_there; then
			ok "stopped: $*"
		else
			bad "stopped: $*" "$(evidence)"
		fi
	}

	if ! instance_there; then
		bad "moto serves" "$(tail -n 5 "$W/moto.log")"
	else
		delete="--db-instance-identifier shop --skip-final-snapshot"
		passes "aws rds describe-db-instances" shop \
		    $with aws rds describe-db-instances
		passes "aws sts get-caller-identity" Account \
		    $with aws sts get-caller-identity
		aws_stops aws rds delete-db-instance $delete
		aws_stops aws --region eu-west-1 rds delete-db-instance $delete
		aws_stops aws rds delete-db-instance --db-inst shop --skip-f
		mkdir -p "$W/home/.aws/cli"
		printf '[toplevel]\nsts = rds delete-db-instance %s\n' \
		    "$delete" >"$W/home/.aws/cli/alias"
		aws_stops aws sts
		rm -rf "$W/home/.aws"
		plain $with aws rds delete-db-instance $delete
		if instance_there; then
			bad "without guard: aws rds delete-db-instance"
		else
			ok "without guard it is gone: aws rds delete-db-instance"
		fi
	fi
	kill "$moto_pid"
	moto_pid=
fi
