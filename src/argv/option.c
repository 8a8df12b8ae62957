/* SPDX-License-Identifier: ISC */
/*
 * Options of a command line under the grammar: long, short, clustered,
 * abbreviated, negated, with their values.
 */
#include <string.h>

#include "argv/parse.h"

/* What switches a flag off: strconv.ParseBool's words in Go, one elsewhere. */
static bool
is_false(const struct parse *p, struct sv v)
{
	static const char *const words[] = {
		"false", "False", "FALSE", "f", "F", "0",
	};

	size_t n = p->style & STYLE_DASH_LONG ? ARRAY_LEN(words) : 1;

	for (size_t i = 0; i < n; i++)
		if (sv_eq_cstr(v, words[i]))
			return true;
	return false;
}

static enum err
load_record(struct parse *p, const struct found_option *f,
    struct image_option *out)
{
	struct record r;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (!(f->flags & OPTION_RECORD))
		return OK;
	e = image_record(p->ctx->image, f->id, RECORD_OPTION, sizeof(*out),
	    &r);
	if (!e)
		memcpy(out, r.p, sizeof(*out));
	return e;
}

/* What an option that is given does to the rest of the parse. */
static enum err
apply_effects(struct parse *p, struct option_use *use, uint32_t operands)
{
	uint32_t classes = OPTION_CLASSES(use->flags);
	enum runs_kind runs = OPTION_RUNS(use->flags);
	enum err e;

	if (use->off)
		return OK;
	if ((classes & CLASS_HELP) && !use->hidden)
		p->inv->help = true;
	if (operands && (e = parse_expect_operands(p, operands)))
		return e;
	if ((classes & CLASS_CWD) && use->has_value) {
		e = word_join_path(p->ctx->arena, &p->inv->cwd, &use->value,
		    &p->inv->cwd);
		if (e)
			return e;
	}
	if (classes & CLASS_APPENDS)
		p->placeholder = use->has_value ? use->value.text : SV("{}");
	if (classes & CLASS_CLEAR && (e = parse_clear(p)))
		return e;
	if (classes & CLASS_UNSET && use->has_value &&
	    (e = parse_unset(p, use->value.text)))
		return e;
	if (!runs || !use->has_value)
		return OK;
	if (runs == RUNS_IMAGE) {
		p->entrypoint = &use->value;
		return OK;
	}
	return parse_start(p, runs, &use->value, p->words + p->i, p->n - p->i);
}

static bool
is_code(uint32_t flags)
{
	return OPTION_RUNS(flags) == RUNS_CODE ||
	    OPTION_RUNS(flags) == RUNS_JAVASCRIPT;
}

/* Code with a variable of the shell in it is daily work, and the shim sees
 * what became of it; until then it is what it says. Where it says nothing
 * before the variable it may be anything. */
static void
as_written(struct word *code)
{
	if (!code->known)
		return;
	code->known = code->text.n;
	code->flags = 0;
}

static enum err
add_use(struct parse *p, const struct found_option *f, struct sv typed,
    const struct word *value, bool off)
{
	struct image_option record;
	struct option_use *use;
	uint32_t classes = OPTION_CLASSES(f->flags);
	enum err e;

	use = list_push(p->ctx->arena, &p->options, sizeof(*use));
	if (!use)
		return ERR_LIMIT;
	use->name = f->name;
	use->typed = typed;
	use->id = f->id;
	use->flags = f->flags;
	use->hidden = p->hidden;
	use->off = off;
	if (value) {
		use->has_value = true;
		use->value = *value;
		if (is_code(use->flags) && !p->inv->elsewhere)
			as_written(&use->value);
	}
	if ((e = load_record(p, f, &record)))
		return e;
	if (off)
		classes = 0;
	if (value && (e = value_classes(p->ctx, record.harmless, value,
	    &classes)))
		return e;
	use->flags = (use->flags & ~(uint32_t)CLASS_ALL) | classes;
	if (value && (e = parse_value_effect(p, value, &use->flags,
	    &use->why)))
		return e;
	return apply_effects(p, use, record.operands);
}

static struct word
word_tail(const struct word *w, size_t from)
{
	struct word v = *w;

	v.text = sv_skip(w->text, from);
	v.known = w->known > from ? w->known - from : 0;
	return v;
}

static bool
looks_like_option(const struct word *w)
{
	return w->known >= 2 && w->text.p[0] == '-';
}

/* All words up to the next option are values (argparse's nargs). */
static enum err
take_many(struct parse *p, const struct found_option *f, struct sv typed)
{
	bool any = false;
	enum err e;

	while (p->i < p->n && !looks_like_option(&p->words[p->i])) {
		if ((e = add_use(p, f, typed, &p->words[p->i++], false)))
			return e;
		any = true;
	}
	if (any)
		return OK;
	/* The tool may take what looks like an option for the value. */
	if (p->i < p->n && (e = parse_problem(p, PROBLEM_MISSING_VALUE, typed)))
		return e;
	return add_use(p, f, typed, NULL, false);
}

static enum err
take_next_value(struct parse *p, const struct found_option *f, struct sv typed)
{
	enum err e;

	if (OPTION_ARITY(f->flags) == ARITY_MANY)
		return take_many(p, f, typed);
	if (p->i == p->n) {
		/* A shell's -o without a name lists what there is. */
		e = p->style & STYLE_SHELL ? OK
		    : parse_problem(p, PROBLEM_MISSING_VALUE, typed);
		return e ? e : add_use(p, f, typed, NULL, false);
	}
	p->i++;
	return add_use(p, f, typed, &p->words[p->i - 1], false);
}

/* --name=value of an option that takes none. */
static enum err
take_flag_value(struct parse *p, const struct found_option *f, struct sv typed,
    const struct word *value)
{
	bool takes_truth = p->style & (STYLE_DASH_LONG | STYLE_NEGATE);
	enum err e;

	if (takes_truth && word_is_certain(value))
		return add_use(p, f, typed, value, is_false(p, value->text));
	e = parse_problem(p, PROBLEM_UNEXPECTED_VALUE, typed);
	return e ? e : add_use(p, f, typed, value, false);
}

/* An option without "=value": nopt and others take a truth value behind it. */
static enum err
take_boolean_word(struct parse *p, const struct found_option *f,
    struct sv typed)
{
	const struct word *next = p->i < p->n ? &p->words[p->i] : NULL;
	bool negative = next && sv_eq(next->text, SV("false"));

	if (!next || !(p->style & STYLE_BOOLEAN_WORDS) || (!negative &&
	    !sv_eq(next->text, SV("true")) && !sv_eq(next->text, SV("null"))))
		return add_use(p, f, typed, NULL, false);
	p->i++;
	return add_use(p, f, typed, next,
	    negative && OPTION_ARITY(f->flags) == ARITY_FLAG);
}

static enum err
take_long(struct parse *p, const struct found_option *f, const struct word *w,
    size_t equals)
{
	struct sv typed = w->text;
	struct word value;

	if (equals < w->text.n) {
		value = word_tail(w, equals + 1);
		if (OPTION_ARITY(f->flags) == ARITY_FLAG)
			return take_flag_value(p, f, typed, &value);
		return add_use(p, f, typed, &value, false);
	}
	switch (OPTION_ARITY(f->flags)) {
	case ARITY_VALUE:
	case ARITY_MANY:
		return take_next_value(p, f, typed);
	default:
		return take_boolean_word(p, f, typed);
	}
}

static enum err
unknown_option(struct parse *p, struct sv typed)
{
	if (p->style & STYLE_IGNORE_UNKNOWN)
		return OK;
	return parse_problem(p, PROBLEM_UNKNOWN_OPTION, typed);
}

static enum err
parse_long(struct parse *p, const struct word *w)
{
	size_t equals = sv_find(w->text, 0, '=');
	struct sv name = sv_take(w->text, equals);
	struct found_option f;
	enum err e;

	if (w->known < equals)
		return parse_problem(p, PROBLEM_DYNAMIC, w->text);
	e = option_find_dashed(p, name, &f);
	if (!e)
		return take_long(p, &f, w, equals);
	if (e == ERR_NOT_FOUND && !(e = option_find_negated(p, name, &f)))
		return add_use(p, &f, w->text, NULL,
		    OPTION_ARITY(f.flags) == ARITY_FLAG);
	if (e == ERR_NOT_FOUND && (p->style & STYLE_ABBREVIATE) && name.n > 2 &&
	    !(e = option_find_abbreviated(p, name, &f)))
		return take_long(p, &f, w, equals);
	if (e == ERR_SYNTAX)
		return parse_problem(p, PROBLEM_AMBIGUOUS_OPTION, w->text);
	return e == ERR_NOT_FOUND ? unknown_option(p, w->text) : e;
}

static bool
all_digits(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* One letter of a cluster; *at is moved behind it and its value. */
static enum err
parse_letter(struct parse *p, const struct word *w, size_t *at)
{
	char name[2] = {'-', w->text.p[*at]};
	struct found_option f;
	struct word value;
	uint32_t arity;
	char *kept;
	enum err e;

	e = option_find(p, (struct sv){name, 2}, &f);
	if (e == ERR_NOT_FOUND) {
		*at = w->text.n;
		return unknown_option(p, w->text);
	}
	if (e)
		return e;
	if (!(kept = arena_alloc(p->ctx->arena, 2, 1)))
		return ERR_LIMIT;
	memcpy(kept, name, 2);
	f.name = (struct sv){kept, 2};
	*at += 1;
	arity = OPTION_ARITY(f.flags);
	if (arity == ARITY_FLAG ||
	    (arity == ARITY_OPTIONAL && *at == w->text.n))
		return add_use(p, &f, w->text, NULL, w->text.p[0] == '+');
	/* A shell's -oc NAME TEXT: values follow the whole cluster. */
	if (*at == w->text.n || p->leading || (p->style & STYLE_SHELL))
		return take_next_value(p, &f, w->text);
	value = word_tail(w, *at + (w->text.p[*at] == '='));
	*at = w->text.n;
	return add_use(p, &f, w->text, &value, false);
}

static enum err
parse_letters(struct parse *p, const struct word *w, size_t at)
{
	enum err e;

	while (at < w->text.n) {
		if (at >= w->known)
			return parse_problem(p, PROBLEM_DYNAMIC, w->text);
		if ((e = parse_letter(p, w, &at)))
			return e;
	}
	return OK;
}

enum err
parse_leading(struct parse *p)
{
	enum err e;

	p->leading = true;
	e = parse_letters(p, &p->words[p->i++], 0);
	p->leading = false;
	return e;
}

static enum err
parse_short(struct parse *p, const struct word *w)
{
	size_t equals = sv_find(w->text, 0, '=');
	struct found_option f;
	enum err e;

	/* A whole word first: some tools have long names behind one dash. */
	if (w->known >= equals && w->text.p[0] == '-') {
		e = option_find(p, sv_take(w->text, equals), &f);
		if (!e)
			return take_long(p, &f, w, equals);
		if (e != ERR_NOT_FOUND)
			return e;
	}
	if ((p->style & STYLE_NUMERIC) && all_digits(sv_skip(w->text, 1)))
		return OK;
	if (!(p->style & STYLE_CLUSTERS))
		return unknown_option(p, w->text);
	return parse_letters(p, w, 1);
}

enum err
parse_bare_dash(struct parse *p, bool *out_taken)
{
	struct found_option f;
	enum err e = option_find(p, SV("-"), &f);

	*out_taken = !e;
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	p->i++;
	return add_use(p, &f, f.name, NULL, false);
}

/* Whether the statements are given otherwise: then standard input may be
 * anything, the list that a loop is about. */
static bool
gives_statements(const struct parse *p)
{
	const struct option_use *o = (const void *)p->options.p;
	const struct operand *w = (const void *)p->operands.p;
	uint32_t kind;

	for (uint32_t i = 0; i < p->options.n; i++) {
		kind = OPTION_VALUE_KIND(o[i].flags);
		if (kind == VALUE_SQL || kind == VALUE_SQLFILE)
			return true;
	}
	for (uint32_t i = 0; i < p->operands.n; i++)
		if (OPTION_VALUE_KIND(w[i].flags) == VALUE_SQL)
			return true;
	return false;
}

/* Whether an interpreter is given no other code than what comes there. */
static bool
lacks_code(const struct parse *p)
{
	const struct start *s = (const void *)p->starts->p;

	return !p->starts->n || (p->starts->n == 1 && s->kind == RUNS_FILE &&
	    sv_eq(s->text.text, SV("/dev/stdin")));
}

/* A file of code is foreseen like one that is named, if at all. */
static enum err
takes_stdin(const struct parse *p, bool code, bool *out)
{
	const struct invocation *inv = p->inv;
	bool text = inv->stdin_kind == STDIN_TEXT;

	if (!code) {
		*out = (text || inv->stdin_kind == STDIN_FILE) &&
		    !(inv->stdin_own && gives_statements(p));
		return OK;
	}
	*out = false;
	if (!lacks_code(p))
		return OK;
	*out = text || inv->stdin_word.text.n;
	*out = *out && inv->stdin_kind != STDIN_FILE;
	return inv->stdin_kind == STDIN_INHERITED && p->ctx->world &&
	    !p->ctx->world->input ? ERR_ENGINE : OK;
}

enum err
parse_stdin(struct parse *p)
{
	const struct sv name = SV(OPTION_STDIN);
	struct found_option f;
	uint32_t s = p->n_scopes;
	uint64_t value;
	bool takes;
	enum err e = ERR_NOT_FOUND;

	if (!(p->tool.h->flags & TOOL_STDIN))
		return OK;
	while (e == ERR_NOT_FOUND && s-- > 0)
		e = image_find(p->ctx->image, p->scopes[s].h->options, name,
		    &value);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	option_found(&f, name, value);
	/* What takes code does so itself: "bun -", and not "bun install". */
	if (is_code(f.flags) && s + 1 < p->n_scopes)
		return OK;
	e = takes_stdin(p, is_code(f.flags), &takes);
	if (e || !takes)
		return e;
	p->at_stdin = true;
	return add_use(p, &f, name, &p->inv->stdin_word, false);
}

/* The C library ends options at the first operand when this is set. */
static enum err
check_order(struct parse *p, const struct word *w)
{
	struct word value;

	if (!p->operands.n || (p->style & STYLE_STRICT_ORDER) || p->hidden ||
	    !argv_env(p->ctx, p->inv, SV("POSIXLY_CORRECT"), &value))
		return OK;
	return parse_problem(p, PROBLEM_ORDER, w->text);
}

enum err
parse_option(struct parse *p)
{
	const struct word *w = &p->words[p->i++];
	enum err e;

	if ((e = check_order(p, w)))
		return e;

	if (w->text.p[0] == '-' &&
	    ((p->style & STYLE_DASH_LONG) || w->text.p[1] == '-'))
		return parse_long(p, w);
	return parse_short(p, w);
}
