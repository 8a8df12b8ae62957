/* SPDX-License-Identifier: ISC */
/*
 * What builtins do to what is known: directory, variables, parameters, and
 * text that is run as commands. A builtin may have been redefined or be told
 * in a way that is not understood; then less is known, never more.
 */
#include "reader/shell.h"

#include <string.h>

/* A builtin with its operands; words[0] is its name. */
struct call {
	const struct word *words;
	size_t n;
	struct sv source;
	bool in; /* its standard input was redirected */
};

void
shell_suspect(struct shell *sh, struct sv value, struct sv source)
{
	if (!sv_contains(value, SV("$(")) && sv_find(value, 0, '`') == value.n)
		return;
	shell_doubt(sh, source, "a value holds a command");
	shell_deferred(sh, value, source);
}

/* "a[$(command)]" as a name runs the command in some builtins. */
static void
suspect_words(struct shell *sh, const struct call *c)
{
	size_t i;

	for (i = 1; i < c->n; i++) {
		if (c->words[i].flags == 0)
			shell_suspect(sh, c->words[i].text, c->source);
	}
}

static void
do_cd(struct shell *sh, const struct call *c)
{
	const struct word *dir = NULL;
	size_t i = 1;

	while (i < c->n && shell_is_option(&c->words[i]) &&
	    !shell_is(&c->words[i], "--"))
		i++;
	if (i < c->n && shell_is(&c->words[i], "--"))
		i++;
	if (i + 1 == c->n && !shell_is(&c->words[i], "-") &&
	    !shell_is_option(&c->words[i]))
		dir = &c->words[i];
	shell_chdir(sh, dir);
}

static void
do_popd(struct shell *sh, const struct call *c)
{
	(void)c;
	shell_chdir(sh, NULL);
}

/* The words from the i-th on, joined by blanks. */
static struct sv
joined(struct shell *sh, const struct call *c, size_t i)
{
	size_t n = 0, k;
	char *p;

	for (k = i; k < c->n; k++)
		n += c->words[k].text.n + 1;
	p = SHELL_NEW(sh, n + 1, char);
	if (p == NULL)
		return SV("");
	for (n = 0; i < c->n; i++) {
		for (k = 0; k < c->words[i].text.n; k++)
			p[n++] = c->words[i].text.p[k];
		p[n++] = ' ';
	}
	return (struct sv){p, n};
}

/* Unknown parts stand in the text as they are written, so it can be read. */
static void
do_eval(struct shell *sh, const struct call *c)
{
	size_t i, from = 1;
	bool certain = true;

	if (c->n > 1 && shell_is(&c->words[1], "--"))
		from = 2;
	for (i = from; i < c->n; i++)
		certain = certain && c->words[i].flags == 0;
	shell_nested(sh, joined(sh, c, from), c->source);
	if (!certain) {
		shell_doubt(sh, c->source, "text is not known before it runs");
		shell_kill_all(sh);
		shell_load_maybe(sh, joined(sh, c, from));
	}
}

static void
do_trap(struct shell *sh, const struct call *c)
{
	size_t i = 1;

	if (c->n > 1 && shell_is(&c->words[1], "--"))
		i = 2;
	if (c->n < i + 2 || shell_is(&c->words[i], "-"))
		return;
	if (c->words[i].flags)
		shell_doubt(sh, c->source, "text is not known before it runs");
	shell_deferred(sh, c->words[i].text, c->source);
}

static void
add_alias(struct shell *sh, const struct word *w, struct sv source)
{
	size_t eq = sv_find(w->text, 0, '=');
	struct alias *a;

	if (w->flags)
		shell_doubt(sh, source, "alias is not known before it runs");
	if (eq == 0 || eq >= w->text.n)
		return;
	a = SHELL_NEW(sh, 1, struct alias);
	if (a == NULL)
		return;
	a->name = sv_take(w->text, eq);
	a->value.text = sv_skip(w->text, eq + 1);
	shell_redefines(sh, a->name);
	shell_deferred(sh, a->value.text, source);
	if (++sh->n_aliases > SHELL_MAX_ALIASES) {
		shell_doubt(sh, sh->root, "defines too many aliases");
		return;
	}
	a->older = sh->aliases;
	sh->aliases = a;
}

static void
do_alias(struct shell *sh, const struct call *c)
{
	size_t i;

	for (i = 1; i < c->n; i++) {
		if (shell_is_option(&c->words[i]))
			shell_doubt(sh, c->source,
			    "alias of a kind that is not followed");
		else
			add_alias(sh, &c->words[i], c->source);
	}
}

static void
do_source(struct shell *sh, const struct call *c)
{
	shell_kill_all(sh);
	if (c->n > 1)
		shell_load(sh, c->words[1], LOADS_FILE);
}

/* From now on the variable is never known. */
static void
never_known(struct shell *sh, struct sv name)
{
	const struct var *mark = sh->vars;

	shell_unknown(sh, name);
	shell_taint(sh, mark);
	shell_unknown(sh, name);
}

enum declaration {
	DECLARE_PLAIN = 0,
	DECLARE_EXPORT = 1 << 0,
	DECLARE_ODD = 1 << 1,   /* changes values or aliases a name */
	DECLARE_KEEPS = 1 << 2, /* a bare name keeps its value */
};

static unsigned
declaration_of(const struct call *c)
{
	unsigned d = DECLARE_PLAIN;
	size_t i;

	if (shell_is(&c->words[0], "export"))
		d = DECLARE_EXPORT | DECLARE_KEEPS;
	else if (shell_is(&c->words[0], "readonly"))
		d = DECLARE_KEEPS;
	for (i = 1; i < c->n && shell_is_option(&c->words[i]); i++) {
		if (shell_has_letter(&c->words[i], "x"))
			d |= DECLARE_EXPORT;
		if (shell_has_letter(&c->words[i], "aAiluncEFTRLZUht"))
			d |= DECLARE_ODD;
	}
	return d;
}

static void
declare_one(struct shell *sh, const struct word *w, unsigned d)
{
	size_t eq = sv_find(w->text, 0, '=');
	struct sv name = sv_take(w->text, eq);
	struct word value = *w;
	const struct word *old;

	if ((w->flags && w->known <= eq) || !shell_is_name_sv(name)) {
		shell_kill_all(sh);
		if (d & DECLARE_EXPORT)
			shell_load_of(sh, w->text);
		return;
	}
	if (d & DECLARE_ODD) {
		never_known(sh, name);
		return;
	}
	if (eq < w->text.n) {
		value.text = sv_skip(w->text, eq + 1);
		value.known -= eq + 1;
		shell_set(sh, name, value, (d & DECLARE_EXPORT) != 0);
		return;
	}
	old = shell_get(sh, name);
	if ((d & DECLARE_KEEPS) && old != NULL)
		shell_set(sh, name, *old, (d & DECLARE_EXPORT) != 0);
	else if (!(d & DECLARE_KEEPS))
		shell_unknown(sh, name);
}

static void
do_declare(struct shell *sh, const struct call *c)
{
	unsigned d = declaration_of(c);
	size_t i;

	suspect_words(sh, c);
	for (i = 1; i < c->n; i++) {
		if (!shell_is_option(&c->words[i]))
			declare_one(sh, &c->words[i], d);
		else if (shell_has_letter(&c->words[i], "n") &&
		    !shell_is(&c->words[0], "export")) {
			sh->vars_lost = true;
			shell_load(sh, (struct word){0}, LOADS_UNKNOWN);
		}
	}
}

/* Operands that may be names of variables are no longer known. */
static void
do_names(struct shell *sh, const struct call *c)
{
	struct sv name;
	size_t i;

	suspect_words(sh, c);
	for (i = 1; i < c->n; i++) {
		name = c->words[i].text;
		if (c->words[i].flags) {
			shell_kill_all(sh);
			continue;
		}
		if (shell_is_option(&c->words[i]))
			name = sv_skip(name, 2);
		name = sv_take(name, sv_find(name, 0, '['));
		if (shell_is_name_sv(name))
			shell_unknown(sh, name);
	}
}

/* zsh's "unset -m 'PG*'" takes patterns. */
static bool
names_any(const struct word *w)
{
	return w->flags || sv_find(w->text, 0, '*') < w->text.n ||
	    sv_find(w->text, 0, '?') < w->text.n;
}

/* With a name that is not known it may be any variable of the environment. */
static void
do_unset(struct shell *sh, const struct call *c)
{
	size_t i;

	do_names(sh, c);
	for (i = 1; i < c->n; i++) {
		if (names_any(&c->words[i])) {
			shell_kill_all(sh);
			shell_load(sh, (struct word){0}, LOADS_UNKNOWN);
		}
	}
}

static void
do_read(struct shell *sh, const struct call *c)
{
	size_t i;

	for (i = 1; i < c->n; i++) {
		if (shell_is_option(&c->words[i]) &&
		    shell_has_letter(&c->words[i], "C"))
			shell_doubt(sh, c->source, "runs a callback");
	}
	if (shell_get(sh, SV("REPLY")) != NULL)
		shell_unknown(sh, SV("REPLY"));
	if (shell_get(sh, SV("MAPFILE")) != NULL)
		shell_unknown(sh, SV("MAPFILE"));
	do_names(sh, c);
}

static void
do_printf(struct shell *sh, const struct call *c)
{
	struct call to = *c;

	if (c->n > 1 && (c->words[1].flags ||
	    sv_starts(c->words[1].text, SV("-v")))) {
		to.n = c->n > 3 ? 3 : c->n;
		if (c->words[1].flags)
			do_names(sh, &to);
		else
			do_unset(sh, &to);
	}
}

static void
do_let(struct shell *sh, const struct call *c)
{
	suspect_words(sh, c);
	shell_kill_all(sh);
}

static void
do_test(struct shell *sh, const struct call *c)
{
	suspect_words(sh, c);
}

/* "-a", "-o allexport"; how many more words it takes. */
static size_t
do_set_option(struct shell *sh, const struct call *c, size_t i)
{
	bool on = c->words[i].text.p[0] == '-';
	bool named = shell_has_letter(&c->words[i], "o");

	if (shell_has_letter(&c->words[i], "a") || (named && i + 1 < c->n &&
	    shell_is(&c->words[i + 1], "allexport")))
		shell_exports(sh, on);
	return named ? 1 : 0;
}

static void
do_set(struct shell *sh, const struct call *c)
{
	size_t i;

	for (i = 1; i < c->n; i++) {
		if (i == 1 && shell_is(&c->words[i], "--"))
			shell_candidate(sh, SV("@"), c->words + i + 1,
			    c->n - i - 1);
		if (!shell_is_option(&c->words[i]) || c->words[i].flags ||
		    shell_is(&c->words[i], "--"))
			sh->params_lost = true;
		else if (shell_has_letter(&c->words[i], "A"))
			shell_kill_all(sh);
		else
			i += do_set_option(sh, c, i);
	}
}

static void
do_shift(struct shell *sh, const struct call *c)
{
	(void)c;
	sh->params_lost = true;
}

static void
do_exec(struct shell *sh, const struct call *c)
{
	if (c->n == 1 && c->in)
		sh->base = STDIN_UNKNOWN;
}

static void
do_unfollowed(struct shell *sh, const struct call *c)
{
	size_t i;

	if (c->n > 1)
		shell_doubt(sh, c->source, "what this runs is not followed");
	for (i = 1; i < c->n; i++) {
		if (!shell_is_option(&c->words[i]))
			shell_deferred(sh, c->words[i].text, c->source);
	}
}

enum follows {
	FOLLOWS_CWD,
	FOLLOWS_VARS,
	FOLLOWS_OTHER,
};

static const struct builtin {
	const char *name;
	void (*run)(struct shell *sh, const struct call *c);
	enum follows follows;
} builtins[] = {
	{".", do_source, FOLLOWS_VARS},
	{"[", do_test, FOLLOWS_OTHER},
	{"alias", do_alias, FOLLOWS_OTHER},
	{"autoload", do_unfollowed, FOLLOWS_OTHER},
	{"bind", do_unfollowed, FOLLOWS_OTHER},
	{"cd", do_cd, FOLLOWS_CWD},
	{"chdir", do_cd, FOLLOWS_CWD},
	{"compgen", do_unfollowed, FOLLOWS_OTHER},
	{"complete", do_unfollowed, FOLLOWS_OTHER},
	{"declare", do_declare, FOLLOWS_VARS},
	{"emulate", do_unfollowed, FOLLOWS_OTHER},
	{"enable", do_unfollowed, FOLLOWS_OTHER},
	{"eval", do_eval, FOLLOWS_VARS},
	{"exec", do_exec, FOLLOWS_OTHER},
	{"export", do_declare, FOLLOWS_VARS},
	{"getopts", do_names, FOLLOWS_VARS},
	{"hash", do_unfollowed, FOLLOWS_OTHER},
	{"let", do_let, FOLLOWS_VARS},
	{"local", do_declare, FOLLOWS_VARS},
	{"mapfile", do_read, FOLLOWS_VARS},
	{"popd", do_popd, FOLLOWS_CWD},
	{"printf", do_printf, FOLLOWS_VARS},
	{"pushd", do_cd, FOLLOWS_CWD},
	{"read", do_read, FOLLOWS_VARS},
	{"readarray", do_read, FOLLOWS_VARS},
	{"readonly", do_declare, FOLLOWS_VARS},
	{"sched", do_unfollowed, FOLLOWS_OTHER},
	{"set", do_set, FOLLOWS_VARS},
	{"shift", do_shift, FOLLOWS_VARS},
	{"source", do_source, FOLLOWS_VARS},
	{"test", do_test, FOLLOWS_OTHER},
	{"trap", do_trap, FOLLOWS_OTHER},
	{"typeset", do_declare, FOLLOWS_VARS},
	{"unset", do_unset, FOLLOWS_VARS},
	{"wait", do_names, FOLLOWS_VARS},
	{"zle", do_unfollowed, FOLLOWS_OTHER},
};

static const struct builtin *
find_builtin(struct sv name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(builtins); i++) {
		if (sv_eq_cstr(name, builtins[i].name))
			return &builtins[i];
	}
	return NULL;
}

bool
shell_declares(struct sv name)
{
	const struct builtin *b = find_builtin(name);

	return b != NULL && b->run == do_declare;
}

void
shell_redefines(struct shell *sh, struct sv name)
{
	const struct builtin *b = find_builtin(name);

	if (b != NULL && b->follows == FOLLOWS_CWD)
		sh->cwd_lost = true;
	if (b != NULL && b->follows == FOLLOWS_VARS)
		sh->vars_lost = sh->params_lost = true;
	if (sv_eq(name, SV("echo")) || sv_eq(name, SV("printf")) ||
	    sv_eq(name, SV("cat")))
		sh->redefined = true;
}

void
shell_builtin(struct shell *sh, const struct simple *s, size_t skip)
{
	const struct builtin *b = NULL;
	struct call c = {
	    .words = s->words.p + skip,
	    .n = s->words.n - skip,
	    .source = shell_piece(sh, s->start, s->end),
	    .in = s->done.in,
	};

	if (c.words[0].flags == 0)
		b = find_builtin(c.words[0].text);
	if (b != NULL)
		b->run(sh, &c);
}
