/* SPDX-License-Identifier: ISC */
/*
 * Whom a command speaks to, by the URLs on its command line.
 */
#include "guard/facts.h"
#include "guard/reader.h"

/* "PLACE:HOST" of one word that the grammar takes for a URL. */
static enum err
add_url(struct arena *arena, const struct word *word, uint32_t flags,
    struct sv *values, uint32_t *n)
{
	char memory[URL_HOST_MAX + 16];
	struct url_reading url;
	struct sv value;
	struct buf b;

	if (OPTION_VALUE_KIND(flags) != VALUE_URL)
		return OK;
	url_read(word->text, word->flags & WORD_SPLITS ? 0 : word->known, &url);
	if (url.place == URL_NONE)
		return OK;
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, url_place_name(url.place));
	buf_c(&b, ':');
	buf_sv(&b, url.host);
	value = arena_dup(arena, buf_view(&b));
	if (!value.p)
		return ERR_LIMIT;
	values[(*n)++] = value;
	return OK;
}

enum err
facts_urls(struct arena *arena, const struct invocation *inv, struct fact *out)
{
	size_t most = (size_t)inv->n_options + inv->n_operands;
	struct sv *values = ARENA_NEW(arena, most + 1, struct sv);
	enum err e = values ? OK : ERR_LIMIT;

	*out = (struct fact){.state = FACT_ABSENT, .values = values,
	    .source = SV("arguments")};
	for (uint32_t i = 0; !e && i < inv->n_options; i++)
		if (inv->options[i].has_value)
			e = add_url(arena, &inv->options[i].value,
			    inv->options[i].flags, values, &out->n);
	for (uint32_t i = 0; !e && i < inv->n_operands; i++)
		e = add_url(arena, &inv->operands[i].word,
		    inv->operands[i].flags, values, &out->n);
	if (out->n)
		out->state = FACT_KNOWN;
	return e;
}
