/* SPDX-License-Identifier: ISC */
/*
 * Finds what was kept by its name, ID-ROUND-TIME-PID below the store's keep.
 */
#include "kept.h"

#include <string.h>

#include "before.h"
#include "text.h"

enum { NAME_BYTES = 96, OUTPUT_SHOWN = 1 << 14 };

struct finding_kept {
	struct cli *cli;
	const struct os_path *all;
	struct sv prefix;
	struct buf *out;
};

/* What a step printed, line by line. */
static void
show_output(struct finding_kept *f, const struct os_path *dir,
    const char *name)
{
	char *memory = arena_take(&f->cli->arena, OUTPUT_SHOWN);
	struct os_path path;
	struct sv rest;
	size_t n;

	if (!memory || os_join(dir, name, &path) ||
	    os_read_part(path.p, 0, memory, OUTPUT_SHOWN, &n))
		return;
	rest = sv_trim((struct sv){memory, n});
	while (rest.n) {
		struct sv line = sv_take(rest, sv_find(rest, 0, '\n'));

		rest = sv_skip(rest, line.n + 1);
		buf_str(f->out, "              ");
		buf_visible(f->out, line);
		buf_c(f->out, '\n');
	}
}

static enum err
show_one(void *ctx, const char *name)
{
	struct finding_kept *f = ctx;
	struct os_path place, step;

	if (!sv_starts(sv_from(name), f->prefix) ||
	    os_join(f->all, name, &place))
		return OK;
	buf_str(f->out, "kept        ");
	buf_visible(f->out, (struct sv){place.p, place.n});
	buf_c(f->out, '\n');
	for (size_t i = 1; i <= BEFORE_PLAN_MAX; i++) {
		char number[16] = "";
		struct buf b;

		buf_init(&b, number, sizeof(number) - 1);
		buf_u64(&b, i);
		if (os_join(&place, number, &step) || os_is_missing(step.p))
			continue;
		show_output(f, &step, "run.txt");
		show_output(f, &step, "verify.txt");
	}
	return OK;
}

void
kept_show(struct cli *cli, const struct approval *a, const struct looked_up *l,
    struct buf *out)
{
	char memory[NAME_BYTES];
	struct buf prefix;
	struct os_path all;
	struct finding_kept f = {.cli = cli, .all = &all, .out = out};
	enum err ignored;

	buf_init(&prefix, memory, sizeof(memory));
	before_prefix(&l->asking, &prefix);
	f.prefix = buf_view(&prefix);
	if (before_place(&a->store, &all))
		return;
	/* Nothing was kept, or it may not be read: then there is nothing to
	 * show. */
	ignored = os_list(all.p, show_one, &f);
	(void)ignored;
}
