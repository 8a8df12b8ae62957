/* SPDX-License-Identifier: ISC */
/*
 * The parts of a target, each with where it was learnt.
 */
#include "target_view.h"

#include "named.h"
#include "trust.h"

enum { NAME_WIDTH = 20 };

static void
put_part(struct out *out, const struct target_part *part, size_t indent)
{
	out_spaces(out, indent);
	out_sv(out, part->name);
	out_spaces(out, part->name.n < NAME_WIDTH ? NAME_WIDTH - part->name.n
	                                          : 1);
	if (part->known)
		out_visible(out, part->value);
	else
		out_str(out, "not known");
	if (part->source.n) {
		out_str(out, "  (");
		out_visible(out, part->source);
		out_c(out, ')');
	}
	out_c(out, '\n');
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
	for (uint32_t i = 0; !e && i < found.n; i++) {
		const struct pin_change *c = &found.changes[i];

		out_spaces(out, indent + 2);
		out_sv(out, c->name);
		out_str(out, " was ");
		out_visible(out, c->was);
		out_str(out, ", is now ");
		out_str(out, c->is.n ? "" : c->known ? "nothing"
		                                     : "not known");
		out_visible(out, c->is);
		out_c(out, '\n');
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
