/* SPDX-License-Identifier: ISC */
/*
 * What database URLs, .env files and configuration files say of a target. The
 * files themselves, in directories, are in tests/run/target.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "facts/literal.h"
#include "facts/dotenv.h"
#include "facts/dsn.h"
#include "facts/runner.h"

static void
is_text(struct sv got, const char *expected, const char *of)
{
	if (!sv_eq_cstr(got, expected))
		fail_msg("%s: '%.*s' is not '%s'", of, (int)got.n, got.p,
		    expected);
}

static void
urls_say_where_a_database_is(void **state)
{
	static const struct {
		const char *url, *scheme, *host, *port, *name, *user;
	} rows[] = {
		{"postgresql://u:p@h.example:5432/app?sslmode=x", "postgresql",
		    "h.example", "5432", "app", "u"},
		{"postgres://localhost/app", "postgres", "localhost", "",
		    "app", ""},
		{"postgres:///app", "postgres", "", "", "app", ""},
		{"postgres:///app?host=/var/run", "postgres", "/var/run", "",
		    "app", ""},
		{"postgres://localhost/app?host=prod.example", "postgres",
		    "prod.example", "", "app", ""},
		{"postgres://a,b/app", "postgres", "a,b", "", "app", ""},
		{"postgresql+psycopg2://u@[::1]:5432/app",
		    "postgresql+psycopg2", "::1", "5432", "app", "u"},
		{"jdbc:postgresql://h:1/app", "postgresql", "h", "1", "app",
		    ""},
		{"db:pg://u@h/app", "pg", "h", "", "app", "u"},
		{"jdbc:sqlserver://h:1433;databaseName=app;user=sa",
		    "sqlserver", "h", "1433", "app", "sa"},
		{"mongodb+srv://u:p@c.example.net/app", "mongodb+srv",
		    "c.example.net", "", "app", "u"},
		{"root:x@tcp(127.0.0.1:3306)/app?a=b", "mysql", "127.0.0.1",
		    "3306", "app", "root"},
		{"mysql://root:x@tcp(localhost:3306)/app", "mysql",
		    "localhost", "3306", "app", "root"},
		{"root@unix(/tmp/s)/app", "mysql", "/tmp/s", "", "app",
		    "root"},
		{"host=h port=1 dbname=app user=u password=p", "", "h", "1",
		    "app", "u"},
		{"Server=h;database=app", "", "", "", "app", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct dsn d;

		dsn_read(sv_from(rows[i].url), &d);
		assert_int_equal(d.kind, DSN_SERVER);
		is_text(d.scheme, rows[i].scheme, rows[i].url);
		is_text(d.host, rows[i].host, rows[i].url);
		is_text(d.port, rows[i].port, rows[i].url);
		is_text(d.name, rows[i].name, rows[i].url);
		is_text(d.user, rows[i].user, rows[i].url);
	}
}

static void
urls_that_clients_may_read_in_two_ways_are_unknown(void **state)
{
	static const char *const urls[] = {
		"postgres://a@b@localhost/x", "postgres://u:p#q@localhost/x",
		"postgres://evil.example\\@localhost/x",
		"postgres://h/x@localhost", "postgres://a:1:2/x",
		"postgres://[::1/x", "postgres://[::1]x/y",
		"postgres://a:1,b:2/x", "service=prod dbname=x",
		"postgres://localhost/x?service=prod", "x@udp(h)/y",
		"x@tcp(a)(b)/y", "x@tcp(a)", "host='a b'", "://", "a b", "",
		"mssql://h/x?odbc_connect=Server%3Dprod",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct dsn d;

		dsn_read(sv_from(urls[i]), &d);
		if (d.kind != DSN_UNKNOWN || d.host.n || d.name.n)
			fail_msg("'%s' is understood", urls[i]);
	}
}

static void
files_and_names_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum dsn_kind kind;
		const char *name;
	} rows[] = {
		{"file:./dev.db?x=1", DSN_FILE, "./dev.db"},
		{"sqlite:///tmp/x.db", DSN_FILE, "/tmp/x.db"},
		{"sqlite3:x", DSN_FILE, "x"},
		{"jdbc:h2:mem:test", DSN_FILE, "mem:test"},
		{"db/dev.sqlite3", DSN_FILE, "db/dev.sqlite3"},
		{":memory:", DSN_FILE, ":memory:"},
		{"app_prod", DSN_NAME, "app_prod"},
		{"libsql://x.example", DSN_SERVER, ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct dsn d;

		dsn_read(sv_from(rows[i].text), &d);
		assert_int_equal(d.kind, rows[i].kind);
		is_text(d.name, rows[i].name, rows[i].text);
	}
}

static void
hosts_are_near_or_far(void **state)
{
	static const struct {
		const char *host;
		enum dsn_place place;
	} rows[] = {
		{"localhost", PLACE_LOOPBACK}, {"127.0.0.1", PLACE_LOOPBACK},
		{"127.9.9.9", PLACE_LOOPBACK}, {"::1", PLACE_LOOPBACK},
		{"app.localhost", PLACE_LOOPBACK}, {"localhost.", PLACE_LOOPBACK},
		{"0.0.0.0", PLACE_LOOPBACK},
		{"/var/run/postgresql", PLACE_SOCKET},
		{"%2Fvar%2Frun", PLACE_SOCKET}, {"@abstract", PLACE_SOCKET},
		{"db", PLACE_PRIVATE}, {"10.0.0.1", PLACE_PRIVATE},
		{"172.16.0.1", PLACE_PRIVATE}, {"172.32.0.1", PLACE_PUBLIC},
		{"192.168.1.1", PLACE_PRIVATE}, {"fd00::1", PLACE_PRIVATE},
		{"fe80::1", PLACE_PRIVATE}, {"db.internal", PLACE_PRIVATE},
		{"db.example.com", PLACE_PUBLIC}, {"8.8.8.8", PLACE_PUBLIC},
		{"2001:db8::1", PLACE_PUBLIC},
		/* Numbers in other forms are not taken for this machine. */
		{"127.1", PLACE_PUBLIC}, {"0x7f.1", PLACE_PUBLIC},
		{"2130706433", PLACE_PUBLIC}, {"127.0.0.1.evil.example",
		    PLACE_PUBLIC}, {"127.0.0.256", PLACE_PUBLIC},
		{"localhost.evil.example", PLACE_PUBLIC},
		{"localhost,prod.example.com", PLACE_PUBLIC},
		{"localhost,db", PLACE_PRIVATE}, {"localhost,", PLACE_LOOPBACK},
		{",localhost", PLACE_UNKNOWN}, {"", PLACE_UNKNOWN},
		{"a%62c", PLACE_UNKNOWN}, {"$HOST", PLACE_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum dsn_place got = dsn_host_place(sv_from(rows[i].host));

		if (got != rows[i].place)
			fail_msg("'%s' is %s, not %s", rows[i].host,
			    dsn_place_name(got),
			    dsn_place_name(rows[i].place));
	}
}

static void
variables_of_env_files_are_read_as_all_readers_do(void **state)
{
	static const struct {
		const char *text, *value;
		bool unsure, literal;
		uint32_t line;
	} rows[] = {
		{"X=1\n", "1", false, false, 1},
		{"\n# X=2\nexport X = 1 # c\n", "1", false, false, 3},
		{"X=1\nX=2\n", "2", false, false, 2},
		{"X: 1\n", "1", false, false, 1},
		{"X=\"a b\" # c\n", "a b", false, false, 1},
		{"X='$a'\n", "$a", false, true, 1},
		{"Y=\"\nX=3\n\"\nX=1\n", "1", false, false, 4},
		{"X=a#b\n", "a", true, false, 1},
		{"X=\"a\nb\"\n", "a\nb", true, false, 1},
		{"X=\"a\n", "a\n", true, false, 1},
		{"X=a\\nb\n", "a\\nb", true, false, 1},
		{"X=\"a\"b\n", "a", true, false, 1},
		{"\xef\xbb\xbfX=1", "1", false, false, 1},
		{"X=1\r\nY=2\r\n", "1", false, false, 1},
		{"X=", "", false, false, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct dotenv_value v;

		dotenv_find(sv_from(rows[i].text), SV("X"), &v);
		assert_true(v.found);
		is_text(v.text, rows[i].value, rows[i].text);
		if (v.unsure != rows[i].unsure || v.line != rows[i].line ||
		    v.literal != rows[i].literal)
			fail_msg("'%s' is at line %u, %s", rows[i].text,
			    v.line, v.unsure ? "unsure" : "sure");
	}
}

static void
what_is_no_assignment_is_not_found(void **state)
{
	static const char *const texts[] = {
		"", "Y=1", "XX=1", "#X=1", "X", "X\n=1", "Y='X=1'", "aX=1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct dotenv_value v;

		dotenv_find(sv_from(texts[i]), SV("X"), &v);
		if (v.found)
			fail_msg("'%s' has X", texts[i]);
	}
}

struct code_row {
	const char *text;
	enum literal_kind kind;
	const char *value, *fallback;
};

static const struct code_row code_rows[] = {
	{"url: 'a'", LITERAL_TEXT, "a", ""},
	{"  url      = \"a\"\n", LITERAL_TEXT, "a", ""},
	{"\"url\": \"a\",", LITERAL_TEXT, "a", ""},
	{"'url' => 'a',", LITERAL_TEXT, "a", ""},
	{"url: `a`}", LITERAL_TEXT, "a", ""},
	{"url = env(\"A\")\n}", LITERAL_VARIABLE, "A", ""},
	{"url = env(\"A\")\n  directUrl = env(\"B\")", LITERAL_VARIABLE, "A", ""},
	{"url: process.env.A!,", LITERAL_VARIABLE, "A", ""},
	{"url: process.env.A as string }", LITERAL_VARIABLE, "A", ""},
	{"url: process.env['A'],", LITERAL_VARIABLE, "A", ""},
	{"url: process.env.A ?? 'b',", LITERAL_VARIABLE, "A", "b"},
	{"url: process.env.A || \"b\"}", LITERAL_VARIABLE, "A", "b"},
	{"url: os.environ[\"A\"],", LITERAL_VARIABLE, "A", ""},
	{"url: os.environ.get('A', 'b'),", LITERAL_VARIABLE, "A", "b"},
	{"'url' => env('A', 'b'),", LITERAL_VARIABLE, "A", "b"},
	{"url: 'a', x: {url: 'a'}", LITERAL_TEXT, "a", ""},
	{"// url: 'b'\nurl: 'a'", LITERAL_TEXT, "a", ""},
	{"/* url: 'b' */ url: 'a'", LITERAL_TEXT, "a", ""},
	{"# url: 'b'\nurl: 'a'", LITERAL_TEXT, "a", ""},
	{"x: 'http://y', url: 'a'", LITERAL_TEXT, "a", ""},
	{"", LITERAL_NONE, "", ""},
	{"xurl: 'a', urls: 'b', x.url = 'c', url == 'd'", LITERAL_NONE, "", ""},
	{"url: 'a', x: {url: 'b'}", LITERAL_UNSURE, NULL, ""},
	{"url: `a${b}`", LITERAL_UNSURE, NULL, ""},
	{"url: 'a' + b", LITERAL_UNSURE, NULL, ""},
	{"url: 'a'\n + b", LITERAL_UNSURE, NULL, ""},
	{"url: process.env.A + 'x'", LITERAL_UNSURE, NULL, ""},
	{"url: process.env.A ?? b", LITERAL_UNSURE, NULL, ""},
	{"url: process.env.A ? 'x' : 'y'", LITERAL_UNSURE, NULL, ""},
	{"url: getUrl()", LITERAL_UNSURE, NULL, ""},
	{"url: process.env[name]", LITERAL_UNSURE, NULL, ""},
	{"url: 'a\\n'", LITERAL_UNSURE, NULL, ""},
	{"url: 'a", LITERAL_UNSURE, NULL, ""},
	{"url:", LITERAL_UNSURE, NULL, ""},
};

static void
values_in_code_are_literals_or_variables_or_unsure(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(code_rows); i++) {
		const struct code_row *row = &code_rows[i];
		struct literal v;

		literal_code(sv_from(row->text), SV("url"), &v);
		if (v.kind != row->kind)
			fail_msg("'%s' is %d", row->text, v.kind);
		if (row->value)
			is_text(v.text, row->value, row->text);
		if (v.kind == LITERAL_VARIABLE)
			is_text(v.fallback, row->fallback, row->text);
	}
}

static void
settings_are_of_their_section(void **state)
{
	static const char text[] = "k = 0\n[a]\nk = 1\n#k = 2\n[b]\nk=\"3\"\n"
	    "x = %(y)s\n[ a ]\nk = 4\n";
	struct literal v;

	(void)state;
	literal_ini(sv_from(text), SV("a"), SV("k"), &v);
	is_text(v.text, "4", text);
	assert_int_equal(v.line, 9);
	literal_ini(sv_from(text), SV("b"), SV("k"), &v);
	is_text(v.text, "3", text);
	literal_ini(sv_from(text), SV(""), SV("k"), &v);
	is_text(v.text, "0", text);
	literal_ini(sv_from(text), SV("b"), SV("x"), &v);
	assert_int_equal(v.kind, LITERAL_UNSURE);
	literal_ini(sv_from(text), SV("c"), SV("k"), &v);
	assert_int_equal(v.kind, LITERAL_NONE);
}

static void
database_yml_is_read_one_level_deep(void **state)
{
	static const char text[] =
	    "default: &default\n  adapter: postgresql\n  host: db1 # c\n"
	    "development:\n  <<: *default\n  database: 'dev'\n"
	    "production:\n  <<: *default\n  host: <%= ENV[\"H\"] %>\n"
	    "  url: <%= ENV.fetch('U') { 'u' } %>\n  port: <%= x %>\n"
	    "  list: [1]\nloop: &l\n  <<: *l\n";
	struct literal v;

	(void)state;
	literal_yaml(sv_from(text), SV("development"), SV("host"), &v);
	is_text(v.text, "db1", text);
	literal_yaml(sv_from(text), SV("development"), SV("database"), &v);
	is_text(v.text, "dev", text);
	literal_yaml(sv_from(text), SV("production"), SV("host"), &v);
	assert_int_equal(v.kind, LITERAL_VARIABLE);
	is_text(v.text, "H", text);
	literal_yaml(sv_from(text), SV("production"), SV("url"), &v);
	is_text(v.fallback, "u", text);
	literal_yaml(sv_from(text), SV("production"), SV("port"), &v);
	assert_int_equal(v.kind, LITERAL_UNSURE);
	literal_yaml(sv_from(text), SV("production"), SV("list"), &v);
	assert_int_equal(v.kind, LITERAL_UNSURE);
	literal_yaml(sv_from(text), SV("staging"), SV("host"), &v);
	assert_int_equal(v.kind, LITERAL_NONE);
	literal_yaml(sv_from(text), SV("loop"), SV("host"), &v);
	assert_int_equal(v.kind, LITERAL_UNSURE);
}

static void
assert_runner(const char *file, const char *text, enum runner_state state,
    const char *value, enum runner_over over)
{
	struct runner_value v;

	runner_find(sv_from(file), sv_from(text), SV("X"), &v);
	assert_int_equal(v.state, state);
	if (state != RUNNER_SETS)
		return;
	assert_true(sv_eq(v.text, sv_from(value)));
	assert_int_equal(v.over, over);
}

static void
a_runner_s_configuration_sets_variables(void **state)
{
	static const struct {
		const char *file, *text;
		enum runner_state state;
		const char *value;
		enum runner_over over;
	} rows[] = {
		{"phpunit.xml", "<env name=\"X\" value=\"a\"/>",
		    RUNNER_SETS, "a", OVER_NOTHING},
		{"phpunit.xml", "<env value='a>b' name='X'/>", RUNNER_SETS,
		    "a>b", OVER_NOTHING},
		{"phpunit.xml", "<env name=\"X\" value=\"a\" force='true'>",
		    RUNNER_SETS, "a", OVER_SOME},
		{"a.dist", "<server name = \"X\"\nvalue=\"a\" />",
		    RUNNER_SETS, "a", OVER_SOME},
		{"phpunit.xml", "<!-- <env name=\"X\" value=\"a\"/> -->",
		    RUNNER_NOTHING, NULL, 0},
		{"phpunit.xml", "<envs name=\"X\" value=\"a\"/>",
		    RUNNER_NOTHING, NULL, 0},
		{"phpunit.xml", "<env name=\"X\" value=\"a&amp;b\"/>",
		    RUNNER_UNSURE, NULL, 0},
		{"phpunit.xml", "<env name=\"X\" value=\"a\"/>"
		    "<env name=\"X\" value=\"b\"/>", RUNNER_UNSURE, NULL, 0},
		{"phpunit.xml", "<env name=\"A name='X'\" value=\"a\"/>",
		    RUNNER_NOTHING, NULL, 0},
		{"phpunit.xml", "<env name=\"X", RUNNER_NOTHING, NULL, 0},
		{"pytest.ini", "[pytest]\nenv =\n  X=a\n", RUNNER_SETS, "a",
		    OVER_ALL},
		{"pytest.ini", "[pytest]\nenv = D:X=a\n", RUNNER_SETS, "a",
		    OVER_NOTHING},
		{"pytest.ini", "[pytest]\nenv = R:D:X={a}\n", RUNNER_SETS,
		    "{a}", OVER_NOTHING},
		{"pytest.ini", "[pytest]\nenv = X={a}\n", RUNNER_UNSURE, NULL,
		    0},
		{"pytest.ini", "[pytest]\nenv = Z:X=a\n", RUNNER_UNSURE, NULL,
		    0},
		{"pytest.ini", "[pytest]\nenv =\n  A=b\nmarkers =\n  X=a\n",
		    RUNNER_NOTHING, NULL, 0},
		{"tox.ini", "[other]\nenv = X=a\n", RUNNER_NOTHING, NULL, 0},
		{"pyproject.toml", "[tool.pytest.ini_options]\nenv = [\n"
		    "'A=b', 'X=a']\n", RUNNER_SETS, "a", OVER_ALL},
		{"pyproject.toml", "[tool.pytest_env]\nX = 'a'\n",
		    RUNNER_SETS, "a", OVER_ALL},
		{"pyproject.toml", "[tool.pytest_env]\nX = {value='a'}\n",
		    RUNNER_UNSURE, NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_runner(rows[i].file, rows[i].text, rows[i].state,
		    rows[i].value, rows[i].over);
	assert_true(runner_takes(SV("pytest.ini"), SV("")));
	assert_false(runner_takes(SV("tox.ini"), SV("[tox]\n")));
	assert_true(runner_takes(SV("setup.cfg"), SV("[tool:pytest]\na=b\n")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_runner_s_configuration_sets_variables),
		cmocka_unit_test(urls_say_where_a_database_is),
		cmocka_unit_test(
		    urls_that_clients_may_read_in_two_ways_are_unknown),
		cmocka_unit_test(files_and_names_are_told_apart),
		cmocka_unit_test(hosts_are_near_or_far),
		cmocka_unit_test(
		    variables_of_env_files_are_read_as_all_readers_do),
		cmocka_unit_test(what_is_no_assignment_is_not_found),
		cmocka_unit_test(
		    values_in_code_are_literals_or_variables_or_unsure),
		cmocka_unit_test(settings_are_of_their_section),
		cmocka_unit_test(database_yml_is_read_one_level_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
