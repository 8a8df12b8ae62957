/* SPDX-License-Identifier: ISC */
/*
 * The host of a URL, and what kind of host that is. What a client might read
 * in another way than this is taken for the host that is worst.
 */
#include "guard/reader.h"
#include "reader/url_hosts.h"

const char *
url_place_name(enum url_place p)
{
	static const char *const names[] = {
		[URL_NONE] = "none", [URL_UNKNOWN] = "unknown",
		[URL_LOOPBACK] = "loopback", [URL_API] = "api",
		[URL_REMOTE] = "remote", [URL_STORE] = "store",
	};

	return (size_t)p < ARRAY_LEN(names) ? names[p] : "none";
}

static bool
starts_caseless(struct sv s, struct sv prefix)
{
	for (size_t i = 0; i < prefix.n; i++)
		if (i >= s.n || byte_lower(s.p[i]) != prefix.p[i])
			return false;
	return true;
}

/* How many bytes "https://" takes; clients accept one slash to many. */
static size_t
scheme_length(struct sv s)
{
	static const char *const schemes[] = {
		"https:/", "http:/", "ftps:/", "ftp:/", "sftp:/", "scp:/",
		"wss:/", "ws:/",
	};
	size_t n;

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (!starts_caseless(s, sv_from(schemes[i])))
			continue;
		n = sv_from(schemes[i]).n;
		while (n < s.n && (s.p[n] == '/' || s.p[n] == '\\'))
			n++;
		return n;
	}
	return 0;
}

/* Where the authority ends: at the path, the query or the fragment. */
static size_t
authority_end(struct sv s, size_t from)
{
	while (from < s.n && s.p[from] != '/' && s.p[from] != '?' &&
	    s.p[from] != '#' && s.p[from] != '\\')
		from++;
	return from;
}

/* Takes the user's name and the port off. */
static struct sv
bare_host(struct sv authority)
{
	size_t at, end;

	while ((at = sv_find(authority, 0, '@')) < authority.n)
		authority = sv_skip(authority, at + 1);
	if (sv_starts(authority, SV("["))) {
		end = sv_find(authority, 0, ']');
		return sv_skip(sv_take(authority, end), 1);
	}
	return sv_take(authority, sv_find(authority, 0, ':'));
}

/* A header (Name:value) or a field (name=value) of another client's words. */
static bool
is_no_authority(struct sv s)
{
	struct sv port;
	bool bracketed = sv_contains(s, SV("]"));

	if (sv_contains(s, SV("=")) && !sv_contains(s, SV("@")))
		return true;
	if (bracketed)
		return false;
	while (sv_find(s, 0, '@') < s.n)
		s = sv_skip(s, sv_find(s, 0, '@') + 1);
	port = sv_skip(s, sv_find(s, 0, ':') + 1);
	for (size_t i = 0; i < port.n; i++)
		if ((port.p[i] < '0' || port.p[i] > '9') && port.p[i] != '$')
			return true;
	return false;
}

/* A method (DELETE) that stands where a URL may stand. */
static bool
is_method(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return s.n > 0;
}

/* The host may become another one: globs of curl, escapes, foreign letters. */
static bool
is_plain(struct sv host, bool bracketed)
{
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		bool word = byte_is_lower(c) || byte_is_digit(c) ||
		    c == '-' || c == '.' || c == '_';

		if (!word && !(bracketed && (c == ':' || c == '%')))
			return false;
	}
	return true;
}

static bool
is_loopback(struct sv host)
{
	static const char *const names[] = {
		"localhost", "0.0.0.0", "0", "::1", "::", "0:0:0:0:0:0:0:1",
		"host.docker.internal", "ip6-localhost",
	};
	bool numeric = true;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (sv_eq_cstr(host, names[i]))
			return true;
	for (size_t i = 0; i < host.n; i++)
		numeric &= byte_is_digit(host.p[i]) ||
		    host.p[i] == '.';
	return (numeric && sv_starts(host, SV("127."))) ||
	    sv_ends(host, SV(".localhost"));
}

/* Ports on which databases and queues are spoken to by HTTP. */
static bool
is_store(struct sv authority)
{
	/* Elasticsearch, Qdrant, InfluxDB, CouchDB, ClickHouse, Meilisearch,
	 * Neo4j, ArangoDB, RabbitMQ, Solr, Consul, Vault, etcd */
	static const char *const ports[] = {
		"9200", "9201", "9300", "6333", "8086", "5984", "8123", "7700",
		"7474", "8529", "15672", "8983", "8500", "8200", "2379",
	};
	size_t at;

	while ((at = sv_find(authority, 0, '@')) < authority.n)
		authority = sv_skip(authority, at + 1);
	if (sv_starts(authority, SV("[")))
		authority = sv_skip(authority, sv_find(authority, 0, ']'));
	at = sv_find(authority, 0, ':');
	for (size_t i = 0; at < authority.n && i < ARRAY_LEN(ports); i++)
		if (sv_eq_cstr(sv_skip(authority, at + 1), ports[i]))
			return true;
	return false;
}

static enum url_place
place_of(struct sv host, bool bracketed)
{
	if (!is_plain(host, bracketed))
		return URL_API;
	if (is_loopback(host))
		return URL_LOOPBACK;
	return url_host_is_api(host) ? URL_API : URL_REMOTE;
}

/* Its end says whose it is: of a host that is too long that is what stays. */
static void
keep_host(struct sv host, struct url_reading *out)
{
	size_t n = 0;

	while (host.n && host.p[host.n - 1] == '.')
		host.n--;
	if (host.n > sizeof(out->name))
		host = sv_skip(host, host.n - sizeof(out->name));
	for (; n < host.n; n++)
		out->name[n] = byte_lower(host.p[n]);
	out->host = (struct sv){out->name, n};
}

/* "http://host:$PORT/": the host is certain, its port is not. False when the
 * host is not certain either. */
static bool
certain_authority(size_t from, size_t known, struct sv *authority)
{
	size_t colon;

	if (sv_contains(*authority, SV("[")) ||
	    sv_contains(*authority, SV("@")))
		return false;
	*authority = sv_take(*authority, known < from ? 0 : known - from);
	colon = sv_find(*authority, 0, ':');
	if (colon == authority->n)
		return false;
	*authority = sv_take(*authority, colon);
	return true;
}

void
url_read(struct sv text, size_t known, struct url_reading *out)
{
	size_t from = scheme_length(text);
	size_t end = authority_end(text, from);
	struct sv authority = sv_skip(sv_take(text, end), from);
	bool bracketed = sv_contains(authority, SV("["));

	out->place = URL_UNKNOWN;
	out->host = (struct sv){out->name, 0};
	if (starts_caseless(text, SV("file:")) && known >= 5) {
		out->place = URL_LOOPBACK;
		return;
	}
	if (known < text.n && known < end &&
	    !certain_authority(from, known, &authority))
		return;
	if (!from && (is_method(authority) || is_no_authority(authority))) {
		out->place = URL_NONE;
		return;
	}
	/* ":3000/path" of HTTPie is on this machine. */
	if (!from && text.n && text.p[0] == ':') {
		out->place = is_store(authority) ? URL_STORE : URL_LOOPBACK;
		return;
	}
	keep_host(bare_host(authority), out);
	out->place = out->host.n ? place_of(out->host, bracketed) : URL_NONE;
	if (out->place == URL_LOOPBACK && is_store(authority))
		out->place = URL_STORE;
}
