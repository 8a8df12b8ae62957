#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Gives every rule file the line by which editors find its schema. Part of
# `make tool-docs`.

set -eu
cd "$(dirname "$0")/.."
line='# yaml-language-server: $schema=schema.json'
for file in *.yaml; do
	read -r first <"$file" || true
	[ "$first" != "$line" ] || continue
	{
		printf '%s\n' "$line"
		cat "$file"
	} >"$file.new"
	mv "$file.new" "$file"
done
