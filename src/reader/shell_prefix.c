/* SPDX-License-Identifier: ISC */
/*
 * Builtins that only say how the rest of the line is run (command, exec …),
 * and what options look like to builtins.
 */
#include "reader/shell.h"

#include <string.h>

bool
shell_is(const struct word *w, const char *text)
{
	return w->flags == 0 && sv_eq_cstr(w->text, text);
}

bool
shell_is_option(const struct word *w)
{
	return w->known > 1 && (w->text.p[0] == '-' || w->text.p[0] == '+');
}

bool
shell_has_letter(const struct word *w, const char *letters)
{
	size_t i;

	for (i = 1; i < w->text.n; i++) {
		if (w->text.p[i] != '\0' && strchr(letters, w->text.p[i]))
			return true;
	}
	return false;
}

/* Past "exec -a NAME -cl"; words[i] is "exec". */
static size_t
past_exec(const struct word *words, size_t n, size_t i)
{
	for (i++; i + 1 < n && shell_is_option(&words[i]); i++) {
		if (shell_is(&words[i], "--"))
			return i + 1;
		if (words[i].text.p[words[i].text.n - 1] == 'a')
			i++;
	}
	return i;
}

static size_t
past_command(const struct word *words, size_t n, size_t i)
{
	size_t start = i;

	for (i++; i + 1 < n && shell_is_option(&words[i]); i++) {
		if (shell_is(&words[i], "--"))
			return i + 1;
		if (shell_has_letter(&words[i], "vV"))
			return start;
	}
	return i;
}

static size_t
past_one(const struct word *words, size_t n, size_t i)
{
	if (shell_is(&words[i], "exec"))
		return past_exec(words, n, i);
	if (shell_is(&words[i], "command") || shell_is(&words[i], "builtin"))
		return past_command(words, n, i);
	if (shell_is(&words[i], "noglob") || shell_is(&words[i], "nocorrect") ||
	    shell_is(&words[i], "-"))
		return i + 1;
	if (shell_is(&words[i], "repeat"))
		return i + 2;
	return i;
}

size_t
shell_prefix_words(const struct word *words, size_t n)
{
	size_t i = 0, next;

	for (;;) {
		next = past_one(words, n, i);
		if (next == i || next >= n)
			return i;
		i = next;
	}
}
