/* SPDX-License-Identifier: ISC */
/*
 * Variables that load code into any program, whatever its rule file says.
 */
#include "argv/internal.h"

/* One library, where only an administrator installs them. */
static bool
is_installed(struct sv value)
{
	static const char *const places[] = {
		"/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/",
		"/usr/local/lib/", "/opt/homebrew/lib/", "/nix/store/",
	};

	if (sv_contains(value, SV("..")) || sv_find(value, 0, ':') < value.n ||
	    sv_find(value, 0, ' ') < value.n)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (sv_starts(value, sv_from(places[i])))
			return true;
	return false;
}

bool
environment_preloads(struct sv name, const struct word *value)
{
	static const char *const names[] = {
		"LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES",
	};
	bool named = false;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		named |= sv_eq_cstr(name, names[i]);
	if (!named || !word_is_certain(value))
		return named;
	/* The loader looks for a bare name where libraries are installed. */
	return sv_find(value->text, 0, '/') < value->text.n &&
	    !is_installed(value->text);
}
