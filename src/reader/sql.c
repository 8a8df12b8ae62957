/* SPDX-License-Identifier: ISC */
/*
 * sql_read: statement by statement, and what transactions make of them.
 * "Rolled back" is said only where nothing can have been kept.
 */
#include "reader/sql.h"

/* How far the text has got. */
struct progress {
	struct sql_finding verdict;
	struct sql_finding pending; /* a write in the open transaction */
	struct sql_finding undone;  /* a write that was rolled back */
	bool open;
	const struct sql_files *files; /* NULL: none is read */
	unsigned depth;                /* of files in files */
};

static void read_text(struct sv text, enum sql_dialect dialect,
    const struct sql_files *files, unsigned depth, struct sql_reading *out);

static void
settle(struct progress *p, struct sql_finding f)
{
	if (p->verdict.effect == SQL_READS)
		p->verdict = f;
}

/* What is pending is kept, or may be. */
static void
keep_pending(struct progress *p)
{
	if (p->pending.effect == SQL_WRITES)
		settle(p, p->pending);
	p->pending.effect = SQL_READS;
	p->open = false;
}

static void
take_write(struct progress *p, const struct sql *s)
{
	if (!p->open || !s->rolls_back)
		settle(p, s->found);
	else if (p->pending.effect == SQL_READS)
		p->pending = s->found;
}

static void
take_statement(struct progress *p, const struct sql *s, enum sql_kind kind)
{
	if (s->found.effect == SQL_WRITES)
		take_write(p, s);
	else if (s->found.effect != SQL_READS)
		settle(p, s->found);
	switch (kind) {
	case SQL_KIND_PLAIN:
		break;
	case SQL_KIND_BEGIN:
		/* Some servers commit what was open. */
		keep_pending(p);
		p->open = true;
		break;
	case SQL_KIND_COMMIT:
		keep_pending(p);
		break;
	case SQL_KIND_ROLLBACK:
		if (p->pending.effect == SQL_WRITES)
			p->undone = p->pending;
		p->pending.effect = SQL_READS;
		p->open = false;
		break;
	}
}

/* Another file of statements: true if it only reads. It may end a
 * transaction. */
static bool
include_reads(struct progress *p, const struct sql *s)
{
	struct sv path = sql_meta_file(s->now.text, s->lexer.dialect), text;
	struct sql_reading r;

	if (!path.n || !p->files || p->depth == SQL_MAX_FILE_DEPTH ||
	    !p->files->file(p->files->ctx, path, &text))
		return false;
	keep_pending(p);
	read_text(text, s->lexer.dialect, p->files, p->depth + 1, &r);
	return r.effect == SQL_READS;
}

static void
take_meta(struct progress *p, const struct sql *s)
{
	enum sql_effect effect = SQL_READS;

	if (!include_reads(p, s))
		effect = sql_meta_effect(s->now.text, s->lexer.dialect);
	if (effect == SQL_READS)
		return;
	settle(p, (struct sql_finding){
	    .effect = effect,
	    .culprit = s->now.text,
	    .why = effect == SQL_WRITES ?
		"client command that writes or runs something" :
		"client command is not known to only read",
	});
}

static void
read_all(struct sql *s, struct progress *p)
{
	while (s->now.kind != SQL_END) {
		if (s->now.kind == SQL_META)
			take_meta(p, s);
		if (s->now.kind == SQL_META || s->now.kind == SQL_SEMICOLON) {
			sql_advance(s);
			continue;
		}
		take_statement(p, s, sql_statement(s));
		if (s->now.kind == SQL_BAD)
			break;
	}
	keep_pending(p);
}

void
sql_read(struct sv text, enum sql_dialect dialect, struct sql_reading *out)
{
	read_text(text, dialect, NULL, 0, out);
}

void
sql_read_with(struct sv text, enum sql_dialect dialect,
    const struct sql_files *files, struct sql_reading *out)
{
	read_text(text, dialect, files, 0, out);
}

static void
read_text(struct sv text, enum sql_dialect dialect,
    const struct sql_files *files, unsigned depth, struct sql_reading *out)
{
	struct sql s = {
	    .lexer = {.text = text, .dialect = dialect, .at_start = true},
	};
	struct progress p = {
	    .verdict = {.effect = SQL_READS},
	    .pending = {.effect = SQL_READS},
	    .undone = {.effect = SQL_READS},
	    .files = files,
	    .depth = depth,
	};

	if (text.n == 0)
		s.lexer.text = SV("");
	s.now = sql_next(&s.lexer);
	s.next = s.now;
	if (s.now.kind != SQL_END && s.now.kind != SQL_BAD)
		s.next = sql_next(&s.lexer);
	read_all(&s, &p);
	if (p.verdict.effect == SQL_READS && p.undone.effect == SQL_WRITES) {
		p.verdict = p.undone;
		p.verdict.effect = SQL_ROLLED_BACK;
		p.verdict.why = "writes, and takes it back";
	}
	out->effect = p.verdict.effect;
	out->culprit = p.verdict.culprit;
	out->why = p.verdict.why;
}
