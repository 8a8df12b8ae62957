/* SPDX-License-Identifier: ISC */
/*
 * target: what an invocation acts on, part by part, read once for all of them.
 */
#ifndef FACTS_TARGET_H
#define FACTS_TARGET_H

#include "facts/source.h"
#include "facts/state.h"

struct target {
	struct sources sources;
	bool read[TARGETS];       /* which kinds have been */
	struct fact facts[FACTS]; /* unknown where nothing was found */
	bool pin_read;
	struct pin_finding pin;
};

/* The kinds that the tool has, and the facts of each. */
bool target_has(const struct target *t, enum target_kind kind);
void target_range(enum target_kind kind, enum fact_id *out_first,
    enum fact_id *out_last);
/* Whether it is part of what is pinned, or (a note) only told. */
bool target_is_pinned(enum fact_id id);
struct sv target_kind_name(enum target_kind kind);

/* The target of the invocation, begun but not read. */
enum err target_take(struct facts *facts, const struct invocation *inv,
    struct target **out) MUST_USE;
/* The value of a fact; several are joined by blanks. */
enum err target_join(struct arena *arena, const struct fact *fact,
    struct sv *out) MUST_USE;
/* target.pin and target.disposable. */
enum err target_pin_fact(struct facts *facts, const struct invocation *inv,
    enum fact_id id, struct fact *out) MUST_USE;

/* target.tests. */
enum err target_tests_fact(struct facts *facts, const struct invocation *inv,
    struct fact *out) MUST_USE;

/* What a kind's reader gets; each fact that it does not set is unknown. */
typedef enum err (*target_read_fn)(struct target *t);

enum err read_database(struct target *t) MUST_USE;
enum err read_terraform(struct target *t) MUST_USE;
enum err read_plan(struct target *t) MUST_USE;
enum err read_kube(struct target *t) MUST_USE;
/* What the rule file lists, and nothing else. */
enum err read_aws(struct target *t) MUST_USE;
enum err read_gcloud(struct target *t) MUST_USE;
enum err read_azure(struct target *t) MUST_USE;
enum err read_docker(struct target *t) MUST_USE;
enum err read_app(struct target *t) MUST_USE;

/* Sets a fact to one value, copied; an empty one leaves it absent. */
enum err target_set(struct target *t, enum fact_id id, struct sv value,
    struct sv source) MUST_USE;
/* The same to several; none leaves it absent. */
enum err target_set_many(struct target *t, enum fact_id id,
    const struct sv *values, uint32_t n, struct sv source) MUST_USE;
enum err target_set_number(struct target *t, enum fact_id id, uint64_t n,
    struct sv source) MUST_USE;
/* "TYPE:2" of each, the last ones together when there are many. */
enum err target_set_counts(struct target *t, enum fact_id id,
    const struct state_type *types, uint32_t n_types, struct sv source)
    MUST_USE;
void target_absent(struct target *t, enum fact_id id, struct sv source);

#endif
