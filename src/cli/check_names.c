/* SPDX-License-Identifier: ISC */
/*
 * The file of names for targets, which is no rule file but is checked like one:
 * with a fault in it no command that asks for a name would be decided.
 */
#include "check.h"

#include "guard/facts.h"
#include "guard/os.h"

static char contents[RULES_MAX_FILE];

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

static void
report(struct rulebook *book, const struct source *source, enum err e,
    uint32_t line)
{
	const struct span span = {
	    .source = source, .line = line, .col = line ? 1 : 0, .length = 1};

	diag_add(&book->sink, SEVERITY_ERROR, span,
	    source->text.p ? "bad-name" : "unreadable",
	    "%s", source->text.p ? fault_text(e, line) : err_text(e));
}

enum err
check_names(struct rulebook *book, const char *path)
{
	struct source *source = ARENA_NEW(book->arena, 1, struct source);
	struct environments *all =
	    ARENA_NEW(book->arena, 1, struct environments);
	uint32_t line = 0;
	size_t n = 0;
	enum err e;

	if (!source || !all)
		return ERR_LIMIT;
	source->name = arena_dup(book->arena, sv_from(path));
	if (!source->name.p)
		return ERR_LIMIT;
	e = os_read_file(path, contents, sizeof(contents), &n);
	if (!e) {
		source->text = arena_dup(book->arena, (struct sv){contents, n});
		if (!source->text.p)
			return ERR_LIMIT;
		book->n_files++;
		e = environments_read(book->arena, source->text, all, &line);
	}
	if (e)
		report(book, source, e, line);
	return OK;
}
