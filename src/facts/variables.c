/* SPDX-License-Identifier: ISC */
/*
 * All that a file of variables sets, for what a launcher starts with them or a
 * shell that sources it. Of shell text only plain assignments have a value;
 * what code sets may be anything.
 */
#include "guard/facts.h"

#include "facts/dotenv.h"

enum { MAX_VARIABLES = 512 };

struct collected {
	struct arena *arena;
	const struct env_load *load;
	struct argv_variable *list;
	uint32_t n;
};

static bool
is_name(struct sv s)
{
	if (!s.n || byte_is_digit(s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_word(s.p[i]))
			return false;
	return true;
}

/* The file's own line, as guard names places. */
static struct sv
place(const struct collected *c, uint32_t line)
{
	struct sv name = c->load->file.text;
	char memory[512];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, name.n > 400 ? sv_skip(name, name.n - 400) : name);
	buf_c(&b, ':');
	buf_u64(&b, line);
	return arena_dup(c->arena, buf_view(&b));
}

static enum err
add(struct collected *c, const struct argv_variable *v, uint32_t line)
{
	uint32_t i = 0;

	while (i < c->n && !sv_eq(c->list[i].name, v->name))
		i++;
	if (i == MAX_VARIABLES)
		return ERR_LIMIT;
	c->n += i == c->n;
	/* Code that sets it may run before or after. */
	if (c->list[i].unknown)
		return OK;
	c->list[i] = *v;
	c->list[i].source = place(c, line);
	return c->list[i].source.p ? OK : ERR_LIMIT;
}

/* Bytes that mean more to a shell than themselves. */
static bool
is_plain_to_shell(const struct dotenv_value *v)
{
	static const char special[] = " \t$`;&|<>(){}*?[]~\\";

	if (v->spaced)
		return false;
	for (size_t i = 0; i < v->text.n && !v->literal; i++)
		for (const char *s = special; *s; s++)
			if (v->text.p[i] == *s && (!v->quoted || *s == '$' ||
			    *s == '`' || *s == '\\'))
				return false;
	return true;
}

/* What only the launcher can turn into a value. */
static bool
is_reference(struct sv text)
{
	return sv_starts(text, SV("encrypted:")) ||
	    sv_starts(text, SV("op://")) || sv_starts(text, SV("vault:"));
}

/* Every NAME= that a line of code may run. */
static enum err
add_code(struct collected *c, const struct dotenv_line *line)
{
	struct argv_variable v = {.unknown = true};
	struct sv text = line->text;
	enum err e = OK;

	for (size_t i = 0; i < text.n && !e; i++) {
		size_t from = i;

		if (text.p[i] == '#' && (!i || text.p[i - 1] == ' '))
			i = sv_find(text, i, '\n');
		while (i < text.n && byte_is_word(text.p[i]))
			i++;
		v.name = (struct sv){text.p + from, i - from};
		if (i < text.n && text.p[i] == '=' && is_name(v.name) &&
		    (!from || sv_find(SV(" \t;&|(){}!"), 0,
		        text.p[from - 1]) < 10 || text.p[from - 1] == '\n'))
			e = add(c, &v, line->value.line);
	}
	return e;
}

static bool
is_blank_line(struct sv text)
{
	text = sv_trim(text);
	return !text.n || text.p[0] == '#';
}

static enum err
add_line(struct collected *c, const struct dotenv_line *line)
{
	struct argv_variable v = {.name = line->name,
		.exported = line->exported};
	const struct dotenv_value *value = &line->value;
	bool sure = !value->unsure;

	if (is_blank_line(line->text))
		return OK;
	if (!value->found || !is_name(line->name) ||
	    (c->load->shell && !is_plain_to_shell(value)))
		return c->load->shell ? add_code(c, line) : OK;
	if (!c->load->shell)
		sure = sure && !is_reference(value->text) && (value->literal ||
		    sv_find(value->text, 0, '$') == value->text.n);
	v.value = (struct word){.text = value->text, .known = value->text.n};
	if (!sure) {
		v.value.flags = WORD_DYNAMIC;
		v.value.known = 0;
	}
	return add(c, &v, value->line);
}

enum err
facts_variables(struct arena *arena, struct sv text,
    const struct env_load *load, struct argv_variables *out)
{
	struct collected c = {.arena = arena, .load = load};
	struct dotenv_cursor cursor;
	struct dotenv_line line;
	enum err e = OK;

	c.list = ARENA_NEW(arena, MAX_VARIABLES, struct argv_variable);
	if (!c.list)
		return ERR_LIMIT;
	dotenv_begin(&cursor, text);
	while (!e && dotenv_next(&cursor, &line))
		e = add_line(&c, &line);
	*out = (struct argv_variables){c.list, c.n};
	return e;
}
