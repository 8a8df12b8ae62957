/* SPDX-License-Identifier: ISC */
/*
 * cli: the option grammar of a tool. Styles, commands, and the key itself;
 * what a single option or operand may be is in parse_option.c.
 */
#include "guard/argv.h"
#include "rules/parse.h"

/* A style word clears bits, then sets some; a base clears all of them. What it
 * clears stands above all STYLE_ bits. */
#define CLEARS_ALL (1u << 31)
#define CLEARS(style) ((uint32_t)(style) << CLEARS_SHIFT)
#define SETS(word) ((word) & ((1u << CLEARS_SHIFT) - 1))
#define STYLE_WORD(set, clear) ((uint32_t)(clear) | (uint32_t)(set))
enum { CLEARS_SHIFT = 24 };

static const struct word_value styles[] = {
	{"gnu", STYLE_WORD(STYLE_CLUSTERS, CLEARS_ALL), 0},
	{"posix", STYLE_WORD(STYLE_CLUSTERS | STYLE_STRICT_ORDER, CLEARS_ALL),
	    0},
	{"go", STYLE_WORD(STYLE_DASH_LONG | STYLE_STRICT_ORDER, CLEARS_ALL), 0},
	{"argparse", STYLE_WORD(STYLE_CLUSTERS | STYLE_ABBREVIATE, CLEARS_ALL),
	    0},
	{"abbreviations", STYLE_WORD(STYLE_ABBREVIATE, 0), 0},
	{"command-abbreviations", STYLE_WORD(STYLE_ABBREVIATE_COMMANDS, 0), 0},
	{"segment-abbreviations", STYLE_WORD(STYLE_ABBREVIATE_SEGMENTS, 0), 0},
	{"strict-order", STYLE_WORD(STYLE_STRICT_ORDER, 0), 0},
	{"permute", STYLE_WORD(0, CLEARS(STYLE_STRICT_ORDER)), 0},
	{"negation", STYLE_WORD(STYLE_NEGATE, 0), 0},
	{"numeric", STYLE_WORD(STYLE_NUMERIC, 0), 0},
	{"no-clusters", STYLE_WORD(0, CLEARS(STYLE_CLUSTERS)), 0},
	{"ignores-unknown", STYLE_WORD(STYLE_IGNORE_UNKNOWN, 0), 0},
	{"no-double-dash", STYLE_WORD(STYLE_NO_DASHDASH, 0), 0},
	{"caseless-commands", STYLE_WORD(STYLE_CASELESS, 0), 0},
	{"shell-options", STYLE_WORD(STYLE_SHELL, 0), 0},
	{"boolean-words", STYLE_WORD(STYLE_BOOLEAN_WORDS, 0), 0},
	{"help-command", STYLE_WORD(STYLE_HELP_COMMAND, 0), 0},
	{"help-operand", STYLE_WORD(STYLE_HELP_OPERAND, 0), 0},
	{"assignments", STYLE_WORD(STYLE_ASSIGNMENTS, 0), 0},
	{"leading-cluster", STYLE_WORD(STYLE_LEADING_CLUSTER, 0), 0},
};
const struct words style_words = {
	"style", styles, ARRAY_LEN(styles), 0};

static const struct word_value dialects[] = {
	{"postgres", DIALECT_POSTGRES, 0},
	{"mysql", DIALECT_MYSQL, 0},
	{"sqlite", DIALECT_SQLITE, 0},
	{"generic", DIALECT_GENERIC, 0},
	{"duckdb", DIALECT_DUCKDB, 0},
	{"mongosh", DIALECT_MONGOSH, 0},
	{"redis", DIALECT_REDIS, 0},
};
const struct words dialect_words = {
	"dialect", dialects, ARRAY_LEN(dialects), 0};

static const struct word_value alias_kinds[] = {
	{"git", true, 0},
};
static const struct words alias_words = {
	"aliases", alias_kinds, ARRAY_LEN(alias_kinds), 0};

static void
apply_style(struct parse *p, const struct node *node, bool first,
    uint32_t *style)
{
	const struct word_value *word;
	struct located text;
	uint32_t clear;

	if (!parse_scalar(p, node, "style", &text))
		return;
	word = schema_word(p, &style_words, &text);
	if (!word)
		return;
	clear = word->value & CLEARS_ALL ? UINT32_MAX
	    : word->value >> CLEARS_SHIFT;
	if (clear == UINT32_MAX && !first)
		diag_add(p->sink, SEVERITY_ERROR, node->span, "contradiction",
		    "'%s' is a whole style, so it must come first", word->word);
	*style = (*style & ~clear) | SETS(word->value);
}

uint32_t
parse_style(struct parse *p, const struct node *map)
{
	const struct node *value = node_get(map, "style");
	uint32_t style = p->style;

	if (!value)
		return style;
	if (value->kind != NODE_LIST) {
		apply_style(p, value, true, &style);
		return style;
	}
	parse_check_filled(p, "style", value);
	for (const struct node *at = value->first; at; at = at->next)
		apply_style(p, at, at == value->first, &style);
	return style;
}

static const struct name_form command_form = {"a command name",
	"letters, digits and any of '_-:.+/@', '-' and '@' not first",
	form_command, 128};
static const struct name_form script_form = {"a script name", "a name",
	form_any, 128};

static const struct schema_key command_keys[] = {
	{"options", read_options, offsetof(struct model_command, options), NULL,
	    0},
	{"operands", read_operands, offsetof(struct model_command, operands),
	    NULL, 0},
	{"commands", read_commands, 0, NULL, 0},
	{"tags", read_names, offsetof(struct model_command, tags), &tag_form,
	    0},
	{"scripts", read_names, offsetof(struct model_command, scripts),
	    &script_form, 0},
	{"alone", read_bool, offsetof(struct model_command, alone), NULL, 0},
	{"elsewhere", read_word, offsetof(struct model_command, elsewhere),
	    &place_words, 0},
	{"style", read_already, 0, NULL, 0}, /* parse_style */
};
const struct schema command_schema = {
	"a command", command_keys, ARRAY_LEN(command_keys)};

void
parse_check_command(struct parse *p, const struct node *map,
    const struct model_command *command)
{
	const struct node *operands = node_key(map, "operands");

	if (command->alone && !node_key(map, "commands"))
		parse_key_error(p, map, "alone", "needs-key",
		    "needs 'commands'");
	if (operands && node_key(map, "commands") && !command->alone)
		parse_key_error(p, map, "operands", "needs-key",
		    "next to 'commands' needs 'alone: true'");
}

static void
read_command(struct parse *p, const struct node *value,
    struct model_command *command)
{
	struct compact into = {
		&command->tags, &command->options, &command->operands};
	uint32_t outer = p->style;

	command->style = p->style;
	if (value->kind == NODE_SCALAR) {
		compact_read(p, value, &into);
		parse_check_options(p, command->options);
		return;
	}
	if (value->kind == NODE_MAP) {
		command->style = p->style = parse_style(p, value);
		schema_read_map(p, value, &command_schema, command);
		parse_check_command(p, value, command);
		p->style = outer;
		return;
	}
	parse_wrong_type(p, value, "a command", "a map, a text or nothing");
}

/* "*" stands for words that are not listed; the word is its first operand. */
static void
check_any_command(struct parse *p, const struct node *name,
    const struct model_command *command)
{
	if (command->commands)
		diag_add(p->sink, SEVERITY_ERROR, name->span, "contradiction",
		    "the command '*' has commands below it");
	else if (!command->operands.any && !command->operands.first)
		diag_add(p->sink, SEVERITY_ERROR, name->span, "missing-key",
		    "the command '*' is without 'operands'");
}

static struct model_command *
new_command(struct parse *p, const struct node *name, const struct node *value)
{
	struct model_command *command = PARSE_NEW(p, 1, struct model_command);

	if (!command)
		return NULL;
	command->any_command = sv_eq(name->text, SV("*"));
	if (command->any_command)
		command->names = parse_name(p,
		    (struct located){name->text, name->span});
	else
		command->names = parse_joined(p, name, &command_form);
	command->style = p->style;
	if (value)
		read_command(p, value, command);
	if (command->any_command)
		check_any_command(p, name, command);
	return command->names ? command : NULL;
}

static void
check_command_names(struct parse *p, const struct model_command *first)
{
	static const struct unique_kind kind = {
		.code = "duplicate-command", .what = "command "};
	const struct model_command *command;
	struct scope scope;
	size_t n = 0;

	for (command = first; command; command = command->next)
		n += count_names(command->names);
	if (n < 2 || !scope_begin(p, &scope, n))
		return;
	for (command = first; command; command = command->next) {
		for (const struct model_name *at = command->names; at;
		    at = at->next)
			scope_add(&scope, &at->name);
	}
	scope_end(p, &scope, &kind);
}

static void
read_command_list(struct parse *p, const struct node *list,
    struct model_command *parent)
{
	struct model_command **end = &parent->commands;

	for (const struct node *at = list->first; at && !p->full;
	    at = at->next) {
		struct located text;

		if (list->kind == NODE_LIST &&
		    !parse_scalar(p, at, "a command name", &text))
			continue;
		*end = new_command(p, at, at->value);
		if (*end)
			end = &(*end)->next;
	}
}

void
read_commands(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct model_command *parent = field;

	if (value->kind != NODE_MAP && value->kind != NODE_LIST) {
		parse_wrong_type(p, value, key->name,
		    "a map or a list of names");
		return;
	}
	parse_check_filled(p, key->name, value);
	if (p->depth == ARGV_MAX_PATH) {
		diag_add(p->sink, SEVERITY_ERROR, value->span, "too-deep",
		    "commands are nested deeper than %u levels",
		    (unsigned)ARGV_MAX_PATH);
		return;
	}
	p->depth++;
	read_command_list(p, value, parent);
	p->depth--;
	check_command_names(p, parent->commands);
}

static const struct schema_key cli_keys[] = {
	{"style", read_already, 0, NULL, 0}, /* parse_style */
	{"dialect", read_word, offsetof(struct model_tool, dialect),
	    &dialect_words, 0},
	{"aliases", read_word, offsetof(struct model_tool, git_aliases),
	    &alias_words, 0},
	{"options", read_options, offsetof(struct model_tool, root.options),
	    NULL, 0},
	{"operands", read_operands, offsetof(struct model_tool, root.operands),
	    NULL, 0},
	{"commands", read_commands, offsetof(struct model_tool, root), NULL,
	    0},
	{"alone", read_bool, offsetof(struct model_tool, root.alone), NULL, 0},
	{"elsewhere", read_word, offsetof(struct model_tool, root.elsewhere),
	    &place_words, 0},
	{"tags", read_names, offsetof(struct model_tool, root.tags), &tag_form,
	    0},
	{"scripts", read_names, offsetof(struct model_tool, root.scripts),
	    &script_form, 0},
	{"hidden", read_names, offsetof(struct model_tool, hidden),
	    &hidden_form, 0},
	{"environment", read_environment,
	    offsetof(struct model_tool, environment), NULL, 0},
	{"settings", read_settings, offsetof(struct model_tool, settings),
	    NULL, 0},
	{"target", read_target, offsetof(struct model_tool, target), NULL, 0},
	{"loads", read_loads, offsetof(struct model_tool, loads), NULL, 0},
};
const struct schema cli_schema = {
	"cli", cli_keys, ARRAY_LEN(cli_keys)};

void
read_cli(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct model_tool *tool = field;

	(void)key;
	if (tool->has_cli) {
		diag_add(p->sink, SEVERITY_ERROR, value->span, "duplicate-cli",
		    "tool '%.*s' has a 'cli' already", SHOWN(tool->name.text));
		diag_add(p->sink, SEVERITY_NOTE, tool->cli_span,
		    "duplicate-cli", "first defined here");
		return;
	}
	tool->has_cli = true;
	tool->cli_span = value->span;
	tool->source = p->source;
	p->style = STYLE_CLUSTERS; /* gnu */
	p->style = parse_style(p, value);
	tool->style = tool->root.style = p->style;
	if (schema_read_map(p, value, &cli_schema, tool))
		parse_check_command(p, value, &tool->root);
}
