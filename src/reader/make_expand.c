/* SPDX-License-Identifier: ISC */
/*
 * Variables of a makefile in a line. $(shell …) becomes the shell's own $(…),
 * and what other functions would give is unknown.
 */
#include <string.h>

#include "reader/make.h"

#define MAX_PARAMETERS 4
#define MAX_STEPS      20000 /* references in all */

struct expansion {
	struct make *m;
	const struct make_automatic *automatic;
	struct buf *b;
	struct sv parameters[MAX_PARAMETERS]; /* $(1) … inside of call */
	unsigned depth;
	bool unsure;
};

static void expand(struct expansion *x, struct sv text);

/* Behind the bracket that closes the one at text[0]; text.n without. */
static size_t
closing(struct sv text)
{
	char open = text.p[0], close = open == '(' ? ')' : '}';
	size_t depth = 0;

	for (size_t i = 0; i < text.n; i++) {
		depth += text.p[i] == open;
		depth -= text.p[i] == close;
		if (!depth)
			return i + 1;
	}
	return text.n;
}

/* The bytes up to a comma that stands in no brackets. */
static size_t
argument(struct sv text)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '(' || text.p[i] == '{')
			depth++;
		else if ((text.p[i] == ')' || text.p[i] == '}') && depth)
			depth--;
		else if (text.p[i] == ',' && !depth)
			return i;
	}
	return text.n;
}

/* text expanded into memory of its own, taken off the buffer again. */
static struct sv
expanded(struct expansion *x, struct sv text)
{
	size_t mark = x->b->n;
	struct sv copy;

	expand(x, sv_trim(text));
	copy = arena_dup(x->m->t->arena, sv_skip(buf_view(x->b), mark));
	x->b->n = mark;
	return copy;
}

static void
unknown(struct expansion *x)
{
	buf_str(x->b, TASKS_UNKNOWN);
}

/* $(call NAME,A,B) is NAME with $(1) and $(2) in it. */
static void
call(struct expansion *x, struct sv arguments)
{
	struct expansion inner = *x;
	size_t n = argument(arguments);
	struct make_variable *v =
	    make_variable(x->m, sv_trim(sv_take(arguments, n)));

	if (!v || v->unsure) {
		x->unsure = true;
		unknown(x);
		return;
	}
	memset(inner.parameters, 0, sizeof(inner.parameters));
	for (unsigned i = 0; i < MAX_PARAMETERS && n < arguments.n; i++) {
		arguments = sv_skip(arguments, n + 1);
		n = argument(arguments);
		inner.parameters[i] = expanded(x, sv_take(arguments, n));
	}
	expand(&inner, v->value);
	x->unsure |= inner.unsure;
}

static void
function(struct expansion *x, struct sv name, struct sv arguments)
{
	static const char *const silent[] = {"info", "warning", "error"};

	for (size_t i = 0; i < ARRAY_LEN(silent); i++)
		if (sv_eq_cstr(name, silent[i]))
			return;
	if (sv_eq(name, SV("shell"))) {
		buf_str(x->b, "$(");
		expand(x, arguments);
		buf_c(x->b, ')');
	} else if (sv_eq(name, SV("call"))) {
		call(x, arguments);
	} else if (sv_eq(name, SV("strip"))) {
		expand(x, arguments);
	} else {
		x->unsure |= sv_eq(name, SV("eval")) ||
		    sv_eq(name, SV("foreach"));
		unknown(x);
	}
}

static bool
automatic(struct expansion *x, struct sv name)
{
	const struct make_automatic *a = x->automatic;

	if (name.n != 1)
		return false;
	if (name.p[0] >= '1' && name.p[0] < '1' + MAX_PARAMETERS) {
		buf_sv(x->b, x->parameters[name.p[0] - '1']);
		return true;
	}
	switch (name.p[0]) {
	case '@':
		buf_sv(x->b, a ? a->target : (struct sv){0});
		return true;
	case '<':
		buf_sv(x->b, a ? a->first : (struct sv){0});
		return true;
	case '^':
	case '+':
	case '?':
		buf_sv(x->b, a ? a->all : (struct sv){0});
		return true;
	case '*':
		buf_sv(x->b, a ? a->stem : (struct sv){0});
		return true;
	default:
		return false;
	}
}

/* The command line's value counts before the file's, and that before the
 * environment's. */
static void
variable(struct expansion *x, struct sv name)
{
	const struct task_query *q = x->m->t->query;
	struct make_variable *v = make_variable(x->m, name);
	struct sv value = {0};
	bool given = false, set;

	if (automatic(x, name))
		return;
	if (sv_eq(name, SV("MAKE"))) {
		buf_str(x->b, "make");
		return;
	}
	set = q->variable(q->ctx, name, &given, &value);
	/* The environment's counts only where the file has none. */
	if (set && (given || !v))
		buf_sv(x->b, value);
	else if (v && !v->unsure)
		expand(x, v->value);
	else if (v || x->m->unsure || sv_find(name, 0, ':') < name.n)
		unknown(x);
}

/* What stands in $(…). */
static void
reference(struct expansion *x, struct sv inside)
{
	size_t n = 0;

	while (n < inside.n && (byte_is_lower(inside.p[n]) ||
	    inside.p[n] == '-'))
		n++;
	if (n && n < inside.n && (inside.p[n] == ' ' || inside.p[n] == '\t'))
		function(x, sv_take(inside, n), sv_skip(inside, n + 1));
	else if (sv_find(inside, 0, '$') < inside.n)
		variable(x, expanded(x, inside));
	else
		variable(x, sv_trim(inside));
}

static void
expand(struct expansion *x, struct sv text)
{
	size_t i, n;

	if (++x->depth > TASKS_MAX_DEPTH || x->m->steps > MAX_STEPS) {
		x->unsure = true;
		unknown(x);
		text.n = 0;
	}
	while (text.n && !x->b->full) {
		x->m->steps++;
		i = sv_find(text, 0, '$');
		buf_sv(x->b, sv_take(text, i));
		text = sv_skip(text, i + 1);
		if (!text.n)
			break;
		if (text.p[0] == '$') {
			buf_c(x->b, '$');
			n = 1;
		} else if (text.p[0] == '(' || text.p[0] == '{') {
			n = closing(text);
			reference(x, sv_skip(sv_take(text, n - 1), 1));
		} else {
			n = 1;
			variable(x, sv_take(text, 1));
		}
		text = sv_skip(text, n);
	}
	x->depth--;
}

enum err
make_expand(struct make *m, struct sv text, const struct make_automatic *a,
    struct sv *out, bool *out_unsure)
{
	struct buf b = m->t->scratch;
	struct expansion x = {.m = m, .automatic = a, .b = &b};

	expand(&x, text);
	*out = arena_dup(m->t->arena, buf_view(&b));
	*out_unsure |= x.unsure || b.full;
	return out->p ? OK : ERR_LIMIT;
}
