# SPDX-License-Identifier: ISC
#
# terraform with its built-in terraform_data, whose destruction drops a table.

if ! command -v terraform >/dev/null; then
	skipped "terraform" "not installed"
else
	project terraform
	fill warehouse
	plain env TF_VAR_url="$PG_URL" sh -c \
	    'terraform init && terraform apply -auto-approve'
	if [ "$status" != 0 ]; then
		bad "terraform can be set up" "$(evidence)"
	else
		with="env TF_VAR_url=$PG_URL"
		passes "terraform plan" "No changes" $with terraform plan
		passes "terraform state list" "terraform_data.orders" \
		    terraform state list
		passes "terraform validate" "Success" terraform validate
		stops "terraform destroy" warehouse \
		    $with terraform destroy -auto-approve
		stops "terraform apply -destroy" warehouse \
		    $with terraform apply -destroy -auto-approve
		stops "TF_CLI_ARGS" warehouse $with TF_CLI_ARGS=-destroy \
		    terraform apply -auto-approve
		stops "-chdir" warehouse $with terraform -chdir=. destroy \
		    -auto-approve
		stops "-state" warehouse $with terraform apply -destroy \
		    -auto-approve -state=terraform.tfstate
		stops "yes |" warehouse $with sh -c 'yes yes | terraform destroy'
		destroys "terraform destroy" warehouse \
		    $with terraform destroy -auto-approve
	fi
fi
