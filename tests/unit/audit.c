/* SPDX-License-Identifier: ISC */
/*
 * audit: what the line says, that it never grows past its limit, and that no
 * secret survives in it, wherever the limit falls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "guard/audit.h"

#define LITERAL(s) {(s), sizeof(s) - 1}
#define GITHUB_TOKEN "ghp_0123456789abcdefghijABCDEFGHIJ012345"
#define JWT "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"

static char memory[AUDIT_LINE_MAX];

static const char *
format(const struct audit_record *record)
{
	static char text[AUDIT_LINE_MAX + 1];
	struct buf out;

	buf_init(&out, memory, sizeof(memory));
	audit_format(record, &out);
	assert_false(out.full);
	memcpy(text, out.p, out.n);
	text[out.n] = '\0';
	return text;
}

static struct audit_record
record_of(char *const *argv)
{
	struct audit_record r = {
		.time_ns = 1700000000123456789u,
		.pid = 4242,
		.verdict = LITERAL("allow"),
		.rule = LITERAL("terraform.plan"),
		.tool = LITERAL("terraform"),
		.argv = argv,
	};

	while (argv[r.argc] != NULL)
		r.argc++;
	return r;
}

static void
writes_one_line_of_json(void **state)
{
	char *const argv[] = {(char[]){"terraform"}, (char[]){"plan"},
		(char[]){"-out=\"x\"\n"}, (char[]){"\xff"}, NULL};
	struct audit_record r = record_of(argv);

	(void)state;
	r.cwd = SV("/srv/a b");
	assert_string_equal(format(&r),
	    "{\"v\":1,\"time\":\"2023-11-14T22:13:20.123Z\",\"pid\":4242,"
	    "\"verdict\":\"allow\",\"rule\":\"terraform.plan\","
	    "\"tool\":\"terraform\",\"cwd\":\"/srv/a b\","
	    "\"argv\":[\"terraform\",\"plan\",\"-out=\\\"x\\\"\\n\","
	    "\"\\udcff\"]}\n");
}

static void
leaves_out_what_is_not_known(void **state)
{
	char *const argv[] = {NULL};
	struct audit_record r = record_of(argv);

	(void)state;
	r.error = SV("policy image is corrupt");
	r.pid = -1;
	r.time_ns = 0;
	assert_string_equal(format(&r),
	    "{\"v\":1,\"time\":\"1970-01-01T00:00:00.000Z\",\"pid\":0,"
	    "\"verdict\":\"allow\",\"rule\":\"terraform.plan\","
	    "\"tool\":\"terraform\",\"argv\":[],"
	    "\"error\":\"policy image is corrupt\"}\n");
	r.argv = NULL;
	r.argc = 3;
	assert_non_null(strstr(format(&r), "\"argv\":[]"));
}

/* Every day from 1970 to 2554, as far as 64 bits of nanoseconds go. */
static void
dates_agree_with_libc(void **state)
{
	char *const argv[] = {NULL};
	struct audit_record r = record_of(argv);

	(void)state;
	for (uint64_t day = 0; day < 213503; day++) {
		time_t t = (time_t)(day * 86400 + day % 86400);
		char want[64];
		struct tm tm;

		r.time_ns = (uint64_t)t * 1000000000u + 7000000u;
		gmtime_r(&t, &tm);
		strftime(want, sizeof(want),
		    "\"time\":\"%Y-%m-%dT%H:%M:%S.007Z\"", &tm);
		if (strstr(format(&r), want) == NULL)
			fail_msg("%s in %s", want, format(&r));
	}
	r.time_ns = UINT64_MAX;
	assert_non_null(strstr(format(&r), "2554-07-21T23:34:33.709Z"));
}

static void
says_how_many_arguments_were_left_out(void **state)
{
	static char *argv[1001];
	static char word[] = "0123456789012345678901234567890123456789";
	struct audit_record r;
	const char *line;
	size_t kept = 0;
	char want[64];

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		argv[i] = word;
	r = record_of(argv);
	r.error = SV("denied");
	line = format(&r);
	for (const char *p = line; (p = strstr(p, word)) != NULL; p++)
		kept++;
	assert_true(kept > 50);
	snprintf(want, sizeof(want), "\"],\"cut\":%zu,\"error\":\"denied\"}\n",
	    1000 - kept);
	assert_non_null(strstr(line, want));
}

static void
one_long_argument_does_not_hide_the_others(void **state)
{
	static char text[200000];
	char *const argv[] = {(char[]){"psql"}, (char[]){"-c"}, text,
		(char[]){"--force"}, NULL};
	struct audit_record r = record_of(argv);
	const char *line;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	line = format(&r);
	assert_non_null(strstr(line, "xxx\xe2\x80\xa6\",\"--force\"]"));
	assert_null(strstr(line, "\"cut\""));
	memset(text, '\x01', sizeof(text) - 1);
	line = format(&r);
	assert_non_null(strstr(line, "\\u0001\xe2\x80\xa6\",\"--force\"]"));
}

static void
the_line_stays_within_its_limit(void **state)
{
	static char text[70000];
	char *const argv[] = {text, text, text, text, text, text, text, text,
		text, text, NULL};
	struct audit_record r = record_of(argv);
	struct sv all = {text, sizeof(text) - 1};

	(void)state;
	for (size_t i = 0; i < all.n; i++)
		text[i] = "\"\\\x01\xff" "a"[i % 5];
	r.verdict = r.rule = r.tool = r.cwd = r.error = all;
	const char *line = format(&r);
	assert_true(strlen(line) <= AUDIT_LINE_MAX);
	assert_string_equal(line + strlen(line) - 3, "\"}\n");
	assert_non_null(strstr(line, "\"cut\":"));
}

static void
a_buffer_too_small_is_full_and_not_overrun(void **state)
{
	char *const argv[] = {(char[]){"terraform"}, (char[]){"plan"}, NULL};
	struct audit_record r = record_of(argv);
	struct buf out;

	(void)state;
	for (size_t cap = 0; cap < 600; cap++) {
		char *p = malloc(cap + 1);

		buf_init(&out, p, cap);
		audit_format(&r, &out);
		assert_true(out.n <= cap);
		assert_true(out.full || p[out.n - 1] == '\n');
		free(p);
	}
}

static void
check(const char *previous, const char *arg, const char *want)
{
	static char kept[4096];
	struct buf out;

	buf_init(&out, kept, sizeof(kept));
	audit_redact(sv_from(arg), sv_from(previous), &out);
	assert_false(out.full);
	if (!sv_eq_cstr(buf_view(&out), want)) {
		fail_msg("'%s' became '%.*s', not '%s'", arg, (int)out.n,
		    out.p, want);
	}
}

struct row {
	const char *previous;
	const char *arg;
	const char *want;
};

static void
check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(rows[i].previous, rows[i].arg, rows[i].want);
}

static void
keeps_what_is_no_secret(void **state)
{
	static const char *const args[] = {
		"", "a", "-", "--", "plan", "-out=x.tfplan", "--force",
		"-chdir=infra/prod", "s3://bucket/key", "https://host/path",
		"https://host:8080/a@b", "https://user@host/", "a=b=c",
		"registry.example.com:5000/image:tag@sha256:0123",
		"git@github.com:org/repo.git", "npm:package@1.2.3",
		"secret/foo", "token:refresh", "secret:rotate", "PWD=/srv",
		"--bypass=1", "compass=north", "select 1 = 1 from token",
		"the password", "secretsmanager", "delete-secret",
		"password", "--password", "--token", "risk-assessment-of-it",
		"sk-short", "ghp_short", "AKIA", "eyJ", "bearer of news",
		"12:30", "host=h port=5432 dbname=d", "a: b", "://", "x://",
		"x://:", "x://@", "x://a:@h", "http://[::1]:80/",
		"-----BEGIN CERTIFICATE-----", "=", ":", "'", "\"", "\\",
		"token=", "\xff\xfe", "order by 1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(args); i++)
		check("", args[i], args[i]);
	check("--no-password", "db", "db");
	check("--password=x", "db", "db");
	check("password", "db", "db");
	check("-u", "root", "root");
}

static void
redacts_values_by_their_name(void **state)
{
	static const struct row rows[] = {
		{"", "PGPASSWORD=hunter2", "PGPASSWORD=[redacted]"},
		{"", "db_password=a b", "db_password=[redacted]"},
		{"", "--password=a=b", "--password=[redacted]"},
		{"", "--PassWord=x", "--PassWord=[redacted]"},
		{"", "MYSQL_PWD=x", "MYSQL_PWD=[redacted]"},
		{"", "DB_PASS=x", "DB_PASS=[redacted]"},
		{"", "AWS_SECRET_ACCESS_KEY=x",
		    "AWS_SECRET_ACCESS_KEY=[redacted]"},
		{"", "--api-key=x", "--api-key=[redacted]"},
		{"", "apiKey=x", "apiKey=[redacted]"},
		{"", "client.private-key=x", "client.private-key=[redacted]"},
		{"", "GOOGLE_CREDENTIALS=x", "GOOGLE_CREDENTIALS=[redacted]"},
		{"", "my_passwd=x", "my_passwd=[redacted]"},
		{"", "-var=db_password=a b", "-var=db_password=[redacted]"},
		{"", "--env=GH_TOKEN=x", "--env=GH_TOKEN=[redacted]"},
		{"", "a.b=1,auth.password=x", "a.b=1,auth.password=[redacted]"},
		{"", "user[password]=x", "user[password]=[redacted]"},
		{"--password", "x", "[redacted]"},
		{"--password", "--force", "[redacted]"},
		{"--db-password", "a b", "[redacted]"},
		{"-password", "x", "[redacted]"},
		{"--auth-token", "x", "[redacted]"},
		{"--pass", "x", "[redacted]"},
		{"-u", "root:x:y", "root:[redacted]"},
		{"--user", "a:b", "a:[redacted]"},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void
redacts_inside_other_text(void **state)
{
	static const struct row rows[] = {
		{"", "host=h password=x dbname=d",
		    "host=h password=[redacted] dbname=d"},
		{"", "host=h password='a b' dbname=d",
		    "host=h password=[redacted] dbname=d"},
		{"-c", "PGPASSWORD=x dropdb prod",
		    "PGPASSWORD=[redacted] dropdb prod"},
		{"-lc", "cd /x && TOKEN=\"a b\"'c d' terraform destroy",
		    "cd /x && TOKEN=[redacted] terraform destroy"},
		{"-c", "env 'TOKEN=a b' terraform destroy",
		    "env 'TOKEN=[redacted]' terraform destroy"},
		{"-c", "mysql --password x -e y",
		    "mysql --password [redacted] -e y"},
		{"-c", "PASSWORD='never closed", "PASSWORD=[redacted]"},
		{"-c", "PASSWORD=a\\ b c", "PASSWORD=[redacted] c"},
		{"-c", "ALTER USER u PASSWORD 'a b'",
		    "ALTER USER u PASSWORD [redacted]"},
		{"-e", "set password = password('x')",
		    "set password = [redacted]"},
		{"-e", "CREATE USER u IDENTIFIED BY 'x'",
		    "CREATE USER u IDENTIFIED BY [redacted]"},
		{"", "{\"password\":\"x\",\"user\":\"y\"}",
		    "{\"password\":\"[redacted]\",\"user\":\"y\"}"},
		{"", "{\"password\" : \"a\\\"b\",\"user\":\"y\"}",
		    "{\"password\" : \"[redacted]\",\"user\":\"y\"}"},
		{"", "\"{\\\"token\\\":\\\"x\\\",\\\"u\\\":1}\"",
		    "\"{\\\"token\\\":\\\"[redacted]\\\",\\\"u\\\":1}\""},
		{"", "a: 1\npassword: x y\nb: 2",
		    "a: 1\npassword: [redacted]\nb: 2"},
		{"", "https://h/p?token=x&y=z",
		    "https://h/p?token=[redacted]"},
		{"", "Server=a;User Id=b;Password=c d;Database=e",
		    "Server=a;User Id=b;Password=[redacted]"},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void
a_secret_that_begins_inside_another_is_seen(void **state)
{
	static const struct row rows[] = {
		{"", "x --password\nAuthorization: Basic y\nz",
		    "x --password\n[redacted] [redacted]\nz"},
		{"-c", "TOKEN=a://u:'b c'@h d", "TOKEN=[redacted] d"},
		{"-c", "x --token PASSWORD='a b' c",
		    "x --token [redacted] c"},
		{"-c", "x TOKEN=AUTH='a' --password b c",
		    "x TOKEN=[redacted] --password [redacted] c"},
	};
	static char text[8192], kept[8192];
	struct buf arg, out;

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
	/* Deeper than anybody needs: then the rest goes, too. */
	buf_init(&arg, text, sizeof(text));
	buf_sv(&arg, SV("x "));
	for (int i = 0; i < 100; i++)
		buf_sv(&arg, SV("TOKEN="));
	buf_sv(&arg, SV("y z"));
	buf_init(&out, kept, sizeof(kept));
	audit_redact(buf_view(&arg), SV(""), &out);
	assert_true(sv_eq_cstr(buf_view(&out), "x TOKEN=[redacted]"));
}

static void
redacts_passwords_in_urls(void **state)
{
	static const struct row rows[] = {
		{"", "postgres://u:x@h/db", "postgres://u:[redacted]@h/db"},
		{"", "postgres://u:a@b:c@h/db",
		    "postgres://u:[redacted]@h/db"},
		{"", "postgres://u:a/b?c#d@h/db",
		    "postgres://u:[redacted]@h/db"},
		{"", "redis://:x@h", "redis://:[redacted]@h"},
		{"", "DATABASE_URL=mysql://u:x@h:1/d?a=b",
		    "DATABASE_URL=mysql://u:[redacted]@h:1/d?a=b"},
		{"", "http://a:b@c http://d:e@f",
		    "http://a:[redacted]@c http://d:[redacted]@f"},
		{"", "https://0123456789abcdef0123@h/",
		    "https://[redacted]@h/"},
		{"", "--url=https://u:x@h", "--url=https://u:[redacted]@h"},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void
redacts_headers(void **state)
{
	static const struct row rows[] = {
		{"-H", "Authorization: Bearer x", "Authorization: [redacted]"},
		{"-H", "authorization:Basic eDp5", "authorization:[redacted]"},
		{"-H", "X-Api-Key: x", "X-Api-Key: [redacted]"},
		{"-H", "X-Vault-Token:x", "X-Vault-Token:[redacted]"},
		{"-H", "private-token:x", "private-token:[redacted]"},
		{"-H", "Cookie: a=b; c=d", "Cookie: [redacted]"},
		{"", "--header=Authorization: Bearer x",
		    "--header=Authorization: [redacted]"},
		{"-c", "curl -H 'Authorization: Bearer x' -X DELETE h",
		    "curl -H 'Authorization: [redacted]' -X DELETE h"},
		{"", "say Bearer abcdefgh12 now",
		    "say Bearer [redacted] now"},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void
redacts_tokens_by_their_shape(void **state)
{
	static const struct row rows[] = {
		{"", GITHUB_TOKEN, "[redacted]"},
		{"", "x/" GITHUB_TOKEN "@y", "x/[redacted]@y"},
		{"", "https://" GITHUB_TOKEN "@github.com/a",
		    "https://[redacted]@github.com/a"},
		{"", "sk-0123456789abcdef", "[redacted]"},
		{"", "x sk-proj-0123456789abcdef y", "x [redacted] y"},
		{"", "AKIAABCDEFGHIJKLMNOP", "[redacted]"},
		{"", "ASIAABCDEFGHIJKLMNOP", "[redacted]"},
		{"", JWT, "[redacted]"},
		{"", "(" JWT ")", "([redacted])"},
		{"", "glpat-0123456789abcdefghij", "[redacted]"},
		{"", "xoxb-12345678901-abc", "[redacted]"},
		{"", "a=sk_live_0123456789", "a=[redacted]"},
		{"", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END",
		    "[redacted]"},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void
short_options_of_known_tools_are_redacted(void **state)
{
	char *const mysql[] = {(char[]){"mysql"}, (char[]){"-phunter2"},
		(char[]){"-p"}, (char[]){"db"}, NULL};
	char *const redis[] = {(char[]){"redis-cli"}, (char[]){"-a"},
		(char[]){"hunter2"}, (char[]){"flushall"}, NULL};
	struct audit_record r = record_of(mysql);

	(void)state;
	r.tool = SV("mysql");
	assert_non_null(strstr(format(&r),
	    "[\"mysql\",\"[redacted]\",\"-p\",\"db\"]"));
	r = record_of(redis);
	r.tool = SV("redis-cli");
	assert_non_null(strstr(format(&r),
	    "[\"redis-cli\",\"-a\",\"[redacted]\",\"flushall\"]"));
}

/* One of each kind, in both places that look for them. */
static void
every_known_shape_is_redacted(void **state)
{
	static const char *const prefixes[] = {"ghp_", "gho_", "ghu_", "ghs_",
		"ghr_", "github_pat_", "glpat-", "sk-", "sk_live_", "sk_test_",
		"rk_live_", "rk_test_", "whsec_", "xoxb-", "xoxp-", "xoxa-",
		"xoxr-", "xoxs-", "xapp-", "AKIA", "ASIA", "AIza", "ya29.",
		"eyJ", "npm_", "pypi-", "hf_", "hvs.", "SG.", "dop_v1_",
		"dckr_pat_", "shpat_", "AGE-SECRET-KEY-"};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		snprintf(text, sizeof(text), "%s%s", prefixes[i],
		    "0123456789abcdefghijABCDEFGHIJ");
		check("", text, "[redacted]");
		snprintf(text, sizeof(text), "(%s%s)", prefixes[i],
		    "0123456789abcdefghijABCDEFGHIJ");
		check("", text, "([redacted])");
	}
	check("", "bearer 0123456789", "bearer [redacted]");
	check("", "Bearer 0123456789", "Bearer [redacted]");
}

static void
every_known_name_is_redacted(void **state)
{
	static const char *const names[] = {"PASSWORD", "PASSWD", "SECRET",
		"TOKEN", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY",
		"CREDENTIAL", "CREDENTIALS", "PASSPHRASE", "PASSCODE",
		"ACCESSKEY", "ACCOUNT_KEY", "ACCOUNTKEY", "PRIVATEKEY",
		"AUTH_KEY", "AUTHORIZATION", "COOKIE", "SIGNATURE", "X_PASS",
		"X_PWD", "X_AUTH", "X_SIG", "X_BEARER"};
	static const char *const befores[] = {"", "--", "MY_", "a b ", "my-",
		"-var=my."};
	char name[32], text[64], want[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names) * ARRAY_LEN(befores); i++) {
		snprintf(name, sizeof(name), "%s", names[i / ARRAY_LEN(befores)]);
		for (char *p = name; i % 2 == 0 && *p != '\0'; p++)
			*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
		snprintf(text, sizeof(text), "%s%s=x",
		    befores[i % ARRAY_LEN(befores)], name);
		snprintf(want, sizeof(want), "%s%s=[redacted]",
		    befores[i % ARRAY_LEN(befores)], name);
		check("", text, want);
	}
}

/* A limit anywhere leaves what would have stood there, only shorter. */
static void
no_limit_lets_half_a_secret_through(void **state)
{
	static const char *const args[] = {
		"host=h password=hunter2 dbname=d", "x " GITHUB_TOKEN " y",
		"postgres://u:hunter2@h/db", "{\"token\":\"hunter2\"}",
		"Authorization: Bearer hunter2",
	};
	char whole[256], part[256];
	struct buf all, out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(args); i++) {
		buf_init(&all, whole, sizeof(whole));
		audit_redact(sv_from(args[i]), SV(""), &all);
		for (size_t cap = 0; cap < all.n; cap++) {
			buf_init(&out, part, cap);
			audit_redact(sv_from(args[i]), SV(""), &out);
			assert_true(out.full);
			assert_int_equal(out.n, cap);
			assert_memory_equal(part, whole, cap);
		}
	}
}

static void
a_secret_behind_the_limit_of_an_argument_is_not_shown(void **state)
{
	char text[700], *const argv[] = {text, NULL};

	(void)state;
	for (size_t at = 480; at < 520; at++) {
		struct audit_record r = record_of(argv);

		memset(text, ' ', sizeof(text));
		memcpy(text + at, GITHUB_TOKEN, sizeof(GITHUB_TOKEN));
		assert_null(strstr(format(&r), "ghp"));
	}
}

/* Each of these is quadratic if something is looked for again and again. */
static void
hostile_arguments_stay_cheap(void **state)
{
	static const char *const pieces[] = {"://", "://a:b/", "eyJ-", "sk-",
		"a ", "password", "password ", "password'", "\"", "=", ":",
		"\\", "a=", "-----BEGIN ", "@", "a:b@", "Bearer "};
	static char text[1 << 20], kept[1 << 20];
	struct buf out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		size_t n = strlen(pieces[i]);

		for (size_t k = 0; k + n <= sizeof(text); k += n)
			memcpy(text + k, pieces[i], n);
		buf_init(&out, kept, sizeof(kept));
		audit_redact((struct sv){text, sizeof(text)}, SV(""), &out);
		assert_true(out.n > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_one_line_of_json),
		cmocka_unit_test(leaves_out_what_is_not_known),
		cmocka_unit_test(dates_agree_with_libc),
		cmocka_unit_test(says_how_many_arguments_were_left_out),
		cmocka_unit_test(one_long_argument_does_not_hide_the_others),
		cmocka_unit_test(the_line_stays_within_its_limit),
		cmocka_unit_test(a_buffer_too_small_is_full_and_not_overrun),
		cmocka_unit_test(keeps_what_is_no_secret),
		cmocka_unit_test(redacts_values_by_their_name),
		cmocka_unit_test(redacts_inside_other_text),
		cmocka_unit_test(a_secret_that_begins_inside_another_is_seen),
		cmocka_unit_test(redacts_passwords_in_urls),
		cmocka_unit_test(redacts_headers),
		cmocka_unit_test(redacts_tokens_by_their_shape),
		cmocka_unit_test(every_known_shape_is_redacted),
		cmocka_unit_test(every_known_name_is_redacted),
		cmocka_unit_test(short_options_of_known_tools_are_redacted),
		cmocka_unit_test(no_limit_lets_half_a_secret_through),
		cmocka_unit_test(
		    a_secret_behind_the_limit_of_an_argument_is_not_shown),
		cmocka_unit_test(hostile_arguments_stay_cheap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
