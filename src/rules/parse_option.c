/* SPDX-License-Identifier: ISC */
/*
 * Options and operands: what a command's words mean. Both are described by
 * the same few keys, so they share one struct while they are read.
 */
#include "rules/parse.h"

/* The keys of one option or operand. */
struct spec {
	struct located name;
	uint32_t classes;
	uint32_t kind;
	uint32_t runs;
	bool optional;
	bool many;
	struct model_operands operands;
	struct model_name *harmless;
};

/* Like read_word; says how to write a class that stands in place of a kind. */
static void
read_kind(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	const struct words *words = key->arg;
	bool scalar = value->kind == NODE_SCALAR;

	if (scalar && !schema_find_word(words, value->text) &&
	    schema_find_word(&option_classes, value->text)) {
		diag_add(p->sink, SEVERITY_ERROR, value->span, "bad-value",
		    "'%.*s' is a class, not a kind of value: "
		    "write {is: %.*s}", SHOWN(value->text),
		    SHOWN(value->text));
		return;
	}
	read_word(p, key, value, field);
}

static const struct schema_key option_keys[] = {
	{"value", read_kind, offsetof(struct spec, kind), &option_kinds, 0},
	{"is", read_classes, offsetof(struct spec, classes), &option_classes,
	    0},
	{"optional", read_bool, offsetof(struct spec, optional), NULL, 0},
	{"many", read_bool, offsetof(struct spec, many), NULL, 0},
	{"harmless", read_names, offsetof(struct spec, harmless), &text_form,
	    0},
	{"runs", read_word, offsetof(struct spec, runs), &runs_words, 0},
	{"operands", read_operands, offsetof(struct spec, operands), NULL, 0},
};
const struct schema option_schema = {
	"an option", option_keys, ARRAY_LEN(option_keys)};

static const struct schema_key operand_keys[] = {
	{"name", read_text, offsetof(struct spec, name), NULL, true},
	{"value", read_kind, offsetof(struct spec, kind), &operand_kinds, 0},
	{"is", read_classes, offsetof(struct spec, classes), &operand_classes,
	    0},
	{"optional", read_bool, offsetof(struct spec, optional), NULL, 0},
	{"many", read_bool, offsetof(struct spec, many), NULL, 0},
	{"runs", read_word, offsetof(struct spec, runs), &runs_words, 0},
};
const struct schema operand_schema = {
	"an operand", operand_keys, ARRAY_LEN(operand_keys)};

static bool
is_sql(uint32_t kind)
{
	return kind == VALUE_SQL || kind == VALUE_SQLFILE;
}

static void
check_option(struct parse *p, const struct node *map, const struct spec *spec)
{
	const char *extra = spec->many ? "many" : "optional";
	bool flag = spec->kind >= KIND_FLAG;
	bool value = !flag && (node_key(map, "value") || spec->runs);

	if (spec->many && spec->optional)
		parse_key_error(p, map, "optional", "contradiction",
		    "contradicts 'many'");
	else if (flag && (spec->many || spec->optional))
		parse_key_error(p, map, extra, "contradiction",
		    "contradicts 'value: flag'");
	else if (!value && (spec->many || spec->optional))
		parse_key_error(p, map, extra, "needs-key", "needs 'value'");
	if (flag && spec->runs)
		parse_key_error(p, map, "runs", "contradiction",
		    "contradicts 'value: flag'");
	if (spec->harmless && !spec->classes && !is_sql(spec->kind))
		parse_key_error(p, map, "harmless", "needs-key",
		    "needs 'is': there is no class to take away");
}

static enum arity
arity_of(const struct spec *spec, bool value)
{
	if (!value)
		return ARITY_FLAG;
	if (spec->many)
		return ARITY_MANY;
	return spec->optional ? ARITY_OPTIONAL : ARITY_VALUE;
}

/* What stands behind an option's name. */
static void
read_option(struct parse *p, const struct node *value,
    struct model_option *option)
{
	static const struct schema_key kind_key = {
		"value", read_kind, 0, &option_kinds, false};
	struct spec spec = {0};
	bool has_value;

	if (value->kind == NODE_MAP) {
		if (schema_read_map(p, value, &option_schema, &spec))
			check_option(p, value, &spec);
		has_value = node_key(value, "value") || spec.runs;
	} else if (value->kind == NODE_SCALAR) {
		has_value = !node_is_nothing(value);
		if (has_value)
			read_kind(p, &kind_key, value, &spec.kind);
	} else {
		parse_wrong_type(p, value, "an option",
		    "a kind of value, a map or nothing");
		return;
	}
	if (spec.kind == KIND_WORKSPACES) {
		has_value = false;
		spec.kind = VALUE_WORKSPACE;
	} else if (!has_value || spec.kind == KIND_FLAG) {
		has_value = false;
		spec.kind = VALUE_TEXT;
	}
	option->flags = OPTION_MAKE(spec.classes, arity_of(&spec, has_value),
	    spec.kind, spec.runs);
	option->operands = spec.operands;
	option->harmless = spec.harmless;
}

/* An option of the list or map: names at name, value NULL for a flag. */
static struct model_option *
new_option(struct parse *p, const struct node *name, const struct node *value)
{
	struct model_option *option = PARSE_NEW(p, 1, struct model_option);

	if (!option)
		return NULL;
	if (value)
		read_option(p, value, option);
	option->names = parse_joined(p, name, &option_form);
	return option->names ? option : NULL;
}

static void
read_option_list(struct parse *p, const struct node *list,
    struct model_option **end)
{
	for (const struct node *at = list->first; at; at = at->next) {
		struct located text;

		if (list->kind == NODE_MAP && at->value->kind == NODE_SCALAR &&
		    sv_eq_cstr(at->text, "more")) {
			compact_read(p, at->value,
			    &(struct compact){.options = end});
			while (*end)
				end = &(*end)->next;
			continue;
		}
		if (list->kind == NODE_LIST &&
		    !parse_scalar(p, at, "an option name", &text))
			continue;
		*end = new_option(p, at, at->value);
		if (*end)
			end = &(*end)->next;
	}
}

void
parse_check_options(struct parse *p, const struct model_option *first)
{
	static const struct unique_kind kind = {
		.code = "duplicate-option", .what = "option "};
	const struct model_option *option;
	struct scope scope;
	size_t n = 0;

	for (option = first; option; option = option->next)
		n += count_names(option->names);
	if (n < 2 || !scope_begin(p, &scope, n))
		return;
	for (option = first; option; option = option->next) {
		for (const struct model_name *at = option->names; at;
		    at = at->next)
			scope_add(&scope, &at->name);
	}
	scope_end(p, &scope, &kind);
}

void
read_options(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct model_option **first = field;
	struct compact into = {.options = first};

	if (value->kind == NODE_MAP || value->kind == NODE_LIST)
		read_option_list(p, value, first);
	else if (value->kind == NODE_SCALAR && !node_is_nothing(value))
		compact_read(p, value, &into);
	else
		parse_wrong_type(p, value, key->name,
		    "a map, a list of names or a text of names");
	parse_check_options(p, *first);
}

static struct model_operand *
new_operand(struct parse *p, const struct node *node)
{
	struct model_operand *operand;
	struct spec spec = {0};

	if (node->kind != NODE_MAP) {
		if (!parse_scalar(p, node, "an operand", &spec.name))
			return NULL;
		return parse_operand_word(p, spec.name);
	}
	schema_read_map(p, node, &operand_schema, &spec);
	if (!spec.name.text.p)
		return NULL;
	operand = parse_operand_word(p, spec.name);
	if (!operand)
		return NULL;
	operand->flags = OPTION_MAKE(spec.classes, ARITY_FLAG, spec.kind,
	    spec.runs);
	operand->optional |= spec.optional;
	operand->repeated |= spec.many;
	/* NAME=VALUE words may always be absent, and more than one. */
	if (spec.classes & CLASS_ASSIGN)
		operand->optional = operand->repeated = true;
	return operand;
}

void
read_operands(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct model_operands *out = field;
	struct model_operand **end = &out->first;

	out->given = true;
	out->span = value->span;
	out->any = value->kind == NODE_SCALAR &&
	    sv_eq(value->text, SV("any"));
	if (out->any)
		return;
	if (value->kind != NODE_LIST) {
		parse_wrong_type(p, value, key->name, "a list or 'any'");
		return;
	}
	for (const struct node *at = value->first; at; at = at->next) {
		*end = new_operand(p, at);
		if (*end)
			end = &(*end)->next;
	}
	parse_check_operands(p, out);
}
