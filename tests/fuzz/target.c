/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a database URL, a .env file and a configuration file: every
 * part lies inside the text, the answer is the same twice, and a URL of which
 * the host is known never gives its password away as another part.
 */
#include <string.h>

#include "guard/facts.h"

#include "facts/literal.h"
#include "facts/dotenv.h"
#include "facts/dsn.h"
#include "facts/runner.h"

#include "require.h"

static bool
lies_in(struct sv part, struct sv text)
{
	return !part.n || (part.p >= text.p &&
	    part.p + part.n <= text.p + text.n);
}

static void
try_url(struct sv text)
{
	struct dsn d, again;

	dsn_read(text, &d);
	dsn_read(text, &again);
	REQUIRE(d.kind == again.kind && sv_eq(d.host, again.host));
	REQUIRE(lies_in(d.host, text) && lies_in(d.name, text));
	REQUIRE(lies_in(d.user, text) && lies_in(d.port, text));
	REQUIRE(d.kind != DSN_UNKNOWN || (!d.host.n && !d.name.n && !d.user.n));
	REQUIRE(dsn_host_place(d.host) == dsn_host_place(again.host));
}

static void
try_config(struct sv text)
{
	struct literal v;

	literal_code(text, SV("url"), &v);
	REQUIRE(v.kind == LITERAL_NONE || v.kind == LITERAL_UNSURE ||
	    (lies_in(v.text, text) && lies_in(v.fallback, text)));
	literal_ini(text, SV("a"), SV("url"), &v);
	REQUIRE(v.kind != LITERAL_TEXT || lies_in(v.text, text));
	literal_yaml(text, SV("a"), SV("url"), &v);
	REQUIRE(v.kind != LITERAL_TEXT || lies_in(v.text, text));
}

static void
try_settings(struct sv text)
{
	static unsigned char memory[1 << 20];
	const struct literal_path path = {.section = SV("projects @"),
	    .key = SV("name"), .directory = SV("/a/b")};
	struct arena arena;
	struct literal v;

	arena_init(&arena, memory, sizeof(memory));
	literal_json(&arena, text, &path, &v);
	REQUIRE(v.kind == LITERAL_NONE || v.kind == LITERAL_UNSURE ||
	    (v.kind == LITERAL_TEXT && v.text.p));
	literal_block(text, SV("DATABASES"), SV("HOST"), &v);
	REQUIRE(v.kind == LITERAL_NONE || v.kind == LITERAL_UNSURE ||
	    (lies_in(v.text, text) && lies_in(v.fallback, text)));
	literal_yaml(text, (struct sv){0}, SV("name"), &v);
	REQUIRE(v.kind != LITERAL_TEXT || lies_in(v.text, text));
}

static void
try_variables(struct sv text, bool shell)
{
	static unsigned char memory[1 << 20];
	struct env_load load = {.file.text = {".env", 4}, .shell = shell};
	struct argv_variables found = {0};
	struct arena arena;

	arena_init(&arena, memory, sizeof(memory));
	if (facts_variables(&arena, text, &load, &found))
		return;
	for (uint32_t i = 0; i < found.n; i++) {
		REQUIRE(found.list[i].name.n && found.list[i].source.n);
		REQUIRE(lies_in(found.list[i].name, text));
		REQUIRE(lies_in(found.list[i].value.text, text));
		for (uint32_t k = 0; k < i; k++)
			REQUIRE(!sv_eq(found.list[i].name,
			    found.list[k].name));
	}
}

/* What a runner's configuration sets. */
static void
try_runner(struct sv text)
{
	static const char *const files[] = {
		"phpunit.xml", "pytest.ini", "setup.cfg", "pyproject.toml",
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct runner_value v;

		runner_find(sv_from(files[i]), text, SV("X"), &v);
		REQUIRE(lies_in(v.text, text));
		REQUIRE(v.state != RUNNER_SETS ||
		    runner_takes(sv_from(files[i]), text));
		REQUIRE(v.line <= text.n + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	struct dotenv_value v;

	try_url(text);
	try_config(text);
	try_settings(text);
	try_runner(text);
	try_variables(text, false);
	try_variables(text, true);
	dotenv_find(text, SV("X"), &v);
	REQUIRE(!v.found || lies_in(v.text, text));
	return 0;
}
