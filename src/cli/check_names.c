/* SPDX-License-Identifier: ISC */
/*
 * The file of names for targets, which is no rule file but is checked like one:
 * with a fault in it no command that asks for a name would be decided.
 */
#include "check.h"

#include "guard/facts.h"

static const char *
fault_text(enum err e, uint32_t line)
{
	if (e == ERR_LIMIT)
		return "is one too many: of lines, names, or conditions in "
		    "a line";
	return line ? "is no NAME PART=GLOB ..., with the parts that guard "
	              "target shows"
	            : "holds bytes that are no text";
}

enum err
check_names(struct rulebook *book, const char *path)
{
	struct environments *all =
	    ARENA_NEW(book->arena, 1, struct environments);
	const struct source *source;
	uint32_t line;
	enum err e;

	if (!all)
		return ERR_LIMIT;
	if ((e = rulebook_source(book, sv_from(path), &source)) || !source)
		return e;
	e = environments_read(book->arena, source->text, all, &line);
	if (e == ERR_LIMIT && !line)
		return e;
	if (e)
		diag_add(&book->sink, SEVERITY_ERROR, (struct span){
		    .source = source, .line = line, .col = line ? 1 : 0,
		    .length = 1}, "bad-name", "%s", fault_text(e, line));
	return OK;
}
