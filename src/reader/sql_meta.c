/* SPDX-License-Identifier: ISC */
/*
 * Commands of the clients: psql's and mysql's with a backslash, sqlite3's with
 * a dot, mysql's with a name. Only those that surely just show something
 * count as reading.
 */
#include "reader/sql.h"

#include <string.h>

/* Words between blanks; a word is looked up whole. */
static const char psql_reads[] = " ? a conninfo copyright crosstabview "
    "echo errverbose gdesc h help H html l l+ list list+ p print pset q "
    "qecho quit r reset sf sf+ sv sv+ t timing warn watch x z z+ zS "
    "lo_list lo_list+ ";
/* These read only if nothing follows that names a file or a program. */
static const char psql_bare[] = " encoding g gx s ";
static const char psql_writes[] = " ! copy e edit ef ev gexec i include ir "
    "include_relative lo_export lo_import lo_unlink o out password w write ";
static const char mysql_reads[] = " exit help nowarning quit rehash status "
    "warnings ";
static const char mysql_writes[] = " edit pager source system tee ";
static const char mysql_named[] = " charset connect delimiter edit ego exit "
    "go help nopager notee nowarning pager print prompt quit rehash "
    "resetconnection source status system tee warnings ";
static const char mysql_letters_read[] = "gGcshqwW?";
static const char mysql_letters_write[] = "!.TPeo";
static const char sqlite_reads[] = " changes color count databases dbinfo "
    "dump echo eqp exit explain fullschema headers help indexes indices "
    "lint mode nullvalue print prompt quit schema separator sha3sum show "
    "stats tables timeout timer vfsinfo vfslist vfsname width ";
static const char sqlite_writes[] = " archive backup clone excel import load "
    "log once open output read recover restore save shell system trace ";

static bool
is_listed(const char *list, struct sv name)
{
	const char *p = list;
	size_t n;

	for (p++; *p != '\0'; p += n + 1) {
		n = strcspn(p, " ");
		if (name.n == n && memcmp(name.p, p, n) == 0)
			return true;
	}
	return false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The name at byte i: up to a blank, a semicolon or the end of the line. */
static struct sv
name_at(struct sv text, size_t i)
{
	size_t end = i;

	while (end < text.n && !is_blank(text.p[end]) &&
	    text.p[end] != '\n' && text.p[end] != ';')
		end++;
	return sv_take(sv_skip(text, i), end - i);
}

static size_t
backslash_end(const struct sql_lexer *x, size_t i)
{
	char c = i + 1 < x->text.n ? x->text.p[i + 1] : '\0';

	if (x->dialect == SQL_POSTGRES)
		return sv_find(x->text, i, '\n');
	if (x->dialect != SQL_MYSQL || c == '\0')
		return i;
	/* One letter is the whole command, the rest of the line is not. */
	if (strchr(mysql_letters_read, c) != NULL)
		return i + 2;
	return sv_find(x->text, i, '\n');
}

size_t
sql_meta_end(const struct sql_lexer *x, size_t i)
{
	char c = x->text.p[i];

	if (c == '\\')
		return backslash_end(x, i);
	if (!x->at_start)
		return i;
	if (c == '.' && (x->dialect == SQL_SQLITE ||
	    x->dialect == SQL_DUCKDB))
		return sv_find(x->text, i, '\n');
	if (x->dialect == SQL_MYSQL && is_listed(mysql_named,
	    name_at(x->text, i)))
		return sv_find(x->text, i, '\n');
	return i;
}

static bool
holds_any(struct sv s, const char *bytes)
{
	for (; *bytes != '\0'; bytes++) {
		if (sv_find(s, 0, *bytes) < s.n)
			return true;
	}
	return false;
}

static enum sql_effect
listed_effect(struct sv name, const char *reads, const char *writes)
{
	if (is_listed(reads, name))
		return SQL_READS;
	return is_listed(writes, name) ? SQL_WRITES : SQL_UNKNOWN;
}

/* The blank in front of the first "to" outside of quotes and parentheses;
 * rest.n if there is none. psql looks for it in the same way. */
static size_t
find_to(struct sv rest)
{
	bool quoted = false;
	size_t depth = 0;

	for (size_t i = 0; i + 3 < rest.n; i++) {
		char c = rest.p[i];

		if (c == '\'')
			quoted = !quoted;
		if (quoted)
			continue;
		depth += c == '(';
		depth -= c == ')' && depth > 0;
		if (depth == 0 && is_blank(c) &&
		    (rest.p[i + 1] | 0x20) == 't' &&
		    (rest.p[i + 2] | 0x20) == 'o' && is_blank(rest.p[i + 3]))
			return i;
	}
	return rest.n;
}

/* "\copy (SELECT ...) TO 'file' ...": reads, and writes a file here. */
static enum sql_effect
copy_effect(struct sv rest)
{
	size_t to = find_to(rest);
	struct sv from = sv_trim(sv_take(rest, to));
	struct sql_reading r;

	/* These psql and the server read in different ways. */
	if (holds_any(rest, "\"$-/") || to == rest.n || from.n < 2 ||
	    from.p[0] != '(' || from.p[from.n - 1] != ')')
		return SQL_WRITES;
	rest = sv_trim(sv_skip(rest, to + 4));
	/* A quoted name; without quotes it could be "program". */
	if (rest.n == 0 || rest.p[0] != '\'')
		return SQL_WRITES;
	sql_read(from, SQL_POSTGRES, &r);
	return r.effect;
}

static enum sql_effect
psql_effect(struct sv text)
{
	struct sv name = name_at(text, 1), rest;

	rest = sv_trim(sv_skip(text, 1 + name.n));
	/* A backtick runs a program, a backslash starts another command. */
	if (holds_any(sv_skip(text, 1), "`\\"))
		return SQL_UNKNOWN;
	if (sv_eq(name, SV("copy")))
		return copy_effect(rest);
	if (is_listed(psql_bare, name))
		return rest.n == 0 || sv_eq(rest, SV(";")) ? SQL_READS :
		    SQL_WRITES;
	if (name.n > 0 && name.p[0] == '!')
		return SQL_WRITES;
	if (name.n > 0 && name.p[0] == 'd')
		return SQL_READS;
	return listed_effect(name, psql_reads, psql_writes);
}

static enum sql_effect
mysql_effect(struct sv text)
{
	if (text.p[0] == '\\') {
		if (text.n == 2 && strchr(mysql_letters_read, text.p[1]))
			return SQL_READS;
		return text.n > 1 && strchr(mysql_letters_write, text.p[1]) ?
		    SQL_WRITES : SQL_UNKNOWN;
	}
	/* Another statement may stand on the line. */
	text = sv_trim(text);
	if (sv_find(text, 0, ';') + 1 < text.n || holds_any(text, "\\"))
		return SQL_UNKNOWN;
	return listed_effect(name_at(text, 0), mysql_reads, mysql_writes);
}

enum sql_effect
sql_meta_effect(struct sv text, enum sql_dialect dialect)
{
	switch (dialect) {
	case SQL_POSTGRES:
		return psql_effect(text);
	case SQL_MYSQL:
		return mysql_effect(text);
	case SQL_SQLITE:
	case SQL_DUCKDB:
		return listed_effect(name_at(text, 1), sqlite_reads,
		    sqlite_writes);
	case SQL_GENERIC:
		break;
	}
	return SQL_UNKNOWN;
}

/* Only what no client reads in another way. */
static bool
is_plain_path(struct sv path)
{
	for (size_t i = 0; i < path.n; i++) {
		char c = path.p[i];

		if (!byte_is_word(c) && c != '.' && c != '/' &&
		    (c != '-' || i == 0))
			return false;
	}
	return path.n > 0;
}

struct sv
sql_meta_file(struct sv text, enum sql_dialect dialect)
{
	static const struct {
		enum sql_dialect dialect;
		const char *name;
	} commands[] = {
		{SQL_POSTGRES, "\\i"}, {SQL_POSTGRES, "\\include"},
		{SQL_SQLITE, ".read"}, {SQL_DUCKDB, ".read"},
		{SQL_MYSQL, "source"}, {SQL_MYSQL, "\\."},
	};
	struct sv name = name_at(text, 0), path;

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (commands[i].dialect != dialect ||
		    !sv_eq_cstr(name, commands[i].name))
			continue;
		path = sv_trim(sv_skip(text, name.n));
		if (dialect == SQL_MYSQL && sv_ends(path, SV(";")))
			path.n--;
		return is_plain_path(path) ? path : (struct sv){0};
	}
	return (struct sv){0};
}
