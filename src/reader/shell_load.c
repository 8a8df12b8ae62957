/* SPDX-License-Identifier: ISC */
/*
 * Files of variables that a substitution prints: "export $(cat .env | xargs)".
 */
#include "reader/shell.h"

/* ".env", "app/.env.local", "prod.env" */
static bool
is_env_file(struct sv word)
{
	struct sv name = sv_basename(word);

	return sv_starts(name, SV(".env")) ||
	    (name.n > 4 && sv_ends(name, SV(".env")));
}

static bool
ends_word(char c)
{
	return sv_find(SV(" \t\n'\"`()<>|;&$"), 0, c) < 14;
}

/* The next word of a text, quotes and operators between words. */
static struct sv
next_word(struct sv *text)
{
	struct sv word;
	size_t n = 0;

	while (text->n > 0 && ends_word(text->p[0]))
		*text = sv_skip(*text, 1);
	while (n < text->n && !ends_word(text->p[n]))
		n++;
	word = sv_take(*text, n);
	*text = sv_skip(*text, n);
	return word;
}

static struct sv
find_env_file(struct sv text)
{
	struct sv word;

	do
		word = next_word(&text);
	while (word.n > 0 && !is_env_file(word));
	return word;
}

/* Whether it prints the whole file: "grep -v '^#'" leaves out comments. */
static bool
is_whole(struct sv text)
{
	static const char *const cutters[] = {
		"awk", "cut", "egrep", "grep", "head", "rg", "sed", "tail",
		"tr",
	};
	struct sv word, rest = text;

	for (;;) {
		word = next_word(&rest);
		if (word.n == 0)
			return true;
		for (size_t i = 0; i < ARRAY_LEN(cutters); i++) {
			if (!sv_eq_cstr(word, cutters[i]))
				continue;
			if (!sv_eq(word, SV("grep")) ||
			    !sv_eq(next_word(&rest), SV("-v")) ||
			    !sv_starts(next_word(&rest), SV("^#")))
				return false;
		}
	}
}

void
shell_load_of(struct shell *sh, struct sv text)
{
	struct sv file = find_env_file(text);
	struct word w = {.text = file, .known = file.n};

	if (file.n == 0)
		shell_load(sh, w, LOADS_UNKNOWN);
	else
		shell_load(sh, w, LOADS_FILE | LOADS_EXPORTS |
		    (is_whole(text) ? 0 : LOADS_MAYBE));
}

/* What prints code for the surroundings of a shell, and no target of
 * anybody's. */
static bool
is_setup(struct sv text)
{
	static const char *const programs[] = {
		"asdf", "brew", "conda", "dircolors", "fnm", "fzf",
		"gdircolors",
		"luarocks", "mise", "nodenv", "opam", "pyenv", "rbenv", "rtx",
		"ssh-agent", "starship", "thefuck", "zoxide",
	};
	struct sv name = sv_basename(next_word(&text));

	return sv_is_any(name, programs, ARRAY_LEN(programs));
}

void
shell_load_maybe(struct shell *sh, struct sv text)
{
	struct sv file = find_env_file(text);

	if (file.n > 0)
		shell_load(sh, (struct word){.text = file, .known = file.n},
		    LOADS_FILE | LOADS_MAYBE);
	else if (!is_setup(text))
		shell_load(sh, (struct word){0}, LOADS_UNKNOWN);
}
