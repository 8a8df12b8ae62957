/* SPDX-License-Identifier: ISC */
/*
 * State files of terraform 0.8 to 1.x and of tofu, as their documentation has
 * them, and what no tool writes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "facts/state.h"

static _Alignas(16) unsigned char memory[8 << 20];
static char text[6 << 20];
static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, memory, sizeof(memory));
	return 0;
}

static enum err
read_text(const char *json, struct state *out)
{
	return state_read(&arena, sv_from(json), out);
}

static void
a_state_of_version_4_says_what_it_holds(void **state)
{
	struct state s;

	(void)state;
	assert_int_equal(read_text("{\"version\": 4, \"terraform_version\": "
	    "\"1.11.4\", \"serial\": 17, \"lineage\": \"3f1e\", "
	    "\"outputs\": {}, \"resources\": ["
	    "{\"mode\": \"managed\", \"type\": \"aws_db_instance\", "
	    "\"name\": \"a\", \"provider\": \"x\", \"instances\": [{}, {}]},"
	    "{\"mode\": \"data\", \"type\": \"aws_ami\", \"instances\": [{}]},"
	    "{\"mode\": \"managed\", \"type\": \"aws_ami\", \"instances\": "
	    "[{}]}, {\"mode\": \"managed\", \"type\": \"aws_db_instance\", "
	    "\"instances\": [{}]}], \"check_results\": null}", &s), OK);
	assert_true(sv_eq(s.lineage, SV("3f1e")));
	assert_true(s.has_serial);
	assert_int_equal(s.serial, 17);
	assert_int_equal(s.resources, 4);
	assert_int_equal(s.n_types, 2);
	assert_true(sv_eq(s.types[0].name, SV("aws_ami")));
	assert_int_equal(s.types[1].count, 3);
	assert_int_equal(s.backend.n, 0);
}

static void
a_state_of_version_3_says_it_by_modules(void **state)
{
	struct state s;

	(void)state;
	assert_int_equal(read_text("{\"version\": 3, \"terraform_version\": "
	    "\"0.11.14\", \"serial\": 2, \"lineage\": \"l\", \"modules\": ["
	    "{\"path\": [\"root\"], \"outputs\": {}, \"resources\": {"
	    "\"aws_vpc.a\": {\"type\": \"aws_vpc\", \"primary\": {}},"
	    "\"data.aws_ami.b\": {\"type\": \"aws_ami\"}}},"
	    "{\"path\": [\"root\", \"m\"], \"resources\": {"
	    "\"aws_vpc.c\": {\"type\": \"aws_vpc\"}}}]}", &s), OK);
	assert_int_equal(s.resources, 2);
	assert_int_equal(s.n_types, 1);
}

static void
a_backend_is_known_by_its_address_without_credentials(void **state)
{
	struct state s;

	(void)state;
	assert_int_equal(read_text("{\"version\": 3, \"serial\": 1, "
	    "\"lineage\": \"c\", \"backend\": {\"type\": \"s3\", \"config\": "
	    "{\"access_key\": \"AKIA\", \"secret_key\": \"hush\", \"bucket\": "
	    "\"acme-prod\", \"key\": \"infra\", \"region\": \"eu-west-1\", "
	    "\"endpoint\": \"https://u:hush@minio.example/x@y\", "
	    "\"encrypt\": true, \"profile\": null}, \"hash\": 1}}", &s), OK);
	assert_true(sv_eq(s.backend, SV("s3")));
	assert_int_equal(s.n_settings, 4);
	assert_true(sv_eq(s.settings[0], SV("bucket=acme-prod")));
	assert_true(sv_eq(s.settings[3],
	    SV("endpoint=https://minio.example/x@y")));
	assert_int_equal(read_text("{\"version\": 3, \"backend\": {\"type\": "
	    "\"remote\", \"config\": {\"organization\": \"acme\", "
	    "\"workspaces\": [{\"name\": \"prod\"}]}}}", &s), OK);
	assert_true(sv_eq(s.settings[1], SV("workspace=prod")));
}

static void
what_no_tool_writes_says_nothing(void **state)
{
	static const char *const texts[] = {
		"", "{", "[]", "null", "4", "{}", "{\"version\": \"4\"}",
		"{\"version\": 4.0}", "{\"version\": -4}", "{\"version\": 5}",
		"{\"version\": 4, \"version\": 4}",
		"{\"version\": 4, \"lineage\": \"a\", \"lineage\": \"b\"}",
		"{\"version\": 4, \"lineage\": 7}",
		"{\"version\": 4, \"lineage\": \"a\\u0000b\"}",
		"{\"version\": 4, \"serial\": \"1\"}",
		"{\"version\": 4, \"serial\": 1e3}",
		"{\"version\": 4, \"serial\": 99999999999999999999}",
		"{\"version\": 4, \"resources\": {}}",
		"{\"version\": 4, \"resources\": [7]}",
		"{\"version\": 4, \"resources\": [{\"mode\": \"managed\", "
		"\"type\": [], \"instances\": []}]}",
		"{\"version\": 4, \"resources\": [{\"mode\": \"managed\", "
		"\"type\": \"a\", \"instances\": 3}]}",
		"{\"version\": 3, \"modules\": [{\"resources\": []}]}",
		"{\"version\": 3, \"modules\": [{\"resources\": {\"a\": 1}}]}",
		"{\"version\": 3, \"backend\": {\"type\": 1}}",
		"{\"version\": 4} x", "\xff\xfe{\"version\": 4}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct state s;
		enum err e = read_text(texts[i], &s);

		if (e != ERR_SYNTAX || s.lineage.n || s.resources)
			fail_msg("'%s' gives %s", texts[i], err_text(e));
	}
}

/* before, n times each, behind; in text. */
static struct sv
repeated(const char *before, const char *each, size_t n, const char *behind)
{
	struct buf b;

	buf_init(&b, text, sizeof(text));
	buf_str(&b, before);
	for (size_t i = 0; i < n; i++)
		buf_str(&b, each);
	buf_str(&b, behind);
	assert_false(b.full);
	return buf_view(&b);
}

static void
nesting_and_size_are_bounded(void **state)
{
	struct state s;
	struct sv deep;

	(void)state;
	deep = repeated("{\"version\": 4, \"x\": ", "[", 1 << 20, "");
	assert_int_equal(state_read(&arena, deep, &s), ERR_SYNTAX);
	deep = repeated("{\"version\": 4, \"x\": [0", ",0", 1 << 20, "]}");
	assert_int_equal(state_read(&arena, deep, &s), OK);
	assert_int_equal(state_read(&arena,
	    (struct sv){text, STATE_MAX_FILE + 1}, &s), ERR_LIMIT);
	assert_int_equal(s.lineage.n, 0);
}

static void
too_many_types_are_a_limit(void **state)
{
	struct buf b;
	struct state s;

	(void)state;
	buf_init(&b, text, sizeof(text));
	buf_str(&b, "{\"version\": 4, \"resources\": [");
	for (unsigned i = 0; i <= STATE_MAX_TYPES; i++) {
		buf_str(&b, i ? "," : "");
		buf_str(&b, "{\"mode\": \"managed\", \"type\": \"t");
		buf_u64(&b, i);
		buf_str(&b, "\", \"instances\": [{}]}");
	}
	buf_str(&b, "]}");
	assert_int_equal(state_read(&arena, buf_view(&b), &s), ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_state_of_version_4_says_what_it_holds,
		    setup),
		cmocka_unit_test_setup(a_state_of_version_3_says_it_by_modules,
		    setup),
		cmocka_unit_test_setup(
		    a_backend_is_known_by_its_address_without_credentials,
		    setup),
		cmocka_unit_test_setup(what_no_tool_writes_says_nothing,
		    setup),
		cmocka_unit_test_setup(nesting_and_size_are_bounded, setup),
		cmocka_unit_test_setup(too_many_types_are_a_limit, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
