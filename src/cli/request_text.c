/* SPDX-License-Identifier: ISC */
/*
 * What a human sees before they say yes. Every byte is made visible, and
 * nothing of the request is left out for being long.
 */
#include "request_text.h"

#include <string.h>

#include "kept.h"
#include "text.h"

enum {
	SHOWN_MAX = 1 << 20, /* bytes of a whole page */
	LABEL_COLUMNS = 12,
	COMMAND_SHOWN = 96, /* bytes of a process's command */
	STATE_COLUMNS = 10,
	AGE_COLUMNS = 12,
	DAY_S = 86400, HOUR_S = 3600, MINUTE_S = 60,
};

#define TOO_LONG "(this request is too long to be shown: do not approve it)\n"

bool
request_argv(const struct request *r, struct arena *arena, char ***out_argv,
    int *out_argc)
{
	char **argv = ARENA_NEW(arena, r->n + 1, char *);
	int n = 0;

	if (!argv)
		return false;
	for (size_t i = 0; i < r->n; i++) {
		struct sv copy;

		if (r->items[i].kind != BOUND_ARGUMENT)
			continue;
		copy = arena_dup(arena, r->items[i].value);
		if (!copy.p)
			return false;
		/* arena_dup puts a NUL behind a copy of its own. */
		memcpy(&argv[n++], &copy.p, sizeof(*argv));
	}
	*out_argv = argv;
	*out_argc = n;
	return true;
}

static struct word *
request_words(const struct request *r, struct arena *arena, size_t *out_n)
{
	struct word *words = ARENA_NEW(arena, r->n + 1, struct word);
	size_t n = 0;

	for (size_t i = 0; words && i < r->n; i++) {
		if (r->items[i].kind != BOUND_ARGUMENT)
			continue;
		words[n].text = r->items[i].value;
		words[n].known = words[n].text.n;
		n++;
	}
	*out_n = words ? n : 0;
	return words;
}

void
request_command(struct arena *arena, const struct request *r, size_t limit,
    struct buf *out)
{
	size_t n;
	struct word *words = request_words(r, arena, &n);

	if (n)
		words[0].text = sv_basename(words[0].text);
	if (n)
		words[0].known = words[0].text.n;
	(void)text_command(arena, words, n, limit, out);
}

void
request_time(uint64_t seconds, struct buf *out)
{
	static const struct {
		uint64_t seconds;
		const char *name;
	} units[] = {{DAY_S, "day"}, {HOUR_S, "hour"}, {MINUTE_S, "minute"},
	    {1, "second"}};
	size_t i = 0;

	while (i < ARRAY_LEN(units) - 1 && seconds < units[i].seconds)
		i++;
	seconds /= units[i].seconds;
	buf_u64(out, seconds);
	buf_c(out, ' ');
	buf_str(out, units[i].name);
	if (seconds != 1)
		buf_c(out, 's');
}

static uint64_t
age_of(const struct approval *a, const struct request *r)
{
	return a->now.wall_s > r->made_s ? a->now.wall_s - r->made_s : 0;
}

static void
pad(struct buf *out, size_t from, size_t columns)
{
	do {
		buf_c(out, ' ');
	} while (out->n - from < columns);
}

void
request_row(struct cli *cli, const struct approval *a,
    const struct looked_up *l, size_t width, struct buf *out)
{
	size_t from = out->n, room;

	id_show(l->asking.id, l->id_length, out);
	pad(out, from, ID_SHOWN + 3);
	from = out->n;
	buf_str(out, asking_state_name(l->state));
	pad(out, from, STATE_COLUMNS);
	from = out->n;
	request_time(age_of(a, &l->request), out);
	pad(out, from, AGE_COLUMNS);
	room = ID_SHOWN + 3 + STATE_COLUMNS + AGE_COLUMNS;
	request_command(&cli->arena, &l->request,
	    width > room + 8 ? width - room : 8, out);
}

static void
put_label(const char *label, struct buf *out)
{
	size_t from = out->n;

	buf_str(out, label);
	pad(out, from, LABEL_COLUMNS);
}

/* A label and prose behind it. */
static void
put_prose(const char *label, struct sv text, struct buf *out)
{
	char memory[8192];
	struct buf prose;

	if (!text.n)
		return;
	buf_init(&prose, memory, sizeof(memory));
	text_prose(text, &prose);
	put_label(label, out);
	text_wrap(buf_view(&prose), LABEL_COLUMNS, LABEL_COLUMNS, out);
	buf_c(out, '\n');
}

static void
put_head(const struct approval *a, const struct looked_up *l, struct buf *out)
{
	char memory[256];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	buf_str(&line, "Request ");
	id_show(l->asking.id, ID_SHOWN, &line);
	buf_str(&line, ": ");
	buf_str(&line, asking_state_name(l->state));
	buf_str(&line, ", tried ");
	buf_u64(&line, l->tries);
	buf_str(&line, l->tries == 1 ? " time, " : " times, ");
	request_time(age_of(a, &l->request), &line);
	buf_str(&line, " old");
	if (a->now.wall_s < l->request.until_s) {
		buf_str(&line, ", open for ");
		request_time(l->request.until_s - a->now.wall_s, &line);
		buf_str(&line, " more");
	}
	text_wrap(buf_view(&line), 0, 2, out);
	buf_str(out, "\n\n");
}

static bool
is_marked(const struct request *r, size_t argument)
{
	uint64_t n;

	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == NOTE_MARK &&
		    sv_u64(r->items[i].value, &n) && n == argument)
			return true;
	return false;
}

/* The whole command, broken between its words; what matters stands out by a
 * mark, and in colour where there is some. */
static void
put_command(struct cli *cli, const struct request *r, bool color,
    struct buf *out)
{
	size_t n, column = 2;
	struct word *words = request_words(r, &cli->arena, &n);
	char *memory = arena_take(&cli->arena, 1 << 16);
	struct sv before = SV("");

	buf_str(out, "  ");
	for (size_t i = 0; memory && i < n; i++) {
		bool marked = is_marked(r, i);
		struct buf word;

		buf_init(&word, memory, 1 << 16);
		text_word(&cli->arena, &words[i], before, &word);
		if (column > 2 && column + word.n + 3 > text_width()) {
			buf_str(out, " \\\n      ");
			column = 6;
		}
		buf_str(out, column > 2 ? " " : "");
		buf_str(out, marked && color ? "\033[1;31m" : "");
		buf_str(out, marked ? ">" : "");
		buf_sv(out, word.full ? SV("(a word too long to be shown)")
		                      : buf_view(&word));
		buf_str(out, marked ? "<" : "");
		buf_str(out, marked && color ? "\033[0m" : "");
		column += word.n + 1 + 2 * marked;
		before = words[i].text;
	}
	buf_str(out, "\n\n");
}

/* Names of one kind, joined. */
static void
put_names(const char *label, const struct request *r, enum item_kind kind,
    struct buf *out)
{
	char memory[16384];
	struct buf names;

	buf_init(&names, memory, sizeof(memory));
	for (size_t i = 0; i < r->n; i++) {
		if (r->items[i].kind != kind)
			continue;
		buf_str(&names, names.n ? ", " : "");
		buf_visible(&names, r->items[i].name);
	}
	put_prose(label, buf_view(&names), out);
}

struct sv
request_value(const struct request *r, enum item_kind kind)
{
	const struct item *item = request_item(r, kind);

	return item ? item->value : SV("");
}

struct sv
request_name(const struct request *r, enum item_kind kind)
{
	const struct item *item = request_item(r, kind);

	return item ? item->name : SV("");
}

struct sv
request_source(const struct request *r, struct sv name)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == NOTE_SOURCE &&
		    sv_eq(r->items[i].name, name))
			return r->items[i].value;
	return SV("");
}

/* Of which nothing could be told, not even where it would stand. */
static bool
is_blank(const struct request *r, const struct item *target)
{
	return sv_eq(target->value, SV("unknown")) &&
	    !request_source(r, target->name).n;
}

/* All of those in one. */
static void
put_blank_targets(const struct request *r, struct buf *out)
{
	char memory[4096];
	struct buf text;
	size_t n = 0;

	buf_init(&text, memory, sizeof(memory));
	for (size_t i = 0; i < r->n; i++) {
		if (r->items[i].kind != BOUND_TARGET ||
		    !is_blank(r, &r->items[i]))
			continue;
		buf_str(&text, n++ ? ", " : "unknown: ");
		buf_sv(&text, r->items[i].name);
	}
	put_prose("acts on", buf_view(&text), out);
}

static void
put_targets(const struct request *r, struct buf *out)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct item *item = &r->items[i];
		char memory[4096];
		struct sv source;
		struct buf text;

		if (item->kind != BOUND_TARGET || is_blank(r, item))
			continue;
		buf_init(&text, memory, sizeof(memory));
		buf_sv(&text, item->name);
		buf_str(&text, " ");
		buf_sv(&text, item->value);
		source = request_source(r, item->name);
		if (source.n) {
			buf_str(&text, " (from ");
			buf_sv(&text, source);
			buf_c(&text, ')');
		}
		put_prose("acts on", buf_view(&text), out);
	}
	put_blank_targets(r, out);
}

static void
put_processes(struct cli *cli, const struct request *r, struct buf *out)
{
	const char *label = "asked by";

	for (size_t i = 0; i < r->n; i++) {
		char memory[1024];
		struct sv command;
		struct buf text;

		if (r->items[i].kind != NOTE_PROCESS)
			continue;
		buf_init(&text, memory, sizeof(memory));
		command = text_redacted(&cli->arena, r->items[i].value,
		    SV(""));
		buf_sv(&text, r->items[i].name);
		buf_c(&text, ' ');
		buf_sv(&text, sv_take(command, COMMAND_SHOWN));
		buf_str(&text, command.n > COMMAND_SHOWN ? " ..." : "");
		put_prose(label, buf_view(&text), out);
		label = "";
	}
}

/* What runs first on a yes. */
static void
put_steps(const struct request *r, struct buf *out)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == BOUND_STEP)
			put_prose("first", r->items[i].value, out);
}

static void
put_input(const struct request *r, struct buf *out)
{
	struct sv input = request_value(r, BOUND_INPUT);

	if (sv_starts(input, SV("a pipe")))
		put_prose("input", SV("a pipe or device: what comes through it "
		    "is not known, and a yes does not bind it"), out);
	else if (!sv_eq(input, SV("nothing")))
		put_prose("input", input, out);
}

static void
put_bound(const struct request *r, struct buf *out)
{
	char memory[512];
	struct buf text;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += r->items[i].kind == BOUND_VARIABLE;
	buf_init(&text, memory, sizeof(memory));
	buf_str(&text, "every byte of the command, the directory, the program, "
	    "the files that it names, the rules, and ");
	buf_u64(&text, n);
	buf_str(&text, " environment variables: if one of them changes, a yes "
	    "to this does not count");
	put_prose("bound", buf_view(&text), out);
}

static void
put_assurance(const struct approval *a, struct buf *out)
{
	const char *level = approval_assurance(a);

	put_prose("assurance", strcmp(level, "system") == 0
	    ? SV("system: guard's files and keys belong to another user than "
	         "the one who asks")
	    : SV("same-user: the one who asks could change guard's own files "
	         "as well"), out);
}

struct sv
request_block(struct cli *cli, const struct approval *a,
    const struct looked_up *l, bool color)
{
	const struct request *r = &l->request;
	char *memory = arena_take(&cli->arena, SHOWN_MAX + sizeof(TOO_LONG));
	struct buf b;

	if (!memory)
		return SV(TOO_LONG);
	buf_init(&b, memory, SHOWN_MAX);
	put_head(a, l, &b);
	put_command(cli, r, color, &b);
	put_prose("why", request_value(r, NOTE_BECAUSE), &b);
	put_prose("instead", request_value(r, NOTE_INSTEAD), &b);
	put_prose("rule", request_value(r, NOTE_RULE), &b);
	put_targets(r, &b);
	put_prose("directory", request_name(r, BOUND_DIRECTORY), &b);
	put_prose("program", request_name(r, BOUND_EXECUTABLE), &b);
	put_names("files", r, BOUND_FILE, &b);
	put_input(r, &b);
	put_names("tools", r, BOUND_COMMAND, &b);
	put_steps(r, &b);
	put_prose("user", request_value(r, BOUND_USER), &b);
	put_processes(cli, r, &b);
	put_bound(r, &b);
	if (request_value(r, NOTE_APPROVALS).n)
		put_prose("approvals", request_value(r, NOTE_APPROVALS), &b);
	put_assurance(a, &b);
	kept_show(cli, a, l, &b);
	if (l->state == ASKING_DENIED)
		put_prose("denied", store_denial(&a->store, &l->asking,
		    &cli->arena), &b);
	if (b.full) {
		b.full = false;
		b.cap += sizeof(TOO_LONG);
		buf_str(&b, TOO_LONG);
	}
	return buf_view(&b);
}

void
request_show(struct cli *cli, const struct approval *a,
    const struct looked_up *l, struct out *out)
{
	out_sv(out, request_block(cli, a, l, out->color));
}
