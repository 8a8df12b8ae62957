/* SPDX-License-Identifier: ISC */
/* A file is read whole or not at all: what is cut off could matter. */
#include "package_json.h"

enum { FILE_MAX = 1 << 20 /* bytes */ };

/* One more than is taken, so that the limit can be told. */
static char contents[FILE_MAX];

enum err
package_read(const char *path, struct sv *out)
{
	size_t n = 0;
	enum err e;

	if ((e = os_read_file(path, contents, sizeof(contents), &n)))
		return e;
	*out = (struct sv){contents, n};
	return OK;
}

enum err
package_read_rest(int fd, struct sv *out)
{
	size_t n = 0;
	enum err e = os_read_rest(fd, contents, sizeof(contents), &n);

	*out = (struct sv){contents, n};
	return e;
}

/* What node's tools accept: a byte order mark, and the last of equal keys. */
static enum err
parse_object(struct sv text, json_t **out)
{
	json_t *json;

	if (sv_starts(text, SV("\xef\xbb\xbf")))
		text = sv_skip(text, 3);
	json = json_loadb(text.p, text.n, JSON_ALLOW_NUL, NULL);
	if (!json)
		return ERR_SYNTAX;
	if (!json_is_object(json)) {
		json_decref(json);
		return ERR_SYNTAX;
	}
	*out = json;
	return OK;
}

bool
package_go_up(struct os_path *dir)
{
	if (dir->n <= 1)
		return false;
	while (dir->n > 1 && dir->p[dir->n - 1] != '/')
		dir->n--;
	if (dir->n > 1)
		dir->n--;
	dir->p[dir->n] = '\0';
	return true;
}

enum err
package_json(const struct os_path *dir, json_t **out)
{
	struct os_path path;
	struct sv text;
	enum err e;

	if ((e = os_join(dir, "package.json", &path)))
		return e;
	if ((e = package_read(path.p, &text)))
		return e;
	return parse_object(text, out);
}

enum err
package_json_above(struct os_path *dir, json_t **out)
{
	enum err e;

	do {
		e = package_json(dir, out);
		if (e != ERR_NOT_FOUND)
			return e;
	} while (package_go_up(dir));
	return ERR_NOT_FOUND;
}
