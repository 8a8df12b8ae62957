/* SPDX-License-Identifier: ISC */
/*
 * Code given on a command line (python -c, node -e): the commands that it
 * plainly starts, by a call of a known name with literal words. Nothing else
 * of the language is understood; what is in other strings is data.
 */
#include <string.h>

#include "guard/reader.h"

#include "reader/code.h"

#define MAX_WORDS 64

struct code {
	struct arena *arena;
	struct sv text;
	size_t i;
	bool javascript;
	struct code_command *commands;
	size_t n;
};

/* The last part of a name that starts a program wherever it comes from. */
static const char *const starters[] = {
	"system", "popen", "run", "call", "check_call", "check_output",
	"Popen", "getoutput", "getstatusoutput", "exec", "execSync", "execFile",
	"execFileSync", "spawn", "spawnSync", "shell_exec", "passthru",
	"proc_open", "execa", "execaSync", "execaCommand", "capture2",
	"capture2e", "capture3", "create_subprocess_shell",
	"create_subprocess_exec",
};

static int
at(const struct code *c, size_t i)
{
	return code_byte(c->text, i);
}

static void
skip_blanks(struct code *c)
{
	c->i = code_behind_space(c->text, c->i);
}

/* The text up to the byte that closes, escapes taken out; the cursor moves
 * behind it. False if nothing closes. */
static bool
take_until(struct code *c, char close, struct word *out)
{
	size_t from = c->i, i = from, n = 0;
	char *p;

	while (i < c->text.n && c->text.p[i] != close)
		i += c->text.p[i] == '\\' ? 2 : 1;
	if (i >= c->text.n)
		return false;
	p = arena_alloc(c->arena, i - from + 1, 1);
	if (!p)
		return false;
	c->i = i + 1;
	for (size_t k = from; k < i; k++) {
		if (c->text.p[k] == '\\' && k + 1 < i) {
			k++;
			p[n++] = c->text.p[k] == 'n' ? '\n'
			    : c->text.p[k] == 't' ? '\t' : c->text.p[k];
		} else {
			p[n++] = c->text.p[k];
		}
	}
	*out = (struct word){.text = {p, n}, .known = n};
	return true;
}

/* A literal, with a letter in front as Python has it, three quotes or one. */
static bool
take_string(struct code *c, struct word *out)
{
	size_t start = c->i, i = start;
	int quote;

	if (byte_is_word(at(c, i)) && code_is_quote(at(c, i + 1)))
		i++;
	quote = at(c, i);
	if (!code_is_quote(quote))
		return false;
	if (at(c, i + 1) == quote && at(c, i + 2) == quote)
		i += 2;
	c->i = i + 1;
	if (!take_until(c, (char)quote, out)) {
		c->i = start;
		return false;
	}
	while (at(c, c->i) == quote)
		c->i++;
	return true;
}

/* Something else than a literal: up to the comma or bracket behind it. */
static void
skip_value(struct code *c)
{
	while (c->i < c->text.n && !strchr(",])", c->text.p[c->i]))
		c->i++;
}

static struct code_command *
add_command(struct code *c)
{
	return c->n < CODE_MAX_COMMANDS ? &c->commands[c->n++] : NULL;
}

/* text and behind it, where the code joins something to it, what is not
 * known. */
static struct sv
joined(struct code *c, struct sv text)
{
	const struct sv unknown = SV("$unknown");
	char *p;

	skip_blanks(c);
	if (at(c, c->i) != '+' && at(c, c->i) != '.' && at(c, c->i) != '%')
		return text;
	p = arena_alloc(c->arena, text.n + unknown.n, 1);
	if (!p)
		return text;
	if (text.n)
		memcpy(p, text.p, text.n);
	memcpy(p + text.n, unknown.p, unknown.n);
	return (struct sv){p, text.n + unknown.n};
}

/* The next argument, if it is one that counts: a literal, or in a list also
 * what only running it would tell. */
static bool
take_argument(struct code *c, bool in_list, struct word *out)
{
	if (take_string(c, out)) {
		out->text = joined(c, out->text);
		if (out->text.n > out->known)
			out->flags = WORD_DYNAMIC;
		return true;
	}
	if (!in_list || at(c, c->i) == ']')
		return false;
	*out = (struct word){.text = SV("$unknown"), .flags = WORD_DYNAMIC};
	return true;
}

/* The arguments of a call: one literal is shell text, several are words. */
static void
take_arguments(struct code *c, bool in_list)
{
	struct word *words = ARENA_NEW(c->arena, MAX_WORDS, struct word);
	bool list = in_list;
	struct code_command *out;
	size_t n = 0;

	while (words && n < MAX_WORDS) {
		skip_blanks(c);
		if (at(c, c->i) == '[' && !in_list && n < 2) {
			in_list = list = true;
			c->i++;
			continue;
		}
		n += take_argument(c, in_list, &words[n]);
		skip_blanks(c);
		if (at(c, c->i) != ',' && in_list)
			skip_value(c);
		if (at(c, c->i) != ',')
			break;
		c->i++;
		skip_blanks(c);
		if (!in_list && !code_is_quote(at(c, c->i)) &&
		    at(c, c->i) != '[')
			break;
	}
	if (!n || !(out = add_command(c)))
		return;
	if (!list && (n == 1 || sv_find(words[0].text, 0, ' ') <
	    words[0].text.n)) {
		out->shell = words[0].text;
		return;
	}
	out->words = words;
	out->n_words = n;
}

static bool
is_starter(struct sv name)
{
	return sv_is_any(name, starters, ARRAY_LEN(starters));
}

/* "`…`", "%x(…)" and "qx(…)". */
static bool
take_quoted_command(struct code *c)
{
	static const char open[] = "({[<", close[] = ")}]>";
	struct code_command *out;
	struct word text;
	const char *pair;
	int first;

	if (c->javascript)
		return false;
	if (at(c, c->i) == '`') {
		c->i++;
		first = '`';
	} else if ((at(c, c->i) == '%' || at(c, c->i) == 'q') &&
	    at(c, c->i + 1) == 'x' && at(c, c->i + 2) > ' ' &&
	    !byte_is_word(at(c, c->i + 2))) {
		first = at(c, c->i + 2);
		c->i += 3;
	} else {
		return false;
	}
	pair = strchr(open, first);
	if (take_until(c, pair ? close[pair - open] : (char)first, &text) &&
	    (out = add_command(c)))
		out->shell = text.text;
	return true;
}

static void
take_name(struct code *c)
{
	size_t from = c->i;
	bool starts, parenthesis;

	while (byte_is_word(at(c, c->i)))
		c->i++;
	starts = is_starter((struct sv){c->text.p + from, c->i - from});
	if (!starts)
		return;
	skip_blanks(c);
	parenthesis = at(c, c->i) == '(';
	c->i += parenthesis;
	if (parenthesis || code_is_quote(at(c, c->i)))
		take_arguments(c, false);
}

enum err
code_read(struct arena *arena, struct sv text, bool javascript,
    struct code_command **out, size_t *out_n)
{
	struct code c = {.arena = arena, .text = text,
	    .javascript = javascript};
	struct word ignored;

	c.commands = ARENA_NEW(arena, CODE_MAX_COMMANDS, struct code_command);
	if (!c.commands)
		return ERR_LIMIT;
	while (c.i < text.n) {
		if (take_quoted_command(&c))
			continue;
		if (byte_is_word(at(&c, c.i)) &&
		    !code_is_quote(at(&c, c.i + 1)))
			take_name(&c);
		else if (!take_string(&c, &ignored))
			c.i++;
	}
	*out = c.commands;
	*out_n = c.n;
	return OK;
}
