/* SPDX-License-Identifier: ISC */
/*
 * Files of pins: what is written is read again as it was, and nothing else is
 * read at all. How targets compare is in tests/run/target.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "guard/facts.h"

static _Alignas(16) unsigned char memory[1 << 20];
static char text[1 << 16], again[1 << 16];
static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, memory, sizeof(memory));
	return 0;
}

static struct pin_part parts[] = {
	{{"database.host", 13}, {"localhost", 9}},
	{{"database.name", 13}, {"a\"\n\xff", 4}},
};
static struct pin_target targets[] = {{TARGET_DATABASE, parts, 2}};

static struct pin
pin(void)
{
	return (struct pin){.directory = SV("/srv/a"), .disposable = true,
		.time_s = 7, .targets = targets, .n = 1,
		.approver = SV("ann"), .signature = SV("sig")};
}

static struct sv
written(const struct pins *pins, char *p)
{
	struct buf b;

	buf_init(&b, p, sizeof(text));
	assert_int_equal(pins_write(pins, &b), OK);
	return buf_view(&b);
}

static void
what_is_written_is_read_as_it_was(void **state)
{
	struct pin list[] = {pin()};
	struct pins one = {.list = list, .n = 1}, two;
	struct sv out;

	(void)state;
	parts[1].value = SV("a\"\n\t");
	out = written(&one, text);
	assert_int_equal(pins_read(&arena, out, &two), OK);
	assert_int_equal(two.n, 1);
	assert_true(two.list[0].disposable);
	assert_int_equal(two.list[0].time_s, 7);
	assert_int_equal(two.list[0].targets[0].n, 2);
	assert_true(sv_eq(two.list[0].targets[0].parts[1].value,
	    SV("a\"\n\t")));
	assert_true(sv_eq(written(&two, again), out));
	assert_true(pins_find(&two, SV("/srv/a"), TARGET_DATABASE) ==
	    &two.list[0]);
	assert_null(pins_find(&two, SV("/srv/a"), TARGET_AWS));
	assert_null(pins_find(&two, SV("/srv"), TARGET_DATABASE));
}

static void
the_last_pin_of_a_kind_counts(void **state)
{
	struct pin_target aws = {TARGET_AWS, parts, 1};
	struct pin list[] = {pin(), pin(), pin()};
	struct pins three = {.list = list, .n = 3};

	(void)state;
	list[1].targets = &aws;
	assert_true(pins_find(&three, SV("/srv/a"), TARGET_DATABASE) ==
	    &list[2]);
	assert_true(pins_find(&three, SV("/srv/a"), TARGET_AWS) == &list[1]);
}

static void
no_file_says_that_it_is_signed(void **state)
{
	struct pins pins;

	(void)state;
	assert_int_equal(pins_read(&arena, SV("{\"version\": 1, \"pins\": ["
	    "{\"directory\": \"/a\", \"disposable\": true, \"time\": 1, "
	    "\"approver\": \"x\", \"signature\": \"y\", \"sealed\": true, "
	    "\"targets\": []}]}"), &pins), OK);
	assert_false(pins.list[0].sealed);
}

static void
other_texts_are_no_pins(void **state)
{
#define PIN(directory, rest) "{\"version\": 1, \"pins\": [{\"directory\": " \
	directory ", \"disposable\": true, \"time\": 1, \"approver\": \"\", " \
	"\"signature\": \"\", \"targets\": " rest "}]}"
	static const char *const texts[] = {
		"", "{", "null", "[]", "{}", "{\"version\": 2, \"pins\": []}",
		"{\"version\": 1}", "{\"version\": 1, \"pins\": 1}",
		"{\"version\": 1, \"pins\": [1]}",
		"{\"version\": 1, \"pins\": [], \"pins\": []}",
		PIN("\"a\"", "[]"), PIN("1", "[]"), PIN("\"/a\\u0000b\"", "[]"),
		PIN("\"/a\"", "{}"), PIN("\"/a\"", "[1]"),
		PIN("\"/a\"", "[{\"kind\": \"x\", \"parts\": []}]"),
		PIN("\"/a\"", "[{\"kind\": \"database\", \"parts\": 1}]"),
		PIN("\"/a\"", "[{\"kind\": \"database\", \"parts\": [1]}]"),
		PIN("\"/a\"", "[{\"kind\": \"database\", \"parts\": "
		    "[{\"name\": 1, \"value\": \"\"}]}]"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct pins pins;

		if (pins_read(&arena, sv_from(texts[i]), &pins) != ERR_SYNTAX ||
		    pins.n)
			fail_msg("'%s' is read", texts[i]);
	}
	{
		struct pins pins;

		assert_int_equal(pins_read(&arena,
		    sv_from(PIN("\"/a\"", "[]")), &pins), OK);
	}
}

static struct sv
statement(const struct pin *p, char *out)
{
	struct buf b;

	buf_init(&b, out, sizeof(text));
	assert_int_equal(pin_statement(p, &b), OK);
	return buf_view(&b);
}

static void
a_statement_changes_with_every_part(void **state)
{
	struct pin p = pin(), q;
	struct sv base = statement(&p, text);
	struct pin_part other[2];
	struct pin_target one = {TARGET_DATABASE, other, 2};

	(void)state;
	q = p;
	q.signature = SV("another");
	assert_true(sv_eq(statement(&q, again), base));
	q.disposable = false;
	assert_false(sv_eq(statement(&q, again), base));
	q = p;
	q.directory = SV("/srv/b");
	assert_false(sv_eq(statement(&q, again), base));
	q = p;
	q.time_s = 8;
	assert_false(sv_eq(statement(&q, again), base));
	/* Bytes that move from one text into the next. */
	memcpy(other, parts, sizeof(other));
	other[0].value = SV("localhos");
	other[1].name = SV("tdatabase.name");
	q = p;
	q.targets = &one;
	assert_false(sv_eq(statement(&q, again), base));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_written_is_read_as_it_was,
		    setup),
		cmocka_unit_test_setup(the_last_pin_of_a_kind_counts, setup),
		cmocka_unit_test_setup(no_file_says_that_it_is_signed, setup),
		cmocka_unit_test_setup(other_texts_are_no_pins, setup),
		cmocka_unit_test_setup(a_statement_changes_with_every_part,
		    setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
