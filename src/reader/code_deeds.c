/* SPDX-License-Identifier: ISC */
/*
 * What code does by itself. Strings are read like the rest: code in them may be
 * evaluated, and a name in a message costs no more than a question.
 */
#include <string.h>

#include "reader/code.h"
#include "reader/code_deeds.h"

struct code {
	struct sv text;
	size_t i;
	bool (*is_spared)(struct sv path);
	unsigned deeds;
	bool names_url, leaves; /* a URL stands in it; one of another machine */
	bool has_method;        /* HTTP's DELETE */
	bool mutates, deletes;  /* words of a GraphQL mutation */
};

static int
at(const struct code *c, size_t i)
{
	return code_byte(c->text, i);
}

static size_t
behind_space(const struct code *c, size_t i)
{
	return code_behind_space(c->text, i);
}

static size_t
before_space(const struct code *c, size_t i)
{
	while (i && byte_is_space(at(c, i - 1)))
		i--;
	return i;
}

/* What stands in front of the name at i: ".", "?.", "::", "->". */
static void
look_back(const struct code *c, size_t i, struct code_name *n)
{
	size_t end = before_space(c, i), from;

	if (end && at(c, end - 1) == '.')
		end -= end > 1 && at(c, end - 2) == '?' ? 2 : 1;
	else if (end > 1 && ((at(c, end - 1) == ':' &&
	    at(c, end - 2) == ':') || (at(c, end - 1) == '>' &&
	    at(c, end - 2) == '-')))
		end -= 2;
	else
		return;
	end = before_space(c, end);
	n->is_member = true;
	n->follows_call = end && at(c, end - 1) == ')';
	for (from = end; from && code_is_name_byte(at(c, from - 1)); from--)
		;
	n->qualifier = (struct sv){c->text.p + from, end - from};
}

static void
look_ahead(const struct code *c, size_t i, struct code_name *n)
{
	i = behind_space(c, i);
	if (at(c, i) != '(')
		return;
	n->is_called = true;
	i = behind_space(c, i + 1);
	n->is_empty = at(c, i) == ')';
	n->takes_object = at(c, i) == '{';
	i = behind_space(c, code_behind_name(c->text, i));
	n->takes_keyword = at(c, i) == '=' && at(c, i + 1) != '=';
}

static bool
is_loopback(struct sv url)
{
	struct url_reading reading;

	url_read(url, url.n, &reading);
	return reading.place == URL_LOOPBACK;
}

/* What is only there for a while, or only on this machine, is not lost. Of
 * several arguments each literal counts; Perl takes a list of variables too. */
static bool
is_harmless(const struct code *c, unsigned deed, size_t i)
{
	struct sv literal;

	i = behind_space(c, i);
	if (at(c, i) == '(')
		i = behind_space(c, i + 1);
	do {
		if (!code_take_literal(c->text, &i, &literal))
			return false;
		if (deed == CODE_DELETES_REMOTELY)
			return is_loopback(literal);
		if (deed != CODE_DELETES_FILES || !c->is_spared(literal))
			return false;
		if (at(c, i) != ',')
			return true;
		i = behind_space(c, i + 1);
	} while (code_is_quote(at(c, i)));
	return !code_is_any(at(c, i), "$@");
}

static bool
word_is(struct sv word, const char *lower)
{
	size_t i = 0;

	while (i < word.n && lower[i] && byte_lower(word.p[i]) == lower[i])
		i++;
	return i == word.n && !lower[i];
}

/* The word behind byte i. */
static struct sv
next_word(const struct code *c, size_t i)
{
	size_t from = behind_space(c, i);

	return sv_take(sv_skip(c->text, from),
	    code_behind_name(c->text, from) - from);
}

/* "DROP TABLE", "TRUNCATE users", "DELETE FROM": SQL, wherever it stands. */
static bool
begins_sql(const struct code *c, struct sv word, size_t behind)
{
	static const char *const dropped[] = {"table", "database", "schema",
		"collection", "index", "view", "materialized", "role", "user"};
	struct sv next;

	if (!byte_is_space(at(c, behind)))
		return false;
	next = next_word(c, behind);
	if (word_is(word, "drop"))
		for (size_t i = 0; i < ARRAY_LEN(dropped); i++)
			if (word_is(next, dropped[i]))
				return true;
	return (word_is(word, "delete") && word_is(next, "from")) ||
	    (word_is(word, "truncate") && (next.n ||
	        code_is_any(at(c, behind_space(c, behind)), "\"`[.")));
}

/* The word in front of "method:" or "method=". */
static bool
behind_method(const struct code *c, size_t i)
{
	const struct sv method = SV("method");

	while (i && code_is_any(at(c, i - 1), " \t\r\n:=>'\""))
		i--;
	return i >= method.n && sv_ends(sv_take(c->text, i), method);
}

/* A literal that is HTTP's method: "DELETE", or 'delete' where one is named. */
static bool
is_method(const struct code *c, struct sv word, size_t from)
{
	if (!from || !code_is_quote(at(c, from - 1)) ||
	    at(c, from - 1) != at(c, from + word.n))
		return false;
	return sv_eq_cstr(word, "DELETE") ||
	    (word_is(word, "delete") && behind_method(c, from));
}

static bool
contains_verb(struct sv word)
{
	return sv_contains(word, SV("elete")) ||
	    sv_contains(word, SV("estroy")) || sv_contains(word, SV("emove"));
}

/* A URL, which the word is the scheme of. */
static void
note_url(struct code *c, struct sv word, size_t from)
{
	struct sv rest = sv_skip(c->text, from);
	size_t n = 0;

	if (!sv_starts(sv_skip(rest, word.n), SV("://")))
		return;
	while (n < rest.n && !byte_is_space(rest.p[n]) &&
	    !code_is_quote(rest.p[n]))
		n++;
	c->names_url = true;
	c->leaves |= !is_loopback(sv_take(rest, n));
}

static void
read_name(struct code *c)
{
	size_t from = c->i, end = code_behind_name(c->text, from);
	struct code_name n = {
		.name = sv_take(sv_skip(c->text, from), end - from)};
	unsigned deed;

	c->i = end;
	look_back(c, from, &n);
	look_ahead(c, end, &n);
	deed = code_name_deed(&n);
	if (deed && !is_harmless(c, deed, end))
		c->deeds |= deed;
	if (begins_sql(c, n.name, end))
		c->deeds |= CODE_DELETES_DATA;
	c->has_method |= is_method(c, n.name, from);
	if (sv_eq_cstr(n.name, "mutation"))
		c->mutates = true;
	else if (contains_verb(n.name))
		c->deletes = true;
	note_url(c, n.name, from);
}

unsigned
code_deeds(struct sv text, bool (*is_spared)(struct sv path))
{
	struct code c = {.text = text, .is_spared = is_spared};

	while (c.i < text.n) {
		if (code_is_name_byte(at(&c, c.i)))
			read_name(&c);
		else
			c.i++;
	}
	/* What goes to this machine alone is daily work. */
	if ((c.has_method && (c.leaves || !c.names_url)) ||
	    (c.mutates && c.deletes && c.leaves))
		c.deeds |= CODE_DELETES_REMOTELY;
	return c.deeds;
}
