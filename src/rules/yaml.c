/* SPDX-License-Identifier: ISC */
/*
 * libyaml's events → a tree of located nodes. libyaml accepts much that has
 * no place in a file that decides what may run: duplicate and merge keys,
 * anchors and aliases, tags, directives, further documents, escaped NULs and
 * any depth. All of that is refused here, one by one.
 */
#include "rules/yaml.h"

#include <string.h>

#include <yaml.h>

#include "rules/shown.h"
#include "rules/unique.h"

struct frame {
	struct node *container;
	struct node *last;
	struct node *key; /* of a map: waits for its value */
	bool bad_key;     /* that was reported: the entry is left out */
};

struct reader {
	struct arena *arena;
	const struct source *source;
	struct diag_sink *sink;
	struct node *root;
	struct frame stack[RULES_MAX_DEPTH];
	unsigned depth;
	enum err fatal;
	bool done;
	unsigned documents;
	size_t bom;         /* bytes at the start that libyaml did not see */
	size_t walked_to;   /* code points, as libyaml counts */
	size_t walked_byte; /* the same place in the source's text */
};

static struct span
span_of(const struct reader *r, yaml_mark_t start, yaml_mark_t end)
{
	uint32_t bom = start.line == 0 && r->bom != 0;
	struct span span = {r->source, (uint32_t)start.line + 1,
	    (uint32_t)start.column + 1 + bom, 1};

	if (end.line == start.line && end.column > start.column)
		span.length = (uint32_t)(end.column - start.column);
	return span;
}

static void
refuse(struct reader *r, struct span span, const char *code, const char *text)
{
	diag_add(r->sink, SEVERITY_ERROR, span, code, "%s", text);
}

static void
stop(struct reader *r, enum err e)
{
	r->fatal = e;
	r->done = true;
}

static void
stop_full(struct reader *r)
{
	refuse(r, (struct span){.source = r->source}, "limit",
	    "file needs more memory than guard allows");
	stop(r, ERR_LIMIT);
}

/* The place of a mark in bytes. Marks come in order; one that does not has no
 * offset, so that the walk stays linear. */
static uint32_t
offset_of(struct reader *r, yaml_mark_t mark)
{
	struct sv text = r->source->text;

	if (mark.index < r->walked_to)
		return NODE_NO_OFFSET;
	while (r->walked_to < mark.index && r->walked_byte < text.n) {
		size_t i = r->walked_byte + 1;

		while (i < text.n && ((unsigned char)text.p[i] & 0xc0) == 0x80)
			i++;
		r->walked_byte = i;
		r->walked_to++;
	}
	return (uint32_t)r->walked_byte;
}

/* libyaml counts one line too many at an end without a newline. */
static bool
at_end(const struct reader *r, size_t offset)
{
	return offset == r->source->text.n;
}

static struct node *
new_node(struct reader *r, enum node_kind kind, const yaml_event_t *event)
{
	struct node *node = ARENA_NEW(r->arena, 1, struct node);

	if (!node) {
		stop_full(r);
		return NULL;
	}
	node->kind = kind;
	node->span = span_of(r, event->start_mark, event->end_mark);
	node->offset = NODE_NO_OFFSET;
	return node;
}

static void
check_anchor_and_tag(struct reader *r, const yaml_event_t *event,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	struct span span = span_of(r, event->start_mark, event->end_mark);

	if (anchor)
		refuse(r, span, "anchor", "anchors are not allowed");
	if (tag)
		refuse(r, span, "tag", "tags are not allowed");
}

/* Reports what may not be a key. */
static bool
check_key(struct reader *r, const struct node *key)
{
	if (key->kind == NODE_BAD)
		return false;
	if (key->kind != NODE_SCALAR) {
		refuse(r, key->span, "bad-key", "a key must be a word");
		return false;
	}
	if (key->text.n == 0) {
		refuse(r, key->span, "bad-key", "key is empty");
		return false;
	}
	if (key->style == NODE_PLAIN && sv_eq(key->text, SV("<<"))) {
		refuse(r, key->span, "merge-key", "merge keys are not allowed");
		return false;
	}
	return true;
}

static void
append(struct frame *frame, struct node *node)
{
	if (frame->last)
		frame->last->next = node;
	else
		frame->container->first = node;
	frame->last = node;
	frame->container->n++;
}

static void
attach_to_map(struct reader *r, struct frame *frame, struct node *node)
{
	struct node *key = frame->key;

	if (!key) {
		frame->bad_key = !check_key(r, node);
		frame->key = node;
		return;
	}
	frame->key = NULL;
	if (frame->bad_key) {
		frame->container->damaged = true;
		return;
	}
	key->value = node;
	append(frame, key);
}

static void
attach(struct reader *r, struct node *node)
{
	struct frame *frame;

	if (r->depth == 0) {
		r->root = node;
		return;
	}
	frame = &r->stack[r->depth - 1];
	if (frame->container->kind == NODE_LIST)
		append(frame, node);
	else
		attach_to_map(r, frame, node);
}

static uint8_t
style_of(const yaml_event_t *event)
{
	switch (event->data.scalar.style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return NODE_QUOTED;
	case YAML_LITERAL_SCALAR_STYLE:
	case YAML_FOLDED_SCALAR_STYLE:
		return NODE_BLOCK;
	case YAML_PLAIN_SCALAR_STYLE:
	case YAML_ANY_SCALAR_STYLE:
		break;
	}
	return NODE_PLAIN;
}

/* A view of the source where value stands there as it is, else a copy. */
static struct sv
keep_text(struct reader *r, const struct node *node, struct sv value)
{
	size_t at = (size_t)node->offset + (node->style == NODE_QUOTED);
	struct sv there = sv_take(sv_skip(r->source->text, at), value.n);

	if (node->offset != NODE_NO_OFFSET && sv_eq(there, value))
		return there;
	return arena_dup(r->arena, value);
}

/* Escapes can write what the source itself must not hold. */
static void
check_scalar(struct reader *r, struct node *node)
{
	const unsigned char *p = (const unsigned char *)node->text.p;

	for (size_t i = 0, step; i < node->text.n; i += step) {
		uint32_t cp = 0;
		const char *why;

		step = utf8_length(p + i, node->text.n - i, &cp);
		why = step ? yaml_char_fault(cp) : "byte that is not UTF-8";
		if (!why)
			continue;
		diag_add(r->sink, SEVERITY_ERROR, node->span, "bad-character",
		    "%s U+%04X is written as an escape", why, (unsigned)cp);
		node->kind = NODE_BAD;
		return;
	}
}

static struct node *
scalar_node(struct reader *r, const yaml_event_t *event)
{
	struct sv value = {(const char *)event->data.scalar.value,
	    event->data.scalar.length};
	struct node *node = new_node(r, NODE_SCALAR, event);

	if (!node)
		return NULL;
	node->style = style_of(event);
	node->offset = offset_of(r, event->start_mark);
	if (at_end(r, node->offset))
		node->span = yaml_span_at(r->source, node->offset);
	node->text = keep_text(r, node, value);
	if (!node->text.p) {
		stop_full(r);
		return NULL;
	}
	if (event->end_mark.line != event->start_mark.line &&
	    node->offset != NODE_NO_OFFSET && node->style != NODE_BLOCK)
		node_mark_first_line(node);
	check_scalar(r, node);
	check_anchor_and_tag(r, event, event->data.scalar.anchor,
	    event->data.scalar.tag);
	/* What a tag would have made of it is not known. */
	if (event->data.scalar.tag)
		node->kind = NODE_BAD;
	return node;
}

static void
open_container(struct reader *r, enum node_kind kind, const yaml_event_t *event)
{
	struct node *node = new_node(r, kind, event);

	if (!node)
		return;
	attach(r, node);
	if (r->depth == RULES_MAX_DEPTH) {
		diag_add(r->sink, SEVERITY_ERROR, node->span, "too-deep",
		    "nested deeper than %u levels", (unsigned)RULES_MAX_DEPTH);
		stop(r, ERR_SYNTAX);
		return;
	}
	r->stack[r->depth++] = (struct frame){.container = node};
}

/* Takes out the keys that were there before. */
static void
unlink_duplicates(struct node *map, const struct unique *items)
{
	struct node **link = &map->first;

	for (uint32_t i = 0; *link; i++) {
		if (items[i].first == i)
			link = &(*link)->next;
		else
			*link = (*link)->next;
	}
}

static const struct unique_kind same_key = {.code = "duplicate-key",
	.what = "key "};

static void
check_duplicates(struct reader *r, struct node *map)
{
	size_t mark = r->arena->used;
	struct unique *items;
	size_t n = 0;

	if (map->n < 2)
		return;
	items = ARENA_NEW(r->arena, map->n, struct unique);
	if (!items) {
		stop_full(r);
		return;
	}
	for (const struct node *key = map->first; key; key = key->next) {
		items[n].text = key->text;
		items[n++].span = key->span;
	}
	if (unique_report(items, n, &same_key, r->sink))
		unlink_duplicates(map, items);
	else
		r->arena->used = mark;
}

static void
close_container(struct reader *r)
{
	struct node *node = NULL;

	if (r->depth > 0)
		node = r->stack[--r->depth].container;
	if (node && node->kind == NODE_MAP)
		check_duplicates(r, node);
}

static void
start_document(struct reader *r, const yaml_event_t *event)
{
	struct span span = span_of(r, event->start_mark, event->end_mark);

	if (r->documents++ > 0) {
		refuse(r, span, "second-document",
		    "a rule file is one document");
		stop(r, ERR_SYNTAX);
		return;
	}
	if (event->data.document_start.version_directive ||
	    event->data.document_start.tag_directives.start !=
	    event->data.document_start.tag_directives.end)
		refuse(r, span, "directive", "directives are not allowed");
}

static void
attach_alias(struct reader *r, const yaml_event_t *event)
{
	struct node *node = new_node(r, NODE_BAD, event);

	if (!node)
		return;
	refuse(r, node->span, "alias", "aliases are not allowed");
	attach(r, node);
}

static void
attach_scalar(struct reader *r, const yaml_event_t *event)
{
	struct node *node = scalar_node(r, event);

	if (node)
		attach(r, node);
}

static void
take_event(struct reader *r, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		start_document(r, event);
		break;
	case YAML_ALIAS_EVENT:
		attach_alias(r, event);
		break;
	case YAML_SCALAR_EVENT:
		attach_scalar(r, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		check_anchor_and_tag(r, event,
		    event->data.sequence_start.anchor,
		    event->data.sequence_start.tag);
		open_container(r, NODE_LIST, event);
		break;
	case YAML_MAPPING_START_EVENT:
		check_anchor_and_tag(r, event,
		    event->data.mapping_start.anchor,
		    event->data.mapping_start.tag);
		open_container(r, NODE_MAP, event);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_container(r);
		break;
	case YAML_STREAM_END_EVENT:
	case YAML_NO_EVENT:
		r->done = true;
		break;
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
}

/* libyaml's own error, with what it was reading at the time as a note. */
static void
report_syntax(struct reader *r, const yaml_parser_t *parser)
{
	yaml_mark_t at = parser->problem_mark;
	const char *problem = parser->problem ? parser->problem : "not YAML";
	size_t i;

	if (parser->error == YAML_MEMORY_ERROR) {
		stop_full(r);
		return;
	}
	stop(r, ERR_SYNTAX);
	if (parser->error == YAML_READER_ERROR) {
		refuse(r, yaml_span_at(r->source,
		    r->bom + parser->problem_offset), "encoding", problem);
		return;
	}
	i = offset_of(r, at);
	if (i < r->source->text.n && r->source->text.p[i] == '\t')
		problem = "a tab cannot indent";
	refuse(r, at_end(r, i) ? yaml_span_at(r->source, i) :
	    span_of(r, at, at), "syntax", problem);
	if (parser->context && parser->context_mark.index != at.index)
		diag_add(r->sink, SEVERITY_NOTE,
		    span_of(r, parser->context_mark, parser->context_mark),
		    "syntax", "%s that begins here", parser->context);
}

static void
read_events(struct reader *r, yaml_parser_t *parser)
{
	while (!r->done) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event)) {
			report_syntax(r, parser);
			return;
		}
		take_event(r, &event);
		yaml_event_delete(&event);
	}
}

enum err
yaml_read(struct arena *arena, const struct source *source,
    struct diag_sink *sink, struct node **out_root)
{
	struct reader r = {.arena = arena, .source = source, .sink = sink};
	yaml_parser_t parser;
	struct sv text;

	if (yaml_check_text(source, sink))
		return ERR_SYNTAX;
	if (sv_starts(source->text, SV("\xef\xbb\xbf")))
		r.bom = r.walked_byte = 3;
	text = sv_skip(source->text, r.bom);
	if (!yaml_parser_initialize(&parser)) {
		stop_full(&r);
		return r.fatal;
	}
	/* Set, so that nothing in the text chooses another encoding. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.p,
	    text.n);
	read_events(&r, &parser);
	yaml_parser_delete(&parser);
	if (r.fatal)
		return r.fatal;
	if (!r.root) {
		refuse(&r, (struct span){.source = source}, "empty-file",
		    "file is empty");
		return ERR_SYNTAX;
	}
	*out_root = r.root;
	return OK;
}
