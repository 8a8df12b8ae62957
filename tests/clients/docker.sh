# SPDX-License-Identifier: ISC
#
# docker: `docker context show` for the context, and where it says that no daemon
# answers for the host.

# context COMMAND…: the context that the client takes. One that DOCKER_HOST or -H
# stands in for is "default" to it, and nothing to guard.
context() {
	docker_said=$("$@" context show 2>/dev/null)
	[ -n "$docker_said" ] || return 0
	told "$@" ps
	[ "$docker_said" != default ] || [ -z "$(part docker.host)" ] ||
	    docker_said=
	compare same docker.context "$docker_said" "$*"
}

# host COMMAND…: where the client turns to, as far as that is no context's.
host() {
	docker_said=$("$@" ps 2>&1 |
	    sed -n 's,.*daemon at \([a-z]*://[^ ]*[^. ]\).*,\1,p' | head -n 1)
	told "$@" ps
	case $docker_said in
	"" | unix:///var/run/docker.sock) docker_said= ;;
	esac
	compare same docker.host "$docker_said" "$*"
}

docker_cases() {
	begin docker
	context docker
	host docker
	for docker_one in prod dev; do
		docker context create $docker_one \
		    --docker host=tcp://127.0.0.1:1 >/dev/null 2>&1
	done
	docker context use prod >/dev/null 2>&1
	mkdir other
	echo '{"currentContext": "dev"}' >other/config.json
	cp -R "$HOME/.docker/contexts" other
	context docker
	context docker -c dev
	context docker --context dev
	context docker --context=dev
	context env DOCKER_CONTEXT=dev docker
	context env DOCKER_CONTEXT=dev docker --context prod
	context env DOCKER_CONTEXT= docker
	context env DOCKER_CONFIG=other docker
	context docker --config other
	context env DOCKER_CONFIG=nowhere docker --config other
	context env DOCKER_CONFIG=other DOCKER_CONTEXT=prod docker
	context env DOCKER_HOST=tcp://127.0.0.1:2 docker
	context env DOCKER_HOST=tcp://127.0.0.1:2 DOCKER_CONTEXT=dev docker
	context env DOCKER_HOST=tcp://127.0.0.1:2 docker -c dev
	context env DOCKER_HOST= docker
	context docker -H tcp://127.0.0.1:2
	host env DOCKER_HOST=tcp://127.0.0.1:2 docker
	host env DOCKER_HOST=tcp://127.0.0.1:2 DOCKER_CONTEXT=dev docker
	host env DOCKER_HOST=tcp://127.0.0.1:2 docker -H tcp://127.0.0.1:3
	host docker -H tcp://127.0.0.1:3
	host docker --host=tcp://127.0.0.1:3
	host env DOCKER_HOST=unix:///nowhere.sock docker
}

if command -v docker >/dev/null; then
	docker_cases
else
	skipped docker "the client is not installed"
fi
