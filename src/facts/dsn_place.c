/* SPDX-License-Identifier: ISC */
/*
 * Where a database host is. An address in an unusual form is public: nobody
 * writes a loopback address as 0x7f.1 by accident.
 */
#include "facts/dsn.h"
#include "guard/reader.h"

const char *
dsn_place_name(enum dsn_place place)
{
	static const char *const names[] = {
		[PLACE_UNKNOWN] = "unknown", [PLACE_LOOPBACK] = "loopback",
		[PLACE_SOCKET] = "socket", [PLACE_FILE] = "file",
		[PLACE_PRIVATE] = "private", [PLACE_PUBLIC] = "public",
	};

	return (size_t)place < ARRAY_LEN(names) ? names[place] : "unknown";
}

/* "a.b.c.d" of four numbers up to 255. */
static bool
read_quad(struct sv s, uint64_t out[4])
{
	for (int i = 0; i < 4; i++) {
		size_t dot = sv_find(s, 0, '.');

		if ((i < 3) != (dot < s.n) || dot > 3 ||
		    !sv_u64(sv_take(s, dot), &out[i]) || out[i] > 255)
			return false;
		s = sv_skip(s, dot + 1);
	}
	return true;
}

static bool
is_private_quad(const uint64_t q[4])
{
	return q[0] == 10 || (q[0] == 172 && q[1] >= 16 && q[1] < 32) ||
	    (q[0] == 192 && q[1] == 168) || (q[0] == 169 && q[1] == 254) ||
	    (q[0] == 100 && q[1] >= 64 && q[1] < 128);
}

static bool
is_private_name(struct sv host)
{
	static const char *const ends[] = {
		".local", ".internal", ".lan", ".home", ".home.arpa",
		".intranet", ".corp", ".test", ".docker",
	};

	if (sv_find(host, 0, ':') < host.n)
		return sv_starts(host, SV("fc")) ||
		    sv_starts(host, SV("fd")) || sv_starts(host, SV("fe80:"));
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (sv_ends(host, sv_from(ends[i])))
			return true;
	return sv_find(host, 0, '.') == host.n;
}

/* Begins like a number: an address, or somebody's idea of one. */
static bool
looks_numeric(struct sv host)
{
	return host.n && byte_is_digit(host.p[0]) &&
	    sv_find(host, 0, ':') == host.n;
}

static enum dsn_place
name_place(struct sv host)
{
	uint64_t quad[4];

	if (looks_numeric(host)) {
		if (!read_quad(host, quad))
			return PLACE_PUBLIC;
		if (quad[0] == 127)
			return PLACE_LOOPBACK;
		return is_private_quad(quad) ? PLACE_PRIVATE : PLACE_PUBLIC;
	}
	return is_private_name(host) ? PLACE_PRIVATE : PLACE_PUBLIC;
}

/* The url reader knows the names of loopback; it wants brackets. */
static enum dsn_place
one_place(struct sv host)
{
	char memory[URL_HOST_MAX + 4];
	struct url_reading url;
	struct buf b;

	if (sv_starts(host, SV("/")) || sv_starts(host, SV("%2F")) ||
	    sv_starts(host, SV("%2f")) || sv_starts(host, SV("@")))
		return PLACE_SOCKET;
	if (!host.n || host.n > URL_HOST_MAX ||
	    sv_find(host, 0, '%') < host.n || sv_find(host, 0, '$') < host.n)
		return PLACE_UNKNOWN;
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, sv_find(host, 0, ':') < host.n ? "[" : "");
	buf_sv(&b, host);
	buf_str(&b, sv_find(host, 0, ':') < host.n ? "]" : "");
	url_read(buf_view(&b), b.n, &url);
	if (url.place == URL_LOOPBACK && !looks_numeric(url.host))
		return PLACE_LOOPBACK;
	if (sv_eq(url.host, SV("0.0.0.0")))
		return PLACE_LOOPBACK;
	return url.host.n ? name_place(url.host) : PLACE_UNKNOWN;
}

enum dsn_place
dsn_host_place(struct sv host)
{
	enum dsn_place worst = PLACE_LOOPBACK, place;
	bool any = false;

	while (host.n) {
		size_t comma = sv_find(host, 0, ',');

		place = one_place(sv_trim(sv_take(host, comma)));
		if (place == PLACE_UNKNOWN)
			return PLACE_UNKNOWN;
		if (!any || place > worst)
			worst = place;
		any = true;
		host = sv_skip(host, comma + 1);
	}
	return any ? worst : PLACE_UNKNOWN;
}
