/* SPDX-License-Identifier: ISC */
/*
 * shell_split: words by the shell's quoting rules and nothing else, for texts
 * that programs split themselves.
 */
#include "guard/reader.h"

#include <string.h>

/* One word and where its reading stands. */
struct cut {
	struct sv text;
	size_t i;
	char *p;
	size_t n;
};

static bool
is_space(char c)
{
	return byte_is_space(c) || c == '\v' ||
	    c == '\f';
}

/* At least the number of words; for the size of the array. */
static size_t
most_words(struct sv text)
{
	size_t i, n = 0;

	for (i = 0; i < text.n; i++) {
		if (!is_space(text.p[i]) && (i == 0 || is_space(text.p[i - 1])))
			n++;
	}
	return n;
}

static enum err
take_quoted(struct cut *c, char quote)
{
	char b;

	for (c->i++; c->i < c->text.n; c->i++) {
		b = c->text.p[c->i];
		if (b == quote) {
			c->i++;
			return OK;
		}
		if (b == '\\' && quote == '"' && c->i + 1 < c->text.n &&
		    c->text.p[c->i + 1] != '\0' &&
		    strchr("\"\\$`\n", c->text.p[c->i + 1]) != NULL) {
			b = c->text.p[++c->i];
			if (b == '\n')
				continue;
		}
		c->p[c->n++] = b;
	}
	return ERR_SYNTAX;
}

static enum err
take_word(struct cut *c)
{
	enum err e;
	char b;

	while (c->i < c->text.n && !is_space(c->text.p[c->i])) {
		b = c->text.p[c->i];
		if (b == '\'' || b == '"') {
			if ((e = take_quoted(c, b)))
				return e;
			continue;
		}
		if (b == '\\') {
			if (++c->i == c->text.n)
				return ERR_SYNTAX;
			b = c->text.p[c->i];
		}
		c->i++;
		if (b != '\n')
			c->p[c->n++] = b;
	}
	return OK;
}

enum err
shell_split(struct arena *arena, struct sv text, struct word **out,
    size_t *out_n)
{
	struct cut c = {.text = text};
	struct word *words = ARENA_NEW(arena, most_words(text) + 1,
	    struct word);
	size_t n = 0;
	enum err e;

	c.p = ARENA_NEW(arena, text.n + 1, char);
	if (words == NULL || c.p == NULL)
		return ERR_LIMIT;
	for (;;) {
		while (c.i < text.n && is_space(text.p[c.i]))
			c.i++;
		if (c.i == text.n)
			break;
		if ((e = take_word(&c)))
			return e;
		words[n].text = (struct sv){c.p, c.n};
		words[n++].known = c.n;
		c.p += c.n;
		c.n = 0;
	}
	*out = words;
	*out_n = n;
	return OK;
}
