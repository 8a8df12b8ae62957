#!/bin/sh
# SPDX-License-Identifier: ISC
#
# What the GitHub Action does: annotations on standard output, SARIF in a file,
# a summary of the job. Takes the guard that is on PATH, else builds the one that
# it lies in. Exit status as that of guard check.

set -u
here=$(cd "$(dirname "$0")/.." && pwd)
temp=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
guard=$(command -v guard || true)

if [ -z "$guard" ]; then
	guard=$here/build/release/bin/guard
	if [ ! -x "$guard" ]; then
		echo "::group::Building guard"
		(cd "$here" && sh tests/run/setup.sh build &&
		    make -j"$(nproc || echo 2)") || exit 2
		echo "::endgroup::"
	fi
fi

# Paths are separated by blanks, and globs in them count.
# shellcheck disable=SC2086
set -- ${INPUT_PATHS:-rules}
[ -z "${INPUT_LAYER:-}" ] || set -- --layer="$INPUT_LAYER" "$@"
[ "${INPUT_STRICT:-false}" != true ] || set -- --strict "$@"

sarif=$temp/guard.sarif
"$guard" check --format=github "$@" | tee "$temp/guard.annotations"
"$guard" check --format=sarif "$@" >"$sarif"
status=$?
findings=$(grep -c '^::\(error\|warning\)' "$temp/guard.annotations")
if [ -n "${GITHUB_OUTPUT:-}" ]; then
	[ $status -gt 1 ] || echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
	echo "findings=$findings" >>"$GITHUB_OUTPUT"
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
	{
		printf '### guard check\n\n'
		if [ $status -gt 1 ]; then
			echo 'It could not be run.'
		else
			echo "$findings findings in \`${INPUT_PATHS:-rules}\`."
		fi
	} >>"$GITHUB_STEP_SUMMARY"
fi
exit $status
