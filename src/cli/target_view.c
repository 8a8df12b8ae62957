/* SPDX-License-Identifier: ISC */
/*
 * The parts of a target, each with where it was learnt.
 */
#include "target_view.h"

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

void
target_view_text(struct out *out, struct policy *policy,
    const struct invocation *inv, size_t indent)
{
	const struct target_part *parts;
	uint32_t n;
	enum err e = facts_target(&policy->world.facts, inv, &parts, &n);

	if (e) {
		out_spaces(out, indent);
		out_str(out, "the target cannot be read: ");
		out_str(out, err_text(e));
		out_c(out, '\n');
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		put_part(out, &parts[i], indent);
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
