/* SPDX-License-Identifier: ISC */
/*
 * The rules of a tool as a page of documentation, and as what an agent should
 * know of them.
 */
#include "markdown.h"

#include <string.h>

#include "reason.h"

enum { AGENT_PATTERNS = 12, AGENT_RULES = 12 };

/* Text from a rule file as it reads in Markdown. */
static void
put_prose(struct sv text, struct buf *out)
{
	char memory[4096];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	text_prose(text, &b);
	for (size_t i = 0; i < b.n; i++) {
		if (memchr("*_<>|", b.p[i], 5))
			buf_c(out, '\\');
		buf_c(out, b.p[i]);
	}
}

static void
put_when(const struct listed_rule *r, struct buf *out)
{
	for (size_t i = 0; i < r->n_when; i++) {
		buf_str(out, i ? " and `" : " When `");
		buf_visible(out, r->when[i].name);
		buf_str(out, "` is `");
		buf_visible(out, r->when[i].value);
		buf_c(out, '`');
	}
	if (r->n_when)
		buf_c(out, '.');
}

static void
put_rule(const struct listed_rule *r, enum stored_verdict v, struct buf *out)
{
	buf_str(out, "- ");
	listing_patterns(r, v, "`", SIZE_MAX, out);
	buf_str(out, " (");
	if (v == STORED_ALLOW) {
		buf_str(out, reason_effect_name(r->effect));
		buf_str(out, ", ");
	}
	buf_c(out, '`');
	buf_visible(out, r->id);
	buf_str(out, "`)");
	if (v != STORED_ALLOW && r->because.n) {
		buf_str(out, "\n  It ");
		put_prose(r->because, out);
		buf_c(out, '.');
	}
	if (v != STORED_ALLOW && r->instead.n) {
		buf_str(out, "\n  Safe instead: ");
		put_prose(r->instead, out);
		buf_c(out, '.');
	}
	put_when(r, out);
	buf_c(out, '\n');
}

void
markdown_page(const struct listed_tool *t, struct buf *out)
{
	buf_str(out, "# ");
	buf_visible(out, t->name);
	buf_str(out, "\n\n");
	put_prose(t->summary, out);
	for (size_t i = 0; i < t->n_aliases; i++) {
		buf_str(out, i ? ", `" : ". Also called `");
		buf_visible(out, t->aliases[i]);
		buf_c(out, '`');
	}
	buf_str(out, ".\n");
	listing_parts_each(t, "\n## ", "\n\n", put_rule, out);
	buf_c(out, '\n');
	buf_str(out, listing_rest(t));
	if (t->source.n) {
		buf_str(out, "\n\nGrammar: ");
		put_prose(t->source, out);
		buf_c(out, '.');
	}
	buf_c(out, '\n');
}

/* Whether the pattern says something to who does not know the rule file. */
static bool
is_plain(struct sv pattern)
{
	return !sv_eq(pattern, SV(".")) &&
	    sv_find(pattern, 0, '@') == pattern.n &&
	    !sv_contains(pattern, SV("re:"));
}

static void
put_free(const struct listed_tool *t, struct buf *out)
{
	size_t left = AGENT_PATTERNS;
	bool any = false;

	for (size_t i = 0; i < t->n_rules && left; i++) {
		const struct listed_rule *r = &t->rules[i];

		for (size_t k = 0; k < r->n_patterns && left; k++) {
			if (r->patterns[k].verdict != STORED_ALLOW ||
			    !is_plain(r->patterns[k].text))
				continue;
			buf_str(out, any ? ", `" : "Freely: `");
			buf_visible(out, r->patterns[k].text);
			buf_c(out, '`');
			any = true;
			left--;
		}
	}
	if (any)
		buf_str(out, left ? ".\n" : " and more.\n");
}

/* The first few patterns that ask and are plain; 0 if there is none. */
static size_t
put_plain_asks(const struct listed_rule *r, struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_patterns && n < AGENT_PATTERNS / 2; i++) {
		if (r->patterns[i].verdict != STORED_ASK ||
		    !is_plain(r->patterns[i].text))
			continue;
		buf_str(out, n++ ? ", `" : "- `");
		buf_visible(out, r->patterns[i].text);
		buf_c(out, '`');
	}
	return n;
}

/* Rules that destroy first, since they are what must not be tried. */
static size_t
put_asks(const struct listed_tool *t, bool destroys, size_t limit,
    struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_rules && n < limit; i++) {
		const struct listed_rule *r = &t->rules[i];

		if ((r->effect == EFFECT_DESTROY) != destroys ||
		    !put_plain_asks(r, out))
			continue;
		n++;
		buf_str(out, ": ");
		put_prose(r->because, out);
		if (r->instead.n) {
			buf_str(out, ". Instead: ");
			put_prose(r->instead, out);
		}
		buf_str(out, ".\n");
	}
	return n;
}

void
markdown_agent(const struct listed_tool *t, struct buf *out)
{
	size_t n;

	buf_str(out, "\n## ");
	buf_visible(out, t->name);
	buf_str(out, "\n\n");
	put_free(t, out);
	buf_str(out, "A human decides on:\n\n");
	n = put_asks(t, true, AGENT_RULES, out);
	n += put_asks(t, false, AGENT_RULES - n, out);
	if (n == AGENT_RULES) {
		buf_str(out, "- and more: `guard rules ");
		buf_visible(out, t->name);
		buf_str(out, "`.\n");
	}
	if (!t->launcher)
		buf_str(out, "- whatever is not listed.\n");
}
