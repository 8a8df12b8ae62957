/* SPDX-License-Identifier: ISC */
/*
 * The words of a pattern, and what a word says of a value: a literal, a set
 * {a,b}, a glob, a range 1..10 or a regex re:… . Quotes are a shell's; outside
 * of them a backslash is kept, because globs and regexes quote with it too.
 */
#include <string.h>

#include "guard/policy.h"
#include "rules/compile.h"
#include "rules/shown.h"

#define MAX_GROUPS 16u /* {…} in one word, nested ones too */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Characters that a glob, a set or a tag gives a meaning. */
static bool
is_magic(char c)
{
	return memchr("*?[]\\{},@", c, 9) != NULL;
}

/* What is being split, and the two forms of the current word. */
struct splitter {
	struct sv text;
	size_t i;
	struct buf raw;
	struct buf glob;
};

static void
put_quoted(struct splitter *s, char c)
{
	buf_c(&s->raw, c);
	if (is_magic(c))
		buf_c(&s->glob, '\\');
	buf_c(&s->glob, c);
}

/* From the quote at i to behind its end; false when it has none. */
static bool
take_quoted(struct splitter *s)
{
	char quote = s->text.p[s->i++];

	for (; s->i < s->text.n; s->i++) {
		char c = s->text.p[s->i];

		if (c == quote) {
			s->i++;
			return true;
		}
		if (c == '\\' && quote == '"' && s->i + 1 < s->text.n &&
		    memchr("\"\\", s->text.p[s->i + 1], 2))
			c = s->text.p[++s->i];
		put_quoted(s, c);
	}
	return false;
}

static bool
take_word(struct splitter *s)
{
	while (s->i < s->text.n && !is_blank(s->text.p[s->i])) {
		char c = s->text.p[s->i];

		if (c == '\'' || c == '"') {
			if (!take_quoted(s))
				return false;
			continue;
		}
		buf_c(&s->raw, c);
		buf_c(&s->glob, c);
		s->i++;
		if (c == '\\' && s->i < s->text.n) {
			buf_c(&s->raw, s->text.p[s->i]);
			buf_c(&s->glob, s->text.p[s->i++]);
		}
	}
	return true;
}

enum err
pattern_words(struct compiler *c, const struct located *text,
    struct pattern_word *words, size_t *out_n)
{
	struct splitter s = {.text = text->text};
	size_t raw_room = text->text.n, glob_room = raw_room * 2;
	char *p = arena_alloc(c->arena, raw_room + glob_room + 1, 1);
	size_t n = 0;

	if (!p)
		return ERR_LIMIT;
	buf_init(&s.raw, p, raw_room);
	buf_init(&s.glob, p + raw_room, glob_room);
	for (;;) {
		while (s.i < s.text.n && is_blank(s.text.p[s.i]))
			s.i++;
		if (s.i == s.text.n)
			break;
		/* Each word goes behind the one before. */
		buf_init(&s.raw, s.raw.p + s.raw.n, s.raw.cap - s.raw.n);
		buf_init(&s.glob, s.glob.p + s.glob.n, s.glob.cap - s.glob.n);
		if (n == COMPILE_MAX_WORDS || !take_word(&s)) {
			diag_add(c->sink, SEVERITY_ERROR, text->span,
			    "bad-pattern", n == COMPILE_MAX_WORDS ?
			    "pattern has too many words" :
			    "quote is not closed");
			return ERR_SCHEMA;
		}
		words[n].raw = buf_view(&s.raw);
		words[n++].glob = buf_view(&s.glob);
	}
	*out_n = n;
	return OK;
}

/* A group {a,b}: its braces and how many commas split it. */
struct group {
	size_t open;
	size_t close;
	size_t commas;
};

/* The group that opens at i, if it is one. */
static bool
read_group(struct sv s, size_t i, struct group *out)
{
	size_t depth = 0;

	*out = (struct group){.open = i};
	for (; i < s.n; i++) {
		if (s.p[i] == '\\') {
			i++;
		} else if (s.p[i] == '{') {
			depth++;
		} else if (s.p[i] == ',' && depth == 1) {
			out->commas++;
		} else if (s.p[i] == '}' && --depth == 0) {
			out->close = i;
			return out->commas > 0;
		}
	}
	return false;
}

static bool
first_group(struct sv s, struct group *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '{' && read_group(s, i, out))
			return true;
	}
	return false;
}

struct alternatives {
	struct arena *arena;
	struct sv *items;
	size_t n;
};

/* head + middle + tail. */
static struct sv
join(struct arena *arena, struct sv head, struct sv middle, struct sv tail)
{
	size_t n = head.n + middle.n + tail.n;
	char *p = arena_alloc(arena, n + 1, 1);
	struct buf b;

	if (!p)
		return (struct sv){NULL, 0};
	buf_init(&b, p, n);
	buf_sv(&b, head);
	buf_sv(&b, middle);
	buf_sv(&b, tail);
	return (struct sv){p, n};
}

/* Recursion takes one group away each time; there are at most MAX_GROUPS. */
static enum err
expand(struct alternatives *a, struct sv s, unsigned groups)
{
	struct group g;
	size_t from, depth = 0;
	enum err e;

	if (!first_group(s, &g)) {
		if (a->n == COMPILE_MAX_ALTERNATIVES)
			return ERR_LIMIT;
		a->items[a->n++] = s;
		return OK;
	}
	if (groups == MAX_GROUPS)
		return ERR_LIMIT;
	from = g.open + 1;
	for (size_t i = from; i <= g.close; i++) {
		char c = s.p[i];
		bool ends = depth == 0 && (c == ',' || i == g.close);

		if (ends) {
			struct sv whole = join(a->arena, sv_take(s, g.open),
			    (struct sv){s.p + from, i - from},
			    sv_skip(s, g.close + 1));

			if (!whole.p)
				return ERR_LIMIT;
			if ((e = expand(a, whole, groups + 1)))
				return e;
			from = i + 1;
		} else if (c == '\\') {
			i++;
		} else {
			depth += c == '{';
			depth -= c == '}';
		}
	}
	return OK;
}

enum err
pattern_alternatives(struct compiler *c, struct sv glob, const struct sv **out,
    size_t *out_n)
{
	struct alternatives a = {.arena = c->arena, .items = c->alternatives};
	struct sv *items;
	enum err e;

	if ((e = expand(&a, glob, 0)))
		return e;
	items = ARENA_NEW(c->arena, a.n, struct sv);
	if (!items)
		return ERR_LIMIT;
	memcpy(items, a.items, a.n * sizeof(*items));
	*out = items;
	*out_n = a.n;
	return OK;
}

bool
pattern_is_literal(struct sv glob)
{
	for (size_t i = 0; i < glob.n; i++) {
		if (glob.p[i] == '\\')
			i++;
		else if (memchr("*?[", glob.p[i], 3))
			return false;
	}
	return true;
}

struct sv
pattern_literal(struct compiler *c, struct sv glob)
{
	char *p;
	size_t n = 0;

	if (sv_find(glob, 0, '\\') == glob.n)
		return glob;
	p = arena_alloc(c->arena, glob.n + 1, 1);
	if (!p)
		return (struct sv){NULL, 0};
	for (size_t i = 0; i < glob.n; i++) {
		if (glob.p[i] == '\\' && i + 1 < glob.n)
			i++;
		p[n++] = glob.p[i];
	}
	return (struct sv){p, n};
}

/* "1..10": the place of the dots; 0 if it is none. */
static size_t
range_dots(struct sv s)
{
	size_t i = sv_find(s, 0, '.');
	uint64_t low, high;

	if (i == 0 || i + 2 >= s.n || s.p[i + 1] != '.' ||
	    !sv_u64(sv_take(s, i), &low) || !sv_u64(sv_skip(s, i + 2), &high))
		return 0;
	return i;
}

static enum err
read_range(struct compiler *c, const struct located *text, struct sv s,
    struct value_match *out)
{
	struct sv *items = ARENA_NEW(c->arena, 2, struct sv);
	size_t dots = range_dots(s);
	uint64_t low, high;

	if (!items)
		return ERR_LIMIT;
	items[0] = sv_take(s, dots);
	items[1] = sv_skip(s, dots + 2);
	if (!sv_u64(items[0], &low) || !sv_u64(items[1], &high) ||
	    low > high) {
		diag_add(c->sink, SEVERITY_ERROR, text->span, "bad-pattern",
		    "range '%.*s' is empty", SHOWN(s));
		return ERR_SCHEMA;
	}
	*out = (struct value_match){s, MATCH_RANGE, items, 2, 0};
	return OK;
}

static enum err
read_regex(struct compiler *c, const struct located *text, struct sv s,
    struct value_match *out)
{
	struct sv *items = ARENA_NEW(c->arena, 1, struct sv);
	struct pattern_error fault = {0};
	enum err e;

	if (!items)
		return ERR_LIMIT;
	items[0] = sv_skip(s, 3);
	e = pattern_check(items[0], &fault);
	if (e == ERR_SYNTAX) {
		diag_add(c->sink, SEVERITY_ERROR, text->span, "bad-pattern",
		    "regular expression: %s at byte %zu", fault.text,
		    fault.offset);
		return ERR_SCHEMA;
	}
	if (e)
		return e;
	*out = (struct value_match){s, MATCH_REGEX, items, 1, 0};
	return OK;
}

enum err
pattern_value(struct compiler *c, const struct located *text,
    const struct pattern_word *word, struct value_match *out)
{
	const struct sv *globs;
	struct sv *literals;
	size_t n;

	if (sv_starts(word->raw, SV("re:")))
		return read_regex(c, text, word->raw, out);
	if (range_dots(word->raw))
		return read_range(c, text, word->raw, out);
	if (pattern_alternatives(c, word->glob, &globs, &n)) {
		diag_add(c->sink, SEVERITY_ERROR, text->span, "bad-pattern",
		    "set '%.*s' has too many alternatives", SHOWN(word->raw));
		return ERR_SCHEMA;
	}
	*out = (struct value_match){word->raw, MATCH_GLOB, globs, n, 0};
	for (size_t i = 0; i < n; i++) {
		if (!pattern_is_literal(globs[i]))
			return OK;
	}
	literals = ARENA_NEW(c->arena, n, struct sv);
	if (!literals)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		literals[i] = pattern_literal(c, globs[i]);
		if (!literals[i].p)
			return ERR_LIMIT;
	}
	*out = (struct value_match){word->raw, MATCH_SET, literals, n, 0};
	return OK;
}
