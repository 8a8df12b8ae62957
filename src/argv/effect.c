/* SPDX-License-Identifier: ISC */
/*
 * Values that say what a command does: statements on the command line, in a
 * file that it names, or on standard input. One that does more than read makes
 * its option destructive.
 */
#include "argv/parse.h"

static const struct argv_world *
here(const struct parse *p)
{
	return p->ctx->outside ? p->ctx->outside : p->ctx->world;
}

#define MAX_INCLUDED 16 /* files that statements read, one after another */

struct included {
	struct parse *p;
	unsigned n;
};

/* A client's own command opens it where the client runs. */
static bool
included_file(void *ctx, struct sv path, struct sv *out)
{
	struct included *i = ctx;
	const struct argv_world *world = i->p->ctx->world;
	const struct invocation *inv = i->p->inv;

	return world && world->file && !inv->elsewhere &&
	    word_is_certain(&inv->cwd) && ++i->n <= MAX_INCLUDED &&
	    world->file(world->ctx, inv->cwd.text, path, out) == OK;
}

static enum err
judge(struct parse *p, struct sv text, uint32_t *flags, const char **why)
{
	const struct argv_world *world = here(p);
	uint32_t language = p->tool.h->sql_dialect;
	struct sql_reading reading = {0};
	struct included included = {.p = p};
	const struct sql_files files = {&included, included_file};

	if (language >= LANGUAGES)
		return ERR_CORRUPT;
	if (language < LANGUAGE_MONGOSH)
		sql_read_with(text, (enum sql_dialect)language, &files,
		    &reading);
	else if (world && world->statements)
		world->statements(text, language, &reading);
	else
		return ERR_ENGINE;
	if (reading.effect == SQL_READS || reading.effect == SQL_ROLLED_BACK)
		return OK;
	*flags |= CLASS_DESTRUCTIVE;
	*why = reading.why ? reading.why : "statement that was not understood";
	return OK;
}

static enum err
judge_file(struct parse *p, const struct word *value, uint32_t *flags,
    const char **why)
{
	const struct argv_world *world = p->ctx->world;
	const struct word started = {0}, *dir = &p->inv->cwd;
	bool elsewhere = p->inv->elsewhere;
	struct sv text;
	enum err e = ERR_NOT_FOUND;

	if (sv_eq(value->text, SV("/dev/null")))
		return OK;
	/* Standard input was opened before the way led elsewhere. */
	if (p->at_stdin) {
		world = here(p);
		elsewhere = p->inv->stdin_elsewhere;
		dir = &started;
	}
	if (world && world->file && !elsewhere && word_is_certain(dir))
		e = world->file(world->ctx, dir->text, value->text, &text);
	if (e == ERR_ENGINE)
		return e;
	if (!e)
		return judge(p, text, flags, why);
	*flags |= CLASS_DESTRUCTIVE;
	*why = "the file of statements cannot be read";
	return OK;
}

enum err
parse_value_effect(struct parse *p, const struct word *value, uint32_t *flags,
    const char **why)
{
	uint32_t kind = OPTION_VALUE_KIND(*flags);

	if (kind != VALUE_SQL && kind != VALUE_SQLFILE)
		return OK;
	if (!word_is_certain(value)) {
		*flags |= CLASS_DESTRUCTIVE;
		*why = "the statements are not known before the shell expands "
		    "them";
		return OK;
	}
	if (kind == VALUE_SQLFILE ||
	    (p->at_stdin && p->inv->stdin_kind == STDIN_FILE))
		return judge_file(p, value, flags, why);
	return judge(p, value->text, flags, why);
}
