/* SPDX-License-Identifier: ISC */
/*
 * The steps of `before:`: lists of words, kept as one text in which a NUL ends
 * each word and each list. Rule files hold no NUL.
 */
#include <string.h>

#include "guard/policy.h"
#include "rules/parse.h"

enum { TEXT_MAX_STEPS = 16384 /* bytes of one rule's */ };

struct step {
	struct located run, verify; /* encoded */
};

/* Reports what stands between braces and is no name of ours. */
static bool
check_word(struct parse *p, const struct located *word)
{
	struct sv rest = word->text, name;

	while (before_name(&rest, &name)) {
		if (before_name_is_known(name))
			continue;
		diag_add(p->sink, SEVERITY_ERROR, word->span, "bad-value",
		    "'{%.*s}' is nothing that a step can be told: {keep}, "
		    "{operand} or a part of the target, as {database.name}",
		    SHOWN(name));
		return false;
	}
	return true;
}

/* The first word is a program: a name, which is looked for beside guard's
 * engine and on PATH, or an absolute path. */
static bool
check_program(struct parse *p, const struct located *word)
{
	struct sv s = word->text;

	if (sv_starts(s, SV("/")) ||
	    (sv_find(s, 0, '/') == s.n && sv_find(s, 0, '{') == s.n &&
	        !sv_starts(s, SV("-"))))
		return true;
	diag_add(p->sink, SEVERITY_ERROR, word->span, "bad-value",
	    "'%.*s' is no program: a name or an absolute path", SHOWN(s));
	return false;
}

/* Reads a list of words into a text. */
static void
read_command(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	char memory[BEFORE_TEXT_MAX];
	struct located *out = field;
	struct buf b;
	size_t n = 0;

	if (value->kind != NODE_LIST) {
		parse_wrong_type(p, value, key->name, "a list of words");
		return;
	}
	parse_check_filled(p, key->name, value);
	buf_init(&b, memory, sizeof(memory));
	for (const struct node *at = value->first; at; at = at->next) {
		struct located word;

		if (!parse_scalar(p, at, "a word of a step", &word) ||
		    (!n && !check_program(p, &word)) || !check_word(p, &word))
			return;
		buf_sv(&b, word.text);
		buf_c(&b, '\0');
		n++;
	}
	buf_c(&b, '\0');
	if (b.full || n > BEFORE_WORDS_MAX) {
		diag_add(p->sink, SEVERITY_ERROR, value->span, "too-long",
		    "a step has at most %d words and %d bytes",
		    BEFORE_WORDS_MAX, BEFORE_TEXT_MAX);
		return;
	}
	*out = (struct located){arena_dup(p->arena, buf_view(&b)),
	    value->span};
	p->full = p->full || !out->text.p;
}

static const struct schema_key step_keys[] = {
	{"run", read_command, offsetof(struct step, run), NULL, true},
	{"verify", read_command, offsetof(struct step, verify), NULL, true},
};
const struct schema step_schema = {
	"a step of 'before'", step_keys, ARRAY_LEN(step_keys)};

void
read_before(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field)
{
	struct located *out = field;
	char memory[TEXT_MAX_STEPS];
	size_t n = 0;
	struct buf b;

	if (value->kind != NODE_LIST) {
		parse_wrong_type(p, value, key->name, "a list of steps");
		return;
	}
	parse_check_filled(p, key->name, value);
	buf_init(&b, memory, sizeof(memory));
	for (const struct node *at = value->first; at; at = at->next, n++) {
		struct step step = {0};

		if (!schema_read_map(p, at, &step_schema, &step))
			return;
		buf_sv(&b, step.run.text);
		buf_sv(&b, step.verify.text);
	}
	if (b.full || n > BEFORE_STEPS_MAX) {
		diag_add(p->sink, SEVERITY_ERROR, value->span, "too-long",
		    "'before' has at most %d steps", BEFORE_STEPS_MAX);
		return;
	}
	*out = (struct located){arena_dup(p->arena, buf_view(&b)),
	    value->span};
	p->full = p->full || !out->text.p;
}
