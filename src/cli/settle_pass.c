/* SPDX-License-Identifier: ISC */
/*
 * A part of a granted command passes once, if all that would not be run by
 * itself is in the granted request word for word, and finds the directory and
 * the environment there that it finds now, but for what launchers add; and if
 * the process that took the grant is among those that started this one.
 */
#include "settle_pass.h"

#include <string.h>

#include "guard/os.h"

#include "asking_way.h"
#include "tally.h"

enum {
	GRACE_S = 300, /* what is granted may start its parts so much later */
	ANCESTORS_MAX = 24,
	PASS_TEXT_MAX = 1024, /* bytes: a hash and the names of a chain */
};

struct search {
	const struct asked_command *command;
	struct judging judging;
	struct arena *arena;
	const struct store *store;
	const struct request *granted;
	const uint8_t *nonce; /* of a token that a pass is taken by, or NULL */
};

/* What npm, pnpm, yarn and bun set for what they start. PATH: the real tool's
 * identity is bound by the file that is found. */
static bool
is_launchers(struct sv name)
{
	static const char *const names[] = {
		"PATH", "NODE", "INIT_CWD", "PWD", "COLOR", "EDITOR",
		"PROJECT_CWD", "BERRY_BIN_FOLDER", "NODE_PATH", "FORCE_COLOR",
		"npm_execpath", "npm_node_execpath", "npm_command",
		"npm_lifecycle_event", "npm_lifecycle_script",
		"PNPM_PACKAGE_NAME", "PNPM_SCRIPT_SRC_DIR",
		"pnpm_config_verify_deps_before_run", "YARN_WRAP_OUTPUT",
	};

	return sv_is_any(name, names, ARRAY_LEN(names)) ||
	    sv_starts(name, SV("npm_package_")) ||
	    sv_starts(name, SV("npm_config_"));
}

static const struct item *
find_item(const struct request *r, enum item_kind kind, struct sv name)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == kind && sv_eq(r->items[i].name, name))
			return &r->items[i];
	return NULL;
}

/* Whether a part of the granted command is the same and finds the same. */
static bool
has_part(const struct request *granted, const struct request *r, size_t part,
    struct sv tool, struct sv value)
{
	size_t n = 0;

	for (size_t i = 0; i < granted->n; i++) {
		const struct item *item = &granted->items[i];

		if (item->kind != BOUND_COMMAND)
			continue;
		if (sv_eq(item->name, tool) && sv_eq(item->value, value) &&
		    asking_way_same(granted, n, r, part, is_launchers))
			return true;
		n++;
	}
	return false;
}

/* The same user, and the same rules. */
static bool
agrees(const struct request *a, const struct request *b)
{
	static const enum item_kind kinds[] = {BOUND_USER, BOUND_POLICY};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct item *in_a = request_item(a, kinds[i]);
		const struct item *in_b = request_item(b, kinds[i]);

		if (!in_a || !in_b || !sv_eq(in_a->value, in_b->value))
			return false;
	}
	return true;
}

/* Files that both name must be the same; a launcher's own file is new. */
static bool
files_agree(const struct request *a, const struct request *b)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct item *other;

		if (a->items[i].kind != BOUND_FILE)
			continue;
		other = find_item(b, BOUND_FILE, a->items[i].name);
		if (other && !sv_eq(other->value, a->items[i].value))
			return false;
	}
	return true;
}

/* All that a human would be asked about is in the granted request. */
static bool
is_part(struct search *s, const struct request *r)
{
	const struct gate_outcome *o = s->command->outcome;

	if (o->error || o->reading.n_problems)
		return false;
	for (uint32_t i = 0; i < o->reading.n; i++) {
		struct sv value;

		if (o->rulings[i].verdict == VERDICT_ALLOW)
			continue;
		if (o->rulings[i].verdict != VERDICT_ASK ||
		    asking_command(&o->reading.invocations[i], s->arena,
		        &value) ||
		    !has_part(s->granted, r, i, o->reading.invocations[i].tool,
		        value))
			return false;
	}
	return true;
}

/* The same grants as were taken, verified again. */
static bool
is_granted(struct search *s, const struct asking *a, struct answer *out)
{
	struct tally t;

	if (tally_grants(s->store, a, s->granted, &s->judging, &t) || !t.n ||
	    t.n < request_approvals(s->granted) ||
	    t.n < request_approvals(&out->request) ||
	    tally_names(&t, s->arena, &out->approvers))
		return false;
	out->because = t.because;
	out->level = t.system ? GRANT_SYSTEM : GRANT_SAME_USER;
	s->nonce = t.system ? s->granted->nonce : NULL;
	return true;
}

/* Whether the process in use ("PID START") started this one, at any remove. */
static bool
is_ancestor(struct sv use)
{
	struct os_process p = {.parent = os_pid()};
	size_t blank = sv_find(use, 0, ' ');
	uint64_t pid, started;

	if (!sv_u64(sv_take(use, blank), &pid) ||
	    !sv_u64(sv_skip(use, blank + 1), &started))
		return false;
	for (int i = 0; i < ANCESTORS_MAX && p.parent > 0; i++) {
		if (os_process(p.parent, &p))
			return false;
		if ((uint64_t)p.pid == pid)
			return p.started == started;
	}
	return false;
}

/*
 * Each command once behind each chain of launchers: npx is a program of node's,
 * which starts sh, which starts node again, now with the tool itself. So the
 * last of them, which is the tool, starts once.
 */
static enum err
take_pass(struct search *s, const struct asking *a)
{
	const struct gate_outcome *o = s->command->outcome;
	const struct invocation *inv;
	char memory[PASS_TEXT_MAX], key[HASH_TEXT + 1];
	struct sv value;
	struct buf b;
	enum err e;

	if (o->decisive >= o->reading.n)
		return ERR_NOT_FOUND;
	inv = &o->reading.invocations[o->decisive];
	if ((e = asking_command(inv, s->arena, &value)))
		return e;
	hash_text(value, key);
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, key);
	for (; inv; inv = inv->parent < 0 ? NULL
	    : &o->reading.invocations[inv->parent]) {
		buf_c(&b, '\0');
		buf_sv(&b, inv->tool);
	}
	if (b.full)
		return ERR_LIMIT;
	hash_text(buf_view(&b), key);
	return store_pass(s->store, a, s->nonce, key);
}

static bool
try_asking(struct search *s, const struct asking *asking, struct answer *out)
{
	struct request *granted = ARENA_NEW(s->arena, 1, struct request);
	struct sv use;

	if (!granted || store_read(s->store, asking, s->arena, granted) ||
	    store_taken(s->store, asking, s->arena, &use) || !is_ancestor(use))
		return false;
	s->granted = granted;
	if (!agrees(granted, &out->request) || !is_part(s, &out->request) ||
	    !files_agree(&out->request, granted) ||
	    !is_granted(s, asking, out) ||
	    take_pass(s, asking))
		return false;
	out->asking = *asking;
	out->pass = true;
	out->kind = ANSWER_RUN;
	return true;
}

bool
settle_pass(const struct asked_command *c, const struct store *store,
    const struct judging *judging, struct answer *out)
{
	struct arena *arena = judging->arena;
	struct search s = {.command = c, .store = store, .judging = *judging,
	    .arena = arena};
	struct asking *all;
	size_t n;

	s.judging.grace_s = GRACE_S;
	if (!judging->approvers->n || store_list(store, arena, &all, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t mark = arena->used;

		if (try_asking(&s, &all[i], out))
			return true;
		arena->used = mark;
	}
	return false;
}
