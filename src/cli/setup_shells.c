/* SPDX-License-Identifier: ISC */
/*
 * One marked line at the end of the files that shells read when they start.
 * It does nothing unless GUARD_SHIMS is set, as it is for agents.
 */
#include <stdlib.h>
#include <string.h>

#include "setup.h"

#define LINE_MARK " # guard setup"

/* bash reads the first of its three; sh and Debian's bash read .profile. */
static const struct {
	const char *name;
	bool made;       /* also where it is missing */
	bool zsh;
} startup_files[] = {
    {".bashrc", true, false},
    {".profile", true, false},
    {".bash_profile", false, false},
    {".bash_login", false, false},
    {".zshenv", true, true},
    {".zprofile", true, true},
    {".zshrc", true, true},
};

static bool
uses_zsh(struct setup *s, const char *dir)
{
	const char *shell = getenv("SHELL");

	if (shell && sv_eq_cstr(sv_basename(sv_from(shell)), "zsh"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(startup_files); i++) {
		const char *path = SETUP_TEXT(s->arena, dir, "/",
		    startup_files[i].name);

		if (startup_files[i].zsh && path && !os_is_missing(path))
			return true;
	}
	return false;
}

static enum err
plan_line(struct setup *s, const char *path, const char *line)
{
	struct edit edit;
	const char *text;
	enum err e;

	if ((e = setup_real_path(s, &path)) ||
	    (e = setup_read(s, path, &edit)))
		return e;
	if (sv_contains(edit.text, sv_from(line)))
		return OK;
	text = SETUP_TEXT(s->arena, edit.text.n &&
	    edit.text.p[edit.text.n - 1] != '\n' ? "\n" : "", line, "\n");
	if (!text)
		return ERR_LIMIT;
	if ((e = edit_replace(&edit, edit.text.n, 0, sv_from(text))))
		return e;
	return setup_plan_file(s, path, &edit, 0644);
}

enum err
setup_plan_shells(struct setup *s)
{
	const char *shell = s->front.shell.p, *zdotdir = getenv("ZDOTDIR");
	const char *line = SETUP_TEXT(s->arena, "[ -z \"${GUARD_SHIMS-}\" ] || "
	    "[ ! -r '", shell, "/front.sh' ] || . '", shell, "/front.sh'"
	    LINE_MARK);
	bool zsh;
	enum err e = OK;

	if (!line)
		return ERR_LIMIT;
	if (!zdotdir || zdotdir[0] != '/' ||
	    sv_starts(sv_from(zdotdir), sv_from(shell)))
		zdotdir = s->home.p;
	zsh = uses_zsh(s, zdotdir);
	for (size_t i = 0; !e && i < ARRAY_LEN(startup_files); i++) {
		const char *path = SETUP_TEXT(s->arena, startup_files[i].zsh
		    ? zdotdir : s->home.p, "/", startup_files[i].name);

		if (!path)
			return ERR_LIMIT;
		if (startup_files[i].zsh ? !zsh
		    : !startup_files[i].made && os_is_missing(path))
			continue;
		e = plan_line(s, path, line);
	}
	return e;
}
