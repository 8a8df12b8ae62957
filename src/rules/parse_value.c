/* SPDX-License-Identifier: ISC */
/*
 * Readers of plain values: texts, names and lists of names, words of a set.
 * A name's form is checked here, so that whatever reaches the model is safe
 * to print, to compare and to put into an image.
 */
#include "rules/parse.h"

#include <string.h>

void *
parse_alloc(struct parse *p, size_t n, size_t size)
{
	void *memory = arena_alloc(p->arena, n, size);

	if (!memory)
		p->full = true;
	return memory;
}

bool
parse_scalar(struct parse *p, const struct node *node, const char *what,
    struct located *out)
{
	struct sv text = sv_trim(node->text);

	if (node->kind != NODE_SCALAR || node_is_nothing(node)) {
		parse_wrong_type(p, node, what, "a text");
		return false;
	}
	if (text.n == 0) {
		const char *quote = parse_quote(what);

		diag_add(p->sink, SEVERITY_ERROR, node->span, "empty",
		    "%s%s%s is empty", quote, what, quote);
		return false;
	}
	out->text = text;
	out->span = node->span;
	return true;
}

void
parse_check_filled(struct parse *p, const char *key, const struct node *value)
{
	if (!value->first && !value->damaged)
		diag_add(p->sink, SEVERITY_ERROR, value->span, "empty",
		    "'%s' lists nothing", key);
}

struct model_name *
parse_name(struct parse *p, struct located name)
{
	struct model_name *out = PARSE_NEW(p, 1, struct model_name);

	if (out)
		out->name = name;
	return out;
}

bool
parse_check_name(struct parse *p, const struct located *name,
    const struct name_form *form)
{
	if (name->text.n > form->max) {
		diag_add(p->sink, SEVERITY_ERROR, name->span, "bad-name",
		    "%s '%.*s…' is longer than %zu bytes", form->what,
		    SHOWN(name->text), form->max);
		return false;
	}
	if (name->text.n != 0 && form->fits(name->text))
		return true;
	diag_add(p->sink, SEVERITY_ERROR, name->span, "bad-name",
	    "'%.*s' is not %s: expected %s", SHOWN(name->text), form->what,
	    form->expects);
	return false;
}

/* The piece of scalar from start to end, without blanks around it. */
static struct located
trimmed_piece(struct place *place, size_t start, size_t end)
{
	struct sv whole = sv_skip(sv_take(place->node->text, end), start);
	struct sv inner = sv_trim(whole);

	if (inner.n == 0)
		return place_piece(place, start, start);
	start += (size_t)(inner.p - whole.p);
	return place_piece(place, start, start + inner.n);
}

struct model_name *
parse_joined(struct parse *p, const struct node *scalar,
    const struct name_form *form)
{
	struct model_name *first = NULL;
	struct model_name **end = &first;
	struct place place;
	size_t start = 0;

	place_init(&place, scalar);
	while (start <= scalar->text.n) {
		size_t comma = sv_find(scalar->text, start, ',');
		struct located piece = trimmed_piece(&place, start, comma);

		start = comma + 1;
		if (!parse_check_name(p, &piece, form))
			continue;
		*end = parse_name(p, piece);
		if (!*end)
			return first;
		end = &(*end)->next;
	}
	return first;
}

struct model_name *
parse_joined_word(struct parse *p, struct located word,
    const struct name_form *form)
{
	struct model_name *first = NULL;
	struct model_name **end = &first;
	struct span span = word.span;
	struct sv rest = word.text;
	bool more = true;

	while (more) {
		size_t comma = sv_find(rest, 0, ',');
		struct located piece = {sv_take(rest, comma), span};

		more = comma < rest.n;
		rest = sv_skip(rest, comma + 1);
		if (word.span.length == word.text.n) {
			piece.span.length = comma ? (uint32_t)comma : 1;
			span.col += (uint32_t)comma + 1;
		}
		if (!parse_check_name(p, &piece, form))
			continue;
		*end = parse_name(p, piece);
		if (!*end)
			return first;
		end = &(*end)->next;
	}
	return first;
}

void
read_text(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct located text;

	if (parse_scalar(p, value, key->name, &text))
		*(struct located *)field = text;
}

void
read_bool(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	bool *out = field;

	if (value->kind == NODE_SCALAR && value->style == NODE_PLAIN) {
		*out = sv_eq(value->text, SV("true"));
		if (*out || sv_eq(value->text, SV("false")))
			return;
	}
	if (value->kind != NODE_SCALAR || node_is_nothing(value)) {
		parse_wrong_type(p, value, key->name, "true or false");
		return;
	}
	diag_add(p->sink, SEVERITY_ERROR, value->span, "bad-value",
	    "'%.*s' is not a value of '%s', expected one of: true, false",
	    SHOWN(value->text), key->name);
}

void
read_names(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	const struct name_form *form = key->arg;
	struct model_name **end = field;

	if (value->kind != NODE_LIST) {
		parse_wrong_type(p, value, key->name, "a list");
		return;
	}
	while (*end)
		end = &(*end)->next;
	for (const struct node *at = value->first; at; at = at->next) {
		struct located text;

		if (!parse_scalar(p, at, form->what, &text) ||
		    !parse_check_name(p, &text, form))
			continue;
		*end = parse_name(p, text);
		if (!*end)
			return;
		end = &(*end)->next;
	}
}

void
read_word(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	const struct word_value *word;
	struct located text;

	if (!parse_scalar(p, value, key->name, &text))
		return;
	word = schema_word(p, key->arg, &text);
	if (word)
		*(uint32_t *)field = word->value;
}

static void
add_class(struct parse *p, const struct schema_key *key,
    const struct node *value, uint32_t *classes)
{
	uint32_t one = 0;

	read_word(p, key, value, &one);
	*classes |= one;
}

void
read_classes(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	if (value->kind != NODE_LIST) {
		add_class(p, key, value, field);
		return;
	}
	parse_check_filled(p, key->name, value);
	for (const struct node *at = value->first; at; at = at->next)
		add_class(p, key, at, field);
}

void
read_already(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	(void)p;
	(void)key;
	(void)value;
	(void)field;
}

bool
scope_begin(struct parse *p, struct scope *scope, size_t n)
{
	scope->mark = p->arena->used;
	scope->n = 0;
	scope->items = PARSE_NEW(p, n, struct unique);
	return scope->items != NULL;
}

void
scope_add(struct scope *scope, const struct located *name)
{
	scope->items[scope->n].text = name->text;
	scope->items[scope->n++].span = name->span;
}

void
scope_end(struct parse *p, struct scope *scope, const struct unique_kind *kind)
{
	if (!unique_report(scope->items, scope->n, kind, p->sink))
		p->arena->used = scope->mark;
}

size_t
count_names(const struct model_name *names)
{
	size_t n = 0;

	for (; names; names = names->next)
		n++;
	return n;
}

static bool
all_of(struct sv s, struct sv also)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!byte_is_word(s.p[i]) &&
		    sv_find(also, 0, s.p[i]) == also.n)
			return false;
	}
	return s.n > 0;
}

bool
form_any(struct sv name)
{
	return name.n > 0;
}

bool
form_variable(struct sv name)
{
	return all_of(name, SV("")) && !byte_is_digit(name.p[0]);
}

bool
form_command(struct sv name)
{
	return all_of(name, SV("-:.+/@")) && name.p[0] != '-' &&
	    name.p[0] != '@' && !sv_eq(name, SV("."));
}

static bool
form_tag(struct sv name)
{
	return all_of(name, SV("-")) && name.p[0] != '-';
}

const struct name_form tag_form = {
	"a tag", "letters, digits and '-'", form_tag, 32};
const struct name_form text_form = {"a text", "a text", form_any, 4096};
