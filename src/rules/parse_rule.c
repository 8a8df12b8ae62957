/* SPDX-License-Identifier: ISC */
/*
 * rules and examples: what may run, why not, and the proof of it.
 */
#include "guard/argv.h"

#include "guard/policy.h"

#include "rules/parse.h"

/* ids stand in the first line of a refusal, next to codes made from them. */
#define MAX_ID 80
#define MAX_APPROVALS 16u
#define MAX_WAIT_S 3600u

static const struct word_value effects[] = {
	{"read", EFFECT_READ, 0},
	{"local", EFFECT_LOCAL, 0},
	{"change", EFFECT_CHANGE, 0},
	{"destroy", EFFECT_DESTROY, 0},
};
const struct words effect_words = {
	"effect", effects, ARRAY_LEN(effects), 0};

/* The order of struct model_rule's lists. */
static const struct {
	const char *key;
	uint8_t verdict;
} lists[3] = {
	{"allow", STORED_ALLOW},
	{"ask", STORED_ASK},
	{"deny", STORED_DENY},
};

static bool
is_lower(char c)
{
	return byte_is_lower(c) || byte_is_digit(c);
}

/* Words of small letters and digits, joined by single '.', '-' or '_'. */
static bool
form_id(struct sv name)
{
	bool between = true;

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!is_lower(c) && (between || (c != '.' && c != '-' &&
		    c != '_')))
			return false;
		between = !is_lower(c);
	}
	return !between;
}

static bool
form_permit(struct sv name)
{
	return form_option(name) || form_variables(name) ||
	    form_setting(name);
}

static const struct name_form id_form = {"a rule id",
	"TOOL.name in small letters, digits, '.', '-' and '_'", form_id,
	MAX_ID};
static const struct name_form permit_form = {"a name of an option or variable",
	"'--option', 'VARIABLE' or 'FILE KEY'", form_permit, 128};
static const struct name_form pattern_form = {
	"a pattern", "a command line", form_any, 1024};
static const struct name_form example_form = {
	"an example", "a command line", form_any, 4096};

static void
read_id(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct sv tool = p->tool->name.text;
	struct located id;

	if (!parse_scalar(p, value, key->name, &id) ||
	    !parse_check_name(p, &id, &id_form))
		return;
	if (tool.n && (!sv_starts(id.text, tool) ||
	    !sv_starts(sv_skip(id.text, tool.n), SV(".")))) {
		diag_add(p->sink, SEVERITY_ERROR, id.span, "bad-name",
		    "rule id '%.*s' does not begin with '%.*s.'",
		    SHOWN(id.text), SHOWN(tool));
		return;
	}
	*(struct located *)field = id;
}

static void
read_patterns(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	if (value->kind == NODE_LIST)
		parse_check_filled(p, key->name, value);
	read_names(p, key, value, field);
}

static bool
is_fact(struct sv name)
{
	struct sv env = SV("env.");

	if (sv_starts(name, env))
		return form_variable(sv_skip(name, env.n)) && name.n > env.n;
	return sv_eq(name, SV("cwd")) || fact_find(name) != FACTS;
}

static void
report_fact(struct parse *p, const struct node *at)
{
	char memory[400];
	struct buf all;

	buf_init(&all, memory, sizeof(memory));
	for (unsigned id = 0; id < FACTS; id++) {
		buf_str(&all, ", ");
		buf_str(&all, fact_name((enum fact_id)id));
	}
	diag_add(p->sink, SEVERITY_ERROR, at->span, "bad-fact",
	    "'%.*s' is not a fact, expected one of: cwd, env.NAME%.*s",
	    SHOWN(at->text), (int)all.n, all.p);
}

static void
read_when(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct model_when **end = field;

	if (value->kind != NODE_MAP) {
		parse_wrong_type(p, value, key->name, "a map of facts");
		return;
	}
	parse_check_filled(p, key->name, value);
	for (const struct node *at = value->first; at; at = at->next) {
		struct model_when *when = PARSE_NEW(p, 1, struct model_when);

		if (!when)
			return;
		when->fact = (struct located){at->text, at->span};
		if (!is_fact(at->text)) {
			report_fact(p, at);
			continue;
		}
		if (!parse_scalar(p, at->value, "the value of a fact",
		    &when->value))
			continue;
		*end = when;
		end = &when->next;
	}
}

static void
read_approvals(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct located *at = field;
	uint64_t n;

	if (parse_scalar(p, value, key->name, at) &&
	    (!sv_u64(at->text, &n) || n < 2 || n > MAX_APPROVALS))
		diag_add(p->sink, SEVERITY_ERROR, at->span, "bad-value",
		    "'approvals' is a number from 2 to %u", MAX_APPROVALS);
}

void
parse_wait(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct located *at = field;
	uint64_t seconds;

	if (parse_scalar(p, value, key->name, at) &&
	    (!rule_seconds(at->text, &seconds) || !seconds ||
	        seconds > MAX_WAIT_S))
		diag_add(p->sink, SEVERITY_ERROR, at->span, "bad-value",
		    "'wait' is a time such as 90s or 2m, an hour at most");
}

static const struct schema_key rule_keys[] = {
	{"id", read_id, offsetof(struct model_rule, id), NULL, true},
	{"effect", read_word, offsetof(struct model_rule, effect),
	    &effect_words, false},
	{"allow", read_patterns,
	    offsetof(struct model_rule, lists[0].patterns), &pattern_form,
	    false},
	{"ask", read_patterns, offsetof(struct model_rule, lists[1].patterns),
	    &pattern_form, false},
	{"deny", read_patterns, offsetof(struct model_rule, lists[2].patterns),
	    &pattern_form, false},
	{"with", read_names, offsetof(struct model_rule, with), &permit_form,
	    false},
	{"because", read_text, offsetof(struct model_rule, because), NULL,
	    false},
	{"instead", read_text, offsetof(struct model_rule, instead), NULL,
	    false},
	{"approvals", read_approvals, offsetof(struct model_rule, approvals),
	    NULL, false},
	{"wait", parse_wait, offsetof(struct model_rule, wait), NULL, false},
	{"before", read_before, offsetof(struct model_rule, before), NULL,
	    false},
	{"when", read_when, offsetof(struct model_rule, when), NULL, false},
};
const struct schema rule_schema = {
	"a rule", rule_keys, ARRAY_LEN(rule_keys)};

static void
check_rule(struct parse *p, const struct node *map)
{
	const struct node *allow = node_key(map, "allow");
	bool refuses = node_key(map, "ask") || node_key(map, "deny");

	if (!allow && !refuses && !map->damaged)
		diag_add(p->sink, SEVERITY_ERROR,
		    map->first ? map->first->span : map->span, "missing-key",
		    "a rule is without 'allow', 'ask' or 'deny'");
	if (allow && !node_key(map, "effect"))
		parse_key_error(p, map, "allow", "needs-key", "needs 'effect'");
	if (refuses && !node_key(map, "because"))
		parse_key_error(p, map, node_key(map, "ask") ? "ask" : "deny",
		    "needs-key", "needs 'because'");
	if (!refuses && node_key(map, "approvals"))
		parse_key_error(p, map, "approvals", "needs-key",
		    "needs 'ask'");
	if (!refuses && node_key(map, "wait"))
		parse_key_error(p, map, "wait", "needs-key", "needs 'ask'");
	if (!node_key(map, "ask") && node_key(map, "before"))
		parse_key_error(p, map, "before", "needs-key", "needs 'ask'");
	if (node_key(map, "with") && !allow)
		parse_key_error(p, map, "with", "needs-key", "needs 'allow'");
	if (allow && p->layer == LAYER_PROJECT)
		diag_add(p->sink, SEVERITY_WARNING, allow->span, "no-effect",
		    "a project file can only tighten: its 'allow' has no "
		    "effect");
}

static struct model_rule *
new_rule(struct parse *p, const struct node *map)
{
	struct model_rule *rule = PARSE_NEW(p, 1, struct model_rule);

	if (!rule)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		rule->lists[i].verdict = lists[i].verdict;
	rule->layer = p->layer;
	rule->source = p->source;
	if (!schema_read_map(p, map, &rule_schema, rule))
		return NULL;
	check_rule(p, map);
	return rule->id.text.p ? rule : NULL;
}

void
read_rules(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct model_rule **end = field;

	if (value->kind != NODE_LIST) {
		parse_wrong_type(p, value, key->name, "a list");
		return;
	}
	while (*end)
		end = &(*end)->next;
	for (const struct node *at = value->first; at; at = at->next) {
		if (at->kind == NODE_BAD)
			continue;
		*end = new_rule(p, at);
		if (*end)
			end = &(*end)->next;
	}
}

/* Whether rules of the two tools can have an id in common. */
static bool
share_ids(struct sv a, struct sv b)
{
	struct sv shorter = a.n < b.n ? a : b;
	struct sv longer = a.n < b.n ? b : a;

	return sv_starts(longer, shorter) &&
	    (a.n == b.n || longer.p[shorter.n] == '.');
}

static size_t
count_ids(const struct parse *p)
{
	size_t n = 0;

	for (const struct model_tool *tool = p->model->tools; tool;
	    tool = tool->next) {
		if (!share_ids(tool->name.text, p->tool->name.text))
			continue;
		for (const struct model_rule *rule = tool->rules; rule;
		    rule = rule->next)
			n++;
	}
	return n;
}

void
parse_check_ids(struct parse *p)
{
	const struct unique_kind kind = {
		.code = "duplicate-id", .what = "rule id ", .only = p->source};
	struct scope scope;
	size_t n = count_ids(p);

	if (n < 2 || !scope_begin(p, &scope, n))
		return;
	for (const struct model_tool *tool = p->model->tools; tool;
	    tool = tool->next) {
		if (!share_ids(tool->name.text, p->tool->name.text))
			continue;
		for (const struct model_rule *rule = tool->rules; rule;
		    rule = rule->next)
			scope_add(&scope, &rule->id);
	}
	scope_end(p, &scope, &kind);
}

/* Every key takes a list; the examples of all are one list of the tool. */
static void
read_example_list(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct model_example **end = field;
	const uint8_t *verdict = key->arg;

	if (value->kind != NODE_LIST) {
		parse_wrong_type(p, value, key->name, "a list");
		return;
	}
	while (*end)
		end = &(*end)->next;
	for (const struct node *at = value->first; at; at = at->next) {
		struct model_example *example;
		struct located text;

		if (!parse_scalar(p, at, "an example", &text) ||
		    !parse_check_name(p, &text, &example_form))
			continue;
		example = PARSE_NEW(p, 1, struct model_example);
		if (!example)
			return;
		example->text = text;
		example->verdict = *verdict;
		*end = example;
		end = &example->next;
	}
}

static const struct schema_key example_keys[] = {
	{"allow", read_example_list, 0, &lists[0].verdict, false},
	{"ask", read_example_list, 0, &lists[1].verdict, false},
	{"deny", read_example_list, 0, &lists[2].verdict, false},
};
const struct schema example_schema = {
	"examples", example_keys, ARRAY_LEN(example_keys)};

void
read_examples(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	(void)key;
	schema_read_map(p, value, &example_schema, field);
}
