/* SPDX-License-Identifier: ISC */
/*
 * Opens policies: the installed image for the shim, a whole one in memory for
 * the subcommands that read.
 */
#include "load.h"
#include "named.h"
#include "trust.h"

#include <string.h>

static enum err
installed_path(struct os_path *out)
{
	struct os_path prefix;
	enum err e;

	if ((e = os_prefix(&prefix)))
		return e;
	return os_prefix_join(&prefix, "etc/guard/policy.image", out);
}

static enum err
make_room(struct policy *p)
{
	void *memory = os_reserve(LOAD_DECIDE_SPACE);

	if (!memory)
		return ERR_LIMIT;
	arena_init(&p->arena, memory, LOAD_DECIDE_SPACE);
	return OK;
}

static void
begin_facts(struct policy *p)
{
	facts_init(&p->world.facts, &p->context,
	    (struct sv){p->world.cwd.p, p->world.cwd.n});
	p->world.facts.pins = trust_pins;
	p->world.facts.environments = named_environments;
}

/* The image is open: a decision can be made from here on. */
static void
ready(struct policy *p)
{
	world_init(&p->world, &p->arena, &p->image, &p->face);
	p->context = (struct argv_context){
	    .image = &p->image,
	    .arena = &p->arena,
	    .world = &p->face,
	};
	begin_facts(p);
	p->fresh = p->image;
	p->mark = p->arena.used;
}

void
load_reset(struct policy *p)
{
	p->image = p->fresh;
	p->arena.used = p->mark;
	begin_facts(p);
}

/* A file of somebody else's cannot be sealed, and is verified each time. */
static void
seal_anew(const struct policy *p)
{
	enum err ignored;

	ignored = os_image_seal(&p->file, image_seal(&p->image.header));
	(void)ignored;
}

enum err
load_installed(struct policy *p)
{
	struct os_path path;
	enum err e;

	if ((e = installed_path(&path)) || (e = make_room(p)) ||
	    (e = os_image_open(&path, &p->file)))
		return e;
	if ((e = image_open(&p->image, os_image_read, &p->file, p->file.size,
		 &p->arena)))
		return e;
	if (p->file.mtime_ns != image_seal(&p->image.header)) {
		if ((e = image_verify(&p->image)))
			return e;
		seal_anew(p);
	}
	ready(p);
	return OK;
}

enum err
load_bytes(struct policy *p, struct sv bytes)
{
	enum err e;

	p->bytes = bytes;
	if ((e = make_room(p)))
		return e;
	if ((e = image_open(&p->image, image_read_memory, &p->bytes, bytes.n,
		 &p->arena)))
		return e;
	if ((e = image_verify(&p->image)))
		return e;
	ready(p);
	return OK;
}

enum err
load_image(struct policy *p, struct arena *arena, const char *path)
{
	struct os_path place;
	unsigned char *bytes;
	enum err e;

	if (path) {
		struct sv name = sv_from(path);

		if (name.n >= sizeof(place.p))
			return ERR_LIMIT;
		memcpy(place.p, path, name.n + 1);
		place.n = name.n;
	} else if ((e = installed_path(&place))) {
		return e;
	}
	if ((e = os_image_open(&place, &p->file)))
		return e;
	if (p->file.size > IMAGE_MAX_SIZE)
		return ERR_CORRUPT;
	bytes = ARENA_NEW(arena, (size_t)p->file.size, unsigned char);
	if (!bytes)
		return ERR_LIMIT;
	if ((e = os_image_read(&p->file, 0, bytes, (size_t)p->file.size)))
		return e;
	return load_bytes(p,
	    (struct sv){(const char *)bytes, (size_t)p->file.size});
}
