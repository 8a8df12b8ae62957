/* SPDX-License-Identifier: ISC */
/*
 * From commands of aws to actions of IAM.
 */
#include "iam.h"

#include <string.h>

enum {
	WORD_CHARS = 128, /* of one service or operation, spelled out */
	NESTING = 4       /* sets in one word */
};

/* Services whose actions have another prefix. */
static const struct {
	const char *command;
	const char *prefix;
} prefixes[] = {
    {"docdb", "rds"},
    {"efs", "elasticfilesystem"},
    {"elb", "elasticloadbalancing"},
    {"elbv2", "elasticloadbalancing"},
    {"emr", "elasticmapreduce"},
    {"keyspaces", "cassandra"},
    {"neptune", "rds"},
    {"opensearch", "es"},
    {"s3api", "s3"},
    {"s3control", "s3"},
    {"stepfunctions", "states"},
    {"timestream-write", "timestream"},
};

/* Operations that are not their own action's name; several rows for several
 * actions. */
static const struct {
	const char *service;
	const char *operation;
	const char *action;
} operations[] = {
    {"cassandra", "delete-*", "Drop"},
    {"cassandra", "delete-*", "DropMultiRegionResource"},
    {"dynamodb", "transact-write-items", "DeleteItem"},
    {"dynamodb", "transact-write-items", "PutItem"},
    {"s3", "delete-objects", "DeleteObject"},
    {"s3", "delete-objects", "DeleteObjectVersion"},
    {"s3", "delete-object", "DeleteObject"},
    {"s3", "delete-object", "DeleteObjectVersion"},
    {"s3", "mv", "DeleteObject"},
    {"s3", "put-bucket-lifecycle*", "PutLifecycleConfiguration"},
    {"s3", "rb", "DeleteBucket"},
    {"s3", "rm", "DeleteObject"},
    {"s3", "rm", "DeleteObjectVersion"},
    {"cloudformation", "deploy", "CreateChangeSet"},
    {"cloudformation", "deploy", "ExecuteChangeSet"},
};

static struct sv
prefix_of(struct sv service)
{
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (sv_eq_cstr(service, prefixes[i].command))
			return sv_from(prefixes[i].prefix);
	return service;
}

static void
tell(struct sv prefix, struct sv action, iam_action_fn each, void *ctx)
{
	char memory[2 * WORD_CHARS + 2];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, prefix);
	buf_c(&b, ':');
	buf_sv(&b, action);
	each(ctx, buf_view(&b));
}

/* "delete-db-*" as "DeleteDb*". */
static void
put_action(struct sv operation, struct buf *out)
{
	bool begins = true;

	for (size_t i = 0; i < operation.n; i++) {
		char c = operation.p[i];

		if (c == '-') {
			begins = true;
			continue;
		}
		buf_c(out, begins ? byte_upper(c) : c);
		begins = false;
	}
}

static void
tell_operation(struct sv service, struct sv operation, iam_action_fn each,
    void *ctx)
{
	struct sv prefix = prefix_of(service);
	char memory[WORD_CHARS];
	bool found = false;
	struct buf b;

	for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
		if (!sv_eq_cstr(prefix, operations[i].service) ||
		    !sv_eq_cstr(operation, operations[i].operation))
			continue;
		found = true;
		tell(prefix, sv_from(operations[i].action), each, ctx);
	}
	if (found)
		return;
	buf_init(&b, memory, sizeof(memory));
	put_action(operation, &b);
	tell(prefix, buf_view(&b), each, ctx);
}

/* What is done with each spelling of a word. */
struct spelled {
	struct sv service; /* n 0: the word is the service */
	struct sv operation;
	iam_action_fn each;
	void *ctx;
};

static bool spell(struct sv word, unsigned depth, const struct spelled *s);

static bool
take_spelling(struct sv word, const struct spelled *s)
{
	struct spelled next = *s;

	if (s->service.n) {
		tell_operation(s->service, word, s->each, s->ctx);
		return true;
	}
	next.service = word;
	return spell(s->operation, 0, &next);
}

/* Spells out the first set of the word, then what is left of it. */
static bool
spell(struct sv word, unsigned depth, const struct spelled *s)
{
	size_t open = sv_find(word, 0, '{');
	size_t close = sv_find(word, open, '}');
	size_t at = open + 1;

	if (open >= word.n)
		return take_spelling(word, s);
	if (close >= word.n || depth == NESTING)
		return false;
	while (at <= close) {
		char memory[WORD_CHARS];
		size_t end = sv_find(word, at, ',');
		struct buf b;

		if (end > close)
			end = close;
		buf_init(&b, memory, sizeof(memory));
		buf_sv(&b, sv_take(word, open));
		buf_sv(&b, sv_take(sv_skip(word, at), end - at));
		buf_sv(&b, sv_skip(word, close + 1));
		if (b.full || !spell(buf_view(&b), depth + 1, s))
			return false;
		at = end + 1;
	}
	return true;
}

bool
iam_actions(struct sv pattern, iam_action_fn each, void *ctx)
{
	struct spelled s = {.each = each, .ctx = ctx};
	size_t blank = sv_find(pattern, 0, ' ');
	struct sv service = sv_take(pattern, blank);

	if (blank >= pattern.n)
		return false;
	s.operation = sv_skip(pattern, blank + 1);
	/* A tag, or more words: options and operands. */
	if (sv_find(pattern, 0, '@') < pattern.n ||
	    sv_find(s.operation, 0, ' ') < s.operation.n)
		return false;
	return spell(service, 0, &s);
}
