/* SPDX-License-Identifier: ISC */
/*
 * Tokens of SQL, as the dialect has them. Where settings of a server decide
 * how bytes are read, or where the dialect is not known and dialects differ,
 * the token is bad: the text is then not understood.
 */
#include "reader/sql.h"

#include <string.h>

bool
sql_is(const struct sql_token *t, const char *word)
{
	size_t i;

	if (t->kind != SQL_WORD)
		return false;
	for (i = 0; i < t->text.n; i++) {
		if (word[i] == '\0' || byte_lower(t->text.p[i]) != word[i])
			return false;
	}
	return word[i] == '\0';
}

bool
sql_is_any(const struct sql_token *t, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (sql_is(t, words[i]))
			return true;
	}
	return false;
}

/* DuckDB took over how PostgreSQL reads text. */
static bool
is_postgres(const struct sql_lexer *x)
{
	return x->dialect == SQL_POSTGRES || x->dialect == SQL_DUCKDB;
}

static char
at(const struct sql_lexer *x, size_t i)
{
	return i < x->text.n ? x->text.p[i] : '\0';
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_word(char c, bool first)
{
	if (byte_is_letter(c) || c == '_' || (unsigned char)c >= 0x80)
		return true;
	return !first && (byte_is_digit(c) || c == '$');
}

static struct sql_token
token(const struct sql_lexer *x, enum sql_token_kind kind, size_t from,
    size_t to)
{
	return (struct sql_token){
	    .kind = kind,
	    .text = sv_take(sv_skip(x->text, from), to - from),
	};
}

static struct sql_token
bad(struct sql_lexer *x, const char *why)
{
	struct sql_token t = token(x, SQL_BAD, x->pos, x->text.n);

	t.why = why;
	x->pos = x->text.n;
	return t;
}

/* The byte behind the comment that opens at x->pos; 0 if it is bad. */
static size_t
block_comment_end(const struct sql_lexer *x)
{
	size_t i = x->pos + 2, depth = 1;

	if (!is_postgres(x) && x->dialect != SQL_SQLITE &&
	    (at(x, i) == '!' || (at(x, i) == 'M' && at(x, i + 1) == '!')))
		return 0;
	for (; i + 1 < x->text.n; i++) {
		if (at(x, i) == '*' && at(x, i + 1) == '/') {
			i++;
			if (--depth == 0)
				return i + 1;
		} else if (at(x, i) == '/' && at(x, i + 1) == '*') {
			if (x->dialect == SQL_GENERIC)
				return 0;
			if (is_postgres(x)) {
				depth++;
				i++;
			}
		}
	}
	return 0;
}

static bool
at_line_comment(const struct sql_lexer *x)
{
	char c = at(x, x->pos + 2);

	if (at(x, x->pos) == '#')
		return x->dialect == SQL_MYSQL;
	if (at(x, x->pos) != '-' || at(x, x->pos + 1) != '-')
		return false;
	/* MySQL wants a blank; without it, it is minus minus. */
	return is_postgres(x) || x->dialect == SQL_SQLITE ||
	    x->pos + 2 >= x->text.n || is_space(c);
}

/* PostgreSQL ends a line comment at a carriage return too. */
static size_t
line_end(const struct sql_lexer *x)
{
	size_t i = x->pos;

	while (i < x->text.n && x->text.p[i] != '\n' && x->text.p[i] != '\r')
		i++;
	return i;
}

/* Skips blanks and comments; false if a comment is bad. */
static bool
skip_space(struct sql_lexer *x)
{
	size_t end;

	for (;;) {
		if (x->pos < x->text.n && is_space(at(x, x->pos))) {
			x->pos++;
		} else if (at_line_comment(x)) {
			x->pos = line_end(x);
		} else if (at(x, x->pos) == '/' && at(x, x->pos + 1) == '*') {
			end = block_comment_end(x);
			if (end == 0)
				return false;
			x->pos = end;
		} else {
			return true;
		}
	}
}

/* How a backslash in quotes is read. */
enum backslash {
	BACKSLASH_PLAIN,
	BACKSLASH_ESCAPES,
	BACKSLASH_DEPENDS, /* on a setting, when a quote follows */
};

static enum backslash
backslash_of(const struct sql_lexer *x, char quote)
{
	switch (x->dialect) {
	case SQL_MYSQL:
		return quote == '`' ? BACKSLASH_PLAIN : BACKSLASH_DEPENDS;
	case SQL_SQLITE:
		return BACKSLASH_PLAIN;
	case SQL_POSTGRES:
	case SQL_DUCKDB:
		return quote == '"' ? BACKSLASH_PLAIN : BACKSLASH_DEPENDS;
	case SQL_GENERIC:
		break;
	}
	return BACKSLASH_DEPENDS;
}

/* Text in quotes that opens at byte from; a doubled quote is a quote. */
static struct sql_token
quoted(struct sql_lexer *x, size_t from, enum backslash backslash,
    enum sql_token_kind kind)
{
	char quote = at(x, from);
	size_t i, start = x->pos;

	for (i = from + 1; i < x->text.n; i++) {
		if (at(x, i) == '\\' && backslash == BACKSLASH_ESCAPES) {
			i++;
		} else if (at(x, i) == '\\' && at(x, i + 1) == quote &&
		    backslash == BACKSLASH_DEPENDS) {
			return bad(x, "backslash before a quote is read in "
			    "different ways");
		} else if (at(x, i) == quote) {
			if (at(x, i + 1) != quote)
				break;
			i++;
		}
	}
	if (i >= x->text.n)
		return bad(x, "quote is not closed");
	x->pos = i + 1;
	return token(x, kind, start, i + 1);
}

/* $tag$ ... $tag$, or $1. */
static struct sql_token
dollar(struct sql_lexer *x)
{
	size_t i = x->pos + 1, end, start = x->pos;
	struct sv tag;

	while (is_word(at(x, i), i == start + 1) && at(x, i) != '$')
		i++;
	if (at(x, i) != '$') {
		while (byte_is_digit(at(x, i)))
			i++;
		x->pos = i;
		return token(x, SQL_PARAM, start, i);
	}
	if (!is_postgres(x))
		return bad(x, "dollar quotes are PostgreSQL's");
	i++;
	tag = sv_take(sv_skip(x->text, start), i - start);
	for (end = sv_find(x->text, i, '$'); end < x->text.n;
	    end = sv_find(x->text, end + 1, '$')) {
		if (!sv_starts(sv_skip(x->text, end), tag))
			continue;
		x->pos = end + tag.n;
		return token(x, SQL_STRING, start, x->pos);
	}
	return bad(x, "dollar quote is not closed");
}

/* [name]; PostgreSQL's are array elements, signs by themselves. */
static struct sql_token
bracket(struct sql_lexer *x)
{
	size_t i, end, start = x->pos;

	if (is_postgres(x) || x->dialect == SQL_MYSQL) {
		x->pos++;
		return token(x, SQL_SIGN, start, start + 1);
	}
	end = sv_find(x->text, start, ']');
	if (end >= x->text.n)
		return bad(x, "quote is not closed");
	for (i = start + 1; i < end && x->dialect == SQL_GENERIC; i++) {
		if (!is_word(at(x, i), false) && at(x, i) != ' ')
			return bad(x, "brackets are read in different ways");
	}
	x->pos = end + 1;
	return token(x, SQL_NAME, start, end + 1);
}

/* ":" as psql reads it: a variable's text takes its place. */
static struct sql_token
colon(struct sql_lexer *x)
{
	size_t start = x->pos;
	char c = at(x, start + 1);

	if (c == ':') {
		x->pos += 2;
		return token(x, SQL_SIGN, start, start + 2);
	}
	if (x->dialect == SQL_POSTGRES && (c == '\'' || c == '"'))
		return quoted(x, start + 1, BACKSLASH_PLAIN,
		    c == '"' ? SQL_NAME : SQL_STRING);
	/* Some clients start a program with it, where a line begins. */
	if (c == '!' && x->dialect == SQL_GENERIC)
		return bad(x, "exclamation mark is not understood");
	/* An array's slice. What is set as a variable has a name. */
	if (byte_is_digit(c) && is_postgres(x)) {
		x->pos++;
		return token(x, SQL_SIGN, start, start + 1);
	}
	if (is_word(c, false) || c == '{') {
		if (x->dialect == SQL_POSTGRES || x->dialect == SQL_GENERIC)
			return bad(x, "the value of a variable is not known");
	}
	x->pos++;
	return token(x, SQL_SIGN, start, start + 1);
}

static struct sql_token
number(struct sql_lexer *x)
{
	size_t i = x->pos, start = i, e;

	while (byte_is_digit(at(x, i)) || at(x, i) == '.')
		i++;
	e = i + 1;
	if (byte_lower(at(x, i)) == 'e') {
		e += at(x, e) == '+' || at(x, e) == '-';
		if (byte_is_digit(at(x, e))) {
			for (i = e; byte_is_digit(at(x, i)); i++)
				;
		}
	}
	x->pos = i;
	return token(x, SQL_NUMBER, start, i);
}

/* Whether nothing but blanks stands on the line around [from, to). */
static bool
is_alone(const struct sql_lexer *x, size_t from, size_t to)
{
	while (from > 0 && is_space(at(x, from - 1)) && at(x, from - 1) != '\n')
		from--;
	while (is_space(at(x, to)) && at(x, to) != '\n')
		to++;
	return (from == 0 || at(x, from - 1) == '\n') &&
	    (to >= x->text.n || at(x, to) == '\n');
}

static struct sql_token
word(struct sql_lexer *x)
{
	size_t i = x->pos, start = i;
	struct sql_token t;
	bool amp;

	while (is_word(at(x, i), i == start))
		i++;
	t = token(x, SQL_WORD, start, i);
	amp = sql_is(&t, "u") && at(x, i) == '&' &&
	    is_postgres(x);
	if (amp && (at(x, i + 1) == '\'' || at(x, i + 1) == '"'))
		return quoted(x, i + 1, backslash_of(x, at(x, i + 1)),
		    at(x, i + 1) == '"' ? SQL_NAME : SQL_STRING);
	if (at(x, i) == '\'' && sql_is(&t, "e") &&
	    is_postgres(x))
		return quoted(x, i, BACKSLASH_ESCAPES, SQL_STRING);
	x->pos = i;
	/* Some clients take it for a semicolon. */
	if (sql_is(&t, "go") && !is_postgres(x) &&
	    is_alone(x, start, i))
		t.kind = SQL_SEMICOLON;
	return t;
}

static struct sql_token
sign(struct sql_lexer *x)
{
	size_t start = x->pos++;
	struct sql_token t = token(x, SQL_SIGN, start, start + 1);

	switch (at(x, start)) {
	case '(':
		t.kind = SQL_OPEN;
		break;
	case ')':
		t.kind = SQL_CLOSE;
		break;
	case ';':
		t.kind = SQL_SEMICOLON;
		break;
	case '?':
		t.kind = SQL_PARAM;
		break;
	case '/':
		if (!is_postgres(x) && is_alone(x, start, start + 1))
			t.kind = SQL_SEMICOLON;
		break;
	case '!':
		if (at(x, start + 1) == '!')
			return bad(x, "exclamation mark is not understood");
		break;
	case '-':
	case '#':
		x->pos = start;
		if (x->dialect == SQL_GENERIC &&
		    (at(x, start) == '#' || at(x, start + 1) == '-'))
			return bad(x, "is a comment for some servers only");
		x->pos = start + 1;
		break;
	default:
		break;
	}
	return t;
}

static struct sql_token
read_token(struct sql_lexer *x)
{
	char c = at(x, x->pos);
	size_t start = x->pos, end;

	end = sql_meta_end(x, x->pos);
	if (end > start) {
		x->pos = end;
		return token(x, SQL_META, start, end);
	}
	if (is_word(c, true))
		return word(x);
	if (byte_is_digit(c) || (c == '.' && byte_is_digit(at(x, start + 1))))
		return number(x);
	switch (c) {
	case '\'':
		return quoted(x, start, backslash_of(x, c), SQL_STRING);
	case '"':
		return quoted(x, start, backslash_of(x, c),
		    x->dialect == SQL_MYSQL ? SQL_STRING : SQL_NAME);
	case '`':
		if (is_postgres(x))
			return bad(x, "backtick is not understood");
		return quoted(x, start, backslash_of(x, c), SQL_NAME);
	case '[':
		return bracket(x);
	case '$':
		return dollar(x);
	case ':':
		return colon(x);
	case '\\':
		return bad(x, "backslash is not understood");
	default:
		if ((unsigned char)c < ' ' || c == 0x7f)
			return bad(x, "control character is not understood");
		return sign(x);
	}
}

struct sql_token
sql_next(struct sql_lexer *x)
{
	struct sql_token t;

	if (!skip_space(x))
		return bad(x, "comment is not understood");
	if (x->pos >= x->text.n)
		return token(x, SQL_END, x->text.n, x->text.n);
	t = read_token(x);
	x->at_start = t.kind == SQL_SEMICOLON || t.kind == SQL_META;
	return t;
}
