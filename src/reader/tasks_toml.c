/* SPDX-License-Identifier: ISC */
/*
 * Scripts in a table of pyproject.toml (poe, pdm, hatch, rye, taskipy), by
 * lines: a string, an inline table with a command, or a list of either.
 */
#include "reader/tasks.h"

/* Keys of a script's table that hold a command, or lists of them. */
static const char *const command_keys[] = {"cmd", "shell", "run"};
static const char *const list_keys[] = {"sequence", "composite", "chain",
	"deps", "run", "depends"};

#define MAX_LISTS 32 /* and so how deep they may be nested */

static enum err add_value(struct tasks *t, struct sv value);

/* The bytes of the string that text begins with, its quotes included. */
static size_t
string_length(struct sv text)
{
	const char quote = text.p[0];
	size_t width = text.n >= 3 && text.p[1] == quote &&
	    text.p[2] == quote ? 3 : 1;

	for (size_t i = width; i + width <= text.n; i++) {
		if (text.p[i] == '\\' && quote == '"') {
			i++;
			continue;
		}
		if (text.p[i] == quote && (width == 1 ||
		    (text.p[i + 1] == quote && text.p[i + 2] == quote)))
			return i + width;
	}
	return text.n;
}

/* The bytes of the value that text begins with; lists and tables may go on in
 * further lines. */
static size_t
value_length(struct sv text)
{
	size_t depth = 0, i = 0;

	while (i < text.n) {
		switch (text.p[i]) {
		case '"':
		case '\'':
			i += string_length(sv_skip(text, i));
			if (!depth)
				return i;
			break;
		case '#':
			i = sv_find(text, i, '\n');
			break;
		case '\n':
		case ',':
			if (!depth)
				return i;
			i++;
			break;
		case '[':
		case '{':
			depth++;
			i++;
			break;
		case ']':
		case '}':
			i++;
			if (depth < 2)
				return i;
			depth--;
			break;
		default:
			i++;
		}
	}
	return i;
}

static struct sv
string_value(struct sv text)
{
	struct sv s = sv_take(text, string_length(text));
	size_t width = s.n >= 6 && s.p[1] == s.p[0] && s.p[2] == s.p[0] ? 3 : 1;

	return s.n >= 2 * width ? sv_skip(sv_take(s, s.n - width), width)
	                        : (struct sv){0};
}

/* The text of a string with \" and \\ taken back. */
static enum err
add_string(struct tasks *t, struct sv text)
{
	struct sv raw = string_value(text);
	struct buf b = t->scratch;
	struct sv plain;

	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] == '\\' && text.p[0] == '"' && i + 1 < raw.n)
			i++;
		buf_c(&b, raw.p[i]);
	}
	plain = arena_dup(t->arena, buf_view(&b));
	return plain.p ? tasks_add_with_words(t, plain) : ERR_LIMIT;
}

/* Moves text to the next "key = value" and gives both. */
static bool
next_pair(struct sv *text, struct sv *out_key, struct sv *out_value)
{
	size_t equals, n;

	for (;;) {
		while (text->n && (byte_is_space(text->p[0]) ||
		    text->p[0] == ','))
			*text = sv_skip(*text, 1);
		if (!text->n || text->p[0] == '[' || text->p[0] == '}')
			return false;
		n = sv_find(*text, 0, '\n');
		equals = sv_find(sv_take(*text, n), 0, '=');
		if (text->p[0] != '#' && equals < n)
			break;
		*text = sv_skip(*text, n);
	}
	*out_key = tasks_unquoted(sv_trim(sv_take(*text, equals)));
	*text = sv_trim(sv_skip(*text, equals + 1));
	n = value_length(*text);
	*out_value = sv_take(*text, n);
	*text = sv_skip(*text, n);
	return true;
}

/* A list: its strings are commands, or names of scripts that there are. */
static enum err
add_list(struct tasks *t, struct sv value)
{
	struct sv inside = sv_skip(value, 1), item;
	size_t n, before;
	enum err e = OK;

	if (++t->n_lists > MAX_LISTS) {
		tasks_leave_out(t);
		return OK;
	}
	while (!e) {
		while (inside.n && (inside.p[0] == ',' || inside.p[0] == ' ' ||
		    inside.p[0] == '\n' || inside.p[0] == '\r' ||
		    inside.p[0] == '\t'))
			inside = sv_skip(inside, 1);
		if (sv_starts(inside, SV("#"))) {
			inside = sv_skip(inside, sv_find(inside, 0, '\n'));
			continue;
		}
		n = value_length(inside);
		if (!n || inside.p[0] == ']')
			break;
		item = sv_take(inside, n);
		inside = sv_skip(inside, n);
		if (item.p[0] == '"' || item.p[0] == '\'') {
			before = t->out->n + t->n_entered;
			e = tasks_deeper(t, tasks_toml, string_value(item));
			if (e || t->out->n + t->n_entered != before)
				continue;
		}
		e = add_value(t, item);
	}
	return e;
}

/* One pair of a script's table. */
static enum err
add_part(struct tasks *t, struct sv key, struct sv value)
{
	if (!value.n)
		return OK;
	if (sv_is_any(key, command_keys, ARRAY_LEN(command_keys)) ||
	    (sv_is_any(key, list_keys, ARRAY_LEN(list_keys)) &&
	    value.p[0] == '['))
		return add_value(t, value);
	return sv_eq_cstr(key, "ref")
	    ? tasks_deeper(t, tasks_toml, string_value(value)) : OK;
}

/* "NAME.cmd" is a key of NAME's table. */
static bool
is_part(struct sv key, struct sv name)
{
	return sv_starts(key, name) && sv_starts(sv_skip(key, name.n), SV("."));
}

static enum err
add_table(struct tasks *t, struct sv text)
{
	struct sv key, value;
	enum err e = OK;

	while (!e && next_pair(&text, &key, &value))
		e = add_part(t, key, value);
	return e;
}

/* cargo: "run -- fresh", or ["run", "--", "fresh"]. */
static enum err
add_alias(struct tasks *t, struct sv value)
{
	struct buf b = t->scratch;
	struct sv text;
	size_t n;

	buf_str(&b, "cargo");
	while (value.n) {
		if (value.p[0] != '"' && value.p[0] != '\'') {
			value = sv_skip(value, 1);
			continue;
		}
		n = string_length(value);
		buf_c(&b, ' ');
		buf_sv(&b, string_value(sv_take(value, n)));
		value = sv_skip(value, n);
	}
	text = arena_dup(t->arena, buf_view(&b));
	return text.p ? tasks_add_with_words(t, text) : ERR_LIMIT;
}

static enum err
add_value(struct tasks *t, struct sv value)
{
	if (!value.n)
		return OK;
	if (t->query->format == TASKS_CARGO)
		return add_alias(t, value);
	switch (value.p[0]) {
	case '"':
	case '\'':
		return add_string(t, value);
	case '[':
		return add_list(t, value);
	case '{':
		return add_table(t, sv_skip(value, 1));
	default:
		return OK;
	}
}

/* Whether line is [SECTION], or [SECTION.NAME] where name is not empty. */
static bool
opens(struct sv line, struct sv section, struct sv name)
{
	struct sv inside;

	line = sv_trim(sv_take(line, sv_find(line, 0, '#')));
	if (!sv_starts(line, SV("[")) || !sv_ends(line, SV("]")))
		return false;
	inside = sv_trim(sv_skip(sv_take(line, line.n - 1), 1));
	if (!sv_starts(inside, section))
		return false;
	inside = sv_skip(inside, section.n);
	if (!name.n)
		return !inside.n;
	return sv_starts(inside, SV(".")) &&
	    sv_eq(tasks_unquoted(sv_skip(inside, 1)), name);
}

enum err
tasks_toml(struct tasks *t, struct sv name)
{
	struct sv text = t->at.text, section = t->query->section;
	struct sv line, rest, key, value;
	enum err e = OK;

	/* A list may name the command that it is itself: a name ends there. */
	if (!name.n)
		return OK;
	while (text.n && !e) {
		line = tasks_line(&text);
		if (opens(line, section, name)) {
			if (!tasks_enter(t, name))
				return OK;
			t->out->found = true;
			return add_table(t, text);
		}
		if (!opens(line, section, (struct sv){0}))
			continue;
		rest = text;
		while (!e && next_pair(&rest, &key, &value))
			if (is_part(key, name)) {
				t->out->found = true;
				e = add_part(t, sv_skip(key, name.n + 1),
				    value);
			} else if (sv_eq(key, name) && tasks_enter(t, name)) {
				t->out->found = true;
				e = add_value(t, value);
			}
	}
	return e;
}
