/* SPDX-License-Identifier: ISC */
/*
 * Values that say what a command does: SQL on the command line or in a file
 * that it names. One that does more than read makes its option destructive.
 */
#include "argv/parse.h"

static enum sql_dialect
dialect_of(const struct tool *tool)
{
	uint32_t d = tool->h->sql_dialect;

	return d < SQL_GENERIC ? (enum sql_dialect)d : SQL_GENERIC;
}

static void
judge_sql(struct parse *p, struct sv text, uint32_t *flags, const char **why)
{
	struct sql_reading reading = {0};

	sql_read(text, dialect_of(&p->tool), &reading);
	if (reading.effect == SQL_READS || reading.effect == SQL_ROLLED_BACK)
		return;
	*flags |= CLASS_DESTRUCTIVE;
	*why = reading.why ? reading.why : "SQL that was not understood";
}

static enum err
judge_sql_file(struct parse *p, const struct word *value, uint32_t *flags,
    const char **why)
{
	const struct argv_world *world = p->ctx->world;
	struct sv text;
	enum err e = ERR_IO;

	if (sv_eq(value->text, SV("/dev/null")))
		return OK;
	if (world && world->file && !p->inv->elsewhere &&
	    word_is_certain(value) && word_is_certain(&p->inv->cwd))
		e = world->file(world->ctx, p->inv->cwd.text, value->text,
		    &text);
	if (e == ERR_ENGINE)
		return e;
	/* Nothing is there to run, and the tool says so itself. */
	if (e == ERR_NOT_FOUND && !p->inv->accompanied)
		return OK;
	if (!e) {
		judge_sql(p, text, flags, why);
		return OK;
	}
	*flags |= CLASS_DESTRUCTIVE;
	*why = "the file of SQL cannot be read";
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
		*why = "the SQL is not known before the shell expands it";
		return OK;
	}
	if (kind == VALUE_SQLFILE)
		return judge_sql_file(p, value, flags, why);
	judge_sql(p, value->text, flags, why);
	return OK;
}
