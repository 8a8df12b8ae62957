/* SPDX-License-Identifier: ISC */
/*
 * The file of pins. It is taken only if nobody else could have written it.
 */
#include "trust.h"

#include <string.h>

#include "guard/grant.h"
#include "guard/os.h"

#include "text.h"

static char contents[TRUST_FILE_MAX];
static char statement[TRUST_STATEMENT_MAX];

static enum err
file_path(struct os_path *out)
{
	struct os_path prefix;
	enum err e = os_prefix(&prefix);

	return e ? e : os_prefix_join(&prefix, "etc/guard/trust.json", out);
}

static bool
is_sealed(struct arena *arena, const struct approvers *approvers,
    const struct pin *pin)
{
	char name[APPROVER_NAME_MAX + 1] = "";
	const struct approver *who;
	struct buf b;

	if (!pin->signature.n || pin->approver.n >= sizeof(name))
		return false;
	memcpy(name, pin->approver.p, pin->approver.n);
	who = approvers_find(approvers, name);
	if (!who || !who->valid || who->revoked)
		return false;
	buf_init(&b, statement, sizeof(statement));
	return !pin_statement(pin, &b) && !signature_verify(&who->key,
	    TRUST_NAMESPACE, buf_view(&b), pin->signature, arena);
}

/* A signature that cannot be checked is none. */
static enum err
verify(struct arena *arena, struct pins *pins)
{
	static struct approvers approvers;
	struct os_path prefix, bad;
	enum err e;

	if (!pins->n)
		return OK;
	if ((e = os_prefix(&prefix)) ||
	    (e = approvers_read(&prefix, arena, &approvers, &bad)))
		return e;
	pins->signed_only = approvers.n > 0;
	for (uint32_t i = 0; i < pins->n; i++)
		pins->list[i].sealed = is_sealed(arena, &approvers,
		    &pins->list[i]);
	return OK;
}

enum err
trust_load(struct arena *arena, struct pins *out)
{
	struct os_path path;
	struct os_image file;
	enum err e;

	memset(out, 0, sizeof(*out));
	if ((e = file_path(&path)))
		return e;
	e = os_image_open(&path, &file);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e)
		return e;
	if (file.size > sizeof(contents))
		return ERR_LIMIT;
	if ((e = os_image_read(&file, 0, contents, (size_t)file.size)))
		return e;
	e = pins_read(arena, (struct sv){contents, (size_t)file.size}, out);
	return e ? e : verify(arena, out);
}

enum err
trust_save(const struct pins *pins)
{
	struct os_path path;
	struct buf b;
	enum err e;

	buf_init(&b, contents, sizeof(contents));
	if ((e = file_path(&path)) || (e = pins_write(pins, &b)))
		return e;
	return os_replace_file(path.p, b.p, b.n, 0644, 0);
}

enum err
trust_pins(void *ctx, const struct pins **out)
{
	static struct pins pins;
	static bool loaded;
	static struct arena arena;
	enum err e;

	(void)ctx;
	if (!loaded) {
		void *memory = os_reserve(16u << 20);

		if (!memory)
			return ERR_LIMIT;
		arena_init(&arena, memory, 16u << 20);
		if ((e = trust_load(&arena, &pins)))
			return e;
		loaded = true;
	}
	*out = &pins;
	return OK;
}

static void
put_value(struct buf *b, struct sv value, const char *without)
{
	if (value.n)
		buf_visible(b, sv_take(value, 256));
	else
		buf_str(b, without);
}

/* On two lines where one would be too long. */
static void
put_change(struct buf *b, const struct pin_change *c)
{
	char memory[2][1600];
	struct buf was, is;

	buf_init(&was, memory[0], sizeof(memory[0]));
	buf_sv(&was, c->name);
	buf_str(&was, " was ");
	put_value(&was, c->was, "nothing");
	buf_init(&is, memory[1], sizeof(memory[1]));
	buf_str(&is, "is now ");
	put_value(&is, c->is, c->known ? "nothing" : "not known");
	if (c->source.n) {
		buf_str(&is, " (");
		buf_visible(&is, sv_take(c->source, 256));
		buf_c(&is, ')');
	}
	buf_str(b, "guard:   ");
	buf_sv(b, buf_view(&was));
	buf_str(b, was.n + is.n + 11 <= TEXT_WIDTH ? ", "
	                                           : ",\nguard:     ");
	buf_sv(b, buf_view(&is));
	buf_c(b, '\n');
}

enum err
trust_notice(struct facts *facts, const struct invocation *inv,
    struct buf *out)
{
	struct pin_finding found;
	enum err e = facts_pin(facts, inv, &found);

	if (e || found.state != PIN_DIFFERS)
		return e;
	buf_str(out, "guard: what `");
	buf_visible(out, sv_take(inv->tool, 64));
	buf_str(out, "` acts on here is not what was trusted:\n");
	for (uint32_t i = 0; i < found.n; i++)
		put_change(out, &found.changes[i]);
	return OK;
}

enum err
trust_notices(struct facts *facts, const struct reading *reading,
    struct buf *out)
{
	enum err e = OK;

	for (uint32_t i = 0; i < reading->n && !e && !out->n; i++)
		e = trust_notice(facts, &reading->invocations[i], out);
	return e;
}
