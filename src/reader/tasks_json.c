/* SPDX-License-Identifier: ISC */
/*
 * Scripts of composer.json, tasks of deno.json and turbo.json, targets of nx's
 * project.json: JSON, with the comments that some take. Of equal keys the last
 * counts.
 */
#include "reader/tasks.h"

#define MAX_VALUES 128 /* of a script, and how deep they may be nested */

struct json {
	struct tasks *t;
	struct sv text;
	size_t i;
	unsigned n_values;
};

static int
peek(const struct json *j)
{
	return j->i < j->text.n ? (unsigned char)j->text.p[j->i] : -1;
}

static void
skip_comment(struct json *j)
{
	struct sv rest = sv_skip(j->text, j->i);

	if (sv_starts(rest, SV("//"))) {
		j->i = sv_find(j->text, j->i, '\n');
		return;
	}
	for (j->i += 2; j->i < j->text.n; j->i++)
		if (sv_starts(sv_skip(j->text, j->i), SV("*/")))
			break;
	j->i += 2;
}

static void
skip_space(struct json *j)
{
	for (;;) {
		int c = peek(j);
		struct sv rest = sv_skip(j->text, j->i);

		if (byte_is_space(c))
			j->i++;
		else if (sv_starts(rest, SV("//")) ||
		    sv_starts(rest, SV("/*")))
			skip_comment(j);
		else
			return;
	}
}

/* Takes c, after blanks. */
static bool
take(struct json *j, int c)
{
	skip_space(j);
	if (peek(j) != c)
		return false;
	j->i++;
	return true;
}

/* \uXXXX of ASCII; others leave a byte that no name of a tool holds. */
static void
put_unicode(struct json *j, struct buf *b)
{
	unsigned value = 0;

	for (int k = 0; k < 4; k++) {
		int digit = byte_hex(peek(j));

		if (digit < 0)
			break;
		value = value * 16 + (unsigned)digit;
		j->i++;
	}
	buf_c(b, value > 0 && value < 128 ? (char)value : '?');
}

static void
put_escape(struct json *j, struct buf *b)
{
	int c = peek(j);

	j->i++;
	if (c == 'u')
		put_unicode(j, b);
	else if (c == 'n')
		buf_c(b, '\n');
	else if (c == 't')
		buf_c(b, '\t');
	else if (c == 'r' || c == 'b' || c == 'f')
		buf_c(b, ' ');
	else if (c != -1)
		buf_c(b, (char)c);
}

/* A string; out->p is NULL when there is none, or it is too long. */
static enum err
take_string(struct json *j, struct sv *out)
{
	struct buf b = j->t->scratch;
	int c;

	*out = (struct sv){0};
	if (!take(j, '"'))
		return OK;
	while ((c = peek(j)) != '"') {
		j->i++;
		if (c == -1)
			return OK;
		if (c == '\\')
			put_escape(j, &b);
		else
			buf_c(&b, (char)c);
	}
	j->i++;
	if (b.full)
		return OK;
	*out = arena_dup(j->t->arena, buf_view(&b));
	return out->p ? OK : ERR_LIMIT;
}

static void
skip_string(struct json *j)
{
	for (j->i++; peek(j) != '"' && peek(j) != -1; j->i++)
		j->i += peek(j) == '\\';
	j->i++;
}

/* A value of any kind; to the end of the text if it is none. */
static void
skip_value(struct json *j)
{
	unsigned depth = 0;

	do {
		skip_space(j);
		switch (peek(j)) {
		case -1:
			return;
		case '"':
			skip_string(j);
			break;
		case '{':
		case '[':
			depth++;
			j->i++;
			break;
		case '}':
		case ']':
			if (!depth)
				return;
			depth--;
			j->i++;
			break;
		case ',':
		case ':':
			if (!depth)
				return;
			j->i++;
			break;
		default:
			j->i++;
			if (depth)
				break;
			while (peek(j) != -1 && peek(j) != ',' &&
			    peek(j) != '}' && peek(j) != ']')
				j->i++;
			break;
		}
	} while (depth);
}

/* Moves to the value of a key of the object at hand. */
static enum err
enter_member(struct json *j, struct sv key, bool *out_found)
{
	size_t found = 0;
	struct sv name;
	enum err e;

	*out_found = false;
	if (!take(j, '{'))
		return OK;
	while (j->i < j->text.n && !take(j, '}')) {
		if ((e = take_string(j, &name)))
			return e;
		if (!take(j, ':'))
			break;
		skip_space(j);
		if (name.p && sv_eq(name, key)) {
			found = j->i;
			*out_found = true;
		}
		skip_value(j);
		if (!take(j, ',') && peek(j) != '}')
			break;
	}
	j->i = found;
	return OK;
}

/* composer: another script, one of its programs, a callback of PHP, or text. */
static enum err
add_composer(struct tasks *t, struct sv text)
{
	struct sv rest = text, word = tasks_word(&rest);
	struct buf b = t->scratch;

	if (sv_eq(word, SV("@putenv")) ||
	    sv_eq(word, SV("@no_additional_args")))
		return OK;
	if (sv_eq(word, SV("@php")) || sv_eq(word, SV("@composer"))) {
		buf_sv(&b, sv_skip(word, 1));
		buf_sv(&b, rest);
		text = arena_dup(t->arena, buf_view(&b));
		return text.p ? tasks_add_with_words(t, text) : ERR_LIMIT;
	}
	if (sv_starts(word, SV("@")))
		return tasks_deeper(t, tasks_json, sv_skip(word, 1));
	if (!rest.n && sv_contains(word, SV("::")))
		return OK;
	return tasks_add_with_words(t, text);
}

static enum err add_value(struct json *j);

static bool
may_read(struct json *j)
{
	if (++j->n_values < MAX_VALUES)
		return true;
	tasks_leave_out(j->t);
	return false;
}

/* {"command": "…"} in a list, and moves behind it. */
static enum err
add_command_object(struct json *j)
{
	size_t start = j->i;
	bool found;
	enum err e = enter_member(j, SV("command"), &found);

	if (!e && found && may_read(j))
		e = add_value(j);
	j->i = start;
	skip_value(j);
	return e;
}

static enum err
add_value(struct json *j)
{
	struct sv text;
	enum err e;

	skip_space(j);
	if (take(j, '[')) {
		while (!take(j, ']') && j->i < j->text.n && may_read(j)) {
			if ((e = add_value(j)))
				return e;
			if (!take(j, ','))
				break;
		}
		return OK;
	}
	if (peek(j) == '{')
		return add_command_object(j);
	if ((e = take_string(j, &text)) || !text.p)
		return e;
	return j->t->query->format == TASKS_COMPOSER
	    ? add_composer(j->t, text) : tasks_add_with_words(j->t, text);
}

/* Tasks that the one at hand needs: names, of which "$NAME" is a variable. */
static enum err
add_needed(struct json *j, const char *key)
{
	bool turbo = j->t->query->format == TASKS_TURBO, found;
	size_t start = j->i;
	struct sv name;
	enum err e = enter_member(j, sv_from(key), &found);

	if (!e && found && take(j, '['))
		while (!e && (e = take_string(j, &name)) == OK && name.p) {
			if (name.n && name.p[0] != '$' &&
			    (turbo || name.p[0] != '^'))
				e = tasks_deeper(j->t, tasks_json, name);
			if (!take(j, ','))
				break;
		}
	j->i = start;
	return e;
}

/* nx: the command itself, or in options; a list holds texts or objects. */
static enum err
add_commands(struct json *j)
{
	static const char *const keys[] = {"command", "commands"};
	size_t start = j->i;
	bool found;
	enum err e = OK;

	for (size_t i = 0; i < ARRAY_LEN(keys) && !e; i++) {
		j->i = start;
		e = enter_member(j, sv_from(keys[i]), &found);
		if (!e && found)
			e = add_value(j);
	}
	j->i = start;
	return e;
}

/* deno: {"command": "…", "dependencies": ["…"]} */
static enum err
add_object(struct json *j)
{
	bool found;
	enum err e;

	if ((e = add_needed(j, "dependencies")) ||
	    (e = enter_member(j, SV("command"), &found)) || !found)
		return e;
	return add_value(j);
}

static enum err
add_target(struct json *j)
{
	bool found;
	enum err e;

	if ((e = add_needed(j, "dependsOn")) || (e = add_commands(j)) ||
	    (e = enter_member(j, SV("options"), &found)) || !found)
		return e;
	return add_commands(j);
}

/* The task itself, also as one of the root ("//#build"). */
static enum err
add_turbo(struct json *j, struct sv name)
{
	struct buf b = j->t->scratch;
	size_t start = j->i;
	struct sv root;
	bool found;
	enum err e = tasks_add(j->t, name, false);

	buf_str(&b, "//#");
	buf_sv(&b, name);
	root = arena_dup(j->t->arena, buf_view(&b));
	if (!e && !root.p)
		e = ERR_LIMIT;
	if (!e && !(e = enter_member(j, root, &found)) && found)
		e = tasks_add(j->t, root, false);
	j->i = start;
	j->t->out->found = true;
	if (e || (e = enter_member(j, name, &found)) || !found)
		return e;
	return add_needed(j, "dependsOn");
}

/* Where the tasks of a file are; with two words below one another. */
static enum err
enter_tasks(struct json *j, bool *out_found)
{
	static const char *const keys[][3] = {
		[TASKS_COMPOSER] = {"scripts"},
		[TASKS_DENO] = {"tasks"},
		[TASKS_NX] = {"targets"},
		[TASKS_TURBO] = {"tasks", "pipeline"},
	};
	const char *const *k = keys[j->t->query->format];
	size_t start = j->i;
	enum err e = OK;

	*out_found = false;
	for (; *k && !*out_found && !e; k++) {
		j->i = start;
		e = enter_member(j, sv_from(*k), out_found);
	}
	if (e || *out_found || j->t->query->format != TASKS_NX)
		return e;
	/* package.json has them in "nx". */
	j->i = start;
	if ((e = enter_member(j, SV("nx"), out_found)) || !*out_found)
		return e;
	return enter_member(j, SV("targets"), out_found);
}

static enum err
add_task(struct json *j, struct sv name)
{
	bool found;
	enum err e;

	if (j->t->query->format == TASKS_TURBO)
		return add_turbo(j, name);
	if ((e = enter_member(j, name, &found)) || !found)
		return e;
	j->t->out->found = true;
	if (peek(j) != '{')
		return add_value(j);
	return j->t->query->format == TASKS_NX ? add_target(j)
	                                       : add_object(j);
}

static enum err
read_tasks(struct tasks *t, struct sv name)
{
	struct json j = {.t = t, .text = t->at.text};
	bool found;
	enum err e;

	if (!name.n || !tasks_enter(t, name))
		return OK;
	if (sv_starts(t->at.text, SV("\xef\xbb\xbf")))
		j.i = 3;
	e = enter_tasks(&j, &found);
	return e || !found ? e : add_task(&j, name);
}

enum err
tasks_json(struct tasks *t, struct sv name)
{
	const struct task_place at = t->at;
	enum err e = read_tasks(t, name);

	/* A project of nx may have both files. */
	if (e || t->out->found || t->depth || t->query->format != TASKS_NX)
		return e;
	e = tasks_go(t, SV("package.json"), "");
	if (!e)
		e = read_tasks(t, name);
	t->at = at;
	return e == ERR_NOT_FOUND ? OK : e;
}
