/* SPDX-License-Identifier: ISC */
/*
 * Wrapped prose and command lines for people. Nothing here reads a policy.
 */
#include "text.h"

#include "guard/audit.h"

enum {
	SPAN_MAX = 48, /* bytes between backticks that are kept together … */
	SPAN_ROOM = 16, /* … and columns that are left beside them */
	NARROWEST = 30, WIDEST = 198 /* columns */
};

static size_t row_width = TEXT_WIDTH;

void
text_fit(unsigned columns)
{
	/* Some terminals break a line that is as wide as they are. */
	row_width = columns < NARROWEST + 2 ? NARROWEST
	    : columns > WIDEST + 2 ? WIDEST : columns - 2;
}

size_t
text_row_width(void)
{
	return row_width;
}

size_t
text_width(void)
{
	return row_width < TEXT_WIDTH ? row_width : TEXT_WIDTH;
}

static size_t
columns(struct sv s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static void
new_line(struct buf *out, size_t indent)
{
	buf_c(out, '\n');
	for (size_t i = 0; i < indent; i++)
		buf_c(out, ' ');
}

/* The bytes of text up to where a line may break. A short command between
 * backticks stays in one piece, if a line has room for it. */
static size_t
piece_length(struct sv text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] != ' ' && text.p[n] != '\n') {
		size_t end = sv_find(text, n + 1, '`');

		if (text.p[n] == '`' && end < text.n && end - n <= SPAN_MAX &&
		    end - n + SPAN_ROOM <= text_width())
			n = end;
		n++;
	}
	return n;
}

void
text_wrap(struct sv text, size_t column, size_t indent, struct buf *out)
{
	bool fresh = true; /* nothing stands on this line yet */

	while (text.n) {
		size_t n = piece_length(text);
		struct sv word = sv_take(text, n);

		if (!fresh && column + 1 + columns(word) > text_width()) {
			new_line(out, indent);
			column = indent;
			fresh = true;
		}
		if (!fresh && word.n) {
			buf_c(out, ' ');
			column++;
		}
		buf_sv(out, word);
		column += columns(word);
		fresh = fresh && !word.n;
		if (n < text.n && text.p[n] == '\n') {
			new_line(out, n + 1 < text.n && text.p[n + 1] == '\n'
				? 0 : indent);
			column = indent;
			fresh = true;
		}
		text = sv_skip(text, n + 1);
	}
}

void
text_fold(struct sv line, size_t column, size_t hang, struct buf *out)
{
	for (bool first = true; line.n; first = false) {
		size_t blanks = 0, n;

		while (blanks < line.n && line.p[blanks] == ' ')
			blanks++;
		n = blanks + piece_length(sv_skip(line, blanks));
		if (!first && column + columns(sv_take(line, n)) >
		        text_width()) {
			new_line(out, hang);
			column = hang;
			line = sv_skip(line, blanks);
			n -= blanks;
		}
		buf_sv(out, sv_take(line, n));
		column += columns(sv_take(line, n));
		line = sv_skip(line, n);
	}
	buf_c(out, '\n');
}

void
text_put(struct out *out, const struct buf *line, size_t column, size_t hang)
{
	char memory[2 * TEXT_LINE_MAX];
	struct buf folded;

	buf_init(&folded, memory, sizeof(memory));
	text_fold(buf_view(line), column, hang, &folded);
	out_sv(out, buf_view(&folded));
}

void
text_spaces(struct buf *line, size_t n)
{
	while (n--)
		buf_c(line, ' ');
}

void
text_prose(struct sv text, struct buf *out)
{
	bool blank = false;

	text = sv_trim(text);
	while (text.n) {
		size_t n = 0;

		while (n < text.n && !byte_is_space(text.p[n]))
			n++;
		if (n) {
			if (blank)
				buf_c(out, ' ');
			buf_visible(out, sv_take(text, n));
			blank = true;
		}
		text = sv_skip(text, n + 1);
	}
}

/* A word that the shell still expands is shown as it was written. */
static void
put_word(struct buf *out, struct sv text, unsigned flags)
{
	if (flags & WORD_DYNAMIC)
		buf_visible(out, text);
	else
		buf_shell_word(out, text);
}

struct sv
text_redacted(struct arena *arena, struct sv text, struct sv previous)
{
	size_t cap = text.n <= SIZE_MAX / 4 ? text.n * 2 + 256 : 0;
	char *memory = cap ? ARENA_NEW(arena, cap, char) : NULL;
	struct buf redacted;

	if (!memory)
		return SV("[redacted]");
	buf_init(&redacted, memory, cap);
	audit_redact(text, previous, &redacted);
	return redacted.full ? SV("[redacted]") : buf_view(&redacted);
}

void
text_word(struct arena *arena, const struct word *word, struct sv previous,
    struct buf *out)
{
	size_t mark = arena->used;

	put_word(out, text_redacted(arena, word->text, previous), word->flags);
	arena->used = mark;
}

/* Takes out back to at most n bytes, at the start of a character. */
static void
cut_back(struct buf *out, size_t n)
{
	if (n > out->n)
		n = out->n;
	while (n < out->n && n > 0 && ((unsigned char)out->p[n] & 0xc0) == 0x80)
		n--;
	out->n = n;
	out->full = false;
}

bool
text_command(struct arena *arena, const struct word *words, size_t n,
    size_t limit, struct buf *out)
{
	size_t start = out->n;
	struct sv previous = {NULL, 0};

	if (limit > out->cap - start)
		limit = out->cap - start;
	limit = limit > 4 ? limit - 4 : 0;
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_c(out, ' ');
		text_word(arena, &words[i], previous, out);
		previous = words[i].text;
		if (out->n - start > limit || out->full) {
			cut_back(out, start + limit);
			buf_str(out, " ...");
			return true;
		}
	}
	return false;
}
