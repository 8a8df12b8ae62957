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

/*
 * Pins: a human's word on what the commands of a directory act on
 * (guard trust). Of a kind of target there may be several, each a list of
 * parts that must be as they were.
 */
enum { PINS_MAX = 256, PIN_MAX_TARGETS = 16, PIN_MAX_PARTS = 24 };

struct pin_part {
	struct sv name;  /* "database.host" */
	struct sv value;
};

struct pin_target {
	enum target_kind kind;
	struct pin_part *parts;
	uint32_t n;
};

struct pin {
	struct sv directory; /* absolute, links resolved */
	bool disposable;     /* what is lost with it is no loss */
	uint64_t time_s;     /* when it was pinned */
	struct pin_target *targets;
	uint32_t n;
	struct sv approver;  /* who signed it; n is 0 for nobody */
	struct sv signature;
	bool sealed;         /* the signature was verified;
			      * never read from a file */
};

struct pins {
	struct pin *list;
	uint32_t n;
	bool signed_only; /* there are approvers: a pin that none of them
	                   * signed tells what differs, vouches for none */
};

/* The text of a file of pins. ERR_SYNTAX for anything but what pins_write
 * writes, ERR_LIMIT. Texts are copied into arena. */
enum err pins_read(struct arena *arena, struct sv text, struct pins *out)
    MUST_USE;
/* ERR_LIMIT when it does not fit. */
enum err pins_write(const struct pins *pins, struct buf *out) MUST_USE;
/* What a signature of one pin is over. */
enum err pin_statement(const struct pin *pin, struct buf *out) MUST_USE;
/* The pin of a directory that counts for a kind of target: the last that has
 * it, so that one kind can be pinned without another being forgotten. NULL
 * without one. */
const struct pin *pins_find(const struct pins *pins, struct sv directory,
    enum target_kind kind);

/* Gives the pins, once for all decisions; NULL and OK when there are none. */
typedef enum err (*pins_fn)(void *ctx, const struct pins **out);

/*
 * Names for targets (prod, dev …), as a human gave them: PREFIX/etc/guard/
 * environments. Names are in the order of their strictness.
 */
enum {
	ENVIRONMENTS_MAX = 256,     /* lines */
	ENVIRONMENT_NAMES_MAX = 32,
	ENVIRONMENT_MAX_CONDITIONS = 8
};

struct environment_condition {
	bool directory;  /* about where it runs ("cwd"), not about a fact */
	enum fact_id id; /* a part of a target */
	struct sv glob;
};

struct environment_line {
	uint32_t rank;   /* of its name */
	uint32_t number; /* in the file */
	struct environment_condition conditions[ENVIRONMENT_MAX_CONDITIONS];
	uint32_t n;
};

struct environments {
	struct sv names[ENVIRONMENT_NAMES_MAX];
	uint32_t n_names;
	struct environment_line *lines;
	uint32_t n;
};

/* ERR_SYNTAX (out_line is set then), ERR_LIMIT. Views into text. */
enum err environments_read(struct arena *arena, struct sv text,
    struct environments *out, uint32_t *out_line) MUST_USE;

/* Gives them, once for all decisions; none is no error. */
typedef enum err (*environments_fn)(void *ctx,
    const struct environments **out);

/*
 * What `TOOL show -json PLAN` prints of a saved plan, run in a directory: the
 * one fact that takes a program, which only who decides on a command of now
 * does. Any error says that it cannot be told. The text lives until the next
 * call.
 */
typedef enum err (*plan_fn)(void *ctx, struct sv tool, struct sv directory,
    struct sv plan, struct sv *out_text);

struct facts {
	const struct argv_context *context; /* its arena holds what is read */
	struct sv cwd;                      /* where guard runs */
	struct fact_use *first;             /* in the order they were asked */
	struct fact_use *last;
	struct repository *repository;      /* the one read last */
	const struct invocation *repository_of;
	struct target *target;              /* the one read last */
	const struct invocation *target_of;
	pins_fn pins;                       /* NULL: nobody knows */
	void *pins_ctx;
	environments_fn environments;       /* NULL: nobody knows */
	void *environments_ctx;
	plan_fn plan;                       /* NULL: nobody runs anything */
	void *plan_ctx;
};

/* Forgets what was read: the arena is used anew. */
void facts_init(struct facts *f, const struct argv_context *context,
    struct sv cwd);

/* The fact about an invocation; one that is asked twice is read once. Errors:
 * ERR_LIMIT when the arena is full. */
enum err facts_read(struct facts *f, const struct invocation *inv,
    enum fact_id id, struct fact *out) MUST_USE;

/*
 * A fact where files cannot be looked at: paths are known only if the name of
 * each tells (CLASS is built or temp), overwrites are "untold"; others stay as
 * they are. ERR_LIMIT.
 */
enum err facts_unseen(struct arena *arena, const struct invocation *inv,
    enum fact_id id, struct fact *out) MUST_USE;

/*
 * What name, which is no command of git, stands for by git's configuration.
 * ERR_NOT_FOUND if it is no alias, ERR_SYNTAX if that cannot be told,
 * ERR_LIMIT.
 */
enum err facts_alias(struct facts *f, const struct invocation *inv,
    struct sv name, struct argv_alias *out) MUST_USE;

/*
 * Whether a step before the command in the same text may have made, changed or
 * removed the file name (relative to the directory dir, or absolute) by then.
 * What a program does that neither names the file nor has a rule file that says
 * so is not foreseen.
 */
bool facts_file_written(const struct facts *f, const struct earlier *steps,
    struct sv dir, struct sv name);
/* Whether one step may write any file of the tree below root (absolute, without
 * links); of git's own commands more can be told. */
bool facts_tree_written(const struct facts *f, const struct earlier *step,
    struct sv root);

/* What a file of variables sets, by its text. ERR_LIMIT. Views into text. */
enum err facts_variables(struct arena *arena, struct sv text,
    const struct env_load *load, struct argv_variables *out) MUST_USE;

/* The fact url, which is of the command line alone. */
enum err facts_urls(struct arena *arena, const struct invocation *inv,
    struct fact *out) MUST_USE;

/* The fact code, which is of the command line alone. */
enum err facts_code(struct arena *arena, const struct invocation *inv,
    struct fact *out) MUST_USE;

/* One part of what an invocation acts on. Never a password or a key. */
struct target_part {
	enum fact_id id;
	struct sv name;   /* "database.host" */
	bool known;       /* false: there may be one, and it cannot be told */
	struct sv value;  /* several are joined by blanks;
			   * n is 0 if not known */
	struct sv source; /* where it was learnt: "option --url",
	                   * "DATABASE_URL", ".env:3"; n may be 0 */
};

/*
 * What the invocation acts on, in a stable order: what of the target its tool's
 * rule file says how to find. Parts that are surely absent are left out; a tool
 * without a target has none. Lives in the arena. ERR_LIMIT when that is full.
 */
enum err facts_target(struct facts *f, const struct invocation *inv,
    const struct target_part **out, uint32_t *out_n) MUST_USE;

/* What a client of the database needs besides its parts. To be given to a
 * program in its environment and shown nowhere; n is 0 for what there is
 * not. */
struct database_access {
	struct sv password;
	struct sv sslmode; /* of libpq */
};
enum err facts_database_access(struct facts *f, const struct invocation *inv,
    struct database_access *out) MUST_USE;

/* How what an invocation acts on stands to what was pinned. */
enum pin_state {
	PIN_UNKNOWN = 0, /* nobody can tell: elsewhere, or no pins to look at */
	PIN_NONE,        /* nothing of that kind is pinned here */
	PIN_SAME,
	PIN_DIFFERS      /* some part is another, or cannot be told any more */
};

/* A pinned part that is not as it was. */
struct pin_change {
	struct sv name;
	struct sv was;
	struct sv is;     /* n is 0: absent, or not known */
	bool known;
	struct sv source; /* of what it is now */
};

struct pin_finding {
	enum pin_state state;
	bool disposable; /* SAME, and the pin is disposable and sealed */
	struct pin_change *changes; /* DIFFERS: one at least */
	uint32_t n;
};

/* Errors: ERR_LIMIT; those of reading the pins (ERR_INSECURE, ERR_SYNTAX …),
 * after which nothing that changes something may run. */
enum err facts_pin(struct facts *f, const struct invocation *inv,
    struct pin_finding *out) MUST_USE;

/* The parts of the invocation's target that a pin holds, by kind; only kinds of
 * which something is known. n is 0 where there is none. */
enum err facts_pinnable(struct facts *f, const struct invocation *inv,
    struct pin_target **out, uint32_t *out_n) MUST_USE;

/* Whether the fact is a part of a target. */
bool fact_is_target(enum fact_id id);

#endif
