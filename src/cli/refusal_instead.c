/* SPDX-License-Identifier: ISC */
/*
 * What a rule calls safe instead names the tool as if it were called plainly.
 * Behind `npx`, or with `-chdir=prod`, that would not be found, or would look
 * at something else; so what stood ahead of the command is kept.
 */
#include "refusal_parts.h"

#include "reason.h"
#include "text.h"

enum { AHEAD_MAX = 200 /* bytes */ };

/* Where the invocation's words begin in the command as it was called; n_words
 * if that cannot be told. */
static size_t
tail_begins(const struct refusal *r, const struct invocation *inv)
{
	size_t at;

	if (!inv->n_words || inv->n_words > r->n_words)
		return r->n_words;
	at = r->n_words - inv->n_words;
	for (size_t i = 1; i < inv->n_words; i++)
		if (!sv_eq(r->words[at + i].text, inv->words[i].text))
			return r->n_words;
	return at;
}

static bool
is_harmless(const struct invocation *inv, struct sv typed)
{
	const uint32_t grave = CLASS_FORCE | CLASS_DESTRUCTIVE | CLASS_RUNS |
	    CLASS_OPAQUE | CLASS_SECRET | CLASS_UNKNOWN;

	for (uint32_t i = 0; i < inv->n_options; i++)
		if (sv_eq(inv->options[i].typed, typed))
			return !(inv->options[i].flags & grave);
	return false;
}

/* How many words behind the tool's name are global options, with their values;
 * all or none. */
static size_t
globals(const struct invocation *inv)
{
	size_t n = 1;

	if (!inv->n_path)
		return 0;
	while (n < inv->n_words && !sv_eq(inv->words[n].text, inv->path[0]))
		n++;
	if (n == inv->n_words)
		return 0;
	for (size_t i = 1; i < n; i++)
		if (sv_starts(inv->words[i].text, SV("-")) &&
		    !is_harmless(inv, inv->words[i].text))
			return 0;
	return n - 1;
}

/* The words ahead of the command word, "npx terraform -chdir=prod". */
static bool
put_ahead(const struct refusal *r, const struct invocation *inv,
    struct buf *out)
{
	size_t at = tail_begins(r, inv), n = globals(inv);

	if (at == r->n_words || (!at && !n))
		return false;
	if (text_command(r->arena, r->words, at + 1 + n, AHEAD_MAX, out))
		return false;
	return !sv_contains(buf_view(out), SV("[redacted]"));
}

void
refusal_adapt_instead(const struct refusal *r, struct sv instead,
    struct buf *out)
{
	const struct invocation *inv = reason_decisive(r->outcome);
	struct sv name = sv_take(instead, sv_find(instead, 0, ' '));
	char memory[4 * AHEAD_MAX];
	struct buf ahead;

	buf_init(&ahead, memory, sizeof(memory));
	if (inv && sv_eq(name, inv->tool) && put_ahead(r, inv, &ahead)) {
		buf_sv(out, buf_view(&ahead));
		buf_c(out, ' ');
		instead = sv_skip(instead, name.n);
	}
	text_prose(instead, out);
}
