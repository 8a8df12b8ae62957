/* SPDX-License-Identifier: ISC */
/*
 * Options of subcommands: what is taken, what is refused, what is suggested.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/commands.h"

static const char *const fruits[] = {"apple", "pear", NULL};

static const struct opt options[] = {
    OPT_ROW('o', "output", "FILE", "where to", OPT_TEXT, output),
    OPT_ROW(0, "json", NULL, "as JSON", OPT_FLAG, json),
    OPT_ROW(0, "rules", "PATH", "rules", OPT_LIST, rules),
    {0, "format", "FRUIT", "which", OPT_CHOICE,
	offsetof(struct cli_args, format), fruits},
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

static const struct cmd anywhere = {
    .name = "test",
    .usage = "[FILE...]",
    .summary = "test",
    .about = "Tests.",
    .examples = EXAMPLES("guard test a"),
    .options = options,
    .min_operands = 1,
    .max_operands = 2,
};

static const struct cmd first = {
    .name = "test",
    .usage = "[FILE...]",
    .summary = "test",
    .about = "Tests.",
    .examples = EXAMPLES("guard test a"),
    .options = options,
    .needs = OPTIONS_FIRST,
    .max_operands = SIZE_MAX,
};

struct fixture {
	unsigned char memory[1 << 14];
	char complaint_memory[256];
	struct arena arena;
	struct buf complaint;
	struct cli_args args;
};

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	arena_init(&f->arena, f->memory, sizeof(f->memory));
	buf_init(&f->complaint, f->complaint_memory,
	    sizeof(f->complaint_memory));
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

/* Parses up to six words. */
static enum err
parse(struct fixture *f, const struct cmd *cmd, const char *const *words)
{
	static char copies[8][128];
	char *argv[9] = {NULL};

	for (size_t i = 0; words[i]; i++) {
		strcpy(copies[i], words[i]);
		argv[i] = copies[i];
	}
	return opt_parse(&f->arena, cmd, argv, &f->args, &f->complaint);
}

#define PARSE(f, cmd, ...) \
	parse((f), (cmd), (const char *const[]){__VA_ARGS__, NULL})

static void
assert_complains(const struct fixture *f, const char *text)
{
	assert_int_equal(f->complaint.n, strlen(text));
	assert_memory_equal(f->complaint.p, text, strlen(text));
}

static void
takes_options_before_and_behind_operands(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "a", "-o", "x", "b", "--json"),
	    OK);
	assert_string_equal(f->args.output, "x");
	assert_true(f->args.json);
	assert_int_equal(f->args.n_operands, 2);
	assert_string_equal(f->args.operands[1], "b");
}

static void
takes_values_in_each_spelling(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "a", "-ox"), OK);
	assert_string_equal(f->args.output, "x");
	assert_int_equal(PARSE(f, &anywhere, "a", "--output=y=z"), OK);
	assert_string_equal(f->args.output, "y=z");
	assert_int_equal(PARSE(f, &anywhere, "a", "--output", "-"), OK);
	assert_string_equal(f->args.output, "-");
}

static void
collects_a_list_in_order(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "--rules", "1", "--rules=2", "a"),
	    OK);
	assert_int_equal(f->args.rules.n, 2);
	assert_string_equal(f->args.rules.items[0], "1");
	assert_string_equal(f->args.rules.items[1], "2");
}

static void
takes_a_choice_by_its_name_only(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "a", "--format", "pear"), OK);
	assert_int_equal(f->args.format, 1);
	assert_int_equal(PARSE(f, &anywhere, "a", "--format=pea"), ERR_USAGE);
	assert_complains(f, "--format cannot be 'pea'");
}

static void
ends_options_at_two_dashes(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "--", "--json", "-x"), OK);
	assert_false(f->args.json);
	assert_int_equal(f->args.n_operands, 2);
}

static void
leaves_the_options_of_an_explained_command_alone(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &first, "--json", "terraform", "--help",
			     "--output=x", "--"), OK);
	assert_true(f->args.json);
	assert_false(f->args.help);
	assert_null(f->args.output);
	assert_int_equal(f->args.n_operands, 4);
	assert_string_equal(f->args.operands[3], "--");
}

static void
refuses_an_unknown_option_and_suggests_the_nearest(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "a", "--jsn"), ERR_USAGE);
	assert_complains(f, "unknown option '--jsn'; did you mean --json?");
}

static void
does_not_take_an_abbreviation(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "a", "--out", "x"), ERR_USAGE);
}

static void
refuses_a_value_of_a_flag_and_a_missing_value(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "a", "--json=1"), ERR_USAGE);
	assert_complains(f, "a value is not taken by '--json=1'");
	buf_init(&f->complaint, f->complaint_memory,
	    sizeof(f->complaint_memory));
	assert_int_equal(PARSE(f, &anywhere, "a", "-o"), ERR_USAGE);
	assert_complains(f, "a value is missing after '-o'");
}

static void
counts_operands_unless_help_is_asked_for(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "--json"), ERR_USAGE);
	assert_complains(f, "arguments are missing: guard test [FILE...]");
	buf_init(&f->complaint, f->complaint_memory,
	    sizeof(f->complaint_memory));
	assert_int_equal(PARSE(f, &anywhere, "1", "2", "3"), ERR_USAGE);
	assert_complains(f, "too many arguments, beginning with '3'");
	assert_int_equal(PARSE(f, &anywhere, "--help"), OK);
	assert_true(f->args.help);
}

static void
leaves_the_arguments_alone_on_failure(void **state)
{
	struct fixture *f = *state;

	f->args.output = "before";
	assert_int_equal(PARSE(f, &anywhere, "a", "-o", "x", "--nope"),
	    ERR_USAGE);
	assert_string_equal(f->args.output, "before");
}

static void
shows_no_escape_of_a_bad_option(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(PARSE(f, &anywhere, "a", "--\033[31m"), ERR_USAGE);
	assert_null(memchr(f->complaint.p, '\033', f->complaint.n));
}

static void
suggests_only_what_is_near(void **state)
{
	(void)state;
	assert_string_equal(commands_nearest(commands, "explian"), "explain");
	assert_string_equal(commands_nearest(commands, "chek"), "check");
	assert_null(commands_nearest(commands, "destroy"));
	assert_null(commands_nearest(commands, "x"));
	assert_null(commands_nearest(commands,
	    "explainexplainexplainexplainexplainexplain"));
}

static void
helps_with_every_option_of_every_command(void **state)
{
	static char memory[1 << 14];

	(void)state;
	for (size_t i = 0; commands[i]; i++) {
		struct buf b;

		buf_init(&b, memory, sizeof(memory));
		opt_help(commands[i], &b);
		assert_false(b.full);
		for (const struct opt *o = commands[i]->options; o->kind; o++)
			assert_true(sv_contains(buf_view(&b),
			    sv_from(o->name)));
	}
}

/* Whether the real command takes the option, with a value where one is due. */
static bool
is_taken(struct fixture *f, const struct cmd *cmd, const struct opt *o)
{
	char word[64], value[64];
	char *argv[] = {word, value, NULL};

	if (!o->arg)
		argv[1] = NULL;
	(void)snprintf(word, sizeof(word), "--%s", o->name);
	(void)snprintf(value, sizeof(value), "%s",
	    o->kind == OPT_CHOICE ? o->choices[0] : "1");
	memset(&f->args, 0, sizeof(f->args));
	f->args.help = true;
	arena_init(&f->arena, f->memory, sizeof(f->memory));
	f->complaint.n = 0;
	return opt_parse(&f->arena, cmd, argv, &f->args, &f->complaint) == OK;
}

static const struct opt *
row_of(const struct cmd *cmd, const char *name)
{
	for (const struct opt *o = cmd->options; o->kind; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

static void
takes_the_options_of_a_command_and_of_no_other(void **state)
{
	unsigned taken = 0, refused = 0;

	for (size_t i = 0; commands[i]; i++) {
		for (size_t k = 0; commands[k]; k++) {
			const struct opt *o = commands[k]->options;

			for (; o->kind; o++) {
				const struct opt *own =
				    row_of(commands[i], o->name);

				if (own && !own->arg != !o->arg)
					continue;
				assert_int_equal(is_taken(*state, commands[i],
				    own ? own : o), own != NULL);
				taken += own != NULL;
				refused += !own;
			}
		}
	}
	assert_true(taken > 500 && refused > 500);
}

/* What help, the completions and the manual are made of. */
static void
has_rows_that_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; commands[i]; i++) {
		const struct cmd *c = commands[i];

		assert_ptr_equal(commands_find(commands, c->name), c);
		assert_true(strlen(c->summary) <= 66);
		assert_non_null(c->examples[0]);
		/* JSON, or a form that has a name. */
		assert_int_equal(row_of(c, "json") == NULL, c->prints != NULL);
		for (const struct opt *o = c->options; o->kind; o++) {
			assert_ptr_equal(row_of(c, o->name), o);
			assert_true(o->help[0] != '\0');
			assert_int_equal(o->kind == OPT_FLAG, !o->arg);
			assert_int_equal(o->kind == OPT_CHOICE,
			    o->choices != NULL);
		}
	}
}

static void
keeps_help_within_eighty_columns(void **state)
{
	static char memory[1 << 14];

	(void)state;
	for (size_t i = 0; commands[i]; i++) {
		struct buf b;
		size_t at = 0;

		buf_init(&b, memory, sizeof(memory));
		opt_help(commands[i], &b);
		while (at < b.n) {
			size_t end = sv_find(buf_view(&b), at, '\n');

			assert_true(end - at <= 80);
			at = end + 1;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	    TEST(takes_options_before_and_behind_operands),
	    TEST(takes_values_in_each_spelling),
	    TEST(collects_a_list_in_order),
	    TEST(takes_a_choice_by_its_name_only),
	    TEST(ends_options_at_two_dashes),
	    TEST(leaves_the_options_of_an_explained_command_alone),
	    TEST(refuses_an_unknown_option_and_suggests_the_nearest),
	    TEST(does_not_take_an_abbreviation),
	    TEST(refuses_a_value_of_a_flag_and_a_missing_value),
	    TEST(counts_operands_unless_help_is_asked_for),
	    TEST(leaves_the_arguments_alone_on_failure),
	    TEST(shows_no_escape_of_a_bad_option),
	    cmocka_unit_test(suggests_only_what_is_near),
	    cmocka_unit_test(helps_with_every_option_of_every_command),
	    cmocka_unit_test(keeps_help_within_eighty_columns),
	    TEST(takes_the_options_of_a_command_and_of_no_other),
	    cmocka_unit_test(has_rows_that_are_whole),
#undef TEST
	};

	return cmocka_run_group_tests_name("cli_opt", tests, NULL, NULL);
}
