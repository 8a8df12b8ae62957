/* SPDX-License-Identifier: ISC */
/*
 * gate: the whole decision on a command, read top to bottom: read the command
 * line, decide each part, take the strictest. The one place where an error
 * becomes a refusal.
 */
#ifndef GUARD_GATE_H
#define GUARD_GATE_H

#include "guard/argv.h"
#include "guard/policy.h"

/* Exit statuses, from sysexits.h, so that no tool's own is mistaken for one. */
enum exit_status {
	EXIT_FINE = 0,
	EXIT_FINDINGS = 1,
	EXIT_WRONG_USAGE = 2,
	EXIT_GUARD_FAILED = 70,   /* EX_SOFTWARE */
	EXIT_ASK = 75,            /* EX_TEMPFAIL: approve, then run it again */
	EXIT_DENIED = 77,         /* EX_NOPERM */
	EXIT_NO_POLICY = 78,      /* EX_CONFIG */
	EXIT_TOOL_NOT_EXECUTABLE = 126, /* as a shell says it */
	EXIT_TOOL_NOT_FOUND = 127
};

struct gate_outcome {
	enum verdict verdict;   /* zeroed: deny */
	enum err error;         /* why nothing could be decided; then deny */
	struct reading reading;
	struct ruling *rulings; /* one an invocation */
	uint32_t decisive;      /* index of the invocation
				 * that decided; n if none */
	struct ruling final;    /* the decisive ruling, or why there is none */
};

/* What is to be decided: an argv, or shell text when words is NULL. */
struct gate_command {
	const struct word *words; /* words[0] is the command */
	size_t n_words;
	struct sv shell_text;
};

/*
 * Decides a command. trace may be NULL; with one, it is filled for the decisive
 * invocation. Never fails: whatever goes wrong is a deny with error set.
 */
void gate_decide(const struct argv_context *ctx,
    const struct gate_command *command, struct policy_trace *trace,
    struct gate_outcome *out);

/*
 * Which of the n words hold a value that a grammar calls secret: n entries in
 * arena for audit_record, NULL when there is none. Errors: ERR_LIMIT.
 */
enum err gate_secrets(const struct gate_outcome *outcome,
    const struct gate_command *command, struct arena *arena,
    const bool **out) MUST_USE;

/* Whether it cannot be undone, or skips the question whether to: what a human
 * approves by more than a yes. */
bool gate_is_grave(const struct ruling *ruling);

/* What is said when nothing of that name is on path but guard itself. */
void gate_tool_missing(struct sv name, struct sv path, struct buf *out);

/* The exit status of a refusal. */
enum exit_status gate_exit_status(const struct gate_outcome *outcome);

#endif
