/* SPDX-License-Identifier: ISC */
/*
 * A request as programs read it.
 */
#include "request_text.h"
#include "text.h"

static void
names_json(struct emit *j, const char *key, const struct request *r,
    enum item_kind kind)
{
	emit_array(j, key);
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == kind)
			emit_text(j, NULL, r->items[i].name);
	emit_end_array(j);
}

static void
processes_json(struct arena *arena, struct emit *j, const struct request *r)
{
	emit_array(j, "processes");
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == NOTE_PROCESS)
			emit_text(j, NULL, text_redacted(arena,
			    r->items[i].value, SV("")));
	emit_end_array(j);
}

static void
steps_json(struct emit *j, const struct request *r)
{
	emit_array(j, "before");
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == BOUND_STEP)
			emit_text(j, NULL, r->items[i].value);
	emit_end_array(j);
}

static void
targets_json(struct emit *j, const struct request *r)
{
	emit_array(j, "target");
	for (size_t i = 0; i < r->n; i++) {
		if (r->items[i].kind != BOUND_TARGET)
			continue;
		emit_object(j, NULL);
		emit_text(j, "name", r->items[i].name);
		emit_text(j, "value", r->items[i].value);
		emit_text(j, "source", request_source(r, r->items[i].name));
		emit_end_object(j);
	}
	emit_end_array(j);
}

/* As people see it: no secrets. */
static void
argv_json(struct arena *arena, const struct request *r, struct emit *j)
{
	struct sv before = SV("");

	emit_array(j, "argv");
	for (size_t i = 0; i < r->n; i++) {
		if (r->items[i].kind != BOUND_ARGUMENT)
			continue;
		emit_text(j, NULL, text_redacted(arena, r->items[i].value,
		    before));
		before = r->items[i].value;
	}
	emit_end_array(j);
}

void
request_json(struct arena *arena, const char *assurance,
    const struct looked_up *l, struct emit *j)
{
	const struct request *r = &l->request;
	char memory[ID_LENGTH + 8];
	struct buf id;

	buf_init(&id, memory, sizeof(memory));
	id_show(l->asking.id, ID_LENGTH, &id);
	emit_text(j, "id", buf_view(&id));
	emit_str(j, "state", asking_state_name(l->state));
	emit_u64(j, "tries", l->tries);
	emit_u64(j, "made", r->made_s);
	emit_u64(j, "until", r->until_s);
	emit_text(j, "tool", request_value(r, BOUND_TOOL));
	argv_json(arena, r, j);
	emit_text(j, "rule", request_value(r, NOTE_RULE));
	emit_text(j, "because", request_value(r, NOTE_BECAUSE));
	emit_text(j, "instead", request_value(r, NOTE_INSTEAD));
	emit_text(j, "confirm", request_value(r, NOTE_CONFIRM));
	emit_text(j, "directory", request_name(r, BOUND_DIRECTORY));
	emit_text(j, "program", request_name(r, BOUND_EXECUTABLE));
	emit_text(j, "user", request_value(r, BOUND_USER));
	targets_json(j, r);
	emit_text(j, "input", request_value(r, BOUND_INPUT));
	names_json(j, "files", r, BOUND_FILE);
	steps_json(j, r);
	names_json(j, "variables", r, BOUND_VARIABLE);
	processes_json(arena, j, r);
	emit_u64(j, "approvals", request_approvals(r));
	emit_str(j, "assurance", assurance);
}
