/* SPDX-License-Identifier: ISC */
/*
 * Nodes → model. What the parse_*.c files share: the state of one file's
 * reading, and the readers of plain values.
 */
#ifndef RULES_PARSE_H
#define RULES_PARSE_H

#include "guard/rules.h"
#include "rules/schema.h"
#include "rules/shown.h"
#include "rules/unique.h"
#include "rules/yaml.h"

struct parse {
	struct arena *arena;
	struct diag_sink *sink;
	const struct source *source;
	struct model *model;
	struct model_tool *tool;
	enum layer layer;
	uint32_t style; /* of the command around what is being read */
	unsigned depth; /* of commands */
	uint32_t errors_before;
	bool full; /* the arena is; reported at the end */
};

/* n zeroed objects; NULL, noted in p->full, when there is no room. */
#define PARSE_NEW(p, n, type) ((type *)parse_alloc((p), (n), sizeof(type)))
void *parse_alloc(struct parse *p, size_t n, size_t size);

/* What stands around what in a message: a single word is a key. */
const char *parse_quote(const char *what);
/* "WHAT must be EXPECTED, not a list". */
void parse_wrong_type(struct parse *p, const struct node *node,
    const char *what, const char *expected);

/* node as a scalar with text; false, reported, when it is not. */
bool parse_scalar(struct parse *p, const struct node *node, const char *what,
    struct located *out);
/* Reports a list or map without anything in it. */
void parse_check_filled(struct parse *p, const char *key,
    const struct node *value);
struct model_name *parse_name(struct parse *p, struct located name);

/* What a name may look like. */
struct name_form {
	const char *what;    /* "option name" */
	const char *expects; /* "letters, digits and '-'" */
	bool (*fits)(struct sv name);
	size_t max;          /* bytes */
};

bool parse_check_name(struct parse *p, const struct located *name,
    const struct name_form *form);
/* The names of a scalar that are joined by commas. */
struct model_name *parse_joined(struct parse *p, const struct node *scalar,
    const struct name_form *form);
struct model_name *parse_joined_word(struct parse *p, struct located word,
    const struct name_form *form);

/* Readers for schema rows; the type of the field and of arg is behind each. */
void read_text(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct located */
void read_bool(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* bool */
void read_names(struct parse *p, const struct schema_key *key,
    const struct node *value,
    void *field); /* struct model_name *, struct name_form */
void read_word(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* uint32_t, struct words */
void read_classes(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* uint32_t, struct words */
/* For keys that something else has read already. */
void read_already(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field);

/*
 * Names that must differ: begin with room for n, add, end (which reports the
 * ones that do not). Nothing else may be allocated in between.
 */
struct scope {
	struct unique *items;
	size_t n;
	size_t mark;
};
bool scope_begin(struct parse *p, struct scope *scope, size_t n);
void scope_add(struct scope *scope, const struct located *name);
void scope_end(struct parse *p, struct scope *scope,
    const struct unique_kind *kind);
size_t count_names(const struct model_name *names);

/* Character sets that several forms share. */
bool form_any(struct sv name);
bool form_command(struct sv name);
bool form_variable(struct sv name);
bool form_setting(struct sv name);
extern const struct name_form tag_form;
extern const struct name_form text_form;

/* What an option, an operand or a variable may be said to be. */
enum {
	FOR_OPTION = 1 << 0,
	FOR_OPERAND = 1 << 1,
	FOR_VARIABLE = 1 << 2
};
extern const struct words option_classes;
extern const struct words operand_classes;
extern const struct words variable_classes;
extern const struct words option_kinds;
extern const struct words operand_kinds;
extern const struct words place_words;
extern const struct words runs_words;
extern const struct words style_words;
extern const struct words dialect_words;
extern const struct words effect_words;
extern const struct words target_keys;
extern const struct words target_readers;
extern const struct words loads_keys;
/* Kinds of options that take no value; the second stands for all workspaces. */
#define KIND_FLAG ((uint32_t)VALUE_KINDS)
#define KIND_WORKSPACES (KIND_FLAG + 1)

/* All maps of the language; the manual and schema.json are held to them. */
extern const struct schema file_schema;
extern const struct schema cli_schema;
extern const struct schema command_schema;
extern const struct schema option_schema;
extern const struct schema operand_schema;
extern const struct schema env_schema;
extern const struct schema rule_schema;
extern const struct schema step_schema;
extern const struct schema example_schema;

/* Steps of a rule, into one text. */
void read_before(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct located */

/* Parts of cli. */
void read_options(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct model_option * */
void read_operands(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct model_operands */
void read_commands(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct model_command */
/* The style of a cli or command; that around it where none is given. */
uint32_t parse_style(struct parse *p, const struct node *map);
/* What can only be said of a command that has been read whole. */
void parse_check_command(struct parse *p, const struct node *map,
    const struct model_command *command);
void read_settings(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field);
void read_loads(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field);
void read_target(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct model_target * */
void read_environment(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct model_env * */
/* "name", "name?", "name..." or "name?..."; NULL when it is none. */
struct model_operand *parse_operand_word(struct parse *p,
    struct located word);
void parse_check_operands(struct parse *p, const struct model_operands *list);
void parse_check_options(struct parse *p, const struct model_option *first);
/* A diagnostic of code "needs-key" or "contradiction" at a key of map. */
void parse_key_error(struct parse *p, const struct node *map, const char *key,
    const char *code, const char *text);
bool form_option(struct sv name);
bool form_variables(struct sv name); /* may end in '*' */
extern const struct name_form option_form;
extern const struct name_form operand_form;
extern const struct name_form hidden_form;

/*
 * A compact string. tags and operands may be NULL: then it may hold none.
 */
struct compact {
	struct model_name **tags;
	struct model_option **options;
	struct model_operands *operands;
};
void compact_read(struct parse *p, const struct node *scalar,
    const struct compact *into);

/* The key "cli"; the field is struct model_tool. */
void read_cli(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field);

/* Rules and examples. */
void read_rules(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct model_rule * */
void read_examples(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field); /* struct model_example * */
/* "90s", "2m"; the field is struct located. */
void parse_wait(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field);
/* Ids of rules that are not the only one of that id. */
void parse_check_ids(struct parse *p);

#endif
