#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Installs the Debian packages that are missing, and touches nothing when all
# is there. Needs nothing but a shell, so that it can be the first command on
# a fresh machine. Without root and sudo it says what to install.
#
#   setup.sh [build|demo|test|bench|analyze|fuzz]     (test without a word)

set -eu
goal=${1:-test}
missing=

# want PACKAGE TEST…: the package is missing when the test fails.
want() {
	package=$1
	shift
	"$@" >/dev/null 2>&1 || missing="$missing $package"
}

command_there() {
	PATH=$PATH:/usr/sbin:/sbin command -v "$1"
}

# Whether the compiler finds the header; without one, whether the usual place
# has it.
header_there() {
	if command -v cc; then
		printf '#include <stdarg.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <setjmp.h>\n#include <%s>\n' \
		    "$1" | cc -E -DPCRE2_CODE_UNIT_WIDTH=8 -
	else
		test -e "/usr/include/$1"
	fi
}

postgres_there() {
	ls /usr/lib/postgresql/*/bin/initdb || command -v initdb
}

# Debian's python, whatever else is on PATH.
python_module_there() {
	/usr/bin/python3 -c "import $1"
}

libc_there() {
	header_there stdio.h
}

want make command_there make
want gcc command_there cc
want libc6-dev libc_there
want musl-tools command_there musl-gcc
want libyaml-dev header_there yaml.h
want libpcre2-dev header_there pcre2.h
want libsodium-dev header_there sodium.h
want libjansson-dev header_there jansson.h
want zlib1g-dev header_there zlib.h
case $goal in
build) ;;
demo)
	want ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
	want nodejs command_there node
	want npm command_there npm
	;;
test)
	want ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
	want libcmocka-dev header_there cmocka.h
	want nodejs command_there node
	want npm command_there npm
	want postgresql postgres_there
	want postgresql-client command_there psql
	want jq command_there jq
	want mandoc command_there mandoc
	want binutils command_there nm
	want util-linux command_there setpriv
	want git command_there git
	want zsh command_there zsh
	want fish command_there fish
	want tmux command_there tmux
	want python3-yaml python_module_there yaml
	want python3-jsonschema python_module_there jsonschema
	;;
bench) ;;
analyze)
	want clang command_there clang
	want clang-tidy command_there clang-tidy
	want cppcheck command_there cppcheck
	;;
fuzz)
	want clang command_there clang
	;;
*)
	echo "setup.sh: no goal is called '$goal'" >&2
	exit 2
	;;
esac

[ -n "$missing" ] || exit 0
echo "missing:$missing"
if ! command -v apt-get >/dev/null; then
	echo "These are Debian's names; install them with your system's tool." >&2
	exit 1
fi
as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || {
		echo "As root: apt-get install$missing" >&2
		exit 1
	}
	as_root=sudo
fi
$as_root apt-get update -q
# Unquoted: one word a package.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
    --no-install-recommends $missing
