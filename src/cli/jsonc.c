/* SPDX-License-Identifier: ISC */
/*
 * A scanner that only tells where things are.
 */
#include "jsonc.h"

#include <string.h>

enum { DEEPEST = 64, MODEL_MAX = 8192 };

struct scan {
	struct sv text;
	size_t at;
	unsigned depth;
};

static int
peek(const struct scan *s)
{
	return s->at < s->text.n ? (unsigned char)s->text.p[s->at] : -1;
}

static bool
skip_comment(struct scan *s)
{
	struct sv rest = sv_skip(s->text, s->at);
	const char *end;

	if (sv_starts(rest, SV("//"))) {
		s->at += sv_find(rest, 0, '\n');
		return true;
	}
	if (!sv_starts(rest, SV("/*")))
		return false;
	end = rest.n > 2 ? memmem(rest.p + 2, rest.n - 2, "*/", 2) : NULL;
	s->at = end ? (size_t)(end + 2 - s->text.p) : s->text.n;
	return true;
}

static void
skip_space(struct scan *s)
{
	for (;;) {
		int c = peek(s);

		if (byte_is_space(c))
			s->at++;
		else if (c != '/' || !skip_comment(s))
			return;
	}
}

static enum err
skip_string(struct scan *s)
{
	for (s->at++; s->at < s->text.n; s->at++) {
		char c = s->text.p[s->at];

		if (c == '"') {
			s->at++;
			return OK;
		}
		if (c == '\n')
			break;
		s->at += c == '\\';
	}
	return ERR_SYNTAX;
}

/* Numbers and the three words; what exactly is the agent's affair. */
static enum err
skip_bare(struct scan *s)
{
	size_t start = s->at;

	for (int c; (c = peek(s)) != -1; s->at++)
		if (!(byte_is_digit(c) || byte_is_lower(c) ||
		    c == 'E' || c == '+' || c == '-' || c == '.'))
			break;
	return s->at > start ? OK : ERR_SYNTAX;
}

static enum err skip_value(struct scan *s, struct json_span *out);

/* A name and its colon. */
static enum err
skip_name(struct scan *s, struct sv *out)
{
	size_t start = s->at + 1;
	enum err e;

	if (peek(s) != '"')
		return ERR_SYNTAX;
	if ((e = skip_string(s)))
		return e;
	*out = sv_take(sv_skip(s->text, start), s->at - 1 - start);
	skip_space(s);
	if (peek(s) != ':')
		return ERR_SYNTAX;
	s->at++;
	return OK;
}

/* What is looked for in one group: a member of an object by its name, or an
 * item of an array by its number. */
struct wanted {
	const char *name;
	size_t nth; /* from 1; counted down */
	struct json_span found;
};

/* Where a group ends. */
struct ending {
	size_t last;  /* behind the last value; 0: there is none */
	size_t comma; /* behind a comma that follows it; 0: none does */
};

/* An object or array, from its bracket to behind the other. */
static enum err
skip_group(struct scan *s, struct wanted *w, struct ending *out)
{
	bool object = peek(s) == '{';
	char close = object ? '}' : ']';
	struct json_span value;
	struct sv name = {NULL, 0};
	enum err e;

	if (++s->depth > DEEPEST)
		return ERR_LIMIT;
	*out = (struct ending){0, 0};
	s->at++;
	for (skip_space(s); peek(s) != close; skip_space(s)) {
		if (out->last && !out->comma)
			return ERR_SYNTAX;
		if (object && (e = skip_name(s, &name)))
			return e;
		if ((e = skip_value(s, &value)))
			return e;
		if (w && (w->name ? sv_eq_cstr(name, w->name)
		    : w->nth && --w->nth == 0))
			w->found = value;
		skip_space(s);
		s->at += peek(s) == ',';
		out->last = value.end;
		out->comma = s->text.p[s->at - 1] == ',' ? s->at : 0;
	}
	s->at++;
	s->depth--;
	return OK;
}

static enum err
skip_value(struct scan *s, struct json_span *out)
{
	struct ending ending;
	enum err e;

	skip_space(s);
	out->start = s->at;
	if (peek(s) == '{' || peek(s) == '[')
		e = skip_group(s, NULL, &ending);
	else
		e = peek(s) == '"' ? skip_string(s) : skip_bare(s);
	out->end = s->at;
	return e;
}

enum err
jsonc_root(struct sv text, struct json_span *out)
{
	struct scan s = {.text = text};
	enum err e;

	if (sv_starts(text, SV("\xef\xbb\xbf")))
		s.at = 3;
	if ((e = skip_value(&s, out)))
		return e;
	skip_space(&s);
	return s.at == text.n ? OK : ERR_SYNTAX;
}

/* What is wanted of the group that open begins. */
static enum err
find_in(struct sv text, struct json_span group, int open, struct wanted w,
    struct json_span *out)
{
	struct scan s = {.text = text, .at = group.start};
	struct ending ending;
	enum err e;

	if (peek(&s) != open)
		return ERR_SCHEMA;
	if ((e = skip_group(&s, &w, &ending)))
		return e;
	if (w.found.start == w.found.end)
		return ERR_NOT_FOUND;
	*out = w.found;
	return OK;
}

enum err
jsonc_member(struct sv text, struct json_span object, const char *name,
    struct json_span *out)
{
	return find_in(text, object, '{', (struct wanted){.name = name}, out);
}

enum err
jsonc_item(struct sv text, struct json_span array, size_t i,
    struct json_span *out)
{
	return find_in(text, array, '[', (struct wanted){.nth = i + 1}, out);
}

enum err
jsonc_find(struct sv text, const char *path, struct json_span *out)
{
	char name[64];
	enum err e = jsonc_root(text, out);

	while (!e && *path) {
		size_t n = strcspn(path, ".");

		if (n >= sizeof(name))
			return ERR_INTERNAL;
		memcpy(name, path, n);
		name[n] = '\0';
		path += n + (path[n] == '.');
		e = jsonc_member(text, *out, name, out);
	}
	return e;
}

/* The first member or item of a group. */
static enum err
put_first(struct edit *e, struct json_span group, const char *model)
{
	char memory[MODEL_MAX];
	struct sv base = edit_line_indent(e->text, group.start);
	struct sv unit = edit_indent_unit(e->text);
	struct sv inside = sv_take(sv_skip(e->text, group.start + 1),
	    group.end - group.start - 2);
	char inner_memory[128];
	struct buf b, inner;

	buf_init(&inner, inner_memory, sizeof(inner_memory));
	buf_sv(&inner, base);
	buf_sv(&inner, unit);
	buf_init(&b, memory, sizeof(memory));
	buf_c(&b, '\n');
	buf_sv(&b, buf_view(&inner));
	edit_put_indented(&b, model, buf_view(&inner), unit);
	/* Comments stay; blanks alone make way for the line of the bracket. */
	if (!sv_trim(inside).n) {
		buf_c(&b, '\n');
		buf_sv(&b, base);
		return b.full || inner.full ? ERR_LIMIT
		    : edit_replace(e, group.start + 1, inside.n, buf_view(&b));
	}
	return b.full || inner.full ? ERR_LIMIT
	    : edit_replace(e, group.start + 1, 0, buf_view(&b));
}

/* What stands behind a value on its line, if that is no more than a comment. */
static size_t
remark_length(struct sv text, size_t at)
{
	struct scan s = {.text = sv_take(text, sv_find(text, at, '\n')),
	    .at = at};

	skip_space(&s);
	return s.at == s.text.n && sv_trim(sv_skip(s.text, at)).n
	    ? s.at - at : 0;
}

enum err
jsonc_append(struct edit *e, struct json_span group, const char *model)
{
	struct scan s = {.text = e->text, .at = group.start};
	char memory[MODEL_MAX];
	struct ending ending;
	size_t at, remark;
	struct sv indent;
	struct buf b;
	enum err err;

	if (peek(&s) != '{' && peek(&s) != '[')
		return ERR_SCHEMA;
	if ((err = skip_group(&s, NULL, &ending)))
		return err;
	if (!ending.last)
		return put_first(e, group, model);
	buf_init(&b, memory, sizeof(memory));
	indent = edit_line_indent(e->text, ending.last - 1);
	at = ending.comma ? ending.comma : ending.last;
	if (!ending.comma)
		buf_c(&b, ',');
	remark = remark_length(e->text, at);
	buf_sv(&b, sv_take(sv_skip(e->text, at), remark));
	/* A group on one line stays on one, unless a comment ends it. */
	if (remark || memchr(e->text.p + group.start, '\n', at - group.start)) {
		buf_c(&b, '\n');
		buf_sv(&b, indent);
	} else {
		buf_c(&b, ' ');
	}
	edit_put_indented(&b, model, indent, edit_indent_unit(e->text));
	return b.full ? ERR_LIMIT
	              : edit_replace(e, at, remark, buf_view(&b));
}
