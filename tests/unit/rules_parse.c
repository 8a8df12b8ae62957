/* SPDX-License-Identifier: ISC */
/*
 * Rule files that are not good: every diagnostic by example (tests/diag), and
 * the limits. The tests directory is the first argument, "tests" without one.
 */
#include "guard/rules.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/diag.h"

#include "book.h"
#include "rules/parse.h"

/* Texts stay: diagnostics point into them until the case is over. */
struct texts {
	char *p[3];
	size_t n;
};

static struct sv
texts_read(struct texts *texts, const char *stem, const char *suffix)
{
	char path[600];
	struct sv out = {NULL, 0};

	snprintf(path, sizeof(path), "%s/diag/%s%s", book_tests, stem, suffix);
	texts->p[texts->n] = book_file(path, &out.n);
	out.p = texts->p[texts->n];
	texts->n += out.p != NULL;
	return out;
}

static bool
same_text(const char *stem, struct sv got, struct sv expected)
{
	if (expected.p && sv_eq(got, expected))
		return true;
	print_error("%s: got\n%.*sinstead of\n%.*s", stem, (int)got.n, got.p,
	    (int)expected.n, expected.p ? expected.p : "");
	return false;
}

/* Writes what was got, for a person to look at and to keep. */
static void
write_expected(const char *stem, struct sv text)
{
	char path[600];
	FILE *file;

	snprintf(path, sizeof(path), "%s/diag/%s.expected", book_tests, stem);
	file = fopen(path, "wb");
	assert_non_null(file);
	fwrite(text.p, 1, text.n, file);
	fclose(file);
}

/* Codes that some case shows, one a line, with a newline before each. */
static char shown_codes[8192] = "\n";

static void
note_codes(const struct diag_sink *sink)
{
	char line[80];

	for (const struct diag *d = sink->first; d; d = d->next) {
		snprintf(line, sizeof(line), "\n%s\n", d->code);
		if (strstr(shown_codes, line))
			continue;
		assert_true(strlen(shown_codes) + strlen(line) <
		    sizeof(shown_codes));
		strcat(shown_codes, line + 1);
	}
}

/*
 * STEM.yaml, read after STEM.first if there is one, gives STEM.expected.
 * Names that begin with "project-" are read as project files.
 */
static bool
check_case(const char *stem)
{
	enum layer layer = strncmp(stem, "project-", 8) == 0 ? LAYER_PROJECT :
	    LAYER_SHIPPED;
	struct texts texts = {0};
	struct sv first = texts_read(&texts, stem, ".first");
	struct sv text = texts_read(&texts, stem, ".yaml");
	struct sv expected = texts_read(&texts, stem, ".expected");
	static char memory[1 << 16];
	char name[300];
	struct book book;
	struct buf out;
	bool same;

	book_open(&book, BOOK_SIZE);
	if (first.p)
		assert_int_equal(book_read(&book, "first.yaml", first,
		    LAYER_SHIPPED), OK);
	snprintf(name, sizeof(name), "%s.yaml", stem);
	(void)book_read(&book, name, text, layer);
	buf_init(&out, memory, sizeof(memory));
	for (const struct diag *d = book.sink.first; d; d = d->next)
		diag_render(d, &out);
	assert_false(out.full);
	note_codes(&book.sink);
	if (getenv("WRITE_EXPECTED"))
		write_expected(stem, buf_view(&out));
	same = same_text(stem, buf_view(&out), expected);
	book_close(&book);
	while (texts.n > 0)
		free(texts.p[--texts.n]);
	return same;
}

static void
says_what_is_wrong_where_it_is_wrong(void **state)
{
	char path[500];
	struct dirent *entry;
	unsigned n = 0, wrong = 0;
	DIR *dir;

	(void)state;
	snprintf(path, sizeof(path), "%s/diag", book_tests);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		char *suffix = strstr(entry->d_name, ".yaml");

		if (!suffix || suffix[5] != '\0')
			continue;
		*suffix = '\0';
		n++;
		wrong += !check_case(entry->d_name);
	}
	closedir(dir);
	assert_int_equal(wrong, 0);
	assert_true(n >= 100);
}

/* Every code that src/rules/ reports while parsing; "limit" is below. */
static void
has_a_case_for_every_code(void **state)
{
	static const char *const codes[] = {
		"alias", "anchor", "bad-character", "bad-fact", "bad-key",
		"bad-name", "bad-value", "contradiction", "directive",
		"duplicate-cli", "duplicate-command", "duplicate-id",
		"duplicate-key", "duplicate-name", "duplicate-operand",
		"duplicate-option", "empty", "empty-file", "encoding",
		"merge-key", "missing-key", "needs-key", "no-effect",
		"operand-order", "second-document", "syntax", "tag",
		"too-deep", "unknown-key", "unsupported-version",
		"wrong-type",
	};
	char line[80];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		snprintf(line, sizeof(line), "\n%s\n", codes[i]);
		if (!strstr(shown_codes, line))
			fail_msg("no case in tests/diag shows [%s]", codes[i]);
	}
}

static void
refuses_a_file_past_its_limit(void **state)
{
	size_t n = (size_t)RULES_MAX_FILE + 1;
	char *p = malloc(n);
	struct book book;

	(void)state;
	assert_non_null(p);
	memset(p, '\n', n);
	memcpy(p, "guard: 1\ntool: a\ncli: {}\n", 25);
	book_open(&book, BOOK_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", (struct sv){p, n},
	    LAYER_SHIPPED), ERR_LIMIT);
	assert_string_equal(book.sink.first->code, "limit");
	book_close(&book);
	book_open(&book, BOOK_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", (struct sv){p, n - 1},
	    LAYER_SHIPPED), OK);
	book_close(&book);
	free(p);
}

static char *
nested_lists(size_t depth, size_t *out_n)
{
	static char text[400];
	int n = snprintf(text, sizeof(text), "guard: 1\ntool: a\ncli: {}\nx: ");

	memset(text + n, '[', depth);
	memset(text + (size_t)n + depth, ']', depth);
	*out_n = (size_t)n + 2 * depth;
	return text;
}

static void
refuses_nesting_past_its_limit(void **state)
{
	struct book book;
	struct sv text;

	(void)state;
	text.p = nested_lists(RULES_MAX_DEPTH - 1, &text.n);
	book_open(&book, BOOK_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", text, LAYER_SHIPPED),
	    ERR_SCHEMA);
	assert_string_equal(book.sink.first->code, "unknown-key");
	book_close(&book);
	text.p = nested_lists(RULES_MAX_DEPTH, &text.n);
	book_open(&book, BOOK_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", text, LAYER_SHIPPED),
	    ERR_SYNTAX);
	assert_string_equal(book.sink.first->code, "too-deep");
	book_close(&book);
}

/* Whatever allocation is the one that fails, it is a reported limit. */
static void
fails_in_order_when_memory_runs_out(void **state)
{
	char path[500];
	struct book book;
	struct sv text;
	size_t size = 0;
	enum err e;
	char *p;

	(void)state;
	snprintf(path, sizeof(path), "%s/golden/everything.yaml", book_tests);
	p = book_file(path, &text.n);
	assert_non_null(p);
	text.p = p;
	do {
		struct source source = {.name = SV("everything.yaml"),
		    .text = text};

		size += 112;
		book_open(&book, size);
		e = rules_parse(&book.arena, &source, LAYER_SHIPPED,
		    &book.sink, &book.model);
		assert_true(e == OK || e == ERR_LIMIT);
		assert_int_equal(e != OK, book.sink.n_errors != 0);
		book_close(&book);
	} while (e != OK);
	assert_true(size > 10000);
	free(p);
}

static void
reports_twenty_errors_and_counts_them_all(void **state)
{
	char text[4000];
	struct book book;
	unsigned kept = 0;
	int n = snprintf(text, sizeof(text), "guard: 1\ntool: a\ncli: {}\n");

	(void)state;
	for (int i = 0; i < 50; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "k%d: 1\n",
		    i);
	book_open(&book, BOOK_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", sv_from(text),
	    LAYER_SHIPPED), ERR_SCHEMA);
	for (struct diag *d = book.sink.first; d; d = d->next)
		kept++;
	assert_int_equal(kept, 20);
	assert_int_equal(book.sink.n_errors, 50);
	book_close(&book);
}

/* Whether text has word between characters that no word has. */
static bool
has_word(struct sv text, const char *word)
{
	const char *at = text.p;
	size_t n = strlen(word);

	while ((at = strstr(at, word)) != NULL) {
		char before = at > text.p ? at[-1] : ' ';

		if (!byte_is_word(before) && before != '-' &&
		    !byte_is_word(at[n]) && at[n] != '-')
			return true;
		at += n;
	}
	return false;
}

static unsigned
count_missing(const char *path, struct sv text)
{
	static const struct schema *const schemas[] = {&file_schema,
		&cli_schema, &command_schema, &option_schema,
		&operand_schema, &env_schema, &rule_schema, &example_schema};
	static const struct words *const words[] = {&option_classes,
		&option_kinds, &runs_words, &style_words, &dialect_words,
		&effect_words, &target_keys, &target_readers, &loads_keys};
	unsigned missing = 0;

	for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
		for (size_t k = 0; k < schemas[i]->n; k++) {
			if (has_word(text, schemas[i]->keys[k].name))
				continue;
			print_error("%s is without key '%s'\n", path,
			    schemas[i]->keys[k].name);
			missing++;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		for (size_t k = 0; k < words[i]->n; k++) {
			if (has_word(text, words[i]->words[k].word))
				continue;
			print_error("%s is without word '%s'\n", path,
			    words[i]->words[k].word);
			missing++;
		}
	}
	return missing;
}

static void
is_described_word_by_word(void **state)
{
	static const char *const files[] = {
		"man/guard-rules.5", "rules/schema.json"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[500];
		struct sv text;
		char *p;

		snprintf(path, sizeof(path), "%s/../%s", book_tests, files[i]);
		p = book_file(path, &text.n);
		assert_non_null(p);
		p[text.n] = '\0';
		text.p = p;
		assert_int_equal(count_missing(files[i], text), 0);
		free(p);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(says_what_is_wrong_where_it_is_wrong),
		cmocka_unit_test(has_a_case_for_every_code),
		cmocka_unit_test(is_described_word_by_word),
		cmocka_unit_test(refuses_a_file_past_its_limit),
		cmocka_unit_test(refuses_nesting_past_its_limit),
		cmocka_unit_test(fails_in_order_when_memory_runs_out),
		cmocka_unit_test(reports_twenty_errors_and_counts_them_all),
	};

	if (argc > 1)
		book_tests = argv[1];
	return cmocka_run_group_tests(all, NULL, NULL);
}
