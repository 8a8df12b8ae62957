/* SPDX-License-Identifier: ISC */
/*
 * Globs, matched in one pass with two places to go back to: the last "**" and
 * the last "*" after it. Earlier stars never need a second try, because what
 * stands between two stars is best matched as far left as possible.
 */
#include "guard/base.h"

#define NO_STAR SIZE_MAX

static bool
in_range(unsigned char c, unsigned char low, unsigned char high)
{
	return c >= low && c <= high;
}

/* The byte at *i of a set, which a backslash may quote; *i moves behind it. */
static unsigned char
set_byte(struct sv p, size_t *i)
{
	if (p.p[*i] == '\\' && *i + 1 < p.n)
		(*i)++;
	return (unsigned char)p.p[(*i)++];
}

/*
 * Matches c with the set that starts at at ('['). Returns the index behind its
 * ']', or 0 if it is never closed. A ']' that comes first is an element.
 */
static size_t
set_match(struct sv p, size_t at, unsigned char c, bool *out)
{
	size_t i = at + 1;
	bool negated = i < p.n && p.p[i] == '!';
	bool found = false;
	size_t first;

	i += negated;
	first = i;
	while (i < p.n && (p.p[i] != ']' || i == first)) {
		unsigned char low = set_byte(p, &i);
		unsigned char high = low;

		if (i + 1 < p.n && p.p[i] == '-' && p.p[i + 1] != ']') {
			i++;
			high = set_byte(p, &i);
		}
		found = found || in_range(c, low, high);
	}
	if (i >= p.n)
		return 0;
	*out = found != negated;
	return i + 1;
}

/*
 * Matches the one byte c with the element at *i, which is not a star. Moves *i
 * behind the element. An unclosed '[' and a last '\' stand for themselves.
 */
static bool
element_match(struct sv p, size_t *i, unsigned char c)
{
	size_t end;
	bool match;

	switch (p.p[*i]) {
	case '?':
		(*i)++;
		return c != '/';
	case '[':
		end = set_match(p, *i, c, &match);
		if (end == 0)
			break;
		*i = end;
		return match && c != '/';
	case '\\':
		if (*i + 1 < p.n)
			(*i)++;
		break;
	default:
		break;
	}
	return (unsigned char)p.p[(*i)++] == c;
}

/* A star that was met: the pattern behind it, and where its text ends now. */
struct star {
	size_t pattern; /* NO_STAR: none */
	size_t text;
};

struct matcher {
	struct sv pattern;
	struct sv text;
	size_t p, t;       /* how far the match got */
	struct star deep;  /* the last "**" */
	struct star flat;  /* the last "*" behind it */
	size_t first_flat; /* pattern behind the first "*" after deep */
	size_t dead;       /* arriving there at text < dead is known to fail */
};

/*
 * Notes the star at m->p; false if coming here again is known to be in vain.
 * Without that memory each step of a "**" would repeat the whole search of the
 * "*" behind it: once that search reached the end of a path segment, starting
 * it later in the same segment cannot find more.
 */
static bool
enter_star(struct matcher *m)
{
	size_t begin = m->p;

	while (m->p < m->pattern.n && m->pattern.p[m->p] == '*')
		m->p++;
	if (m->p - begin > 1) {
		m->deep = (struct star){m->p, m->t};
		m->flat.pattern = NO_STAR;
		m->first_flat = NO_STAR;
		m->dead = 0;
		return true;
	}
	if (m->first_flat == NO_STAR)
		m->first_flat = m->p;
	if (m->p == m->first_flat) {
		if (m->t < m->dead)
			return false;
		m->dead = sv_find(m->text, m->t, '/') + 1;
	}
	m->flat = (struct star){m->p, m->t};
	return true;
}

/* Lets the last star that can take a byte more take it. */
static bool
go_back(struct matcher *m)
{
	struct star *s = &m->flat;

	if (s->pattern == NO_STAR || s->text >= m->text.n ||
	    m->text.p[s->text] == '/') {
		m->flat.pattern = NO_STAR;
		s = &m->deep;
		if (s->pattern == NO_STAR || s->text >= m->text.n)
			return false;
	}
	s->text++;
	m->p = s->pattern;
	m->t = s->text;
	return true;
}

bool
glob_match(struct sv pattern, struct sv text)
{
	struct matcher m = {.pattern = pattern, .text = text,
		.deep.pattern = NO_STAR, .flat.pattern = NO_STAR,
		.first_flat = NO_STAR};
	bool ok;

	while (m.p < pattern.n || m.t < text.n) {
		if (m.p < pattern.n && pattern.p[m.p] == '*') {
			ok = enter_star(&m);
		} else if (m.p < pattern.n && m.t < text.n) {
			ok = element_match(pattern, &m.p,
			    (unsigned char)text.p[m.t++]);
		} else {
			ok = false;
		}
		if (!ok && !go_back(&m))
			return false;
	}
	return true;
}
