/* SPDX-License-Identifier: ISC */
/*
 * The lines of a makefile: rules with their recipes, assignments, includes.
 * What stands in a condition may not be so: its recipe lines are left out, and
 * what it sets is unsure.
 */
#include <string.h>

#include "reader/make.h"

#define MAX_RULES     2000
#define MAX_VARIABLES 1000

static enum err parse(struct make *m, struct sv text);

struct make_variable *
make_variable(struct make *m, struct sv name)
{
	for (struct make_variable *v = m->variables; v; v = v->next)
		if (sv_eq(v->name, name))
			return v;
	return NULL;
}

/* A line with those that a backslash joins to it. */
static enum err
logical_line(struct make *m, struct sv *text, struct sv *out)
{
	struct sv line = tasks_line(text), more;
	char *p;

	while (line.n && line.p[line.n - 1] == '\\' && text->n) {
		more = tasks_line(text);
		p = arena_take(m->t->arena, line.n + more.n);
		if (!p)
			return ERR_LIMIT;
		memcpy(p, line.p, line.n - 1);
		p[line.n - 1] = ' ';
		memcpy(p + line.n, more.p, more.n);
		line = (struct sv){p, line.n + more.n};
	}
	*out = line;
	return OK;
}

static struct sv
without_comment(struct sv line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' && (!i || line.p[i - 1] != '\\'))
			return sv_take(line, i);
	return line;
}

/* Where a sign stands outside of variables; line.n without one. */
static size_t
find_sign(struct sv line, const char *signs)
{
	size_t depth = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '(' || line.p[i] == '{')
			depth++;
		else if ((line.p[i] == ')' || line.p[i] == '}') && depth)
			depth--;
		else if (!depth && strchr(signs, line.p[i]))
			return line.p[i] ? i : line.n;
	}
	return line.n;
}

static enum err
append(struct make *m, struct make_variable *v, struct sv more)
{
	char *p = arena_take(m->t->arena, v->value.n + more.n + 1);

	if (!p)
		return ERR_LIMIT;
	memcpy(p, v->value.p, v->value.n);
	p[v->value.n] = ' ';
	memcpy(p + v->value.n + 1, more.p, more.n);
	v->value = (struct sv){p, v->value.n + 1 + more.n};
	return OK;
}

/* sign is what stands ahead of '=', or '=' itself. */
static enum err
set(struct make *m, struct sv name, char sign, struct sv value)
{
	struct make_variable *v = make_variable(m, name);
	bool given;
	struct sv ignored;

	if (!name.n)
		return OK;
	if (sign == '?' && (v || m->t->query->variable(m->t->query->ctx, name,
	    &given, &ignored)))
		return OK;
	if (!v) {
		if (++m->n_variables > MAX_VARIABLES ||
		    !(v = ARENA_NEW(m->t->arena, 1, struct make_variable)))
			return ERR_LIMIT;
		v->name = name;
		v->next = m->variables;
		m->variables = v;
		sign = '=';
	}
	v->unsure |= m->n_conditions > 0 || sign == '!';
	if (sign == '+')
		return append(m, v, value);
	v->value = value;
	return OK;
}

/* NAME = VALUE, with the sign at i. */
static enum err
assignment(struct make *m, struct sv line, size_t i)
{
	size_t n = i;
	char sign = '=';

	while (n && (line.p[n - 1] == ':' || line.p[n - 1] == '?' ||
	    line.p[n - 1] == '+' || line.p[n - 1] == '!'))
		sign = line.p[--n];
	return set(m, sv_trim(sv_take(line, n)), sign,
	    sv_trim(sv_skip(line, i + 1)));
}

static enum err
add_recipe(struct make *m, struct sv text)
{
	struct make_recipe *r;

	if (!m->current || m->n_conditions)
		return OK;
	if (!(r = ARENA_NEW(m->t->arena, 1, struct make_recipe)))
		return ERR_LIMIT;
	r->text = text;
	*m->current->end = r;
	m->current->end = &r->next;
	return OK;
}

/* TARGETS : PREREQUISITES ; COMMAND, with the colon at i. */
static enum err
rule(struct make *m, struct sv line, size_t i)
{
	struct make_rule *r;
	struct sv rest = sv_skip(line, i + 1);
	size_t semicolon, colon;
	bool unsure = false;
	enum err e;

	if (++m->n_rules > MAX_RULES ||
	    !(r = ARENA_NEW(m->t->arena, 1, struct make_rule)))
		return ERR_LIMIT;
	if (sv_starts(rest, SV(":")))
		rest = sv_skip(rest, 1);
	semicolon = find_sign(rest, ";");
	colon = find_sign(sv_take(rest, semicolon), ":");
	if (colon < semicolon) {
		r->pattern = sv_trim(sv_take(rest, colon));
		rest = sv_skip(rest, colon + 1);
		semicolon = find_sign(rest, ";");
	}
	if ((e = make_expand(m, sv_take(line, i), NULL, &r->targets,
	    &unsure)) ||
	    (e = make_expand(m, sv_take(rest, semicolon), NULL,
	        &r->prerequisites, &unsure)))
		return e;
	m->unsure |= unsure;
	r->end = &r->recipe;
	*m->last = r;
	m->last = &r->next;
	m->current = r;
	return semicolon < rest.n ? add_recipe(m, sv_skip(rest, semicolon + 1))
	                          : OK;
}

/* The lines up to endef. */
static enum err
define(struct make *m, struct sv name, struct sv *text)
{
	const char *start = text->p;
	struct sv line, at;
	size_t n = 0;

	while (text->n) {
		at = *text;
		line = tasks_line(text);
		if (sv_starts(sv_trim(line), SV("endef"))) {
			n = (size_t)(at.p - start);
			break;
		}
	}
	return set(m, sv_take(name, sv_find(name, 0, ' ')), '=',
	    (struct sv){start, n});
}

static enum err
include(struct make *m, struct sv names)
{
	struct sv text, name;
	bool unsure = false;
	enum err e;

	if ((e = make_expand(m, names, NULL, &names, &unsure)))
		return e;
	while ((name = tasks_word(&names)).n) {
		e = tasks_file(m->t, name, &text);
		if (e == ERR_NOT_FOUND) {
			m->unsure = true;
			continue;
		}
		if (e || (e = parse(m, text)))
			return e;
	}
	m->unsure |= unsure;
	return OK;
}

/* Whether line begins with the word, which is taken off. */
static bool
directive(struct sv *line, const char *word)
{
	struct sv rest = *line, first = tasks_word(&rest);

	if (!sv_eq_cstr(first, word))
		return false;
	*line = sv_trim(rest);
	return true;
}

static bool
condition(struct make *m, struct sv *line)
{
	static const char *const begins[] = {"ifeq", "ifneq", "ifdef",
		"ifndef"};

	for (size_t i = 0; i < ARRAY_LEN(begins); i++)
		if (directive(line, begins[i]) ||
		    (sv_starts(*line, sv_from(begins[i])) &&
		    sv_starts(sv_skip(*line, strlen(begins[i])), SV("(")))) {
			m->n_conditions++;
			return true;
		}
	if (directive(line, "endif")) {
		m->n_conditions -= m->n_conditions > 0;
		return true;
	}
	return directive(line, "else");
}

static enum err
statement(struct make *m, struct sv line, struct sv *text)
{
	size_t equals, colon;

	line = sv_trim(without_comment(line));
	if (!line.n || condition(m, &line))
		return OK;
	while (directive(&line, "export") || directive(&line, "override") ||
	    directive(&line, "private"))
		continue;
	if (directive(&line, "define"))
		return define(m, line, text);
	if (directive(&line, "include") || directive(&line, "-include") ||
	    directive(&line, "sinclude"))
		return include(m, line);
	equals = find_sign(line, "=");
	colon = find_sign(line, ":");
	if (equals < line.n && (equals < colon ||
	    find_sign(sv_skip(line, colon), "=") <= 2)) {
		m->current = NULL;
		return assignment(m, line, equals);
	}
	if (colon < line.n && equals < line.n)
		/* A variable of the target alone. */
		return assignment(m, sv_skip(line, colon + 1),
		    equals - colon - 1);
	if (colon < line.n)
		return rule(m, line, colon);
	m->unsure |= sv_find(line, 0, '$') < line.n;
	m->current = NULL;
	return OK;
}

/* Lines of a recipe that end in a backslash stay joined for the shell. */
static struct sv
recipe_line(struct sv *text)
{
	const char *start = text->p;
	struct sv line = tasks_line(text);

	while (line.n && line.p[line.n - 1] == '\\' && text->n)
		line = tasks_line(text);
	return (struct sv){start, (size_t)(line.p + line.n - start)};
}

static enum err
parse(struct make *m, struct sv text)
{
	struct sv line;
	enum err e = OK;

	while (text.n && !e) {
		if (text.p[0] == '\t' && m->current) {
			e = add_recipe(m, recipe_line(&text));
			continue;
		}
		e = logical_line(m, &text, &line);
		if (!e)
			e = statement(m, line, &text);
	}
	return e;
}

enum err
make_parse(struct make *m, struct sv text)
{
	m->last = &m->rules;
	return parse(m, text);
}
