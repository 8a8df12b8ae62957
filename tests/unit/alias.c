/* SPDX-License-Identifier: ISC */
/*
 * Aliases of git's configuration: the file's syntax, and what comes of a word
 * that stands for another command.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "facts/config.h"
#include "reading.h"

static const char vc[] =
    "guard: 1\n"
    "tool: vc\n"
    "cli:\n"
    "  style: gnu\n"
    "  aliases: git\n"
    "  options: {'-C': {value: dir, is: cwd}, '-c': {value: text, is: runs, harmless: ['alias.*=**']}, --git-dir: {value: dir, is: target}, '-p': flag}\n"
    "  commands: {status: {options: ['-s']}, reset: {options: {--hard: {is: destructive}}, operands: [commit?]}, log: {options: {--format: text}}}\n"
    "rules:\n"
    "  - {id: vc.read, effect: read, allow: [., status, log]}\n"
    "  - {id: vc.reset, ask: [reset --hard], because: throws away}\n";

static const char *const files[] = {vc, NULL};

static struct fixture fixture;
static enum err answer;

static enum err
test_alias(void *ctx, const struct invocation *inv, struct sv name,
    struct argv_alias *out)
{
	static const struct {
		struct sv name, value;
	} known[] = {
		{{"st", 2}, {"status -s", 9}},
		{{"undo", 4}, {"reset --hard", 12}},
		{{"again", 5}, {"undo", 4}},
		{{"loop", 4}, {"loop", 4}},
		{{"far", 3}, {" !vc reset \"$@\"; cd x", 21}},
		{{"quoted", 6}, {"log --format='a b'", 18}},
		{{"open", 4}, {"log --format='a", 15}},
		{{"escape", 6}, {"log --format=a\\ b", 17}},
		{{"empty", 5}, {"", 0}},
	};

	(void)ctx;
	(void)inv;
	if (answer)
		return answer;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (sv_eq(known[i].name, name)) {
			out->values = &known[i].value;
			out->n = 1;
			out->root = SV("/srv/tree");
			return OK;
		}
	return ERR_NOT_FOUND;
}

static int
setup(void **state)
{
	(void)state;
	fixture_open(&fixture, files);
	fixture.world.alias = test_alias;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static void
an_alias_is_judged_as_what_it_stands_for(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "vc", "st");
	assert_command(reading_last(&r), "vc status");
	assert_true(reading_has_option(reading_last(&r), "-s"));
	assert_int_equal(fixture_verdict(&fixture, "vc st"), VERDICT_ALLOW);
	assert_int_equal(fixture_verdict(&fixture, "vc undo HEAD~1"),
	    VERDICT_ASK);
	assert_string_equal(fixture_id(&fixture, "vc again"), "vc.reset");
	READ(&fixture, r, "vc", "quoted");
	assert_true(sv_eq_cstr(reading_last(&r)->options[0].value.text,
	    "a b"));
	READ(&fixture, r, "vc", "status");
	assert_int_equal(r.n, 1);
}

static void
the_options_ahead_hold_for_it_once(void **state)
{
	const struct invocation *inv;
	struct reading r;

	(void)state;
	READ(&fixture, r, "vc", "-C", "sub", "-p", "st");
	inv = reading_last(&r);
	assert_true(sv_eq_cstr(inv->cwd.text, "sub"));
	assert_true(reading_has_option(inv, "-p"));
	READ(&fixture, r, "vc", "--git-dir=x", "undo");
	assert_true(reading_has_option(reading_last(&r), "--git-dir"));
}

static void
text_behind_an_exclamation_mark_is_the_shells(void **state)
{
	const struct invocation *inv;
	struct reading r;

	(void)state;
	READ(&fixture, r, "vc", "-C", "sub", "far", "--hard");
	inv = reading_last(&r);
	assert_command(inv, "vc reset");
	assert_true(reading_has_option(inv, "--hard"));
	assert_true(sv_eq_cstr(inv->cwd.text, "/srv/tree"));
	/* What the options ahead become there is not followed. */
	READ(&fixture, r, "vc", "--git-dir=x", "far");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_ALIAS));
}

static void
an_option_may_set_one(void **state)
{
	(void)state;
	assert_int_equal(fixture_verdict(&fixture, "vc -c alias.x=status x"),
	    VERDICT_ALLOW);
	assert_string_equal(fixture_id(&fixture,
	    "vc -c alias.X='reset --hard' x"), "vc.reset");
	assert_string_equal(fixture_id(&fixture,
	    "vc -c alias.x='!vc reset --hard' x"), "vc.reset");
	/* It shadows no command. */
	assert_int_equal(fixture_verdict(&fixture,
	    "vc -c alias.status='reset --hard' status"), VERDICT_ALLOW);
	/* Each that is set counts. */
	assert_string_equal(fixture_id(&fixture,
	    "vc -c alias.undo=status undo"), "vc.reset");
	assert_int_equal(fixture_verdict(&fixture,
	    "vc -c alias.x=\"$Y\" x"), VERDICT_ASK);
}

static void
what_cannot_be_read_asks(void **state)
{
	static const char *const lines[] = {
		"vc open", "vc escape", "vc empty", "vc loop", "vc nothing",
	};
	struct reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		assert_int_equal(fixture_verdict(&fixture, lines[i]),
		    VERDICT_ASK);
	answer = ERR_SYNTAX;
	READ(&fixture, r, "vc", "st");
	answer = OK;
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_ALIAS));
}

static void
without_files_nothing_is_decided(void **state)
{
	struct reading r = {0};
	struct word *words;
	size_t n;

	(void)state;
	words = fixture_words(&fixture, (const char *const[]){"vc", "st",
	    NULL}, &n);
	fixture.world.alias = NULL;
	assert_int_equal(argv_read(&fixture.ctx, words, n, &r), ERR_ENGINE);
	fixture.world.alias = test_alias;
}

static enum err
put_entry(void *ctx, const struct config_entry *e)
{
	struct buf *b = ctx;

	buf_sv(b, e->section);
	buf_c(b, '|');
	buf_sv(b, e->sub);
	buf_c(b, '|');
	buf_sv(b, e->key);
	buf_c(b, '=');
	buf_sv(b, e->value);
	buf_c(b, '\n');
	return OK;
}

static void
configuration_is_read_as_git_reads_it(void **state)
{
	static const struct {
		const char *text, *entries;
		enum err e;
	} cases[] = {
		{"[a]\nk = v\n", "a||k=v\n", OK},
		{"\xef\xbb\xbf[A \"s.t\"] k=v # c\r\n", "A|s.t|k=v\n", OK},
		{"[a.b]\n\tk\n", "a|b|k=true\n", OK},
		{"[a]k= x \"y # z \"  ; c\n", "a||k=x y # z \n", OK},
		{"[a]\nk = one \\\n  two\nl=3", "a||k=one   two\na||l=3\n", OK},
		{"[a]\nk = \\\"q\\\" \\\\ \\n", "a||k=\"q\" \\ \n\n", OK},
		{"[a \"q\\\"r\"]\nk=", "a|q\"r|k=\n", OK},
		{"# [a]\n; x\n", "", OK},
		{"k = v\n", "", ERR_SYNTAX},
		{"[a\nk = v\n", "", ERR_SYNTAX},
		{"[a]\nk = \"open\nl = v\n", "", ERR_SYNTAX},
		{"[a]\nk = \\x\n", "", ERR_SYNTAX},
		{"[a]\nk v\n", "", ERR_SYNTAX},
		{"[a \"x\ny\"]\n", "", ERR_SYNTAX},
	};
	char memory[256];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		buf_init(&b, memory, sizeof(memory) - 1);
		assert_int_equal(config_parse(&fixture.arena,
		    sv_from(cases[i].text), put_entry, &b), cases[i].e);
		memory[b.n] = '\0';
		assert_string_equal(memory, cases[i].entries);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_alias_is_judged_as_what_it_stands_for),
		cmocka_unit_test(the_options_ahead_hold_for_it_once),
		cmocka_unit_test(text_behind_an_exclamation_mark_is_the_shells),
		cmocka_unit_test(an_option_may_set_one),
		cmocka_unit_test(what_cannot_be_read_asks),
		cmocka_unit_test(without_files_nothing_is_decided),
		cmocka_unit_test(configuration_is_read_as_git_reads_it),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
