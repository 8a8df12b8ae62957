/* SPDX-License-Identifier: ISC */
/*
 * A pattern's words against the command tree of its tool: which commands they
 * lead to, which words are options and values of theirs, which operands. The
 * pattern is read as the tool reads its command line.
 */
#include <string.h>

#include "rules/compile.h"
#include "rules/shown.h"

/* Where the reading of a pattern stands. */
struct reading_pattern {
	struct compiler *c;
	struct tool *t;
	const struct located *text;
	struct pattern_word *words;
	size_t n_words;
	size_t i;          /* the next word */
	struct reached *at;
	struct reached *next;
	size_t n_at;
	size_t n_next;
	size_t n_plain;    /* words so far that are no options */
	bool deep;         /* "**" was used */
	size_t deep_start; /* how many of `at` it led from; 0 if words follow */
	struct pattern_word *plain;
	struct pattern_option *options;
	size_t n_options;
};

/* Adds a command to the next state once. */
static void
reach(struct reading_pattern *r, struct command *command, size_t operands_from)
{
	if (command->stamp == r->c->stamp)
		return;
	command->stamp = r->c->stamp;
	r->next[r->n_next++] = (struct reached){command, operands_from};
}

static void
begin_step(struct reading_pattern *r)
{
	r->c->stamp++;
	r->n_next = 0;
}

static void
end_step(struct reading_pattern *r)
{
	struct reached *swap = r->at;

	r->at = r->next;
	r->n_at = r->n_next;
	r->next = swap;
}

/* A command word: its alternatives, and whether it is a tag. */
struct command_word {
	const struct sv *globs;
	size_t n;
	uint32_t tag;
	bool any_depth;
};

/* Commands below `at` with the tag; "**": all of them and `at`. */
static void
reach_below(struct reading_pattern *r, const struct command *at,
    const struct command_word *w)
{
	struct command *below;

	for (size_t i = 1; i < at->n_below; i++) {
		below = r->t->commands[at->number + i];
		if (w->any_depth || (below->tags & w->tag))
			reach(r, below, SIZE_MAX);
	}
}

static bool
names_match(struct reading_pattern *r, const struct command *command,
    struct sv glob)
{
	struct sv key;

	for (const struct model_name *m = command->model->names; m;
	     m = m->next) {
		key = grammar_key(r->c, command->parent, m->name.text);
		if (key.p && glob_match(glob, key))
			return true;
	}
	return false;
}

static void
reach_children(struct reading_pattern *r, const struct command *at,
    struct sv glob)
{
	struct sv key = grammar_key(r->c, at, glob);
	struct command *child;

	if (!key.p)
		return;
	if (pattern_is_literal(key)) {
		child = grammar_command(r->t, at, pattern_literal(r->c, key));
		if (child)
			reach(r, child, SIZE_MAX);
		return;
	}
	for (size_t i = 0; i < at->n_children; i++) {
		if (names_match(r, &at->children[i], key))
			reach(r, &at->children[i], SIZE_MAX);
	}
}

/* Takes the word as an operand of the command, if it can be one. */
static void
reach_operand(struct reading_pattern *r, const struct reached *from)
{
	/* "*" stands for words that are not listed. */
	struct command *fallback = grammar_command(r->t, from->command,
	    SV("*"));

	if (fallback)
		reach(r, fallback, r->n_plain);
	else if (from->command->takes_operands)
		reach(r, from->command, r->n_plain);
}

/* What one command of the state becomes. */
static void
step_from(struct reading_pattern *r, const struct reached *from,
    const struct command_word *w)
{
	size_t before = r->n_next;

	if (from->operands_from != SIZE_MAX) {
		reach(r, from->command, from->operands_from);
		return;
	}
	if (w->tag || w->any_depth) {
		reach_below(r, from->command, w);
		return;
	}
	for (size_t i = 0; i < w->n; i++)
		reach_children(r, from->command, w->globs[i]);
	/* Below "**" a word that is a command of some is no operand of others:
	 * decided when all have been seen. */
	if (r->n_next == before && !r->deep)
		reach_operand(r, from);
}

static enum err
report_no_command(struct reading_pattern *r, const struct pattern_word *word)
{
	const struct command *at = r->n_at ? r->at[0].command : &r->t->root;
	struct sv path = grammar_path(r->c, r->t, at);
	struct suggestion s;
	struct sv hint;

	suggest_init(&s, word->raw);
	for (size_t i = 0; i < at->n_children; i++) {
		for (const struct model_name *m = at->children[i].model->names;
		     m; m = m->next)
			suggest_name(&s, m->name.text);
	}
	hint = suggest_text(r->c, &s);
	if (at == &r->t->root && sv_eq(word->raw, r->t->model->name.text))
		hint = SV("; a pattern starts behind the tool's name");
	diag_add(r->c->sink, SEVERITY_ERROR, r->text->span, "no-such-command",
	    "'%.*s' has no command '%.*s'%.*s", SHOWN(path), SHOWN(word->raw),
	    (int)hint.n, hint.p);
	return ERR_SCHEMA;
}

static enum err
report_no_tag(struct reading_pattern *r, struct sv name)
{
	struct suggestion s;
	struct sv hint;

	suggest_init(&s, name);
	for (size_t i = 0; i < r->t->n_tags; i++)
		suggest_name(&s, r->t->tags[i]);
	hint = suggest_text(r->c, &s);
	diag_add(r->c->sink, SEVERITY_ERROR, r->text->span, "unknown-tag",
	    "no command has the tag '%.*s'%.*s", SHOWN(name), (int)hint.n,
	    hint.p);
	return ERR_SCHEMA;
}

/* Whether a word could still be a command for some of the state. */
static bool
in_commands(const struct reading_pattern *r)
{
	for (size_t i = 0; i < r->n_at; i++) {
		if (r->at[i].operands_from == SIZE_MAX &&
		    r->at[i].command->n_children)
			return true;
	}
	return false;
}

static enum err
read_command_word(struct reading_pattern *r, const struct pattern_word *word,
    struct command_word *out)
{
	*out = (struct command_word){0};
	if (!in_commands(r))
		return OK;
	if (sv_eq_cstr(word->glob, "**")) {
		out->any_depth = true;
		return OK;
	}
	if (sv_starts(word->glob, SV("@"))) {
		out->tag = grammar_tag(r->t, sv_skip(word->glob, 1));
		return out->tag ? OK :
		    report_no_tag(r, sv_skip(word->glob, 1));
	}
	return pattern_alternatives(r->c, word->glob, &out->globs, &out->n);
}

/* A word that is no option: a command's name or an operand. */
static enum err
take_plain(struct reading_pattern *r, const struct pattern_word *word)
{
	struct command_word w;
	enum err e;

	if ((e = read_command_word(r, word, &w)))
		return e;
	if (w.any_depth && r->deep_start)
		return OK;
	begin_step(r);
	/* "**" stands for no level too where more commands follow. */
	for (size_t i = 0; w.any_depth && i < r->n_at; i++)
		reach(r, r->at[i].command, SIZE_MAX);
	r->deep_start = r->n_next;
	r->deep = r->deep || w.any_depth;
	for (size_t i = 0; i < r->n_at; i++)
		step_from(r, &r->at[i], &w);
	for (size_t i = 0; r->deep && !r->n_next && i < r->n_at; i++)
		reach_operand(r, &r->at[i]);
	if (!r->n_next)
		return report_no_command(r, word);
	r->plain[r->n_plain++] = *word;
	end_step(r);
	return OK;
}

struct option *
pattern_option_at(const struct tool *t, const struct command *at,
    struct sv name)
{
	struct option *option = grammar_option(t, at, name);
	char other[256];

	if (option || !(at->style & STYLE_DASH_LONG) ||
	    name.n >= sizeof(other) - 1 || name.n < 2)
		return option;
	/* -name and --name are the same. */
	if (sv_starts(name, SV("--")))
		return grammar_option(t, at, sv_skip(name, 1));
	other[0] = '-';
	memcpy(other + 1, name.p, name.n);
	return grammar_option(t, at, (struct sv){other, name.n + 1});
}

/* The option as the pattern's place so far knows it, else any of the tool's:
 * for how many words it takes. */
static const struct option *
option_here(const struct reading_pattern *r, struct sv name)
{
	const struct option *option;

	for (size_t i = 0; i < r->n_at; i++) {
		option = pattern_option_at(r->t, r->at[i].command, name);
		if (option)
			return option;
	}
	for (option = r->t->first_option; option; option = option->next) {
		for (const struct model_name *m = option->model->names; m;
		     m = m->next) {
			if (sv_eq(m->name.text, name))
				return option;
		}
	}
	return NULL;
}

static enum err
add_option(struct reading_pattern *r, struct sv name,
    const struct pattern_word *value)
{
	struct pattern_option *o;

	if (r->n_options == COMPILE_MAX_WORDS)
		return ERR_LIMIT;
	o = &r->options[r->n_options++];
	o->name = name;
	o->value = (struct value_match){0};
	return value ? pattern_value(r->c, r->text, value, &o->value) : OK;
}

/* -abc as -a -b -c, if each of them is an option; else as one. */
static enum err
add_cluster(struct reading_pattern *r, const struct pattern_word *word)
{
	const struct option *option;
	struct pattern_word value;
	char *name;
	enum err e;

	for (size_t i = 1; i < word->raw.n; i++) {
		char letter[2] = {'-', word->raw.p[i]};

		option = option_here(r, (struct sv){letter, 2});
		if (!option)
			return add_option(r, word->raw, NULL);
		if (OPTION_ARITY(option->flags) != ARITY_FLAG)
			break;
	}
	for (size_t i = 1; i < word->raw.n; i++) {
		name = arena_alloc(r->c->arena, 2, 1);
		if (!name)
			return ERR_LIMIT;
		name[0] = '-';
		name[1] = word->raw.p[i];
		option = option_here(r, (struct sv){name, 2});
		if (option && OPTION_ARITY(option->flags) != ARITY_FLAG &&
		    i + 1 < word->raw.n) {
			value.raw = sv_skip(word->raw, i + 1);
			value.glob = sv_skip(word->glob, i + 1);
			return add_option(r, (struct sv){name, 2}, &value);
		}
		if ((e = add_option(r, (struct sv){name, 2}, NULL)))
			return e;
	}
	return OK;
}

static bool
is_option_word(struct sv raw)
{
	return raw.n > 1 && raw.p[0] == '-';
}

/* The words behind an option that are its value. */
static enum err
take_values(struct reading_pattern *r, struct sv name, uint32_t arity)
{
	bool many = arity == ARITY_MANY;
	size_t first = r->i;
	enum err e;

	while ((many || arity == ARITY_VALUE) && r->i < r->n_words &&
	    !is_option_word(r->words[r->i].raw)) {
		if ((e = add_option(r, name, &r->words[r->i++])))
			return e;
		if (!many)
			break;
	}
	return r->i == first ? add_option(r, name, NULL) : OK;
}

static enum err
take_option(struct reading_pattern *r, const struct pattern_word *word)
{
	size_t equals = sv_find(word->raw, 0, '=');
	struct pattern_word value;
	const struct option *option;

	if (equals < word->raw.n) {
		value.raw = sv_skip(word->raw, equals + 1);
		value.glob = sv_skip(word->glob,
		    sv_find(word->glob, 0, '=') + 1);
		return add_option(r, sv_take(word->raw, equals), &value);
	}
	option = option_here(r, word->raw);
	if (!option && r->t->root.style & STYLE_CLUSTERS &&
	    word->raw.p[1] != '-' && word->raw.n > 2)
		return add_cluster(r, word);
	return take_values(r, word->raw,
	    option ? OPTION_ARITY(option->flags) : ARITY_FLAG);
}

static enum err
take_words(struct reading_pattern *r)
{
	enum err e = OK;

	while (!e && r->i < r->n_words) {
		const struct pattern_word *word = &r->words[r->i++];

		if (sv_eq_cstr(word->raw, "--"))
			continue;
		e = is_option_word(word->raw) ? take_option(r, word) :
		    take_plain(r, word);
	}
	return e;
}

/* The matchers of the words that are operands for some command. */
static enum err
read_operands(struct reading_pattern *r, struct match_result *out)
{
	size_t first = r->n_plain;
	enum err e;

	for (size_t i = 0; i < out->n; i++) {
		struct reached *reached = &out->reached[i];

		if (reached->operands_from > r->n_plain)
			reached->operands_from = r->n_plain;
		if (reached->operands_from < first)
			first = reached->operands_from;
	}
	out->n_words = r->n_plain;
	if (first == r->n_plain)
		return OK;
	out->words = ARENA_NEW(r->c->arena, r->n_plain, struct value_match);
	if (!out->words)
		return ERR_LIMIT;
	for (size_t i = first; i < r->n_plain; i++) {
		if ((e = pattern_value(r->c, r->text, &r->plain[i],
		         &out->words[i])))
			return e;
	}
	return OK;
}

/* Takes the pattern apart and goes where its words lead. */
static enum err
read_words(struct reading_pattern *r, struct match_result *out)
{
	enum err e;

	if ((e = pattern_words(r->c, r->text, r->words, &r->n_words)))
		return e;
	if (!r->n_words) {
		diag_add(r->c->sink, SEVERITY_ERROR, r->text->span,
		    "bad-pattern", "pattern is empty");
		return ERR_SCHEMA;
	}
	r->at[0] = (struct reached){&r->t->root, SIZE_MAX};
	r->n_at = 1;
	if (sv_eq_cstr(r->words[0].raw, ".")) {
		out->itself = true;
		r->at[0].operands_from = 0;
		r->i = 1;
	}
	return take_words(r);
}

enum err
pattern_reach(struct compiler *c, struct tool *t, const struct located *text,
    struct match_result *out)
{
	struct reading_pattern r = {.c = c, .t = t, .text = text,
	    .at = c->reached[0], .next = c->reached[1], .words = c->words,
	    .plain = c->plain, .options = c->options};
	enum err e;

	*out = (struct match_result){0};
	if ((e = read_words(&r, out)))
		return e;
	/* What "**" led from is not below itself. */
	out->reached = r.at + r.deep_start;
	out->n = r.n_at - r.deep_start;
	if (!out->n)
		return report_no_command(&r, &r.plain[r.n_plain - 1]);
	out->n_options = r.n_options;
	out->options = ARENA_NEW(c->arena, r.n_options, struct pattern_option);
	if (!out->options)
		return ERR_LIMIT;
	memcpy(out->options, r.options, r.n_options * sizeof(*out->options));
	return read_operands(&r, out);
}
