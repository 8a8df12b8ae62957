/* SPDX-License-Identifier: ISC */
/*
 * From the cells of one written word to the words that it becomes: braces,
 * field splitting, and what must be called unknown (tilde, globs). A brace
 * expansion that is large or a range is not made but called unknown, too.
 */
#include "reader/shell.h"

#define BRACE_MAX_CELLS 1024
#define BRACE_MAX_GROUPS 8
#define BRACE_MAX_WORDS 256

/* The cells of one word. */
struct cells {
	const struct cell *p;
	size_t n;
};

void
shell_list_push(struct shell *sh, struct word_list *list, struct word w)
{
	struct word *p;
	size_t cap, i;

	if (list->n == list->cap) {
		cap = list->cap == 0 ? 8 : list->cap * 2;
		p = SHELL_NEW(sh, cap, struct word);
		if (p == NULL)
			return;
		for (i = 0; i < list->n; i++)
			p[i] = list->p[i];
		list->p = p;
		list->cap = cap;
	}
	list->p[list->n++] = w;
}

/* One word that is being put together. */
struct field {
	char *p;
	size_t n;
	size_t known;
	unsigned flags;
	bool exists; /* also with no byte in it */
};

static void
field_unknown(struct field *f, unsigned flags)
{
	if (f->flags == 0)
		f->known = f->n;
	f->flags |= WORD_DYNAMIC | flags;
}

static struct word
field_word(const struct field *f)
{
	return (struct word){
	    .text = {f->p, f->n},
	    .known = f->flags == 0 ? f->n : f->known,
	    .flags = f->flags,
	};
}

static bool
is_loose(struct cell c)
{
	return c.kind == CELL_PLAIN || c.kind == CELL_VALUE;
}

/* Where the last ']' is: before it a '[' may open a set. */
static size_t
last_close(struct cells w)
{
	size_t i = w.n;

	while (i > 0 && w.p[i - 1].byte != ']')
		i--;
	return i;
}

static bool
is_glob(struct cells w, size_t i, size_t close)
{
	if (!is_loose(w.p[i]))
		return false;
	return w.p[i].byte == '*' || w.p[i].byte == '?' ||
	    (w.p[i].byte == '[' && i + 1 < close);
}

/* "~" at the start of a word or of a value; zsh's "=cmd" likewise. */
static bool
is_home(struct cells w, size_t i)
{
	if (w.p[i].kind != CELL_PLAIN)
		return false;
	if (w.p[i].byte == '~')
		return i == 0 || (w.p[i - 1].kind == CELL_PLAIN &&
		    (w.p[i - 1].byte == '=' || w.p[i - 1].byte == ':'));
	return w.p[i].byte == '=' && i == 0 && w.n > 1 &&
	    shell_is_name((unsigned char)w.p[1].byte, true);
}

static bool
splits(struct cell c)
{
	return c.kind == CELL_BREAK || (c.kind == CELL_VALUE &&
	    (c.byte == ' ' || c.byte == '\t' || c.byte == '\n'));
}

static void
add_cell(struct field *f, struct cell c)
{
	f->exists = true;
	if (c.kind == CELL_EMPTY)
		return;
	if (c.kind == CELL_UNKNOWN || c.kind == CELL_SPLITS)
		field_unknown(f, c.kind == CELL_SPLITS ? WORD_SPLITS : 0);
	f->p[f->n++] = c.byte;
}

static void
split(struct shell *sh, struct cells w, struct word_list *list)
{
	struct field f = {.p = SHELL_NEW(sh, w.n + 1, char)};
	size_t i, close = last_close(w);

	if (f.p == NULL)
		return;
	for (i = 0; i < w.n; i++) {
		if (splits(w.p[i])) {
			if (f.exists)
				shell_list_push(sh, list, field_word(&f));
			f = (struct field){.p = f.p + f.n};
			continue;
		}
		if (is_home(w, i))
			field_unknown(&f, 0);
		if (is_glob(w, i, close))
			field_unknown(&f, WORD_SPLITS);
		add_cell(&f, w.p[i]);
	}
	if (f.exists)
		shell_list_push(sh, list, field_word(&f));
}

/* The brace expansion that a word begins with, from its '{' on. */
struct brace {
	size_t open;
	size_t close;
	bool commas;
	bool range;
};

static bool
is_plain(struct cells w, size_t i, char c)
{
	return i < w.n && w.p[i].kind == CELL_PLAIN && w.p[i].byte == c;
}

static bool
close_brace(struct cells w, struct brace *b)
{
	size_t i, depth = 0;

	b->commas = b->range = false;
	for (i = b->open; i < w.n; i++) {
		if (is_plain(w, i, '{'))
			depth++;
		else if (is_plain(w, i, '}') && --depth == 0)
			break;
		else if (depth == 1 && is_plain(w, i, ','))
			b->commas = true;
		else if (depth == 1 && is_plain(w, i, '.') &&
		    is_plain(w, i + 1, '.'))
			b->range = true;
	}
	b->close = i;
	return i < w.n && (b->commas || b->range);
}

static bool
find_brace(struct cells w, struct brace *b)
{
	for (b->open = 0; b->open < w.n; b->open++) {
		if (is_plain(w, b->open, '{') && close_brace(w, b))
			return true;
	}
	return false;
}

/* Where the alternative that starts at i ends: at ',' or at the '}'. */
static size_t
end_of_choice(struct cells w, const struct brace *b, size_t i)
{
	size_t depth = 0;

	for (; i < b->close; i++) {
		if (is_plain(w, i, '{'))
			depth++;
		else if (depth > 0 && is_plain(w, i, '}'))
			depth--;
		else if (depth == 0 && is_plain(w, i, ','))
			return i;
	}
	return i;
}

static struct cells
join_choice(struct shell *sh, struct cells w, const struct brace *b,
    struct cells choice)
{
	struct cell *p = SHELL_NEW(sh, w.n, struct cell);
	size_t i, n = 0;

	if (p == NULL)
		return (struct cells){NULL, 0};
	for (i = 0; i < b->open; i++)
		p[n++] = w.p[i];
	for (i = 0; i < choice.n; i++)
		p[n++] = choice.p[i];
	for (i = b->close + 1; i < w.n; i++)
		p[n++] = w.p[i];
	return (struct cells){p, n};
}

/* The whole word is unknown from its first brace on. */
static void
unknown_braces(struct shell *sh, struct cells w, struct word_list *list)
{
	struct field f = {.p = SHELL_NEW(sh, w.n + 1, char)};
	size_t i;

	if (f.p == NULL)
		return;
	for (i = 0; i < w.n; i++) {
		if (is_plain(w, i, '{') || is_home(w, i) || splits(w.p[i]))
			field_unknown(&f, WORD_SPLITS);
		if (w.p[i].kind != CELL_BREAK)
			add_cell(&f, w.p[i]);
	}
	field_unknown(&f, WORD_SPLITS);
	shell_list_push(sh, list, field_word(&f));
}

/* depth is bounded by the number of groups, see brace_words. */
static void
expand(struct shell *sh, struct cells w, struct word_list *list)
{
	struct brace b;
	size_t i, end;

	if (!find_brace(w, &b)) {
		split(sh, w, list);
		return;
	}
	for (i = b.open + 1; i <= b.close && !sh->err; i = end + 1) {
		end = end_of_choice(w, &b, i);
		expand(sh, join_choice(sh, w, &b,
		    (struct cells){w.p + i, end - i}), list);
	}
}

/* Whether a word is small enough to have its braces expanded. */
static bool
is_small(struct cells w)
{
	size_t i, groups = 0, choices = 1, words = 1;

	if (w.n > BRACE_MAX_CELLS)
		return false;
	for (i = 0; i < w.n; i++) {
		if (is_plain(w, i, '{'))
			groups++;
		if (is_plain(w, i, ','))
			choices++;
	}
	/* The product is largest where all groups have the same size. */
	if (groups > BRACE_MAX_GROUPS || choices > BRACE_MAX_WORDS)
		return false;
	for (i = 0; i < groups && words <= BRACE_MAX_WORDS; i++)
		words *= 1 + (choices + groups - 1) / groups;
	return words <= BRACE_MAX_WORDS;
}

static bool
has_range(struct cells w)
{
	struct brace b;

	for (b.open = 0; b.open < w.n; b.open++) {
		if (is_plain(w, b.open, '{') && close_brace(w, &b) && b.range)
			return true;
	}
	return false;
}

/* Takes the cells of one word off the stack; they stay where they are. */
static struct cells
pop(struct shell *sh, size_t base)
{
	struct cells w = {NULL, 0};

	if (sh->cells.n > base) {
		w.p = sh->cells.p + base;
		w.n = sh->cells.n - base;
	}
	sh->cells.n = base;
	return w;
}

void
shell_fields(struct shell *sh, size_t base, struct word_list *list)
{
	struct cells w = pop(sh, base);
	struct brace b;
	size_t i, opens = 0;

	for (i = 0; i < w.n; i++)
		opens += is_plain(w, i, '{');
	if (opens > 0 && (!is_small(w) || has_range(w)))
		unknown_braces(sh, w, list);
	else if (opens > 0 && find_brace(w, &b))
		expand(sh, w, list);
	else
		split(sh, w, list);
}

struct word
shell_one(struct shell *sh, size_t base)
{
	struct cells w = pop(sh, base);
	struct field f = {.p = SHELL_NEW(sh, w.n + 1, char)};
	size_t i;

	if (f.p == NULL)
		return (struct word){.text = SV("")};
	for (i = 0; i < w.n; i++) {
		if (is_home(w, i))
			field_unknown(&f, 0);
		if (w.p[i].kind == CELL_BREAK)
			add_cell(&f, (struct cell){' ', CELL_QUOTED});
		else
			add_cell(&f, w.p[i]);
	}
	f.flags &= ~(unsigned)WORD_SPLITS;
	return field_word(&f);
}
