/* SPDX-License-Identifier: ISC */
/*
 * Lines of the log for people, or as they are for programs.
 */
#include "log_view.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "guard/audit.h"
#include "guard/grant.h"

#include "log_text.h"
#include "text.h"

enum {
	ROW_MAX = 512,
	VERDICT_COLUMNS = 8,
	REQUEST_COLUMNS = 9,
	TIME_FROM = 5, TIME_COLUMNS = 14, /* "11-25 22:41:19" */
	WORDS_MAX = 512,
};

static bool
take_span(struct sv typed, uint64_t *out_s)
{
	static const struct {
		char letter;
		uint64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	uint64_t n;

	if (typed.n < 2 || !sv_u64(sv_take(typed, typed.n - 1), &n))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (typed.p[typed.n - 1] != units[i].letter)
			continue;
		*out_s = n * units[i].seconds;
		return n < UINT32_MAX;
	}
	return false;
}

bool
log_since(const char *typed, uint64_t now_s, char out[LOG_SINCE_MAX])
{
	struct sv s = sv_from(typed);
	uint64_t span;
	time_t then;
	struct tm tm;

	if (take_span(s, &span)) {
		then = (time_t)(span < now_s ? now_s - span : 0);
		return gmtime_r(&then, &tm) &&
		    strftime(out, LOG_SINCE_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	}
	/* "2026" and longer. */
	if (s.n < 4 || s.n >= LOG_SINCE_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789-:TZ.", s.p[i]))
			return false;
	memcpy(out, typed, s.n + 1);
	return true;
}

const char *
log_member(json_t *line, const char *key)
{
	const char *value = json_string_value(json_object_get(line, key));

	return value ? value : "";
}

/* Whether they are the same id, dashes or not. */
static bool
same_id(const char *shown, const char *typed)
{
	char a[ID_LENGTH + 1], b[ID_LENGTH + 1];

	return id_read(sv_from(shown), a) && id_read(sv_from(typed), b) &&
	    strncmp(a, b, ID_SHOWN) == 0;
}

static bool
passes(const struct log_filter *f, json_t *line)
{
	return (!f->tool || strcmp(log_member(line, "tool"), f->tool) == 0) &&
	    (!f->verdict ||
	        strcmp(log_member(line, "verdict"), f->verdict) == 0) &&
	    (!f->request || same_id(log_member(line, "request"), f->request)) &&
	    strcmp(log_member(line, "time"), f->since) >= 0;
}

static void
pad(struct buf *row, const char *text, size_t columns)
{
	size_t from = row->n;

	buf_visible(row, sv_take(sv_from(text), columns));
	do {
		buf_c(row, ' ');
	} while (row->n - from < columns);
}

void
log_command(struct arena *arena, json_t *line, size_t columns, struct buf *out)
{
	struct word words[WORDS_MAX];
	json_t *argv = json_object_get(line, "argv");
	size_t n = json_array_size(argv);

	if (n > WORDS_MAX)
		n = WORDS_MAX;
	for (size_t i = 0; i < n; i++) {
		const char *word = json_string_value(json_array_get(argv, i));

		words[i].text = sv_from(word ? word : "");
		words[i].known = words[i].text.n;
	}
	if (n)
		words[0].text = sv_basename(words[0].text);
	(void)text_command(arena, words, n, columns, out);
}

void
log_row(struct arena *arena, json_t *line, struct buf *row)
{
	const char *when = log_member(line, "time");
	char day[TIME_COLUMNS + 1] = "";

	if (strlen(when) > TIME_FROM + TIME_COLUMNS)
		memcpy(day, when + TIME_FROM, TIME_COLUMNS);
	if (day[5] == 'T')
		day[5] = ' ';
	pad(row, day, TIME_COLUMNS + 1);
	pad(row, log_member(line, "verdict"), VERDICT_COLUMNS);
	pad(row, log_member(line, "request"), REQUEST_COLUMNS);
	log_command(arena, line, text_row_width() > row->n + 8
	    ? text_row_width() - row->n : 8, row);
}

/* text from the last place where a line begins. */
static struct sv
last_start(struct sv text)
{
	size_t at = text.n;

	while (at && !sv_starts(sv_skip(text, at), SV("{\"v\":1,")))
		at--;
	return sv_skip(text, at);
}

/* The line as JSON; NULL if it is none. */
static json_t *
parse(struct sv text)
{
	static char memory[AUDIT_LINE_MAX];
	struct buf plain;

	buf_init(&plain, memory, sizeof(memory));
	log_text_plain(text, &plain);
	return plain.full ? NULL : json_loadb(plain.p, plain.n, 0, NULL);
}

json_t *
log_parse(struct sv *text, bool *torn)
{
	json_t *line = parse(*text);

	*torn = !line;
	if (line)
		return line;
	/* Another may have been written right behind it. */
	*text = last_start(*text);
	return parse(*text);
}

static void
each_line(const struct log_filter *filter, const char *place, struct sv text,
    log_line_fn each, void *ctx)
{
	bool torn;
	json_t *line = log_parse(&text, &torn);

	if (torn)
		cli_fail(0, "%s: a line that was not finished", place);
	if (!line)
		return;
	if (passes(filter, line))
		each(ctx, line, text);
	json_decref(line);
}

void
log_each(const struct log_filter *filter, const char *name, struct sv text,
    log_line_fn each, void *ctx)
{
	for (uint64_t number = 1; text.n; number++) {
		size_t end = sv_find(text, 0, '\n');
		char place[128];

		(void)snprintf(place, sizeof(place), "%s:%llu", name,
		    (unsigned long long)number);
		if (end)
			each_line(filter, place, sv_take(text, end), each,
			    ctx);
		text = sv_skip(text, end + 1);
	}
}

static void
view_line(void *ctx, json_t *line, struct sv text)
{
	struct cli *cli = ctx;
	char memory[ROW_MAX];
	struct buf row;

	if (!cli->args.json) {
		buf_init(&row, memory, sizeof(memory));
		log_row(&cli->arena, line, &row);
		text = buf_view(&row);
	}
	out_sv(&cli->out, text);
	out_c(&cli->out, '\n');
}

void
log_view(struct cli *cli, const struct log_filter *filter, const char *name,
    struct sv text)
{
	log_each(filter, name, text, view_line, cli);
}
