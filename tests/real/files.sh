# SPDX-License-Identifier: ISC
#
# rm and its like in front of a work tree: what nothing else holds stays, what
# can be had again goes. Their shims are made here, because nobody gets them
# unasked.

files_shims=$W/shims-files
mkdir -p "$files_shims"
grep -v '^#' shims/files | tr ' ' '\n' | while read -r name; do
	[ -z "$name" ] || ln -s "$B/bin/guard" "$files_shims/$name"
done

make_tree() {
	rm -rf "$W/project"
	mkdir -p "$W/project"
	plain sh -c 'git init -q -b main . && printf ".env\ndist\n" >.gitignore &&
	    mkdir src && echo 1 >src/a.c && echo 1 >b.c && git add . &&
	    git -c user.email=a@example.com -c user.name=A commit -qm one &&
	    echo 2 >src/a.c && echo 3 >notes.md && echo KEY=1 >.env &&
	    echo data >app.db && mkdir -p dist node_modules/x web/.next &&
	    echo 4 >dist/x.js && echo 5 >node_modules/x/y && echo 6 >web/.next/z'
}

# keeps WHAT FILE COMMAND…: refused, and the file is as it was.
keeps() {
	what=$1
	file=$W/project/$2
	shift 2
	before=$(cat "$file")
	guarded env PATH="$files_shims:$SHIMS:$rest" "$@"
	if [ "$status" = 75 ] && [ -n "$before" ] &&
	    [ "$(cat "$file" 2>&1)" = "$before" ]; then
		ok "stopped: $what"
	else
		bad "stopped: $what" "$(evidence)"
		make_tree
	fi
}

# goes WHAT FILE COMMAND…: it runs, and the file is gone.
goes() {
	what=$1
	file=$W/project/$2
	shift 2
	there=$(ls -d "$file")
	guarded env PATH="$files_shims:$SHIMS:$rest" "$@"
	if [ "$status" = 0 ] && [ -n "$there" ] && [ ! -e "$file" ]; then
		ok "passed: $what"
	else
		bad "passed: $what" "$(evidence)"
	fi
}

make_tree
keeps "rm of an untracked file" notes.md rm notes.md
keeps "rm of an ignored file that is no build's" .env rm -f .env
keeps "rm -r of changed work" src/a.c rm -r src
keeps "rm -rf .git" .git/HEAD rm -rf .git
keeps "rm of one good and one bad" notes.md rm -rf dist notes.md
keeps "rm in a shell in a subdirectory" notes.md \
    sh -c 'cd src && rm ../notes.md'
keeps "find -exec rm" app.db sh -c \
    'find . -name app.db -exec rm {} ";"; test ! -e app.db || exit 75'
keeps "xargs rm" app.db sh -c 'echo app.db | xargs rm'
keeps "shred" notes.md shred -u notes.md
keeps "truncate" app.db truncate -s 0 app.db
keeps "mv over a file that nothing else holds" app.db mv b.c app.db
keeps "mv into a directory that has one" app.db sh -c \
    'mkdir d; echo 1 >d/app.db; mv d/app.db .'
keeps "cp of an example over the secrets" .env cp b.c .env
keeps "cp -t" app.db sh -c 'cp -ft . d/app.db'
keeps "a backup that is none" .env cp --backup=none b.c .env
keeps "mv -n that -f takes back" app.db mv -n -f b.c app.db
keeps "ln -sf" notes.md ln -sf b.c notes.md
keeps "dd over it" app.db dd if=/dev/zero of=app.db count=1
goes "rm -rf node_modules" node_modules rm -rf node_modules
goes "rm -rf of an ignored build" dist rm -rf dist
goes "the same of a package" web/.next rm -rf web/.next/
goes "rm of a file as git has it" b.c rm b.c
passes "cp over work that git knows" done env PATH="$files_shims:$rest" \
    sh -c 'cp .gitignore src/a.c && mv app.db new.db && echo done'
passes "rm -f of nothing" done env PATH="$files_shims:$rest" \
    sh -c 'rm -f nothing && echo done'
plain rm notes.md
if [ ! -e "$W/project/notes.md" ]; then
	ok "without guard it is gone: rm"
else
	bad "without guard: rm" "$(evidence)"
fi
