/* SPDX-License-Identifier: ISC */
/*
 * Saved plans: the archive, its head, and what `terraform show -json` prints of
 * it in the formats of terraform 0.12 to 1.x and of tofu.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "facts/plan.h"
#include "facts/zip.h"

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

/* Databases hold data here, and nothing else. */
static bool
holds(const void *ctx, struct sv type)
{
	(void)ctx;
	return sv_eq(type, SV("aws_db_instance"));
}

static enum err
read_text(struct sv json, struct plan *out)
{
	return plan_read(&arena, json, holds, NULL, out);
}

#define CHANGE(address, type, actions) "{\"address\": \"" address "\", " \
	"\"mode\": \"managed\", \"type\": \"" type "\", \"name\": \"x\", " \
	"\"provider_name\": \"p\", \"change\": {\"actions\": [" actions "], " \
	"\"before\": {\"password\": \"hush\"}, \"after\": null}}"

static void
a_plan_says_what_it_changes(void **state)
{
	struct plan p;

	(void)state;
	assert_int_equal(read_text(SV("{\"format_version\": \"1.2\", "
	    "\"terraform_version\": \"1.11.4\", \"resource_changes\": ["
	    CHANGE("aws_db_instance.main", "aws_db_instance", "\"delete\"") ","
	    CHANGE("module.a.aws_db_instance.b[\\\"k\\\"]", "aws_db_instance",
	        "\"delete\", \"create\"") ","
	    CHANGE("aws_db_instance.c", "aws_db_instance", "\"update\"") ","
	    CHANGE("aws_eip.a", "aws_eip", "\"create\", \"delete\"") ","
	    CHANGE("aws_eip.b", "aws_eip", "\"create\"") ","
	    CHANGE("aws_eip.c", "aws_eip", "\"no-op\"") ","
	    CHANGE("aws_eip.d", "aws_eip", "\"forget\"") ","
	    "{\"address\": \"data.x.y\", \"mode\": \"data\", \"type\": \"x\", "
	    "\"change\": {\"actions\": [\"read\"]}}"
	    "], \"errored\": false, \"applyable\": true}"), &p), OK);
	assert_int_equal(p.create, 1);
	assert_int_equal(p.update, 1);
	assert_int_equal(p.replace, 2);
	assert_int_equal(p.remove, 1);
	assert_int_equal(p.forget, 1);
	assert_int_equal(p.n_lost, 2);
	assert_true(sv_eq(p.lost[0], SV("aws_db_instance.main")));
	assert_true(sv_eq(p.lost[1], SV("module.a.aws_db_instance.b[\"k\"]")));
	assert_int_equal(p.n_types, 6);
	assert_true(sv_eq(p.types[0].name, SV("create:aws_eip")));
}

static void
older_and_empty_plans_are_read(void **state)
{
	struct plan p;

	(void)state;
	assert_int_equal(read_text(SV("{\"format_version\": \"0.1\", "
	    "\"terraform_version\": \"0.12.31\", \"planned_values\": {}, "
	    "\"resource_changes\": ["
	    CHANGE("aws_db_instance.main", "aws_db_instance", "\"delete\"")
	    "], \"configuration\": {}}"), &p), OK);
	assert_int_equal(p.remove, 1);
	assert_int_equal(read_text(SV("{\"format_version\": \"1.2\"}"), &p),
	    OK);
	assert_int_equal(p.n_types, 0);
	assert_int_equal(read_text(SV("{\"format_version\": \"0.2\", "
	    "\"resource_changes\": null}"), &p), OK);
}

#define BAD(changes) "{\"format_version\": \"1.2\", \"resource_changes\": " \
	changes "}"

static void
what_is_not_as_documented_says_nothing(void **state)
{
	static const char *const texts[] = {
		"", "{", "[]", "null", "{}", "{\"format_version\": 1.2}",
		"{\"format_version\": \"2.0\"}", "{\"format_version\": \"\"}",
		BAD("{}"), BAD("[7]"), BAD("[null]"), BAD("[[]]"),
		BAD("[" CHANGE("a", "", "\"create\"") "]"),
		BAD("[" CHANGE("a", "b", "") "]"),
		BAD("[" CHANGE("a", "b", "\"obliterate\"") "]"),
		BAD("[" CHANGE("a", "b", "\"delete\", \"create\", \"x\"") "]"),
		BAD("[" CHANGE("a", "b", "\"delete\", 1") "]"),
		BAD("[" CHANGE("a", "b", "\"delete\", \"delete\"") "]"),
		BAD("[{\"address\": \"a\", \"type\": \"b\", \"change\": "
		    "{\"actions\": [\"create\"]}}]"),
		BAD("[{\"address\": \"a\", \"mode\": \"odd\", \"type\": \"b\", "
		    "\"change\": {\"actions\": [\"create\"]}}]"),
		BAD("[{\"address\": \"a\", \"mode\": \"data\", \"type\": \"b\", "
		    "\"change\": {\"actions\": [\"create\"]}}]"),
		BAD("[{\"address\": 1, \"mode\": \"managed\", \"type\": \"b\", "
		    "\"change\": {\"actions\": [\"create\"]}}]"),
		BAD("[{\"address\": \"a\", \"mode\": \"managed\", \"type\": "
		    "\"b\", \"change\": []}]"),
		"{\"format_version\": \"1.2\", \"format_version\": \"1.2\"}",
		"{\"format_version\": \"1.2\", \"resource_changes\": [], "
		"\"resource_changes\": []}",
		"{\"format_version\": \"1.2\", \"errored\": true}",
		"{\"format_version\": \"1.2\", \"action_invocations\": [{}]}",
		"{\"format_version\": \"1.2\", \"action_invocations\": {}}",
		"{\"format_version\": \"1.2\"} x",
		"{\"format_version\": \"1.2\", \"x\": \"\\u0000\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct plan p;
		enum err e = read_text(sv_from(texts[i]), &p);

		if (e != ERR_SYNTAX || p.remove || p.create || p.n_types)
			fail_msg("'%s' gives %s", texts[i], err_text(e));
	}
}

static void
nesting_size_and_types_are_bounded(void **state)
{
	struct plan p;
	struct buf b;

	(void)state;
	buf_init(&b, text, sizeof(text));
	buf_str(&b, "{\"format_version\": \"1.2\", \"x\": ");
	for (int i = 0; i < 1 << 20; i++)
		buf_c(&b, '[');
	assert_int_equal(read_text(buf_view(&b), &p), ERR_SYNTAX);
	assert_int_equal(read_text((struct sv){text, PLAN_MAX_TEXT + 1}, &p),
	    ERR_LIMIT);
	b.n = 0;
	buf_str(&b, "{\"format_version\": \"1.2\", \"resource_changes\": [");
	for (unsigned i = 0; i <= PLAN_MAX_TYPES; i++) {
		buf_str(&b, i ? "," : "");
		buf_str(&b, "{\"address\": \"a\", \"mode\": \"managed\", "
		    "\"change\": {\"actions\": [\"create\"]}, \"type\": \"t");
		buf_u64(&b, i);
		buf_str(&b, "\"}");
	}
	buf_str(&b, "]}");
	assert_int_equal(read_text(buf_view(&b), &p), ERR_LIMIT);
	assert_int_equal(p.create, 0);
}

static void
losses_past_what_is_kept_are_counted(void **state)
{
	struct plan p;
	struct buf b;

	(void)state;
	buf_init(&b, text, sizeof(text));
	buf_str(&b, "{\"format_version\": \"1.2\", \"resource_changes\": [");
	for (unsigned i = 0; i < PLAN_MAX_LOST + 3; i++) {
		buf_str(&b, i ? "," : "");
		buf_str(&b, CHANGE("a", "aws_db_instance", "\"delete\""));
	}
	buf_str(&b, "]}");
	assert_int_equal(read_text(buf_view(&b), &p), OK);
	assert_int_equal(p.n_lost, PLAN_MAX_LOST);
	assert_int_equal(p.lost_more, 3);
}

static void
the_head_names_backend_and_workspace(void **state)
{
	struct sv backend, workspace;

	(void)state;
	/* version 3, a change that is skipped, the backend. */
	assert_int_equal(plan_head(SV("\x08\x03\x1a\x02xyj\x12\n\x05local"
	    "\x12\x02zz\x1a\x05stage\xc8\x01\x01"), &backend, &workspace), OK);
	assert_true(sv_eq(backend, SV("local")));
	assert_true(sv_eq(workspace, SV("stage")));
	assert_int_equal(plan_head(SV("\x08\x03"), &backend, &workspace), OK);
	assert_int_equal(backend.n, 0);
}

static void
a_damaged_head_says_nothing(void **state)
{
	static const struct sv heads[] = {
		{"", 0}, {"\x08\x04", 2}, {"\x08", 1}, {"\x08\x03j\x12", 4},
		{"\x08\x03j\x02\n\x05", 6}, {"\x08\x03\x0b", 3},
		{"\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 13},
		{"j\x07\n\x05local", 9}, {"\x08\x03\x09xx", 5},
	};
	struct sv backend, workspace;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		assert_int_equal(plan_head(heads[i], &backend, &workspace),
		    ERR_SYNTAX);
		assert_int_equal(backend.n + workspace.n, 0);
	}
}

static void
put(struct buf *b, uint32_t value, int n)
{
	for (; n; n--, value >>= 8)
		buf_c(b, (char)(value & 0xff));
}

/* An archive of stored members. */
static struct sv
make_zip(const char *const *names, const char *const *bytes, unsigned n)
{
	uint32_t offsets[8], directory;
	struct buf b;

	buf_init(&b, text, sizeof(text));
	for (unsigned i = 0; i < n; i++) {
		uint32_t size = (uint32_t)strlen(bytes[i]);

		offsets[i] = (uint32_t)b.n;
		buf_str(&b, "PK\003\004");
		put(&b, 20, 2);
		put(&b, 0, 2 + 2 + 4 + 4 + 4 + 4);
		put(&b, (uint32_t)strlen(names[i]), 2);
		put(&b, 0, 2);
		buf_str(&b, names[i]);
		buf_sv(&b, (struct sv){bytes[i], size});
	}
	directory = (uint32_t)b.n;
	for (unsigned i = 0; i < n; i++) {
		uint32_t size = (uint32_t)strlen(bytes[i]);

		buf_str(&b, "PK\001\002");
		put(&b, 20, 4);
		put(&b, 0, 2 + 2 + 4);
		put(&b, (uint32_t)crc32(0, (const void *)bytes[i], size), 4);
		put(&b, size, 4);
		put(&b, size, 4);
		put(&b, (uint32_t)strlen(names[i]), 2);
		put(&b, 0, 2 + 2 + 2 + 2 + 4);
		put(&b, offsets[i], 4);
		buf_str(&b, names[i]);
	}
	put(&b, 0x06054b50, 4);
	put(&b, 0, 4);
	put(&b, n, 2);
	put(&b, n, 2);
	put(&b, (uint32_t)b.n - 12 - directory, 4);
	put(&b, directory, 4);
	put(&b, 0, 2);
	assert_false(b.full);
	return buf_view(&b);
}

static void
a_member_is_found_by_its_name(void **state)
{
	static const char *const names[] = {"tfplan", "tfstate", "x"};
	static const char *const bytes[] = {"one", "two", ""};
	struct sv zip = make_zip(names, bytes, 3);
	char out[8];
	size_t n;

	(void)state;
	assert_int_equal(zip_member(zip, SV("tfstate"), out, sizeof(out), &n),
	    OK);
	assert_true(sv_eq((struct sv){out, n}, SV("two")));
	assert_int_equal(zip_member(zip, SV("x"), out, sizeof(out), &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(zip_member(zip, SV("y"), out, sizeof(out), &n),
	    ERR_NOT_FOUND);
	assert_int_equal(zip_member(zip, SV("tfstate"), out, 2, &n),
	    ERR_LIMIT);
}

static void
a_damaged_archive_gives_no_member(void **state)
{
	static const char *const names[] = {"tfstate", "tfstate"};
	static const char *const bytes[] = {"one", "two"};
	struct sv zip = make_zip(names, bytes, 2);
	char out[8];
	size_t n;

	(void)state;
	assert_int_equal(zip_member(zip, SV("tfstate"), out, sizeof(out), &n),
	    ERR_SYNTAX);
	zip = make_zip(names, bytes, 1);
	/* Another byte than was summed up; then every shorter file. */
	text[37]++;
	assert_int_equal(zip_member(zip, SV("tfstate"), out, sizeof(out), &n),
	    ERR_SYNTAX);
	text[37]--;
	for (size_t k = 0; k < zip.n; k++)
		assert_int_equal(zip_member(sv_take(zip, k), SV("tfstate"),
		    out, sizeof(out), &n), ERR_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_plan_says_what_it_changes, setup),
		cmocka_unit_test_setup(older_and_empty_plans_are_read, setup),
		cmocka_unit_test_setup(what_is_not_as_documented_says_nothing,
		    setup),
		cmocka_unit_test_setup(nesting_size_and_types_are_bounded,
		    setup),
		cmocka_unit_test_setup(losses_past_what_is_kept_are_counted,
		    setup),
		cmocka_unit_test(the_head_names_backend_and_workspace),
		cmocka_unit_test(a_damaged_head_says_nothing),
		cmocka_unit_test(a_member_is_found_by_its_name),
		cmocka_unit_test(a_damaged_archive_gives_no_member),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
