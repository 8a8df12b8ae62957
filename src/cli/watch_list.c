/* SPDX-License-Identifier: ISC */
/*
 * A request's file is written once, so only its state and its tries are looked
 * at again.
 */
#include "watch_list.h"

#include <stdlib.h>
#include <string.h>

#include "request_text.h"
#include "text.h"

/* A buffer over a text that must end with a NUL. */
static struct buf
text_buf(char *memory, size_t cap)
{
	struct buf b;

	memset(memory, 0, cap);
	buf_init(&b, memory, cap - 1);
	return b;
}

static struct sv
item_text(const struct item *item, bool name)
{
	if (!item)
		return SV("");
	return name ? item->name : item->value;
}

static void
describe(struct cli *cli, const struct request *r, struct watch_row *out)
{
	const struct item *why = request_item(r, NOTE_BECAUSE);
	const struct item *place = request_item(r, BOUND_DIRECTORY);
	struct buf b;

	out->made_s = r->made_s;
	out->until_s = r->until_s;
	b = text_buf(out->command, sizeof(out->command));
	request_command(&cli->arena, r, sizeof(out->command) - 8, &b);
	b = text_buf(out->why, sizeof(out->why));
	text_prose(item_text(why, false), &b);
	b = text_buf(out->directory, sizeof(out->directory));
	buf_visible(&b, item_text(place, true));
}

static enum err
look_again(const struct approval *a, const struct watch_row *known,
    struct watch_row *out)
{
	const struct request life = {.made_s = known->made_s,
	    .until_s = known->until_s};

	*out = *known;
	/* How many must say yes stands in the request itself. */
	if (known->state == ASKING_OPEN || known->state == ASKING_GRANTED)
		return ERR_NOT_FOUND;
	out->tries = store_tries(&a->store, &known->asking);
	return store_state(&a->store, &known->asking, &life, a->now.wall_s,
	    &out->state);
}

static void
load_one(struct cli *cli, const struct approval *a,
    const struct watch_list *before, const struct asking *asking,
    struct watch_row *out)
{
	const struct watch_row *known = before
	    ? watch_find(before, asking) : NULL;
	size_t mark = cli->arena.used;
	struct looked_up l;

	memset(out, 0, sizeof(*out));
	if (known && !known->spoilt && !look_again(a, known, out))
		return;
	out->asking = *asking;
	if (approval_read(cli, a, asking, &l)) {
		out->spoilt = true;
		out->made_s = a->now.wall_s;
	} else {
		out->state = l.state;
		out->tries = l.tries;
		out->written_ns = store_written_ns(&a->store, asking);
		describe(cli, &l.request, out);
	}
	cli->arena.used = mark;
}

static int
by_age(const void *x, const void *y)
{
	const struct watch_row *a = x, *b = y;

	if (a->made_s != b->made_s)
		return a->made_s < b->made_s ? -1 : 1;
	if (a->written_ns != b->written_ns)
		return a->written_ns < b->written_ns ? -1 : 1;
	return strcmp(a->asking.id, b->asking.id);
}

enum err
watch_load(struct cli *cli, const struct approval *a,
    const struct watch_list *before, struct watch_list *out)
{
	size_t mark = cli->arena.used, n;
	struct asking *all;
	enum err e = store_list(&a->store, &cli->arena, &all, &n);

	out->n = 0;
	for (size_t i = 0; !e && i < n && i < WATCH_ROWS_MAX; i++) {
		struct watch_row *row = &out->rows[out->n++];
		struct buf id;

		load_one(cli, a, before, &all[i], row);
		row->id_length = approval_id_length(all, n, i);
		id = text_buf(row->id, sizeof(row->id));
		id_show(row->asking.id, row->id_length, &id);
	}
	qsort(out->rows, out->n, sizeof(out->rows[0]), by_age);
	cli->arena.used = mark;
	return e;
}

bool
watch_waits(const struct watch_row *row)
{
	return row->spoilt || row->state == ASKING_OPEN ||
	    row->state == ASKING_GRANTED;
}

size_t
watch_count(const struct watch_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += watch_waits(&list->rows[i]);
	return n;
}

const struct watch_row *
watch_find(const struct watch_list *list, const struct asking *asking)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->rows[i].asking.round == asking->round &&
		    strcmp(list->rows[i].asking.id, asking->id) == 0)
			return &list->rows[i];
	return NULL;
}

void
watch_compare(const struct watch_list *before, const struct watch_list *after,
    watch_fn each, void *ctx)
{
	for (size_t i = 0; i < after->n; i++) {
		const struct watch_row *now = &after->rows[i];
		const struct watch_row *then = watch_find(before,
		    &now->asking);

		if (!then)
			each(ctx, now, "asked");
		if (then ? then->state != now->state
		         : now->state != ASKING_OPEN)
			each(ctx, now, asking_state_name(now->state));
	}
}
