/* SPDX-License-Identifier: ISC */
/*
 * Looks at the store again and again. How long is measured by the machine's
 * uptime, which nobody can put back.
 */
#include "waiting.h"

#include <time.h>
#include <unistd.h>

#include "guard/os.h"

enum { NAP_NS = 250000000, TEXT_MAX = 256 };

static uint32_t
seconds_to_wait(const struct asked_command *c)
{
	const struct ruling *ruling = &c->outcome->final;
	uint32_t approvals, wait_s;

	if (policy_asking(c->image,
	        ruling->reason == REASON_RULE ? ruling->rule.texts : 0,
	        &approvals, &wait_s))
		return 0;
	return wait_s;
}

static void
tell(const struct answer *answer, uint32_t seconds)
{
	char memory[TEXT_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "guard: wait request=");
	id_show(answer->asking.id, ID_SHOWN, &b);
	buf_str(&b, ": up to ");
	buf_u64(&b, seconds);
	buf_str(&b, " seconds for a human: guard approve ");
	id_show(answer->asking.id, ID_SHOWN, &b);
	buf_c(&b, '\n');
	os_write_all(STDERR_FILENO, buf_view(&b));
}

/* Whether a human has said something. */
static bool
is_answered(const struct store *store, const struct answer *answer)
{
	enum asking_state state;

	return store_state(store, &answer->asking, &answer->request,
	           os_wall_clock_ns() / 1000000000u, &state) ||
	    state != ASKING_OPEN;
}

/* Whether it is worth another look: what was judged once stays as it is, and
 * each look counts as a try. */
static bool
has_changed(const struct store *store, const struct answer *answer,
    uint64_t *seen)
{
	uint64_t mark;

	if (store_mark(store, &answer->asking, &mark) || mark == *seen)
		return false;
	*seen = mark;
	return true;
}

void
waiting(const struct asked_command *c, const struct os_path *prefix,
    struct arena *arena, struct answer *answer)
{
	const struct timespec nap = {.tv_nsec = NAP_NS};
	uint32_t seconds = seconds_to_wait(c);
	size_t mark = arena->used;
	struct os_boot start, now;
	uint64_t seen = 0;
	struct store store;

	if (!seconds || os_boot(&start) ||
	    store_open(prefix, os_user(), false, &store))
		return;
	tell(answer, seconds);
	while (!os_boot(&now) && now.seconds - start.seconds < seconds) {
		if (has_changed(&store, answer, &seen) &&
		    is_answered(&store, answer)) {
			/* What the last answer held is not needed any more. */
			arena->used = mark;
			settle(c, prefix, arena, answer);
			if (answer->kind != ANSWER_WAIT || !answer->fault)
				return;
			/* A yes that does not hold: another may come. */
		}
		nanosleep(&nap, NULL);
	}
}
