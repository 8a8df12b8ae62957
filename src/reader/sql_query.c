/* SPDX-License-Identifier: ISC */
/*
 * Queries: nothing may be written, and every function that is called must be
 * one that is known to read only. Expressions are not parsed, only looked
 * over; what a bare word means is told from its neighbors.
 */
#include "reader/sql.h"

void
sql_advance(struct sql *s)
{
	if (s->now.kind == SQL_END || s->now.kind == SQL_BAD)
		return;
	s->before = s->last;
	s->last = s->now;
	s->now = s->next;
	if (s->now.kind != SQL_END && s->now.kind != SQL_BAD)
		s->next = sql_next(&s->lexer);
}

bool
sql_at_end(const struct sql *s)
{
	return s->now.kind == SQL_END || s->now.kind == SQL_BAD ||
	    s->now.kind == SQL_SEMICOLON || s->now.kind == SQL_META ||
	    (s->found.effect != SQL_READS && !s->writing);
}

bool
sql_take(struct sql *s, const char *word)
{
	if (!sql_is(&s->now, word))
		return false;
	sql_advance(s);
	return true;
}

void
sql_find_at(struct sql *s, enum sql_effect effect, struct sv culprit,
    const char *why)
{
	if (s->found.effect != SQL_READS)
		return;
	s->found.effect = effect;
	s->found.culprit = culprit;
	s->found.why = why;
}

/* The statement, as far as it was read. */
static struct sv
so_far(const struct sql *s)
{
	return (struct sv){
	    s->start, (size_t)(s->now.text.p + s->now.text.n - s->start)};
}

void
sql_find(struct sql *s, enum sql_effect effect, const char *why)
{
	sql_find_at(s, effect, so_far(s), why);
}

bool
sql_is_write_verb(const struct sql_token *t)
{
	static const char *const verbs[] = {
	    "insert", "update", "delete", "merge", "replace", "upsert",
	    "truncate", "drop", "create", "alter", "grant", "revoke", "call",
	    "exec", "execute", "copy", "rename", "vacuum", "reindex", "attach",
	    "detach", "lock", "comment", "do", "analyze", "kill", "flush",
	    "purge", "load", "import", "refresh", "reassign", "cluster",
	    "optimize", "repair", "handler", "install", "uninstall",
	    "shutdown", "checkpoint", "prepare", "deallocate", "security",
	    "bulk", "deny", "backup", "restore", "change", "stop",
	    "undrop", "unload", "export", "put", "remove", "dbcc",
	    "reconfigure",
	};

	return SQL_IS_ANY(t, verbs);
}

/* Words before or behind which a verb is a name: "FOR UPDATE". */
static bool
is_between_names(const struct sql *s)
{
	static const char *const before[] = {
	    "as", "for", "key", "on", "select", "by", "and", "or", "where",
	    "distinct", "then", "else", "when", "not",
	};
	static const char *const behind[] = {
	    "from", "as", "asc", "desc", "is", "in", "and", "or", "like",
	    "not", "then", "end", "order", "group", "where", "limit",
	};

	if (SQL_IS_ANY(&s->last, before))
		return true;
	return !sql_is(&s->now, "delete") && SQL_IS_ANY(&s->next, behind);
}

/*
 * Whether the word here begins a statement that changes data, and is no name
 * (a column called "update"). Not everywhere is a semicolon needed between
 * statements.
 */
static bool
begins_write(const struct sql *s)
{
	bool bare = s->lexer.dialect == SQL_GENERIC;

	if (!sql_is_write_verb(&s->now) || s->last.kind == SQL_SIGN)
		return false;
	if (bare && sql_is(&s->now, "shutdown"))
		return true;
	if (sql_is(&s->last, "show") && sql_is(&s->now, "create"))
		return false;
	if (s->next.kind != SQL_WORD && s->next.kind != SQL_NAME &&
	    !(bare && (s->next.kind == SQL_NUMBER ||
	    s->next.kind == SQL_STRING)))
		return false;
	if (!bare && s->last.kind != SQL_OPEN && s->last.kind != SQL_CLOSE)
		return false;
	return !is_between_names(s);
}

static bool
is_sign(const struct sql_token *t, const char *text)
{
	return t->kind == SQL_SIGN && sv_eq_cstr(t->text, text);
}

/* A name that is given here and not called: "AS t(a, b)", "x::t(3)". */
static bool
is_defined_here(const struct sql *s)
{
	static const char *const targets[] = {
	    "into", "table", "view", "references",
	};

	if (s->target || sql_is(&s->last, "as") || is_sign(&s->last, "::"))
		return true;
	return s->writing && (SQL_IS_ANY(&s->last, targets) ||
	    (s->indexing && sql_is(&s->last, "on")));
}

/* Schemas whose functions are the server's own. */
static bool
is_own_schema(const struct sql_token *t)
{
	return sql_is(t, "pg_catalog") || sql_is(t, "information_schema");
}

static void
check_call(struct sql *s)
{
	static const char why[] = "calls a function that is not known to "
	    "only read";
	bool qualified = is_sign(&s->last, ".");
	enum sql_dialect dialect = s->lexer.dialect;

	if (!qualified && is_defined_here(s))
		return;
	if (qualified && s->target)
		return;
	if (s->now.kind == SQL_WORD && qualified &&
	    is_own_schema(&s->before) &&
	    sql_function_reads(s->now.text, dialect))
		return;
	if (s->now.kind == SQL_WORD && !qualified &&
	    (sql_is_keyword(s->now.text) ||
	    sql_function_reads(s->now.text, dialect)))
		return;
	sql_find_at(s, SQL_UNKNOWN, s->now.text, why);
	s->rolls_back = false;
}

/* Whether the name of what is written to goes on behind this token. */
static bool
starts_target(const struct sql *s)
{
	static const char *const words[] = {
	    "into", "table", "view", "references",
	};

	return s->writing && (SQL_IS_ANY(&s->now, words) ||
	    (s->indexing && sql_is(&s->now, "on")));
}

void
sql_look_at(struct sql *s)
{
	/* What is a string may be a name to a server that is set up so. */
	if (s->next.kind == SQL_OPEN && (s->now.kind == SQL_WORD ||
	    s->now.kind == SQL_NAME || s->now.kind == SQL_STRING))
		check_call(s);
	if (s->writing) {
		if (starts_target(s))
			s->target = true;
		else if (!is_sign(&s->now, ".") && !is_sign(&s->next, "."))
			s->target = false;
		return;
	}
	if (sql_is(&s->now, "into") && !is_sign(&s->last, "."))
		sql_find(s, SQL_WRITES, "writes what is selected");
	else if (begins_write(s))
		sql_find(s, SQL_WRITES, "changes data");
}

static bool
enter(struct sql *s)
{
	if (s->depth < SQL_MAX_DEPTH) {
		s->depth++;
		return true;
	}
	sql_find_at(s, SQL_UNKNOWN, s->now.text, "is nested too deep");
	s->rolls_back = false;
	/* No further: what follows is not read at all. */
	s->now.kind = SQL_BAD;
	s->now.why = "is nested too deep";
	return false;
}

static void with_clause(struct sql *s);

void
sql_scan(struct sql *s)
{
	size_t open = 0;

	while (!sql_at_end(s)) {
		if (s->now.kind == SQL_OPEN) {
			open++;
		} else if (s->now.kind == SQL_CLOSE) {
			if (open == 0)
				return;
			open--;
		} else if (s->last.kind == SQL_OPEN &&
		    sql_is(&s->now, "with")) {
			with_clause(s);
			continue;
		} else {
			sql_look_at(s);
		}
		sql_advance(s);
	}
	if (open > 0)
		sql_find(s, SQL_UNKNOWN, "parenthesis is not closed");
}

static void
expect_close(struct sql *s)
{
	if (s->now.kind == SQL_CLOSE)
		sql_advance(s);
	else
		sql_find(s, SQL_UNKNOWN, "parenthesis is not closed");
}

/* "name (a, b) AS NOT MATERIALIZED (" */
static bool
cte_head(struct sql *s)
{
	if (s->now.kind != SQL_WORD && s->now.kind != SQL_NAME)
		return false;
	sql_advance(s);
	if (s->now.kind == SQL_OPEN) {
		while (!sql_at_end(s) && s->now.kind != SQL_CLOSE)
			sql_advance(s);
		sql_advance(s);
	}
	if (!sql_take(s, "as"))
		return false;
	sql_take(s, "not");
	sql_take(s, "materialized");
	if (s->now.kind != SQL_OPEN)
		return false;
	sql_advance(s);
	return true;
}

/* The definitions; what is done with them follows. */
static void
with_clause(struct sql *s)
{
	sql_advance(s);
	sql_take(s, "recursive");
	if (!enter(s))
		return;
	for (;;) {
		if (!cte_head(s)) {
			sql_find(s, SQL_UNKNOWN, "WITH is not understood");
			break;
		}
		sql_query(s);
		expect_close(s);
		if (!is_sign(&s->now, ","))
			break;
		sql_advance(s);
	}
	s->depth--;
}

/* The word that a query begins with, behind its WITH. */
static void
query_verb(struct sql *s)
{
	static const char *const reads[] = {"select", "values", "table"};

	if (SQL_IS_ANY(&s->now, reads))
		return;
	if (sql_is_write_verb(&s->now))
		sql_find(s, SQL_WRITES, "changes data");
	else if (!sql_at_end(s))
		sql_find(s, SQL_UNKNOWN, "is not known to be a query");
	else
		sql_find(s, SQL_UNKNOWN, "query is missing");
}

void
sql_query(struct sql *s)
{
	if (!enter(s))
		return;
	if (sql_is(&s->now, "with"))
		with_clause(s);
	if (s->now.kind == SQL_OPEN) {
		sql_advance(s);
		sql_query(s);
		expect_close(s);
	} else {
		query_verb(s);
	}
	sql_scan(s);
	s->depth--;
}
