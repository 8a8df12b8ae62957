/* SPDX-License-Identifier: ISC */
/*
 * Reads maps by their tables of keys, and words by their sets. Every name
 * that is not in a table is an error; where a known one is near, the message
 * says so.
 */
#include "rules/schema.h"

#include "rules/parse.h"

#define ENOUGH_ERRORS 64 /* after these nobody reads suggestions */

/* A third of the letters may be wrong, two at most. */
static bool
is_near(struct sv typed, struct sv known, size_t *best)
{
	size_t distance = sv_edits(typed, known);
	size_t longer = typed.n > known.n ? typed.n : known.n;

	if (distance > 2 || distance * 3 > longer || distance >= *best)
		return false;
	*best = distance;
	return true;
}

static bool
wants_suggestions(const struct parse *p)
{
	return p->sink->n_errors - p->errors_before < ENOUGH_ERRORS;
}

static const struct schema_key *
find_key(const struct schema *schema, struct sv name)
{
	for (size_t i = 0; i < schema->n; i++) {
		if (sv_eq_cstr(name, schema->keys[i].name))
			return &schema->keys[i];
	}
	return NULL;
}

static void
list_keys(const struct schema *schema, struct buf *out)
{
	for (size_t i = 0; i < schema->n; i++) {
		buf_str(out, i ? ", " : "");
		buf_str(out, schema->keys[i].name);
	}
}

static void
unknown_key(struct parse *p, const struct schema *schema,
    const struct node *key)
{
	const char *quote = parse_quote(schema->what);
	const char *near = NULL;
	size_t best = SV_EDITS_MAX;
	char memory[240];
	struct buf all;

	if (wants_suggestions(p)) {
		for (size_t i = 0; i < schema->n; i++) {
			const char *name = schema->keys[i].name;

			if (is_near(key->text, sv_from(name), &best))
				near = name;
		}
	}
	buf_init(&all, memory, sizeof(memory));
	list_keys(schema, &all);
	if (near)
		diag_add(p->sink, SEVERITY_ERROR, key->span, "unknown-key",
		    "'%.*s' is not a key of %s%s%s; did you mean '%s'?",
		    SHOWN(key->text), quote, schema->what, quote, near);
	else
		diag_add(p->sink, SEVERITY_ERROR, key->span, "unknown-key",
		    "'%.*s' is not a key of %s%s%s, expected one of: %.*s",
		    SHOWN(key->text), quote, schema->what, quote, (int)all.n,
		    all.p);
}

static struct span
span_of_map(const struct node *map)
{
	return map->first ? map->first->span : map->span;
}

static void
check_required(struct parse *p, const struct node *map,
    const struct schema *schema)
{
	const char *quote = parse_quote(schema->what);

	for (size_t i = 0; i < schema->n; i++) {
		const struct schema_key *key = &schema->keys[i];

		if (key->required && !map->damaged &&
		    !node_key(map, key->name))
			diag_add(p->sink, SEVERITY_ERROR, span_of_map(map),
			    "missing-key", "%s%s%s is without '%s'", quote,
			    schema->what, quote, key->name);
	}
}

bool
schema_read_map(struct parse *p, const struct node *map,
    const struct schema *schema, void *object)
{
	if (map->kind != NODE_MAP) {
		parse_wrong_type(p, map, schema->what, "a map");
		return false;
	}
	for (const struct node *at = map->first; at; at = at->next) {
		const struct schema_key *key = find_key(schema, at->text);

		if (!key)
			unknown_key(p, schema, at);
		else if (at->value->kind != NODE_BAD)
			key->read(p, key, at->value,
			    (char *)object + key->offset);
	}
	check_required(p, map, schema);
	return true;
}

static bool
belongs(const struct words *words, const struct word_value *word)
{
	return !words->where || !word->where || (word->where & words->where);
}

const struct word_value *
schema_find_word(const struct words *words, struct sv word)
{
	for (size_t i = 0; i < words->n; i++) {
		if (belongs(words, &words->words[i]) &&
		    sv_eq_cstr(word, words->words[i].word))
			return &words->words[i];
	}
	return NULL;
}

static void
list_words(const struct words *words, struct buf *out)
{
	const char *between = "";

	for (size_t i = 0; i < words->n; i++) {
		if (!belongs(words, &words->words[i]))
			continue;
		buf_str(out, between);
		buf_str(out, words->words[i].word);
		between = ", ";
	}
}

static const char *
nearest_word(const struct words *words, struct sv typed)
{
	const char *near = NULL;
	size_t best = SV_EDITS_MAX;

	for (size_t i = 0; i < words->n; i++) {
		if (belongs(words, &words->words[i]) &&
		    is_near(typed, sv_from(words->words[i].word), &best))
			near = words->words[i].word;
	}
	return near;
}

const struct word_value *
schema_word(struct parse *p, const struct words *words,
    const struct located *word)
{
	const struct word_value *found = schema_find_word(words, word->text);
	const char *near = NULL;
	char memory[600];
	struct buf all;

	if (found)
		return found;
	if (wants_suggestions(p))
		near = nearest_word(words, word->text);
	buf_init(&all, memory, sizeof(memory));
	list_words(words, &all);
	diag_add(p->sink, SEVERITY_ERROR, word->span, "bad-value",
	    "'%.*s' is not a value of '%s', expected one of: %.*s%s%s%s",
	    SHOWN(word->text), words->what, (int)all.n, all.p,
	    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	return NULL;
}
