/* SPDX-License-Identifier: ISC */
/*
 * The rules of a tool as text and as JSON.
 */
#include "listing.h"

#include "guard/gate.h"
#include "reason.h"

enum { PATTERN_SHOWN = 60 /* bytes */ };

const struct listing_part listing_parts[] = {
    {STORED_ALLOW, "Runs freely"},
    {STORED_ASK, "Waits for a human"},
    {STORED_DENY, "Is never run"},
    {0, NULL},
};

bool
listing_has(const struct listed_rule *r, enum stored_verdict v)
{
	for (size_t i = 0; i < r->n_patterns; i++)
		if (r->patterns[i].verdict == v)
			return true;
	return false;
}

/* The root's pattern is a dot; people know it by the tool's name alone. One
 * that is longer than a line is read in its file. */
static void
put_pattern(struct sv text, const char *mark, struct buf *out)
{
	bool cut = false;

	if (sv_starts(text, SV(". ")))
		text = sv_skip(text, 2);
	if (!*mark && text.n > PATTERN_SHOWN) {
		text = sv_take(text, PATTERN_SHOWN);
		cut = true;
	}
	buf_str(out, mark);
	if (sv_eq(text, SV(".")))
		buf_str(out, "(no command)");
	else
		buf_visible(out, text);
	buf_str(out, cut ? "..." : "");
	buf_str(out, mark);
}

void
listing_patterns(const struct listed_rule *r, enum stored_verdict v,
    const char *mark, size_t limit, struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_patterns; i++) {
		if (r->patterns[i].verdict != v || n++ >= limit)
			continue;
		if (n > 1)
			buf_str(out, ", ");
		put_pattern(r->patterns[i].text, mark, out);
	}
	if (n > limit) {
		buf_str(out, " and ");
		buf_u64(out, n - limit);
		buf_str(out, " more");
	}
}

const char *
listing_rest(const struct listed_tool *t)
{
	return t->launcher
	    ? "What is not listed passes; what it starts is judged by itself."
	    : "What is not listed waits for a human.";
}

static void
put_wrapped(struct sv text, size_t indent, struct buf *out)
{
	for (size_t i = 0; i < indent; i++)
		buf_c(out, ' ');
	text_wrap(text, indent, indent, out);
	buf_c(out, '\n');
}

static void
put_labelled(const char *label, struct sv text, const char *end,
    struct buf *out)
{
	char memory[4096];
	struct buf b;

	if (!text.n)
		return;
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, label);
	text_prose(text, &b);
	buf_str(&b, end);
	put_wrapped(buf_view(&b), 6, out);
}

static void
put_with(const struct listed_rule *r, struct buf *out)
{
	char memory[4096];
	struct buf b;

	if (!r->n_with)
		return;
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "also with: ");
	for (size_t i = 0; i < r->n_with; i++) {
		buf_str(&b, i ? ", " : "");
		buf_visible(&b, r->with[i]);
	}
	put_wrapped(buf_view(&b), 6, out);
}

static void
put_when(const struct listed_rule *r, struct buf *out)
{
	char memory[4096];
	struct buf b;

	for (size_t i = 0; i < r->n_when; i++) {
		buf_init(&b, memory, sizeof(memory));
		buf_str(&b, "when ");
		buf_visible(&b, r->when[i].name);
		buf_str(&b, " is ");
		buf_visible(&b, r->when[i].value);
		put_wrapped(buf_view(&b), 6, out);
	}
}

/* The rule's name at the left, its place at the right edge. */
static void
put_title(const struct listed_rule *r, uint32_t line, struct buf *out)
{
	char memory[512];
	struct buf place;
	size_t used;

	buf_init(&place, memory, sizeof(memory));
	if (r->layer != LAYER_SHIPPED) {
		buf_str(&place, reason_layer_name(r->layer));
		buf_c(&place, ' ');
	}
	buf_visible(&place, r->file);
	buf_c(&place, ':');
	buf_u64(&place, line);
	buf_str(out, "  ");
	buf_visible(out, r->id);
	used = 2 + r->id.n + place.n;
	for (size_t i = used; i < text_width(); i++)
		buf_c(out, ' ');
	if (used >= text_width())
		buf_str(out, "\n      ");
	buf_sv(out, buf_view(&place));
	buf_c(out, '\n');
}

static uint32_t
first_line(const struct listed_rule *r, enum stored_verdict v)
{
	uint32_t line = 0;

	for (size_t i = 0; i < r->n_patterns; i++)
		if (r->patterns[i].verdict == v &&
		    (!line || r->patterns[i].line < line))
			line = r->patterns[i].line;
	return line;
}

static void
put_rule(const struct listed_rule *r, enum stored_verdict v, struct buf *out)
{
	static char memory[1 << 16];
	struct buf b;

	put_title(r, first_line(r, v), out);
	buf_init(&b, memory, sizeof(memory));
	listing_patterns(r, v, "", SIZE_MAX, &b);
	put_wrapped(buf_view(&b), 6, out);
	if (v == STORED_ALLOW) {
		put_with(r, out);
	} else {
		put_labelled("It ", r->because, ".", out);
		put_labelled("safe instead: ", r->instead, "", out);
	}
	put_when(r, out);
}

void
listing_parts_each(const struct listed_tool *t, const char *before,
    const char *after, void (*put)(const struct listed_rule *r,
    enum stored_verdict v, struct buf *out), struct buf *out)
{
	for (const struct listing_part *p = listing_parts; p->title; p++) {
		bool any = false;

		for (size_t i = 0; i < t->n_rules; i++) {
			if (!listing_has(&t->rules[i], p->verdict))
				continue;
			if (!any) {
				buf_str(out, before);
				buf_str(out, p->title);
				buf_str(out, after);
			}
			any = true;
			put(&t->rules[i], p->verdict, out);
		}
	}
}

void
listing_text(const struct listed_tool *t, struct buf *out)
{
	char memory[4096];
	struct buf head;

	buf_init(&head, memory, sizeof(memory));
	buf_visible(&head, t->name);
	for (size_t i = 0; i < t->n_aliases; i++) {
		buf_str(&head, i ? ", " : " (also ");
		buf_visible(&head, t->aliases[i]);
	}
	buf_str(&head, t->n_aliases ? "): " : ": ");
	text_prose(t->summary, &head);
	put_wrapped(buf_view(&head), 0, out);
	listing_parts_each(t, "\n", "\n", put_rule, out);
	buf_c(out, '\n');
	buf_str(out, listing_rest(t));
	buf_c(out, '\n');
}

void
listing_head_json(struct emit *j, const struct listed_tool *t)
{
	emit_text(j, "tool", t->name);
	emit_array(j, "aliases");
	for (size_t i = 0; i < t->n_aliases; i++)
		emit_text(j, NULL, t->aliases[i]);
	emit_end_array(j);
	emit_text(j, "summary", t->summary);
	emit_flag(j, "launcher", t->launcher);
}

static void
put_list_json(struct emit *j, const struct listed_rule *r,
    enum stored_verdict v, const char *key)
{
	emit_array(j, key);
	for (size_t i = 0; i < r->n_patterns; i++)
		if (r->patterns[i].verdict == v)
			emit_text(j, NULL, r->patterns[i].text);
	emit_end_array(j);
}

static void
put_rule_json(struct emit *j, const struct listed_rule *r)
{
	emit_object(j, NULL);
	emit_text(j, "id", r->id);
	emit_str(j, "effect", reason_effect_name(r->effect));
	emit_str(j, "layer", reason_layer_name(r->layer));
	emit_text(j, "file", r->file);
	emit_u64(j, "line", r->n_patterns ? r->patterns[0].line : 0);
	put_list_json(j, r, STORED_ALLOW, "allow");
	put_list_json(j, r, STORED_ASK, "ask");
	put_list_json(j, r, STORED_DENY, "deny");
	emit_array(j, "with");
	for (size_t i = 0; i < r->n_with; i++)
		emit_text(j, NULL, r->with[i]);
	emit_end_array(j);
	emit_array(j, "when");
	for (size_t i = 0; i < r->n_when; i++) {
		emit_object(j, NULL);
		emit_text(j, "fact", r->when[i].name);
		emit_text(j, "value", r->when[i].value);
		emit_end_object(j);
	}
	emit_end_array(j);
	emit_text(j, "because", r->because);
	emit_text(j, "instead", r->instead);
	emit_end_object(j);
}

void
listing_json(struct emit *j, const struct listed_tool *t)
{
	listing_head_json(j, t);
	emit_text(j, "source", t->source);
	emit_array(j, "rules");
	for (size_t i = 0; i < t->n_rules; i++)
		put_rule_json(j, &t->rules[i]);
	emit_end_array(j);
}
