/* SPDX-License-Identifier: ISC */
/*
 * The head of a saved plan is a message of protocol buffers. Only the few
 * fields that say where it belongs are looked at.
 */
#include "facts/plan.h"

enum {
	WIRE_NUMBER = 0, WIRE_8_BYTES = 1, WIRE_BYTES = 2, WIRE_4_BYTES = 5,
	PLAN_VERSION = 1, PLAN_BACKEND = 13, /* fields of the plan */
	BACKEND_TYPE = 1, BACKEND_WORKSPACE = 3,
	VERSION = 3 /* since terraform 0.12, and of every tofu */
};

struct field {
	uint64_t number, wire, value;
	struct sv bytes; /* WIRE_BYTES */
};

static bool
take_number(struct sv *s, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; shift < 63 && s->n; shift += 7) {
		unsigned char c = (unsigned char)s->p[0];

		*s = sv_skip(*s, 1);
		*out |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return true;
	}
	return false;
}

static bool
take_field(struct sv *s, struct field *out)
{
	uint64_t key;
	size_t fixed;

	if (!take_number(s, &key))
		return false;
	*out = (struct field){.number = key >> 3, .wire = key & 7};
	if (out->wire == WIRE_NUMBER)
		return take_number(s, &out->value);
	if (out->wire == WIRE_BYTES) {
		if (!take_number(s, &out->value) || out->value > s->n)
			return false;
		out->bytes = sv_take(*s, (size_t)out->value);
		*s = sv_skip(*s, (size_t)out->value);
		return true;
	}
	fixed = out->wire == WIRE_8_BYTES ? 8 : 4;
	if ((out->wire != WIRE_8_BYTES && out->wire != WIRE_4_BYTES) ||
	    s->n < fixed)
		return false;
	*s = sv_skip(*s, fixed);
	return true;
}

static bool
read_backend(struct sv s, struct sv *out_type, struct sv *out_workspace)
{
	struct field f;

	while (s.n) {
		if (!take_field(&s, &f))
			return false;
		if (f.wire != WIRE_BYTES)
			continue;
		if (f.number == BACKEND_TYPE)
			*out_type = f.bytes;
		if (f.number == BACKEND_WORKSPACE)
			*out_workspace = f.bytes;
	}
	return true;
}

enum err
plan_head(struct sv head, struct sv *out_backend, struct sv *out_workspace)
{
	bool sane = true, version = false;
	struct field f;

	*out_backend = *out_workspace = (struct sv){0};
	while (head.n && sane) {
		if (!take_field(&head, &f)) {
			sane = false;
			break;
		}
		if (f.number == PLAN_VERSION)
			version = f.wire == WIRE_NUMBER && f.value == VERSION;
		if (f.number == PLAN_BACKEND && f.wire == WIRE_BYTES)
			sane = read_backend(f.bytes, out_backend,
			    out_workspace);
	}
	if (sane && version)
		return OK;
	*out_backend = *out_workspace = (struct sv){0};
	return ERR_SYNTAX;
}
