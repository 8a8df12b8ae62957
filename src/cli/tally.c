/* SPDX-License-Identifier: ISC */
/*
 * Counts keys, not files or names: who has two names has one voice.
 */
#include "tally.h"

#include <string.h>

enum { NAMES_MAX = APPROVERS_MAX * (APPROVER_NAME_MAX + 2) };

struct counting {
	const struct judging *judging;
	const struct request *request;
	struct tally *tally;
	enum err error;
};

static bool
has_said_yes(const struct tally *t, const struct approver *a)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (sv_eq(t->by[i]->key.blob, a->key.blob))
			return true;
	return false;
}

static void
count(void *p, struct sv file)
{
	struct counting *c = p;
	struct tally *t = c->tally;
	const struct approver *a;
	struct grant g;
	enum grant_fault fault = grant_judge(file, c->request, c->judging, &g);

	if (fault) {
		t->fault = fault;
		return;
	}
	a = approvers_find(c->judging->approvers, g.approver);
	if (!a || has_said_yes(t, a) || t->n == APPROVERS_MAX)
		return;
	t->by[t->n++] = a;
	if (!t->uses || g.uses < t->uses)
		t->uses = g.uses;
	t->because = g.because;
	t->system = t->system || strcmp(g.assurance, GRANT_SYSTEM) == 0;
}

/* The file's memory is taken back after each, but the reason must stay. */
static void
count_and_keep(void *p, struct sv file)
{
	struct counting *c = p;
	struct sv copy = arena_dup(c->judging->arena, file);

	if (copy.p)
		count(p, copy);
	else
		c->error = ERR_LIMIT;
}

enum err
tally_grants(const struct store *store, const struct asking *a,
    const struct request *r, const struct judging *j, struct tally *out)
{
	void *memory = arena_take(j->arena, GRANT_MAX);
	struct counting c = {.judging = j, .request = r, .tally = out};
	struct arena files;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (!memory)
		return ERR_LIMIT;
	arena_init(&files, memory, GRANT_MAX);
	e = store_grants(store, a, &files, count_and_keep, &c);
	return e ? e : c.error;
}

enum err
tally_names(const struct tally *t, struct arena *arena, struct sv *out)
{
	char *memory = arena_take(arena, NAMES_MAX);
	struct buf b;

	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, NAMES_MAX);
	for (uint32_t i = 0; i < t->n; i++) {
		buf_str(&b, i ? ", " : "");
		buf_str(&b, t->by[i]->name);
	}
	*out = buf_view(&b);
	return OK;
}
