/* SPDX-License-Identifier: ISC */
/*
 * Looking things up in nodes, and finding the places of words inside of
 * scalars.
 */
#include "rules/yaml.h"

const struct node *
node_key(const struct node *map, const char *key)
{
	const struct node *at = map->kind == NODE_MAP ? map->first : NULL;

	while (at && !sv_eq_cstr(at->text, key))
		at = at->next;
	return at;
}

const struct node *
node_get(const struct node *map, const char *key)
{
	const struct node *at = node_key(map, key);

	return at ? at->value : NULL;
}

bool
node_is_nothing(const struct node *node)
{
	return node->kind == NODE_SCALAR && node->style == NODE_PLAIN &&
	    node->text.n == 0;
}

void
node_mark_first_line(struct node *node)
{
	struct sv text = node->span.source->text;
	size_t i = node->offset;

	for (; i < text.n && text.p[i] != '\n' && text.p[i] != '\r'; i++) {
		if (((unsigned char)text.p[i] & 0xc0) != 0x80)
			node->span.length++;
	}
	if (node->span.length > 1)
		node->span.length--;
}

/* One byte of the source. */
static void
place_step(struct place *place, char c)
{
	place->source_at++;
	if (c == '\n') {
		place->line++;
		place->col = 1;
	} else if (((unsigned char)c & 0xc0) != 0x80) {
		place->col++;
	}
}

static void
place_skip_blanks(struct place *place)
{
	struct sv text = place->node->span.source->text;

	while (place->source_at < text.n &&
	    byte_is_space(text.p[place->source_at]))
		place_step(place, text.p[place->source_at]);
}

/*
 * Follows the value's bytes in the source up to upto. Blanks differ where
 * lines were folded, all else must be the same or the text was escaped.
 */
static void
place_advance(struct place *place, size_t upto)
{
	struct sv value = place->node->text;
	struct sv text = place->node->span.source->text;

	for (; place->at < upto && !place->lost; place->at++) {
		char c = value.p[place->at];

		if (byte_is_space(c))
			continue;
		place_skip_blanks(place);
		if (place->source_at >= text.n ||
		    text.p[place->source_at] != c)
			place->lost = true;
		else
			place_step(place, c);
	}
}

void
place_init(struct place *place, const struct node *scalar)
{
	struct sv text = scalar->span.source->text;

	*place = (struct place){
		.node = scalar,
		.source_at = scalar->offset,
		.line = scalar->span.line,
		.col = scalar->span.col,
		.lost = scalar->offset == NODE_NO_OFFSET,
	};
	if (place->lost || scalar->style == NODE_PLAIN)
		return;
	if (scalar->style == NODE_QUOTED) {
		place_step(place, '"');
		return;
	}
	while (place->source_at < text.n && text.p[place->source_at] != '\n')
		place_step(place, text.p[place->source_at]);
}

static uint32_t
count_chars(struct sv s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

struct located
place_piece(struct place *place, size_t start, size_t end)
{
	struct located out = {
		sv_skip(sv_take(place->node->text, end), start),
		place->node->span,
	};

	place_advance(place, start);
	if (!place->lost)
		place_skip_blanks(place);
	out.span.line = place->line;
	out.span.col = place->col;
	out.span.length = count_chars(out.text);
	place_advance(place, end);
	if (place->lost || out.text.n == 0)
		out.span = place->node->span;
	return out;
}

bool
place_word(struct place *place, struct located *out)
{
	struct sv value = place->node->text;
	size_t start = place->at;
	size_t end;

	while (start < value.n && byte_is_space(value.p[start]))
		start++;
	for (end = start; end < value.n && !byte_is_space(value.p[end]);)
		end++;
	if (start == end)
		return false;
	*out = place_piece(place, start, end);
	place->at = end;
	return true;
}
