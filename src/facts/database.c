/* SPDX-License-Identifier: ISC */
/*
 * The database that a tool would act on. Its URL counts first; what that does
 * not say comes from options and variables of their own.
 */
#include "facts/dsn.h"
#include "facts/target.h"

/* What there is for each part besides the URL. */
static const struct {
	enum fact_id id;
	const char *key;
	size_t field;
} parts[] = {
	{FACT_DATABASE_SCHEME, "database.scheme",
	    offsetof(struct dsn, scheme)},
	{FACT_DATABASE_HOST, "database.host", offsetof(struct dsn, host)},
	{FACT_DATABASE_PORT, "database.port", offsetof(struct dsn, port)},
	{FACT_DATABASE_NAME, "database.name", offsetof(struct dsn, name)},
	{FACT_DATABASE_USER, "database.user", offsetof(struct dsn, user)},
};

static struct sv
lower_case(struct arena *arena, struct sv s)
{
	char memory[512];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	for (size_t i = 0; i < s.n; i++)
		buf_c(&b, byte_lower(s.p[i]));
	return b.full ? s : arena_dup(arena, buf_view(&b));
}

static enum err
take_part(struct target *t, size_t i, const struct dsn *dsn,
    const struct finding *url)
{
	struct sv value = *(const struct sv *)(const void *)
	    ((const char *)dsn + parts[i].field);
	struct finding found;
	enum err e;

	if (value.n && parts[i].id == FACT_DATABASE_HOST &&
	    value.p[0] != '/')
		value = lower_case(t->sources.arena, value);
	if (value.n) {
		if ((e = sources_perhaps(&t->sources, sv_from(parts[i].key),
		         &found)))
			return e;
		t->facts[parts[i].id].source = found.source;
		return found.state == FACT_ABSENT ||
		    (found.state == FACT_KNOWN && sv_eq(found.text, value))
		    ? target_set(t, parts[i].id, value, url->source) : OK;
	}
	if ((e = sources_find(&t->sources, sv_from(parts[i].key), &found)))
		return e;
	/* What was read as a URL is not a name as well (psql -d). */
	if (found.state == FACT_KNOWN && dsn->kind == DSN_SERVER &&
	    sv_eq(found.text, url->text))
		found.state = FACT_UNKNOWN;
	if (found.state == FACT_KNOWN)
		return target_set(t, parts[i].id, found.text, found.source);
	t->facts[parts[i].id].source = found.source;
	if (found.state == FACT_ABSENT)
		target_absent(t, parts[i].id, (struct sv){0});
	return OK;
}

static enum dsn_place
find_place(const struct target *t, const struct dsn *dsn)
{
	const struct fact *host = &t->facts[FACT_DATABASE_HOST];
	enum dsn_place place;

	if (dsn->kind == DSN_FILE)
		place = PLACE_FILE;
	else if (host->state == FACT_KNOWN)
		place = dsn_host_place(host->values[0]);
	else
		return PLACE_UNKNOWN;
	/* "localhost" over there is not here. */
	if (t->sources.inv->elsewhere && place != PLACE_PUBLIC)
		return PLACE_UNKNOWN;
	return place;
}

static bool
is_here(enum dsn_place place)
{
	return place == PLACE_LOOPBACK || place == PLACE_SOCKET ||
	    place == PLACE_FILE;
}

/* A source that the command line or its environment gives, and that says
 * another thing than "here". */
static bool
points_away(struct target *t, struct sv key, struct sv source)
{
	struct finding found;
	struct dsn dsn;

	if (sv_starts(source, SV("-")))
		sources_option(&t->sources, source, &found);
	else if (sv_find(SV("=<"), 0, source.p[0]) < 2 ||
	    sv_find(source, 0, ' ') < source.n)
		return false;
	else
		sources_environment(&t->sources, source, &found);
	if (found.state == FACT_ABSENT)
		return false;
	if (found.state == FACT_UNKNOWN)
		return true;
	if (sv_eq(key, SV("database.host")))
		return !is_here(dsn_host_place(found.text));
	dsn_read(found.text, &dsn);
	if (dsn.kind == DSN_SERVER)
		return dsn.host.n && !is_here(dsn_host_place(dsn.host));
	return dsn.kind == DSN_UNKNOWN;
}

/* Which of several variables a project's code takes is not always certain:
 * one that is set and points elsewhere makes "here" unknown. */
static bool
all_point_here(struct target *t)
{
	const struct sources *s = &t->sources;

	for (uint32_t i = 0; i < s->n_pairs; i += 2)
		if ((sv_eq(s->pairs[i], SV("database.url")) ||
		     sv_eq(s->pairs[i], SV("database.host"))) &&
		    s->pairs[i + 1].n &&
		    points_away(t, s->pairs[i], s->pairs[i + 1]))
			return false;
	return true;
}

static enum err
set_place(struct target *t, enum dsn_place place, struct sv source)
{
	bool here = is_here(place);
	enum err e;

	if (here && !all_point_here(t))
		place = PLACE_UNKNOWN;

	t->facts[FACT_DATABASE_PLACE].source = source;
	t->facts[FACT_DATABASE_LOOPBACK].source = source;
	if (place == PLACE_UNKNOWN)
		return OK;
	e = target_set(t, FACT_DATABASE_PLACE,
	    sv_from(dsn_place_name(place)), source);
	if (e)
		return e;
	return target_set(t, FACT_DATABASE_LOOPBACK,
	    here ? SV("true") : SV("false"), source);
}

/* Without a URL the scheme alone says that it is a file: "sqlite3",
 * "django.db.backends.sqlite3". */
static bool
is_sqlite(const struct target *t)
{
	const struct fact *scheme = &t->facts[FACT_DATABASE_SCHEME];

	return scheme->state == FACT_KNOWN &&
	    sv_contains(scheme->values[0], SV("sqlite"));
}

enum err
read_database(struct target *t)
{
	struct finding url;
	struct dsn dsn = {.kind = DSN_UNKNOWN};
	struct sv source;
	enum err e;

	if ((e = sources_find(&t->sources, SV("database.url"), &url)))
		return e;
	if (url.state == FACT_KNOWN)
		dsn_read(url.text, &dsn);
	/* There is a URL, and nobody knows what it says. */
	if (url.state == FACT_UNKNOWN ||
	    (url.state == FACT_KNOWN && dsn.kind == DSN_UNKNOWN)) {
		for (size_t i = 0; i < ARRAY_LEN(parts); i++)
			t->facts[parts[i].id].source = url.source;
		return set_place(t, PLACE_UNKNOWN, url.source);
	}
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if ((e = take_part(t, i, &dsn, &url)))
			return e;
	if (url.state == FACT_ABSENT && is_sqlite(t))
		dsn.kind = DSN_FILE;
	if (dsn.kind == DSN_FILE)
		for (size_t i = 1; i < ARRAY_LEN(parts); i++)
			if (parts[i].id != FACT_DATABASE_NAME)
				target_absent(t, parts[i].id, url.source);
	source = dsn.kind == DSN_FILE ? t->facts[FACT_DATABASE_SCHEME].source
	                              : t->facts[FACT_DATABASE_HOST].source;
	return set_place(t, find_place(t, &dsn), source);
}
