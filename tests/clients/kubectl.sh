# SPDX-License-Identifier: ISC
#
# kubectl: `config view --minify` for the files, and the request that it would
# send for what options say instead.

# kube COMMAND…: each part of the context against kubectl's own.
kube() {
	kube_said=$("$@" config view --minify -o jsonpath='{.current-context}|{.contexts[0].context.cluster}|{.clusters[0].cluster.server}|{.contexts[0].context.namespace}' 2>/dev/null)
	# What it does not start at all has no target.
	[ -n "$kube_said" ] || return 0
	kube_rest=$kube_said
	# A context without a cluster: whose server it is nobody can tell.
	case $kube_said in *'|||'*) return ;; esac
	told "$@" get pods
	for kube_part in context cluster server namespace; do
		kube_value=${kube_rest%%|*}
		kube_rest=${kube_rest#*|}
		[ "$kube_part" != namespace ] ||
		    kube_value=${kube_value:-default}
		compare $kube_how "kube.$kube_part" "$kube_value" "$*"
	done
}

kube_how=same

# requests COMMAND…: the server that kubectl turns to.
requests() {
	told "$@" get pods
	compare $kube_how kube.server "$("$@" get --raw /x -v=6 2>&1 |
	    sed -n 's,.*GET \(http[^ ]*\)/x .*,\1,p' | head -n 1)" "$*"
}

kube_files() {
	mkdir -p "$HOME/.kube" sub
	kubectl config --kubeconfig "$HOME/.kube/config" set-cluster home \
	    --server http://127.0.0.1:1
	kubectl config --kubeconfig "$HOME/.kube/config" set-context home \
	    --cluster home --namespace shop
	kubectl config --kubeconfig "$HOME/.kube/config" use-context home
	kube_port=10
	for kube_one in a b; do
		kube_port=$((kube_port + 1))
		kubectl config --kubeconfig $kube_one.yaml set-cluster shared \
		    --server http://127.0.0.1:$kube_port
		kubectl config --kubeconfig $kube_one.yaml set-cluster $kube_one \
		    --server "http://$kube_one.example:6443"
		kubectl config --kubeconfig $kube_one.yaml set-context \
		    $kube_one --cluster $kube_one
		kubectl config --kubeconfig $kube_one.yaml set-context both \
		    --cluster $kube_one --namespace of-$kube_one
		kubectl config --kubeconfig $kube_one.yaml use-context $kube_one
	done
	kubectl config --kubeconfig b.yaml set-context late --cluster shared
	# The first has the context without a namespace, or without a cluster.
	kubectl config --kubeconfig a.yaml set-context split --cluster a
	kubectl config --kubeconfig b.yaml set-context split --cluster b \
	    --namespace split
	kubectl config --kubeconfig a.yaml set-context torn --namespace torn
	kubectl config --kubeconfig b.yaml set-context torn --cluster b
	# As other programs write it: quotes, comments, another order, JSON.
	cat >odd.yaml <<-'YAML'
		# of a provider
		apiVersion: v1
		kind: Config
		preferences: {}
		current-context: 'odd@cluster'   # the only one
		contexts:
		    - name: "odd@cluster"
		      context:
		          user: admin
		          # where to
		          cluster: "odd"
		          namespace: 'odd'
		users:
		    - name: admin
		      user:
		          exec:
		              command: aws
		              args:
		              - --name
		              - odd
		clusters:
		    - name: other
		      cluster:
		          server: "http://other:1"
		    - cluster:
		          server: "http://odd:1"
		          certificate-authority-data: aGVsbG8=
		      name: odd
	YAML
	kubectl --kubeconfig b.yaml config view --raw -o json >b.json
	cp b.json json.yaml
	echo 'current-context: none' >empty.yaml
	cat >flow.yaml <<-'YAML'
		clusters: [{name: a, cluster: {server: "http://flow:1"}}]
		contexts:
		- {name: a, context: {cluster: a}}
		current-context: a
	YAML
	cat >anchor.yaml <<-'YAML'
		clusters:
		- &it
		  name: a
		  cluster:
		    server: http://anchor:1
		contexts:
		- name: a
		  context: &one
		    cluster: a
		    namespace: one
		- name: both
		  context: *one
		current-context: >-
		  both
	YAML
}

if ! command -v kubectl >/dev/null; then
	skipped kubectl "it is not installed"
else
	begin kubectl
	check "kubectl writes its files" kube_files
	kube kubectl
	kube kubectl --kubeconfig a.yaml
	kube kubectl --kubeconfig=b.yaml
	kube kubectl --kubeconfig b.yaml --context late
	# Not read: unknown.
	kube_how=safe
	kube kubectl --kubeconfig b.json
	kube kubectl --kubeconfig json.yaml --context=both
	for kube_name in flow anchor; do
		kube kubectl --kubeconfig $kube_name.yaml
		kube env KUBECONFIG=$kube_name.yaml:a.yaml kubectl
		kube env KUBECONFIG=$kube_name.yaml:a.yaml kubectl \
		    --context both
		kube env KUBECONFIG=a.yaml:$kube_name.yaml kubectl
	done
	kube env KUBECONFIG=b.json:a.yaml kubectl
	kube env KUBECONFIG=a.yaml:b.json kubectl --context late
	kube_how=same
	kube kubectl --kubeconfig odd.yaml
	kube env KUBECONFIG=a.yaml kubectl
	kube env KUBECONFIG=a.yaml kubectl --kubeconfig b.yaml
	kube env KUBECONFIG= kubectl
	for kube_list in a.yaml:b.yaml b.yaml:a.yaml none.yaml:b.yaml:a.yaml \
	    empty.yaml:a.yaml odd.yaml:a.yaml:b.yaml \
	    a.yaml::b.yaml :b.yaml "a.yaml:$HOME/.kube/config" \
	    a.yaml:a.yaml:b.yaml; do
		kube env KUBECONFIG=$kube_list kubectl
		for kube_name in both late split torn home; do
			kube env KUBECONFIG=$kube_list kubectl \
			    --context $kube_name
		done
	done
	requests kubectl
	requests kubectl -s http://127.0.0.1:2
	requests kubectl --server=http://127.0.0.1:2
	requests kubectl --kubeconfig a.yaml --cluster shared
	requests env KUBECONFIG=b.yaml:a.yaml kubectl --cluster shared
	requests kubectl --kubeconfig a.yaml --context both --cluster=shared
	# Without a file it is a server here, or the one that it runs in.
	kube_how=safe
	requests env KUBECONFIG=none.yaml kubectl
	rm "$HOME/.kube/config"
	requests kubectl
	requests env KUBERNETES_SERVICE_HOST=127.0.0.9 \
	    KUBERNETES_SERVICE_PORT=9 kubectl
fi
