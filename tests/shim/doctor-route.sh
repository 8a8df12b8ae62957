# SPDX-License-Identifier: ISC
#
# guard doctor and the ways to a shell: zsh and the package managers themselves,
# and what a person's own files can do to a guarded name. Continues with
# doctor.sh.

make_home
cp "$P/share/guard/rules/guard-probe.yaml" "$HP/share/guard/rules/"
rm -f "$HP/var/guard/setup.json"
setup --yes --rc

# route_ok ROUTE
route_ok() {
	expect "doctor goes the way of $1" \
	    grep -q "^  ok   route   $1: [0-9]* names lead to guard" "$W/out"
}

printf 'terraform() { command terraform "$@"; }\n' >>"$H/.bashrc"
doctor
found "a function that hides a shim" \
    'bash -ic: terraform is a function or built in' 3
make_home
rm -f "$HP/var/guard/setup.json"
setup --yes --rc
printf 'exit 0\n' >"$H/.profile"
doctor
found "a shell that ends before it can be asked" \
    'sh -lc: ended before it could be asked'
printf 'sleep 60\n' >"$H/.profile"
doctor
found "a shell that waits" 'sh -lc: gave no answer in 20 s'
make_home
rm -f "$HP/var/guard/setup.json"
setup --yes --rc
doctor_path=
mv "$W/few/sh" "$W/few/bash" "$W"
doctor
found "that there is no shell" 'no shell was found'
mv "$W/sh" "$W/bash" "$W/few"

if command -v zsh >/dev/null; then
	ln -s "$(command -v zsh)" "$W/few/zsh"
	doctor
	for flags in -c -lc -ic -lic; do
		route_ok "zsh $flags"
	done
	printf 'alias git="git --no-pager"\n' >"$H/.zshrc"
	doctor
	found "an alias of zsh" 'zsh -ic: git is alias' 2
	printf 'psql() { command psql "$@" }\n' >"$H/.zshrc"
	doctor
	found "a function of zsh" 'zsh -lic: psql is a function' 2
	rm "$H/.zshrc" "$W/few/zsh"
	cat >"$W/few/zsh" <<-'END'
	#!/bin/sh
	PATH=/usr/bin:/bin exec zsh -f "$@"
	END
	chmod 755 "$W/few/zsh"
	doctor
	found "a zsh that reads no files and has its own PATH" \
	    'zsh -c: [^ ]* leads' 4
	rm "$W/few/zsh"
else
	skipped "zsh" "it is not installed"
fi

# The package managers themselves; and one that goes to a shell of its own.
ln -s "$(command -v node)" "$W/few/node"
ln -s "$(command -v npm)" "$W/few/npm"
for pair in 'npm|npm run' 'npm|npm exec -c' 'pnpm|pnpm run' 'pnpm|pnpm exec' \
    'yarn|yarn run' 'bun|bun run'; do
	manager=${pair%%|*} route=${pair#*|}
	real=$TOP/build/npm/managers/$manager
	if [ "$manager" = npm ]; then
		doctor
	elif [ ! -x "$real" ]; then
		skipped "$route" "$manager is not installed"
		continue
	else
		ln -sf "$(readlink -f "$real")" "$W/few/$manager"
		doctor
	fi
	route_ok "$route"
done
rm -f "$W/few/npm" "$W/few/pnpm" "$W/few/yarn" "$W/few/bun"
for pair in 'npm|npm run|2' 'pnpm|pnpm run|2' 'yarn|yarn run|1' \
    'bun|bun run|1'; do
	manager=${pair%%|*} route=${pair#*|}
	cat >"$W/few/$manager" <<-'END'
	#!/bin/sh
	PATH=/usr/bin:/bin
	case $1 in
	exec) exec sh -c "$4" ;;
	esac
	exec sh -c "$(jq -r '.scripts."guard-route"' package.json)"
	END
	chmod 755 "$W/few/$manager"
	doctor
	found "that ${route%|*} loses the shims" \
	    "${route%|*}: [^ ]* leads .*guard run -- AGENT" "${route#*|}"
	rm "$W/few/$manager"
done
rm "$W/few/node"
