/* SPDX-License-Identifier: ISC */
/*
 * The parts of a target, each with where it was learnt.
 */
#include "target_view.h"

#include "named.h"
#include "text.h"
#include "trust.h"

enum { NAME_WIDTH = 20, VALUE_MAX = 8192 /* bytes */ };

/* A line, and what does not fit into it on the next. */
static void
put_joined(struct out *out, const struct buf *line, const struct buf *rest,
    size_t indent)
{
	out_sv(out, buf_view(line));
	if (rest->n && line->n + rest->n > TEXT_WIDTH) {
		out_c(out, '\n');
		out_spaces(out, indent);
	}
	out_sv(out, buf_view(rest));
	out_c(out, '\n');
}

static void
put_part(struct out *out, const struct target_part *part, size_t indent)
{
	char memory[2][VALUE_MAX];
	struct buf line, source;

	buf_init(&line, memory[0], VALUE_MAX);
	buf_init(&source, memory[1], VALUE_MAX);
	buf_sv(&line, sv_take(SV("        "), indent));
	buf_sv(&line, part->name);
	do
		buf_c(&line, ' ');
	while (line.n < indent + NAME_WIDTH);
	if (part->known)
		buf_visible(&line, sv_take(part->value, VALUE_MAX / 8));
	else
		buf_str(&line, "not known");
	if (part->source.n) {
		buf_str(&source, "  (");
		buf_visible(&source, sv_take(part->source, VALUE_MAX / 8));
		buf_c(&source, ')');
	}
	put_joined(out, &line, &source, indent + NAME_WIDTH - 2);
}

static void
put_change(struct out *out, const struct pin_change *c, size_t indent)
{
	char memory[2][VALUE_MAX];
	struct buf was, is;

	buf_init(&was, memory[0], VALUE_MAX);
	buf_init(&is, memory[1], VALUE_MAX);
	buf_sv(&was, sv_take(SV("        "), indent));
	buf_sv(&was, c->name);
	buf_str(&was, " was ");
	buf_str(&was, c->was.n ? "" : "nothing");
	buf_visible(&was, sv_take(c->was, VALUE_MAX / 8));
	buf_c(&was, ',');
	buf_str(&is, c->is.n ? " is now " : c->known ? " is now nothing"
	                                             : " is now not known");
	buf_visible(&is, sv_take(c->is, VALUE_MAX / 8));
	put_joined(out, &was, &is, indent + 1);
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
	enum err e = facts_pin(&policy->world.facts, inv, &found);

	if (!e && !states[found.state])
		return;
	out_spaces(out, indent);
	out_str(out, "trusted here");
	out_spaces(out, NAME_WIDTH - 12);
	out_str(out, e ? err_text(e) : states[found.state]);
	out_str(out, !e && found.disposable ? ", disposable\n" : "\n");
	for (uint32_t i = 0; !e && i < found.n; i++)
		put_change(out, &found.changes[i], indent + 2);
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
		put_part(out, &parts[i], indent);
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
