/* SPDX-License-Identifier: ISC */
/*
 * guard learn: from what humans kept approving to rules that somebody may want.
 * Writes nothing: what it prints is read by a human, and put where they like.
 */
#include <jansson.h>
#include <string.h>

#include "commands.h"
#include "learn.h"
#include "log_files.h"
#include "log_view.h"

enum { MIN_STANDARD = 3, MIN_MOST = 10000, RULE_MAX = 1 << 16 };

/* The words of a line's argv in the arena; n is 0 when there are none. */
static struct word *
take_words(struct arena *arena, json_t *argv, size_t *out_n)
{
	size_t n = json_array_size(argv);
	struct word *words = ARENA_NEW(arena, n + 1, struct word);

	*out_n = 0;
	for (size_t i = 0; words && i < n; i++) {
		const char *text = json_string_value(json_array_get(argv, i));

		words[i].text = arena_dup(arena, sv_from(text ? text : ""));
		if (!words[i].text.p)
			return NULL;
		words[i].known = words[i].text.n;
		*out_n = i + 1;
	}
	return words;
}

static bool
same_words(const struct learnt *l, const struct word *words, size_t n)
{
	if (l->n_words != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!sv_eq(l->words[i].text, words[i].text))
			return false;
	return true;
}

/* Counts one line: a human's yes or no. */
static enum err
count_line(struct learning *all, struct arena *arena, json_t *line)
{
	bool yes = strcmp(log_member(line, "verdict"), "approve") == 0;
	bool no = strcmp(log_member(line, "verdict"), "refuse") == 0;
	struct learnt *l = NULL;
	struct word *words;
	size_t n;

	if (!yes && !no)
		return OK;
	words = take_words(arena, json_object_get(line, "argv"), &n);
	if (!words)
		return ERR_LIMIT;
	if (!n)
		return OK;
	for (size_t i = 0; i < all->n && !l; i++)
		if (same_words(&all->list[i], words, n))
			l = &all->list[i];
	if (!l) {
		if (all->n == LEARNT_MAX)
			return ERR_LIMIT;
		l = &all->list[all->n++];
		*l = (struct learnt){.words = words, .n_words = n};
	}
	l->approved += yes;
	l->refused += no;
	l->cut = l->cut || json_object_get(line, "cut");
	return OK;
}

static enum err
read_log(struct learning *all, struct arena *arena, struct sv text,
    const char *since)
{
	enum err e = OK;

	while (text.n && !e) {
		size_t end = sv_find(text, 0, '\n');
		json_t *line = json_loadb(text.p, end, 0, NULL);

		if (line && strcmp(log_member(line, "time"), since) >= 0)
			e = count_line(all, arena, line);
		json_decref(line);
		text = sv_skip(text, end + 1);
	}
	return e;
}

static enum err
read_logs(struct learning *all, struct arena *arena, const char *since)
{
	static struct log_files files;
	enum err e = log_files_find(&files);

	for (size_t i = 0; !e && i < files.n; i++) {
		struct sv text;

		e = log_files_read(&files, i, arena, &text);
		/* Another user's, if it may not be read, is no business. */
		if (e == ERR_ACCESS)
			e = OK;
		else if (!e)
			e = read_log(all, arena, text, since);
	}
	return e;
}

/* Counts what was reached in several ways together. */
static enum err
join_ways(struct learning *all, struct policy *policy, struct arena *arena)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++) {
		struct learnt *l = &all->list[i];
		enum err e = learn_reduce(policy, arena, l);
		size_t k = 0;

		if (e)
			return e;
		while (k < kept && !same_words(&all->list[k], l->words,
		    l->n_words))
			k++;
		if (k == kept) {
			all->list[kept++] = *l;
			continue;
		}
		all->list[k].approved += l->approved;
		all->list[k].refused += l->refused;
		all->list[k].cut = all->list[k].cut || l->cut;
	}
	all->n = kept;
	return OK;
}

static void
put_command(const struct learnt *l, struct buf *out)
{
	for (size_t i = 0; i < l->n_words; i++) {
		buf_str(out, i ? " " : "");
		buf_shell_word(out, i ? l->words[i].text
		    : sv_basename(l->words[i].text));
	}
}

static void
tell_json(struct emit *j, const struct learnt *l, const char *command,
    const char *why, const char *rule)
{
	emit_object(j, NULL);
	emit_str(j, "command", command);
	emit_u64(j, "approved", l->approved);
	emit_u64(j, "refused", l->refused);
	emit_str(j, "left_out", why);
	emit_str(j, "rule", rule);
	emit_end_object(j);
}

static void
tell_text(struct cli *cli, const struct learnt *l, const char *command,
    const char *why, const char *rule)
{
	struct out *out = &cli->out;

	out_str(out, why ? "# left out: " : "# approved ");
	if (!why) {
		out_u64(out, l->approved);
		out_str(out, l->approved == 1 ? " time: " : " times: ");
	}
	out_str(out, command);
	if (why) {
		out_str(out, "\n#   approved ");
		out_u64(out, l->approved);
		out_str(out, l->approved == 1 ? " time; " : " times; ");
		out_str(out, why);
	}
	out_str(out, "\n");
	out_str(out, rule ? rule : "");
	out_str(out, "\n");
}

static void
tell(struct cli *cli, struct emit *j, const struct learnt *l, uint64_t min,
    size_t number)
{
	static char command[RULE_MAX], rule[RULE_MAX];
	size_t mark = cli->arena.used;
	const char *why;
	struct buf b;

	memset(command, 0, sizeof(command));
	memset(rule, 0, sizeof(rule));
	buf_init(&b, command, sizeof(command) - 1);
	put_command(l, &b);
	buf_init(&b, rule, sizeof(rule) - 1);
	why = l->approved < min ? "that is not often enough (--min)"
	    : learn_rule(&cli->policy, l, number, &b);
	if (!why && b.full)
		why = "the rule would be too long";
	if (cli->args.json)
		tell_json(j, l, command, why, why ? NULL : rule);
	else
		tell_text(cli, l, command, why, why ? NULL : rule);
	cli->arena.used = mark;
}

static int
run(struct cli *cli)
{
	static struct learning all;
	struct emit j = {.out = &cli->out};
	uint64_t min = MIN_STANDARD;
	bool told = false;
	char since[LOG_SINCE_MAX] = "";
	enum err e;

	if (cli->args.since && !log_since(cli->args.since,
	        os_wall_clock_ns() / 1000000000u, since))
		return cli_fail(EXIT_WRONG_USAGE, "learn: --since takes 10m, "
		    "2h, 3d, or a time as 2026-01-31T08:00");
	if (cli->args.min && (!sv_u64(sv_from(cli->args.min), &min) || !min ||
	        min > MIN_MOST))
		return cli_fail(EXIT_WRONG_USAGE,
		    "learn: --min takes a number from 1 on");
	if ((e = read_logs(&all, &cli->arena, since)) ||
	    (e = join_ways(&all, &cli->policy, &cli->arena)))
		return cli_fail(EXIT_GUARD_FAILED, "the log cannot be read: %s",
		    err_text(e));
	if (cli->args.json) {
		emit_object(&j, NULL);
		emit_u64(&j, "schema", CLI_SCHEMA);
		emit_array(&j, "commands");
	}
	for (size_t i = 0; i < all.n; i++) {
		if (!all.list[i].approved)
			continue;
		tell(cli, &j, &all.list[i], min, i + 1);
		told = true;
	}
	if (!told && !cli->args.json)
		out_str(&cli->out, "# No human has approved anything yet.\n");
	if (cli->args.json) {
		emit_end_array(&j);
		emit_end_object(&j);
		out_c(j.out, '\n');
	}
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "since", "WHEN", "10m, 2h, 3d ago, or a time", OPT_TEXT,
	since),
    OPT_ROW(0, "min", "N", "how often a human must have said yes (3)",
	OPT_TEXT, min),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_POLICY_ROWS,
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_learn = {
    .name = "learn",
    .usage = "",
    .summary = "propose rules for what humans kept approving",
    .about = "Prints, for each command that was approved often enough, how "
	     "often, and the text of a rule file that allows exactly it: the "
	     "same operands and the same options with the same values, "
	     "however it was started (npx, sh -c). Writes "
	     "nothing. Leaves out, and says why, what destroys, skips a "
	     "question, runs other code, names a target, was refused as well, "
	     "or holds a secret. Put what you want into a file of the user or "
	     "site layer, check it with guard check, and compile.",
    .examples = EXAMPLES(
	"guard learn --since 30d --min 5"),
    .options = options,
    .needs = NEED_POLICY,
    .run = run,
};
