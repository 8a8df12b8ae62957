/* SPDX-License-Identifier: ISC */
/*
 * Puts refusals together: a line for machines, prose, and what may be called
 * instead. Only `guard explain` and a rule's own "instead" are ever named.
 */
#include "refusal.h"

#include "reason.h"
#include "refusal_parts.h"
#include "text.h"

enum {
	PROSE_MAX = 8192,    /* bytes */
	COMMAND_MAX = 240,   /* bytes of a command line in prose */
	EXPLAIN_MAX = 1024,  /* longer ones are not fit to be copied */
};

static const char stop[] =
    "Stop here and tell your user; do not try another way.";

static const struct answer *
answer_of(const struct refusal *r)
{
	static const struct answer none;

	return r->answer ? r->answer : &none;
}

/* Whether a human can say yes to it. */
static bool
is_asked(const struct refusal *r)
{
	return answer_of(r)->kind != ANSWER_NONE;
}

static void
put_line(const char *label, struct sv text, struct buf *out)
{
	buf_str(out, label);
	buf_sv(out, text);
	buf_c(out, '\n');
}

static void
put_prose(struct buf *prose, struct buf *out)
{
	text_wrap(buf_view(prose), 0, 2, out);
	buf_c(out, '\n');
	prose->n = 0;
}

static void
put_command(const struct refusal *r, const struct word *words, size_t n,
    struct buf *prose)
{
	if (!n) {
		buf_str(prose, "The command line");
		return;
	}
	buf_c(prose, '`');
	(void)text_command(r->arena, words, n, COMMAND_MAX, prose);
	buf_c(prose, '`');
}

static void
put_machine_line(const struct refusal *r, struct buf *out)
{
	const struct invocation *inv = reason_decisive(r->outcome);

	buf_str(out, "guard: ");
	buf_str(out, answer_of(r)->kind == ANSWER_DENIED
	    ? verdict_name(VERDICT_DENY) : verdict_name(r->outcome->verdict));
	buf_str(out, " rule=");
	buf_visible(out, ruling_id(&r->outcome->final));
	if (inv) {
		buf_str(out, " tool=");
		buf_visible(out, inv->tool);
	}
	if (is_asked(r)) {
		buf_str(out, " request=");
		id_show(r->answer->asking.id, ID_SHOWN, out);
	}
	buf_c(out, '\n');
}

/* ": its script `x` runs `y`" for what a launcher would have started. */
static bool
put_launched(const struct refusal *r, const struct invocation *inv,
    struct buf *prose)
{
	struct sv script;

	if (!inv || inv->parent < 0)
		return false;
	script = reason_script(&r->outcome->reading, inv);
	if (script.n) {
		buf_str(prose, ": its script `");
		buf_visible(prose, sv_take(script, COMMAND_MAX));
		buf_str(prose, "` runs ");
	} else {
		buf_str(prose, ": it runs ");
	}
	put_command(r, inv->words, inv->n_words, prose);
	return true;
}

static void
put_reason(const struct refusal *r, struct buf *prose)
{
	const struct gate_outcome *o = r->outcome;
	const struct invocation *inv = reason_decisive(o);
	bool launched = put_launched(r, inv, prose);
	size_t start;

	if (!o->error && o->final.reason == REASON_RULE) {
		buf_str(prose, ". ");
		start = prose->n;
		reason_ruling(r->image, &o->final, inv, prose);
		if (start < prose->n && prose->p[start] == 'i')
			prose->p[start] = 'I';
	} else {
		buf_str(prose, launched ? ", and " : ": ");
		if (o->error)
			reason_error(o->error, prose);
		else
			reason_ruling(r->image, &o->final, inv, prose);
	}
	buf_c(prose, '.');
}

/* "variable `DATABASE_URL` is another one". Values are not told: they may be
 * secrets. */
static void
put_difference(const struct answer *a, struct buf *prose)
{
	const struct item *item = a->is ? a->is : a->was;

	buf_str(prose, "A human approved nearly the same as ");
	id_show(a->other, ID_SHOWN, prose);
	buf_str(prose, ", but since then ");
	buf_str(prose, item_kind_name(item->kind));
	if (item->name.n) {
		buf_str(prose, " `");
		buf_visible(prose, sv_take(item->name, COMMAND_MAX));
		buf_c(prose, '`');
	}
	buf_str(prose, !a->was ? " is new. " : !a->is ? " is gone. "
	    : " is another one. ");
}

static void
put_waiting(const struct answer *a, struct buf *prose)
{
	if (a->other[0])
		put_difference(a, prose);
	if (a->fault) {
		buf_str(prose, "The approval that lies there does not count: ");
		buf_str(prose, grant_fault_text(a->fault));
		buf_str(prose, ". ");
	}
	buf_str(prose, "A human must approve this; then the same command can "
	    "be run again, once. ");
	if (a->nobody)
		buf_str(prose, "Nobody is set up to approve yet: a human runs "
		    "`guard keygen` first. ");
}

static void
put_denied(const struct answer *a, struct buf *prose)
{
	buf_str(prose, "A human said no");
	if (a->because.n) {
		buf_str(prose, ": ");
		text_prose(a->because, prose);
	}
	buf_str(prose, ". ");
}

static void
put_unasked(const struct answer *a, struct buf *prose)
{
	if (a->error) {
		buf_str(prose, "No request could be made: ");
		buf_str(prose, a->why);
		buf_str(prose, " (");
		buf_str(prose, err_text(a->error));
		buf_str(prose, "). ");
	}
	buf_str(prose, "A human must approve this: they can run it "
	    "themselves, or allow it by a rule. ");
}

/* Before the shell starts nothing can be bound, so nothing was asked yet. */
static void
put_not_asked(const struct refusal *r, struct buf *prose)
{
	buf_str(prose, "A human must approve this. ");
	if (!r->asker.n)
		buf_str(prose, "No approval can be used here: the command is "
		    "not called by its plain name, or guard's shims do not "
		    "stand first on PATH; a human can see with "
		    "`guard doctor`. ");
}

static void
put_what_now(const struct refusal *r, struct buf *prose)
{
	const struct answer *a = answer_of(r);

	if (r->outcome->error)
		buf_str(prose, "A human must look at this. ");
	else if (r->outcome->verdict != VERDICT_ASK)
		buf_str(prose, "This is never allowed here. ");
	else if (r->hook)
		put_not_asked(r, prose);
	else if (a->kind == ANSWER_DENIED)
		put_denied(a, prose);
	else if (a->kind == ANSWER_SPENT)
		buf_str(prose, "Another run of the same command has used the "
		    "approval just now; another one needs a new approval. ");
	else if (a->kind == ANSWER_NONE)
		put_unasked(a, prose);
	else
		put_waiting(a, prose);
}

/* Not a way around: what is disposable has to be signed as well. */
static void
put_trust(const struct refusal *r, struct buf *out)
{
	char memory[EXPLAIN_MAX];
	struct buf command;
	bool disposable;

	if (!r->n_words || !refusal_may_trust(r, &disposable))
		return;
	buf_init(&command, memory, sizeof(memory));
	if (text_command(r->arena, r->words, r->n_words, sizeof(memory),
	        &command))
		return;
	put_line(disposable
	    ? "  its data may be lost (human):     guard trust --disposable -- "
	    : "  the right target (human):         guard trust -- ",
	    buf_view(&command), out);
}

static void
put_request(const struct refusal *r, struct buf *out)
{
	char memory[ID_LENGTH + 8];
	struct buf id;

	buf_init(&id, memory, sizeof(memory));
	id_show(r->answer->asking.id, ID_SHOWN, &id);
	if (r->answer->kind != ANSWER_DENIED)
		put_line("  approve (human, other terminal):  guard approve ",
		    buf_view(&id), out);
	put_line("  see why:                          guard explain --request ",
	    buf_view(&id), out);
	put_trust(r, out);
}

static void
put_explain(const struct refusal *r, struct buf *out)
{
	char memory[EXPLAIN_MAX];
	struct buf command;

	if (is_asked(r)) {
		put_request(r, out);
		return;
	}
	if (!r->n_words)
		return;
	buf_init(&command, memory, sizeof(memory));
	if (r->hook && r->asker.n) {
		buf_str(&command, "the same, with `");
		buf_visible(&command, r->asker);
		buf_str(&command, " ask --` in front of `");
		buf_visible(&command, r->words[0].text);
		buf_c(&command, '`');
		put_line("  ask a human:   ", buf_view(&command), out);
		command.n = 0;
	}
	if (!text_command(r->arena, r->words, r->n_words, sizeof(memory),
		&command))
		put_line("  see why:       guard explain -- ",
		    buf_view(&command), out);
}

/*
 * One command is fit to be copied as long as it stands on one line: beside its
 * label, or below it.
 */
static void
put_instead(const struct refusal *r, struct buf *out)
{
	const char *label = is_asked(r) ? "  safe instead:                     "
	                                : "  safe instead:  ";
	const struct ruling *ruling = &r->outcome->final;
	char memory[PROSE_MAX];
	struct sv because, instead;
	struct buf text;

	if (r->outcome->error || ruling->reason != REASON_RULE ||
	    !ruling->rule.texts ||
	    policy_texts(r->image, ruling->rule.texts, &because, &instead) ||
	    !instead.n)
		return;
	buf_init(&text, memory, sizeof(memory));
	refusal_adapt_instead(r, instead, &text);
	if (sv_from(label).n + text.n <= TEXT_WIDTH) {
		put_line(label, buf_view(&text), out);
		return;
	}
	buf_str(out, "  safe instead:\n    ");
	text_wrap(buf_view(&text), 4, 4, out);
	buf_c(out, '\n');
}

void
refusal_text(const struct refusal *r, struct buf *out)
{
	char memory[PROSE_MAX];
	struct buf prose;

	buf_init(&prose, memory, sizeof(memory));
	put_machine_line(r, out);
	put_command(r, r->words, r->n_words, &prose);
	buf_str(&prose, " was not run");
	put_reason(r, &prose);
	refusal_put_target(r, &prose);
	put_prose(&prose, out);
	put_what_now(r, &prose);
	if (is_asked(r))
		put_prose(&prose, out);
	buf_str(&prose, stop);
	put_prose(&prose, out);
	put_explain(r, out);
	put_instead(r, out);
}

void
refusal_failure(const struct refusal *r, const char *code, const char *what,
    struct buf *out)
{
	char memory[PROSE_MAX];
	struct buf prose;

	buf_init(&prose, memory, sizeof(memory));
	put_line("guard: deny ", sv_from(code), out);
	put_command(r, r->words, r->n_words, &prose);
	buf_str(&prose, " was not run: ");
	buf_str(&prose, what);
	buf_c(&prose, '.');
	put_prose(&prose, out);
	buf_str(&prose, "Nothing can be allowed until a human has repaired "
	    "this. ");
	buf_str(&prose, stop);
	put_prose(&prose, out);
}
