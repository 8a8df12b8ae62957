/* SPDX-License-Identifier: ISC */
/*
 * Environment variables: those that change what the tool does, and those
 * whose text it takes as arguments.
 */
#include "rules/parse.h"

bool
form_variables(struct sv name)
{
	if (sv_ends(name, SV("*")))
		name.n--;
	return form_variable(name);
}

/* Letters, digits and '_', with one "{command}" in between. */
static bool
form_hidden(struct sv name)
{
	struct sv place = SV("{command}");
	size_t at = sv_find(name, 0, '{');
	struct sv rest = sv_skip(name, at);

	if (at == name.n)
		return form_variable(name);
	if (!sv_starts(rest, place))
		return false;
	rest = sv_skip(rest, place.n);
	for (size_t i = 0; i < rest.n; i++) {
		if (!byte_is_word(rest.p[i]))
			return false;
	}
	return form_variable(sv_take(name, at));
}

static const struct name_form variable_form = {"a variable name",
	"letters, digits and '_', and '*' at the end for all that begin so",
	form_variables, 128};
const struct name_form hidden_form = {"a variable name",
	"letters, digits and '_', and '{command}' for the command",
	form_hidden, 128};

struct env_spec {
	uint32_t classes;
	struct model_name *harmless;
};

static const struct schema_key env_keys[] = {
	{"is", read_classes, offsetof(struct env_spec, classes),
	    &variable_classes, true},
	{"harmless", read_names, offsetof(struct env_spec, harmless),
	    &text_form, false},
};
const struct schema env_schema = {
	"a variable", env_keys, ARRAY_LEN(env_keys)};

static void
read_variable(struct parse *p, const struct node *key, struct model_env *env)
{
	static const struct schema_key is_key = {
		"is", read_classes, 0, &variable_classes, true};
	struct env_spec spec = {0};

	if (key->value->kind == NODE_MAP)
		schema_read_map(p, key->value, &env_schema, &spec);
	else if (key->value->kind != NODE_BAD)
		read_classes(p, &is_key, key->value, &spec.classes);
	if ((spec.classes & CLASS_HARMLESS) && spec.classes != CLASS_HARMLESS)
		diag_add(p->sink, SEVERITY_ERROR, key->value->span,
		    "contradiction", "'harmless' contradicts other classes");
	env->flags = OPTION_MAKE(spec.classes, ARITY_FLAG, VALUE_TEXT,
	    RUNS_NOTHING);
	env->harmless = spec.harmless;
}

/* "FILE KEY" or "FILE [SECTION] KEY". */
bool
form_setting(struct sv name)
{
	size_t blank = sv_find(name, 0, ' ');
	struct sv key = sv_skip(name, blank + 1);

	if (!blank || !key.n || sv_find(SV("~./"), 0, name.p[0]) == 3)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < ' ' || name.p[i] == '\x7f')
			return false;
	if (key.p[0] != '[')
		return sv_find(key, 0, ' ') == key.n;
	key = sv_skip(key, sv_find(key, 0, ']'));
	return key.n > 2 && key.p[1] == ' ' && sv_find(key, 2, ' ') == key.n;
}

static const struct name_form setting_form = {"a setting",
	"'FILE KEY' or 'FILE [SECTION] KEY'", form_setting, 128};

/* A map from names of that form to what they are. */
static void
read_variables(struct parse *p, const struct schema_key *key,
    const struct node *value, const struct name_form *form,
    struct model_env **end)
{
	if (value->kind != NODE_MAP) {
		parse_wrong_type(p, value, key->name, "a map");
		return;
	}
	for (const struct node *at = value->first; at; at = at->next) {
		struct model_env *env = PARSE_NEW(p, 1, struct model_env);

		if (!env)
			return;
		env->name = (struct located){at->text, at->span};
		read_variable(p, at, env);
		if (!parse_check_name(p, &env->name, form))
			continue;
		*end = env;
		end = &env->next;
	}
}

void
read_environment(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	read_variables(p, key, value, &variable_form, field);
}

void
read_settings(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	read_variables(p, key, value, &setting_form, field);
}
