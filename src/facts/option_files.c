/* SPDX-License-Identifier: ISC */
/*
 * Lines "KEY = VALUE" below "[GROUP]"; whatever stands last in the last file
 * counts, whichever of its groups it is in.
 */
#include "facts/option_files.h"

#include <string.h>

enum { MAX_DEPTH = 8, MAX_LISTED = 64, MAX_FILES = 256 };

struct walk {
	struct sources *s;
	struct sv key;
	struct finding *out;
	unsigned depth;
	unsigned files; /* that were read, however often each */
	bool odd; /* something is there that is not understood */
};

struct listing {
	struct sv names[MAX_LISTED];
	uint32_t n;
	struct arena *arena;
};

static enum err read_one(struct walk *w, struct sv file);

/* The groups that a client reads: those of all clients, and its own. */
static bool
is_read(const struct walk *w, struct sv group)
{
	static const char *const all[] = {
		"client", "client-server", "client-mariadb",
	};
	static const char *const also[][2] = {
		{"mysql", "mariadb-client"}, {"mysqldump", "mariadb-dump"},
		{"mysqladmin", "mariadb-admin"},
		{"mysqlcheck", "mariadb-check"},
		{"mysqlimport", "mariadb-import"},
		{"mysqlshow", "mariadb-show"},
	};
	struct sv tool = w->s->inv->tool;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (sv_eq_cstr(group, all[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(also); i++)
		if (sv_eq_cstr(tool, also[i][0]) &&
		    sv_eq_cstr(group, also[i][1]))
			return true;
	return sv_eq(group, tool);
}

/* Whether the name in a file is the key's; "-" and "_" are the same in it, and
 * "loose-" ahead of it only silences a complaint. A beginning of the key may
 * stand for it (hos=): out_unsure. */
static bool
is_key(struct sv name, struct sv key, bool *out_unsure)
{
	if (sv_starts(name, SV("loose-")) || sv_starts(name, SV("loose_")))
		name = sv_skip(name, 6);
	*out_unsure = false;
	for (size_t i = 0; i < name.n && i < key.n; i++)
		if (name.p[i] != key.p[i] &&
		    !(name.p[i] == '_' && key.p[i] == '-'))
			return false;
	*out_unsure = name.n && name.n < key.n;
	return name.n == key.n;
}

static enum err
take_value(struct walk *w, struct sv value, struct sv source)
{
	char quote = value.n ? value.p[0] : '\0';

	*w->out = (struct finding){FACT_KNOWN, value, source};
	if (quote == '"' || quote == '\'') {
		size_t end = sv_find(value, 1, quote);

		w->out->text = sv_skip(sv_take(value, end), 1);
		if (end == value.n)
			w->out->state = FACT_UNKNOWN;
	} else {
		w->out->text = sv_trim(sv_take(value,
		    sv_find(value, 0, '#')));
	}
	if (sv_find(value, 0, '\\') < value.n)
		w->out->state = FACT_UNKNOWN;
	return source.p ? OK : ERR_LIMIT;
}

static enum err
keep_name(void *ctx, const char *name)
{
	struct listing *l = ctx;
	struct sv text = sv_from(name);

	if (!sv_ends(text, SV(".cnf")))
		return OK;
	if (l->n == MAX_LISTED)
		return ERR_LIMIT;
	text = arena_dup(l->arena, text);
	l->names[l->n++] = text;
	return text.p ? OK : ERR_LIMIT;
}

static bool
stands_before(struct sv a, struct sv b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return order < 0 || (order == 0 && a.n < b.n);
}

static void
sort(struct listing *l)
{
	for (uint32_t i = 1; i < l->n; i++)
		for (uint32_t j = i; j > 0 && stands_before(l->names[j],
		    l->names[j - 1]); j--) {
			struct sv other = l->names[j];

			l->names[j] = l->names[j - 1];
			l->names[j - 1] = other;
		}
}

static enum err
include_directory(struct walk *w, struct sv name)
{
	struct listing l = {.arena = w->s->arena};
	struct os_path path;
	enum err e;

	if (os_resolve(w->s->cwd, name, &path)) {
		w->odd = true;
		return OK;
	}
	if (os_list(path.p, keep_name, &l)) {
		w->odd = true;
		return OK;
	}
	sort(&l);
	for (uint32_t i = 0; i < l.n; i++) {
		char memory[OS_PATH_MAX];
		struct buf b;
		struct sv full;

		buf_init(&b, memory, sizeof(memory));
		buf_sv(&b, name);
		buf_str(&b, sv_ends(name, SV("/")) ? "" : "/");
		buf_sv(&b, l.names[i]);
		full = arena_dup(w->s->arena, buf_view(&b));
		if (b.full || !full.p)
			return ERR_LIMIT;
		if ((e = read_one(w, full)))
			return e;
	}
	return OK;
}

static enum err
include(struct walk *w, struct sv line)
{
	struct sv word = sv_take(line, sv_find(line, 0, ' '));
	struct sv name = sv_trim(sv_skip(line, word.n));
	enum err e = OK;

	if (w->depth == MAX_DEPTH || !name.n) {
		w->odd = true;
		return OK;
	}
	w->depth++;
	if (sv_eq(word, SV("!includedir")))
		e = include_directory(w, name);
	else if (sv_eq(word, SV("!include")))
		e = read_one(w, name);
	else
		w->odd = true;
	w->depth--;
	return e;
}

/* "KEY = VALUE" of a group that is read. */
static enum err
take_line(struct walk *w, struct sv line, struct sv source)
{
	size_t equals = sv_find(line, 0, '=');
	bool unsure;

	if (equals == line.n)
		return OK;
	if (is_key(sv_trim(sv_take(line, equals)), w->key, &unsure))
		return take_value(w, sv_trim(sv_skip(line, equals + 1)),
		    source);
	w->odd |= unsure;
	return OK;
}

/* One that is not there says nothing. */
static enum err
read_one(struct walk *w, struct sv file)
{
	struct sv text, line;
	bool here = false;
	uint32_t number = 0;
	enum err e;

	/* Files that include each other many times would take for ever. */
	if (w->files++ == MAX_FILES) {
		w->odd = true;
		return OK;
	}
	e = sources_file(w->s, file, &text);
	if (e == ERR_NOT_FOUND)
		return OK;
	w->odd |= e != OK;
	for (e = OK; text.n && !w->odd && !e;) {
		line = sv_take(text, sv_find(text, 0, '\n'));
		text = sv_skip(text, line.n + 1);
		line = sv_trim(line);
		number++;
		if (sv_starts(line, SV("!")))
			e = include(w, line);
		else if (sv_starts(line, SV("[")))
			here = is_read(w, sv_trim(sv_skip(sv_take(line,
			    sv_find(line, 0, ']')), 1)));
		else if (here)
			e = take_line(w, line,
			    sources_line(w->s, file, number));
	}
	return e;
}

/* A file that an option names; a client does not start without it. */
static enum err
read_named(struct walk *w, const struct finding *named)
{
	if (named->state == FACT_UNKNOWN)
		w->odd = true;
	return named->state == FACT_KNOWN ? read_one(w, named->text) : OK;
}

static enum err
read_all(struct walk *w)
{
	struct finding only, extra;
	enum err e;

	sources_option(w->s, SV("--no-defaults"), &only);
	if (only.state != FACT_ABSENT)
		return OK;
	sources_option(w->s, SV("--defaults-file"), &only);
	if (only.state != FACT_ABSENT)
		return read_named(w, &only);
	sources_option(w->s, SV("--defaults-extra-file"), &extra);
	if ((e = read_one(w, SV("/etc/my.cnf"))) ||
	    (e = read_one(w, SV("/etc/mysql/my.cnf"))) ||
	    (e = read_named(w, &extra)))
		return e;
	return read_one(w, SV("~/.my.cnf"));
}

enum err
option_files_find(struct sources *s, struct sv key, struct finding *out)
{
	struct walk w = {.s = s, .key = key, .out = out};
	struct finding suffix, variable;
	enum err e;

	*out = (struct finding){.state = FACT_ABSENT};
	sources_option(s, SV("--defaults-group-suffix"), &suffix);
	sources_environment(s, SV("MYSQL_GROUP_SUFFIX"), &variable);
	w.odd = s->files == FILES_UNSURE || suffix.state != FACT_ABSENT ||
	    (!s->inv->elsewhere && variable.state != FACT_ABSENT);
	if (!w.odd && (e = read_all(&w)))
		return e;
	if (w.odd)
		*out = (struct finding){FACT_UNKNOWN, {0}, SV("my.cnf")};
	return OK;
}
