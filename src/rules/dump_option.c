/* SPDX-License-Identifier: ISC */
/*
 * Options, operands and variables as YAML: the 64 bits of the image taken
 * apart into the keys of the language.
 */
#include "rules/dump.h"

struct flag_name {
	uint32_t bit;
	const char *name;
};

static const struct flag_name classes[] = {
	{CLASS_FORCE, "force"},
	{CLASS_DESTRUCTIVE, "destructive"},
	{CLASS_RUNS, "runs"},
	{CLASS_OPAQUE, "opaque"},
	{CLASS_TARGET, "target"},
	{CLASS_HELP, "help"},
	{CLASS_SECRET, "secret"},
	{CLASS_CWD, "cwd"},
	{CLASS_UNSET, "unset"},
	{CLASS_CLEAR, "clear"},
	{CLASS_ASSIGN, "assignment"},
	{CLASS_APPENDS, "appends"},
	{CLASS_HARMLESS, "harmless"},
	{CLASS_UNKNOWN, "unknown"},
};

static const char *const value_kinds[] = {
	[VALUE_TEXT] = "text",
	[VALUE_FILE] = "file",
	[VALUE_DIR] = "dir",
	[VALUE_URL] = "url",
	[VALUE_NUMBER] = "number",
	[VALUE_NAME] = "name",
	[VALUE_SQL] = "sql",
	[VALUE_SQLFILE] = "sqlfile",
	[VALUE_PATH] = "path",
	[VALUE_PATHSPEC] = "pathspec",
	[VALUE_TASKS] = "tasks",
	[VALUE_LOGIN] = "login",
	[VALUE_WORKSPACE] = "workspace",
};

static const char *const runs_kinds[] = {
	[RUNS_NOTHING] = "",
	[RUNS_ARGV] = "argv",
	[RUNS_SHELL] = "shell",
	[RUNS_JOINED] = "joined",
	[RUNS_SPLICE] = "splice",
	[RUNS_SCRIPT] = "script",
	[RUNS_SCRIPT_OR_ARGV] = "script-or-argv",
	[RUNS_FILE] = "file",
	[RUNS_MODULE] = "module",
	[RUNS_PACKAGE] = "package",
	[RUNS_SELF] = "self",
	[RUNS_IMAGE] = "image",
	[RUNS_PLUGIN] = "plugin",
	[RUNS_SHELL_FILE] = "shell-file",
	[RUNS_CODE] = "code",
	[RUNS_JAVASCRIPT] = "javascript",
	[RUNS_PARALLEL] = "parallel",
	[RUNS_MAKE] = "make",
	[RUNS_JUST] = "just",
	[RUNS_TASKFILE] = "taskfile",
	[RUNS_COMPOSER] = "composer",
	[RUNS_DENO] = "deno",
	[RUNS_PYPROJECT] = "pyproject",
	[RUNS_MISE] = "mise",
	[RUNS_CARGO] = "cargo",
	[RUNS_TOX] = "tox",
	[RUNS_HOOKS] = "hooks",
	[RUNS_NX] = "nx",
	[RUNS_TURBO] = "turbo",
	[RUNS_BEHIND] = "behind",
	[RUNS_WORKSPACES] = "workspaces",
};

_Static_assert(ARRAY_LEN(value_kinds) == VALUE_KINDS, "a name each");
_Static_assert(ARRAY_LEN(runs_kinds) == RUNS_KINDS, "a name each");

/* A flow map that is being written: "{a: b, c: d}". */
struct entries {
	struct dump *d;
	bool started;
};

static void
entry_key(struct entries *at, const char *key)
{
	buf_str(at->d->out, at->started ? ", " : "{");
	at->started = true;
	buf_str(at->d->out, key);
	buf_str(at->d->out, ": ");
}

static void
entry_end(struct entries *at)
{
	buf_str(at->d->out, at->started ? "}" : "{}");
}

static void
put_classes(struct dump *d, uint32_t bits)
{
	struct sv names[ARRAY_LEN(classes)];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (bits & classes[i].bit)
			names[n++] = sv_from(classes[i].name);
	}
	if (n == 1)
		buf_sv(d->out, names[0]);
	else
		dump_list(d, names, n);
}

/* A flag that stands for all packages of the repository. */
static bool
is_workspaces(uint32_t flags)
{
	return OPTION_ARITY(flags) == ARITY_FLAG &&
	    OPTION_VALUE_KIND(flags) == VALUE_WORKSPACE;
}

static enum err
value_kind(uint32_t flags, struct sv *out)
{
	if (OPTION_VALUE_KIND(flags) >= VALUE_KINDS)
		return ERR_CORRUPT;
	*out = sv_from(value_kinds[OPTION_VALUE_KIND(flags)]);
	return OK;
}

/* The same of an option, which may take no value. */
static enum err
option_kind(uint32_t flags, struct sv *out)
{
	if (OPTION_ARITY(flags) != ARITY_FLAG)
		return value_kind(flags, out);
	*out = is_workspaces(flags) ? SV("workspaces") : SV("flag");
	return OK;
}

static enum err
put_runs(struct entries *at, uint32_t flags)
{
	if (OPTION_RUNS(flags) >= RUNS_KINDS)
		return ERR_CORRUPT;
	if (OPTION_RUNS(flags)) {
		entry_key(at, "runs");
		buf_str(at->d->out, runs_kinds[OPTION_RUNS(flags)]);
	}
	return OK;
}

/* Literals and globs as they are written in a list of their own. */
static enum err
put_values(struct dump *d, uint32_t match)
{
	struct walked_match m;
	struct sv *items;
	enum err e;

	if ((e = walk_match(d->img, match, &m)))
		return e;
	items = dump_views(d, m.n);
	if (!items)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < m.n; i++) {
		if ((e = image_string(&m.record, m.items[i], &items[i])))
			return e;
		if (m.kind == MATCH_SET &&
		    (e = dump_literal(d, items[i], &items[i])))
			return e;
	}
	dump_sort(items, m.n);
	dump_list(d, items, m.n);
	return OK;
}

static enum err
put_record(struct entries *at, uint32_t offset)
{
	const struct image_option *option;
	struct record r;
	enum err e;

	if ((e = image_record(at->d->img, offset, RECORD_OPTION,
	         sizeof(*option), &r)))
		return e;
	option = (const void *)r.p;
	if (option->harmless) {
		entry_key(at, "harmless");
		if ((e = put_values(at->d, option->harmless)))
			return e;
	}
	if (!option->operands)
		return OK;
	entry_key(at, "operands");
	return dump_operands(at->d, option->operands);
}

static enum err
put_option_map(struct dump *d, uint64_t value)
{
	struct entries at = {.d = d};
	uint32_t flags = OPTION_FLAGS(value);
	uint32_t arity = OPTION_ARITY(flags);
	struct sv kind;
	enum err e;

	if ((e = option_kind(flags, &kind)))
		return e;
	if (arity != ARITY_FLAG || is_workspaces(flags)) {
		entry_key(&at, "value");
		buf_sv(d->out, kind);
	}
	if (OPTION_CLASSES(flags)) {
		entry_key(&at, "is");
		put_classes(d, OPTION_CLASSES(flags));
	}
	if (arity == ARITY_OPTIONAL || arity == ARITY_MANY) {
		entry_key(&at, arity == ARITY_MANY ? "many" : "optional");
		buf_str(d->out, "true");
	}
	if ((flags & OPTION_RECORD) &&
	    (e = put_record(&at, OPTION_ID(value))))
		return e;
	if ((e = put_runs(&at, flags)))
		return e;
	entry_end(&at);
	return OK;
}

enum err
dump_option(struct dump *d, uint64_t value)
{
	uint32_t flags = OPTION_FLAGS(value);
	uint32_t arity = OPTION_ARITY(flags);
	struct sv kind;
	enum err e;

	if (OPTION_CLASSES(flags) || (flags & OPTION_RECORD) ||
	    OPTION_RUNS(flags) ||
	    (arity != ARITY_FLAG && arity != ARITY_VALUE))
		return put_option_map(d, value);
	if ((e = option_kind(flags, &kind)))
		return e;
	buf_sv(d->out, kind);
	return OK;
}

enum err
dump_variable(struct dump *d, uint64_t value)
{
	struct entries at = {.d = d};
	enum err e;

	if (!OPTION_ID(value)) {
		put_classes(d, OPTION_CLASSES(OPTION_FLAGS(value)));
		return OK;
	}
	entry_key(&at, "is");
	put_classes(d, OPTION_CLASSES(OPTION_FLAGS(value)));
	entry_key(&at, "harmless");
	if ((e = put_values(d, OPTION_ID(value))))
		return e;
	entry_end(&at);
	return OK;
}

static enum err
put_operand_map(struct dump *d, const struct image_operand *o, struct sv name)
{
	struct entries at = {.d = d};
	struct sv kind;
	enum err e;

	if ((e = value_kind(o->flags, &kind)))
		return e;
	entry_key(&at, "name");
	dump_scalar(d, name);
	if (OPTION_VALUE_KIND(o->flags)) {
		entry_key(&at, "value");
		buf_sv(d->out, kind);
	}
	if (OPTION_CLASSES(o->flags)) {
		entry_key(&at, "is");
		put_classes(d, OPTION_CLASSES(o->flags));
	}
	if (o->optional) {
		entry_key(&at, "optional");
		buf_str(d->out, "true");
	}
	if (o->repeated) {
		entry_key(&at, "many");
		buf_str(d->out, "true");
	}
	if ((e = put_runs(&at, o->flags)))
		return e;
	entry_end(&at);
	return OK;
}

static enum err
put_operand(struct dump *d, const struct image_operand *o, struct sv name)
{
	struct buf word;
	char *p;

	if (o->flags)
		return put_operand_map(d, o, name);
	p = arena_alloc(d->img->arena, name.n + 4, 1);
	if (!p)
		return ERR_LIMIT;
	buf_init(&word, p, name.n + 4);
	buf_sv(&word, name);
	if (o->optional)
		buf_c(&word, '?');
	if (o->repeated)
		buf_str(&word, "...");
	dump_scalar(d, buf_view(&word));
	return OK;
}

enum err
dump_operands(struct dump *d, uint32_t operands)
{
	const struct image_operands *head;
	const struct image_operand *o;
	const void *items;
	struct record r;
	struct sv name;
	enum err e;

	if ((e = image_record(d->img, operands, RECORD_OPERANDS, sizeof(*head),
	         &r)))
		return e;
	head = (const void *)r.p;
	if ((e = image_array(&r, sizeof(*head), head->n, sizeof(*o), &items)))
		return e;
	if (head->flags & NODE_ANY_OPERANDS) {
		buf_str(d->out, "any");
		return OK;
	}
	o = items;
	buf_c(d->out, '[');
	for (uint32_t i = 0; i < head->n; i++) {
		if (i)
			buf_str(d->out, ", ");
		if ((e = image_string(&r, o[i].name, &name)) ||
		    (e = put_operand(d, &o[i], name)))
			return e;
	}
	buf_c(d->out, ']');
	return OK;
}
