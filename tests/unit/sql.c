/* SPDX-License-Identifier: ISC */
/*
 * Tests of the SQL reader: the table tests/reader/sql.txt, and what must hold
 * whatever the text is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"
#include "reader/sql.h"

static const char *const dialects[] = {"postgres", "mysql", "sqlite",
    "generic", "duckdb"};
/* Languages other than SQL, from LANGUAGE_MONGOSH on. */
static const char *const languages[] = {"mongosh", "redis"};
static const char *const effects[] = {"unknown", "writes", "reads",
    "rolled-back"};

/* \n, \t and \\ become the byte, in place. */
static size_t
unescape(char *s)
{
	size_t n = 0;

	for (size_t i = 0; s[i] != '\0'; i++) {
		if (s[i] == '\\' && s[i + 1] == 'n')
			s[n++] = (i++, '\n');
		else if (s[i] == '\\' && s[i + 1] == 't')
			s[n++] = (i++, '\t');
		else if (s[i] == '\\' && s[i + 1] == '\\')
			s[n++] = (i++, '\\');
		else
			s[n++] = s[i];
	}
	return n;
}

static void
require_inside(const struct sql_reading *r, struct sv text)
{
	assert_true(r->culprit.n == 0 || (r->culprit.p >= text.p &&
	    r->culprit.p + r->culprit.n <= text.p + text.n));
	assert_true((r->effect == SQL_READS) == (r->why == NULL));
}

/* Whether the text is read as the line says, for one dialect. */
static bool
fits(struct sv text, uint32_t d, const char *effect, const char *culprit)
{
	struct sql_reading r;

	statements_read(text, d, &r);
	require_inside(&r, text);
	if (strcmp(effects[r.effect], effect) == 0 &&
	    (culprit == NULL || sv_eq_cstr(r.culprit, culprit)))
		return true;
	print_error("%s '%.*s', not %s: %.*s\n",
	    effects[r.effect], (int)r.culprit.n, r.culprit.p, effect,
	    (int)text.n, text.p);
	return false;
}

static unsigned
check_line(char *line)
{
	/* JavaScript has arrows of its own. */
	const char *mark = strncmp(line, "mongosh", 7) == 0 ? " ==> " : " => ";
	char *bar = strstr(line, " | "), *culprit = strstr(line, mark);
	char dialect[16], effect[16];
	unsigned wrong = 0, known = 0;
	struct sv text;

	assert_non_null(bar);
	assert_int_equal(sscanf(line, "%15s %15s", dialect, effect), 2);
	if (culprit != NULL) {
		*culprit = '\0';
		culprit += strlen(mark);
	}
	text = (struct sv){bar + 3, unescape(bar + 3)};
	for (unsigned d = 0; d < ARRAY_LEN(dialects); d++) {
		if (strcmp(dialect, dialects[d]) != 0 &&
		    strcmp(dialect, "any") != 0)
			continue;
		known++;
		wrong += !fits(text, d, effect, culprit);
	}
	for (unsigned d = 0; d < ARRAY_LEN(languages); d++) {
		if (strcmp(dialect, languages[d]) != 0)
			continue;
		known++;
		wrong += !fits(text, LANGUAGE_MONGOSH + d, effect, culprit);
	}
	assert_true(known > 0);
	return wrong;
}

static void
require_table(const char *path, unsigned at_least)
{
	FILE *f = fopen(path, "r");
	unsigned cases = 0, wrong = 0;
	char line[4096];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		wrong += check_line(line);
		cases++;
	}
	fclose(f);
	assert_true(cases >= at_least);
	assert_int_equal(wrong, 0);
}

static void
reads_what_the_tables_say(void **state)
{
	(void)state;
	require_table("tests/reader/sql.txt", 300);
	require_table("tests/reader/mongosh.txt", 100);
	require_table("tests/reader/redis.txt", 30);
}

/* Any piece of a text, and text that goes on and on. */
static void
other_languages_stay_inside_their_text(void **state)
{
	static const char text[] = "const a = db['x'].find({b: /c[/]/i}, "
	    "{d: 1}).map((e, f) => ({g: `h`})); // i\n/* j */ show dbs\n"
	    "get \"k\" l";
	struct sql_reading r;

	(void)state;
	for (size_t from = 0; from < sizeof(text); from++) {
		for (uint32_t d = LANGUAGE_MONGOSH; d < LANGUAGES; d++) {
			struct sv piece = {text + from, sizeof(text) - from};

			for (; piece.n > 0; piece.n--) {
				statements_read(piece, d, &r);
				require_inside(&r, piece);
			}
		}
	}
}

static void
a_nul_is_no_javascript(void **state)
{
	struct sql_reading r;

	(void)state;
	statements_read(SV("1\0; db.x.drop()"), LANGUAGE_MONGOSH, &r);
	assert_int_equal(r.effect, SQL_UNKNOWN);
}

static enum sql_effect
effect_of(struct sv text, enum sql_dialect d)
{
	struct sql_reading r;

	sql_read(text, d, &r);
	require_inside(&r, text);
	return r.effect;
}

static void
reads_no_text_as_harmless(void **state)
{
	(void)state;
	assert_int_equal(effect_of((struct sv){NULL, 0}, SQL_POSTGRES),
	    SQL_READS);
}

static void
a_carriage_return_ends_a_line_comment(void **state)
{
	struct sql_reading r = {0};

	(void)state;
	sql_read(SV("select 1 -- x\r; drop table users"), SQL_POSTGRES, &r);
	assert_int_equal(r.effect, SQL_WRITES);
}

static void
does_not_understand_a_nul(void **state)
{
	(void)state;
	for (unsigned d = 0; d < ARRAY_LEN(dialects); d++)
		assert_int_equal(effect_of(SV("select 1\0; drop table t"),
		    (enum sql_dialect)d), SQL_UNKNOWN);
}

static void
require_no_query(const char *text)
{
	for (unsigned d = 0; d < ARRAY_LEN(dialects); d++) {
		if (effect_of(sv_from(text), (enum sql_dialect)d) == SQL_READS)
			fail_msg("%s: %s", dialects[d], text);
	}
}

/* A write behind, before or around any reading text is found. */
static void
finds_a_write_beside_any_query(void **state)
{
	static const char *const queries[] = {
	    "select 1", "select 'a;b'", "with x as (select 1) select * from x",
	    "values (1)", "show tables", "explain select 1",
	    "select count(*) from t where a in (1, 2)", "-- x\n", "/* x */",
	    "begin", "rollback", "commit", "",
	};
	static const char *const forms[][2] = {
	    {"", "; drop table t"}, {"drop table t; ", ""},
	    {"", ";\ndelete from t;\n"}, {"select 1;", ";truncate t"},
	    {"", "; ; update t set a = 1 -- x"},
	    {"", "; insert into t values (1)"},
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		for (size_t k = 0; k < ARRAY_LEN(forms); k++) {
			snprintf(text, sizeof(text), "%s%s%s", forms[k][0],
			    queries[i], forms[k][1]);
			require_no_query(text);
		}
	}
}

/* Cut anywhere, a text that writes at its very start is never a query. */
static void
never_calls_a_cut_off_write_harmless(void **state)
{
	static const char text[] = "delete from t where a = 'x''y' and "
	    "b in (select c from \"d\" /* e */) -- f\n; select 1";

	(void)state;
	for (size_t n = 7; n < sizeof(text); n++) {
		for (unsigned d = 0; d < ARRAY_LEN(dialects); d++)
			assert_int_not_equal(effect_of(
			    (struct sv){text, n}, (enum sql_dialect)d),
			    SQL_READS);
	}
}

static struct sv
repeated(char *memory, size_t size, const char *start, const char *piece)
{
	struct buf b;

	buf_init(&b, memory, size);
	buf_str(&b, start);
	while (b.n + strlen(piece) <= size)
		buf_str(&b, piece);
	return buf_view(&b);
}

static void
takes_time_in_proportion_to_the_text(void **state)
{
	static const char *const pieces[] = {
	    "(", "((select 1) union ", "with x as (", "$a$", "'", "/*", "--",
	    "select 1;", "\\d\n", "$", "a.", "go\n", "f(", "case ", ".x\n",
	    "begin;", "explain ", "[", "\n/", "go", " \n", "copy (",
	};
	size_t size = 1u << 18;
	char *memory = malloc(size);

	(void)state;
	assert_non_null(memory);
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		for (unsigned d = 0; d < ARRAY_LEN(dialects); d++)
			effect_of(repeated(memory, size, "select ",
			    pieces[i]), (enum sql_dialect)d);
	}
	free(memory);
}

static void
does_not_understand_deep_nesting(void **state)
{
	char memory[4096];
	struct sv text;

	(void)state;
	text = repeated(memory, sizeof(memory), "", "with x as (");
	assert_int_equal(effect_of(text, SQL_POSTGRES), SQL_UNKNOWN);
	text = repeated(memory, sizeof(memory), "", "(");
	assert_int_equal(effect_of(text, SQL_POSTGRES), SQL_UNKNOWN);
	text = repeated(memory, sizeof(memory), "", "explain analyze ");
	assert_int_not_equal(effect_of(text, SQL_POSTGRES), SQL_WRITES);
}

static bool
give_file(void *ctx, struct sv path, struct sv *out)
{
	unsigned *n = ctx;

	++*n;
	if (sv_eq(path, SV("r.sql")))
		*out = SV("select 1;");
	else if (sv_eq(path, SV("d/w.sql")))
		*out = SV("drop table x;");
	else if (sv_eq(path, SV("nested")))
		*out = SV("\\i r.sql\n");
	else if (sv_eq(path, SV("loop")))
		*out = SV("\\i loop\n");
	else
		return false;
	return true;
}

static void
files_that_statements_read_are_read(void **state)
{
	static const struct {
		enum sql_dialect dialect;
		const char *text;
		enum sql_effect effect;
	} cases[] = {
		{SQL_POSTGRES, "\\i r.sql", SQL_READS},
		{SQL_POSTGRES, "\\i r.sql\ndrop table y;", SQL_WRITES},
		{SQL_POSTGRES, "\\include nested", SQL_READS},
		{SQL_POSTGRES, "\\i d/w.sql", SQL_WRITES},
		{SQL_POSTGRES, "\\i none", SQL_WRITES},
		{SQL_POSTGRES, "\\i loop", SQL_WRITES},
		{SQL_POSTGRES, "\\i :name", SQL_WRITES},
		{SQL_POSTGRES, "\\ir r.sql", SQL_WRITES},
		{SQL_POSTGRES, "\\i r.sql r.sql", SQL_WRITES},
		/* It may end the transaction. */
		{SQL_POSTGRES, "begin; drop table x;\n\\i r.sql\nrollback;",
		    SQL_WRITES},
		{SQL_SQLITE, ".read r.sql", SQL_READS},
		{SQL_SQLITE, ".read '|rm x'", SQL_WRITES},
		{SQL_SQLITE, ".read d/w.sql", SQL_WRITES},
		{SQL_MYSQL, "source r.sql", SQL_READS},
		{SQL_MYSQL, "source d/w.sql;", SQL_WRITES},
		{SQL_GENERIC, "\\i r.sql", SQL_UNKNOWN},
	};
	unsigned n = 0;
	const struct sql_files files = {&n, give_file};
	struct sql_reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		sql_read_with(sv_from(cases[i].text), cases[i].dialect, &files,
		    &r);
		if (r.effect != cases[i].effect)
			print_error("%s\n", cases[i].text);
		assert_int_equal(r.effect, cases[i].effect);
	}
	assert_true(n < 20);
	sql_read(SV("\\i r.sql"), SQL_POSTGRES, &r);
	assert_int_equal(r.effect, SQL_WRITES);
}

/* They are searched by halves. */
static void
tables_of_functions_are_sorted(void **state)
{
	(void)state;
	for (size_t i = 1; i < sql_postgres_functions_n; i++)
		assert_true(strcmp(sql_postgres_functions[i - 1],
		    sql_postgres_functions[i]) < 0);
	for (size_t i = 1; i < sql_analytic_functions_n; i++)
		assert_true(strcmp(sql_analytic_functions[i - 1],
		    sql_analytic_functions[i]) < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_the_tables_say),
	    cmocka_unit_test(other_languages_stay_inside_their_text),
	    cmocka_unit_test(a_nul_is_no_javascript),
	    cmocka_unit_test(reads_no_text_as_harmless),
	    cmocka_unit_test(a_carriage_return_ends_a_line_comment),
	    cmocka_unit_test(does_not_understand_a_nul),
	    cmocka_unit_test(finds_a_write_beside_any_query),
	    cmocka_unit_test(never_calls_a_cut_off_write_harmless),
	    cmocka_unit_test(takes_time_in_proportion_to_the_text),
	    cmocka_unit_test(does_not_understand_deep_nesting),
		cmocka_unit_test(files_that_statements_read_are_read),
		cmocka_unit_test(tables_of_functions_are_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
