/* SPDX-License-Identifier: ISC */
/*
 * reader: which files code plainly writes, in each language as people write
 * it, and what only reads or is not told by the text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"

static unsigned char memory[1 << 20] __attribute__((aligned(16)));

static enum err
read_writes(struct sv text, struct code_command **out, size_t *n)
{
	struct arena arena;

	arena_init(&arena, memory, sizeof(memory));
	return code_writes(&arena, text, out, n);
}

/* "FILE", or "+FILE" for what is added to, joined by blanks. */
static const char *
show_writes(const char *text)
{
	static char shown[512];
	struct code_command *c;
	struct buf b;
	size_t n;

	assert_int_equal(read_writes(sv_from(text), &c, &n), OK);
	buf_init(&b, shown, sizeof(shown) - 1);
	for (size_t i = 0; i < n; i++) {
		size_t last = c[i].n_words - 1;

		assert_true(sv_eq(c[i].words[0].text, SV(">")));
		assert_true(sv_eq(c[i].words[last - 1].text, SV("--")));
		buf_str(&b, i ? " " : "");
		buf_str(&b, last == 3 ? "+" : "");
		buf_sv(&b, c[i].words[last].text);
	}
	shown[b.n] = '\0';
	return shown;
}

struct row {
	const char *text;
	const char *want;
};

static void
check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_string_equal(show_writes(rows[i].text), rows[i].want);
}

static void
sees_what_python_writes(void **state)
{
	static const struct row rows[] = {
		{"open('a','w')", "a"}, {"open ( \"a\" , 'wb+' )", "a"},
		{"with open(r'a', 'w', encoding='utf8') as f:", "a"},
		{"io.open('a', encoding='utf8', mode='w')", "a"},
		{"open(file, 'w')", ""}, {"f = 'a'\nopen(f, 'w')", "a"},
		{"f = 'a'; f = 'b'; open(f, mode='w')", "b"},
		{"f == 'a'; open(f, 'w')", ""},
		{"f = 'a' + x; open(f, 'w')", ""},
		{"open('a', 'w'); open('b', 'at')", "a +b"},
		{"open(os.path.expanduser('~/a'), 'w')", "~/a"},
		{"open(Path('a').resolve(), 'w')", ""},
		{"Path('a').write_text('x')", "a"},
		{"pathlib.Path(\"a\") . write_bytes(b'')", "a"},
		{"Path('a').open('w')", "a"}, {"Path('a').open()", ""},
		{"p = Path('a'); p.write_text(p.read_text())", "a"},
		{"open('-a', 'w')", "-a"},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows));
}

static void
sees_what_javascript_writes(void **state)
{
	static const struct row rows[] = {
		{"fs.writeFileSync('a', JSON.stringify({b: [1]}))", "a"},
		{"require('fs').promises.writeFile(`a`, x)", "a"},
		{"const f = 'a'; fs.writeFileSync(f, '')", "a"},
		{"fs.writeFileSync(path.resolve('a'), '')", "a"},
		{"fs.createWriteStream('a')", "a"},
		{"fs.createWriteStream('a', {flags: 'a'})", "+a"},
		{"fs.writeFileSync('a', \"flag: 'a'\")", "a"},
		{"fs.appendFileSync('a', x)", "+a"},
		{"fs.openSync('a', 'w')", "a"}, {"fs.openSync('a', 'r')", ""},
		{"fse.outputFileSync('a', '')", "a"},
		{"Deno.writeTextFile('a', x, {append: true})", "+a"},
		{"Deno.writeTextFile('a', x, {append: false})", "a"},
		{"Bun.write('a', x)", "a"}, {"process.stdout.write('a')", ""},
		{"fs.writeFileSync(`${dir}/a`, x)", ""},
		{"fs.writeFileSync('a' + x, y)", ""},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows));
}

static void
sees_what_others_write(void **state)
{
	static const struct row rows[] = {
		{"File.write('a', x)", "a"}, {"File.write 'a', x", "a"},
		{"IO.binwrite('a', x)", "a"}, {"File.open('a', 'w')", "a"},
		{"File.new('a', 'w:utf-8')", "a"}, {"File.open('a')", ""},
		{"File.write('a', x, mode: 'a')", "+a"},
		{"Pathname.new('a').write(x)", "a"},
		{"File.open(File.expand_path('~/a'), 'w')", "~/a"},
		{"io.write('a')", ""}, {"File.read('a')", ""},
		{"open(my $f, '>', 'a')", "a"}, {"open F, '>a'", "a"},
		{"open(F, '>> a') or die", "+a"}, {"open(F, '+>', 'a')", "a"},
		{"open(my $f, '>:utf8', 'a')", "a"},
		{"my $n = 'a'; open(my $f, '>', $n)", "a"},
		{"open(my $f, '<', 'a')", ""}, {"open(F, 'a')", ""},
		{"open(F, '>')", ""}, {"open(F, '>', $x)", ""},
		{"file_put_contents('a', $x);", "a"},
		{"file_put_contents('a', $x, LOCK_EX | FILE_APPEND);", "+a"},
		{"fopen('a', 'w');", "a"}, {"fopen('a', 'r');", ""},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows));
}

static void
passes_over_what_is_none(void **state)
{
	static const struct row rows[] = {
		{"", ""}, {"open", ""}, {"open(", ""}, {"open('a", ""},
		{"open('a'", ""}, {"open('a',", ""}, {"open('a','w", ""},
		{"open('a', 'what')", ""}, {"open('a', '')", ""},
		{"webbrowser.open('http://a', 2)", ""}, {"Path('a'", ""},
		{"Path('a').", ""}, {"open('a', 'r+')", ""},
		{"open('a', 'x')", ""}, {"reopen('a', 'w')", ""},
		{"File.open('a', mode:", ""}, {"a = ; a.write(", ""},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows));
}

/* What is left out would not be judged. */
static void
fills_or_fails(void **state)
{
	static char text[1 << 18];
	const char one[] = "open('a','w');";
	struct code_command *c;
	size_t n, size = 0;

	(void)state;
	for (unsigned i = 0; i < CODE_MAX_COMMANDS; i++) {
		memcpy(text + size, one, sizeof(one) - 1);
		size += sizeof(one) - 1;
	}
	assert_int_equal(read_writes((struct sv){text, size}, &c, &n), OK);
	assert_int_equal(n, CODE_MAX_COMMANDS);
	memcpy(text + size, one, sizeof(one) - 1);
	size += sizeof(one) - 1;
	assert_int_equal(read_writes((struct sv){text, size}, &c, &n),
	    ERR_LIMIT);
	/* Calls that never end, each to be looked at to the end. */
	for (size = 0; size + 8 < sizeof(text); size += 8)
		memcpy(text + size, "open(a, ", 8);
	assert_int_equal(read_writes((struct sv){text, size}, &c, &n),
	    ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_what_python_writes),
		cmocka_unit_test(sees_what_javascript_writes),
		cmocka_unit_test(sees_what_others_write),
		cmocka_unit_test(passes_over_what_is_none),
		cmocka_unit_test(fills_or_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
