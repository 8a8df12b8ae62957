/* SPDX-License-Identifier: ISC */
/*
 * What a database URL holds that is no part of the target: it is handed to what
 * keeps a copy before an approved command, and to nobody else.
 */
#include "facts/target.h"

/* Percent-encoding undone, in arena. */
static enum err
decode(struct arena *arena, struct sv text, struct sv *out)
{
	char *memory = arena_take(arena, text.n + 1);
	struct buf b;

	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		int high = -1, low = -1;

		if (text.p[i] == '%' && i + 2 < text.n) {
			high = byte_hex(text.p[i + 1]);
			low = byte_hex(text.p[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			buf_c(&b, (char)(high * 16 + low));
			i += 2;
		} else {
			buf_c(&b, text.p[i]);
		}
	}
	*out = buf_view(&b);
	return OK;
}

/* "SCHEME://USER:PASSWORD@…" */
static struct sv
password_of(struct sv url)
{
	size_t scheme = sv_find(url, 0, ':'), end, at, colon;
	struct sv user;

	if (!sv_starts(sv_skip(url, scheme), SV("://")))
		return SV("");
	url = sv_skip(url, scheme + 3);
	end = sv_find(url, 0, '/');
	at = end;
	while (at > 0 && (at == url.n || url.p[at] != '@'))
		at--;
	user = sv_take(url, at);
	colon = sv_find(user, 0, ':');
	return colon < user.n ? sv_skip(user, colon + 1) : SV("");
}

static struct sv
parameter_of(struct sv url, struct sv name)
{
	struct sv rest = sv_skip(url, sv_find(url, 0, '?') + 1);

	while (rest.n) {
		struct sv part = sv_take(rest, sv_find(rest, 0, '&'));

		rest = sv_skip(rest, part.n + 1);
		if (sv_starts(part, name) && part.n > name.n &&
		    part.p[name.n] == '=')
			return sv_skip(part, name.n + 1);
	}
	return SV("");
}

enum err
facts_database_access(struct facts *f, const struct invocation *inv,
    struct database_access *out)
{
	struct finding url;
	struct target *t;
	enum err e;

	*out = (struct database_access){.password = {0}};
	if ((e = target_take(f, inv, &t)) ||
	    (e = sources_find(&t->sources, SV("database.url"), &url)))
		return e;
	if (url.state != FACT_KNOWN)
		return OK;
	if ((e = decode(t->sources.arena, password_of(url.text),
	         &out->password)))
		return e;
	out->sslmode = parameter_of(url.text, SV("sslmode"));
	return OK;
}
