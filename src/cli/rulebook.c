/* SPDX-License-Identifier: ISC */
/*
 * Rule files from paths to an image in memory. The order of files never
 * matters to a verdict; they are sorted so that the image is the same on every
 * machine.
 */
#include "load.h"
#include "progress.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

/* Too large for a stack, and used by one file after the other. */
static char contents[RULES_MAX_FILE];

struct names {
	struct sv *items;
	size_t n;
	size_t cap;
};

void
rulebook_init(struct rulebook *book, struct arena *arena)
{
	memset(book, 0, sizeof(*book));
	book->arena = arena;
	diag_sink_init(&book->sink, arena);
}

static enum err
new_source(struct rulebook *book, struct sv name, struct source **out)
{
	struct source *source = ARENA_NEW(book->arena, 1, struct source);

	if (!source)
		return ERR_LIMIT;
	source->beneath = book->beneath;
	source->name = arena_dup(book->arena, name);
	if (!source->name.p)
		return ERR_LIMIT;
	*out = source;
	return OK;
}

/* Reports that a path gave no rules. */
static enum err
unusable(struct rulebook *book, struct sv name, const char *why)
{
	struct source *source;
	enum err e;

	if ((e = new_source(book, name, &source)))
		return e;
	diag_add(&book->sink, SEVERITY_ERROR,
	    (struct span){.source = source, .length = 1}, "unreadable",
	    "cannot be read: %s", why);
	return OK;
}

enum err
rulebook_source(struct rulebook *book, struct sv name,
    const struct source **out)
{
	struct source *source;
	size_t n = 0;
	enum err e;

	*out = NULL;
	if ((e = new_source(book, name, &source)))
		return e;
	if ((e = os_read_file(source->name.p, contents, sizeof(contents), &n)))
		return unusable(book, name, err_text(e));
	source->text = arena_dup(book->arena, (struct sv){contents, n});
	if (!source->text.p)
		return ERR_LIMIT;
	book->n_files += !book->beneath;
	*out = source;
	return OK;
}

static enum err
add_file(struct rulebook *book, struct sv name, enum layer layer)
{
	const struct source *source;
	enum err e = rulebook_source(book, name, &source);

	if (e || !source)
		return e;
	e = rules_parse(book->arena, source, layer, &book->sink, &book->model);
	/* Faults of the file are in the sink; the next file has its turn. */
	return e == ERR_SYNTAX || e == ERR_SCHEMA ? OK : e;
}

static enum err
push_name(struct rulebook *book, struct names *names, struct sv dir,
    const char *file)
{
	char memory[OS_PATH_MAX];
	struct buf path;
	struct sv *grown;

	buf_init(&path, memory, sizeof(memory) - 1);
	buf_sv(&path, dir);
	if (!sv_ends(dir, SV("/")))
		buf_c(&path, '/');
	buf_str(&path, file);
	if (path.full)
		return ERR_LIMIT;
	if (!names->items || names->n == names->cap) {
		names->cap = names->cap * 2 + 16;
		grown = ARENA_NEW(book->arena, names->cap, struct sv);
		if (!grown)
			return ERR_LIMIT;
		if (names->n)
			memcpy(grown, names->items, names->n * sizeof(*grown));
		names->items = grown;
	}
	names->items[names->n] = arena_dup(book->arena, buf_view(&path));
	return names->items[names->n++].p ? OK : ERR_LIMIT;
}

static void
sort_names(struct names *names)
{
	for (size_t i = 1; i < names->n; i++) {
		struct sv item = names->items[i];
		size_t j = i;

		for (; j > 0 && sv_cmp(names->items[j - 1], item) > 0; j--)
			names->items[j] = names->items[j - 1];
		names->items[j] = item;
	}
}

static enum err
list_directory(struct rulebook *book, DIR *d, struct sv dir,
    struct names *names)
{
	const struct dirent *entry;
	enum err e = OK;

	/* cppcheck-suppress readdirCalled ; there is but one thread */
	while (!e && (entry = readdir(d))) {
		struct sv file = sv_from(entry->d_name);

		if (file.p[0] != '.' && sv_ends(file, SV(".yaml")))
			e = push_name(book, names, dir, entry->d_name);
	}
	sort_names(names);
	return e;
}

enum err
rulebook_add(struct rulebook *book, const char *path, enum layer layer)
{
	struct sv name = sv_from(path);
	struct names names = {NULL, 0, 0};
	struct progress progress;
	DIR *d = opendir(path);
	enum err e;

	if (!d && errno == ENOTDIR)
		return add_file(book, name, layer);
	if (!d)
		return unusable(book, name, strerror(errno));
	e = list_directory(book, d, name, &names);
	(void)closedir(d);
	if (!e && names.n == 0)
		e = unusable(book, name, "no *.yaml in this directory");
	progress_begin(&progress, "reading rules", names.n);
	for (size_t i = 0; !e && i < names.n; i++) {
		e = add_file(book, names.items[i], layer);
		progress_step(&progress);
	}
	progress_end(&progress);
	return e;
}

enum err
rulebook_compile(struct rulebook *book)
{
	enum err e;

	if (book->sink.n_errors)
		return ERR_SCHEMA;
	e = rules_compile(book->arena, &book->model, &book->sink, &book->image);
	if (!e && book->sink.n_errors)
		return ERR_SCHEMA;
	return e;
}

enum err
rulebook_write(const struct rulebook *book, const char *path)
{
	struct image_header header;

	if (book->image.n < sizeof(header))
		return ERR_INTERNAL;
	memcpy(&header, book->image.p, sizeof(header));
	return os_replace_file(path, book->image.p, book->image.n, 0644,
	    image_seal(&header));
}
