/* SPDX-License-Identifier: ISC */
/*
 * It is taken only if nobody else could have written it.
 */
#include "named.h"

#include "guard/os.h"

enum { FILE_MAX = 256 << 10 /* bytes */, SPACE = 1 << 20 };

static char contents[FILE_MAX];

enum err
named_read(struct environments *out, uint32_t *out_line)
{
	struct os_path prefix, path;
	struct os_image file;
	struct arena arena;
	void *memory;
	enum err e;

	*out_line = 0;
	if ((e = os_prefix(&prefix)) ||
	    (e = os_prefix_join(&prefix, "etc/guard/environments", &path)))
		return e;
	e = os_image_open(&path, &file);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	if (file.size > sizeof(contents))
		return ERR_LIMIT;
	if ((e = os_image_read(&file, 0, contents, (size_t)file.size)))
		return e;
	if (!(memory = os_reserve(SPACE)))
		return ERR_LIMIT;
	arena_init(&arena, memory, SPACE);
	return environments_read(&arena,
	    (struct sv){contents, (size_t)file.size}, out, out_line);
}

enum err
named_environments(void *ctx, const struct environments **out)
{
	static struct environments all;
	static bool loaded;
	uint32_t line;
	enum err e;

	(void)ctx;
	if (!loaded && (e = named_read(&all, &line)))
		return e;
	loaded = true;
	*out = &all;
	return OK;
}

enum err
named_fault(struct buf *where)
{
	static struct environments all;
	struct os_path prefix;
	uint32_t line;
	enum err e;

	/* Without a prefix there is no such file. */
	if (os_prefix(&prefix))
		return OK;
	if ((e = named_read(&all, &line)))
		buf_str(where, "etc/guard/environments");
	if (e && line) {
		buf_str(where, ", line ");
		buf_u64(where, line);
	}
	return e;
}
