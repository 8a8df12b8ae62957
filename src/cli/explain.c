/* SPDX-License-Identifier: ISC */
/*
 * From what a person typed to the decision on it, and what both forms of an
 * explanation say of that.
 */
#include "explain.h"

#include <string.h>
#include <unistd.h>

#include "reason.h"

static bool
is_assignment(const char *word)
{
	size_t n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"abcdefghijklmnopqrstuvwxyz_0123456789");

	return n > 0 && word[n] == '=' && (word[0] < '0' || word[0] > '9');
}

static void
quote(struct sv s, struct buf *out)
{
	buf_c(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			buf_str(out, "'\\''");
		else
			buf_c(out, s.p[i]);
	}
	buf_c(out, '\'');
}

/* Words that begin with NAME=VALUE mean something to a shell only. */
static enum err
words_to_shell(struct cli *cli, struct sv *out)
{
	size_t cap = 1;
	bool assigns = true;
	struct buf b;
	char *memory;

	for (size_t i = 0; i < cli->args.n_operands; i++)
		cap += 4 * strlen(cli->args.operands[i]) + 3;
	memory = ARENA_NEW(&cli->arena, cap, char);
	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, cap);
	for (size_t i = 0; i < cli->args.n_operands; i++) {
		struct sv word = sv_from(cli->args.operands[i]);
		size_t name = 0;

		assigns = assigns && is_assignment(word.p);
		if (assigns)
			name = sv_find(word, 0, '=') + 1;
		buf_sv(&b, sv_take(word, name));
		quote(sv_skip(word, name), &b);
		buf_c(&b, ' ');
	}
	*out = buf_view(&b);
	return OK;
}

static enum err
take_words(struct cli *cli, struct explanation *x)
{
	struct word *words;

	x->n_words = cli->args.n_operands;
	words = ARENA_NEW(&cli->arena, x->n_words + 1, struct word);
	if (!words)
		return ERR_LIMIT;
	for (size_t i = 0; i < x->n_words; i++) {
		words[i].text = sv_from(cli->args.operands[i]);
		words[i].known = words[i].text.n;
	}
	x->words = words;
	return OK;
}

static enum err
take_command(struct cli *cli, struct explanation *x)
{
	if (cli->args.shell)
		x->shell = sv_from(cli->args.shell);
	else if (is_assignment(cli->args.operands[0]))
		return words_to_shell(cli, &x->shell);
	else
		return take_words(cli, x);
	return OK;
}

enum err
explain_decide(struct cli *cli, struct explanation *x)
{
	enum err e = take_command(cli, x);

	if (e)
		return e;
	cli->policy.context.envp = environ;
	gate_decide(&cli->policy.context,
	    &(struct gate_command){x->words, x->n_words, x->shell},
	    &x->trace, &x->outcome);
	return OK;
}

void
explain_texts(const struct explanation *x, struct sv *out_because,
    struct sv *out_instead)
{
	const struct ruling *r = &x->outcome.final;

	*out_because = *out_instead = (struct sv){NULL, 0};
	if (r->reason != REASON_RULE || !r->rule.texts ||
	    policy_texts(&x->policy->image, r->rule.texts, out_because,
		out_instead))
		*out_because = *out_instead = (struct sv){NULL, 0};
}

struct sv
explain_file(const struct explanation *x, const struct rule_view *rule)
{
	struct sv file;

	if (policy_file(&x->policy->image, rule->file_index, &file))
		return (struct sv){NULL, 0};
	return file;
}

void
explain_reason(const struct explanation *x, struct buf *out)
{
	if (x->outcome.error)
		reason_error(x->outcome.error, out);
	else if (x->outcome.reading.n == 0 && !x->outcome.reading.n_problems)
		buf_str(out, "nothing in it is a tool that guard knows");
	else
		reason_ruling(&x->policy->image, &x->outcome.final,
		    reason_decisive(&x->outcome), out);
}
