/* SPDX-License-Identifier: ISC */
/*
 * The syntax of git's configuration: sections, values over several lines,
 * quotes and escapes, comments.
 */
#include "facts/config.h"

struct config_parse {
	struct arena *arena;
	struct sv text;
	size_t i;
	struct config_entry entry;
};

bool
config_same_word(struct sv a, struct sv b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++) {
		unsigned char x = (unsigned char)a.p[i];
		unsigned char y = (unsigned char)b.p[i];

		if (x != y && ((x | 0x20) != (y | 0x20) ||
		    (x | 0x20) < 'a' || (x | 0x20) > 'z'))
			return false;
	}
	return a.n == b.n;
}

bool
config_is(const struct config_entry *e, struct sv section, struct sv sub,
    struct sv key)
{
	return config_same_word(e->section, section) && sv_eq(e->sub, sub) &&
	    config_same_word(e->key, key);
}

static int
peek(const struct config_parse *p)
{
	return p->i < p->text.n ? (unsigned char)p->text.p[p->i] : -1;
}

static bool
is_key_byte(int c)
{
	return byte_is_alnum(c) || c == '-';
}

static void
skip_blanks(struct config_parse *p)
{
	while (peek(p) == ' ' || peek(p) == '\t' || peek(p) == '\r')
		p->i++;
}

static void
skip_line(struct config_parse *p)
{
	p->i = sv_find(p->text, p->i, '\n');
}

/* "sub" with its escapes; *i stands behind the first quote. */
static enum err
parse_subsection(struct config_parse *p)
{
	char *room = arena_take(p->arena, sv_find(p->text, p->i, '\n') - p->i +
	    1);
	struct buf b;
	int c;

	if (!room)
		return ERR_LIMIT;
	buf_init(&b, room, sv_find(p->text, p->i, '\n') - p->i + 1);
	while ((c = peek(p)) != '"') {
		if (c == '\\')
			p->i++;
		if (p->i >= p->text.n || peek(p) == '\n')
			return ERR_SYNTAX;
		buf_c(&b, p->text.p[p->i++]);
	}
	p->i++;
	p->entry.sub = buf_view(&b);
	return OK;
}

/* [section], [section "sub"] or, of old, [section.sub]. */
static enum err
parse_section(struct config_parse *p)
{
	size_t start = ++p->i, dot;
	struct sv name;
	enum err e;

	while (is_key_byte(peek(p)) || peek(p) == '.')
		p->i++;
	name = (struct sv){p->text.p + start, p->i - start};
	dot = sv_find(name, 0, '.');
	p->entry.section = sv_take(name, dot);
	p->entry.sub = sv_skip(name, dot + 1);
	skip_blanks(p);
	if (peek(p) == '"') {
		p->i++;
		if ((e = parse_subsection(p)))
			return e;
	}
	if (peek(p) != ']')
		return ERR_SYNTAX;
	p->i++;
	return OK;
}

/* What stands behind a backslash in a value; false where git gives up. */
static bool
put_escape(struct config_parse *p, struct buf *b)
{
	int c = peek(p);

	p->i++;
	if (c == '\r' && peek(p) == '\n') {
		p->i++;
		return true;
	}
	switch (c) {
	case '\n':
		return true;
	case 'n':
		buf_c(b, '\n');
		return true;
	case 't':
		buf_c(b, '\t');
		return true;
	case 'b':
		buf_c(b, '\b');
		return true;
	case '\\':
	case '"':
		buf_c(b, (char)c);
		return true;
	default:
		return false;
	}
}

/* Bytes that a value may take: its lines with all that go on with them. */
static size_t
value_length(const struct config_parse *p)
{
	size_t end = sv_find(p->text, p->i, '\n');

	while (end < p->text.n && end > p->i &&
	    (p->text.p[end - 1] == '\\' || p->text.p[end - 1] == '\r'))
		end = sv_find(p->text, end + 1, '\n');
	return end - p->i + 1;
}

static enum err
parse_value(struct config_parse *p)
{
	size_t room = value_length(p), kept = 0;
	char *memory = arena_take(p->arena, room);
	bool quoted = false;
	struct buf b;
	int c;

	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, room);
	skip_blanks(p);
	while ((c = peek(p)) != -1 && c != '\n') {
		if (!quoted && (c == '#' || c == ';')) {
			skip_line(p);
			break;
		}
		p->i++;
		if (c == '"') {
			quoted = !quoted;
			kept = b.n;
			continue;
		}
		if (c == '\\' && !put_escape(p, &b))
			return ERR_SYNTAX;
		if (c != '\\')
			buf_c(&b, (char)c);
		/* Blanks at the end do not count, unless they are quoted. */
		if (quoted || (c != ' ' && c != '\t' && c != '\r'))
			kept = b.n;
	}
	p->entry.value = (struct sv){memory, kept};
	return quoted || b.full ? ERR_SYNTAX : OK;
}

static enum err
parse_key(struct config_parse *p)
{
	size_t start = p->i;

	while (is_key_byte(peek(p)))
		p->i++;
	p->entry.key = (struct sv){p->text.p + start, p->i - start};
	p->entry.value = SV("true");
	skip_blanks(p);
	if (peek(p) == '=') {
		p->i++;
		return parse_value(p);
	}
	if (peek(p) == '#' || peek(p) == ';')
		skip_line(p);
	return peek(p) == '\n' || peek(p) == -1 ? OK : ERR_SYNTAX;
}

enum err
config_parse(struct arena *arena, struct sv text, config_each_fn each,
    void *ctx)
{
	struct config_parse p = {.arena = arena, .text = text};
	enum err e = OK;
	int c;

	if (sv_starts(text, SV("\xef\xbb\xbf")))
		p.i = 3;
	while (!e && (c = peek(&p)) != -1) {
		if (byte_is_space(c)) {
			p.i++;
		} else if (c == '#' || c == ';') {
			skip_line(&p);
		} else if (c == '[') {
			e = parse_section(&p);
		} else if (is_key_byte(c) && p.entry.section.n) {
			e = parse_key(&p);
			if (!e)
				e = each(ctx, &p.entry);
		} else {
			e = ERR_SYNTAX;
		}
	}
	return e;
}
