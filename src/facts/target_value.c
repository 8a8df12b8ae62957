/* SPDX-License-Identifier: ISC */
/*
 * How those who read a part of a target give its value.
 */
#include <string.h>

#include "facts/target.h"

enum { TYPES_SHOWN = 32 };

enum err
target_set(struct target *t, enum fact_id id, struct sv value,
    struct sv source)
{
	struct sv *kept = ARENA_NEW(t->sources.arena, 1, struct sv);

	if (!value.n) {
		target_absent(t, id, source);
		return OK;
	}
	if (!kept)
		return ERR_LIMIT;
	*kept = arena_dup(t->sources.arena, value);
	if (!kept->p)
		return ERR_LIMIT;
	t->facts[id] = (struct fact){FACT_KNOWN, kept, 1, source};
	return OK;
}

enum err
target_set_many(struct target *t, enum fact_id id, const struct sv *values,
    uint32_t n, struct sv source)
{
	struct sv *kept;

	if (!n) {
		target_absent(t, id, source);
		return OK;
	}
	if (!(kept = ARENA_NEW(t->sources.arena, n, struct sv)))
		return ERR_LIMIT;
	memcpy(kept, values, n * sizeof(*kept));
	t->facts[id] = (struct fact){FACT_KNOWN, kept, n, source};
	return OK;
}

enum err
target_set_number(struct target *t, enum fact_id id, uint64_t n,
    struct sv source)
{
	char memory[24];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_u64(&b, n);
	return target_set(t, id, buf_view(&b), source);
}

enum err
target_set_counts(struct target *t, enum fact_id id,
    const struct state_type *types, uint32_t n_types, struct sv source)
{
	struct sv values[TYPES_SHOWN];
	uint64_t more = 0;
	uint32_t n = 0;

	for (uint32_t i = 0; i < n_types || more; i++) {
		char memory[256];
		struct buf b;

		if (i < n_types && n == TYPES_SHOWN - 1) {
			more += types[i].count;
			continue;
		}
		buf_init(&b, memory, sizeof(memory));
		buf_sv(&b, i < n_types ? sv_take(types[i].name, 200)
		                       : SV("more"));
		buf_c(&b, ':');
		buf_u64(&b, i < n_types ? types[i].count : more);
		values[n] = arena_dup(t->sources.arena, buf_view(&b));
		if (!values[n++].p)
			return ERR_LIMIT;
		if (i >= n_types)
			break;
	}
	return target_set_many(t, id, values, n, source);
}

void
target_absent(struct target *t, enum fact_id id, struct sv source)
{
	t->facts[id] = (struct fact){.state = FACT_ABSENT, .source = source};
}

enum err
target_join(struct arena *arena, const struct fact *fact, struct sv *out)
{
	size_t cap = 1;
	struct buf b;
	char *memory;

	*out = (struct sv){0};
	if (fact->n == 1)
		*out = fact->values[0];
	if (fact->n < 2)
		return OK;
	for (uint32_t i = 0; i < fact->n; i++)
		cap += fact->values[i].n + 1;
	if (!(memory = ARENA_NEW(arena, cap, char)))
		return ERR_LIMIT;
	buf_init(&b, memory, cap);
	for (uint32_t i = 0; i < fact->n; i++) {
		if (i)
			buf_c(&b, ' ');
		buf_sv(&b, fact->values[i]);
	}
	*out = buf_view(&b);
	return OK;
}
