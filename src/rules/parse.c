/* SPDX-License-Identifier: ISC */
/*
 * A rule file as a whole: its version, the tool that it speaks of, and what
 * may not be said twice across files. rules_parse.
 */
#include "rules/parse.h"

#define LANGUAGE_VERSION "1"

static bool
form_tool(struct sv name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (byte_is_upper(c) || (!byte_is_word(c) &&
		    (i == 0 || (c != '-' && c != '.'))))
			return false;
	}
	return name.n > 0 && name.p[name.n - 1] != '.';
}

/* A base name: of a command, or of a file. */
static bool
form_base_name(struct sv name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c <= ' ' || c > '~' || c == '/' || c == '\\')
			return false;
	}
	return name.n > 0 && name.p[0] != '-' && !sv_eq(name, SV(".")) &&
	    !sv_eq(name, SV(".."));
}

static bool
form_account(struct sv name)
{
	return form_base_name(name) && sv_find(name, 0, '@') == name.n;
}

/* "name" or "@scope/name". */
static bool
form_package(struct sv name)
{
	size_t slash = sv_find(name, 0, '/');

	if (name.n > 0 && name.p[0] == '@')
		return slash > 1 && form_base_name(sv_take(name, slash)) &&
		    form_base_name(sv_skip(name, slash + 1));
	return form_base_name(name);
}

/* "name" or "owner/name", with a registry's host before it or not. */
static bool
form_image(struct sv name)
{
	bool begins = true;

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool plain = byte_is_lower(c) || byte_is_digit(c);

		if (!plain && (begins || sv_find(SV("._-/"), 0, c) == 4))
			return false;
		begins = c == '/';
	}
	return !begins;
}

static bool
form_module(struct sv name)
{
	bool begins = true;

	for (size_t i = 0; i < name.n; i++) {
		if (!byte_is_word(name.p[i]) && (begins || name.p[i] != '.'))
			return false;
		begins = name.p[i] == '.';
	}
	return !begins;
}

static const struct name_form tool_form = {"a tool name",
	"small letters, digits, '-', '_' and '.'", form_tool, 48};
static const struct name_form alias_form = {"a command name",
	"a name without blanks and '/'", form_base_name, 128};
static const struct name_form package_form = {"a package name",
	"'name' or '@scope/name'", form_package, 214};
static const struct name_form module_form = {"a module name",
	"names joined by '.'", form_module, 128};
static const struct name_form image_form = {"a container image",
	"small letters, digits and any of '._-/', without a tag", form_image,
	255};
static const struct name_form account_form = {"an account",
	"a name without blanks, '/' and '@'", form_account, 64};
static const struct name_form file_form = {"a file name",
	"a name without blanks and '/'", form_base_name, 255};

/* Of several files the first has the word. */
static void
read_first_text(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct located text = {0};

	read_text(p, key, value, &text);
	if (!((struct located *)field)->text.p)
		*(struct located *)field = text;
}

static const struct schema_key file_keys[] = {
	{"guard", read_already, 0, NULL, true}, /* check_version */
	{"tool", read_already, 0, NULL, true},  /* open_tool */
	{"aliases", read_names, offsetof(struct model_tool, aliases),
	    &alias_form, false},
	{"packages", read_names, offsetof(struct model_tool, packages),
	    &package_form, false},
	{"modules", read_names, offsetof(struct model_tool, modules),
	    &module_form, false},
	{"files", read_names, offsetof(struct model_tool, files), &file_form,
	    false},
	{"images", read_names, offsetof(struct model_tool, images),
	    &image_form, false},
	{"accounts", read_names, offsetof(struct model_tool, accounts),
	    &account_form, false},
	{"launcher", read_bool, offsetof(struct model_tool, launcher), NULL,
	    false},
	{"summary", read_first_text, offsetof(struct model_tool, summary),
	    NULL, false},
	{"source", read_first_text, offsetof(struct model_tool, origin), NULL,
	    false},
	{"cli", read_cli, 0, NULL, false},
	{"rules", read_rules, offsetof(struct model_tool, rules), NULL, false},
	{"examples", read_examples, offsetof(struct model_tool, examples),
	    NULL, false},
};
const struct schema file_schema = {
	"a rule file", file_keys, ARRAY_LEN(file_keys)};

/* A file without a tool says what counts for all of them. */
static const struct schema_key default_keys[] = {
	{"guard", read_already, 0, NULL, true}, /* check_version */
	{"wait", parse_wait, 0, NULL, true},
};
static const struct schema default_schema = {
	"a file of defaults", default_keys, ARRAY_LEN(default_keys)};

/* False for a version of which nothing is known here. */
static bool
check_version(struct parse *p, const struct node *root)
{
	const struct node *version = node_get(root, "guard");

	if (!version)
		return true;
	if (version->kind != NODE_SCALAR || node_is_nothing(version)) {
		parse_wrong_type(p, version, "guard", "a version");
		return false;
	}
	if (version->style == NODE_PLAIN &&
	    sv_eq_cstr(version->text, LANGUAGE_VERSION))
		return true;
	diag_add(p->sink, SEVERITY_ERROR, version->span, "unsupported-version",
	    "version '%.*s' of the rule language is not known here, only %s",
	    SHOWN(version->text), LANGUAGE_VERSION);
	return false;
}

/* The tool of that name; a new one at the end if there is none. */
static struct model_tool *
find_tool(struct parse *p, const struct located *name)
{
	struct model_tool **end = &p->model->tools;

	while (*end && !sv_eq((*end)->name.text, name->text))
		end = &(*end)->next;
	if (!*end) {
		*end = PARSE_NEW(p, 1, struct model_tool);
		if (*end)
			(*end)->name = *name;
	}
	return *end;
}

/* A file without a valid name is read all the same, into no tool. */
static bool
open_tool(struct parse *p, const struct node *root)
{
	const struct node *value = node_get(root, "tool");
	struct located name;

	if (value && parse_scalar(p, value, "tool", &name) &&
	    parse_check_name(p, &name, &tool_form))
		p->tool = find_tool(p, &name);
	else
		p->tool = PARSE_NEW(p, 1, struct model_tool);
	return p->tool != NULL;
}

static const struct model_name *
identity(const struct model_tool *tool, unsigned kind)
{
	const struct model_name *names[] = {
		tool->aliases, tool->packages, tool->modules, tool->files,
		tool->images, tool->accounts};

	return names[kind];
}

/* A name must lead to one tool: kind is that of identity(). */
static void
check_identities(struct parse *p, unsigned kind)
{
	static const char *const what[] = {
		"command name ", "package ", "module ", "file ", "image ",
		"account "};
	const struct unique_kind unique = {.code = "duplicate-name",
		.what = what[kind], .only = p->source};
	const struct model_tool *tool;
	struct scope scope;
	size_t n = 0;

	for (tool = p->model->tools; tool; tool = tool->next)
		n += (kind == 0) + count_names(identity(tool, kind));
	if (n < 2 || !scope_begin(p, &scope, n))
		return;
	for (tool = p->model->tools; tool; tool = tool->next) {
		if (kind == 0)
			scope_add(&scope, &tool->name);
		for (const struct model_name *at = identity(tool, kind); at;
		    at = at->next)
			scope_add(&scope, &at->name);
	}
	scope_end(p, &scope, &unique);
}

static void
check_file(struct parse *p, const struct node *root)
{
	const struct node *rules = node_get(root, "rules");

	if (!root->damaged && !node_key(root, "cli") && (!rules ||
	    (rules->kind == NODE_LIST && !rules->first)))
		diag_add(p->sink, SEVERITY_ERROR,
		    root->first ? root->first->span : root->span, "missing-key",
		    "a rule file is without 'cli' and 'rules'");
	if (node_key(root, "launcher") && !node_key(root, "cli"))
		parse_key_error(p, root, "launcher", "needs-key",
		    "needs 'cli' in the same file");
	for (unsigned kind = 0; kind < 6; kind++)
		check_identities(p, kind);
	parse_check_ids(p);
}

static void
read_defaults(struct parse *p, const struct node *root)
{
	struct located *wait = &p->model->waits[p->layer];

	if (p->layer != LAYER_SITE && p->layer != LAYER_USER)
		parse_key_error(p, root, "wait", "wrong-layer",
		    "for all rules is for the layers site and user");
	else if (wait->text.n)
		parse_key_error(p, root, "wait", "duplicate-key",
		    "for all rules stands in another file already");
	schema_read_map(p, root, &default_schema, wait);
}

static void
read_file(struct parse *p, const struct node *root)
{
	if (root->kind != NODE_MAP) {
		parse_wrong_type(p, root, "a rule file", "a map");
		return;
	}
	if (!check_version(p, root))
		return;
	if (node_key(root, "wait") && !node_key(root, "tool")) {
		read_defaults(p, root);
		return;
	}
	if (!open_tool(p, root))
		return;
	schema_read_map(p, root, &file_schema, p->tool);
	check_file(p, root);
}

static enum err
refuse_size(const struct source *src, struct diag_sink *sink)
{
	diag_add(sink, SEVERITY_ERROR, (struct span){.source = src}, "limit",
	    "file of %zu bytes is larger than %u", src->text.n,
	    (unsigned)RULES_MAX_FILE);
	return ERR_LIMIT;
}

enum err
rules_parse(struct arena *arena, const struct source *src, enum layer layer,
    struct diag_sink *sink, struct model *model)
{
	struct parse p = {
		.arena = arena,
		.sink = sink,
		.source = src,
		.model = model,
		.layer = layer,
		.errors_before = sink->n_errors,
	};
	struct node *root;
	uint32_t in_yaml;
	enum err e;

	if (src->text.n > RULES_MAX_FILE)
		return refuse_size(src, sink);
	e = yaml_read(arena, src, sink, &root);
	if (e)
		return e;
	in_yaml = sink->n_errors - p.errors_before;
	read_file(&p, root);
	if (p.full) {
		diag_add(sink, SEVERITY_ERROR, (struct span){.source = src},
		    "limit", "file needs more memory than guard allows");
		return ERR_LIMIT;
	}
	if (in_yaml)
		return ERR_SYNTAX;
	return sink->n_errors == p.errors_before ? OK : ERR_SCHEMA;
}
