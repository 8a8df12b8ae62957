/* SPDX-License-Identifier: ISC */
/*
 * Buffered output, and the JSON writer over it. jansson reads JSON for guard
 * but cannot write it: it refuses strings that are not UTF-8, and argv may
 * hold any bytes.
 */
#include "out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 4096 /* bytes of input that are escaped at a time */ };

bool
out_is_dumb(void)
{
	const char *term = getenv("TERM");

	return !term || !*term || strcmp(term, "dumb") == 0;
}

void
out_init(struct out *o, FILE *file)
{
	const char *no_color = getenv("NO_COLOR");

	o->file = file;
	o->failed = false;
	o->color = isatty(fileno(file)) && (!no_color || !*no_color) &&
	    !out_is_dumb();
	buf_init(&o->buf, o->memory, sizeof(o->memory));
}

static void
push(struct out *o)
{
	size_t n = o->buf.n;

	if (n && !o->failed && fwrite(o->buf.p, 1, n, o->file) != n)
		o->failed = true;
	buf_init(&o->buf, o->memory, sizeof(o->memory));
}

static void
room(struct out *o, size_t n)
{
	if (o->buf.cap - o->buf.n < n)
		push(o);
}

enum err
out_flush(struct out *o)
{
	push(o);
	if (fflush(o->file) != 0)
		o->failed = true;
	return o->failed ? ERR_IO : OK;
}

void
out_c(struct out *o, char c)
{
	room(o, 1);
	buf_c(&o->buf, c);
}

/* The bytes of s up to a place that is at most max and in no character. */
static size_t
piece_length(struct sv s, size_t max)
{
	if (s.n <= max)
		return s.n;
	for (size_t n = max; n + 4 > max && n > 0; n--)
		if (((unsigned char)s.p[n] & 0xc0) != 0x80)
			return n;
	return max;
}

void
out_pieces(struct out *o, struct sv s, void (*put)(struct buf *b, struct sv s),
    size_t growth)
{
	while (s.n) {
		size_t n = piece_length(s, PIECE);

		room(o, n * growth);
		put(&o->buf, sv_take(s, n));
		s = sv_skip(s, n);
	}
}

void
out_sv(struct out *o, struct sv s)
{
	out_pieces(o, s, buf_sv, 1);
}

void
out_str(struct out *o, const char *s)
{
	out_sv(o, sv_from(s));
}

void
out_u64(struct out *o, uint64_t v)
{
	room(o, 20);
	buf_u64(&o->buf, v);
}

void
out_u64_pad(struct out *o, uint64_t v, unsigned width)
{
	unsigned digits = 1;

	for (uint64_t rest = v; rest >= 10; rest /= 10)
		digits++;
	if (digits < width)
		out_spaces(o, width - digits);
	out_u64(o, v);
}

void
out_spaces(struct out *o, size_t n)
{
	while (n--)
		out_c(o, ' ');
}

void
out_visible(struct out *o, struct sv s)
{
	out_pieces(o, s, buf_visible, 4);
}

void
out_json(struct out *o, struct sv s)
{
	out_pieces(o, s, buf_json, 6);
}

static void
next_line(struct emit *j)
{
	if (!j->laid_out)
		return;
	out_c(j->out, '\n');
	out_spaces(j->out, 2 * (size_t)j->depth);
}

static void
begin(struct emit *j, const char *key)
{
	if (j->more)
		out_c(j->out, ',');
	if (j->depth)
		next_line(j);
	j->more = true;
	if (key) {
		out_c(j->out, '"');
		out_str(j->out, key);
		out_str(j->out, j->laid_out ? "\": " : "\":");
	}
}

static void
open_group(struct emit *j, const char *key, char bracket)
{
	begin(j, key);
	out_c(j->out, bracket);
	j->more = false;
	j->depth++;
}

static void
close_group(struct emit *j, char bracket)
{
	j->depth--;
	if (j->more)
		next_line(j);
	out_c(j->out, bracket);
	j->more = true;
}

void
emit_object(struct emit *j, const char *key)
{
	open_group(j, key, '{');
}

void
emit_end_object(struct emit *j)
{
	close_group(j, '}');
}

void
emit_array(struct emit *j, const char *key)
{
	open_group(j, key, '[');
}

void
emit_end_array(struct emit *j)
{
	close_group(j, ']');
}

void
emit_text(struct emit *j, const char *key, struct sv value)
{
	begin(j, key);
	out_c(j->out, '"');
	out_json(j->out, value);
	out_c(j->out, '"');
}

void
emit_str(struct emit *j, const char *key, const char *value)
{
	if (value)
		emit_text(j, key, sv_from(value));
	else
		emit_none(j, key);
}

void
emit_u64(struct emit *j, const char *key, uint64_t value)
{
	begin(j, key);
	out_u64(j->out, value);
}

void
emit_flag(struct emit *j, const char *key, bool value)
{
	begin(j, key);
	out_str(j->out, value ? "true" : "false");
}

void
emit_none(struct emit *j, const char *key)
{
	begin(j, key);
	out_str(j->out, "null");
}
