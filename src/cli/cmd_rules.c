/* SPDX-License-Identifier: ISC */
/*
 * guard rules: what the policy says, a line a tool, or all of one tool.
 */
#include <string.h>

#include "commands.h"
#include "complaint.h"
#include "listing.h"
#include "markdown.h"

enum {
	NAME_COLUMNS = 17, COUNT_COLUMNS = 6, SUMMARY_LEAST = 12,
	LIST_MAX = 1 << 20, /* bytes */
};

static size_t
count(const struct listed_tool *t, enum stored_verdict v)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_rules; i++)
		for (size_t k = 0; k < t->rules[i].n_patterns; k++)
			n += t->rules[i].patterns[k].verdict == v;
	return n;
}

/* As many whole words as fit into width columns. */
static struct sv
fitting(struct sv text, size_t width)
{
	if (text.n <= width)
		return text;
	while (width && text.p[width] != ' ')
		width--;
	return sv_take(text, width);
}

/* The same, with a sign that there is more. */
static void
put_fitting(struct out *out, struct sv text, size_t width)
{
	struct sv shown = fitting(text, width);

	if (shown.n < text.n)
		shown = fitting(text, width > 4 ? width - 4 : 0);
	out_visible(out, shown);
	out_str(out, shown.n < text.n ? " ..." : "");
}

/* In columns; 0 on a narrow terminal. */
static size_t
room_for_summary(void)
{
	size_t used = NAME_COLUMNS + 3 * COUNT_COLUMNS + 2;

	return text_row_width() > used + SUMMARY_LEAST
	    ? text_row_width() - used : 0;
}

static void
put_row(struct out *out, const struct listed_tool *t)
{
	size_t room = room_for_summary();
	/* A long name moves the rest of its row. */
	size_t over = t->name.n < NAME_COLUMNS ? 0
	    : t->name.n + 1 - NAME_COLUMNS;

	out_visible(out, t->name);
	out_spaces(out,
	    t->name.n < NAME_COLUMNS ? NAME_COLUMNS - t->name.n : 1);
	out_u64_pad(out, count(t, STORED_ALLOW), COUNT_COLUMNS);
	out_u64_pad(out, count(t, STORED_ASK), COUNT_COLUMNS);
	out_u64_pad(out, count(t, STORED_DENY), COUNT_COLUMNS);
	if (room) {
		out_spaces(out, 2);
		put_fitting(out, t->summary, room > over ? room - over : 0);
	}
	out_c(out, '\n');
}

static void
put_row_json(struct emit *j, const struct listed_tool *t)
{
	emit_object(j, NULL);
	listing_head_json(j, t);
	emit_u64(j, "allow", count(t, STORED_ALLOW));
	emit_u64(j, "ask", count(t, STORED_ASK));
	emit_u64(j, "deny", count(t, STORED_DENY));
	emit_end_object(j);
}

/* A row each for the tools that have rules; the names of the others in rest. */
static enum err
put_rows(struct cli *cli, struct buf *rest)
{
	struct image *img = &cli->policy.image;
	struct listed_tool t;
	struct sv *names;
	size_t n;
	enum err e;

	if ((e = rules_list_names(img, &names, &n)))
		return e;
	for (size_t i = 0; !e && i < n; i++) {
		e = rules_list(img, names[i], &t);
		if (!e && t.n_rules) {
			put_row(&cli->out, &t);
		} else if (!e) {
			buf_str(rest, rest->n ? ", " : "");
			buf_visible(rest, names[i]);
		}
	}
	return e;
}

static enum err
list_text(struct cli *cli)
{
	static char names[1 << 16], wrapped[1 << 16];
	struct buf rest, text;
	enum err e;

	buf_init(&rest, names, sizeof(names));
	buf_init(&text, wrapped, sizeof(wrapped));
	out_str(&cli->out, "tool             allow   ask  deny");
	out_str(&cli->out, room_for_summary() ? "  what it does\n" : "\n");
	if ((e = put_rows(cli, &rest)))
		return e;
	if (rest.n) {
		buf_c(&text, '\n');
		text_wrap(SV("Without rules of their own, judged by what they "
		    "start:"), 0, 0, &text);
		buf_str(&text, "\n  ");
		text_wrap(buf_view(&rest), 2, 2, &text);
		buf_c(&text, '\n');
	}
	buf_c(&text, '\n');
	text_wrap(SV("Numbers are patterns; what no pattern allows waits for a "
	    "human.\n`guard rules TOOL` shows one of them."), 0, 0, &text);
	buf_c(&text, '\n');
	out_sv(&cli->out, buf_view(&text));
	return rest.full || text.full ? ERR_LIMIT : OK;
}

static enum err
list_json(struct cli *cli)
{
	struct image *img = &cli->policy.image;
	struct emit j = {.out = &cli->out};
	struct listed_tool t;
	struct sv *names;
	size_t n;
	enum err e;

	if ((e = rules_list_names(img, &names, &n)))
		return e;
	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	emit_array(&j, "tools");
	for (size_t i = 0; !e && i < n; i++) {
		e = rules_list(img, names[i], &t);
		if (!e)
			put_row_json(&j, &t);
	}
	emit_end_array(&j);
	emit_end_object(&j);
	out_c(j.out, '\n');
	return e;
}

static enum err
show_text(struct cli *cli, const struct listed_tool *t)
{
	char *memory = arena_alloc(&cli->arena, LIST_MAX, 1);
	struct buf b;

	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, LIST_MAX);
	if (cli->args.markdown)
		markdown_page(t, &b);
	else
		listing_text(t, &b);
	out_sv(&cli->out, buf_view(&b));
	return b.full ? ERR_LIMIT : OK;
}

/* A page for each tool that has rules, one behind another. */
static enum err
list_pages(struct cli *cli)
{
	struct image *img = &cli->policy.image;
	struct listed_tool t;
	struct sv *names;
	size_t n, mark;
	enum err e;

	if ((e = rules_list_names(img, &names, &n)))
		return e;
	mark = cli->arena.used;
	for (size_t i = 0; !e && i < n; i++) {
		cli->arena.used = mark;
		e = rules_list(img, names[i], &t);
		if (!e && t.n_rules)
			e = show_text(cli, &t);
	}
	return e;
}

static enum err
show(struct cli *cli, const char *name)
{
	struct emit j = {.out = &cli->out};
	struct listed_tool t;
	enum err e = rules_list(&cli->policy.image, sv_from(name), &t);

	if (e)
		return e;
	if (!cli->args.json)
		return show_text(cli, &t);
	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	listing_json(&j, &t);
	emit_end_object(&j);
	out_c(j.out, '\n');
	return OK;
}

static int
run(struct cli *cli)
{
	const char *name = cli->args.n_operands ? cli->args.operands[0] : NULL;
	enum err e;

	if (cli->args.markdown && cli->args.json)
		return cli_fail(EXIT_WRONG_USAGE,
		    "rules: --markdown excludes --json");
	if (name)
		e = show(cli, name);
	else if (cli->args.json)
		e = list_json(cli);
	else if (cli->args.markdown)
		e = list_pages(cli);
	else
		e = list_text(cli);
	if (e == ERR_NOT_FOUND && name)
		return complain_no_tool(cli, name);
	return e ? cli_fail(EXIT_GUARD_FAILED, "rules: %s", err_text(e))
		 : EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_ROW(0, "markdown", NULL, "print a page of documentation a tool",
	OPT_FLAG, markdown),
    OPT_POLICY_ROWS,
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_rules = {
    .name = "rules",
    .usage = "[TOOL]",
    .summary = "list what runs freely, what waits for a human, and why",
    .about = "Without a name, lists the tools of the policy and how many "
	     "patterns each has. With one, shows the tool's rules as they "
	     "stand, all layers together: what runs freely, what waits for a "
	     "human and why, what is never run, each with its file.",
    .examples = EXAMPLES(
	"guard rules",
	"guard rules terraform"),
    .options = options,
    .needs = NEED_POLICY,
    .max_operands = 1,
    .run = run,
};
