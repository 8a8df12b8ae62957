/* SPDX-License-Identifier: ISC */
/*
 * An image as canonical YAML: one document a tool, in the order in which the
 * language is documented, sorted where order has no meaning. Examples are not
 * in an image.
 */
#include "rules/dump.h"

#include "rules/list.h"

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
