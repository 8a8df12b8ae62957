/* SPDX-License-Identifier: ISC */
/*
 * Tokens of JavaScript. Left out, and bad: templates with values in them,
 * escapes that spell a character by its number, names that are not ASCII.
 */
#include <string.h>

#include "reader/mongo.h"

static char
at(const struct mongo_lexer *x, size_t i)
{
	return i < x->text.n ? x->text.p[i] : '\0';
}

static bool
is_name(char c)
{
	return byte_is_word(c) || c == '$';
}

/* Skips blanks and comments; false for a comment that does not end. */
static bool
skip_space(struct mongo_lexer *x, bool *new_line)
{
	for (; x->pos < x->text.n; x->pos++) {
		char c = at(x, x->pos), d = at(x, x->pos + 1);

		if (c == '\n') {
			*new_line = true;
		} else if (c == '/' && d == '/') {
			x->pos = sv_find(x->text, x->pos, '\n') - 1;
		} else if (c == '/' && d == '*') {
			x->pos = sv_find(x->text, x->pos + 2, '*');
			while (x->pos < x->text.n && at(x, x->pos + 1) != '/')
				x->pos = sv_find(x->text, x->pos + 1, '*');
			if (x->pos >= x->text.n)
				return false;
			x->pos++;
			/* It may hold a line's end, and nothing is lost. */
			*new_line = true;
		} else if (c != ' ' && c != '\t' && c != '\r') {
			break;
		}
	}
	return true;
}

static struct mongo_token
take(struct mongo_lexer *x, enum mongo_kind kind, size_t n)
{
	struct mongo_token t = {kind, sv_take(sv_skip(x->text, x->pos), n),
	    false};

	x->pos += n;
	return t;
}

static struct mongo_token
bad(struct mongo_lexer *x)
{
	return take(x, MONGO_BAD, x->text.n - x->pos);
}

static struct mongo_token
string(struct mongo_lexer *x)
{
	char quote = at(x, x->pos);
	size_t start = x->pos, i;
	struct mongo_token t;

	for (i = start + 1; i < x->text.n && at(x, i) != quote; i++) {
		if (at(x, i) == '\n' && quote != '`')
			return bad(x);
		if (quote == '`' && at(x, i) == '$' && at(x, i + 1) == '{')
			return bad(x);
		/* Characters by number could spell any name. */
		if (at(x, i) == '\\' &&
		    (byte_is_digit(at(x, ++i)) || at(x, i) == 'u' ||
		    at(x, i) == 'x' || at(x, i) == '\n'))
			return bad(x);
	}
	if (i >= x->text.n)
		return bad(x);
	t = take(x, MONGO_STRING, i + 1 - start);
	t.text = sv_take(sv_skip(t.text, 1), t.text.n - 2);
	return t;
}

static struct mongo_token
regex(struct mongo_lexer *x)
{
	size_t i = x->pos + 1;
	bool in_class = false;

	for (; i < x->text.n && (in_class || at(x, i) != '/'); i++) {
		if (at(x, i) == '\n')
			return bad(x);
		if (at(x, i) == '\\')
			i++;
		else if (at(x, i) == '[')
			in_class = true;
		else if (at(x, i) == ']')
			in_class = false;
	}
	if (i >= x->text.n)
		return bad(x);
	for (i++; is_name(at(x, i)); i++)
		;
	return take(x, MONGO_REGEX, i - x->pos);
}

static struct mongo_token
sign(struct mongo_lexer *x)
{
	static const char *const signs[] = {
	    "...", "===", "!==", "=>", "==", "!=", "<=", ">=", "&&", "||",
	    "??", "?.", "++", "--", "+=", "-=", "**",
	};
	struct sv rest = sv_skip(x->text, x->pos);

	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		if (sv_starts(rest, sv_from(signs[i])))
			return take(x, MONGO_SIGN, strlen(signs[i]));
	}
	if (memchr("()[]{}.,;:?<>=+-*/%!", at(x, x->pos), 20) == NULL)
		return bad(x);
	return take(x, MONGO_SIGN, 1);
}

static struct mongo_token
read_token(struct mongo_lexer *x)
{
	char c = at(x, x->pos);
	size_t n = 0;

	if (c == '\'' || c == '"' || c == '`')
		return string(x);
	if (byte_is_digit(c) ||
	    (c == '.' && byte_is_digit(at(x, x->pos + 1)))) {
		while (is_name(at(x, x->pos + n)) || at(x, x->pos + n) == '.')
			n++;
		return take(x, MONGO_NUMBER, n);
	}
	if (is_name(c)) {
		while (is_name(at(x, x->pos + n)))
			n++;
		return take(x, MONGO_NAME, n);
	}
	if (c == '/' && !x->after_value)
		return regex(x);
	return sign(x);
}

/* Behind a value a slash divides; behind all else a pattern begins. */
static bool
is_value(const struct mongo_token *t)
{
	if (t->kind == MONGO_NAME)
		return !sv_eq_cstr(t->text, "return") &&
		    !sv_eq_cstr(t->text, "typeof") &&
		    !sv_eq_cstr(t->text, "in");
	if (t->kind == MONGO_SIGN)
		return t->text.p[0] == ')' || t->text.p[0] == ']' ||
		    t->text.p[0] == '}';
	return true;
}

struct mongo_token
mongo_next(struct mongo_lexer *x)
{
	struct mongo_token t;
	bool new_line = false;

	if (!skip_space(x, &new_line))
		return bad(x);
	if (x->pos >= x->text.n)
		return take(x, MONGO_END, 0);
	t = read_token(x);
	t.on_new_line = new_line;
	x->after_value = is_value(&t);
	return t;
}
