/* SPDX-License-Identifier: ISC */
/*
 * Values in code, by their looks: TypeScript, Prisma's schema, Python, PHP,
 * Ruby. What is not one literal or one variable is unsure.
 */
#include "facts/literal.h"

static bool
is_name(char c)
{
	return byte_is_word(c) || c == '$';
}

static struct sv
skip_space(struct sv s)
{
	while (s.n && byte_is_space(s.p[0]))
		s = sv_skip(s, 1);
	return s;
}

/* Takes a string literal off the front. False: there is none that is plain. */
static bool
take_string(struct sv *s, struct sv *out)
{
	char quote = s->n ? s->p[0] : 0;
	size_t end;

	if (quote != '"' && quote != '\'' && quote != '`')
		return false;
	end = sv_find(*s, 1, quote);
	*out = sv_skip(sv_take(*s, end), 1);
	if (end == s->n || sv_find(*out, 0, '\\') < out->n ||
	    sv_find(*out, 0, '\n') < out->n ||
	    (quote == '`' && sv_contains(*out, SV("${"))) ||
	    sv_contains(*out, SV("#{")))
		return false;
	*s = sv_skip(*s, end + 1);
	return true;
}

/* 'NAME' and what closes; a second argument is the fallback. */
static bool
take_call(struct sv *s, char close, struct literal *out)
{
	*s = skip_space(*s);
	if (!take_string(s, &out->text))
		return false;
	*s = skip_space(*s);
	if (s->n && s->p[0] == ',') {
		*s = skip_space(sv_skip(*s, 1));
		out->has_fallback = take_string(s, &out->fallback);
		if (!out->has_fallback)
			return false;
		*s = skip_space(*s);
	}
	if (!s->n || s->p[0] != close)
		return false;
	*s = sv_skip(*s, 1);
	return true;
}

/* process.env.NAME, env("NAME"), os.environ["NAME"], ENV.fetch("NAME") … */
static bool
take_variable(struct sv *s, struct literal *out)
{
	static const struct {
		const char *text;
		char close;
	} calls[] = {
		{"process.env[", ']'}, {"env(", ')'}, {"os.environ[", ']'},
		{"os.environ.get(", ')'}, {"os.getenv(", ')'},
		{"getenv(", ')'}, {"ENV[", ']'}, {"ENV.fetch(", ')'},
		{"Deno.env.get(", ')'}, {"Bun.env[", ']'},
		{"config(", ')'}, {"$_ENV[", ']'},
	};
	static const char *const members[] = {
		"process.env.", "Bun.env.", "import.meta.env.",
	};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		struct sv member = sv_from(members[i]);

		if (!sv_starts(*s, member))
			continue;
		*s = sv_skip(*s, member.n);
		while (n < s->n && is_name(s->p[n]))
			n++;
		out->text = sv_take(*s, n);
		*s = sv_skip(*s, n);
		return n > 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		struct sv call = sv_from(calls[i].text);

		if (!sv_starts(*s, call))
			continue;
		*s = sv_skip(*s, call.n);
		return take_call(s, calls[i].close, out);
	}
	return false;
}

/* "|| 'text'", "?? 'text'", "or 'text'", "{ 'text' }" */
static bool
take_fallback(struct sv *s, struct literal *out)
{
	static const char *const words[] = {"||", "??", "or ", "{"};
	struct sv next = skip_space(*s);

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct sv word = sv_from(words[i]);

		if (!sv_starts(next, word))
			continue;
		*s = skip_space(sv_skip(next, word.n));
		if (out->has_fallback || !take_string(s, &out->fallback))
			return false;
		out->has_fallback = true;
		*s = skip_space(*s);
		if (word.p[0] == '{') {
			if (!sv_starts(*s, SV("}")))
				return false;
			*s = sv_skip(*s, 1);
		}
		return true;
	}
	return true;
}

/* TypeScript's assertions that there is a value. */
static struct sv
skip_assertion(struct sv s)
{
	static const char *const words[] = {"!", "as string", ".toString()"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (sv_starts(skip_space(s), sv_from(words[i])))
			s = sv_skip(skip_space(s), sv_from(words[i]).n);
	return s;
}

/* What may follow a value that is whole. */
static bool
ends(struct sv after)
{
	struct sv next = skip_space(after);

	if (!next.n || sv_find(SV(",;})]"), 0, next.p[0]) < 5 ||
	    sv_starts(next, SV("//")) || sv_starts(next, SV("#")) ||
	    sv_starts(next, SV("%>")) || sv_starts(next, SV("/*")))
		return true;
	/* A line of its own (Prisma, Python): the next begins a statement. */
	for (const char *p = after.p; p < next.p; p++)
		if (*p == '\n')
			return is_name(next.p[0]) || next.p[0] == '@';
	return false;
}

void
literal_expression(struct sv text, struct literal *out)
{
	struct literal value = {.kind = LITERAL_TEXT,
	    .line = out->line};
	struct sv s = skip_space(text);

	out->kind = LITERAL_UNSURE;
	if (!take_string(&s, &value.text)) {
		value.kind = LITERAL_VARIABLE;
		if (!take_variable(&s, &value))
			return;
		s = skip_assertion(s);
		if (!take_fallback(&s, &value))
			return;
	}
	if (ends(s))
		*out = value;
}

struct place {
	struct sv rest;
	uint32_t line;
	char before; /* the byte in front of rest */
};

static void
step(struct place *at, size_t n)
{
	for (size_t i = 0; i < n && at->rest.n; i++) {
		at->line += at->rest.p[0] == '\n';
		at->before = at->rest.p[0];
		at->rest = sv_skip(at->rest, 1);
	}
}

/* Past a comment at the front; false when there is none. */
static bool
skip_comment(struct place *at)
{
	struct sv rest = at->rest;
	size_t n = 2;

	if (sv_starts(rest, SV("//")) && at->before != ':') {
		step(at, sv_find(rest, 0, '\n'));
		return true;
	}
	if (sv_starts(rest, SV("#")) &&
	    (byte_is_space(at->before) || !at->before)) {
		step(at, sv_find(rest, 0, '\n'));
		return true;
	}
	if (!sv_starts(rest, SV("/*")))
		return false;
	while (n < rest.n && !sv_starts(sv_skip(rest, n), SV("*/")))
		n++;
	step(at, n + 2);
	return true;
}

/* The key at the front, bare or in quotes, and ":" "=" or "=>" behind it. */
static bool
at_key(const struct place *at, struct sv key, struct sv *out_value)
{
	struct sv s = at->rest;
	char quote = 0;

	if (is_name(at->before) || at->before == '.')
		return false;
	if (s.n && (s.p[0] == '"' || s.p[0] == '\'')) {
		quote = s.p[0];
		s = sv_skip(s, 1);
	}
	if (!sv_starts(s, key))
		return false;
	s = sv_skip(s, key.n);
	if (quote && (!s.n || s.p[0] != quote))
		return false;
	s = skip_space(sv_skip(s, quote ? 1 : 0));
	/* setdefault("KEY", "value") */
	if (quote && at->before == '(' && sv_starts(s, SV(","))) {
		*out_value = sv_skip(s, 1);
		return true;
	}
	if (!s.n || (s.p[0] != ':' && s.p[0] != '='))
		return false;
	s = sv_skip(s, 1);
	*out_value = sv_skip(s, s.n && s.p[0] == '>' ? 1 : 0);
	return !sv_starts(s, SV("="));
}

static bool
same(const struct literal *a, const struct literal *b)
{
	return a->kind == b->kind && sv_eq(a->text, b->text) &&
	    a->has_fallback == b->has_fallback &&
	    sv_eq(a->fallback, b->fallback);
}

void
literal_code(struct sv text, struct sv key, struct literal *out)
{
	struct place at = {text, 1, 0};
	struct literal one;
	struct sv value;

	*out = (struct literal){.kind = LITERAL_NONE};
	while (at.rest.n) {
		if (skip_comment(&at))
			continue;
		if (at_key(&at, key, &value)) {
			one = (struct literal){.line = at.line};
			literal_expression(value, &one);
			if (out->kind == LITERAL_NONE)
				*out = one;
			else if (!same(out, &one))
				out->kind = LITERAL_UNSURE;
		}
		step(&at, 1);
	}
}

void
literal_block(struct sv text, struct sv section, struct sv key,
    struct literal *out)
{
	struct sv rest = text, block = {0};
	uint32_t line = 0, first = 0;

	while (rest.n) {
		struct sv at = sv_take(rest, sv_find(rest, 0, '\n'));
		bool opens = sv_starts(at, section) && (at.n == section.n ||
		    !is_name(at.p[section.n]));

		line++;
		if (opens && block.n) {
			/* Set twice: which one counts? */
			*out = (struct literal){.kind = LITERAL_UNSURE};
			return;
		}
		if (opens) {
			block = rest;
			first = line;
		} else if (first && block.p + block.n == text.p + text.n &&
		    at.n && (at.p[0] == '}' || at.p[0] == ']')) {
			block.n = (size_t)(at.p - block.p);
		}
		rest = sv_skip(rest, at.n + 1);
	}
	literal_code(block, key, out);
	out->line += first ? first - 1 : 0;
}
