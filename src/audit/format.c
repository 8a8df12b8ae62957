/* SPDX-License-Identifier: ISC */
/*
 * A decision as one line of JSON. Every field has a limit of its own, so that
 * no argument, however long, can push the others out of the line: what hides
 * behind a megabyte of text is what one wants to read in a log.
 */
#include "guard/audit.h"

#define FIELD_MAX 256u /* bytes of a field, escaped */
#define ID_MAX 32u
#define CWD_MAX 1024u
#define ARG_MAX_SHOWN 512u
/* What follows the arguments: "cut", "error", "request", "environment",
 * "approvers", "hook" and "level", brackets, newline. */
#define TAIL_MAX (2 * FIELD_MAX + 4 * ID_MAX + 192u)

#define NS_PER_MS 1000000u
#define MS_PER_DAY 86400000u
#define DAYS_PER_400Y 146097u
#define DAYS_PER_100Y 36524u
#define DAYS_PER_4Y 1461u
#define DAYS_TO_1970 719468u /* from 0000-03-01 */

static void
set_digits(char *p, unsigned v, unsigned width)
{
	for (unsigned i = width; i > 0; i--) {
		p[i - 1] = (char)('0' + v % 10);
		v /= 10;
	}
}

/*
 * The date of a day since 1970. Years are counted from March, so that the leap
 * day is the last of its year, and months follow the rule of 153 days in five.
 */
static void
set_date(char *p, uint64_t day)
{
	unsigned century, four, year, month, of_year;
	uint64_t days = day + DAYS_TO_1970;
	unsigned left = (unsigned)(days % DAYS_PER_400Y);

	century = left / DAYS_PER_100Y;
	if (century == 4)
		century = 3; /* the leap day of the 400th year */
	left -= century * DAYS_PER_100Y;
	four = left / DAYS_PER_4Y;
	left -= four * DAYS_PER_4Y;
	of_year = left / 365;
	if (of_year == 4)
		of_year = 3; /* the leap day of the 4th year */
	left -= of_year * 365;
	year = (unsigned)(days / DAYS_PER_400Y) * 400 + century * 100 +
	    four * 4 + of_year;
	month = (5 * left + 2) / 153;
	left -= (153 * month + 2) / 5;
	set_digits(p, month < 10 ? year : year + 1, 4);
	set_digits(p + 5, month < 10 ? month + 3 : month - 9, 2);
	set_digits(p + 8, left + 1, 2);
}

/* RFC 3339 in UTC, to the millisecond. */
static void
put_time(struct buf *out, uint64_t ns)
{
	char text[] = "0000-00-00T00:00:00.000Z";
	uint64_t ms = ns / NS_PER_MS;
	unsigned of_day = (unsigned)(ms % MS_PER_DAY);

	set_date(text, ms / MS_PER_DAY);
	set_digits(text + 11, of_day / 3600000, 2);
	set_digits(text + 14, of_day / 60000 % 60, 2);
	set_digits(text + 17, of_day / 1000 % 60, 2);
	set_digits(text + 20, of_day % 1000, 3);
	buf_sv(out, (struct sv){text, sizeof(text) - 1});
}

/* s as a JSON string of at most max bytes inside; a cut one ends in "…". */
static void
put_string(struct buf *out, struct sv s, size_t max, bool was_cut)
{
	size_t room;
	struct buf inside;

	buf_c(out, '"');
	room = out->full ? 0 : out->cap - out->n;
	buf_init(&inside, out->p + out->n, room < max ? room : max);
	buf_json(&inside, s);
	out->n += inside.n;
	if (inside.full || was_cut)
		buf_sv(out, SV("\xe2\x80\xa6"));
	buf_c(out, '"');
}

static void
put_field(struct buf *out, struct sv key, struct sv value, size_t max)
{
	buf_sv(out, key);
	put_string(out, value, max, false);
}

/* Short options that hand over a password, by the tool that has them. */
static const struct {
	struct sv tool; /* the start of its name */
	struct sv option;
	bool attached;  /* the value is in the same word */
} secret_options[] = {
	{{"mysql", 5}, {"-p", 2}, true},
	{{"mariadb", 7}, {"-p", 2}, true},
	{{"mongo", 5}, {"-p", 2}, false},
	{{"redis-cli", 9}, {"-a", 2}, false},
	{{"sqlcmd", 6}, {"-P", 2}, false},
};

static bool
is_tool_secret(struct sv tool, struct sv arg, struct sv previous)
{
	for (size_t i = 0; i < ARRAY_LEN(secret_options); i++) {
		struct sv option = secret_options[i].option;

		if (tool.n == 0 || tool.p[0] != secret_options[i].tool.p[0] ||
		    !sv_starts(tool, secret_options[i].tool))
			continue;
		if (secret_options[i].attached && arg.n > option.n &&
		    sv_starts(arg, option))
			return true;
		if (!secret_options[i].attached && sv_eq(previous, option))
			return true;
	}
	return false;
}

static void
put_arg(struct buf *out, struct sv tool, struct sv arg, struct sv previous)
{
	char memory[ARG_MAX_SHOWN];
	struct buf kept;

	if (is_tool_secret(tool, arg, previous)) {
		put_string(out, SV("[redacted]"), ARG_MAX_SHOWN, false);
		return;
	}
	buf_init(&kept, memory, sizeof(memory));
	audit_redact(arg, previous, &kept);
	put_string(out, buf_view(&kept), ARG_MAX_SHOWN, kept.full);
}

/* The inside of the array; returns how many arguments did not fit. */
static int
put_args(struct buf *out, const struct audit_record *record)
{
	struct sv previous = SV("");
	int i;

	for (i = 0; i < record->argc && record->argv[i] != NULL; i++) {
		struct sv arg = sv_from(record->argv[i]);
		size_t before = out->n;

		if (i > 0)
			buf_c(out, ',');
		if (record->secret && record->secret[i])
			put_string(out, SV("[redacted]"), ARG_MAX_SHOWN, false);
		else
			put_arg(out, record->tool, arg, previous);
		if (out->full) {
			out->n = before;
			return record->argc - i;
		}
		previous = arg;
	}
	return 0;
}

/* As above, in what the line has left when its tail is put aside. */
static int
put_args_bounded(struct buf *out, const struct audit_record *record)
{
	size_t cap = out->cap < AUDIT_LINE_MAX ? out->cap : AUDIT_LINE_MAX;
	size_t room = cap > out->n + TAIL_MAX ? cap - out->n - TAIL_MAX : 0;
	struct buf args;
	int cut;

	if (out->full || record->argv == NULL)
		return 0;
	buf_init(&args, out->p + out->n, room);
	cut = put_args(&args, record);
	out->n += args.n;
	return cut;
}

void
audit_format(const struct audit_record *record, struct buf *out)
{
	int cut;

	buf_sv(out, SV("{\"v\":1,\"time\":\""));
	put_time(out, record->time_ns);
	buf_sv(out, SV("\",\"pid\":"));
	buf_u64(out, record->pid > 0 ? (uint64_t)record->pid : 0);
	put_field(out, SV(",\"verdict\":"), record->verdict, FIELD_MAX);
	put_field(out, SV(",\"rule\":"), record->rule, FIELD_MAX);
	put_field(out, SV(",\"tool\":"), record->tool, FIELD_MAX);
	if (record->cwd.n > 0)
		put_field(out, SV(",\"cwd\":"), record->cwd, CWD_MAX);
	buf_sv(out, SV(",\"argv\":["));
	cut = put_args_bounded(out, record);
	buf_c(out, ']');
	if (cut > 0) {
		buf_sv(out, SV(",\"cut\":"));
		buf_u64(out, (uint64_t)cut);
	}
	if (record->error.n > 0)
		put_field(out, SV(",\"error\":"), record->error, FIELD_MAX);
	if (record->request.n > 0) {
		put_field(out, SV(",\"request\":"), record->request, ID_MAX);
		if (record->environment.n > 0)
			put_field(out, SV(",\"environment\":"),
			    record->environment, ID_MAX);
	}
	if (record->approvers.n > 0)
		put_field(out, SV(",\"approvers\":"), record->approvers,
		    FIELD_MAX);
	if (record->hook.n > 0)
		put_field(out, SV(",\"hook\":"), record->hook, ID_MAX);
	if (record->level.n > 0)
		put_field(out, SV(",\"level\":"), record->level, ID_MAX);
	buf_sv(out, SV("}\n"));
}
