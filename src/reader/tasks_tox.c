/* SPDX-License-Identifier: ISC */
/*
 * Environments of tox.ini, or of a setup.cfg that has them: the commands of
 * [testenv:NAME], or of [testenv] where it has none. {…} is unknown.
 */
#include "reader/tasks.h"

#define MAX_NAMES 64 /* environments that are looked at */

/* "[testenv:NAME]", or "[testenv]" for an empty name. */
static bool
opens(struct sv line, struct sv name)
{
	struct sv inside;

	line = sv_trim(line);
	if (!sv_starts(line, SV("[testenv")) || !sv_ends(line, SV("]")))
		return false;
	inside = sv_skip(sv_take(line, line.n - 1), 8);
	return name.n ? sv_starts(inside, SV(":")) &&
	    sv_eq(sv_trim(sv_skip(inside, 1)), name) : !inside.n;
}

/* The lines up to the next section. */
static bool
find_section(struct sv text, struct sv name, struct sv *out)
{
	const char *start;

	while (text.n) {
		if (!opens(tasks_line(&text), name))
			continue;
		start = text.p;
		while (text.n && text.p[0] != '[')
			(void)tasks_line(&text);
		*out = (struct sv){start, (size_t)(text.p - start)};
		return true;
	}
	return false;
}

/* "KEY = first line", and the lines below that are indented. */
static bool
find_value(struct sv section, struct sv key, struct sv *out)
{
	struct sv line, rest;
	const char *start;

	while (section.n) {
		line = tasks_line(&section);
		if (!sv_starts(line, key))
			continue;
		rest = sv_trim(sv_skip(line, key.n));
		if (!sv_starts(rest, SV("=")))
			continue;
		start = rest.p + 1;
		while (section.n && (byte_is_space(section.p[0]) ||
		    section.p[0] == '#'))
			(void)tasks_line(&section);
		*out = (struct sv){start, (size_t)(section.p - start)};
		return true;
	}
	return false;
}

/* "py312-unit: pytest" is for environments whose names have these parts. */
static struct sv
without_condition(struct sv line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] != ' ' && line.p[n] != ':' &&
	    line.p[n] != '/')
		n++;
	return n && sv_starts(sv_skip(line, n), SV(": "))
	    ? sv_trim(sv_skip(line, n + 1)) : line;
}

static enum err
add_line(struct tasks *t, struct sv line)
{
	struct buf b = t->scratch;
	size_t open, close;

	line = without_condition(sv_trim(line));
	while (line.n && (line.p[0] == '-' || line.p[0] == '!'))
		line = sv_trim(sv_skip(line, 1));
	if (!line.n || line.p[0] == '#')
		return OK;
	while ((open = sv_find(line, 0, '{')) < line.n) {
		close = sv_find(line, open, '}');
		buf_sv(&b, sv_take(line, open));
		buf_str(&b, TASKS_UNKNOWN);
		line = sv_skip(line, close + 1);
	}
	buf_sv(&b, line);
	return tasks_add(t, buf_view(&b), b.full);
}

/* Lines that a backslash joins are one. */
static enum err
add_commands(struct tasks *t, struct sv value)
{
	struct sv line, more;
	enum err e = OK;

	while (value.n && !e) {
		line = tasks_line(&value);
		while (line.n && line.p[line.n - 1] == '\\' && value.n) {
			more = tasks_line(&value);
			line.n = (size_t)(more.p + more.n - line.p);
		}
		e = add_line(t, line);
	}
	return e;
}

static enum err
run(struct tasks *t, struct sv name)
{
	static const char *const keys[] = {
		"commands_pre", "commands", "commands_post",
	};
	struct sv own = {0}, base = {0}, value;
	bool has_own = name.n && find_section(t->at.text, name, &own);
	bool has_base = find_section(t->at.text, (struct sv){0}, &base);
	enum err e = OK;

	if (!tasks_enter(t, name) || (!has_own && !has_base))
		return OK;
	t->out->found = true;
	for (size_t i = 0; i < ARRAY_LEN(keys) && !e; i++)
		if ((has_own && find_value(own, sv_from(keys[i]), &value)) ||
		    (has_base && find_value(base, sv_from(keys[i]), &value)))
			e = add_commands(t, value);
	return e;
}

/* envlist, or env_list: names with commas or in lines of their own. */
static struct sv
own_list(struct sv text)
{
	struct sv value;

	if (find_value(text, SV("envlist"), &value) ||
	    find_value(text, SV("env_list"), &value))
		return value;
	return (struct sv){0};
}

/* What parts names of environments: "{a,b}-c" becomes several, none of which
 * has a section, so that [testenv] counts. */
static bool
is_between(char c)
{
	return c == ',' || byte_is_space(c);
}

enum err
tasks_tox(struct tasks *t, struct sv names)
{
	struct sv list = names.n ? names : own_list(t->at.text);
	enum err e = OK;
	size_t n;

	if (!list.n)
		return run(t, (struct sv){0});
	for (unsigned i = 0; list.n && !e; i++) {
		if (i == MAX_NAMES) {
			tasks_leave_out(t);
			break;
		}
		while (list.n && is_between(list.p[0]))
			list = sv_skip(list, 1);
		for (n = 0; n < list.n && !is_between(list.p[n]); n++)
			continue;
		if (n)
			e = run(t, sv_take(list, n));
		list = sv_skip(list, n);
	}
	return e;
}
