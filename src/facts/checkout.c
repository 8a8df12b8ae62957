/* SPDX-License-Identifier: ISC */
/*
 * git checkout takes commits and paths in one place. Where a word could be both
 * git refuses by itself.
 */
#include "facts/internal.h"

static bool
exists(const struct reading_fact *f, struct sv word)
{
	struct os_status st;
	struct os_path path;
	struct buf b;

	buf_init(&b, path.p, sizeof(path.p) - 1);
	if (!word.n || word.p[0] != '/') {
		buf_sv(&b, f->cwd);
		buf_c(&b, '/');
	}
	buf_sv(&b, word);
	path.p[b.n] = '\0';
	return b.full || os_status(path.p, &st) || st.kind != OS_NOTHING;
}

static bool
ref_exists(const struct reading_fact *f, const char *prefix, struct sv name)
{
	struct os_path full;
	char oid[41];
	struct buf b;

	buf_init(&b, full.p, sizeof(full.p));
	buf_str(&b, prefix);
	buf_sv(&b, name);
	return !b.full && repo_ref(f->repo, buf_view(&b), oid) && oid[0];
}

/* A branch, tag or remote branch, with ~2, ^ or @{1} behind it. */
static bool
is_commit(const struct reading_fact *f, struct sv word)
{
	size_t n = 0;

	while (n < word.n && word.p[n] != '~' && word.p[n] != '^' &&
	    !(word.p[n] == '@' && n + 1 < word.n && word.p[n + 1] == '{'))
		n++;
	word = sv_take(word, n);
	if (!n || sv_eq(word, SV("HEAD")) || sv_eq(word, SV("@")))
		return true;
	return ref_exists(f, "refs/heads/", word) ||
	    ref_exists(f, "refs/tags/", word) ||
	    ref_exists(f, "refs/remotes/", word);
}

/* Words that git may take for several paths, or relative to its root. */
static bool
has_magic(struct sv word)
{
	for (size_t i = 0; i < word.n; i++)
		if (sv_find(SV("*?[\\"), 0, word.p[i]) < 4)
			return true;
	return word.n && word.p[0] == ':';
}

static bool
has_option(const struct invocation *inv)
{
	static const char *const names[] = {
		"-b", "-B", "--orphan", "-t", "--track", "-d", "--detach",
	};

	for (uint32_t i = 0; i < inv->n_options; i++)
		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			if (sv_eq_cstr(inv->options[i].name, names[k]))
				return true;
	return false;
}

/* One word without "--": a commit unless there is such a file. */
static enum checkout_kind
lone_word(const struct reading_fact *f, struct sv word)
{
	if (sv_eq(word, SV("-")))
		return CHECKOUT_COMMIT;
	if (has_magic(word))
		return CHECKOUT_PATH;
	if (!exists(f, word))
		return CHECKOUT_COMMIT;
	return is_commit(f, word) ? CHECKOUT_COMMIT : CHECKOUT_PATH;
}

enum checkout_kind
checkout_kind(const struct reading_fact *f, uint32_t *out_first)
{
	const struct invocation *inv = f->inv;
	uint32_t n = inv->n_operands, dashes = n;
	enum checkout_kind kind;

	*out_first = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct word *w = &inv->operands[i].word;

		if (w->flags & (WORD_DYNAMIC | WORD_SPLITS))
			return CHECKOUT_UNSURE;
		if (dashes == n && sv_eq(w->text, SV("--")))
			dashes = i;
	}
	if (!n)
		return CHECKOUT_NOTHING;
	if (dashes < n) {
		*out_first = dashes + 1;
		return dashes + 1 < n ? CHECKOUT_PATH
		    : dashes ? CHECKOUT_COMMIT : CHECKOUT_NOTHING;
	}
	if (has_option(inv))
		return n == 1 ? CHECKOUT_COMMIT : CHECKOUT_UNSURE;
	kind = lone_word(f, inv->operands[0].word.text);
	if (n == 1 || kind == CHECKOUT_PATH)
		return kind;
	*out_first = 1;
	return CHECKOUT_PATH;
}
