/* SPDX-License-Identifier: ISC */
/*
 * Counts the lines of the record. Tables of fixed size: what is too much is
 * counted as lost, and said.
 */
#include "report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guard/os.h"

#include "log_view.h"

#define REPORT_SPACE ((size_t)1 << 30) /* reserved; used as it is needed */

enum { COMMAND_MAX = 400, DECISIONS_MAX = 1 << 24 };

enum err
report_init(struct report *r)
{
	void *memory = os_reserve(REPORT_SPACE);
	void *decisions = os_reserve(DECISIONS_MAX * sizeof(struct decision));

	if (!memory || !decisions)
		return ERR_LIMIT;
	memset(r, 0, sizeof(*r));
	arena_init(&r->arena, memory, REPORT_SPACE);
	r->decisions = decisions;
	r->cap_decisions = DECISIONS_MAX;
	return OK;
}

static uint64_t
hash_of(struct sv s)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return h;
}

static struct sv
member(json_t *line, const char *key)
{
	return sv_from(log_member(line, key));
}

/* The slot of a name, a new one if need be; NULL when the table is full. */
static struct tally *
tally_of(struct report *r, struct tallies *t, struct sv name)
{
	size_t at = (size_t)hash_of(name) & (REPORT_NAMES - 1);

	while (t->slots[at].name.p && !sv_eq(t->slots[at].name, name))
		at = (at + 1) & (REPORT_NAMES - 1);
	if (!t->slots[at].name.p) {
		if (t->n >= REPORT_NAMES / 2)
			return NULL;
		t->slots[at].name = arena_dup(&r->arena, name);
		t->n += t->slots[at].name.p != NULL;
	}
	return t->slots[at].name.p ? &t->slots[at] : NULL;
}

static void
count(struct report *r, struct tallies *t, struct sv name, unsigned verdict)
{
	struct tally *slot = tally_of(r, t, name.n ? name : SV("-"));

	if (slot)
		slot->n[verdict]++;
	else
		t->lost++;
}

static enum report_verdict
verdict_of(struct sv word)
{
	static const char *const words[] = {
	    [REPORT_ALLOW] = "allow", [REPORT_ASK] = "ask",
	    [REPORT_DENY] = "deny", [REPORT_APPROVE] = "approve",
	    [REPORT_REFUSE] = "refuse",
	};

	for (unsigned i = 0; i < ARRAY_LEN(words); i++)
		if (sv_eq_cstr(word, words[i]))
			return (enum report_verdict)i;
	return REPORT_OTHER;
}

static uint64_t
digits(const char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return 0;
		v = v * 10 + (uint64_t)(p[i] - '0');
	}
	return v;
}

/* Seconds since 1970 of "2026-11-26T05:12:44.031Z"; 0 for anything else. */
static uint64_t
seconds_of(struct sv when)
{
	uint64_t year, month, days;

	if (when.n < 19 || when.p[10] != 'T')
		return 0;
	year = digits(when.p, 4);
	month = digits(when.p + 5, 2);
	if (year < 1970 || year > 9999 || month < 1 || month > 12)
		return 0;
	/* Years from March on, so that the leap day is the last. */
	year -= month < 3;
	month = month < 3 ? month + 9 : month - 3;
	days = year * 365 + year / 4 - year / 100 + year / 400 +
	    (153 * month + 2) / 5 + digits(when.p + 8, 2) - 1 - 719468;
	return days * 86400 + digits(when.p + 11, 2) * 3600 +
	    digits(when.p + 14, 2) * 60 + digits(when.p + 17, 2);
}

static struct sv
command_of(struct report *r, json_t *line)
{
	char memory[COMMAND_MAX + 16];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	log_command(&r->arena, line, COMMAND_MAX, &b);
	return arena_dup(&r->arena, buf_view(&b));
}

/* The request of a line, a new one if need be; NULL when there are too many. */
static struct asked *
asked_of(struct report *r, json_t *line, uint64_t time_s)
{
	struct sv id = member(line, "request");
	size_t at = (size_t)hash_of(id) & (REPORT_REQUESTS - 1);
	struct asked *a;

	while (r->asked[at].id.p && !sv_eq(r->asked[at].id, id))
		at = (at + 1) & (REPORT_REQUESTS - 1);
	a = &r->asked[at];
	if (a->id.p)
		return a;
	if (r->n_asked >= REPORT_REQUESTS / 2)
		return NULL;
	a->command = command_of(r, line);
	a->rule = arena_dup(&r->arena, member(line, "rule"));
	a->directory = arena_dup(&r->arena, member(line, "cwd"));
	a->first_s = time_s;
	a->answer = REPORT_OTHER;
	a->id = arena_dup(&r->arena, id);
	r->n_asked += a->id.p != NULL;
	return a->id.p ? a : NULL;
}

static void
follow_request(struct report *r, json_t *line, enum report_verdict v,
    uint64_t time_s)
{
	struct asked *a;

	if (!member(line, "request").n)
		return;
	if (!(a = asked_of(r, line, time_s))) {
		r->lost++;
		return;
	}
	/* Files of several users are not in one order. */
	if (time_s < a->first_s)
		a->first_s = time_s;
	a->tries += v == REPORT_ASK;
	if (v == REPORT_ALLOW)
		a->used_s = time_s;
	if (v == REPORT_APPROVE || v == REPORT_REFUSE) {
		a->answer = v;
		a->answered_s = time_s;
		a->approvers = arena_dup(&r->arena, member(line, "approvers"));
	}
}

static void
add_decision(struct report *r, enum report_verdict v, uint64_t time_s)
{
	/* A time that is none has no place in the chart. */
	if (r->n_decisions == r->cap_decisions || !time_s ||
	    time_s > UINT32_MAX) {
		r->lost++;
		return;
	}
	r->decisions[r->n_decisions++] =
	    (struct decision){(uint32_t)time_s, (uint32_t)v};
	if (!r->first_s || time_s < r->first_s)
		r->first_s = time_s;
	if (time_s > r->last_s)
		r->last_s = time_s;
}

void
report_line(void *ctx, struct json_t *line, struct sv text)
{
	struct report *r = ctx;
	uint64_t time_s = seconds_of(member(line, "time"));
	enum report_verdict v = verdict_of(member(line, "verdict"));

	(void)text;
	follow_request(r, line, v, time_s);
	if (v >= REPORT_VERDICTS)
		return;
	r->n[v]++;
	count(r, &r->tools, member(line, "tool"), v);
	count(r, &r->rules, member(line, "rule"), v);
	add_decision(r, v, time_s);
}

static uint64_t
stopped(const struct tally *t)
{
	return t->n[REPORT_ASK] + t->n[REPORT_DENY];
}

static int
by_name(const struct tally *a, const struct tally *b)
{
	return sv_cmp(a->name, b->name);
}

static int
by_stopped(const void *x, const void *y)
{
	const struct tally *a = *(const struct tally *const *)x;
	const struct tally *b = *(const struct tally *const *)y;

	if (stopped(a) != stopped(b))
		return stopped(a) < stopped(b) ? 1 : -1;
	return by_name(a, b);
}

static int
by_all(const void *x, const void *y)
{
	const struct tally *a = *(const struct tally *const *)x;
	const struct tally *b = *(const struct tally *const *)y;
	uint64_t all_a = stopped(a) + a->n[REPORT_ALLOW];
	uint64_t all_b = stopped(b) + b->n[REPORT_ALLOW];

	if (all_a != all_b)
		return all_a < all_b ? 1 : -1;
	return by_name(a, b);
}

size_t
report_top(const struct tallies *t, enum report_order order,
    const struct tally **out, size_t max)
{
	static const struct tally *all[REPORT_NAMES];
	size_t n = 0;

	for (size_t i = 0; i < REPORT_NAMES; i++)
		if (t->slots[i].name.p &&
		    (order == REPORT_BY_ALL || stopped(&t->slots[i])))
			all[n++] = &t->slots[i];
	qsort(all, n, sizeof(all[0]),
	    order == REPORT_BY_ALL ? by_all : by_stopped);
	n = n < max ? n : max;
	memcpy(out, all, n * sizeof(all[0]));
	return n;
}

static uint64_t
waited(const struct asked *a)
{
	return a->answered_s > a->first_s ? a->answered_s - a->first_s : 0;
}

static int
newest_first(const void *x, const void *y)
{
	const struct asked *a = *(const struct asked *const *)x;
	const struct asked *b = *(const struct asked *const *)y;

	if (a->first_s != b->first_s)
		return a->first_s < b->first_s ? 1 : -1;
	return sv_cmp(a->id, b->id);
}

static int
longest_first(const void *x, const void *y)
{
	const struct asked *a = *(const struct asked *const *)x;
	const struct asked *b = *(const struct asked *const *)y;

	if (waited(a) != waited(b))
		return waited(a) < waited(b) ? 1 : -1;
	return newest_first(x, y);
}

size_t
report_requests(const struct report *r, bool by_wait,
    const struct asked **out, size_t max)
{
	static const struct asked *all[REPORT_REQUESTS];
	size_t n = 0;

	for (size_t i = 0; i < REPORT_REQUESTS; i++)
		if (r->asked[i].id.p && (!by_wait || r->asked[i].answered_s))
			all[n++] = &r->asked[i];
	qsort(all, n, sizeof(all[0]),
	    by_wait ? longest_first : newest_first);
	n = n < max ? n : max;
	memcpy(out, all, n * sizeof(all[0]));
	return n;
}

void
report_time(uint64_t time_s, struct buf *out)
{
	time_t when = (time_t)time_s;
	char text[40] = "";
	struct tm tm;

	if (gmtime_r(&when, &tm) &&
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &tm))
		buf_str(out, text);
}
