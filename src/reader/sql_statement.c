/* SPDX-License-Identifier: ISC */
/*
 * One statement, by its first word. What reads is listed, with how it must go
 * on; what is known to write gives the better text; all else is unknown.
 */
#include "reader/sql.h"

static bool
is_sign(const struct sql_token *t, const char *text)
{
	return t->kind == SQL_SIGN && sv_eq_cstr(t->text, text);
}

/* Whether the statement ends here, on its own account. */
static bool
ends(const struct sql *s)
{
	return s->now.kind == SQL_END || s->now.kind == SQL_SEMICOLON ||
	    s->now.kind == SQL_META;
}

static void
not_understood(struct sql *s)
{
	sql_find(s, SQL_UNKNOWN, "statement is not understood");
}

/* Everything up to the end must be one of these words, or a comma. */
static void
only_words(struct sql *s, const char *const *words, size_t n)
{
	while (!ends(s) && !sql_at_end(s)) {
		if (!sql_is_any(&s->now, words, n) && !is_sign(&s->now, ",")) {
			not_understood(s);
			return;
		}
		sql_advance(s);
	}
}

static const char *const begin_words[] = {
    "transaction", "work", "tran", "isolation", "level", "serializable",
    "repeatable", "read", "committed", "uncommitted", "only", "write",
    "deferrable", "not", "deferred", "with", "consistent", "snapshot",
};

static enum sql_kind
read_begin(struct sql *s)
{
	if (sql_is(&s->last, "start") && !sql_is(&s->now, "transaction"))
		not_understood(s);
	only_words(s, begin_words, ARRAY_LEN(begin_words));
	return SQL_KIND_BEGIN;
}

static const char *const end_words[] = {"transaction", "work", "tran"};

static enum sql_kind
read_commit(struct sql *s)
{
	only_words(s, end_words, ARRAY_LEN(end_words));
	return SQL_KIND_COMMIT;
}

/* A savepoint's name, with which the statement ends. */
static void
last_name(struct sql *s)
{
	if (s->now.kind != SQL_WORD && s->now.kind != SQL_NAME)
		not_understood(s);
	sql_advance(s);
	if (!ends(s))
		not_understood(s);
}

static enum sql_kind
read_rollback(struct sql *s)
{
	while (SQL_IS_ANY(&s->now, end_words))
		sql_advance(s);
	if (ends(s))
		return SQL_KIND_ROLLBACK;
	if (!sql_take(s, "to"))
		not_understood(s);
	sql_take(s, "savepoint");
	last_name(s);
	return SQL_KIND_PLAIN;
}

static enum sql_kind
read_savepoint(struct sql *s)
{
	sql_take(s, "savepoint");
	last_name(s);
	return SQL_KIND_PLAIN;
}

static const char *const harmless_settings[] = {
    "search_path", "statement_timeout", "lock_timeout",
    "timezone", "time_zone", "application_name", "extra_float_digits",
    "datestyle", "intervalstyle", "client_min_messages", "work_mem",
    "idle_in_transaction_session_timeout", "max_execution_time",
    "transaction_read_only", "default_transaction_read_only", "names",
    "group_concat_max_len", "enable_seqscan", "enable_indexscan", "jit",
};

static const char *const transaction_words[] = {
    "transaction", "isolation", "level", "serializable", "repeatable",
    "read", "committed", "uncommitted", "only", "deferrable", "not", "as",
};

/* These may only be switched on. */
static bool
switches_off(const struct sql *s, const struct sql_token *name)
{
	static const char *const guards[] = {
	    "transaction_read_only", "default_transaction_read_only",
	};

	return SQL_IS_ANY(name, guards) && !sql_is(&s->now, "on") &&
	    !sql_is(&s->now, "true");
}

static enum sql_kind
read_set(struct sql *s)
{
	struct sql_token name;

	if (!sql_take(s, "session"))
		sql_take(s, "local");
	if (sql_is(&s->now, "transaction") ||
	    sql_take(s, "characteristics")) {
		only_words(s, transaction_words, ARRAY_LEN(transaction_words));
		return SQL_KIND_PLAIN;
	}
	if (sql_take(s, "time") && !sql_is(&s->now, "zone"))
		not_understood(s);
	name = s->now;
	if (sql_take(s, "zone")) {
		sql_scan(s);
		return SQL_KIND_PLAIN;
	}
	if (!SQL_IS_ANY(&name, harmless_settings)) {
		sql_find(s, SQL_UNKNOWN, "sets what is not known to be "
		    "harmless");
		return SQL_KIND_PLAIN;
	}
	sql_advance(s);
	if (is_sign(&s->now, "="))
		sql_advance(s);
	else
		sql_take(s, "to");
	if (switches_off(s, &name))
		not_understood(s);
	while (!ends(s) && !sql_at_end(s)) {
		/* MySQL: a comma may begin another setting. */
		if (s->lexer.dialect != SQL_POSTGRES && is_sign(&s->now, ","))
			not_understood(s);
		sql_look_at(s);
		sql_advance(s);
	}
	return SQL_KIND_PLAIN;
}

static enum sql_kind
read_reset(struct sql *s)
{
	static const char *const guards[] = {
	    "transaction_read_only", "default_transaction_read_only",
	};

	if (!SQL_IS_ANY(&s->now, harmless_settings) ||
	    SQL_IS_ANY(&s->now, guards))
		sql_find(s, SQL_UNKNOWN, "resets what is not known to be "
		    "harmless");
	sql_advance(s);
	if (!ends(s))
		not_understood(s);
	return SQL_KIND_PLAIN;
}

static enum sql_kind read_first(struct sql *s);

/* The options of EXPLAIN, up to the statement; true if that is executed. */
static bool
explain_options(struct sql *s)
{
	static const char *const verbs[] = {
	    "select", "with", "values", "table", "insert", "update", "delete",
	    "merge", "replace", "create", "declare", "execute", "refresh",
	};
	bool runs = false, inside = s->now.kind == SQL_OPEN;

	if (inside)
		sql_advance(s);
	while (!sql_at_end(s) && (inside || !SQL_IS_ANY(&s->now, verbs))) {
		/* An option may be spelled as a quoted name. */
		if (inside && (s->now.kind == SQL_OPEN ||
		    s->now.kind == SQL_NAME))
			not_understood(s);
		if (s->now.kind == SQL_OPEN)
			break;
		if (sql_is(&s->now, "analyze") || sql_is(&s->now, "analyse"))
			runs = true;
		if (s->now.kind == SQL_CLOSE)
			inside = false;
		sql_advance(s);
	}
	return runs;
}

/* "DESCRIBE users", where it does not plan a statement. */
static bool
describes_name(const struct sql *s)
{
	static const char *const statements[] = {
	    "select", "with", "values", "table", "explain", "show",
	};

	return s->lexer.dialect == SQL_GENERIC &&
	    (sql_is(&s->last, "describe") || sql_is(&s->last, "desc")) &&
	    (s->now.kind == SQL_WORD || s->now.kind == SQL_NAME) &&
	    !SQL_IS_ANY(&s->now, statements) && !sql_is_write_verb(&s->now);
}

static enum sql_kind
read_explain(struct sql *s)
{
	bool query = s->now.kind == SQL_OPEN &&
	    (sql_is(&s->next, "select") || sql_is(&s->next, "with") ||
	    s->next.kind == SQL_OPEN);
	bool runs = false;

	if (describes_name(s)) {
		sql_scan(s);
		return SQL_KIND_PLAIN;
	}
	if (!query)
		runs = explain_options(s);
	if (runs || s->lexer.dialect == SQL_GENERIC) {
		if (read_first(s) != SQL_KIND_PLAIN)
			not_understood(s);
		return SQL_KIND_PLAIN;
	}
	/* It is planned, not run; functions may be called all the same. */
	s->writing = true;
	sql_scan(s);
	s->writing = false;
	return SQL_KIND_PLAIN;
}

/* Those that act without a value. */
static const char *const pragma_acts[] = {
    "incremental_vacuum", "optimize", "shrink_memory", "wal_checkpoint",
    "case_sensitive_like", "foreign_key_fix",
};
/* Those whose operand is a name. */
static const char *const pragma_shows[] = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info",
    "index_xinfo", "foreign_key_list", "foreign_key_check",
    "integrity_check", "quick_check",
};

static enum sql_kind
read_pragma(struct sql *s)
{
	bool shows;

	if (is_sign(&s->next, ".")) {
		sql_advance(s);
		sql_advance(s);
	}
	shows = SQL_IS_ANY(&s->now, pragma_shows);
	if (s->now.kind != SQL_WORD || SQL_IS_ANY(&s->now, pragma_acts) ||
	    s->lexer.dialect != SQL_SQLITE)
		not_understood(s);
	sql_advance(s);
	if (!ends(s) && !shows)
		sql_find(s, SQL_WRITES, "sets a pragma");
	return SQL_KIND_PLAIN;
}

/* Past "schema.name (a, b)". */
static void
copy_table(struct sql *s)
{
	while (s->now.kind == SQL_WORD || s->now.kind == SQL_NAME) {
		sql_advance(s);
		if (!is_sign(&s->now, "."))
			break;
		sql_advance(s);
	}
	if (s->now.kind != SQL_OPEN)
		return;
	while (!ends(s) && !sql_at_end(s) && s->now.kind != SQL_CLOSE)
		sql_advance(s);
	sql_advance(s);
}

static enum sql_kind
read_copy(struct sql *s)
{
	if (s->now.kind == SQL_OPEN) {
		sql_advance(s);
		sql_query(s);
		if (s->now.kind == SQL_CLOSE)
			sql_advance(s);
		else
			not_understood(s);
	} else {
		copy_table(s);
	}
	if (s->lexer.dialect != SQL_POSTGRES || !sql_take(s, "to") ||
	    !sql_take(s, "stdout"))
		sql_find(s, SQL_WRITES, "copies into a table, a file or a "
		    "program");
	return SQL_KIND_PLAIN;
}

static enum sql_kind
read_declare(struct sql *s)
{
	static const char *const words[] = {
	    "binary", "insensitive", "asensitive", "no", "scroll", "cursor",
	    "with", "without", "hold",
	};

	sql_advance(s);
	while (SQL_IS_ANY(&s->now, words))
		sql_advance(s);
	if (sql_take(s, "for"))
		sql_query(s);
	else
		not_understood(s);
	return SQL_KIND_PLAIN;
}

static enum sql_kind
read_words(struct sql *s)
{
	sql_scan(s);
	return SQL_KIND_PLAIN;
}

static enum sql_kind
read_query(struct sql *s)
{
	sql_query(s);
	return SQL_KIND_PLAIN;
}

/* DuckDB: "FROM t", "SUMMARIZE t". */
static enum sql_kind
read_duckdb(struct sql *s)
{
	if (s->lexer.dialect != SQL_DUCKDB)
		not_understood(s);
	sql_scan(s);
	return SQL_KIND_PLAIN;
}

/* MySQL: a name. Elsewhere it is nothing. */
static enum sql_kind
read_use(struct sql *s)
{
	if (s->lexer.dialect != SQL_MYSQL)
		not_understood(s);
	last_name(s);
	return SQL_KIND_PLAIN;
}

static const struct {
	const char *word;
	enum sql_kind (*read)(struct sql *s);
} readers[] = {
	{"abort", read_rollback},
	{"begin", read_begin},
	{"close", read_words},
	{"commit", read_commit},
	{"copy", read_copy},
	{"declare", read_declare},
	{"desc", read_explain},
	{"describe", read_explain},
	{"end", read_commit},
	{"exists", read_words},
	{"explain", read_explain},
	{"fetch", read_words},
	{"from", read_duckdb},
	{"list", read_words},
	{"pragma", read_pragma},
	{"release", read_savepoint},
	{"reset", read_reset},
	{"rollback", read_rollback},
	{"savepoint", read_savepoint},
	{"set", read_set},
	{"show", read_words},
	{"start", read_begin},
	{"summarize", read_duckdb},
	{"use", read_use},
};

/* Whether a rollback takes back what the statement does, for sure. */
static bool
is_transactional(const struct sql *s)
{
	static const char *const rows[] = {"insert", "update", "delete"};
	static const char *const more[] = {"merge", "truncate"};
	static const char *const schema[] = {"create", "drop", "alter"};
	static const char *const objects[] = {
	    "table", "index", "unique", "view", "materialized", "temp",
	    "temporary",
	};

	if (s->lexer.dialect == SQL_GENERIC)
		return false;
	if (SQL_IS_ANY(&s->now, rows))
		return true;
	if (s->lexer.dialect == SQL_MYSQL)
		return sql_is(&s->now, "replace");
	if (SQL_IS_ANY(&s->now, schema))
		return SQL_IS_ANY(&s->next, objects);
	if (s->lexer.dialect == SQL_SQLITE)
		return sql_is(&s->now, "replace");
	return SQL_IS_ANY(&s->now, more);
}

/* Reads over a statement that writes, for what else it may do. */
static void
read_write(struct sql *s)
{
	s->rolls_back = is_transactional(s);
	s->indexing = sql_is(&s->now, "create") &&
	    (sql_is(&s->next, "index") || sql_is(&s->next, "unique"));
	s->writing = true;
	while (!ends(s) && s->now.kind != SQL_BAD) {
		/* "INSERT OR ROLLBACK" ends the transaction. */
		if (sql_is(&s->now, "rollback") || sql_is(&s->now, "trigger") ||
		    sql_is(&s->now, "begin"))
			s->rolls_back = false;
		sql_look_at(s);
		sql_advance(s);
	}
	s->writing = false;
	s->found.effect = SQL_READS;
	sql_find_at(s, SQL_WRITES, (struct sv){s->start,
	    (size_t)(s->last.text.p + s->last.text.n - s->start)},
	    "changes data, schema, rights or the server");
}

static enum sql_kind
read_first(struct sql *s)
{
	static const char *const queries[] = {
	    "select", "with", "values", "table",
	};
	size_t i;

	if (s->now.kind == SQL_OPEN || SQL_IS_ANY(&s->now, queries))
		return read_query(s);
	for (i = 0; i < ARRAY_LEN(readers); i++) {
		if (!sql_is(&s->now, readers[i].word))
			continue;
		sql_advance(s);
		return readers[i].read(s);
	}
	if (sql_is_write_verb(&s->now))
		read_write(s);
	else
		not_understood(s);
	return SQL_KIND_PLAIN;
}

enum sql_kind
sql_statement(struct sql *s)
{
	enum sql_kind kind;

	s->found = (struct sql_finding){.effect = SQL_READS};
	s->start = s->now.text.p;
	s->depth = 0;
	s->writing = s->indexing = s->target = s->rolls_back = false;
	s->last = s->before = (struct sql_token){.kind = SQL_SEMICOLON};
	kind = read_first(s);
	/* A ')' too many, or the rest behind what was found. */
	if (s->now.kind == SQL_CLOSE)
		not_understood(s);
	while (!ends(s) && s->now.kind != SQL_BAD)
		sql_advance(s);
	if (s->now.kind == SQL_BAD) {
		s->found.effect = SQL_READS;
		sql_find_at(s, SQL_UNKNOWN, s->now.text, s->now.why);
		s->rolls_back = false;
	}
	return kind;
}
