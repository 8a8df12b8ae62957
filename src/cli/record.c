/* SPDX-License-Identifier: ISC */
/*
 * Copies are made when the log holds the line already: they are for people who
 * look elsewhere, and no part of the record.
 */
#include "record.h"

#include <time.h>

enum {
	COPY_MAX = AUDIT_LINE_MAX + 1024, /* bytes */
	SETTINGS_MAX = 4096,
	COPIES_MAX = 8,
	SHARED_WRITE = 022,
	FACILITY = 10, /* authpriv */
	WARNING = 4, NOTICE = 5,
};

static const struct destination {
	const char *name;
	const char *path;
	enum err (*format)(const struct audit_record *record, struct sv line,
	    struct buf *out);
} destinations[] = {
    {"syslog", "/dev/log", record_syslog},
    {"journald", "/run/systemd/journal/socket", record_journald},
};

static unsigned
severity_of(const struct audit_record *record)
{
	return sv_eq(record->verdict, SV("deny")) || record->error.n
	    ? WARNING : NOTICE;
}

static struct sv
without_end(struct sv line)
{
	return sv_ends(line, SV("\n")) ? sv_take(line, line.n - 1) : line;
}

/* RFC 3164, as local daemons read it. */
enum err
record_syslog(const struct audit_record *record, struct sv line,
    struct buf *out)
{
	time_t now = (time_t)(record->time_ns / 1000000000u);
	char when[32] = "";
	struct tm tm;

	if (!localtime_r(&now, &tm) ||
	    !strftime(when, sizeof(when), "%b %e %H:%M:%S", &tm))
		return ERR_LIMIT;
	buf_c(out, '<');
	buf_u64(out, FACILITY * 8 + severity_of(record));
	buf_c(out, '>');
	buf_str(out, when);
	buf_str(out, " guard[");
	buf_u64(out, (uint64_t)record->pid);
	buf_str(out, "]: ");
	buf_sv(out, without_end(line));
	return out->full ? ERR_LIMIT : OK;
}

/* A newline in a value would begin another field. */
static void
put_field(struct buf *out, const char *name, struct sv value)
{
	if (!value.n)
		return;
	buf_str(out, name);
	buf_c(out, '=');
	buf_visible(out, value);
	buf_c(out, '\n');
}

/* The native protocol of systemd-journald. */
enum err
record_journald(const struct audit_record *record, struct sv line,
    struct buf *out)
{
	/* The line is JSON, which has no newline. */
	buf_str(out, "MESSAGE=");
	buf_sv(out, without_end(line));
	buf_str(out, "\nPRIORITY=");
	buf_u64(out, severity_of(record));
	buf_str(out, "\nSYSLOG_FACILITY=");
	buf_u64(out, FACILITY);
	buf_str(out, "\nSYSLOG_IDENTIFIER=guard\nSYSLOG_PID=");
	buf_u64(out, (uint64_t)record->pid);
	buf_c(out, '\n');
	put_field(out, "GUARD_VERDICT", record->verdict);
	put_field(out, "GUARD_TOOL", record->tool);
	put_field(out, "GUARD_RULE", record->rule);
	put_field(out, "GUARD_REQUEST", record->request);
	put_field(out, "GUARD_APPROVERS", record->approvers);
	return out->full ? ERR_LIMIT : OK;
}

/* "syslog", "journald /run/other": one line of the settings. */
static void
send_one(const struct audit_record *record, struct sv line, struct sv setting)
{
	char memory[COPY_MAX], path[256];
	struct sv name = sv_take(setting, sv_find(setting, 0, ' '));
	struct sv where = sv_trim(sv_skip(setting, name.n));
	struct buf copy, target;
	enum err ignored;

	for (size_t i = 0; i < ARRAY_LEN(destinations); i++) {
		const struct destination *d = &destinations[i];

		if (!sv_eq_cstr(name, d->name))
			continue;
		buf_init(&target, path, sizeof(path));
		buf_sv(&target, where.n ? where : sv_from(d->path));
		buf_c(&target, '\0');
		buf_init(&copy, memory, sizeof(memory));
		if (target.full || d->format(record, line, &copy))
			continue;
		ignored = os_send_datagram(path, buf_view(&copy));
		(void)ignored;
	}
}

static void
send_copies(const struct os_path *prefix, const struct audit_record *record,
    struct sv line)
{
	char memory[SETTINGS_MAX];
	struct os_status s;
	struct os_path path;
	struct sv rest;
	size_t n;

	if (os_prefix_join(prefix, "etc/guard/copies", &path) ||
	    os_status(path.p, &s) || s.kind != OS_FILE ||
	    (s.mode & SHARED_WRITE) || (s.uid && !s.mine) ||
	    os_read_file(path.p, memory, sizeof(memory), &n))
		return;
	rest = (struct sv){memory, n};
	for (unsigned i = 0; rest.n && i < COPIES_MAX;) {
		size_t end = sv_find(rest, 0, '\n');
		struct sv setting = sv_take(rest, end);

		setting = sv_trim(sv_take(setting,
		    sv_find(setting, 0, '#')));
		if (setting.n) {
			send_one(record, line, setting);
			i++;
		}
		rest = sv_skip(rest, end + 1);
	}
}

enum err
record_append(const struct os_path *prefix, const struct audit_record *record,
    struct sv line)
{
	enum err e = audit_append(prefix, line);

	if (!e)
		send_copies(prefix, record, line);
	return e;
}
