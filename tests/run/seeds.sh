#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Prints the folder with the seeds of a fuzz target, which may be missing.
# Images are compiled anew: stored ones would soon be of an old format.
#
#   seeds.sh TARGET

set -eu
cd "$(dirname "$0")/../.."
folder=tests/fuzz/corpus/$1
if [ "$1" = image ]; then
	folder=build/seeds/image
	mkdir -p "$folder"
	for rules in tests/golden/*.yaml; do
		"${GUARD:-build/release/bin/guard}" compile "$rules" \
		    -o "$folder/$(basename "$rules" .yaml)" >/dev/null
	done
fi
echo "$folder"
