/* SPDX-License-Identifier: ISC */
/*
 * facts: what is known of the context that a command would run in: the
 * repository around it, what its path operands stand for. Each is read when it
 * is asked for, in bounded time and memory, from files alone: nothing is run
 * and nothing is asked over a network. What is not certain is unknown. A new
 * fact is a name in argv.h and a row of the table in facts.c.
 */
#ifndef GUARD_FACTS_H
#define GUARD_FACTS_H

#include "guard/argv.h"
#include "guard/os.h"

/* A fact that was asked for, for explanations. */
struct fact_use {
	const struct invocation *inv;
	enum fact_id id;
	struct fact fact;
	struct fact_use *next;
};

struct repository;
struct target;

struct facts {
	const struct argv_context *context; /* its arena holds what is read */
	struct sv cwd;                      /* where guard runs */
	struct fact_use *first;             /* in the order they were asked */
	struct fact_use *last;
	struct repository *repository;      /* the one read last */
	const struct invocation *repository_of;
	struct target *target;              /* the one read last */
	const struct invocation *target_of;
};

/* Forgets what was read: the arena is used anew. */
void facts_init(struct facts *f, const struct argv_context *context,
    struct sv cwd);

/* The fact about an invocation; one that is asked twice is read once. Errors:
 * ERR_LIMIT when the arena is full. */
enum err facts_read(struct facts *f, const struct invocation *inv,
    enum fact_id id, struct fact *out) MUST_USE;

/*
 * What name, which is no command of git, stands for by git's configuration.
 * ERR_NOT_FOUND if it is no alias, ERR_SYNTAX if that cannot be told, ERR_LIMIT.
 */
enum err facts_alias(struct facts *f, const struct invocation *inv,
    struct sv name, struct argv_alias *out) MUST_USE;

/* The fact url, which is of the command line alone. */
enum err facts_urls(struct arena *arena, const struct invocation *inv,
    struct fact *out) MUST_USE;

/* One part of what an invocation acts on. Never a password or a key. */
struct target_part {
	enum fact_id id;
	struct sv name;   /* "database.host" */
	bool known;       /* false: there may be one, and it cannot be told */
	struct sv value;  /* several are joined by blanks; n is 0 if not known */
	struct sv source; /* where it was learnt: "option --url", "DATABASE_URL",
	                   * ".env:3"; n may be 0 */
};

/*
 * What the invocation acts on, in a stable order: what of the target its tool's
 * rule file says how to find. Parts that are surely absent are left out; a tool
 * without a target has none. Lives in the arena. ERR_LIMIT when that is full.
 */
enum err facts_target(struct facts *f, const struct invocation *inv,
    const struct target_part **out, uint32_t *out_n) MUST_USE;

/* Whether the fact is a part of a target. */
bool fact_is_target(enum fact_id id);

#endif
