/* SPDX-License-Identifier: ISC */
/*
 * What setup makes in the prefix: a link for each name of the lists, and the
 * policy image.
 */
#include <string.h>

#include "complaint.h"
#include "setup.h"

#define LINK_TARGET "../../../bin/guard"

enum { LIST_MAX = 1 << 16 /* bytes of a list of names */ };

/* Where rules lie, and as which layer. */
static const struct {
	const char *place;
	enum layer layer;
} rule_places[] = {
    {"share/guard/rules", LAYER_SHIPPED},
    {"etc/guard/site", LAYER_SITE},
    {"etc/guard/user", LAYER_USER},
};

static struct sv
next_word(struct sv *text)
{
	static const char blanks[] = " \t\r\n,";
	struct sv word;
	size_t n = 0;

	for (;;) {
		while (text->n && memchr(blanks, text->p[0], 5))
			*text = sv_skip(*text, 1);
		if (!text->n || text->p[0] != '#')
			break;
		*text = sv_skip(*text, sv_find(*text, 0, '\n'));
	}
	while (n < text->n && !memchr(blanks, text->p[n], 5) &&
	    text->p[n] != '#')
		n++;
	word = sv_take(*text, n);
	*text = sv_skip(*text, n);
	return word;
}

static enum err
read_list(struct setup *s, const char *name, struct sv *out)
{
	const char *rest = SETUP_TEXT(s->arena, "share/guard/names/", name);
	char *p = arena_take(s->arena, LIST_MAX);
	struct os_path path;
	size_t n;
	enum err e;

	if (!rest || !p)
		return ERR_LIMIT;
	if ((e = os_prefix_join(&s->front.prefix, rest, &path)) ||
	    (e = os_read_file(path.p, p, LIST_MAX, &n)))
		return e;
	*out = (struct sv){p, n};
	return OK;
}

static enum err
plan_shim(struct setup *s, struct sv name)
{
	char memory[256];
	const char *path;
	struct buf b;
	struct change *c;

	buf_init(&b, memory, sizeof(memory) - 1);
	buf_sv(&b, name);
	if (b.full)
		return ERR_LIMIT;
	memory[b.n] = '\0';
	if (!(path = SETUP_TEXT(s->arena, s->front.shims.p, "/", memory)))
		return ERR_LIMIT;
	s->n_shims++;
	if (!os_is_missing(path)) {
		if (!os_is_guard(path))
			setup_note(s, SETUP_TEXT(s->arena, "Look at ", path,
			    ": it is no link to guard, and was left alone."));
		return OK;
	}
	if (!s->own_prefix || !(c = changes_add(s->arena, &s->plan)))
		return s->own_prefix ? ERR_LIMIT : OK;
	c->kind = CHANGE_LINK;
	c->path = path;
	c->target = LINK_TARGET;
	s->n_new_shims++;
	return OK;
}

static enum err
plan_names(struct setup *s, struct sv list)
{
	struct sv name;
	enum err e = OK;

	while (!e && (name = next_word(&list)).n)
		e = plan_shim(s, name);
	return e;
}

static bool
is_listed(struct sv list, struct sv name)
{
	struct sv word;

	while ((word = next_word(&list)).n)
		if (sv_eq(word, name))
			return true;
	return false;
}

/* A shim without rules would refuse whatever it is given. */
static int
check_tools(struct setup *s, struct sv names, struct sv usual, struct sv files)
{
	struct sv name;

	while ((name = next_word(&names)).n)
		if (!is_listed(usual, name) && !is_listed(files, name))
			return cli_fail(EXIT_WRONG_USAGE, "--tools: no rules "
			    "are shipped for '%s' (see guard rules)",
			    arena_dup(s->arena, name).p);
	return EXIT_FINE;
}

struct newest {
	const char *dir;
	int64_t seconds;
};

static enum err
look_at_rule(void *ctx, const char *name)
{
	struct newest *newest = ctx;
	struct os_path dir, path;
	struct os_status s;

	if (!sv_ends(sv_from(name), SV(".yaml")))
		return OK;
	dir.n = strlen(newest->dir);
	memcpy(dir.p, newest->dir, dir.n + 1);
	if (!os_join(&dir, name, &path) && !os_status(path.p, &s) &&
	    s.mtime_s > newest->seconds)
		newest->seconds = s.mtime_s;
	return OK;
}

bool
setup_is_stale(const struct os_path *prefix, struct arena *arena,
    bool *out_unsure)
{
	struct newest newest = {.seconds = 0};
	static struct policy policy;
	struct os_status image;
	struct os_path path;

	*out_unsure = false;
	if (os_prefix_join(prefix, "etc/guard/policy.image", &path) ||
	    os_status(path.p, &image) || image.kind != OS_FILE ||
	    load_image(&policy, arena, path.p))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(rule_places); i++) {
		struct os_status dir;

		if (os_prefix_join(prefix, rule_places[i].place, &path) ||
		    os_status(path.p, &dir) || dir.kind != OS_DIRECTORY)
			continue;
		newest.dir = path.p;
		if (os_list(path.p, look_at_rule, &newest))
			return true;
	}
	*out_unsure = newest.seconds == image.mtime_s;
	return newest.seconds > image.mtime_s;
}

int
setup_compile(struct setup *s)
{
	struct rulebook book;
	struct os_path path;
	enum err e = OK;

	rulebook_init(&book, s->arena);
	for (size_t i = 0; !e && i < ARRAY_LEN(rule_places); i++) {
		struct os_status dir;
		const char *kept;

		if ((e = os_prefix_join(&s->front.prefix, rule_places[i].place,
		    &path)) || (e = os_status(path.p, &dir)) ||
		    dir.kind != OS_DIRECTORY)
			continue;
		/* The book points into the names of its files. */
		if (!(kept = SETUP_TEXT(s->arena, path.p)))
			e = ERR_LIMIT;
		else
			e = rulebook_add(&book, kept, rule_places[i].layer);
	}
	if (!e)
		e = rulebook_compile(&book);
	cli_diagnostics(&book.sink);
	if (e == ERR_SCHEMA)
		return cli_fail(EXIT_FINDINGS, "the rules have errors; the "
		    "policy image stays as it was");
	if (e || (e = os_prefix_join(&s->front.prefix,
	    "etc/guard/policy.image", &path)))
		return cli_fail_on(EXIT_GUARD_FAILED, path.p, e);
	e = rulebook_write(&book, path.p);
	return e ? complain_writing(path.p, e) : EXIT_FINE;
}

static int
plan_shims(struct setup *s)
{
	const struct opt_list *tools = &s->cli->args.tools;
	struct sv usual, files;
	int status;
	enum err e;

	if ((e = read_list(s, "default", &usual)) ||
	    (e = read_list(s, "files", &files)))
		return cli_fail_on(EXIT_GUARD_FAILED,
		    "share/guard/names", e);
	for (size_t i = 0; i < tools->n; i++)
		if ((status = check_tools(s, sv_from(tools->items[i]), usual,
		    files)))
			return status;
	if (!(e = setup_plan_directory(s, s->front.shims.p)) && !tools->n)
		e = plan_names(s, usual);
	for (size_t i = 0; !e && i < tools->n; i++)
		e = plan_names(s, sv_from(tools->items[i]));
	if (!e && s->cli->args.files)
		e = plan_names(s, files);
	return e ? cli_fail_on(EXIT_GUARD_FAILED, s->front.shims.p, e)
	         : EXIT_FINE;
}

int
setup_plan_prefix(struct setup *s)
{
	struct os_path share;
	bool stale, unsure;

	if (os_prefix_join(&s->front.prefix, "share/guard", &share))
		return cli_fail(EXIT_GUARD_FAILED, "the prefix is too long");
	s->own_prefix = os_may_write(os_is_missing(s->front.shims.p)
	    ? share.p : s->front.shims.p);
	stale = setup_is_stale(&s->front.prefix, s->arena, &unsure);
	s->compiled = s->own_prefix && (stale || unsure);
	return plan_shims(s);
}
