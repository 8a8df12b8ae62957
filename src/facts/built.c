/* SPDX-License-Identifier: ISC */
/*
 * What can be had again by a build or a package manager, known by its name.
 */
#include "facts/internal.h"

static const char *const names[] = {
	/* of no tool in particular */
	"_build", "build", "coverage", "dist", "out", "target",
	/* JavaScript */
	".angular", ".cache", ".expo", ".next", ".nuxt", ".nyc_output",
	".output", ".parcel-cache", ".svelte-kit", ".turbo", ".vite",
	"bower_components", "node_modules", "playwright-report",
	"storybook-static", "test-results",
	/* Python */
	".coverage", ".eggs", ".mypy_cache", ".nox", ".pytest_cache",
	".ruff_cache", ".tox", ".venv", "__pycache__", "htmlcov", "venv",
	/* others */
	".DS_Store", ".dart_tool", ".gradle", "DerivedData", "Pods",
};

static const char *const suffixes[] = {
	".egg-info", ".log", ".o", ".pyc", ".tmp", ".tsbuildinfo",
};

bool
is_built(struct sv name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (sv_eq_cstr(name, names[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
		if (sv_ends(name, sv_from(suffixes[i])))
			return true;
	return false;
}
