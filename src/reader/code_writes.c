/* SPDX-License-Identifier: ISC */
/*
 * The files that code writes by itself, as the shell would by a redirection:
 * calls of known names with a literal file, or with a variable that is plainly
 * given one. What only running the code would tell is passed over, as "> $FILE"
 * is.
 */
#include <string.h>

#include "guard/reader.h"

#include "reader/code.h"

struct code {
	struct arena *arena;
	struct sv text;
	size_t i;
	struct code_command *commands;
	size_t n;
	size_t budget; /* bytes that may still be looked at again */
};

/* A hostile text of calls within calls is no reason to take an hour. */
#define BUDGET ((size_t)1 << 24)

enum how {
	FIRST,  /* the first argument is the file */
	APPEND, /* the same, which keeps what is there */
	OPENED, /* a mode stands behind the file, or as Perl has it ahead */
	PATH,   /* an object of the file, by whose methods it is written */
};

static const struct {
	const char *name, *qualifier; /* qualifier NULL: any */
	enum how how;
} writers[] = {
	{"Path", NULL, PATH},
	{"Pathname", NULL, PATH},
	{"appendFile", NULL, APPEND},
	{"appendFileSync", NULL, APPEND},
	{"binwrite", "File", FIRST},
	{"binwrite", "IO", FIRST},
	{"createWriteStream", NULL, FIRST},
	{"file_put_contents", NULL, FIRST},
	{"fopen", NULL, OPENED},
	{"new", "File", OPENED},
	{"new", "Pathname", PATH},
	{"open", NULL, OPENED},
	{"openSync", NULL, OPENED},
	{"outputFile", NULL, FIRST},
	{"outputFileSync", NULL, FIRST},
	{"outputJson", NULL, FIRST},
	{"outputJsonSync", NULL, FIRST},
	{"write", "Bun", FIRST},
	{"write", "File", FIRST},
	{"write", "IO", FIRST},
	{"writeFile", NULL, FIRST},
	{"writeFileSync", NULL, FIRST},
	{"writeJson", NULL, FIRST},
	{"writeJsonSync", NULL, FIRST},
	{"writeTextFile", "Deno", FIRST},
	{"writeTextFileSync", "Deno", FIRST},
};

/* Calls around a file's name that leave it what it is. */
static const char *const wrappers[] = {
	"Path", "Pathname", "abspath", "expand_path", "expanduser", "resolve",
};

static int
at(const struct code *c, size_t i)
{
	return code_byte(c->text, i);
}

static size_t
behind_space(const struct code *c, size_t i)
{
	return code_behind_space(c->text, i);
}

static struct sv
between(const struct code *c, size_t from, size_t end)
{
	return sv_take(sv_skip(c->text, from), end - from);
}

static void
spend(struct code *c, size_t n)
{
	c->budget -= n < c->budget ? n : c->budget;
}

/* Behind the string that the quote at i opens, or behind i. */
static size_t
behind_quoted(const struct code *c, size_t i)
{
	int quote = at(c, i++);

	if (!code_is_quote(quote))
		return i;
	while (i < c->text.n && at(c, i) != quote)
		i += at(c, i) == '\\' ? 2 : 1;
	return i + 1;
}

/* The comma behind the argument at i, or what ends the call. */
static size_t
end_of_argument(struct code *c, size_t i)
{
	unsigned depth = 0;
	size_t next;

	for (; i < c->text.n && c->budget; i = next) {
		int byte = at(c, i);

		next = behind_quoted(c, i);
		spend(c, next - i);

		if (byte == '(' || byte == '[' || byte == '{')
			depth++;
		if (!depth && (byte == ',' || byte == ';' || byte == ')' ||
		    byte == ']' || byte == '}'))
			return i;
		if (byte == ')' || byte == ']' || byte == '}')
			depth--;
	}
	return c->text.n;
}

/* The argument behind the one at *i. */
static bool
next_argument(struct code *c, size_t *i)
{
	size_t end = end_of_argument(c, *i);

	*i = behind_space(c, end + 1);
	return at(c, end) == ',';
}

/* A literal at *i, plain or as what a wrapper is given. */
static bool
take_plain_file(const struct code *c, size_t *i, struct sv *out)
{
	size_t from = *i, end, n_open = 0;

	while (code_is_name_byte(at(c, from)) &&
	    !code_is_quote(at(c, from + 1))) {
		end = code_behind_name(c->text, from);
		if (at(c, end) == '.') {
			from = end + 1;
			continue;
		}
		if (at(c, end) != '(' || !sv_is_any(between(c, from, end),
		        wrappers, ARRAY_LEN(wrappers)))
			return false;
		n_open++;
		from = behind_space(c, end + 1);
	}
	if (!code_take_literal(c->text, &from, out))
		return false;
	for (; n_open; n_open--) {
		if (at(c, from) != ')')
			return false;
		from = behind_space(c, from + 1);
	}
	*i = from;
	return true;
}

/* What was last assigned to the variable before the byte end. */
static bool
find_assigned(struct code *c, struct sv name, size_t end, struct sv *out)
{
	size_t i = 0, next;
	bool found = false;

	if (c->budget)
		spend(c, end);
	else
		end = 0;
	while (name.n && i < end) {
		next = code_behind_name(c->text, i);
		if (next == i) {
			i++;
			continue;
		}
		if (!sv_eq(between(c, i, next), name)) {
			i = next;
			continue;
		}
		i = behind_space(c, next);
		if (at(c, i) != '=' || at(c, i + 1) == '=')
			continue;
		i = behind_space(c, i + 1);
		found = take_plain_file(c, &i, out);
	}
	return found;
}

/* The file at *i: a literal or a variable; *i is behind it. */
static bool
take_file(struct code *c, size_t *i, struct sv *out)
{
	size_t end = code_behind_name(c->text, *i);
	size_t behind = behind_space(c, end);

	if (take_plain_file(c, i, out))
		return true;
	if ((at(c, behind) != ',' && at(c, behind) != ')') ||
	    !find_assigned(c, between(c, *i, end), *i, out))
		return false;
	*i = behind;
	return true;
}

/* Notes "> FILE", or ">> FILE" as it is read. */
static enum err
add(struct code *c, struct sv file, bool appends)
{
	struct word *words = ARENA_NEW(c->arena, 4, struct word);
	size_t n = 0;

	if (!words || c->n == CODE_MAX_COMMANDS)
		return ERR_LIMIT;
	words[n++].text = SV(">");
	if (appends)
		words[n++].text = SV("-a");
	words[n++].text = SV("--");
	words[n++].text = file;
	for (size_t i = 0; i < n; i++)
		words[i].known = words[i].text.n;
	c->commands[c->n++] = (struct code_command){
		.words = words, .n_words = n};
	return OK;
}

/* "w", "wb+", "a", "w:utf-8". */
static bool
is_mode(struct sv mode)
{
	struct sv letters = sv_take(mode, sv_find(mode, 0, ':'));

	for (size_t i = 0; i < letters.n; i++)
		if (!strchr("rwabtU+", letters.p[i]))
			return false;
	return letters.n > 0 && letters.n < 4;
}

static enum err
add_by_mode(struct code *c, struct sv file, struct sv mode)
{
	if (!is_mode(mode))
		return OK;
	if (sv_find(mode, 0, 'w') < mode.n)
		return add(c, file, false);
	return sv_find(mode, 0, 'a') < mode.n ? add(c, file, true) : OK;
}

/* "> FILE" in one literal, or the second argument of Perl's open. */
static enum err
read_perl(struct code *c, size_t i)
{
	struct sv mode, file;
	size_t n = 0;
	bool appends;

	if (!next_argument(c, &i) || !code_take_literal(c->text, &i, &mode))
		return OK;
	n += sv_starts(mode, SV("+"));
	if (!sv_starts(sv_skip(mode, n), SV(">")))
		return OK;
	n++;
	appends = sv_starts(sv_skip(mode, n), SV(">"));
	n += appends;
	file = sv_skip(mode, n);
	while (file.n && byte_is_space(file.p[0]))
		file = sv_skip(file, 1);
	if (file.n && file.p[0] != ':')
		return add(c, file, appends);
	i = end_of_argument(c, i);
	if (at(c, i) != ',')
		return OK;
	i = behind_space(c, i + 1);
	return take_file(c, &i, &file) ? add(c, file, appends) : OK;
}

/* The mode is the argument at i, or one by that name behind it. */
static enum err
read_mode(struct code *c, size_t i, struct sv file)
{
	struct sv mode;

	if (code_take_literal(c->text, &i, &mode))
		return add_by_mode(c, file, mode);
	do {
		size_t end = code_behind_name(c->text, i);

		if (!sv_eq(between(c, i, end), SV("mode")))
			continue;
		end = behind_space(c, end);
		if (at(c, end) != '=' && at(c, end) != ':')
			continue;
		i = behind_space(c, end + 1);
		if (code_take_literal(c->text, &i, &mode))
			return add_by_mode(c, file, mode);
	} while (next_argument(c, &i));
	return OK;
}

/* Whether one of the arguments from i on says that it adds to the file:
 * "flag: 'a'", "append=True", FILE_APPEND. */
static bool
says_append(struct code *c, size_t i)
{
	static const char *const modes[] = {"flag", "flags", "mode"};
	size_t end = i;

	while (next_argument(c, &end))
		;
	for (; i < end; i = behind_quoted(c, i)) {
		size_t behind = code_behind_name(c->text, i), value;
		struct sv word = between(c, i, behind);

		if (!word.n)
			continue;
		if (sv_eq(word, SV("FILE_APPEND")))
			return true;
		i = behind;
		if (at(c, i) != '=' && at(c, i) != ':')
			continue;
		value = behind_space(c, i + 1);
		if (sv_is_any(word, modes, ARRAY_LEN(modes)) &&
		    code_is_quote(at(c, value)) && at(c, value + 1) == 'a')
			return true;
		if (sv_eq(word, SV("append")) && (at(c, value) == 't' ||
		    at(c, value) == 'T'))
			return true;
	}
	return false;
}

static bool
is_writing_method(const struct code *c, size_t i)
{
	static const char *const methods[] = {
		"binwrite", "open", "write", "write_bytes", "write_text",
	};

	return sv_is_any(between(c, i, code_behind_name(c->text, i)), methods,
	    ARRAY_LEN(methods));
}

/* ".write_text(", ".write(", ".open('w')" of the file that stands before i. */
static enum err
read_method(struct code *c, size_t i, struct sv file)
{
	size_t end;

	i = behind_space(c, i);
	if (at(c, i) != '.')
		return OK;
	i = behind_space(c, i + 1);
	if (!is_writing_method(c, i))
		return OK;
	end = code_behind_name(c->text, i);
	if (!sv_eq(between(c, i, end), SV("open")))
		return add(c, file, false);
	if (at(c, end) != '(')
		return OK;
	return read_mode(c, behind_space(c, end + 1), file);
}

static enum err
read_call(struct code *c, enum how how, size_t i)
{
	struct sv file;

	if (at(c, i) == '(')
		i = behind_space(c, i + 1);
	if (how == PATH) {
		if (!code_take_literal(c->text, &i, &file) || at(c, i) != ')')
			return OK;
		return read_method(c, i + 1, file);
	}
	if (how == OPENED) {
		size_t first = i;

		if (!take_file(c, &i, &file) || at(c, i) != ',')
			return read_perl(c, first);
		return read_mode(c, behind_space(c, i + 1), file);
	}
	if (!take_file(c, &i, &file))
		return OK;
	return add(c, file, how == APPEND || says_append(c, i));
}

/* The name in front of the '.', "::" or "->" before i. */
static struct sv
qualifier_of(const struct code *c, size_t i)
{
	size_t from, end = i;

	while (end && strchr(".:>-", at(c, end - 1)))
		end--;
	for (from = end; from && code_is_name_byte(at(c, from - 1)); from--)
		;
	return end < i ? between(c, from, end) : (struct sv){0};
}

static enum err
read_name(struct code *c)
{
	size_t from = c->i, end = code_behind_name(c->text, from);
	struct sv name = between(c, from, end), qualifier, file;

	c->i = end;
	qualifier = qualifier_of(c, from);
	for (size_t i = 0; i < ARRAY_LEN(writers); i++)
		if (sv_eq_cstr(name, writers[i].name) &&
		    (!writers[i].qualifier ||
		        sv_eq_cstr(qualifier, writers[i].qualifier)))
			return read_call(c, writers[i].how,
			    behind_space(c, end));
	/* p = Path('x'); p.write_text('') */
	if (at(c, end) == '.' && is_writing_method(c, end + 1) &&
	    find_assigned(c, name, from, &file))
		return read_method(c, end, file);
	return OK;
}

enum err
code_writes(struct arena *arena, struct sv text, struct code_command **out,
    size_t *out_n)
{
	struct code c = {.arena = arena, .text = text, .budget = BUDGET};
	enum err e = OK;

	c.commands = ARENA_NEW(arena, CODE_MAX_COMMANDS, struct code_command);
	if (!c.commands)
		return ERR_LIMIT;
	while (c.i < text.n && !e) {
		if (code_is_name_byte(at(&c, c.i)))
			e = read_name(&c);
		else
			c.i++;
	}
	*out = c.commands;
	*out_n = c.n;
	return e || c.budget ? e : ERR_LIMIT;
}
