/* SPDX-License-Identifier: ISC */
/*
 * Adds links to the log. The last link is looked for from the end: nothing is
 * kept beside the log that could disagree with it.
 */
#include "audit/chain.h"

#include <sodium.h>
#include <string.h>

#define CHUNK ((size_t)1 << 16)
#define LABEL ",\"chain\":{\"to\":"
#define NUMBER_MAX 24u
#define ASIDE_MAX 64u /* of a log's name */

static bool
is_hex(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(byte_is_digit(s.p[i]) ||
		        (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n == AUDIT_HASH;
}

/* Takes literal from the front. */
static bool
take(struct sv *rest, struct sv literal)
{
	if (!sv_starts(*rest, literal))
		return false;
	*rest = sv_skip(*rest, literal.n);
	return true;
}

/* Takes what stands up to the next quote. */
static bool
take_quoted(struct sv *rest, struct sv *out)
{
	size_t end = sv_find(*rest, 0, '"');

	*out = sv_take(*rest, end);
	*rest = sv_skip(*rest, end + 1);
	return out->n != 0;
}

static bool
read_link(struct sv rest, struct link *out)
{
	size_t digits = 0;

	while (digits < rest.n && byte_is_digit(rest.p[digits]))
		digits++;
	if (!sv_u64(sv_take(rest, digits), &out->to))
		return false;
	rest = sv_skip(rest, digits);
	if (take(&rest, SV(",\"file\":\"")) &&
	    (!take_quoted(&rest, &out->file) ||
	        !take(&rest, SV(",\"previous\":\"")) ||
	        !take_quoted(&rest, &out->previous) || !is_hex(out->previous)))
		return false;
	return take(&rest, SV(",\"hash\":\"")) &&
	    take_quoted(&rest, &out->hash) && is_hex(out->hash) &&
	    sv_eq(rest, SV("}}"));
}

bool
link_read(struct sv line, struct link *out)
{
	static const struct sv label = {LABEL, sizeof(LABEL) - 1};
	size_t least = line.n > AUDIT_LINK_MAX ? line.n - AUDIT_LINK_MAX : 0;

	/* A quote inside a string is escaped: the label stands in no value. */
	for (size_t at = line.n; at-- > least;) {
		if (!sv_starts(sv_skip(line, at), label))
			continue;
		memset(out, 0, sizeof(*out));
		out->body = sv_take(line, at);
		return read_link(sv_skip(line, at + label.n), out);
	}
	return false;
}

_Static_assert(sizeof(((struct link_hash *)0)->state) >=
    sizeof(crypto_generichash_state), "the state fits");

void
link_hash_begin(struct link_hash *h, struct sv previous)
{
	crypto_generichash_init((void *)h->state, NULL, 0, AUDIT_HASH / 2);
	link_hash_add(h, previous);
}

void
link_hash_add(struct link_hash *h, struct sv bytes)
{
	if (bytes.n)
		crypto_generichash_update((void *)h->state,
		    (const unsigned char *)bytes.p, bytes.n);
}

void
link_hash_end(struct link_hash *h, char out[AUDIT_HASH + 1])
{
	unsigned char hash[AUDIT_HASH / 2];

	crypto_generichash_final((void *)h->state, hash, sizeof(hash));
	sodium_bin2hex(out, AUDIT_HASH + 1, hash, sizeof(hash));
}

/* The end of the chain so far. */
struct tail {
	char hash[AUDIT_HASH + 1]; /* "" when there is no link */
	uint64_t to;
	bool open;                 /* the last line has no end */
};

/* The last link of text, which begins where a line does or may. */
static bool
find_link(struct sv text, struct tail *out)
{
	while (text.n) {
		size_t from = text.n - 1;
		struct link link;

		while (from > 0 && text.p[from - 1] != '\n')
			from--;
		if (link_read(sv_skip(sv_take(text, text.n - 1), from),
		        &link)) {
			memcpy(out->hash, link.hash.p, AUDIT_HASH);
			out->to = link.to;
			return true;
		}
		text = sv_take(text, from);
	}
	return false;
}

/* From the end, piece by piece; pieces overlap by a line. */
static enum err
find_tail(const struct os_log *log, struct tail *out)
{
	static char memory[CHUNK + AUDIT_LINE_MAX];
	uint64_t end = log->size;
	size_t n;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (end) {
		if ((e = os_read_at(log->fd, end - 1, memory, 1, &n)))
			return e;
		out->open = n && memory[0] != '\n';
	}
	while (end) {
		uint64_t from = end > CHUNK ? end - CHUNK : 0;
		size_t size = (size_t)(end - from) +
		    (end < log->size ? AUDIT_LINE_MAX : 0);

		if (size > log->size - from)
			size = (size_t)(log->size - from);
		if ((e = os_read_at(log->fd, from, memory, size, &n)))
			return e;
		if (find_link((struct sv){memory, n}, out))
			return OK;
		end = from;
	}
	return OK;
}

static enum err
hash_span(const struct os_log *log, uint64_t from, struct link_hash *h)
{
	static char memory[CHUNK];

	while (from < log->size) {
		uint64_t left = log->size - from;
		size_t n;
		enum err e = os_read_at(log->fd, from, memory,
		    left < CHUNK ? (size_t)left : CHUNK, &n);

		if (e)
			return e;
		if (!n)
			return ERR_IO;
		link_hash_add(h, (struct sv){memory, n});
		from += n;
	}
	return OK;
}

/* A name that says when it ends, and is not taken. */
static enum err
put_aside(struct os_log *log, char *name, size_t cap)
{
	struct sv base = sv_basename((struct sv){log->path.p, log->path.n});
	uint64_t seconds = os_wall_clock_ns() / 1000000000u;
	enum err e = ERR_EXISTS;

	for (unsigned i = 0; i < 100 && e == ERR_EXISTS; i++) {
		struct buf b;

		memset(name, 0, cap);
		buf_init(&b, name, cap - 1);
		buf_sv(&b, sv_take(base, base.n - 6)); /* ".jsonl" */
		buf_c(&b, '.');
		buf_u64(&b, seconds + i);
		buf_str(&b, ".jsonl");
		e = os_log_rotate(log, name);
	}
	return e;
}

/* What the newest log that was put aside is called; "" for none. */
struct newest {
	struct sv stem; /* "audit." */
	char name[ASIDE_MAX];
};

static enum err
take_newer(void *ctx, const char *name)
{
	struct newest *newest = ctx;
	struct sv s = sv_from(name), digits = sv_skip(s, newest->stem.n);
	size_t n = strlen(newest->name);
	uint64_t ignored;

	if (!sv_starts(s, newest->stem) || !sv_ends(digits, SV(".jsonl")) ||
	    !sv_u64(sv_take(digits, digits.n - 6), &ignored) ||
	    s.n >= sizeof(newest->name))
		return OK;
	if (s.n > n || (s.n == n && strcmp(name, newest->name) > 0))
		memcpy(newest->name, name, s.n + 1);
	return OK;
}

/*
 * Where a log without a link goes on from: the one that was put aside last. Its
 * writer may have died, or found the disk full, before the first link of the
 * new one. aside "" and tail as it was when there is none.
 */
static enum err
find_before(const struct os_log *log, char aside[ASIDE_MAX], struct tail *tail)
{
	struct sv path = {log->path.p, log->path.n}, base = sv_basename(path);
	struct newest newest = {.stem = sv_take(base, base.n - 5)};
	struct os_path dir = log->path;
	struct os_log before;
	struct tail last;
	enum err e;

	dir.p[dir.n - base.n] = '\0';
	e = os_list(dir.p, take_newer, &newest);
	/* Below root's guard users add files and see none. */
	if (e || !newest.name[0])
		return e == ERR_ACCESS ? OK : e;
	if ((e = os_log_open_aside(log, newest.name, &before)))
		return e;
	e = find_tail(&before, &last);
	os_log_close(&before);
	if (e || !last.hash[0])
		return e;
	memcpy(tail->hash, last.hash, sizeof(tail->hash));
	memcpy(aside, newest.name, ASIDE_MAX);
	return OK;
}

/* The end of the chain, in the log or in the one before it, which is then
 * named in aside. Puts the log aside when it is large. */
static enum err
find_end(struct os_log *log, char aside[ASIDE_MAX], struct tail *tail)
{
	enum err e = find_tail(log, tail);

	aside[0] = '\0';
	if (e)
		return e;
	if (log->size < AUDIT_ROTATE)
		return tail->hash[0] ? OK : find_before(log, aside, tail);
	if ((e = put_aside(log, aside, ASIDE_MAX)))
		return e;
	tail->to = 0;
	tail->open = false;
	return OK;
}

static enum err
append(struct os_log *log, struct sv line)
{
	char text[AUDIT_LINE_MAX], hash[AUDIT_HASH + 1], aside[ASIDE_MAX];
	struct sv body = sv_take(line, line.n - 2); /* without "}\n" */
	struct link_hash h;
	struct tail tail;
	struct buf b;
	enum err e;

	if ((e = find_end(log, aside, &tail)))
		return e;
	if (tail.to > log->size)
		return ERR_CORRUPT;
	link_hash_begin(&h, sv_from(tail.hash));
	if ((e = hash_span(log, tail.to, &h)))
		return e;
	link_hash_add(&h, body);
	link_hash_end(&h, hash);
	buf_init(&b, text, sizeof(text));
	buf_str(&b, tail.open ? "\n" : "");
	buf_sv(&b, body);
	buf_str(&b, LABEL);
	buf_u64(&b, log->size);
	if (aside[0] && tail.hash[0]) {
		buf_str(&b, ",\"file\":\"");
		buf_str(&b, aside);
		buf_str(&b, "\",\"previous\":\"");
		buf_str(&b, tail.hash);
		buf_c(&b, '"');
	}
	buf_str(&b, ",\"hash\":\"");
	buf_str(&b, hash);
	buf_str(&b, "\"}}\n");
	return b.full ? ERR_LIMIT : os_log_append(log, buf_view(&b));
}

enum err
audit_append(const struct os_path *prefix, struct sv line)
{
	struct os_log log;
	enum err e;

	if (!sv_ends(line, SV("}\n")) || line.n < 4)
		return ERR_SYNTAX;
	if ((e = os_log_open(prefix, &log)))
		return e;
	e = append(&log, line);
	os_log_close(&log);
	return e;
}
