/* SPDX-License-Identifier: ISC */
/*
 * What code on the command line does by itself.
 */
#include "guard/facts.h"
#include "guard/reader.h"

#include "facts/internal.h"

static const struct {
	unsigned deed;
	struct sv name;
} deeds[] = {
	{CODE_DELETES_FILES, {"deletes-files", 13}},
	{CODE_DELETES_DATA, {"deletes-data", 12}},
	{CODE_DELETES_REMOTELY, {"deletes-remotely", 16}},
};

static bool
is_spared(struct sv path)
{
	return path_class_by_name(path) != NULL;
}

struct codes {
	unsigned deeds;
	bool unknown; /* some code is not known before the shell expands it */
};

static void
note_code(struct codes *all, const struct word *word, uint32_t flags)
{
	if (OPTION_RUNS(flags) != RUNS_CODE &&
	    OPTION_RUNS(flags) != RUNS_JAVASCRIPT)
		return;
	all->unknown |= (word->flags & (WORD_DYNAMIC | WORD_SPLITS)) != 0;
	all->deeds |= code_deeds(word->text, is_spared);
}

enum err
facts_code(struct arena *arena, const struct invocation *inv, struct fact *out)
{
	struct sv *values = ARENA_NEW(arena, ARRAY_LEN(deeds), struct sv);
	struct codes all = {0};

	if (!values)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (inv->options[i].has_value && !inv->options[i].off)
			note_code(&all, &inv->options[i].value,
			    inv->options[i].flags);
	for (uint32_t i = 0; i < inv->n_operands; i++)
		note_code(&all, &inv->operands[i].word,
		    inv->operands[i].flags);
	*out = (struct fact){.state = FACT_ABSENT, .values = values,
	    .source = SV("arguments")};
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		if (all.deeds & deeds[i].deed)
			values[out->n++] = deeds[i].name;
	if (all.unknown)
		out->state = FACT_UNKNOWN;
	else if (out->n)
		out->state = FACT_KNOWN;
	return OK;
}
