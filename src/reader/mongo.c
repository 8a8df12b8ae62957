/* SPDX-License-Identifier: ISC */
/*
 * mongo_read: the part of JavaScript that looks something up and prints it.
 * Nothing may be called but what is listed, nothing assigned but a new name
 * and "db"; so what a value is need not be known.
 */
#include "reader/mongo.h"

#define MAX_DEPTH 64u

struct mongo {
	struct mongo_lexer lexer;
	struct mongo_token now;
	struct mongo_token next;
	unsigned depth;
	struct sql_reading *out;
};

static void
advance(struct mongo *m)
{
	m->now = m->next;
	if (m->now.kind != MONGO_END && m->now.kind != MONGO_BAD)
		m->next = mongo_next(&m->lexer);
}

static bool
failed(const struct mongo *m)
{
	return m->out->effect != SQL_READS;
}

static void
find(struct mongo *m, enum sql_effect effect, struct sv culprit,
    const char *why)
{
	if (failed(m))
		return;
	*m->out = (struct sql_reading){effect, culprit, why};
	m->now.kind = m->next.kind = MONGO_END;
}

static void
not_understood(struct mongo *m)
{
	find(m, SQL_UNKNOWN, m->now.text, "JavaScript is not understood");
}

static bool
is_sign(const struct mongo_token *t, const char *text)
{
	return t->kind == MONGO_SIGN && sv_eq_cstr(t->text, text);
}

static bool
is_word(const struct mongo_token *t, const char *text)
{
	return t->kind == MONGO_NAME && sv_eq_cstr(t->text, text);
}

static bool
take(struct mongo *m, const char *sign)
{
	if (!is_sign(&m->now, sign))
		return false;
	advance(m);
	return true;
}

static void
expect(struct mongo *m, const char *sign)
{
	if (!take(m, sign))
		not_understood(m);
}

static void expression(struct mongo *m);
static void statements(struct mongo *m);

static bool
enter(struct mongo *m)
{
	if (m->depth++ < MAX_DEPTH)
		return true;
	find(m, SQL_UNKNOWN, m->now.text, "is nested too deep");
	return false;
}

/* A key or a string that the server takes for an operator. */
static void
check_operator(struct mongo *m, struct sv text)
{
	if (mongo_is(MONGO_OPERATORS, text))
		find(m, SQL_WRITES, text, "writes or runs code on the server");
}

/* Behind "{". A key that is calculated is not understood. */
static void
object(struct mongo *m)
{
	while (!failed(m) && !is_sign(&m->now, "}")) {
		if (take(m, "...")) {
			expression(m);
		} else {
			if (m->now.kind != MONGO_NAME &&
			    m->now.kind != MONGO_STRING &&
			    m->now.kind != MONGO_NUMBER)
				not_understood(m);
			check_operator(m, m->now.text);
			advance(m);
			if (take(m, ":"))
				expression(m);
		}
		if (!take(m, ","))
			break;
	}
	expect(m, "}");
}

/* Values up to the sign that closes them. */
static void
list(struct mongo *m, const char *close)
{
	while (!failed(m) && !is_sign(&m->now, close)) {
		take(m, "...");
		expression(m);
		if (!take(m, ","))
			break;
	}
	expect(m, close);
}

/* A function's body, behind its arrow. */
static void
body(struct mongo *m)
{
	if (!take(m, "{")) {
		expression(m);
		return;
	}
	statements(m);
	expect(m, "}");
}

/* "(a, b) =>": looked for without taking anything. */
static bool
at_parameters(const struct mongo *m)
{
	struct mongo_lexer x = m->lexer;
	struct mongo_token t = m->next;

	while (t.kind == MONGO_NAME || is_sign(&t, ","))
		t = mongo_next(&x);
	if (!is_sign(&t, ")"))
		return false;
	t = mongo_next(&x);
	return is_sign(&t, "=>");
}

static void
parenthesis(struct mongo *m)
{
	bool parameters = at_parameters(m);

	advance(m);
	while (parameters && !take(m, "=>"))
		advance(m);
	if (parameters) {
		body(m);
		return;
	}
	expression(m);
	expect(m, ")");
}

/* Arguments of a function or class that is called by its bare name. */
static void
call_function(struct mongo *m, struct sv name)
{
	if (!mongo_is(MONGO_FUNCTIONS, name))
		find(m, SQL_UNKNOWN, name,
		    "calls a function that is not known to only read");
	advance(m);
	list(m, ")");
}

static void
name(struct mongo *m)
{
	static const char *const operators[] = {"typeof", "await", "void"};
	static const char *const others[] = {
	    "function", "class", "delete", "yield", "async", "import", "super",
	    "throw", "this", "eval", "Function", "globalThis", "process",
	    "require", "load", "Reflect", "Proxy",
	};
	struct mongo_token t = m->now;

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		if (is_word(&t, others[i]))
			not_understood(m);
	}
	advance(m);
	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		if (is_word(&t, operators[i])) {
			expression(m);
			return;
		}
	}
	if (is_word(&t, "new")) {
		t = m->now;
		if (!mongo_is(MONGO_FUNCTIONS, t.text))
			not_understood(m);
		advance(m);
	}
	if (is_sign(&m->now, "("))
		call_function(m, t.text);
	else if (take(m, "=>"))
		body(m);
}

static void
primary(struct mongo *m)
{
	while (is_sign(&m->now, "!") || is_sign(&m->now, "-") ||
	    is_sign(&m->now, "+"))
		advance(m);
	switch (m->now.kind) {
	case MONGO_STRING:
		check_operator(m, m->now.text);
		advance(m);
		return;
	case MONGO_NUMBER:
	case MONGO_REGEX:
		advance(m);
		return;
	case MONGO_NAME:
		name(m);
		return;
	case MONGO_SIGN:
		if (is_sign(&m->now, "("))
			parenthesis(m);
		else if (take(m, "["))
			list(m, "]");
		else if (take(m, "{"))
			object(m);
		else
			not_understood(m);
		return;
	case MONGO_END:
	case MONGO_BAD:
		not_understood(m);
		return;
	}
}

/* "({ping: 1})": a command of the database, by the first key. */
static bool
command_reads(const struct mongo *m)
{
	struct mongo_lexer x = m->lexer;
	struct mongo_token t = m->next;

	if (t.kind == MONGO_STRING)
		return mongo_is(MONGO_COMMANDS, t.text);
	if (!is_sign(&t, "{"))
		return false;
	t = mongo_next(&x);
	return (t.kind == MONGO_NAME || t.kind == MONGO_STRING) &&
	    mongo_is(MONGO_COMMANDS, t.text);
}

/* The member that was named, and is called if "(" follows. */
static void
member(struct mongo *m, struct sv name)
{
	bool called = is_sign(&m->now, "(");
	bool command = sv_eq_cstr(name, "runCommand") ||
	    sv_eq_cstr(name, "adminCommand");

	if (called && command && command_reads(m)) {
		advance(m);
		list(m, ")");
		return;
	}
	/* One that is only named could be handed to something that calls. */
	if (mongo_is(MONGO_WRITERS, name))
		find(m, SQL_WRITES, name, "calls what changes data or the "
		    "server");
	if (!called)
		return;
	if (!mongo_is(MONGO_METHODS, name))
		find(m, SQL_UNKNOWN, name,
		    "calls a method that is not known to only read");
	advance(m);
	list(m, ")");
}

/* What follows a value: members, elements, calls. */
static void
postfix(struct mongo *m)
{
	struct mongo_token name;
	bool dot;

	while (!failed(m)) {
		dot = take(m, "?.") || take(m, ".");
		name = m->now;
		if (dot && name.kind == MONGO_NAME) {
			advance(m);
			member(m, name.text);
		} else if (take(m, "[")) {
			name = m->now;
			expression(m);
			expect(m, "]");
			if (name.kind == MONGO_STRING)
				member(m, name.text);
			else if (is_sign(&m->now, "("))
				not_understood(m);
		} else if (dot || is_sign(&m->now, "(")) {
			not_understood(m);
		} else {
			return;
		}
	}
}

/* The operator between two values that stands here, if it is one. */
static bool
take_operator(struct mongo *m)
{
	static const char *const signs[] = {
	    "+", "-", "*", "/", "%", "**", "<", ">", "<=", ">=", "==", "!=",
	    "===", "!==", "&&", "||", "??", "?", ":",
	};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		if (take(m, signs[i]))
			return true;
	}
	if (!is_word(&m->now, "in") && !is_word(&m->now, "instanceof"))
		return false;
	advance(m);
	return true;
}

/* "a ? b : c" is read as if "?" and ":" joined values like any operator. */
static void
expression(struct mongo *m)
{
	if (enter(m)) {
		do {
			primary(m);
			postfix(m);
		} while (!failed(m) && take_operator(m));
	}
	m->depth--;
}

/* "show dbs", as the shell has it. */
static void
show(struct mongo *m)
{
	advance(m);
	if (m->now.kind != MONGO_NAME || !mongo_is(MONGO_SHOWS, m->now.text))
		not_understood(m);
	advance(m);
	if (m->now.kind == MONGO_NAME && !m->now.on_new_line)
		advance(m);
}

/* "const x = …": not a name that is called elsewhere. */
static void
declaration(struct mongo *m)
{
	advance(m);
	if (m->now.kind != MONGO_NAME ||
	    mongo_is(MONGO_FUNCTIONS, m->now.text))
		not_understood(m);
	advance(m);
	expect(m, "=");
	expression(m);
}

static bool
at_declaration(const struct mongo *m)
{
	return (is_word(&m->now, "const") || is_word(&m->now, "let") ||
	    is_word(&m->now, "var"));
}

static void
statement(struct mongo *m)
{
	bool two = m->next.kind == MONGO_NAME && !m->next.on_new_line;

	if (two && is_word(&m->now, "show")) {
		show(m);
	} else if (two && is_word(&m->now, "use")) {
		advance(m);
		advance(m);
	} else if (at_declaration(m)) {
		declaration(m);
	} else if (is_word(&m->now, "db") && is_sign(&m->next, "=")) {
		advance(m);
		advance(m);
		expression(m);
	} else if (is_word(&m->now, "return")) {
		advance(m);
		if (!is_sign(&m->now, ";") && !is_sign(&m->now, "}"))
			expression(m);
	} else {
		expression(m);
	}
}

static void
statements(struct mongo *m)
{
	while (!failed(m) && m->now.kind != MONGO_END &&
	    !is_sign(&m->now, "}")) {
		if (take(m, ";"))
			continue;
		statement(m);
		/* Statements end at a sign or with their line. */
		if (!failed(m) && m->now.kind != MONGO_END &&
		    !is_sign(&m->now, ";") && !is_sign(&m->now, "}") &&
		    !m->now.on_new_line)
			not_understood(m);
	}
}

void
mongo_read(struct sv text, struct sql_reading *out)
{
	struct mongo m = {.lexer = {.text = text}, .out = out};

	if (text.n == 0)
		m.lexer.text = SV("");
	*out = (struct sql_reading){.effect = SQL_READS};
	m.next = mongo_next(&m.lexer);
	advance(&m);
	statements(&m);
	if (m.now.kind != MONGO_END)
		not_understood(&m);
}
