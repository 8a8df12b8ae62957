/* SPDX-License-Identifier: ISC */
/*
 * Requests meet grants. Whatever fails here leaves the command not run.
 */
#include "settle.h"

#include <string.h>

#include "guard/os.h"

#include "named.h"
#include "settle_pass.h"
#include "tally.h"

enum { USE_MAX = 64 /* bytes of what is kept in a use */ };

struct settlement {
	const struct asked_command *command;
	const struct os_path *prefix;
	struct arena *arena;
	struct answer *answer;
	struct store store;
	struct moment now;
	struct approvers *approvers;
};

static void
fail(struct settlement *s, enum err e, const char *why)
{
	s->answer->kind = ANSWER_NONE;
	s->answer->error = e;
	s->answer->why = why;
}

/* "PID START": who runs it, for what it starts itself. */
static enum err
tell_use(struct arena *arena, struct sv *out)
{
	struct os_process p;
	char memory[USE_MAX];
	struct buf b;
	enum err e = os_process(os_pid(), &p);

	if (e)
		return e;
	buf_init(&b, memory, sizeof(memory));
	buf_u64(&b, (uint64_t)p.pid);
	buf_c(&b, ' ');
	buf_u64(&b, p.started);
	*out = arena_dup(arena, buf_view(&b));
	return out->p ? OK : ERR_LIMIT;
}

/*
 * Takes a use of the grants, if they hold. How many it takes is what this rule
 * book says, not what was written down. ANSWER_WAIT: they do not hold.
 */
static void
try_grants(struct settlement *s, const struct request *stored)
{
	struct answer *a = s->answer;
	const struct judging judging = {.approvers = s->approvers,
	    .now = &s->now, .arena = s->arena};
	struct tally t;
	struct sv use;
	enum err e = tally_grants(&s->store, &a->asking, stored, &judging,
	    &t);

	if (e) {
		fail(s, e, "grants cannot be read");
		return;
	}
	a->fault = t.fault;
	a->kind = ANSWER_WAIT;
	if (!t.n || t.n < request_approvals(&a->request))
		return;
	if ((e = tally_names(&t, s->arena, &a->approvers)) ||
	    (e = tell_use(s->arena, &use))) {
		fail(s, e, "this process cannot be told from others");
		return;
	}
	/* What was written down about it is not signed: the rules are asked. */
	if (request_item(&a->request, NOTE_CONFIRM))
		t.uses = 1;
	if (s->command->look) {
		if (store_is_left(&s->store, &a->asking, t.uses))
			a->kind = ANSWER_READY;
		return;
	}
	e = store_take(&s->store, &a->asking, t.system ? stored->nonce : NULL,
	    t.uses, use);
	a->because = t.because;
	a->level = t.system ? GRANT_SYSTEM : GRANT_SAME_USER;
	if (e == ERR_EXISTS)
		a->kind = ANSWER_SPENT;
	else if (e)
		fail(s, e, "the use of the grant cannot be put on record");
	else
		a->kind = ANSWER_RUN;
}

static bool
same_command(const struct request *a, const struct request *b)
{
	const struct item *x, *y;

	/* Tool and arguments come first. */
	return !request_differ(a, b, &x, &y) ||
	    ((x ? x->kind : y->kind) > BOUND_ARGUMENT &&
	        (!y || y->kind > BOUND_ARGUMENT));
}

/* Says how this differs from something granted that looks like it. */
static void
find_other(struct settlement *s)
{
	struct answer *a = s->answer;
	struct asking *all;
	size_t n;

	if (store_list(&s->store, s->arena, &all, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		size_t mark = s->arena->used;
		enum asking_state state;
		struct request r;

		if (strcmp(all[i].id, a->asking.id) != 0 &&
		    !store_read(&s->store, &all[i], s->arena, &r) &&
		    !store_state(&s->store, &all[i], &r, s->now.wall_s,
		        &state) &&
		    state == ASKING_GRANTED && same_command(&r, &a->request) &&
		    request_differ(&r, &a->request, &a->was, &a->is)) {
			memcpy(a->other, all[i].id, sizeof(a->other));
			return;
		}
		s->arena->used = mark;
	}
}

static void
ask_anew(struct settlement *s)
{
	struct answer *a = s->answer;
	enum err e = store_put(&s->store, &a->request, &a->asking);

	if (e == ERR_USAGE) {
		fail(s, e, "too many new requests in the last ten minutes");
		return;
	}
	if (e == ERR_LIMIT) {
		fail(s, e, "too many requests are kept already");
		return;
	}
	/* Another process asked the same just now: its request is as good. */
	if (e && e != ERR_EXISTS) {
		fail(s, e, "a request cannot be written to var/guard");
		return;
	}
	if ((e = store_try(&s->store, &a->asking))) {
		fail(s, e, "a request cannot be written to var/guard");
		return;
	}
	a->kind = ANSWER_WAIT;
	a->fresh = true;
	find_other(s);
}

/* The last round is over; what its grant includes may still start. */
static void
ask_next_round(struct settlement *s)
{
	struct answer *a = s->answer;

	a->kind = ANSWER_NONE;
	a->fault = GRANT_FITS;
	a->approvers = a->because = SV("");
	if (!s->command->look &&
	    settle_pass(s->command, &s->store, &(struct judging){
	        .approvers = s->approvers, .now = &s->now, .arena = s->arena},
	        a))
		return;
	a->asking.round++;
	ask_anew(s);
}

/* There is a request for the very same already. */
static void
ask_again(struct settlement *s, const struct request *stored)
{
	struct answer *a = s->answer;
	enum asking_state state;
	enum err e = store_state(&s->store, &a->asking, stored, s->now.wall_s,
	    &state);

	if (e) {
		fail(s, e, "the request cannot be read");
		return;
	}
	if (state == ASKING_DENIED) {
		a->kind = ANSWER_DENIED;
		a->because = store_denial(&s->store, &a->asking, s->arena);
		return;
	}
	/* A grant for several uses may have one left. */
	if (state != ASKING_EXPIRED)
		try_grants(s, stored);
	if (a->kind == ANSWER_RUN || a->kind == ANSWER_READY ||
	    (a->kind == ANSWER_NONE && a->error))
		return;
	if (state == ASKING_USED || state == ASKING_EXPIRED)
		ask_next_round(s);
	else if (a->kind == ANSWER_WAIT &&
	    (e = store_try(&s->store, &a->asking)))
		fail(s, e, "the request cannot be counted");
}

static enum err
prepare(struct settlement *s)
{
	struct os_path bad;
	enum err e;

	s->approvers = ARENA_NEW(s->arena, 1, struct approvers);
	if (!s->approvers)
		return ERR_LIMIT;
	if ((e = store_open(s->prefix, os_user(), true, &s->store)) ||
	    (e = moment_now(&s->now)))
		return e;
	e = approvers_read(s->prefix, s->arena, s->approvers, &bad);
	s->answer->nobody = !s->approvers->n;
	return e;
}

/* Why nothing can be put before a human. */
static const char *
what_is_amiss(enum err e, struct arena *arena)
{
	const struct sv start = SV("what it would act on cannot be told: ");
	char memory[192];
	const char *text;
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, start);
	text = named_fault(&b) ? arena_string(arena, buf_view(&b)) : NULL;
	if (text)
		return text;
	return e == ERR_LIMIT ? "it is too large for a human to judge"
	                      : "what it would act on cannot be told";
}

void
settle(const struct asked_command *c, const struct os_path *prefix,
    struct arena *arena, struct answer *out)
{
	struct settlement s = {.command = c, .prefix = prefix, .arena = arena,
	    .answer = out};
	struct request stored;
	enum err e;

	memset(out, 0, sizeof(*out));
	if ((e = asking_build(s.command, arena, &out->request))) {
		fail(&s, e, what_is_amiss(e, arena));
		return;
	}
	if ((e = prepare(&s))) {
		fail(&s, e, "the place for requests, var/guard, cannot be "
		    "used");
		return;
	}
	id_of(out->request.digest, out->asking.id);
	e = store_last(&s.store, out->asking.id, &out->asking);
	if (e == ERR_NOT_FOUND) {
		if (c->look || !settle_pass(c, &s.store, &(struct judging){
		        .approvers = s.approvers, .now = &s.now,
		        .arena = arena}, out))
			ask_anew(&s);
		return;
	}
	if (!e)
		e = store_read(&s.store, &out->asking, arena, &stored);
	/* Two digests with one id: nobody could say which one they mean. */
	if (!e && memcmp(stored.digest, out->request.digest, DIGEST_SIZE) != 0)
		e = ERR_SYNTAX;
	if (e)
		fail(&s, e, "the request that lies there cannot be read");
	else
		ask_again(&s, &stored);
}
