/* SPDX-License-Identifier: ISC */
/*
 * gitignore: which files git leaves alone. Later patterns decide over earlier
 * ones, files further down over those above; what is in an ignored directory is
 * ignored. Patterns that are too dear to match are unsure.
 */
#include <string.h>

#include "facts/repository.h"

enum { STEPS_MAX = 20000, IGNORE_MAX = 1 << 20 };

struct ignore_file {
	struct sv base; /* the directory, relative to the root; n 0: root */
	struct sv text;
	bool unsure;    /* it is there and cannot be read */
	struct ignore_file *next;
};

struct matcher {
	unsigned steps;
};

/* A set at p[*i] == '['; *i moves behind it. False: it is not closed, or
 * names a class of characters. */
static bool
match_set(struct sv p, size_t *i, char c, bool *out)
{
	size_t k = *i + 1;
	bool negated = k < p.n && (p.p[k] == '!' || p.p[k] == '^');
	bool found = false;
	size_t first;

	k += negated;
	for (first = k; k < p.n && (p.p[k] != ']' || k == first); k++) {
		unsigned char low, high;

		if (p.p[k] == '[' && k + 1 < p.n && p.p[k + 1] == ':')
			return false;
		if (p.p[k] == '\\' && k + 1 < p.n)
			k++;
		low = high = (unsigned char)p.p[k];
		if (k + 2 < p.n && p.p[k + 1] == '-' && p.p[k + 2] != ']') {
			k += 2;
			if (p.p[k] == '\\' && k + 1 < p.n)
				k++;
			high = (unsigned char)p.p[k];
		}
		found |= (unsigned char)c >= low && (unsigned char)c <= high;
	}
	if (k >= p.n)
		return false;
	*i = k + 1;
	*out = found != negated && c != '/';
	return true;
}

static enum answer match(struct matcher *m, struct sv p, struct sv t);

/* p begins with '*'. */
static enum answer
match_star(struct matcher *m, struct sv p, struct sv t, bool at_start)
{
	size_t stars = 0;
	enum answer a;
	bool deep;

	while (stars < p.n && p.p[stars] == '*')
		stars++;
	deep = stars == 2 && at_start &&
	    (stars == p.n || p.p[stars] == '/');
	p = sv_skip(p, stars);
	if (deep && p.n) {
		/* Two stars and a slash: no directory, or any number. */
		if ((a = match(m, sv_skip(p, 1), t)) != NO)
			return a;
	} else if (deep) {
		return t.n ? YES : NO;
	}
	for (size_t i = 0; i <= t.n; i++) {
		if ((a = match(m, p, sv_skip(t, i))) != NO)
			return a;
		if (i < t.n && t.p[i] == '/' && !deep)
			return NO;
	}
	return NO;
}

/* One byte of the text against what stands at *i for one: a set, '?', a byte.
 * False when that cannot be told. */
static bool
match_one(struct sv p, size_t *i, char c, bool *out_fits)
{
	if (p.p[*i] == '[')
		return match_set(p, i, c, out_fits);
	if (p.p[*i] == '?') {
		*out_fits = c != '/';
		++*i;
		return true;
	}
	if (p.p[*i] == '\\' && *i + 1 < p.n)
		++*i;
	*out_fits = p.p[(*i)++] == c;
	return true;
}

static enum answer
match(struct matcher *m, struct sv p, struct sv t)
{
	size_t i = 0, k = 0;
	bool fits;

	while (i < p.n) {
		if (++m->steps > STEPS_MAX)
			return UNSURE;
		if (p.p[i] == '*')
			return match_star(m, sv_skip(p, i), sv_skip(t, k),
			    i == 0 || p.p[i - 1] == '/');
		if (k == t.n)
			return NO;
		if (!match_one(p, &i, t.p[k], &fits))
			return UNSURE;
		if (!fits)
			return NO;
		k++;
	}
	return k == t.n ? YES : NO;
}

enum answer
ignore_match(struct sv pattern, struct sv text)
{
	struct matcher m = {0};

	return match(&m, pattern, text);
}

/* A line without its end, and without blanks that are not quoted. */
static struct sv
take_line(struct sv *text)
{
	size_t n = sv_find(*text, 0, '\n');
	struct sv line = sv_take(*text, n);

	*text = sv_skip(*text, n + 1);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	while (line.n && line.p[line.n - 1] == ' ' &&
	    (line.n < 2 || line.p[line.n - 2] != '\\'))
		line.n--;
	return line;
}

/* One pattern against a path below its file: NO does not speak of it. */
static enum answer
pattern_hits(struct sv pattern, struct sv path, bool is_dir)
{
	bool anchored;

	if (sv_ends(pattern, SV("/"))) {
		if (!is_dir)
			return NO;
		pattern.n--;
	}
	anchored = sv_find(pattern, 0, '/') < pattern.n;
	if (sv_starts(pattern, SV("/")))
		pattern = sv_skip(pattern, 1);
	if (!pattern.n)
		return NO;
	return ignore_match(pattern, anchored ? path : sv_basename(path));
}

/* What a file says of path: out_said tells whether anything. */
static enum answer
file_says(const struct ignore_file *f, struct sv path, bool is_dir,
    bool *out_said)
{
	struct sv text = f->text, line;
	enum answer verdict = NO, hit;
	bool negated;

	*out_said = f->unsure;
	if (f->unsure)
		return UNSURE;
	if (f->base.n)
		path = sv_skip(path, f->base.n + 1);
	while (text.n) {
		line = take_line(&text);
		if (!line.n || line.p[0] == '#')
			continue;
		negated = line.p[0] == '!';
		if (negated)
			line = sv_skip(line, 1);
		hit = pattern_hits(line, path, is_dir);
		if (hit == NO)
			continue;
		*out_said = true;
		verdict = hit == UNSURE ? UNSURE : negated ? NO : YES;
	}
	return verdict;
}

static enum err
load(struct repository *r, struct sv base, const struct os_path *dir,
    const char *name, struct ignore_file **out)
{
	struct ignore_file *f = ARENA_NEW(r->arena, 1, struct ignore_file);
	enum err e;

	if (!f)
		return ERR_LIMIT;
	f->base = base;
	e = repo_file(r, dir, name, &f->text);
	f->unsure = e && e != ERR_NOT_FOUND;
	f->next = r->ignores;
	r->ignores = *out = f;
	return OK;
}

/* The .gitignore of a directory, read once. */
static const struct ignore_file *
ignore_of(struct repository *r, struct sv base)
{
	struct ignore_file *f;
	struct os_path dir;
	struct sv kept;

	for (f = r->ignores; f; f = f->next)
		if (f->base.p && sv_eq(f->base, base))
			return f;
	kept = arena_dup(r->arena, base);
	if (!kept.p || !repo_path(r, base, &dir) ||
	    load(r, kept, &dir, ".gitignore", &f))
		return NULL;
	return f;
}

/* info/exclude; base.p NULL tells it from the .gitignore of the root. */
static const struct ignore_file *
exclude_of(struct repository *r)
{
	struct ignore_file *f;

	for (f = r->ignores; f; f = f->next)
		if (!f->base.p)
			return f;
	return load(r, (struct sv){0}, &r->common, "info/exclude", &f) ? NULL
	                                                               : f;
}

static enum err
take_excludes(void *ctx, const struct config_entry *e)
{
	if (config_is(e, SV("core"), (struct sv){0}, SV("excludesfile")))
		*(struct sv *)ctx = e->value;
	return OK;
}

/* The person's own patterns: core.excludesFile, else git/ignore in the
 * directory of configurations. */
static void
load_persons(struct repository *r, struct ignore_file *f)
{
	const struct config_place *place = &r->place;
	struct sv path = {0}, dir = place->xdg.n ? place->xdg : place->home;
	struct os_path full;
	enum err e;

	e = config_all(r->arena, place, (struct sv){r->common.p, r->common.n},
	    (struct sv){r->dir.p, r->dir.n},
	    &(struct config_reader){take_excludes, &path});
	if (!e && !path.p)
		path = place->xdg.n ? SV("git/ignore")
		                    : SV(".config/git/ignore");
	else if (!e && path.n && path.p[0] != '/' && path.p[0] != '~')
		dir = (struct sv){r->root.p, r->root.n};
	if (e) {
		f->unsure = true;
	} else if (path.n && dir.n) {
		e = config_path(place, dir, path, &full)
		    ? facts_text(r->arena, full.p, IGNORE_MAX, &f->text)
		    : ERR_SYNTAX;
		f->unsure = e && e != ERR_NOT_FOUND && e != ERR_ACCESS;
	}
}

static const struct ignore_file *
persons_of(struct repository *r)
{
	if (!r->persons) {
		r->persons = ARENA_NEW(r->arena, 1, struct ignore_file);
		if (r->persons)
			load_persons(r, r->persons);
	}
	return r->persons;
}

/* One path whose directories are not ignored. */
static enum answer
one_ignored(struct repository *r, struct sv path, bool is_dir)
{
	struct sv base = path;
	const struct ignore_file *f;
	enum answer a;
	bool said;

	do {
		while (base.n && base.p[base.n - 1] != '/')
			base.n--;
		if (base.n)
			base.n--;
		if (!(f = ignore_of(r, base)))
			return UNSURE;
		a = file_says(f, path, is_dir, &said);
		if (said)
			return a;
	} while (base.n);
	if (!(f = exclude_of(r)))
		return UNSURE;
	a = file_says(f, path, is_dir, &said);
	if (said)
		return a;
	if (!(f = persons_of(r)))
		return UNSURE;
	return file_says(f, path, is_dir, &said);
}

enum answer
repo_ignored(struct repository *r, struct sv path, bool is_dir)
{
	enum answer a;

	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == '/' &&
		    (a = one_ignored(r, sv_take(path, i), true)) != NO)
			return a;
	return one_ignored(r, path, is_dir);
}
