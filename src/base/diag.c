/* SPDX-License-Identifier: ISC */
/*
 * Diagnostics: collecting them, and printing one with its source line and a
 * caret line. Only the engine has this, so the text may be formatted by libc.
 */
#include "guard/diag.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/codepoint.h"

#define TEXT_MAX 1024      /* bytes of one message */
#define PER_FILE_DEFAULT 20u
#define WINDOW 100u        /* columns of a source line that are shown */
#define WINDOW_BEFORE 40u  /* of them before the span, in a long line */
#define TAB 8u

void
diag_sink_init(struct diag_sink *sink, struct arena *arena)
{
	*sink = (struct diag_sink){.arena = arena};
}

static uint32_t
errors_of(const struct diag_sink *sink, const struct source *source)
{
	uint32_t n = 0;

	for (const struct diag *d = sink->first; d != NULL; d = d->next) {
		if (d->severity == SEVERITY_ERROR && d->span.source == source)
			n++;
	}
	return n;
}

/* Counts it, and says whether it is to be kept. */
static bool
admit(struct diag_sink *sink, enum severity severity, struct span span)
{
	uint32_t limit = sink->per_file > 0 ? sink->per_file : PER_FILE_DEFAULT;

	/* A note shares the fate of what it explains. */
	if (severity == SEVERITY_NOTE)
		return !sink->dropping;
	if (severity == SEVERITY_WARNING)
		sink->n_warnings++;
	else
		sink->n_errors++;
	return severity == SEVERITY_WARNING ||
	    errors_of(sink, span.source) < limit;
}

static struct diag *
keep(struct arena *arena, struct sv text)
{
	struct diag *d = ARENA_NEW(arena, 1, struct diag);

	if (d == NULL)
		return NULL;
	d->text = arena_dup(arena, text);
	return d->text.p == NULL ? NULL : d;
}

void
diag_add(struct diag_sink *sink, enum severity severity, struct span span,
    const char *code, const char *format, ...)
{
	char text[TEXT_MAX];
	struct diag *d = NULL;
	va_list args;
	int n;

	if (severity == SEVERITY_WARNING && span.source &&
	    span.source->beneath) {
		sink->dropping = true;
		return;
	}
	if (admit(sink, severity, span)) {
		va_start(args, format);
		n = vsnprintf(text, sizeof(text), format, args);
		va_end(args);
		if (n < 0)
			n = 0;
		if ((size_t)n >= sizeof(text))
			n = (int)sizeof(text) - 1;
		d = keep(sink->arena, (struct sv){text, (size_t)n});
	}
	if (severity != SEVERITY_NOTE) {
		sink->dropping = d == NULL;
		sink->n_dropped += d == NULL;
	}
	if (d == NULL)
		return;
	d->severity = severity;
	d->span = span;
	d->code = code;
	if (sink->last == NULL)
		sink->first = d;
	else
		sink->last->next = d;
	sink->last = d;
}

/* Bytes of the line break at the start of s. The kinds are those of YAML 1.1,
 * because its reader's line numbers are what spans hold. */
static size_t
break_length(struct sv s)
{
	if (s.p[0] == '\n')
		return 1;
	if (s.p[0] == '\r')
		return s.n > 1 && s.p[1] == '\n' ? 2 : 1;
	if (sv_starts(s, SV("\xc2\x85")))
		return 2;
	return sv_starts(s, SV("\xe2\x80\xa8")) ||
	    sv_starts(s, SV("\xe2\x80\xa9")) ? 3 : 0;
}

static size_t
line_length(struct sv text)
{
	size_t n = 0;

	while (n < text.n && ((text.p[n] >= ' ' && text.p[n] <= '~') ||
	    break_length(sv_skip(text, n)) == 0))
		n++;
	return n;
}

/* Line number line of text, counted from 1; false if there is none. */
static bool
find_line(struct sv text, uint32_t line, struct sv *out)
{
	for (uint32_t i = 1; i < line; i++) {
		text = sv_skip(text, line_length(text));
		if (text.n == 0)
			return false;
		text = sv_skip(text, break_length(text));
	}
	*out = sv_take(text, line_length(text));
	return line > 0;
}

struct range {
	uint32_t first;
	uint32_t last;
};

static bool
is_in(uint32_t cp, const struct range *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (cp >= list[i].first && cp <= list[i].last)
			return true;
	}
	return false;
}

/* Columns that a terminal gives a character that is shown as it is. */
static uint32_t
width_of(uint32_t cp)
{
	static const struct range none[] = {
		{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd},
		{0x0610, 0x061a}, {0x064b, 0x065f}, {0x1ab0, 0x1aff},
		{0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
	};
	static const struct range two[] = {
		{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},
		{0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
		{0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
		{0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
	};

	if (cp < 0x300)
		return 1;
	if (is_in(cp, none, ARRAY_LEN(none)))
		return 0;
	return is_in(cp, two, ARRAY_LEN(two)) ? 2 : 1;
}

/* One character of a source line, and the columns that it takes when shown. */
struct glyph {
	struct sv bytes;
	uint32_t at;
	uint32_t width;
};

static struct glyph
glyph_at(struct sv rest, uint32_t column)
{
	struct glyph g = {.at = column};
	size_t n;
	uint32_t cp;
	bool visible = codepoint_visible(rest, &n, &cp) > 0;

	g.bytes = sv_take(rest, n);
	if (rest.p[0] == '\t')
		g.width = TAB - column % TAB;
	else if (visible)
		g.width = width_of(cp);
	else
		g.width = (uint32_t)n * 4; /* \xXX for each byte */
	return g;
}

/* The columns from begin to end of a span, and those of the whole line. */
struct extent {
	uint32_t begin;
	uint32_t end;
	uint32_t line;
};

static struct extent
measure(struct sv line, const struct span *span)
{
	struct extent x = {0, 0, 0};
	bool begun = false, ended = false;
	uint64_t last = (uint64_t)span->col + (span->length > 0
	    ? span->length : 1);

	for (uint64_t i = 1; line.n > 0; i++) {
		struct glyph g = glyph_at(line, x.line);

		if (i == span->col) {
			x.begin = g.at;
			begun = true;
		}
		if (i == last) {
			x.end = g.at;
			ended = true;
		}
		x.line += g.width;
		line = sv_skip(line, g.bytes.n);
	}
	if (!begun)
		x.begin = x.line;
	if (!ended)
		x.end = x.line;
	if (x.end <= x.begin)
		x.end = x.begin + 1; /* one behind the line's end */
	return x;
}

static void
put_columns(struct buf *out, char c, uint32_t n)
{
	while (n-- > 0)
		buf_c(out, c);
}

/* What of the line stands in the columns from left to right. */
static void
put_line(struct buf *out, struct sv line, uint32_t left, uint32_t right)
{
	uint32_t column = 0;

	while (line.n > 0 && column < right) {
		struct glyph g = glyph_at(line, column);

		column += g.width;
		line = sv_skip(line, g.bytes.n);
		if (column <= left && left > 0)
			continue;
		/* A tab, or what the window's edge cuts in two. */
		if (g.bytes.p[0] == '\t' || g.at < left || column > right)
			put_columns(out, ' ', (column < right ? column : right)
			    - (g.at > left ? g.at : left));
		else
			buf_visible(out, g.bytes);
	}
}

static void
put_source(struct buf *out, struct sv line, const struct span *span)
{
	struct extent x = measure(line, span);
	uint32_t left = 0, right = x.line;
	struct sv mark = SV("");

	if (x.line > WINDOW) {
		left = x.begin > WINDOW_BEFORE ? x.begin - WINDOW_BEFORE : 0;
		right = x.line - left > WINDOW ? left + WINDOW : x.line;
		mark = left > 0 ? SV("...") : SV("");
	}
	buf_sv(out, mark);
	put_line(out, line, left, right);
	if (right < x.line)
		buf_sv(out, SV("..."));
	buf_c(out, '\n');
	if (x.end > right && x.begin < right)
		x.end = right;
	put_columns(out, ' ', (uint32_t)mark.n + x.begin - left);
	buf_c(out, '^');
	put_columns(out, '~', x.end - x.begin - 1);
	buf_c(out, '\n');
}

static const char *
label(enum severity severity)
{
	switch (severity) {
	case SEVERITY_WARNING:
		return "warning: ";
	case SEVERITY_NOTE:
		return "note: ";
	case SEVERITY_ERROR:
		break;
	}
	return "error: ";
}

static void
put_place(struct buf *out, const struct span *span)
{
	buf_visible(out, span->source->name);
	buf_c(out, ':');
	if (span->line > 0) {
		buf_u64(out, span->line);
		buf_c(out, ':');
		buf_u64(out, span->col);
		buf_c(out, ':');
	}
	buf_c(out, ' ');
}

void
diag_render(const struct diag *diag, struct buf *out)
{
	const struct span *span = &diag->span;
	struct sv line;

	if (span->source != NULL)
		put_place(out, span);
	buf_str(out, label(diag->severity));
	buf_visible(out, diag->text);
	if (diag->code != NULL) {
		buf_sv(out, SV(" ["));
		buf_str(out, diag->code);
		buf_c(out, ']');
	}
	buf_c(out, '\n');
	if (span->source != NULL &&
	    find_line(span->source->text, span->line, &line))
		put_source(out, line, span);
}
