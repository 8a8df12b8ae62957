/* SPDX-License-Identifier: ISC */
/*
 * What a copy, a move or a link takes the place of, as cp, mv and ln of GNU
 * and the BSDs find the file: the last operand, or in it when it is a
 * directory, or in the directory that an option names.
 */
#include "facts/paths.h"

static bool
is_option(const struct option_use *o, const char *a, const char *b)
{
	return !o->off && (sv_eq_cstr(o->name, a) || sv_eq_cstr(o->name, b));
}

static bool
has_option(const struct invocation *inv, const char *a, const char *b)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (is_option(&inv->options[i], a, b))
			return true;
	return false;
}

/* --backup=none keeps nothing, nor does any other where a variable says so. */
static bool
keeps_backup(const struct reading_fact *f)
{
	const struct invocation *inv = f->inv;
	struct word control;

	if (argv_env(f->facts->context, inv, SV("VERSION_CONTROL"), &control))
		return false;
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (is_option(&inv->options[i], "-b", "--backup") &&
		    inv->options[i].has_value)
			return false;
	return has_option(inv, "-b", "--backup");
}

/* Nothing is replaced, or a copy of it stays. */
static bool
replaces_nothing(const struct reading_fact *f)
{
	const struct invocation *inv = f->inv;

	if (keeps_backup(f))
		return true;
	/* ln stops at what is there, and its -n means something else. */
	if (sv_eq(sv_basename(inv->typed), SV("ln")))
		return !has_option(inv, "-f", "--force");
	/* Of -n, -f and -i the last counts for mv, and for cp of the BSDs. */
	return has_option(inv, "-n", "--no-clobber") &&
	    !has_option(inv, "-f", "--force") &&
	    !has_option(inv, "-i", "--interactive");
}

struct destination {
	const struct word *word; /* NULL: there is none */
	bool is_directory;
	uint32_t n_sources;
};

static bool
is_directory(const struct reading_fact *f, const struct word *w)
{
	struct os_path full;
	struct os_status st;

	return !(w->flags & (WORD_DYNAMIC | WORD_SPLITS)) &&
	    !os_resolve(f->cwd, w->text, &full) &&
	    !os_status(full.p, &st) && st.kind == OS_DIRECTORY;
}

static struct destination
find_destination(const struct reading_fact *f)
{
	const struct invocation *inv = f->inv;
	struct destination d = {.n_sources = inv->n_operands};

	for (uint32_t i = 0; i < inv->n_options; i++)
		if (is_option(&inv->options[i], "-t",
		        "--target-directory")) {
			d.word = &inv->options[i].value;
			d.is_directory = true;
			return d;
		}
	if (inv->n_operands < 2)
		return d;
	d.word = &inv->operands[--d.n_sources].word;
	d.is_directory = is_directory(f, d.word) &&
	    !has_option(inv, "-T", "--no-target-directory");
	return d;
}

/* A file that is replaced counts; a directory is added to. */
static void
judge_file(struct paths *p, const struct word *w)
{
	if (!is_directory(p->f, w))
		paths_judge(p, w);
}

/* The file of that source's name in the directory. */
static bool
name_in(struct arena *arena, const struct word *dir, const struct word *source,
    struct word *out)
{
	struct sv name = sv_basename(source->text);
	size_t n = dir->text.n + 1 + name.n;
	char *p = arena_take(arena, n);
	struct buf b;

	if (!p)
		return false;
	buf_init(&b, p, n);
	buf_sv(&b, dir->text);
	buf_c(&b, '/');
	buf_sv(&b, name);
	*out = (struct word){.text = buf_view(&b), .known = n,
		.flags = dir->flags | source->flags};
	return true;
}

static enum err
judge_in(struct paths *p, const struct destination *d)
{
	struct arena *arena = p->f->facts->context->arena;
	struct word file;

	for (uint32_t i = 0; i < d->n_sources; i++) {
		if (!name_in(arena, d->word, &p->f->inv->operands[i].word,
		        &file))
			return ERR_LIMIT;
		judge_file(p, &file);
	}
	return OK;
}

enum err
read_overwrites(const struct reading_fact *f)
{
	struct destination d = find_destination(f);
	struct paths *p;
	enum err e;

	if (!d.word || replaces_nothing(f))
		return fact_value(f, SV("nothing"), f->cwd);
	if ((e = paths_begin(f, &p)) || !p)
		return e;
	if (!d.is_directory)
		judge_file(p, d.word);
	else if ((e = judge_in(p, &d)))
		return e;
	if (!p->n)
		return fact_value(f, SV("nothing"), f->cwd);
	paths_end(p);
	return OK;
}
