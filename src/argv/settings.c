/* SPDX-License-Identifier: ISC */
/*
 * Settings files that change what a command does (an alias that shadows it, a
 * shell that takes the place of sh): looked up like variables of the
 * environment, and listed among them. A key is "FILE KEY" or
 * "FILE [SECTION] KEY"; FILE starts with "~/" or is looked for in the
 * directory and those above it. SECTION and KEY may hold "{command}", the first
 * command word, "{parents}", all but the last, and "{last}". KEY "*" is the
 * whole file.
 */
#include <string.h>

#include "argv/internal.h"

#define MAX_LEVELS 24
#define MAX_NAME   256 /* bytes of a section or key with its words put in */

/* A key of the tool's settings, taken apart. */
struct setting {
	struct sv file;
	struct sv section; /* n is 0: before any section */
	struct sv key;
};

struct settings {
	const struct argv_context *ctx;
	struct invocation *inv;
	struct list *uses;
};

static bool
take_apart(struct sv text, struct setting *out)
{
	size_t blank = sv_find(text, 0, ' ');
	size_t close;

	out->file = sv_take(text, blank);
	out->section = (struct sv){0};
	out->key = sv_skip(text, blank + 1);
	if (out->key.n && out->key.p[0] == '[') {
		close = sv_find(out->key, 0, ']');
		out->section = sv_skip(sv_take(out->key, close), 1);
		out->key = sv_trim(sv_skip(out->key, close + 1));
	}
	return out->file.n && out->key.n;
}

static bool
eq_caseless(struct sv a, struct sv b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++) {
		unsigned char x = (unsigned char)a.p[i];
		unsigned char y = (unsigned char)b.p[i];

		if (x != y && (((x | 0x20) != (y | 0x20)) ||
		    (x | 0x20) < 'a' || (x | 0x20) > 'z'))
			return false;
	}
	return a.n == b.n;
}

/* Python's reader of such files takes both, whichever comes first. */
static size_t
find_separator(struct sv line)
{
	size_t equals = sv_find(line, 0, '=');
	size_t colon = sv_find(line, 0, ':');

	if (equals == line.n && colon == line.n)
		/* yarn's takes neither. */
		return sv_find(line, 0, ' ');
	return equals < colon ? equals : colon;
}

/* A line of the file, without its line break; text is moved behind it. */
static struct sv
take_line(struct sv *text)
{
	size_t n = 0;
	struct sv line;

	while (n < text->n && text->p[n] != '\n' && text->p[n] != '\r')
		n++;
	line = sv_take(*text, n);
	*text = sv_skip(*text, n + 1);
	return line;
}

/* Values of [DEFAULT] count in every section. */
static bool
enters_section(struct sv line, const struct setting *s)
{
	struct sv name = sv_trim(sv_skip(
	    sv_take(line, sv_find(line, 0, ']')), 1));

	return sv_eq(name, s->section) ||
	    (s->section.n && sv_eq(name, SV("DEFAULT")));
}

/* Whether an indented line goes on with a value. */
static bool
continues(struct sv text)
{
	return text.n && (text.p[0] == ' ' || text.p[0] == '\t');
}

static bool
has_key(struct sv line, const struct setting *s, size_t mid)
{
	struct sv key = sv_unquoted(sv_trim(sv_take(line, mid)));

	if (sv_ends(key, SV("[]")))
		key.n -= 2;
	return eq_caseless(key, s->key);
}

/*
 * Every value of KEY in INI text is considered: which of several counts is the
 * tool's affair. A value that goes on in further lines is not empty.
 */
static enum err
each_value(struct sv text, const struct setting *s,
    enum err (*each)(void *ctx, struct sv value), void *ctx)
{
	bool here = !s->section.n;
	struct sv line, value;
	size_t mid;
	enum err e = OK;

	while (text.n && !e) {
		line = sv_trim(take_line(&text));
		if (!line.n || line.p[0] == '#' || line.p[0] == ';')
			continue;
		if (line.p[0] == '[') {
			here = enters_section(line, s);
			continue;
		}
		mid = find_separator(line);
		if (!here || !has_key(line, s, mid))
			continue;
		value = sv_unquoted(sv_trim(sv_skip(line, mid + 1)));
		if (!value.n && continues(text))
			value = sv_trim(take_line(&text));
		if (value.n)
			e = each(ctx, value);
	}
	return e;
}

static enum err
read_file(const struct settings *s, struct sv dir, struct sv file,
    struct sv *out)
{
	const struct argv_world *world = s->ctx->world;

	if (!world || !world->file)
		return ERR_NOT_FOUND;
	return world->file(world->ctx, dir, file, out);
}

/* How many directories there are from the current one to the root. */
static size_t
levels_above(const struct settings *s)
{
	const struct argv_world *world = s->ctx->world;
	struct sv cwd;
	size_t n = 1;

	if (!world || !world->cwd || world->cwd(world->ctx, &cwd))
		return 1;
	for (size_t i = 1; i < cwd.n; i++)
		n += cwd.p[i] == '/';
	return n < MAX_LEVELS ? n : MAX_LEVELS;
}

static enum err
read_upward(const struct settings *s, struct sv file, struct sv *out)
{
	static const char up[] = "../../../../../../../../../../../../"
	                         "../../../../../../../../../../../../";
	char memory[sizeof(up) + 128];
	size_t levels = levels_above(s);
	struct buf b;
	enum err e = ERR_NOT_FOUND;

	if (!word_is_certain(&s->inv->cwd))
		return ERR_NOT_FOUND;
	for (size_t i = 0; i < levels && e == ERR_NOT_FOUND; i++) {
		buf_init(&b, memory, sizeof(memory));
		buf_sv(&b, (struct sv){up, i * 3});
		buf_sv(&b, file);
		if (b.full)
			return ERR_NOT_FOUND;
		e = read_file(s, s->inv->cwd.text, buf_view(&b), out);
	}
	return e;
}

static enum err
read_setting_file(const struct settings *s, struct sv file, struct sv *out)
{
	struct word home;

	if (!sv_starts(file, SV("~/")))
		return read_upward(s, file, out);
	if (!argv_env(s->ctx, s->inv, SV("HOME"), &home) || !home.text.n ||
	    !word_is_certain(&home))
		return ERR_NOT_FOUND;
	return read_file(s, home.text, sv_skip(file, 2), out);
}

/* The entry of the tool's settings that a value belongs to. */
struct entry {
	const struct settings *s;
	struct sv name;
	uint64_t v;
};

static enum err
add_use(void *ctx, struct sv value)
{
	const struct entry *entry = ctx;
	const struct settings *s = entry->s;
	struct sv name = entry->name;
	uint64_t v = entry->v;
	struct word word = word_of(value);
	uint32_t classes = OPTION_CLASSES(OPTION_FLAGS(v));
	struct env_use *use;
	enum err e;

	if ((e = value_classes(s->ctx, OPTION_ID(v), &word, &classes)))
		return e;
	if (!(classes & ~(uint32_t)(CLASS_HARMLESS | CLASS_SECRET)))
		return OK;
	if (!(use = list_push(s->ctx->arena, s->uses, sizeof(*use))))
		return ERR_LIMIT;
	use->name = name;
	use->value = word;
	use->flags = (OPTION_FLAGS(v) & ~(uint32_t)CLASS_ALL) | classes;
	return OK;
}

/* The command words that a place in braces stands for. */
static bool
put_words(const struct invocation *inv, struct sv place, struct buf *b)
{
	uint32_t from = 0, to = inv->n_path;

	if (!inv->n_path)
		return false;
	if (sv_eq(place, SV("{command}")))
		to = 1;
	else if (sv_eq(place, SV("{parents}")))
		to--;
	else if (sv_eq(place, SV("{last}")))
		from = to - 1;
	else
		return false;
	for (uint32_t i = from; i < to; i++) {
		if (i > from)
			buf_c(b, ' ');
		buf_sv(b, inv->path[i]);
	}
	return to > from;
}

/* text with its places filled; false when the command has no such words. */
static bool
fill_in(const struct invocation *inv, struct sv text, struct buf *b)
{
	size_t open, close;

	while ((open = sv_find(text, 0, '{')) < text.n) {
		close = sv_find(text, open, '}');
		buf_sv(b, sv_take(text, open));
		if (close == text.n || !put_words(inv,
		    (struct sv){text.p + open, close + 1 - open}, b))
			return false;
		text = sv_skip(text, close + 1);
	}
	buf_sv(b, text);
	return !b->full;
}

static enum err
consider(void *ctx, struct sv name, uint64_t v)
{
	const struct settings *s = ctx;
	char section[MAX_NAME], key[MAX_NAME];
	struct buf section_text, key_text;
	struct entry entry = {s, name, v};
	struct setting setting;
	struct sv text;
	enum err e;

	if (!take_apart(name, &setting))
		return ERR_CORRUPT;
	buf_init(&section_text, section, sizeof(section));
	buf_init(&key_text, key, sizeof(key));
	if (!fill_in(s->inv, setting.section, &section_text) ||
	    !fill_in(s->inv, setting.key, &key_text))
		return OK;
	setting.section = buf_view(&section_text);
	setting.key = buf_view(&key_text);
	e = read_setting_file(s, setting.file, &text);
	/* What guard may not read the tool may not either. */
	if (e == ERR_NOT_FOUND || e == ERR_ACCESS)
		return OK;
	/* A FIFO, a directory: whatever the tool makes of that. */
	if (e == ERR_IO)
		return add_use(&entry, SV("(cannot be read)"));
	if (e)
		return e;
	/* "*": that the file says anything at all is what counts. */
	if (sv_eq(setting.key, SV("*")))
		return sv_trim(text).n ? add_use(&entry, sv_trim(text)) : OK;
	return each_value(text, &setting, add_use, &entry);
}

enum err
settings_collect(const struct argv_context *ctx, const struct tool *tool,
    struct invocation *inv, struct list *uses)
{
	struct settings s = {.ctx = ctx, .inv = inv, .uses = uses};

	if (!tool->h->settings)
		return OK;
	return image_each(ctx->image, tool->h->settings, consider, &s);
}
