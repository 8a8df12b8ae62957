/* SPDX-License-Identifier: ISC */
/*
 * Which tool a name, a path, a package spec or a program file is. The answer
 * must not depend on the spelling.
 */
#include <string.h>

#include "argv/internal.h"

enum err
identity_find(struct image *img, char kind, struct sv name,
    uint32_t *out_offset)
{
	char key[IMAGE_IDENTITY_MAX];

	/* Longer names belong to no tool. */
	if (!name.n || name.n > sizeof(key) - 2)
		return ERR_NOT_FOUND;
	key[0] = kind;
	key[1] = ':';
	memcpy(key + 2, name.p, name.n);
	return image_identity(img, (struct sv){key, name.n + 2}, out_offset);
}

static bool
ends_caseless(struct sv s, struct sv suffix)
{
	if (s.n <= suffix.n)
		return false;
	for (size_t i = 0; i < suffix.n; i++) {
		if (byte_lower(s.p[s.n - suffix.n + i]) != suffix.p[i])
			return false;
	}
	return true;
}

static struct sv
without_windows_suffix(struct sv name)
{
	static const struct sv suffixes[] = {
		{".exe", 4}, {".cmd", 4}, {".bat", 4}, {".ps1", 4},
	};

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
		if (ends_caseless(name, suffixes[i]))
			return sv_take(name, name.n - suffixes[i].n);
	return name;
}

struct sv
path_package(struct sv path)
{
	const struct sv marker = SV("node_modules/");
	struct sv found = {0};
	size_t end;

	for (size_t i = 0; i + marker.n <= path.n; i++)
		if ((i == 0 || path.p[i - 1] == '/') &&
		    sv_starts(sv_skip(path, i), marker))
			found = sv_skip(path, i + marker.n);
	end = sv_find(found, 0, '/');
	if (found.n && found.p[0] == '@' && end < found.n)
		end = sv_find(found, end + 1, '/');
	return sv_take(found, end);
}

struct sv
spec_name(struct sv spec)
{
	const struct sv alias = SV("@npm:");

	/* NAME@npm:PACKAGE installs the package under another name. */
	for (size_t i = 0; i + alias.n <= spec.n; i++)
		if (sv_starts(sv_skip(spec, i), alias)) {
			spec = sv_skip(spec, i + alias.n);
			break;
		}
	if (sv_starts(spec, SV("npm:")))
		spec = sv_skip(spec, 4);
	spec = sv_take(spec, sv_find(spec, spec.n > 0, '@'));
	/* Python's NAME[EXTRA]==VERSION. */
	spec = sv_take(spec, sv_find(spec, 0, '='));
	return sv_take(spec, sv_find(spec, 0, '['));
}

static bool
has_slash(struct sv s)
{
	return sv_find(s, 0, '/') < s.n;
}

static enum err
resolve(const struct argv_context *ctx, struct sv cwd, struct sv path,
    struct sv *out)
{
	if (!ctx->world || !ctx->world->resolve)
		return ERR_NOT_FOUND;
	return ctx->world->resolve(ctx->world->ctx, cwd, path, out);
}

/* By package and by file name; of the path as it is written. */
static enum err
identify_path_text(struct image *img, struct sv path, uint32_t *out_offset)
{
	struct sv package = path_package(path);
	enum err e;

	/* The file first: npm's package holds npx too. */
	e = identity_find(img, 'f', sv_basename(path), out_offset);
	if (e == ERR_NOT_FOUND && package.n && !sv_eq(package, SV(".bin")))
		e = identity_find(img, 'p', package, out_offset);
	return e;
}

static enum err
identify_package_of(const struct argv_context *ctx, struct sv real,
    uint32_t *out_offset)
{
	struct sv name;
	enum err e;

	if (!ctx->world || !ctx->world->package)
		return ERR_NOT_FOUND;
	if ((e = ctx->world->package(ctx->world->ctx, real, &name)))
		return e;
	return identity_find(ctx->image, 'p', name, out_offset);
}

enum err
identify_file(const struct argv_context *ctx, struct sv cwd, struct sv path,
    uint32_t *out_offset)
{
	struct sv real;
	enum err e;

	e = identify_path_text(ctx->image, path, out_offset);
	if (e != ERR_NOT_FOUND)
		return e;
	/* .bin/prisma may be a file, not a link (pnpm): its name tells. */
	if (sv_eq(path_package(path), SV(".bin"))) {
		e = identity_find(ctx->image, 'c', sv_basename(path),
		    out_offset);
		if (e != ERR_NOT_FOUND)
			return e;
	}
	if ((e = resolve(ctx, cwd, path, &real)))
		return e;
	e = identify_path_text(ctx->image, real, out_offset);
	if (e != ERR_NOT_FOUND)
		return e;
	return identify_package_of(ctx, real, out_offset);
}

enum err
argv_identify(const struct argv_context *ctx, struct sv cwd, struct sv word,
    uint32_t *out_offset)
{
	struct sv real;
	enum err e;

	e = identity_find(ctx->image, 'c',
	    without_windows_suffix(sv_basename(word)), out_offset);
	if (e != ERR_NOT_FOUND || !has_slash(word))
		return e;
	e = identify_path_text(ctx->image, word, out_offset);
	if (e != ERR_NOT_FOUND)
		return e;
	if ((e = resolve(ctx, cwd, word, &real)))
		return e;
	e = identity_find(ctx->image, 'c', sv_basename(real), out_offset);
	if (e != ERR_NOT_FOUND)
		return e;
	return identify_path_text(ctx->image, real, out_offset);
}

static bool
is_name_byte(char c)
{
	return byte_is_alnum(c) || c == '-' || c == '_' || c == '.' ||
	    c == '@' || (unsigned char)c >= 0x80;
}

static enum err
names_guarded_tool(struct image *img, struct sv token, bool *out)
{
	static const char kinds[] = {'c', 'p', 'f'};
	struct tool tool;
	uint32_t offset;
	enum err e;

	while (token.n && (token.p[0] == '-' || token.p[0] == '.'))
		token = sv_skip(token, 1);
	while (token.n && (token.p[token.n - 1] == '.' ||
	    token.p[token.n - 1] == '-'))
		token.n--;
	token = without_windows_suffix(spec_name(token));
	for (size_t i = 0; i < ARRAY_LEN(kinds) && !*out; i++) {
		e = identity_find(img, kinds[i], token, &offset);
		if (e == ERR_NOT_FOUND)
			continue;
		if (e || (e = tool_load(img, offset, &tool)))
			return e;
		*out = !(tool.h->flags & TOOL_LAUNCHER);
	}
	return OK;
}

enum err
argv_mentions(const struct argv_context *ctx, struct sv text, bool *out)
{
	bool found = false;
	size_t start;
	enum err e;

	for (size_t i = 0; i < text.n && !found; i++) {
		if (!is_name_byte(text.p[i]))
			continue;
		start = i;
		while (i < text.n && is_name_byte(text.p[i]))
			i++;
		e = names_guarded_tool(ctx->image,
		    (struct sv){text.p + start, i - start}, &found);
		if (e)
			return e;
	}
	*out = found;
	return OK;
}
