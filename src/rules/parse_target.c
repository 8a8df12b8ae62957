/* SPDX-License-Identifier: ISC */
/*
 * Where a tool finds what it acts on: for each part of its target the options,
 * variables and files that it looks at, in its own order.
 */
#include "guard/argv.h"

#include "rules/parse.h"

static const struct word_value keys[] = {
	{"reads", 0, 0},
	{"dotenv", 0, 0},
	{"variables", 0, 0},
	{"database.url", 0, 0},
	{"database.scheme", 0, 0},
	{"database.host", 0, 0},
	{"database.port", 0, 0},
	{"database.name", 0, 0},
	{"database.user", 0, 0},
	{"terraform.stateful", 0, 0},
	{"plan.file", 0, 0},
	{"aws.profile", 0, 0},
	{"aws.region", 0, 0},
	{"aws.account", 0, 0},
	{"aws.endpoint", 0, 0},
	{"gcloud.configuration", 0, 0},
	{"gcloud.project", 0, 0},
	{"gcloud.account", 0, 0},
	{"azure.cloud", 0, 0},
	{"azure.subscription", 0, 0},
	{"django.settings", 0, 0},
	{"prisma.schema", 0, 0},
	{"kube.context", 0, 0},
	{"kube.cluster", 0, 0},
	{"kube.server", 0, 0},
	{"kube.namespace", 0, 0},
	{"docker.context", 0, 0},
	{"docker.host", 0, 0},
	{"app.name", 0, 0},
	{"app.environment", 0, 0},
};
const struct words target_keys = {
	"target", keys, ARRAY_LEN(keys), 0};

static const struct word_value load_keys[] = {
	{"at", 0, 0},
	{"files", 0, 0},
	{"order", 0, 0},
	{"wins", 0, 0},
	{"yields", 0, 0},
	{"unsure", 0, 0},
	{"unknown", 0, 0},
	{"writes", 0, 0},
};
const struct words loads_keys = {
	"loads", load_keys, ARRAY_LEN(load_keys), 0};

#define X(id, name) {name, id, 0},
static const struct word_value readers[] = {TARGET_READER_LIST(X)};
#undef X
const struct words target_readers = {
	"reads", readers, ARRAY_LEN(readers), 0};

/* Behind "FILE ": "KEY" or "[SECTION] KEY". */
static bool
form_key(struct sv key)
{
	size_t close = sv_find(key, 0, ']');

	if (sv_starts(key, SV("["))) {
		if (close < 2 || !sv_starts(sv_skip(key, close), SV("] ")))
			return false;
		key = sv_skip(key, close + 2);
	}
	return key.n > 0 && sv_find(key, 0, ' ') == key.n;
}

/*
 * "-o", "NAME", "<operand>", "=text", "FILE KEY", "FILE [SECTION] KEY"; at the
 * end "?" (there is one: not known), "!" (there is one: nothing else counts) or
 * "~" (perhaps not heeded); "NAME_*?".
 */
static bool
form_source(struct sv name)
{
	char c = name.p[0];

	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < ' ' || name.p[i] == '\x7f')
			return false;
	if (c == '=')
		return true;
	if (c == '<')
		return name.n > 2 && sv_find(name, 0, '>') == name.n - 1;
	if (sv_find(name, 0, ' ') < name.n)
		return form_key(sv_skip(name, sv_find(name, 0, ' ') + 1));
	if (sv_ends(name, SV("?")) || sv_ends(name, SV("~")) ||
	    sv_ends(name, SV("!")))
		name.n--;
	if (c == '-')
		return form_option(name);
	if (sv_ends(name, SV("_*")))
		name.n--;
	return name.n > 0 && form_variable(name);
}

/* A file's name; "{NAME}" stands for a variable's or an option's value, "!" at
 * the end says that no other is read when there is this one. */
static bool
form_dotenv(struct sv name)
{
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] <= ' ' || name.p[i] == '\x7f')
			return false;
	return true;
}

/* "-o", "=FILE" with "{NAME:default}", "=always", "=last". */
static bool
form_load(struct sv name)
{
	size_t open = sv_find(name, 0, '{');

	if (sv_starts(name, SV("-")))
		return form_option(name);
	return name.n > 1 && name.p[0] == '=' && form_dotenv(name) &&
	    (open == name.n || sv_find(name, open, ':') <
	        sv_find(name, open, '}'));
}

/* "*", "AWS_*", "AWS_VAULT", or an option. */
static bool
form_unknown(struct sv name)
{
	if (sv_starts(name, SV("-")))
		return form_option(sv_take(name, sv_find(name, 0, '=')));
	if (sv_eq(name, SV("=set")))
		return true;
	if (sv_ends(name, SV("*")))
		name.n--;
	return !name.n || form_variable(name);
}

/* "=use GLOB", "=-x ./GLOB", "* ^/GLOB", "=plan -out". */
static bool
form_writes(struct sv name)
{
	struct sv when = sv_take(name, sv_find(name, 0, ' '));
	struct sv what = sv_skip(name, when.n + 1);

	if (!what.n || sv_find(what, 0, ' ') < what.n ||
	    (sv_starts(what, SV("-")) && !form_option(what)))
		return false;
	return sv_eq(when, SV("*")) ||
	    (when.n > 1 && when.p[0] == '=' && form_dotenv(when));
}

static const struct name_form load_form = {"what variables are loaded by",
	"an option, '=FILE' with '{NAME:default}', '=always' or '=last'",
	form_load, 128};
static const struct name_form unknown_form = {"variables that are not known",
	"a name, with a '*' at its end, or an option", form_unknown, 128};
static const struct name_form writes_form = {"a file that is written",
	"'=COMMAND', '=-OPTION' or '*', then a glob or an option", form_writes,
	128};
static const struct name_form source_form = {"a source of a target",
	"an option, a variable, '<operand>', '=text' or 'FILE KEY'",
	form_source, 128};
static const struct name_form dotenv_form = {"a file of variables",
	"a name without blanks", form_dotenv, 128};
static const struct name_form glob_form = {"a type of resources",
	"a name or glob without blanks", form_dotenv, 128};
static const struct name_form reader_form = {"a reader", "its name",
	form_dotenv, 32};

static void
check_readers(struct parse *p, const struct model_name *names)
{
	for (; names; names = names->next)
		schema_word(p, &target_readers, &names->name);
}

static void
read_sources(struct parse *p, const struct node *key, struct model_target *t)
{
	const struct name_form *form = &source_form;
	struct schema_key row = {.name = "target"};

	if (sv_eq(key->text, SV("dotenv")) ||
	    sv_eq(key->text, SV("variables")))
		form = &dotenv_form;
	if (sv_eq(key->text, SV("terraform.stateful")))
		form = &glob_form;
	if (sv_eq(key->text, SV("reads")))
		form = &reader_form;
	row.arg = form;
	read_names(p, &row, key->value, &t->sources);
	if (form == &reader_form)
		check_readers(p, t->sources);
	if (key->value->kind == NODE_LIST)
		parse_check_filled(p, "target", key->value);
}

static void
read_load(struct parse *p, const struct node *key, struct model_target *t)
{
	struct schema_key row = {.name = "loads", .arg = &load_form};

	if (sv_eq(key->text, SV("unknown")))
		row.arg = &unknown_form;
	if (sv_eq(key->text, SV("writes")))
		row.arg = &writes_form;
	read_names(p, &row, key->value, &t->sources);
	if (key->value->kind == NODE_LIST)
		parse_check_filled(p, "loads", key->value);
}

/* A map of keys, each with its list. */
static void
read_lists(struct parse *p, const struct schema_key *key,
    const struct node *value, const struct words *words,
    void (*read)(struct parse *p, const struct node *key,
        struct model_target *t), struct model_target **end)
{
	if (value->kind != NODE_MAP) {
		parse_wrong_type(p, value, key->name, "a map");
		return;
	}
	for (const struct node *at = value->first; at; at = at->next) {
		struct model_target *t = PARSE_NEW(p, 1, struct model_target);

		if (!t)
			return;
		t->key = (struct located){at->text, at->span};
		if (!schema_word(p, words, &t->key) ||
		    at->value->kind == NODE_BAD)
			continue;
		read(p, at, t);
		*end = t;
		end = &t->next;
	}
}

void
read_target(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	read_lists(p, key, value, &target_keys, read_sources, field);
}

void
read_loads(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	read_lists(p, key, value, &loads_keys, read_load, field);
}
