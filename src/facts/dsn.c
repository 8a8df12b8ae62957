/* SPDX-License-Identifier: ISC */
/*
 * Database URLs. libpq, the drivers of node and those of the JVM disagree on
 * odd ones (two "@", a "#" in a password): such a text is unknown.
 */
#include "facts/dsn.h"

static bool
is_word(struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(byte_is_alnum(c) || c == '+' || c == '-' ||
		      c == '.' || c == '_'))
			return false;
	}
	return s.n > 0;
}

/* Where "://" stands behind a scheme; text.n without one. */
static size_t
find_scheme(struct sv text)
{
	size_t colon = sv_find(text, 0, ':');

	if (!sv_starts(sv_skip(text, colon), SV("://")) ||
	    !is_word(sv_take(text, colon)))
		return text.n;
	return colon;
}

static size_t
count(struct sv s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

/* "host:port,host:port": the hosts stay joined; ports only of a single one. */
static bool
take_hosts(struct sv text, struct dsn *out)
{
	size_t end;

	if (sv_starts(text, SV("["))) {
		end = sv_find(text, 0, ']');
		if (end == text.n || count(text, ',') > 0)
			return false;
		out->host = sv_skip(sv_take(text, end), 1);
		text = sv_skip(text, end + 1);
		if (text.n && text.p[0] != ':')
			return false;
		out->port = sv_skip(text, 1);
		return true;
	}
	if (count(text, ',')) {
		/* Ports between the hosts would have to be cut out. */
		out->host = text;
		return count(text, ':') == 0;
	}
	if (count(text, ':') > 1)
		return false;
	end = sv_find(text, 0, ':');
	out->host = sv_take(text, end);
	out->port = sv_skip(text, end + 1);
	return true;
}

/* One "key=value" that says where the database is. False: not understood. */
static bool
take_setting(struct sv key, struct sv value, struct dsn *out)
{
	static const struct {
		const char *key;
		size_t field;
	} fields[] = {
		{"host", offsetof(struct dsn, host)},
		{"hostaddr", offsetof(struct dsn, host)},
		{"server", offsetof(struct dsn, host)},
		{"socket", offsetof(struct dsn, host)},
		{"unix_socket", offsetof(struct dsn, host)},
		{"unixSocket", offsetof(struct dsn, host)},
		{"port", offsetof(struct dsn, port)},
		{"dbname", offsetof(struct dsn, name)},
		{"database", offsetof(struct dsn, name)},
		{"databaseName", offsetof(struct dsn, name)},
		{"user", offsetof(struct dsn, user)},
	};

	/* libpq goes to the address whatever the host's name, others do not
	 * know it. What is encoded may be any other key. */
	if (sv_find(key, 0, '%') < key.n ||
	    (sv_eq(key, SV("host")) && out->address) ||
	    (sv_eq(key, SV("hostaddr")) && out->host.n))
		return false;
	out->address |= sv_eq(key, SV("hostaddr"));
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (!sv_eq_cstr(key, fields[i].key))
			continue;
		*(struct sv *)(void *)((char *)out + fields[i].field) = value;
		return sv_find(value, 0, '\'') == value.n;
	}
	return !sv_eq(key, SV("service")) && !sv_eq(key, SV("servicefile")) &&
	    !sv_eq(key, SV("odbc_connect"));
}

/* "a=b&c=d"; separator is what stands between them. */
static bool
take_settings(struct sv text, char separator, struct dsn *out)
{
	while (text.n) {
		struct sv one = sv_take(text, sv_find(text, 0, separator));
		size_t equals = sv_find(one, 0, '=');

		text = sv_skip(text, one.n + 1);
		one = sv_trim(one);
		if (one.n && !take_setting(sv_trim(sv_take(one, equals)),
		        sv_trim(sv_skip(one, equals + 1)), out))
			return false;
	}
	return true;
}

static bool
is_file_scheme(struct sv scheme)
{
	return sv_starts(scheme, SV("sqlite")) || sv_eq(scheme, SV("file")) ||
	    sv_starts(scheme, SV("duckdb")) || sv_eq(scheme, SV("h2"));
}

static void
take_file(struct sv scheme, struct sv path, struct dsn *out)
{
	out->kind = DSN_FILE;
	out->scheme = scheme;
	out->name = sv_take(path, sv_find(path, 0, '?'));
}

/* Behind "SCHEME://". */
static bool
take_authority(struct sv rest, struct dsn *out)
{
	size_t at, slash = 0;
	struct sv authority, path;

	while (slash < rest.n && rest.p[slash] != '/' && rest.p[slash] != '?')
		slash++;
	authority = sv_take(rest, slash);
	path = sv_skip(rest, slash);
	if (count(authority, '@') > 1 || count(rest, '#') ||
	    count(rest, '\\') || count(path, '@'))
		return false;
	at = sv_find(authority, 0, '@');
	if (at < authority.n) {
		out->user = sv_take(authority, at);
		out->user = sv_take(out->user, sv_find(out->user, 0, ':'));
		authority = sv_skip(authority, at + 1);
	}
	if (!take_hosts(authority, out))
		return false;
	at = sv_find(path, 0, '?');
	if (sv_starts(path, SV("/")))
		out->name = sv_skip(sv_take(path, at), 1);
	return take_settings(sv_skip(path, at + 1), '&', out);
}

/* "user:password@tcp(host:port)/name?…" of Go's driver for MySQL. */
static bool
read_go(struct sv text, struct dsn *out)
{
	static const char *const nets[] = {"tcp(", "unix("};
	size_t open = sv_find(text, 0, '('), close, at;

	for (size_t i = 0; i < ARRAY_LEN(nets); i++) {
		struct sv net = sv_from(nets[i]);

		if (open == text.n || !sv_ends(sv_take(text, open + 1), net))
			continue;
		close = sv_find(text, open, ')');
		at = open + 1 - net.n;
		if (close == text.n || (at && text.p[at - 1] != '@') ||
		    count(text, '(') > 1)
			return false;
		out->scheme = SV("mysql");
		out->user = sv_take(text, at ? at - 1 : 0);
		out->user = sv_take(out->user, sv_find(out->user, 0, ':'));
		out->name = sv_skip(text, close + 1);
		out->name = sv_take(out->name, sv_find(out->name, 0, '?'));
		if (!sv_starts(out->name, SV("/")))
			return false;
		out->name = sv_skip(out->name, 1);
		text = sv_skip(sv_take(text, close), open + 1);
		if (i == 0)
			return take_hosts(text, out);
		out->host = text;
		return true;
	}
	return false;
}

static void
read_url(struct sv text, size_t colon, struct dsn *out)
{
	struct sv scheme = sv_take(text, colon);
	struct sv rest = sv_skip(text, colon + 3);
	size_t semicolon = sv_find(rest, 0, ';');

	if (is_file_scheme(scheme)) {
		take_file(scheme, rest, out);
		return;
	}
	/* mysql://user@tcp(host)/name */
	if (sv_find(rest, 0, '(') < rest.n) {
		out->kind = read_go(rest, out) ? DSN_SERVER : DSN_UNKNOWN;
		return;
	}
	out->scheme = scheme;
	/* jdbc:sqlserver://host:1433;databaseName=app */
	if (take_authority(sv_take(rest, semicolon), out) &&
	    take_settings(sv_skip(rest, semicolon + 1), ';', out))
		out->kind = DSN_SERVER;
}

static bool
ends_like_a_file(struct sv text)
{
	static const char *const ends[] = {
		".db", ".sqlite", ".sqlite3", ".db3", ".duckdb", ":memory:",
	};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (sv_ends(text, sv_from(ends[i])))
			return true;
	return false;
}

/* "file:./x.db", "sqlite:x.db", "h2:mem:x" */
static bool
read_short(struct sv text, struct dsn *out)
{
	size_t colon = sv_find(text, 0, ':');
	struct sv scheme = sv_take(text, colon);

	if (colon < text.n && is_word(scheme) && is_file_scheme(scheme)) {
		take_file(scheme, sv_skip(text, colon + 1), out);
		return true;
	}
	return false;
}

/* What is encoded is another text; only a socket's path is known by its
 * form. */
static bool
is_encoded(struct sv text)
{
	size_t percent = sv_find(text, 0, '%');

	return percent < text.n && !(percent == 0 &&
	    (sv_starts(text, SV("%2F")) || sv_starts(text, SV("%2f"))));
}

void
dsn_read(struct sv text, struct dsn *out)
{
	const struct dsn none = {.kind = DSN_UNKNOWN};
	size_t colon;

	*out = none;
	text = sv_trim(text);
	if (sv_starts(text, SV("jdbc:")))
		text = sv_skip(text, 5);
	else if (sv_starts(text, SV("db:"))) /* sqitch */
		text = sv_skip(text, 3);
	colon = find_scheme(text);
	if (colon < text.n) {
		read_url(text, colon, out);
	} else if (read_short(text, out)) {
		return;
	} else if (sv_find(text, 0, '(') < text.n) {
		out->kind = read_go(text, out) ? DSN_SERVER : DSN_UNKNOWN;
	} else if (sv_find(text, 0, '=') < text.n) {
		out->kind = take_settings(text,
		    sv_find(text, 0, ';') < text.n ? ';' : ' ', out)
		    ? DSN_SERVER : DSN_UNKNOWN;
	} else if (ends_like_a_file(text)) {
		take_file(SV("file"), text, out);
	} else if (is_word(text)) {
		out->kind = DSN_NAME;
		out->name = text;
	}
	if (out->kind == DSN_UNKNOWN || (out->kind == DSN_SERVER &&
	    (is_encoded(out->host) || is_encoded(out->name) ||
	    is_encoded(out->port))))
		*out = none;
}
