/* SPDX-License-Identifier: ISC */
/*
 * The bytes of a rule file before YAML sees them: UTF-8 only, and no
 * character that makes the file read differently from how it looks (control
 * and bidirectional characters, line breaks that only YAML counts as such).
 */
#include "rules/yaml.h"

struct char_range {
	uint32_t first;
	uint32_t last;
	const char *why;
};

/* In order. U+FEFF at the start of the file is its byte order mark. */
static const struct char_range refused[] = {
	{0x00, 0x08, "control character"},
	{0x0b, 0x0c, "control character"},
	{0x0d, 0x0d, "lone carriage return"},
	{0x0e, 0x1f, "control character"},
	{0x7f, 0x84, "control character"},
	{0x85, 0x85, "unusual line break"},
	{0x86, 0x9f, "control character"},
	{0x200b, 0x200b, "invisible character"},
	{0x200e, 0x200f, "bidirectional control character"},
	{0x2028, 0x2029, "unusual line break"},
	{0x202a, 0x202e, "bidirectional control character"},
	{0x2060, 0x2064, "invisible character"},
	{0x2066, 0x2069, "bidirectional control character"},
	{0xfeff, 0xfeff, "stray byte order mark"},
	{0xfffe, 0xffff, "character that YAML does not allow"},
};

const char *
yaml_char_fault(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		if (cp < refused[i].first)
			return NULL;
		if (cp <= refused[i].last)
			return refused[i].why;
	}
	return NULL;
}

static bool
is_utf16(struct sv text)
{
	return sv_starts(text, SV("\xff\xfe")) ||
	    sv_starts(text, SV("\xfe\xff"));
}

static bool
is_plain_byte(unsigned char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* Reports the character of n bytes at offset i, if it must not be there. */
static void
check_char(struct sv text, size_t i, uint32_t cp, struct span span,
    struct diag_sink *sink)
{
	const char *why = yaml_char_fault(cp);

	if (!why || (cp == 0xfeff && i == 0))
		return;
	if (cp == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
		return;
	diag_add(sink, SEVERITY_ERROR, span, "bad-character", "%s U+%04X", why,
	    (unsigned)cp);
}

enum err
yaml_check_text(const struct source *source, struct diag_sink *sink)
{
	const unsigned char *p = (const unsigned char *)source->text.p;
	size_t n = source->text.n;
	struct span span = {source, 1, 1, 1};
	uint32_t before = sink->n_errors;

	if (is_utf16(source->text)) {
		diag_add(sink, SEVERITY_ERROR, span, "encoding",
		    "file is UTF-16, a rule file must be UTF-8");
		return ERR_SYNTAX;
	}
	for (size_t i = 0, step = 1; i < n; i += step) {
		uint32_t cp = p[i];

		step = 1;
		if (!is_plain_byte(p[i])) {
			step = utf8_length(p + i, n - i, &cp);
			if (step == 0) {
				diag_add(sink, SEVERITY_ERROR, span, "encoding",
				    "byte 0x%02X is not UTF-8", p[i]);
				return ERR_SYNTAX;
			}
			check_char(source->text, i, cp, span, sink);
		}
		span.col++;
		if (cp == '\n') {
			span.line++;
			span.col = 1;
		}
	}
	return sink->n_errors == before ? OK : ERR_SYNTAX;
}

struct span
yaml_span_at(const struct source *source, size_t offset)
{
	struct span span = {source, 1, 1, 1};
	struct sv before = sv_take(source->text, offset);

	for (size_t i = 0; i < before.n; i++) {
		if (before.p[i] == '\n') {
			span.line++;
			span.col = 1;
		} else if (((unsigned char)before.p[i] & 0xc0) != 0x80) {
			span.col++;
		}
	}
	return span;
}
