/* SPDX-License-Identifier: ISC */
/*
 * Sentences about verdicts. A template's $S is the subject of a problem, $C
 * the tool and its command, both between backticks and escaped.
 */
#include "reason.h"

#include "guard/audit.h"

#include "named.h"
#include "text.h"

enum {
	SUBJECT_READ = 1024, /* bytes of a subject that are looked at */
	SUBJECT_MAX = 160,   /* bytes of it that are shown */
};

static const char *const problem_clauses[PROBLEM_KINDS] = {
    [PROBLEM_UNKNOWN_OPTION] = "guard does not know the option $S of $C",
    [PROBLEM_AMBIGUOUS_OPTION] =
	"$S is short for more than one option of $C",
    [PROBLEM_MISSING_VALUE] = "the option $S of $C is without its value",
    [PROBLEM_UNEXPECTED_VALUE] =
	"the option $S of $C takes no value that guard knows of",
    [PROBLEM_UNKNOWN_COMMAND] = "guard does not know the command $S of $C",
    [PROBLEM_SURPLUS_OPERAND] = "$C takes no argument $S that guard knows of",
    [PROBLEM_MISSING_OPERAND] = "$C is without its argument $S",
    [PROBLEM_DYNAMIC] =
	"the value of $S is not known before the shell expands it",
    [PROBLEM_HIDDEN] =
	"the arguments that the variable $S adds to $C cannot be read",
    [PROBLEM_UNREADABLE] =
	"guard does not understand $S, which mentions a guarded tool",
    [PROBLEM_ALIAS] =
	"guard cannot read what $S stands for in the configuration of $C",
    [PROBLEM_TOO_DEEP] =
	"more launchers start each other than guard follows, at $S",
    [PROBLEM_ORDER] =
	"with POSIXLY_CORRECT set, $C may take $S for an argument",
};

static const struct {
	uint32_t class;
	const char *name;
	const char *clause; /* completes "the option X ..." */
} classes[] = {
    {CLASS_DESTRUCTIVE, "destructive", "makes it a command that destroys"},
    {CLASS_FORCE, "force", "skips a question or widens what is done"},
    {CLASS_RUNS, "runs", "executes a program or code"},
    {CLASS_OPAQUE, "opaque", "hides what the command is given"},
    {CLASS_UNKNOWN, "unknown", "is not understood by guard"},
    {CLASS_TARGET, "target", "says what is acted on"},
    {CLASS_SECRET, "secret", NULL},
    {CLASS_CWD, "cwd", NULL},
    {CLASS_UNSET, "unset", NULL},
    {CLASS_CLEAR, "clear", NULL},
    {CLASS_ASSIGN, "assignment", NULL},
    {CLASS_APPENDS, "appends", NULL},
    {CLASS_HELP, "help", NULL},
    {CLASS_HARMLESS, "harmless", NULL},
};

const char *
reason_class(uint32_t flags)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (flags & classes[i].class)
			return classes[i].clause;
	return NULL;
}

_Static_assert(ARRAY_LEN(classes) == REASON_CLASSES, "one row a class");

const char *
reason_class_at(uint32_t flags, size_t i)
{
	return flags & classes[i].class ? classes[i].name : NULL;
}

const char *
reason_kind_name(enum reason_kind kind)
{
	static const char *const names[REASON_KINDS] = {
	    "none", "rule", "help", "launcher", "unlisted", "problem", "class",
	};

	return kind < REASON_KINDS ? names[kind] : "none";
}

const char *
reason_effect_name(enum effect effect)
{
	static const char *const names[EFFECTS] = {
	    "unset", "read", "local", "change", "destroy",
	};

	return effect < EFFECTS ? names[effect] : "unset";
}

const char *
reason_layer_name(enum layer layer)
{
	static const char *const names[LAYERS] = {
	    "shipped", "site", "user", "project",
	};

	return layer < LAYERS ? names[layer] : "shipped";
}

void
reason_command(const struct invocation *inv, struct buf *out)
{
	buf_visible(out, inv->tool);
	for (uint32_t i = 0; i < inv->n_path; i++) {
		buf_c(out, ' ');
		buf_visible(out, i + 1 == inv->n_path && inv->command
		    ? inv->command->text : inv->path[i]);
	}
}

static void
put_subject(struct sv subject, struct buf *out)
{
	char memory[4 * SUBJECT_READ];
	struct sv shown = SV("[redacted]");
	struct buf kept;

	buf_init(&kept, memory, sizeof(memory));
	audit_redact(sv_take(subject, SUBJECT_READ), (struct sv){NULL, 0},
	    &kept);
	if (!kept.full)
		shown = buf_view(&kept);
	buf_c(out, '`');
	buf_visible(out, sv_take(shown, SUBJECT_MAX));
	if (shown.n > SUBJECT_MAX)
		buf_str(out, "...");
	buf_c(out, '`');
}

static void
put_command(const struct invocation *inv, struct buf *out)
{
	if (!inv) {
		buf_str(out, "the command");
		return;
	}
	buf_c(out, '`');
	reason_command(inv, out);
	buf_c(out, '`');
}

static void
expand(const char *template, struct sv subject, const struct invocation *inv,
    struct buf *out)
{
	for (const char *p = template; *p; p++) {
		if (p[0] == '$' && p[1] == 'S') {
			put_subject(subject, out);
			p++;
		} else if (p[0] == '$' && p[1] == 'C') {
			put_command(inv, out);
			p++;
		} else {
			buf_c(out, *p);
		}
	}
}

void
reason_problem(const struct problem *problem, const struct invocation *inv,
    struct buf *out)
{
	const char *template = problem->kind < PROBLEM_KINDS
	    ? problem_clauses[problem->kind] : NULL;

	if (problem->kind == PROBLEM_UNKNOWN_COMMAND && !problem->subject.n)
		template = "guard knows no $C without a command behind it";
	expand(template ? template : "guard does not understand $S",
	    problem->subject, inv, out);
}

bool
reason_is_setting(struct sv name)
{
	return sv_find(name, 0, ' ') < name.n;
}

/* What the subject of a REASON_CLASS is, and what its text does (SQL). */
static const char *
classed_thing(const struct invocation *inv, struct sv subject,
    const char **out_why)
{
	for (uint32_t i = 0; inv && i < inv->n_options; i++) {
		if (sv_eq(inv->options[i].name, subject)) {
			*out_why = inv->options[i].why;
			return "the option ";
		}
	}
	for (uint32_t i = 0; inv && i < inv->n_operands; i++) {
		if (sv_eq(inv->operands[i].word.text, subject)) {
			*out_why = inv->operands[i].why;
			return "the argument ";
		}
	}
	return "";
}

static void
put_classed(const struct ruling *ruling, const struct invocation *inv,
    struct buf *out)
{
	const char *why = NULL;
	const char *thing = ruling->is_env
	    ? (reason_is_setting(ruling->problem.subject)
		? "the setting " : "the environment variable ")
	    : classed_thing(inv, ruling->problem.subject, &why);
	const char *clause = reason_class(ruling->class_bits);

	buf_str(out, thing);
	put_subject(ruling->problem.subject, out);
	buf_c(out, ' ');
	if (why) {
		buf_str(out, "does more than read (");
		buf_str(out, why);
		buf_c(out, ')');
	} else {
		buf_str(out, clause ? clause : "is not known to be harmless");
	}
	buf_str(out, ", and no rule permits that for ");
	put_command(inv, out);
}

static void
put_rule(struct image *img, const struct ruling *ruling, struct buf *out)
{
	struct sv because = {NULL, 0};
	struct sv instead = {NULL, 0};

	if (ruling->rule.texts &&
	    policy_texts(img, ruling->rule.texts, &because, &instead) == OK &&
	    because.n) {
		buf_str(out, "it ");
		text_prose(because, out);
		return;
	}
	buf_str(out, "the rule ");
	buf_visible(out, ruling->rule.id);
	buf_str(out, " covers it");
}

void
reason_ruling(struct image *img, const struct ruling *ruling,
    const struct invocation *inv, struct buf *out)
{
	switch (ruling->reason) {
	case REASON_RULE:
		put_rule(img, ruling, out);
		return;
	case REASON_HELP:
		buf_str(out, "it only prints help or a version");
		return;
	case REASON_LAUNCHER:
		buf_str(out, "it only starts other commands");
		return;
	case REASON_UNLISTED:
		buf_str(out, "no rule allows ");
		put_command(inv, out);
		return;
	case REASON_PROBLEM:
		reason_problem(&ruling->problem, inv, out);
		return;
	case REASON_CLASS:
		put_classed(ruling, inv, out);
		return;
	case REASON_TARGET:
		buf_str(out, "it changes something, and what it would act on "
		    "is not what was trusted in this directory");
		return;
	case REASON_NONE:
	case REASON_KINDS:
		break;
	}
	buf_str(out, "guard has no reason to allow it");
}

void
reason_error(enum err e, struct buf *out)
{
	if (e == ERR_CORRUPT || e == ERR_VERSION) {
		buf_str(out, "guard's ");
		buf_str(out, err_text(e));
		return;
	}
	buf_str(out, "guard could not decide on it (");
	if (e != ERR_ENGINE && named_fault(out))
		buf_str(out, ": ");
	buf_str(out, e == ERR_ENGINE ? "what it depends on cannot be told"
				     : err_text(e));
	buf_c(out, ')');
}

const struct invocation *
reason_decisive(const struct gate_outcome *outcome)
{
	return outcome->decisive < outcome->reading.n
	    ? &outcome->reading.invocations[outcome->decisive] : NULL;
}

struct sv
reason_script(const struct reading *reading, const struct invocation *inv)
{
	const struct invocation *parent;

	if (inv->parent < 0 || (uint32_t)inv->parent >= reading->n ||
	    !inv->via.n)
		return (struct sv){NULL, 0};
	parent = &reading->invocations[inv->parent];
	for (uint32_t i = 0; i < parent->n_operands; i++) {
		uint32_t runs = OPTION_RUNS(parent->operands[i].flags);

		if ((runs == RUNS_SCRIPT || runs == RUNS_SCRIPT_OR_ARGV) &&
		    sv_eq(parent->operands[i].word.text, inv->via))
			return inv->via;
	}
	return (struct sv){NULL, 0};
}
