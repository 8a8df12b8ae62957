/* SPDX-License-Identifier: ISC */
/*
 * Variables that the text sets, and the working directory. A value is known
 * only along a straight line: what a branch, a loop or another command may
 * have changed is unknown. There are few, so lists are searched.
 */
#include "reader/shell.h"

static const struct var *
push(struct shell *sh, const struct var **list, struct var v)
{
	struct var *p;

	v.older = *list;
	v.count = *list == NULL ? 1 : (*list)->count + 1;
	if (v.count > SHELL_MAX_VARS) {
		if (!sh->vars_lost)
			shell_doubt(sh, sh->root, "sets too many variables");
		sh->vars_lost = true;
		sh->cwd_lost = true;
		return *list;
	}
	p = SHELL_NEW(sh, 1, struct var);
	if (p == NULL)
		return *list;
	*p = v;
	*list = p;
	return p;
}

void
shell_set(struct shell *sh, struct sv name, struct word value, bool exported)
{
	if (sv_eq(name, SV("IFS")))
		sh->ifs_changed = true;
	if (sv_eq(name, SV("CDPATH")))
		sh->cwd_lost = true;
	if (value.text.n > SHELL_MAX_VALUE)
		value = (struct word){.text = SV("?"), .flags = WORD_DYNAMIC};
	push(sh, &sh->vars, (struct var){
	    .kind = VAR_SET,
	    .name = name,
	    .value = value,
	    .exported = exported || shell_is_exported(sh, name),
	});
}

void
shell_unknown(struct shell *sh, struct sv name)
{
	struct word w = {.text = SV("?"), .flags = WORD_DYNAMIC};

	shell_set(sh, name, w, false);
}

void
shell_kill_all(struct shell *sh)
{
	if (sh->vars != NULL && sh->vars->kind == VAR_KILL)
		return;
	push(sh, &sh->vars, (struct var){.kind = VAR_KILL});
}

/* Neither says anything of variables that are set already. */
static bool
is_aside(const struct var *v)
{
	return v->kind == VAR_LOAD || v->kind == VAR_EXPORTS;
}

void
shell_exports(struct shell *sh, bool on)
{
	push(sh, &sh->vars, (struct var){.kind = VAR_EXPORTS, .exported = on});
}

static bool
exports_all(const struct shell *sh)
{
	const struct var *v = sh->vars;

	while (v != NULL && v->kind != VAR_EXPORTS)
		v = v->older;
	return v != NULL && v->exported;
}

void
shell_load(struct shell *sh, struct word file, unsigned loads)
{
	struct word cwd = shell_cwd(sh);
	char *p;
	size_t n = cwd.text.n, i;

	if (exports_all(sh))
		loads |= LOADS_EXPORTS;
	if (n > 0 && file.text.n > 0 && file.text.p[0] != '/') {
		p = SHELL_NEW(sh, n + 1 + file.text.n, char);
		if (p == NULL)
			return;
		for (i = 0; i < n; i++)
			p[i] = cwd.text.p[i];
		p[n] = '/';
		for (i = 0; i < file.text.n; i++)
			p[n + 1 + i] = file.text.p[i];
		file.text = (struct sv){p, n + 1 + file.text.n};
		file.flags |= cwd.flags;
		file.known = file.flags ? 0 : file.text.n;
	}
	push(sh, &sh->vars, (struct var){
	    .kind = VAR_LOAD, .value = file, .loads = loads});
}

void
shell_hide(struct shell *sh)
{
	push(sh, &sh->vars, (struct var){.kind = VAR_HIDE});
}

static const struct var *
find(const struct var *v, struct sv name)
{
	for (; v != NULL; v = v->older) {
		if (v->kind == VAR_SET && sv_eq(v->name, name))
			return v;
	}
	return NULL;
}

const struct word *
shell_get(const struct shell *sh, struct sv name)
{
	const struct var *v;

	if (sh->vars_lost || find(sh->tainted, name) != NULL)
		return NULL;
	for (v = sh->vars; v != NULL; v = v->older) {
		if (is_aside(v))
			continue;
		if (v->kind != VAR_SET)
			return NULL;
		if (sv_eq(v->name, name))
			return v->value.flags && v->value.known == 0 ?
			    NULL : &v->value;
	}
	return NULL;
}

bool
shell_is_exported(const struct shell *sh, struct sv name)
{
	const struct var *v = find(sh->vars, name);

	return v != NULL && v->exported;
}

/* Whether an element between v and mark, newer than v, has v's name. */
static bool
seen_newer(const struct var *from, const struct var *v)
{
	for (; from != v; from = from->older) {
		if (from->kind == v->kind && sv_eq(from->name, v->name))
			return true;
	}
	return false;
}

void
shell_weaken(struct shell *sh, const struct var *mark)
{
	const struct var *head = sh->vars, *v;

	if (head == mark)
		return;
	sh->vars = mark;
	for (v = head; v != mark && v != NULL; v = v->older) {
		if (v->kind == VAR_KILL)
			shell_kill_all(sh);
		else if (v->kind == VAR_LOAD)
			push(sh, &sh->vars, (struct var){.kind = VAR_LOAD,
			    .value = v->value,
			    .loads = v->loads | LOADS_MAYBE});
		else if (v->kind == VAR_SET && !seen_newer(head, v))
			shell_unknown(sh, v->name);
	}
}

void
shell_taint(struct shell *sh, const struct var *mark)
{
	const struct var *head = sh->vars, *v;

	sh->vars = mark;
	for (v = head; v != mark && v != NULL; v = v->older) {
		if (v->kind == VAR_KILL)
			sh->vars_lost = true;
		if (v->kind == VAR_LOAD)
			push(sh, &sh->tainted, (struct var){.kind = VAR_LOAD,
			    .value = v->value,
			    .loads = v->loads | LOADS_MAYBE});
		if (v->kind != VAR_SET || find(sh->tainted, v->name) != NULL)
			continue;
		if (v->name.n == 0)
			sh->cwd_lost = true;
		push(sh, &sh->tainted, (struct var){
		    .kind = VAR_SET, .name = v->name, .value = v->value});
	}
}

bool
shell_cwd_changed(const struct shell *sh, const struct var *mark)
{
	const struct var *v;

	for (v = sh->vars; v != mark && v != NULL; v = v->older) {
		if (v->kind == VAR_SET && v->name.n == 0)
			return true;
	}
	return false;
}

struct word
shell_cwd(const struct shell *sh)
{
	const struct var *v = find(sh->vars, (struct sv){"", 0});
	struct word w = {.text = SV("?"), .flags = WORD_DYNAMIC};

	if (sh->cwd_lost)
		return w;
	return v == NULL ? (struct word){.text = SV("")} : v->value;
}

static bool
in_snapshot(const struct shell *sh, struct sv name)
{
	for (size_t i = 0; i < sh->n_snapshot; i++) {
		if (sv_eq(sh->snapshot[i].name, name))
			return true;
	}
	return false;
}

static void
collect(struct shell *sh, const struct var *from, bool certain)
{
	const struct var *v;
	struct assignment *a;

	for (v = from; v != NULL; v = v->older) {
		if (v->kind == VAR_LOAD)
			sh->snapshot[sh->n_snapshot++] = (struct assignment){
			    .value = v->value, .loads = v->loads};
		if (v->kind != VAR_SET && !is_aside(v))
			certain = false;
		if (v->kind != VAR_SET || v->name.n == 0 ||
		    in_snapshot(sh, v->name))
			continue;
		a = &sh->snapshot[sh->n_snapshot++];
		*a = (struct assignment){.name = v->name, .value = v->value};
		if (certain && v->exported)
			continue;
		a->value.flags |= WORD_DYNAMIC;
		a->value.known = 0;
	}
}

/* The newest was found first. */
static void
reverse(struct assignment *list, size_t n)
{
	struct assignment kept;
	size_t i;

	for (i = 0; i < n / 2; i++) {
		kept = list[i];
		list[i] = list[n - 1 - i];
		list[n - 1 - i] = kept;
	}
}

/*
 * What a command that starts now finds set. A variable that is not exported
 * here may have been by whoever started the shell, so its value is there but
 * uncertain.
 */
void
shell_snapshot(struct shell *sh)
{
	size_t n = 0;

	if (sh->snapshot_of == sh->vars &&
	    sh->snapshot_tainted == sh->tainted &&
	    sh->snapshot_lost == sh->vars_lost)
		return;
	sh->snapshot_of = sh->vars;
	sh->snapshot_tainted = sh->tainted;
	sh->snapshot_lost = sh->vars_lost;
	sh->n_snapshot = 0;
	if (sh->vars != NULL)
		n += sh->vars->count;
	if (sh->tainted != NULL)
		n += sh->tainted->count;
	sh->snapshot = SHELL_NEW(sh, n + 1, struct assignment);
	if (sh->snapshot == NULL)
		return;
	collect(sh, sh->tainted, false);
	collect(sh, sh->vars, !sh->vars_lost);
	reverse(sh->snapshot, sh->n_snapshot);
}

/* Drops the last component of path p[0..n), as "cd .." does. */
static size_t
go_up(char *p, size_t n)
{
	size_t i = n;

	while (i > 0 && p[i - 1] != '/')
		i--;
	if (n - i == 2 && p[i] == '.' && p[i + 1] == '.')
		i = n + 1;
	if (n == 0 || i == n + 1) {
		if (n > 0)
			p[n++] = '/';
		p[n++] = '.';
		p[n++] = '.';
		return n;
	}
	return i > 1 ? i - 1 : i;
}

static size_t
add_component(char *p, size_t n, struct sv c)
{
	size_t i;

	if (c.n == 0 || sv_eq(c, SV(".")))
		return n;
	if (sv_eq(c, SV("..")))
		return n == 1 && p[0] == '/' ? n : go_up(p, n);
	if (n > 0 && p[n - 1] != '/')
		p[n++] = '/';
	for (i = 0; i < c.n; i++)
		p[n++] = c.p[i];
	return n;
}

/* base joined with dir, "." and ".." taken out as the shell does. */
static struct sv
join(struct shell *sh, struct sv base, struct sv dir)
{
	char *p = SHELL_NEW(sh, base.n + dir.n * 2 + 4, char);
	size_t n = 0, i, end;

	if (p == NULL)
		return SV("");
	if (dir.n > 0 && dir.p[0] == '/')
		base = SV("/");
	for (n = 0; n < base.n; n++)
		p[n] = base.p[n];
	for (i = 0; i < dir.n; i = end + 1) {
		end = sv_find(dir, i, '/');
		n = add_component(p, n, sv_take(sv_skip(dir, i), end - i));
	}
	if (n == 0)
		p[n++] = '.';
	return (struct sv){p, n};
}

void
shell_chdir(struct shell *sh, const struct word *dir)
{
	struct word was = shell_cwd(sh);
	struct word w = {.text = SV("?"), .flags = WORD_DYNAMIC};

	if (dir != NULL)
		w = *dir;
	if (w.flags == 0 && w.text.n > 0 && was.text.n <= SHELL_MAX_VALUE &&
	    (was.flags == 0 || w.text.p[0] == '/')) {
		if (sv_eq(was.text, SV(".")))
			was.text = SV("");
		w.text = join(sh, was.text, w.text);
		w.known = w.text.n;
	} else {
		w.flags = WORD_DYNAMIC;
		w.known = 0;
	}
	shell_set(sh, (struct sv){"", 0}, w, false);
}
