/* SPDX-License-Identifier: ISC */
/*
 * reader: which commands code plainly starts, and what in it is only data.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"

static unsigned char memory[1 << 20] __attribute__((aligned(16)));

/* The commands, each as "shell" or "word|word", joined by " ; ". */
static const char *
read_code(const char *text, bool javascript)
{
	static char shown[512];
	struct code_command *c;
	struct arena arena;
	struct buf b;
	size_t n;

	arena_init(&arena, memory, sizeof(memory));
	assert_int_equal(code_read(&arena, sv_from(text), javascript, &c, &n),
	    OK);
	buf_init(&b, shown, sizeof(shown) - 1);
	for (size_t i = 0; i < n; i++) {
		buf_str(&b, i ? " ; " : "");
		buf_sv(&b, c[i].shell);
		for (size_t k = 0; k < c[i].n_words; k++) {
			buf_sv(&b, c[i].words[k].text);
			buf_c(&b, '|');
		}
	}
	shown[b.n] = '\0';
	return shown;
}

struct row {
	const char *text;
	const char *want;
};

static void
check(const struct row *rows, size_t n, bool javascript)
{
	for (size_t i = 0; i < n; i++)
		assert_string_equal(read_code(rows[i].text, javascript),
		    rows[i].want);
}

static void
calls_with_literal_arguments_are_commands(void **state)
{
	static const struct row rows[] = {
		{"import os; os.system('a b')", "a b"},
		{"os.popen(\"a 'b'\").read()", "a 'b'"},
		{"subprocess.run(['a', 'b c'], check=True)", "a|b c|"},
		{"subprocess.run(\"a b\", shell=True)", "a b"},
		{"subprocess.check_call(('a b'))", ""},
		{"Popen([ 'a',\n 'b' ])", "a|b|"},
		{"run(['a', x, 'c'])", "a|$unknown|c|"},
		{"system(r'a b')", "a b"},
		{"system('''a b''')", "a b"},
		{"system('a ' + x)", "a $unknown"},
		{"system \"a b\"", "a b"},
		{"system(\"a\", \"b\")", "a|b|"},
		{"exec 'a', 'b'", "a|b|"},
		{"puts `a b`", "a b"},
		{"%x{a b}; qx(c)", "a b ; c"},
		{"shell_exec(\"a \\\"b\\\"\");", "a \"b\""},
		{"print(1)", ""},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows), false);
}

static void
calls_of_javascript_are_commands(void **state)
{
	static const struct row rows[] = {
		{"require('child_process').execSync('a b')", "a b"},
		{"cp.spawn('a', ['b', 'c'], {})", "a|b|c|"},
		{"cp.spawnSync('a', args)", "a"},
		{"cp.exec(`a ${x}`, cb)", "a ${x}"},
		{"console.log(`a b`)", ""},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows), true);
}

static void
what_is_in_other_strings_is_data(void **state)
{
	static const struct row rows[] = {
		{"print('os.system(\"a b\")')", ""},
		{"s = \"system('a')\"", ""},
		{"systematic('a b')", ""},
		{"system(x)", ""},
		{"'unclosed system('", ""},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows), false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_with_literal_arguments_are_commands),
		cmocka_unit_test(calls_of_javascript_are_commands),
		cmocka_unit_test(what_is_in_other_strings_is_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
