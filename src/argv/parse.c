/* SPDX-License-Identifier: ISC */
/*
 * Parses one command's argv under its tool's grammar: command words, options
 * and operands, in that order of trial; then what the tool reads from the
 * environment as if it stood in argv.
 */
#include "argv/parse.h"

#define HIDDEN_NAME_MAX 200 /* bytes of a variable's name */

static enum err
enter_node(struct parse *p, uint32_t offset)
{
	struct node *node;
	enum err e;

	if (p->n_scopes == ARRAY_LEN(p->scopes))
		return ERR_CORRUPT;
	node = &p->scopes[p->n_scopes];
	if ((e = node_load(p->ctx->image, offset, node)))
		return e;
	p->n_scopes++;
	if (node->name.n && p->inv->n_path < ARGV_MAX_PATH)
		p->inv->path[p->inv->n_path++] = node->name;
	p->style = node->h->style;
	p->inv->node = offset;
	p->inv->node_flags = node->h->flags;
	p->command_settled = !node->h->commands;
	/* Go's tools parse each command's options anew. */
	if (p->style & STYLE_STRICT_ORDER)
		p->options_ended = false;
	e = parse_expect_operands(p, node->h->operands);
	p->any_operands |= (node->h->flags & NODE_ANY_OPERANDS) != 0;
	return e;
}

struct segment_search {
	struct sv name;
	uint64_t value;
	bool found;
};

/* Whether each part of name between colons begins that part of key. */
static bool
begins_segments(struct sv name, struct sv key)
{
	size_t of_name, of_key;

	for (;;) {
		of_name = sv_find(name, 0, ':');
		of_key = sv_find(key, 0, ':');
		if (!sv_starts(sv_take(key, of_key), sv_take(name, of_name)))
			return false;
		if (of_name == name.n)
			return true;
		if (of_key == key.n)
			return false;
		name = sv_skip(name, of_name + 1);
		key = sv_skip(key, of_key + 1);
	}
}

static enum err
try_segments(void *ctx, struct sv key, uint64_t value)
{
	struct segment_search *s = ctx;

	if (!begins_segments(s->name, key))
		return OK;
	/* As the tools do: what could mean two commands means none. */
	if (s->found && s->value != value)
		return ERR_SYNTAX;
	s->found = true;
	s->value = value;
	return OK;
}

static enum err
find_segments(struct image *img, uint32_t commands, struct sv name,
    uint64_t *out)
{
	struct segment_search s = {.name = name};
	enum err e = image_each(img, commands, try_segments, &s);

	if (e)
		return e == ERR_SYNTAX ? ERR_NOT_FOUND : e;
	*out = s.value;
	return s.found ? OK : ERR_NOT_FOUND;
}

static enum err
find_command(struct parse *p, const struct node *node, struct sv name,
    uint64_t *out)
{
	char lower[64];
	struct sv key;
	enum err e;

	if ((p->style & STYLE_CASELESS) && name.n <= sizeof(lower)) {
		for (size_t i = 0; i < name.n; i++)
			lower[i] = byte_lower(name.p[i]);
		name.p = lower;
	}
	e = image_find(p->ctx->image, node->h->commands, name, out);
	if (e == ERR_NOT_FOUND && (p->style & STYLE_ABBREVIATE_COMMANDS) &&
	    name.n) {
		e = image_find_prefix(p->ctx->image, node->h->commands, name,
		    &key, out);
		if (e == ERR_SYNTAX)
			e = ERR_NOT_FOUND;
	}
	if (e == ERR_NOT_FOUND && (p->style & STYLE_ABBREVIATE_SEGMENTS) &&
	    name.n)
		e = find_segments(p->ctx->image, node->h->commands, name, out);
	return e;
}

static enum err
enter_any_command(struct parse *p, const struct node *node)
{
	uint64_t value;
	enum err e;

	e = image_find(p->ctx->image, node->h->commands, SV("*"), &value);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
	p->inv->command = NULL;
	if ((e = enter_node(p, (uint32_t)value)))
		return e;
	return parse_operand(p);
}

/*
 * Whether "help" stands where the tool takes it for a request. What follows is
 * parsed on, because an option may still choose the program that shows it.
 */
static bool
asks_for_help(const struct parse *p, const struct node *node,
    const struct word *w)
{
	if (!word_is_certain(w) || !sv_eq(w->text, SV("help")))
		return false;
	if (!node->h->commands)
		return (p->style & STYLE_HELP_OPERAND) && p->entered == p->i &&
		    p->i + 1 == p->n && p->n_scopes > 1;
	return (p->style & STYLE_HELP_COMMAND) && !p->command_settled &&
	    (p->n_scopes == 1 || (node->h->flags & NODE_NEEDS_COMMAND));
}

static enum err
take_help(struct parse *p)
{
	enum err e = parse_expect_operands(p, 0);

	p->inv->help = true;
	p->any_operands = true;
	p->command_settled = true;
	p->i++;
	return e;
}

static enum err
unknown_command(struct parse *p, const struct node *node,
    const struct word *w)
{
	enum problem_kind kind = PROBLEM_UNKNOWN_COMMAND;
	bool taken = false;
	enum err e;

	if (asks_for_help(p, node, w))
		return take_help(p);
	if ((p->tool.h->flags & TOOL_GIT_ALIASES) && p->n_scopes == 1 &&
	    word_is_certain(w) && ((e = parse_alias(p, w, &taken)) || taken))
		return e;
	if (w->known < w->text.n || !word_is_certain(w))
		kind = PROBLEM_DYNAMIC;
	if (node->h->flags & NODE_RUNS_UNKNOWN)
		return enter_any_command(p, node);
	if (!(node->h->flags & NODE_NEEDS_COMMAND))
		return parse_operand(p);
	if ((e = parse_problem(p, kind, w->text)))
		return e;
	/* What follows cannot be placed; keep it for ask rules to look at. */
	p->command_settled = true;
	p->i++;
	return OK;
}

/* A word that is no option: a command word as long as one may follow. */
static enum err
parse_plain_word(struct parse *p)
{
	const struct node *node = &p->scopes[p->n_scopes - 1];
	const struct word *w = &p->words[p->i];
	uint64_t value;
	enum err e = ERR_NOT_FOUND;

	if ((p->style & STYLE_ASSIGNMENTS) && word_is_assignment(w)) {
		p->i++;
		return parse_assignment(p, w);
	}
	if (p->hidden || p->command_settled || !node->h->commands)
		return !p->hidden && asks_for_help(p, node, w)
		    ? take_help(p)
		    : parse_operand(p);
	if (word_is_certain(w) && !sv_eq(w->text, SV("*")))
		e = find_command(p, node, w->text, &value);
	if (e == ERR_NOT_FOUND)
		return unknown_command(p, node, w);
	if (e)
		return e;
	p->entered = ++p->i;
	p->inv->command = w;
	if ((e = enter_node(p, (uint32_t)value)))
		return e;
	return parse_plugin(p);
}

static bool
is_option_word(const struct parse *p, const struct word *w)
{
	return !p->options_ended && w->text.n > 1 && w->known > 0 &&
	    (w->text.p[0] == '-' ||
	    ((p->style & STYLE_SHELL) && w->text.p[0] == '+'));
}

static enum err
parse_word(struct parse *p)
{
	const struct word *w = &p->words[p->i];
	bool taken = false;
	enum err e;

	if ((p->style & STYLE_LEADING_CLUSTER) && !p->i && !p->hidden &&
	    word_is_certain(w) && !sv_starts(w->text, SV("-")))
		return parse_leading(p);
	if (!is_option_word(p, w)) {
		if (!p->options_ended && sv_eq(w->text, SV("-")) &&
		    (e = parse_bare_dash(p, &taken)))
			return e;
		return taken ? OK : parse_plain_word(p);
	}
	if (sv_eq(w->text, SV("--")) && word_is_certain(w)) {
		if (p->style & STYLE_NO_DASHDASH)
			return parse_plain_word(p);
		p->options_ended = true;
		p->i++;
		return OK;
	}
	return parse_option(p);
}

static enum err
parse_words(struct parse *p)
{
	enum err e = OK;

	while (!e && p->i < p->n && !p->stopped)
		e = parse_word(p);
	return e;
}

/* "{command}" is the path; blanks and dashes in it are underscores. */
static bool
hidden_name(const struct invocation *inv, struct sv pattern, struct buf *b)
{
	const struct sv mark = SV("{command}");
	size_t at = sv_find(pattern, 0, '{');

	buf_sv(b, sv_take(pattern, at));
	if (!sv_starts(sv_skip(pattern, at), mark))
		return !b->full;
	if (!inv->n_path)
		return false;
	for (uint32_t i = 0; i < inv->n_path; i++) {
		if (i)
			buf_c(b, '_');
		for (size_t k = 0; k < inv->path[i].n; k++)
			buf_c(b, inv->path[i].p[k] == '-'
			        ? '_'
			        : inv->path[i].p[k]);
	}
	buf_sv(b, sv_skip(pattern, at + mark.n));
	return !b->full;
}

static enum err
parse_hidden_value(struct parse *p, struct sv name, const struct word *value)
{
	struct word *words;
	size_t n;
	enum err e;

	if (!word_is_certain(value))
		return parse_problem(p, PROBLEM_HIDDEN, name);
	e = shell_split(p->ctx->arena, value->text, &words, &n);
	if (e == ERR_SYNTAX)
		return parse_problem(p, PROBLEM_HIDDEN, name);
	if (e)
		return e;
	p->words = words;
	p->n = n;
	p->i = 0;
	p->hidden = true;
	p->options_ended = p->stopped = false;
	return parse_words(p);
}

static enum err
parse_hidden(struct parse *p)
{
	char memory[HIDDEN_NAME_MAX];
	struct sv pattern, name;
	struct word value;
	struct buf b;
	uint32_t n;
	enum err e;

	e = image_strings_count(p->ctx->image, p->tool.h->hidden,
	    RECORD_STRINGS, &n);
	for (uint32_t i = 0; !e && i < n; i++) {
		e = image_strings_get(p->ctx->image, p->tool.h->hidden,
		    RECORD_STRINGS, i, &pattern);
		if (e)
			return e;
		buf_init(&b, memory, sizeof(memory));
		if (!hidden_name(p->inv, pattern, &b))
			continue;
		if (!environment_find(p->inv, &p->candidates, buf_view(&b),
		    &value))
			continue;
		name = arena_dup(p->ctx->arena, buf_view(&b));
		if (!name.p)
			return ERR_LIMIT;
		e = parse_hidden_value(p, name, &value);
	}
	return e;
}

/* A launcher's own riddles matter only if a guarded tool may be behind. */
static enum err
drop_harmless_problems(struct parse *p, const struct call *call)
{
	bool mentions = false;
	enum err e;

	if (!(p->tool.h->flags & TOOL_LAUNCHER) || !p->problems.n)
		return OK;
	for (size_t i = 1; i < call->n && !mentions; i++) {
		e = argv_mentions(p->ctx, call->words[i].text, &mentions);
		if (e)
			return e;
	}
	if (!mentions)
		p->problems.n = 0;
	return OK;
}

static void
finish(struct parse *p, const struct call *call)
{
	struct invocation *inv = p->inv;

	inv->tool = p->tool.name;
	inv->tool_offset = p->tool.offset;
	inv->tool_flags = p->tool.h->flags;
	inv->typed = call->words[0].text;
	inv->words = call->words;
	inv->n_words = call->n;
	inv->options = (void *)p->options.p;
	inv->n_options = p->options.n;
	inv->operands = (void *)p->operands.p;
	inv->n_operands = p->operands.n;
	inv->problems = (void *)p->problems.p;
	inv->n_problems = p->problems.n;
}

enum err
parse_invocation(const struct argv_context *ctx, const struct call *call,
    struct invocation *inv, struct list *out_starts)
{
	struct parse *p = ARENA_NEW(ctx->arena, 1, struct parse);
	enum err e;

	if (!p)
		return ERR_LIMIT;
	p->ctx = ctx;
	p->inv = inv;
	p->starts = out_starts;
	p->started_in = inv->cwd;
	p->words = call->words + 1;
	p->n = call->n - 1;
	if ((e = tool_load(ctx->image, call->tool, &p->tool)) ||
	    (e = environment_candidates(ctx, &p->tool, &p->candidates)) ||
	    (e = enter_node(p, p->tool.h->root)) ||
	    (e = parse_words(p)) ||
	    (e = parse_deferred_start(p)) ||
	    (e = parse_hidden(p)) ||
	    (e = parse_stdin(p)) ||
	    (!inv->help && (e = parse_finish_operands(p))) ||
	    (e = environment_collect(ctx, &p->tool, &p->candidates, inv)) ||
	    (e = drop_harmless_problems(p, call)))
		return e;
	finish(p, call);
	return OK;
}
