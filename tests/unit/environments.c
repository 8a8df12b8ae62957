/* SPDX-License-Identifier: ISC */
/*
 * The file of environments: what is one, and which name wins.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "facts/environments.h"

static _Alignas(16) unsigned char memory[1 << 20];
static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, memory, sizeof(memory));
	return 0;
}

/* A condition's glob says what it answers. */
static enum err
ask(void *ctx, const struct environment_condition *c, enum answer_of *out)
{
	(void)ctx;
	*out = sv_eq(c->glob, SV("yes")) ? HOLDS
	    : sv_eq(c->glob, SV("maybe")) ? HOLDS_MAYBE : HOLDS_NOT;
	return OK;
}

static struct sv
find(const char *text, uint32_t *out_line)
{
	struct environments all;
	struct environment_finding found;
	uint32_t line;

	assert_int_equal(environments_read(&arena, sv_from(text), &all, &line),
	    OK);
	assert_int_equal(environments_find(&all, ask, NULL, &found), OK);
	*out_line = found.line;
	return found.known ? all.names[found.rank] : SV("");
}

static void
the_strictest_name_that_holds_wins(void **state)
{
	uint32_t line;

	(void)state;
	assert_true(sv_eq(find("# names\n\nprod database.host=no\n"
	    "dev\tdatabase.host=yes # why\nprod app.name=yes\n", &line),
	    SV("prod")));
	assert_int_equal(line, 5);
	assert_true(sv_eq(find("prod database.host=no\ndev cwd=yes", &line),
	    SV("dev")));
	assert_int_equal(find("prod cwd=no", &line).n, 0);
	assert_int_equal(find("", &line).n, 0);
}

static void
all_conditions_of_a_line_must_hold(void **state)
{
	uint32_t line;

	(void)state;
	assert_int_equal(find("dev cwd=yes database.name=no", &line).n, 0);
	assert_int_equal(find("dev cwd=yes database.name=maybe", &line).n, 0);
	assert_true(sv_eq(find("dev cwd=yes database.name=yes", &line),
	    SV("dev")));
}

static void
what_may_be_stricter_is_not_known(void **state)
{
	uint32_t line;

	(void)state;
	assert_int_equal(find("prod cwd=maybe\ndev cwd=yes", &line).n, 0);
	assert_true(sv_eq(find("prod cwd=yes\ndev cwd=maybe", &line),
	    SV("prod")));
	assert_true(sv_eq(find("prod cwd=no\ndev cwd=maybe\ndev cwd=yes",
	    &line), SV("dev")));
}

static void
what_is_no_line_is_told_by_its_number(void **state)
{
	static const char *const texts[] = {
		"prod cwd=x\nprod\n", "\npr/od cwd=x", "\nprod cwd", "\nx =y",
		"\nprod cwd=", "\nprod git.branch=main", "\nprod target.pin=x",
		"\nprod paths=x", "\nunknown cwd=x", "\nabsent cwd=x",
		"\nprod database.hos=x", "\nprod cwd=x y",
	};
	struct environments all;
	uint32_t line;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		enum err e = environments_read(&arena, sv_from(texts[i]), &all,
		    &line);

		if (e != ERR_SYNTAX || line != 2 || all.n)
			fail_msg("'%s' gives %s in line %u", texts[i],
			    err_text(e), line);
	}
	assert_int_equal(environments_read(&arena, SV("prod cwd=\001x"), &all,
	    &line), ERR_SYNTAX);
	assert_int_equal(environments_read(&arena,
	    (struct sv){"prod cwd=x\0", 11}, &all, &line), ERR_SYNTAX);
}

static void
names_lines_and_conditions_are_bounded(void **state)
{
	static char text[1 << 16];
	struct environments all;
	uint32_t line;
	struct buf b;

	(void)state;
	buf_init(&b, text, sizeof(text));
	for (unsigned i = 0; i <= ENVIRONMENTS_MAX; i++)
		buf_str(&b, "prod cwd=x\n");
	assert_int_equal(environments_read(&arena, buf_view(&b), &all, &line),
	    ERR_LIMIT);
	b.n = 0;
	for (unsigned i = 0; i <= ENVIRONMENT_NAMES_MAX; i++) {
		buf_c(&b, 'n');
		buf_u64(&b, i);
		buf_str(&b, " cwd=x\n");
	}
	assert_int_equal(environments_read(&arena, buf_view(&b), &all, &line),
	    ERR_LIMIT);
	b.n = 0;
	buf_str(&b, "prod");
	for (unsigned i = 0; i <= ENVIRONMENT_MAX_CONDITIONS; i++)
		buf_str(&b, " cwd=x");
	assert_int_equal(environments_read(&arena, buf_view(&b), &all, &line),
	    ERR_LIMIT);
	assert_int_equal(all.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_strictest_name_that_holds_wins,
		    setup),
		cmocka_unit_test_setup(all_conditions_of_a_line_must_hold,
		    setup),
		cmocka_unit_test_setup(what_may_be_stricter_is_not_known,
		    setup),
		cmocka_unit_test_setup(what_is_no_line_is_told_by_its_number,
		    setup),
		cmocka_unit_test_setup(names_lines_and_conditions_are_bounded,
		    setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
