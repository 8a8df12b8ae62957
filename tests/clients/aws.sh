# SPDX-License-Identifier: ISC
#
# aws: `aws configure list` for profile and region, and the request that it
# would send (to a port where nobody listens) for the endpoint.

if command -v pyenv >/dev/null; then
	aws_file=$(pyenv which aws 2>/dev/null)
else
	aws_file=$(command -v aws)
fi

# The row's value: what stands ahead of its type and place.
aws_row() {
	sed -n "s/^ *$1  *//p" "$W/list" |
	    sed 's/   *\(env\|config-file\|None\|manual\) .*//; s/<not set>//'
}

# account COMMAND…: profile and region, as far as aws has them.
account() {
	"$@" configure list >"$W/list" 2>/dev/null || return 0
	told "$@" s3 ls
	aws_value=$(aws_row profile)
	compare same aws.profile "${aws_value:-default}" "$*"
	compare $aws_how aws.region "$(aws_row region)" "$*"
}
aws_how=same

# endpoint COMMAND…: where "Could not connect" says that it went.
endpoint() {
	aws_value=$("$@" 2>&1 | sed -n 's,.*endpoint URL: "\(http://[^/"]*\).*,\1,p')
	told "$@"
	compare $aws_how aws.endpoint "$aws_value" "$*"
}

aws_files() {
	mkdir -p "$HOME/.aws"
	cat >"$HOME/.aws/config" <<-'INI'
		# a comment
		[default]
		region = eu-west-1
		output = json
		[profile prod]
		region=us-east-1
		s3 =
		    region = nested-1
		    max_concurrent_requests = 20
		[profile "my prof"]
		region = ap-south-1
		[profile bare]
		output = text
		[profile local]
		region = us-west-2
		endpoint_url = http://127.0.0.1:5
		[profile services]
		region = us-west-2
		services = here
		endpoint_url = http://127.0.0.1:5
		[services here]
		dynamodb =
		    endpoint_url = http://127.0.0.1:6
		[plain]
		region = plain-1
		[profile  spaced]
		region   =   sa-east-1
	INI
	cat >"$HOME/.aws/credentials" <<-'INI'
		[default]
		aws_access_key_id = AKIDEXAMPLE
		aws_secret_access_key = x
		[keyed]
		aws_access_key_id = AKIDEXAMPLE
		aws_secret_access_key = x
		region = ca-central-1
		[prod]
		aws_access_key_id = AKIDEXAMPLE
		aws_secret_access_key = x
		[bare]
		region = eu-north-1
		[local]
		aws_access_key_id = AKIDEXAMPLE
		aws_secret_access_key = x
		[services]
		aws_access_key_id = AKIDEXAMPLE
		aws_secret_access_key = x
	INI
	printf '[default]\nregion = other-1\n[profile prod]\nregion = other-2\n' \
	    >other
	printf '[prod]\naws_access_key_id = x\naws_secret_access_key = y\n' \
	    >keys
}

if [ -z "$aws_file" ]; then
	skipped aws "it is not installed"
else
	begin aws
	aws_old_path=$PATH
	PATH=$(dirname "$aws_file"):$PATH
	check "aws has its files" aws_files
	AWS_MAX_ATTEMPTS=1
	AWS_EC2_METADATA_DISABLED=true
	export AWS_MAX_ATTEMPTS AWS_EC2_METADATA_DISABLED
	account aws
	account aws --profile prod
	account env AWS_PROFILE=prod aws
	account env AWS_DEFAULT_PROFILE=prod aws
	account env AWS_DEFAULT_PROFILE=prod AWS_PROFILE=local aws
	account env AWS_PROFILE= AWS_DEFAULT_REGION= aws
	account env AWS_PROFILE=prod aws --profile=bare
	for aws_name in "my prof" keyed plain spaced default services; do
		account aws --profile "$aws_name"
	done
	account env AWS_DEFAULT_REGION=eu-west-2 aws --profile prod
	account env AWS_CONFIG_FILE=other aws
	account env AWS_CONFIG_FILE=other aws --profile prod
	account env AWS_CONFIG_FILE="~/.aws/config" aws --profile prod
	account env AWS_CONFIG_FILE=none aws
	account env AWS_CONFIG_FILE=none AWS_SHARED_CREDENTIALS_FILE=keys \
	    AWS_PROFILE=prod aws
	account env AWS_SHARED_CREDENTIALS_FILE=keys aws --profile bare
	account env HOME="$W/nowhere" aws
	# Only some versions heed it.
	aws_how=safe
	account env AWS_REGION=eu-west-2 aws
	account env AWS_REGION=eu-west-2 AWS_DEFAULT_REGION=eu-west-3 aws
	aws_how=same

	endpoint aws --profile local dynamodb list-tables
	endpoint env AWS_PROFILE=local aws rds describe-db-instances
	endpoint env AWS_ENDPOINT_URL=http://127.0.0.1:7 \
	    aws dynamodb list-tables
	endpoint env AWS_ENDPOINT_URL=http://127.0.0.1:7 \
	    aws --profile local dynamodb list-tables
	endpoint env AWS_ENDPOINT_URL=http://127.0.0.1:7 \
	    aws --endpoint-url http://127.0.0.1:8 dynamodb list-tables
	endpoint aws dynamodb list-tables --endpoint-url http://127.0.0.1:8
	# Of one service: not known, but never another.
	aws_how=safe
	endpoint aws --profile services dynamodb list-tables
	endpoint aws --profile services rds describe-db-instances
	endpoint env AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:9 \
	    aws dynamodb list-tables
	endpoint env AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:9 \
	    AWS_ENDPOINT_URL=http://127.0.0.1:7 aws dynamodb list-tables
	endpoint env AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true \
	    AWS_ENDPOINT_URL=http://127.0.0.1:7 \
	    aws dynamodb list-tables --endpoint-url http://127.0.0.1:8
	aws_how=same
	PATH=$aws_old_path
	unset AWS_MAX_ATTEMPTS AWS_EC2_METADATA_DISABLED
fi
