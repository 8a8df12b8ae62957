/* SPDX-License-Identifier: ISC */
/*
 * What setup is about to do: links, directories and files, in order.
 */
#include "setup.h"

#include <stdlib.h>
#include <string.h>

void
setup_note(struct setup *s, const char *text)
{
	for (size_t i = 0; i < s->n_notes; i++)
		if (text && strcmp(s->notes[i], text) == 0)
			return;
	if (text && s->n_notes < ARRAY_LEN(s->notes))
		s->notes[s->n_notes++] = text;
}

static const struct change *
planned(const struct setup *s, const char *path)
{
	for (size_t i = s->plan.n; i-- > 0;)
		if (strcmp(s->plan.list[i].path, path) == 0)
			return &s->plan.list[i];
	return NULL;
}

enum err
setup_plan_directory(struct setup *s, const char *path)
{
	struct sv parent = sv_take(sv_from(path),
	    strlen(path) - sv_basename(sv_from(path)).n);
	struct os_status status;
	struct change *c;
	enum err e;

	if (planned(s, path))
		return OK;
	if ((e = os_status(path, &status)))
		return e;
	if (status.kind != OS_NOTHING)
		return OK;
	if (parent.n > 1) {
		parent = arena_dup(s->arena, sv_take(parent, parent.n - 1));
		if (!parent.p)
			return ERR_LIMIT;
		if ((e = setup_plan_directory(s, parent.p)))
			return e;
	}
	if (!(c = changes_add(s->arena, &s->plan)))
		return ERR_LIMIT;
	c->kind = CHANGE_DIRECTORY;
	c->path = path;
	/* What agents keep in their directories is nobody else's. */
	c->mode = sv_starts(sv_from(path), s->home) ? 0700 : 0755;
	return OK;
}

enum err
setup_real_path(struct setup *s, const char **path)
{
	struct os_path real;
	struct sv kept;
	enum err e = os_resolve(SV(""), sv_from(*path), &real);

	if (e == ERR_NOT_FOUND)
		return OK;
	if (e)
		return e;
	kept = arena_dup(s->arena, (struct sv){real.p, real.n});
	*path = kept.p;
	return kept.p ? OK : ERR_LIMIT;
}

enum err
setup_read(struct setup *s, const char *path, struct edit *out)
{
	const struct change *c = planned(s, path);
	char *p;
	size_t n;
	enum err e;

	edit_init(out, s->arena, c ? c->after : SV(""));
	if (c)
		return OK;
	if (!(p = arena_take(s->arena, EDIT_TEXT_MAX + 1)))
		return ERR_LIMIT;
	e = os_read_file(path, p, EDIT_TEXT_MAX, &n);
	out->fresh = e == ERR_NOT_FOUND;
	if (e)
		return out->fresh ? OK : e;
	p[n] = '\0';
	edit_init(out, s->arena, (struct sv){p, n});
	return OK;
}

enum err
setup_plan_file(struct setup *s, const char *path, const struct edit *edit,
    unsigned mode)
{
	struct sv text = sv_from(path), parent;
	struct os_status status;
	struct piece *pieces;
	struct change *c;
	enum err e;

	if (!edit->n)
		return OK;
	parent = arena_dup(s->arena,
	    sv_take(text, text.n - sv_basename(text).n - 1));
	pieces = ARENA_NEW(s->arena, edit->n, struct piece);
	if (!parent.p || !pieces)
		return ERR_LIMIT;
	if ((e = setup_plan_directory(s, parent.p)) ||
	    (e = os_status(path, &status)))
		return e;
	if (!(c = changes_add(s->arena, &s->plan)))
		return ERR_LIMIT;
	memcpy(pieces, edit->pieces, edit->n * sizeof(*pieces));
	*c = (struct change){
	    .kind = edit->fresh ? CHANGE_FILE : CHANGE_EDIT,
	    .path = path,
	    .before = edit->original,
	    .after = edit->text,
	    .mode = status.kind == OS_FILE ? status.mode & 07777 : mode,
	    .pieces = pieces,
	    .n_pieces = edit->n,
	};
	return OK;
}

int
setup_open(struct setup *s, struct cli *cli)
{
	const char *home = getenv("HOME");
	struct os_path share;
	enum err e;

	s->cli = cli;
	s->arena = &cli->arena;
	if (home && home[0] == '/')
		s->home = sv_from(home);
	if ((e = front_open(&s->front)) ||
	    (e = os_prefix_join(&s->front.prefix, "share/guard", &share)))
		return cli_fail(EXIT_GUARD_FAILED,
		    "guard's own place cannot be told: %s", err_text(e));
	s->own_prefix = os_may_write(share.p);
	e = record_load(s);
	if (e == ERR_NOT_FOUND && !s->record.n)
		return cli_fail(EXIT_FINDINGS, "HOME is not set, where setup "
		    "would keep a record of what it changes for you; set it");
	if (e)
		return cli_fail_on(EXIT_GUARD_FAILED, s->record.p, e);
	return EXIT_FINE;
}
