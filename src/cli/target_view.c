/* SPDX-License-Identifier: ISC */
/*
 * The parts of a target, each with where it was learnt.
 */
#include "target_view.h"

#include "named.h"
#include "text.h"
#include "trust.h"

enum { NAME_WIDTH = 20, SHOWN_MAX = TEXT_LINE_MAX / 8 /* bytes */ };

static void
put_part(struct out *out, const struct target_part *part, size_t indent)
{
	char memory[TEXT_LINE_MAX];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	text_spaces(&line, indent);
	buf_sv(&line, part->name);
	text_spaces(&line, part->name.n < NAME_WIDTH ? NAME_WIDTH - part->name.n
	                                            : 1);
	if (part->known)
		buf_visible(&line, sv_take(part->value, SHOWN_MAX));
	else
		buf_str(&line, "not known");
	if (part->source.n) {
		buf_str(&line, "  (");
		buf_visible(&line, sv_take(part->source, SHOWN_MAX));
		buf_c(&line, ')');
	}
	text_put(out, &line, 0, indent + NAME_WIDTH);
}

/* Of which nothing can be told, not even where it would stand. */
static bool
is_blank(const struct target_part *part)
{
	return !part->known && !part->source.n;
}

/* All of those in one: "not known  terraform.state, terraform.serial". */
static void
put_blank(struct out *out, const struct target_part *parts, uint32_t n,
    size_t indent)
{
	char memory[TEXT_LINE_MAX];
	const char *between = "";
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	text_spaces(&line, indent);
	buf_str(&line, "not known");
	text_spaces(&line, NAME_WIDTH - 9);
	for (uint32_t i = 0; i < n; i++) {
		if (!is_blank(&parts[i]))
			continue;
		buf_str(&line, between);
		buf_sv(&line, parts[i].name);
		between = ", ";
	}
	if (*between)
		text_put(out, &line, 0, indent + NAME_WIDTH);
}

/* How it stands to what was trusted here. */
static void
put_pin(struct out *out, struct policy *policy, const struct invocation *inv,
    size_t indent)
{
	static const char *const states[] = {
		[PIN_UNKNOWN] = NULL, [PIN_NONE] = "nothing, see guard trust",
		[PIN_SAME] = "this", [PIN_DIFFERS] = "another one",
	};
	struct pin_finding found;
	char memory[TEXT_LINE_MAX];
	struct buf line;
	enum err e = facts_pin(&policy->world.facts, inv, &found);

	if (!e && !states[found.state])
		return;
	buf_init(&line, memory, sizeof(memory));
	text_spaces(&line, indent);
	buf_str(&line, "trusted here");
	text_spaces(&line, NAME_WIDTH - 12);
	buf_str(&line, e ? err_text(e) : states[found.state]);
	buf_str(&line, !e && found.disposable ? ", disposable" : "");
	text_put(out, &line, 0, indent + NAME_WIDTH);
	for (uint32_t i = 0; !e && i < found.n; i++) {
		const struct pin_change *c = &found.changes[i];

		buf_init(&line, memory, sizeof(memory));
		text_spaces(&line, indent + 2);
		buf_sv(&line, c->name);
		buf_str(&line, " was ");
		buf_str(&line, c->was.n ? "" : "nothing");
		buf_visible(&line, sv_take(c->was, SHOWN_MAX));
		buf_str(&line, ", is now ");
		buf_str(&line, c->is.n ? "" : c->known ? "nothing"
		                                       : "not known");
		buf_visible(&line, sv_take(c->is, SHOWN_MAX));
		text_put(out, &line, 0, indent + 4);
	}
}

static void
put_failure(struct out *out, enum err e, size_t indent)
{
	char memory[128];
	struct buf fault;

	buf_init(&fault, memory, sizeof(memory));
	out_spaces(out, indent);
	out_str(out, "the target cannot be read: ");
	if (named_fault(&fault)) {
		out_sv(out, buf_view(&fault));
		out_str(out, ": ");
	}
	out_str(out, err_text(e));
	out_c(out, '\n');
}

void
target_view_text(struct out *out, struct policy *policy,
    const struct invocation *inv, size_t indent)
{
	const struct target_part *parts;
	uint32_t n;
	enum err e = facts_target(&policy->world.facts, inv, &parts, &n);

	if (e) {
		put_failure(out, e, indent);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		if (!is_blank(&parts[i]))
			put_part(out, &parts[i], indent);
	put_blank(out, parts, n, indent);
	if (n)
		put_pin(out, policy, inv, indent);
}

void
target_view_json(struct emit *j, struct policy *policy,
    const struct invocation *inv, const char *key)
{
	const struct target_part *parts;
	uint32_t n;

	emit_array(j, key);
	if (facts_target(&policy->world.facts, inv, &parts, &n))
		n = 0;
	for (uint32_t i = 0; i < n; i++) {
		emit_object(j, NULL);
		emit_text(j, "name", parts[i].name);
		emit_flag(j, "known", parts[i].known);
		emit_text(j, "value", parts[i].value);
		emit_text(j, "source", parts[i].source);
		emit_end_object(j);
	}
	emit_end_array(j);
}

bool
target_view_says(struct policy *policy, const struct invocation *inv)
{
	const struct target_part *parts;
	uint32_t n;

	if (facts_target(&policy->world.facts, inv, &parts, &n))
		return true;
	for (uint32_t i = 0; i < n; i++)
		if (parts[i].known && parts[i].source.n &&
		    !sv_eq(parts[i].source, SV("default")))
			return true;
	return false;
}
