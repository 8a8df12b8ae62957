/* SPDX-License-Identifier: ISC */
/*
 * Hosts of URLs: read as HTTP clients read them, and what kind each is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"

struct row {
	const char *url;
	enum url_place place;
	const char *host;
};

static const struct row rows[] = {
	{"https://api.github.com/user", URL_API, "api.github.com"},
	{"api.github.com", URL_API, "api.github.com"},
	{"HTTPS://API.GitHub.com:443/x", URL_API, "api.github.com"},
	{"https://api.github.com./x", URL_API, "api.github.com"},
	{"https:/api.github.com/x", URL_API, "api.github.com"},
	{"https:///api.github.com", URL_API, "api.github.com"},
	{"https://x:y@api.github.com?z", URL_API, "api.github.com"},
	{"https://localhost@api.github.com#x", URL_API, "api.github.com"},
	{"https://a@b@api.github.com/", URL_API, "api.github.com"},
	{"https://s3.eu-west-1.amazonaws.com/b", URL_API,
	    "s3.eu-west-1.amazonaws.com"},
	{"https://amazonaws.com.evil.example/", URL_REMOTE,
	    "amazonaws.com.evil.example"},
	{"https://xamazonaws.com/", URL_REMOTE, "xamazonaws.com"},
	{"https://evil.example/?x=api.github.com", URL_REMOTE, "evil.example"},
	{"https://evil.example#@api.github.com", URL_REMOTE, "evil.example"},
	{"https://api.github.com@evil.example/x", URL_REMOTE, "evil.example"},
	{"https://generativelanguage.googleapis.com/v1", URL_REMOTE,
	    "generativelanguage.googleapis.com"},
	{"https://{api.github.com,x}/", URL_API, "{api.github.com,x}"},
	{"https://api%2egithub.com/", URL_API, "api%2egithub.com"},
	{"https://\xc4\xb1.example", URL_API, "\xc4\xb1.example"},
	{"localhost:3000/x?y=z", URL_LOOPBACK, "localhost"},
	{"http://LOCALHOST", URL_LOOPBACK, "localhost"},
	{"http://app.localhost/", URL_LOOPBACK, "app.localhost"},
	{"127.0.0.1:9200", URL_STORE, "127.0.0.1"},
	{"http://u:p@localhost:15672/api", URL_STORE, "localhost"},
	{":9200/_all", URL_STORE, ""},
	{"localhost:92000/x", URL_LOOPBACK, "localhost"},
	{"127.0.0.1.evil.example", URL_REMOTE, "127.0.0.1.evil.example"},
	{"127.evil.example", URL_REMOTE, "127.evil.example"},
	{"localhost.evil.example", URL_REMOTE, "localhost.evil.example"},
	{"http://[::1]:9200/x", URL_STORE, "::1"},
	{"http://[::1]:3000/x", URL_LOOPBACK, "::1"},
	{"http://[2001:db8::1]/x", URL_REMOTE, "2001:db8::1"},
	{"http://10.0.0.5:9200/index", URL_REMOTE, "10.0.0.5"},
	{"http://db:9200", URL_REMOTE, "db"},
	{"file:///etc/hosts", URL_LOOPBACK, ""},
	{":3000/x", URL_LOOPBACK, ""},
	{"DELETE", URL_NONE, ""},
	{"name=api.github.com", URL_NONE, ""},
	{"Accept:application/json", URL_NONE, ""},
	{"", URL_NONE, ""},
	{"http://", URL_NONE, ""},
};

static void
reads_the_host_as_clients_do(void **state)
{
	struct url_reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sv text = sv_from(rows[i].url);

		url_read(text, text.n, &r);
		if (r.place != rows[i].place ||
		    (rows[i].host[0] && !sv_eq_cstr(r.host, rows[i].host)))
			fail_msg("%s: %s %.*s", rows[i].url,
			    url_place_name(r.place), (int)r.host.n, r.host.p);
	}
}

static void
knows_of_an_expansion_only_what_is_certain(void **state)
{
	static const struct {
		const char *url;
		size_t known;
		enum url_place place;
	} partly[] = {
		{"http://localhost:$PORT/x", 17, URL_LOOPBACK},
		{"localhost:$PORT/x", 10, URL_LOOPBACK},
		{"http://localhost/$X", 17, URL_LOOPBACK},
		{"https://api.github.com/$X", 23, URL_API},
		{"https://api.github.com$X", 22, URL_UNKNOWN},
		{"http://u:$PASS@localhost/x", 9, URL_UNKNOWN},
		{"http://$HOST/x", 7, URL_UNKNOWN},
		{"$URL/x", 0, URL_UNKNOWN},
		{"$SCHEME://localhost/x", 0, URL_UNKNOWN},
	};
	struct url_reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(partly); i++) {
		url_read(sv_from(partly[i].url), partly[i].known, &r);
		if (r.place != partly[i].place)
			fail_msg("%s: %s", partly[i].url,
			    url_place_name(r.place));
	}
}

static void
cuts_no_host_to_another_one(void **state)
{
	char text[2 * URL_HOST_MAX];
	struct url_reading r;

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text + sizeof(text) - 14, ".amazonaws.com", 14);
	url_read((struct sv){text, sizeof(text)}, sizeof(text), &r);
	assert_int_equal(r.place, URL_API);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_the_host_as_clients_do),
	    cmocka_unit_test(knows_of_an_expansion_only_what_is_certain),
	    cmocka_unit_test(cuts_no_host_to_another_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
