/* SPDX-License-Identifier: ISC */
/*
 * The files that a command names, by content: a plan, a schema, a script may
 * be another one by the time a human has said yes.
 */
#include "asking_files.h"

#include <string.h>

enum {
	NAMED_MAX = 256,  /* each by itself; more are bound together */
	STATUS_MAX = 256,
};

struct named {
	struct sv cwd;
	struct arena *arena;
	struct sv names[NAMED_MAX];
	struct sv status[NAMED_MAX];
	size_t n;
	uint64_t budget;            /* bytes whose content is read */
	char rest[HASH_TEXT + 1];   /* over those past NAMED_MAX */
};

static bool
is_known(const struct named *f, struct sv name)
{
	for (size_t i = 0; i < f->n; i++)
		if (sv_eq(f->names[i], name))
			return true;
	return false;
}

/* One hash over the last one and this. */
static void
add_to_rest(struct named *f, struct sv name, struct sv status)
{
	char memory[HASH_TEXT + STATUS_MAX + OS_PATH_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, f->rest);
	buf_sv(&b, status);
	buf_c(&b, '\0');
	buf_sv(&b, name);
	hash_text(buf_view(&b), f->rest);
}

static enum err
look_at(struct named *f, struct sv name)
{
	char memory[STATUS_MAX];
	struct os_path path;
	struct buf status;
	enum err e;

	if (!name.n || name.n >= OS_PATH_MAX || is_known(f, name))
		return OK;
	buf_init(&status, memory, sizeof(memory));
	/* What is no file is no error: most words are none. */
	if (os_resolve(f->cwd, name, &path))
		return OK;
	e = hash_file(path.p, &f->budget, &status);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e) {
		/* It is there and cannot be read: that is bound. */
		status.n = 0;
		buf_str(&status, err_text(e));
	}
	if (f->n == NAMED_MAX) {
		add_to_rest(f, name, buf_view(&status));
		return OK;
	}
	f->names[f->n] = name;
	f->status[f->n] = arena_dup(f->arena, buf_view(&status));
	return f->status[f->n++].p ? OK : ERR_LIMIT;
}

static enum err
look_at_word(struct named *f, struct sv word)
{
	size_t sign = sv_find(word, 0, '=');
	enum err e = look_at(f, word);

	return e || sign == word.n ? e : look_at(f, sv_skip(word, sign + 1));
}

/* The name as seen from here, of a command that runs in another directory. */
static enum err
look_from(struct named *f, const struct invocation *inv, struct sv name)
{
	struct os_path path;
	struct buf b;
	struct sv kept;

	if (!inv->cwd.text.n || !name.n || sv_starts(name, SV("/")))
		return look_at_word(f, name);
	buf_init(&b, path.p, sizeof(path.p));
	buf_sv(&b, inv->cwd.text);
	buf_c(&b, '/');
	buf_sv(&b, name);
	/* What is too long names no file. */
	if (b.full)
		return OK;
	kept = arena_dup(f->arena, buf_view(&b));
	return kept.p ? look_at(f, kept) : ERR_LIMIT;
}

static enum err
look_at_invocation(struct named *f, const struct invocation *inv)
{
	enum err e = OK;

	if (inv->elsewhere)
		return OK;
	for (uint32_t i = 0; !e && i < inv->n_options; i++)
		if (inv->options[i].has_value)
			e = look_from(f, inv, inv->options[i].value.text);
	for (uint32_t i = 0; !e && i < inv->n_operands; i++)
		e = look_from(f, inv, inv->operands[i].word.text);
	return e;
}

static enum err
emit(const struct named *f, struct request *out)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < f->n; i++)
		e = request_add(out, BOUND_FILE, f->names[i], f->status[i]);
	if (!e && f->rest[0])
		e = request_add(out, BOUND_FILE, SV("(all others)"),
		    sv_from(f->rest));
	return e;
}

enum err
asking_files(const struct asked_command *c, struct arena *arena,
    struct request *out)
{
	struct named *f = ARENA_NEW(arena, 1, struct named);
	enum err e = OK;

	if (!f)
		return ERR_LIMIT;
	f->cwd = c->cwd;
	f->arena = arena;
	f->budget = HASH_FILE_MAX;
	for (int i = 1; !e && i < c->argc; i++)
		e = look_at_word(f, sv_from(c->argv[i]));
	for (uint32_t i = 0; !e && i < c->outcome->reading.n; i++)
		e = look_at_invocation(f, &c->outcome->reading.invocations[i]);
	return e ? e : emit(f, out);
}
