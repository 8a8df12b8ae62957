/* SPDX-License-Identifier: ISC */
/*
 * justfile: recipes at the left margin, their lines indented, in the file
 * itself, in what it imports and in its modules. {{…}} is a parameter, a
 * variable set to plain text, or unknown.
 */
#include "reader/tasks.h"

#define MAX_PARAMETERS 16
#define MAX_IMPORTS    64 /* files that are searched for a recipe */

/* A recipe: its header behind the name, and the lines below it. */
struct recipe {
	struct sv header;
	struct sv body;
};

/* "@name params: deps" at the margin; out_rest is what follows the name. */
static bool
is_recipe(struct sv line, struct sv name, struct sv *out_rest)
{
	size_t colon = sv_find(line, 0, ':'), n = 0;

	if (!line.n || tasks_indent(line) || line.p[0] == '#' ||
	    colon == line.n || sv_starts(sv_skip(line, colon), SV(":=")))
		return false;
	if (line.p[0] == '@')
		line = sv_skip(line, 1);
	while (n < line.n && line.p[n] != ' ' && line.p[n] != ':')
		n++;
	*out_rest = sv_skip(line, n);
	return n && (!name.n || sv_eq(sv_take(line, n), name));
}

/* The lines up to the next one at the margin. */
static struct sv
take_body(struct sv *text)
{
	struct sv rest = *text, line;
	const char *start = text->p;

	for (;;) {
		*text = rest;
		if (!rest.n)
			break;
		line = tasks_line(&rest);
		if (line.n && !tasks_indent(line))
			break;
	}
	return (struct sv){start, (size_t)(text->p - start)};
}

static bool
find_recipe(struct sv text, struct sv name, struct recipe *out)
{
	struct sv line;

	while (text.n) {
		line = tasks_line(&text);
		if (!is_recipe(line, name, &out->header))
			continue;
		out->body = take_body(&text);
		return true;
	}
	return false;
}

/* "alias b := build" → "build". */
static struct sv
aliased(struct sv text, struct sv name)
{
	struct sv line, word;

	while (text.n) {
		line = tasks_line(&text);
		word = tasks_word(&line);
		if (!sv_eq(word, SV("alias")) ||
		    !sv_eq(tasks_word(&line), name))
			continue;
		(void)tasks_word(&line);
		return tasks_word(&line);
	}
	return name;
}

/* "name := 'text'": the text; p is NULL for what is no plain text. */
static struct sv
variable(struct sv text, struct sv name)
{
	struct sv line, value;

	while (text.n) {
		line = tasks_line(&text);
		if (sv_starts(line, SV("export ")))
			line = sv_skip(line, 7);
		if (!sv_eq(tasks_word(&line), name) ||
		    !sv_eq(tasks_word(&line), SV(":=")))
			continue;
		line = sv_trim(line);
		value = tasks_unquoted(line);
		return value.n < line.n &&
		    sv_find(value, 0, line.p[0]) == value.n
		    ? value : (struct sv){0};
	}
	return (struct sv){0};
}

struct parameters {
	struct sv names[MAX_PARAMETERS];
	struct sv values[MAX_PARAMETERS]; /* p is NULL: not known */
	size_t n;
	size_t n_taken; /* of the words */
};

/* All words from the n-th on, joined. */
static struct sv
joined_words(struct tasks *t, size_t n)
{
	const struct task_query *q = t->query;
	struct buf b = t->scratch;

	for (size_t i = n; i < q->n_words; i++) {
		buf_sv(&b, q->words[i].text);
		buf_c(&b, ' ');
	}
	return arena_dup(t->arena, sv_trim(buf_view(&b)));
}

/* The parameters of a header up to its colon, bound to the words given. */
static void
bind(struct tasks *t, struct sv header, struct parameters *p)
{
	const struct task_query *q = t->query;
	struct sv word, name;
	bool many;
	size_t equals;

	header = sv_take(header, sv_find(header, 0, ':'));
	while ((word = tasks_word(&header)).n && p->n < MAX_PARAMETERS) {
		many = word.p[0] == '*' || word.p[0] == '+';
		name = many || word.p[0] == '$' ? sv_skip(word, 1) : word;
		equals = sv_find(name, 0, '=');
		p->names[p->n] = sv_take(name, equals);
		if (t->depth || p->n >= q->n_words)
			p->values[p->n] = equals < name.n && !t->depth
			    ? tasks_unquoted(sv_skip(name, equals + 1))
			    : (struct sv){0};
		else if (many)
			p->values[p->n] = joined_words(t, p->n);
		else if (word_known(&q->words[p->n]))
			p->values[p->n] = q->words[p->n].text;
		p->n++;
	}
	p->n_taken = p->n < q->n_words ? p->n : q->n_words;
}

static struct sv
value_of(struct tasks *t, const struct parameters *p, struct sv name)
{
	bool given;
	struct sv value;

	for (size_t i = 0; i < p->n; i++)
		if (sv_eq(p->names[i], name))
			return p->values[i];
	if (t->query->variable(t->query->ctx, name, &given, &value) && given)
		return value;
	return ++t->n_lookups > TASKS_MAX_LOOKUPS ? (struct sv){0}
	                                          : variable(t->at.text, name);
}

static enum err
add_line(struct tasks *t, const struct parameters *p, struct sv line)
{
	struct buf b = t->scratch;
	struct sv value;
	size_t open, close;

	while (line.n && (line.p[0] == '@' || line.p[0] == '-'))
		line = sv_skip(line, 1);
	while ((open = sv_find(line, 0, '{')) < line.n) {
		buf_sv(&b, sv_take(line, open));
		line = sv_skip(line, open);
		close = sv_find(line, 0, '}');
		if (!sv_starts(line, SV("{{")) || close == line.n) {
			buf_c(&b, '{');
			line = sv_skip(line, 1);
			continue;
		}
		value = value_of(t, p, sv_trim(sv_skip(sv_take(line, close),
		    2)));
		buf_sv(&b, value.p ? value : SV(TASKS_UNKNOWN));
		line = sv_skip(line, close + 2);
	}
	buf_sv(&b, line);
	return tasks_add(t, buf_view(&b), b.full);
}

/* Lines that a backslash joins are one. A body that begins with "#!" is one
 * script, whose lines are read alike. */
static enum err
add_body(struct tasks *t, const struct parameters *p, struct sv body)
{
	struct sv line, more;
	enum err e = OK;

	while (body.n && !e) {
		line = tasks_line(&body);
		while (line.n && line.p[line.n - 1] == '\\' && body.n) {
			more = tasks_line(&body);
			line.n = (size_t)(more.p + more.n - line.p);
		}
		line = sv_trim(line);
		if (line.n && line.p[0] != '#')
			e = add_line(t, p, line);
	}
	return e;
}

/* The text in quotes that rest begins with, else its first word. */
static struct sv
path_of(struct sv rest)
{
	size_t end;

	rest = sv_trim(rest);
	if (!rest.n || (rest.p[0] != '"' && rest.p[0] != '\''))
		return tasks_word(&rest);
	end = sv_find(rest, 1, rest.p[0]);
	return sv_skip(sv_take(rest, end), 1);
}

/* The file of "mod NAME": the path that it says, or the usual ones. */
static enum err
go_to_module(struct tasks *t, struct sv name)
{
	static const char *const ends[] = {
		"", ".just", "/mod.just", "/justfile", "/.justfile",
	};
	struct sv text = t->at.text, line, word, path;
	enum err e = ERR_NOT_FOUND;

	while (text.n && e == ERR_NOT_FOUND) {
		line = tasks_line(&text);
		word = tasks_word(&line);
		if ((!sv_eq(word, SV("mod")) && !sv_eq(word, SV("mod?"))) ||
		    !sv_eq(tasks_word(&line), name))
			continue;
		path = path_of(line);
		for (size_t i = path.n ? 0 : 1; i < ARRAY_LEN(ends) &&
		    e == ERR_NOT_FOUND; i++)
			e = tasks_go(t, path.n ? path : name, ends[i]);
		t->out->unsure |= e == ERR_NOT_FOUND;
	}
	return e;
}

/* The recipe of a module, which runs where its file is. */
static enum err
run_in_module(struct tasks *t, struct sv module, struct sv recipe)
{
	const struct task_place at = t->at, root = t->root;
	enum err e;

	t->at = root;
	e = go_to_module(t, module);
	if (!e) {
		t->root = t->at;
		if (!t->depth)
			t->out->dir = t->at.dir;
		e = tasks_just(t, recipe);
	}
	t->at = at;
	t->root = root;
	return e;
}

/* Goes to the file that has the recipe: the one at hand, or one that it
 * imports. */
static enum err
go_to_recipe(struct tasks *t, struct sv name, struct recipe *out)
{
	const struct task_place at = t->at;
	struct sv text = at.text, line, word;
	enum err e = ERR_NOT_FOUND;

	if (find_recipe(text, name, out))
		return OK;
	if (++t->n_lists > MAX_IMPORTS) {
		tasks_leave_out(t);
		return ERR_NOT_FOUND;
	}
	while (text.n && e == ERR_NOT_FOUND) {
		line = tasks_line(&text);
		word = tasks_word(&line);
		if (!sv_eq(word, SV("import")) && !sv_eq(word, SV("import?")))
			continue;
		if ((e = tasks_go(t, path_of(line), "")) == ERR_NOT_FOUND)
			t->out->unsure = true;
		if (!e && (e = go_to_recipe(t, name, out)) == ERR_NOT_FOUND)
			t->at = at;
	}
	return e;
}

/* Names stand for what the module's own file has, wherever they are used. */
static enum err
run_from_root(struct tasks *t, struct sv name)
{
	const struct task_place at = t->at;
	enum err e = OK;

	t->at = t->root;
	if (name.n)
		e = tasks_deeper(t, tasks_just, name);
	t->at = at;
	return e;
}

static enum err
run_dependencies(struct tasks *t, struct sv header)
{
	struct sv deps = sv_skip(header, sv_find(header, 0, ':') + 1), word;
	enum err e = OK;

	while (!e && (word = tasks_word(&deps)).n) {
		if (word.p[0] == '#')
			break;
		if (word.p[0] == '(')
			word = sv_skip(word, 1);
		if (sv_ends(word, SV(")")))
			word.n--;
		if (!sv_eq(word, SV("&&")))
			e = run_from_root(t, word);
	}
	return e;
}

/* Words that the recipe takes no parameters for are further recipes. */
static enum err
run_others(struct tasks *t, size_t taken)
{
	const struct task_query *q = t->query;
	enum err e = OK;

	for (size_t i = taken; i < q->n_words && !e; i++)
		e = run_from_root(t, q->words[i].text);
	return e;
}

/* "just MODULE RECIPE"; the words behind are the recipe's. */
static enum err
run_word_in_module(struct tasks *t, struct sv name)
{
	const struct task_query *all = t->query;
	struct task_query rest = *all;
	bool named = !t->depth && all->n_words;
	enum err e;

	if (named) {
		rest.words++;
		rest.n_words--;
		t->query = &rest;
	}
	e = run_in_module(t, name, named ? all->words[0].text
	    : (struct sv){0});
	t->query = all;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
run_recipe(struct tasks *t, const struct recipe *r)
{
	struct parameters p = {0};
	enum err e;

	t->out->found = true;
	bind(t, r->header, &p);
	if ((e = run_dependencies(t, r->header)) ||
	    (e = add_body(t, &p, r->body)))
		return e;
	return t->depth ? OK : run_others(t, p.n_taken);
}

enum err
tasks_just(struct tasks *t, struct sv name)
{
	const struct task_place at = t->at;
	size_t colon = sv_find(name, 0, ':');
	struct recipe r;
	enum err e;

	if (sv_starts(sv_skip(name, colon), SV("::"))) {
		e = run_in_module(t, sv_take(name, colon),
		    sv_skip(name, colon + 2));
		return e == ERR_NOT_FOUND ? OK : e;
	}
	if (!name.n && find_recipe(at.text, SV("default"), &r))
		name = SV("default");
	if (name.n)
		name = aliased(at.text, name);
	if (!tasks_enter(t, name))
		return OK;
	e = go_to_recipe(t, name, &r);
	if (e == ERR_NOT_FOUND)
		return name.n ? run_word_in_module(t, name) : OK;
	if (!e)
		e = run_recipe(t, &r);
	t->at = at;
	return e;
}
