/* SPDX-License-Identifier: ISC */
/*
 * An image as canonical YAML: one document a tool, in the order in which the
 * language is documented, sorted where order has no meaning. Examples are not
 * in an image.
 */
#include "rules/dump.h"

#include <stdlib.h>
#include <string.h>

#include "rules/list.h"

void
dump_indent(struct dump *d, unsigned n)
{
	while (n--)
		buf_c(d->out, ' ');
}

/* Words that other readers of YAML take for something else. */
static bool
is_special_word(struct sv s)
{
	static const char *const words[] = {"true", "false", "null", "yes",
	    "no", "on", "off", "y", "n"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (sv_eq_cstr(s, words[i]))
			return true;
	}
	return false;
}

/* Plain in block and in flow: no character that means anything to YAML where
 * it stands. */
static bool
is_plain(struct sv s)
{
	if (!s.n || is_special_word(s) ||
	    (!byte_is_alnum(s.p[0]) && !memchr("_/.", s.p[0], 3)))
		return false;
	for (size_t i = 1; i < s.n; i++) {
		if (byte_is_alnum(s.p[i]) || memchr("_/.-+=@*", s.p[i], 8))
			continue;
		if (s.p[i] != ' ' || i + 1 == s.n || s.p[i + 1] == ' ')
			return false;
	}
	return !sv_starts(s, SV("---")) && !sv_starts(s, SV("..."));
}

void
dump_scalar(struct dump *d, struct sv s)
{
	static const char hex[] = "0123456789abcdef";

	if (is_plain(s)) {
		buf_sv(d->out, s);
		return;
	}
	buf_c(d->out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\') {
			buf_c(d->out, '\\');
			buf_c(d->out, (char)c);
		} else if (c == '\n') {
			buf_str(d->out, "\\n");
		} else if (c < 0x20 || c == 0x7f) {
			buf_str(d->out, "\\x");
			buf_c(d->out, hex[c >> 4]);
			buf_c(d->out, hex[c & 15]);
		} else {
			buf_c(d->out, (char)c);
		}
	}
	buf_c(d->out, '"');
}

void
dump_line(struct dump *d, unsigned indent, const char *key, struct sv s)
{
	if (!s.n)
		return;
	dump_indent(d, indent);
	buf_str(d->out, key);
	buf_str(d->out, ": ");
	dump_scalar(d, s);
	buf_c(d->out, '\n');
}

void
dump_list(struct dump *d, const struct sv *items, size_t n)
{
	buf_c(d->out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_str(d->out, ", ");
		dump_scalar(d, items[i]);
	}
	buf_c(d->out, ']');
}

struct sv *
dump_views(struct dump *d, size_t n)
{
	return ARENA_NEW(d->img->arena, n, struct sv);
}

static int
by_bytes(const void *a, const void *b)
{
	const struct sv *x = a, *y = b;

	return sv_cmp(*x, *y);
}

void
dump_sort(struct sv *items, size_t n)
{
	if (n)
		qsort(items, n, sizeof(*items), by_bytes);
}

enum err
dump_text(struct dump *d, uint32_t texts, uint32_t i, struct sv *out)
{
	enum err e = image_strings_get(d->img, texts, RECORD_TEXTS, i, out);

	return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

enum err
dump_literal(struct dump *d, struct sv s, struct sv *out)
{
	char *p = arena_alloc(d->img->arena, s.n * 2 + 1, 1);
	struct buf b;

	if (!p)
		return ERR_LIMIT;
	buf_init(&b, p, s.n * 2 + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (memchr("*?[]\\{},", s.p[i], 8))
			buf_c(&b, '\\');
		buf_c(&b, s.p[i]);
	}
	*out = buf_view(&b);
	return OK;
}

static enum err
dump_names(struct dump *d, char kind, const char *key)
{
	struct sv *names;
	size_t n;
	enum err e;

	if ((e = list_names(d->img, d->tool, kind, &names, &n)) || !n)
		return e;
	buf_str(d->out, key);
	buf_str(d->out, ": ");
	dump_list(d, names, n);
	buf_c(d->out, '\n');
	return OK;
}

static enum err
dump_head(struct dump *d)
{
	struct sv name, summary, source;
	enum err e;

	if ((e = image_string(&d->record, d->head->name, &name)) ||
	    (e = image_string(&d->record, d->head->summary, &summary)) ||
	    (e = dump_text(d, d->head->texts, 0, &source)))
		return e;
	buf_str(d->out, "guard: 1\n");
	dump_line(d, 0, "tool", name);
	if ((e = dump_names(d, 'c', "aliases")) ||
	    (e = dump_names(d, 'p', "packages")) ||
	    (e = dump_names(d, 'm', "modules")) ||
	    (e = dump_names(d, 'f', "files")) ||
	    (e = dump_names(d, 'i', "images")) ||
	    (e = dump_names(d, 'a', "accounts")))
		return e;
	if (d->head->flags & TOOL_LAUNCHER)
		buf_str(d->out, "launcher: true\n");
	dump_line(d, 0, "summary", summary);
	dump_line(d, 0, "source", source);
	return OK;
}

static enum err
dump_tool(struct image *img, uint32_t offset, struct buf *out)
{
	struct dump d = {.img = img, .out = out, .tool = offset};
	enum err e;

	if ((e = image_record(img, offset, RECORD_TOOL,
	         sizeof(struct image_tool), &d.record)))
		return e;
	d.head = (const void *)d.record.p;
	if ((e = dump_head(&d)) || (e = dump_cli(&d)) || (e = dump_rules(&d)))
		return e;
	return out->full ? ERR_LIMIT : OK;
}

struct every_tool {
	struct image *img;
	struct buf *out;
	bool started;
};

static enum err
dump_next(void *ctx, struct sv key, uint64_t value)
{
	struct every_tool *all = ctx;

	(void)key;
	if (all->started)
		buf_str(all->out, "---\n");
	all->started = true;
	return value > UINT32_MAX ? ERR_CORRUPT :
	    dump_tool(all->img, (uint32_t)value, all->out);
}

enum err
rules_dump(struct image *image, struct sv tool, struct buf *out)
{
	struct every_tool all = {.img = image, .out = out};
	uint64_t offset;
	enum err e;

	if (!tool.n)
		return image_each(image, image->header.tools, dump_next, &all);
	if ((e = image_find(image, image->header.tools, tool, &offset)))
		return e;
	return dump_next(&all, tool, offset);
}
