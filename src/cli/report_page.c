/* SPDX-License-Identifier: ISC */
/*
 * The page: one file, no script, nothing loaded; readable without colour, on
 * paper and on a narrow screen.
 */
#include "report.h"

#include "request_text.h"

enum { TOOLS_SHOWN = 20, RULES_SHOWN = 20, ASKED_SHOWN = 200, WAITS_SHOWN = 10,
	PIECE = 256 };

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\"/>\n"
    "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
    "<title>guard: what was decided</title>\n<style>\n"
    ":root { --page: #fff; --text: #1c2330; --dim: #5a6474; --line: #d9dee6;\n"
    "  --allow: #7d9cc9; --ask: #c98a0c; --deny: #b3261e }\n"
    "@media (prefers-color-scheme: dark) { :root { --page: #14181f;\n"
    "  --text: #e6e9ef; --dim: #9aa4b2; --line: #303846; --allow: #5f81b5;\n"
    "  --ask: #e0a63a; --deny: #f0786f } }\n"
    "body { margin: 0 auto; padding: 1rem; max-width: 60rem;\n"
    "  background: var(--page); color: var(--text);\n"
    "  font: 16px/1.45 system-ui, sans-serif }\n"
    "h1 { font-size: 1.5rem; margin: 0 0 .25rem }\n"
    "h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }\n"
    "p, .dim { color: var(--dim); margin: .25rem 0 }\n"
    "code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }\n"
    ".sums { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 "
    "}\n"
    ".sums b { display: block; font-size: 1.6rem; line-height: 1.2 }\n"
    ".key { display: inline-block; width: .75em; height: .75em;\n"
    "  margin-right: .35em; border-radius: 2px }\n"
    ".chart { display: block; width: 100%; height: 10rem }\n"
    ".bar { display: block; width: 100%; min-width: 4rem; height: .7rem }\n"
    ".ends { display: flex; justify-content: space-between; gap: 1rem }\n"
    ".grid { stroke: var(--line); stroke-width: 1 }\n"
    ".allow { fill: var(--allow); background: var(--allow) }\n"
    ".ask { fill: var(--ask); background: var(--ask) }\n"
    ".deny { fill: var(--deny); background: var(--deny) }\n"
    "table { width: 100%; border-collapse: collapse; font-size: .95rem }\n"
    "th, td { text-align: left; vertical-align: top; padding: .35rem .5rem "
    ".35rem 0;\n  border-bottom: 1px solid var(--line) }\n"
    "th { color: var(--dim); font-weight: 600 }\n"
    "td.n, th.n { text-align: right; white-space: nowrap;\n"
    "  font-variant-numeric: tabular-nums }\n"
    "td.wide { width: 35% }\n"
    "@media (max-width: 40rem) { .asked thead { display: none }\n"
    "  .asked tr { display: block; border-bottom: 1px solid var(--line);\n"
    "    padding: .4rem 0 }\n"
    "  .asked td { display: block; border: 0; padding: 0; text-align: left }\n"
    "  td.wide { width: 25% } }\n"
    "@media print { :root { --page: #fff; --text: #000; --dim: #333;\n"
    "  --line: #999; --allow: #9bb2d6; --ask: #b07800; --deny: #a01010 }\n"
    "  * { print-color-adjust: exact } tr, svg { break-inside: avoid } }\n"
    "</style>\n</head>\n<body>\n";

static const char *const labels[] = {
    [REPORT_ALLOW] = "allow", [REPORT_ASK] = "ask", [REPORT_DENY] = "deny",
};

static void
put_markup(struct sv text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case '&':
			buf_str(out, "&amp;");
			break;
		case '<':
			buf_str(out, "&lt;");
			break;
		case '>':
			buf_str(out, "&gt;");
			break;
		case '"':
			buf_str(out, "&quot;");
			break;
		case '\'':
			buf_str(out, "&#39;");
			break;
		default:
			buf_c(out, text.p[i]);
		}
	}
}

void
report_text(struct sv text, struct buf *out)
{
	while (text.n) {
		char memory[PIECE * 8];
		struct sv piece = sv_take(text, PIECE);
		struct buf seen;

		/* No piece ends inside a character. */
		while (piece.n && piece.n < text.n &&
		    ((unsigned char)text.p[piece.n] & 0xc0) == 0x80)
			piece.n--;
		if (!piece.n)
			piece = sv_take(text, PIECE);
		buf_init(&seen, memory, sizeof(memory));
		buf_visible(&seen, piece);
		put_markup(buf_view(&seen), out);
		text = sv_skip(text, piece.n);
	}
}

static void
put_head(const struct report *r, const char *since, uint64_t now_s,
    struct buf *out)
{
	buf_str(out, head);
	buf_str(out, "<h1>What guard decided</h1>\n<p>");
	if (r->n_decisions) {
		report_time(r->first_s, out);
		buf_str(out, " to ");
		report_time(r->last_s, out);
	} else {
		buf_str(out, "Nothing is on record");
	}
	if (since[0]) {
		buf_str(out, ", of what is on record since ");
		report_text(sv_from(since), out);
	}
	buf_str(out, ". Made ");
	report_time(now_s, out);
	buf_str(out, ".</p>\n<div class=\"sums\">\n");
	for (unsigned v = 0; v < REPORT_VERDICTS; v++) {
		buf_str(out, "<div><b>");
		buf_u64(out, r->n[v]);
		buf_str(out, "</b><span class=\"key ");
		buf_str(out, labels[v]);
		buf_str(out, "\"></span>");
		buf_str(out, labels[v]);
		buf_str(out, "</div>\n");
	}
	buf_str(out, "</div>\n");
	if (r->lost || r->tools.lost || r->rules.lost) {
		buf_str(out, "<p>");
		buf_u64(out, r->lost + r->tools.lost + r->rules.lost);
		buf_str(out, " entries found no room in this page.</p>\n");
	}
}

static void
put_chart(const struct report *r, struct buf *out)
{
	static struct report_chart chart;

	report_chart(r, &chart);
	if (!chart.n)
		return;
	buf_str(out, "<h2>Over time</h2>\n<p>The highest bar is ");
	buf_u64(out, chart.highest);
	buf_str(out, chart.highest == 1 ? " decision; a bar is "
	    : " decisions; a bar is ");
	request_time(chart.width_s, out);
	buf_str(out, ".</p>\n");
	report_chart_svg(&chart, out);
	buf_str(out, "<div class=\"ends dim\"><span>");
	report_time(chart.from_s, out);
	buf_str(out, "</span><span>");
	report_time(chart.from_s + chart.n * chart.width_s, out);
	buf_str(out, "</span></div>\n");
}

static void
put_number(uint64_t n, struct buf *out)
{
	buf_str(out, "<td class=\"n\">");
	buf_u64(out, n);
	buf_str(out, "</td>");
}

static void
put_tallies(const struct tally *const *rows, size_t n, const char *title,
    const char *column, struct buf *out)
{
	uint64_t most = 1;

	if (!n)
		return;
	buf_str(out, "<h2>");
	buf_str(out, title);
	buf_str(out, "</h2>\n<table>\n<thead><tr><th>");
	buf_str(out, column);
	buf_str(out, "</th><th></th><th class=\"n\">allow</th><th class=\"n\">"
	    "ask</th><th class=\"n\">deny</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < n; i++) {
		uint64_t all = rows[i]->n[0] + rows[i]->n[1] + rows[i]->n[2];

		most = all > most ? all : most;
	}
	for (size_t i = 0; i < n; i++) {
		buf_str(out, "<tr><td><code>");
		report_text(rows[i]->name, out);
		buf_str(out, "</code></td><td class=\"wide\">");
		report_bar_svg(rows[i]->n, most, out);
		buf_str(out, "</td>");
		for (unsigned v = 0; v < REPORT_VERDICTS; v++)
			put_number(rows[i]->n[v], out);
		buf_str(out, "</tr>\n");
	}
	buf_str(out, "</tbody>\n</table>\n");
}

static void
put_end(const struct asked *a, struct buf *out)
{
	if (a->answer == REPORT_REFUSE) {
		buf_str(out, "denied by a human");
	} else if (a->answer == REPORT_APPROVE) {
		buf_str(out, a->used_s ? "approved, and run"
		                       : "approved, not run");
		if (a->approvers.n) {
			buf_str(out, " (");
			report_text(a->approvers, out);
			buf_c(out, ')');
		}
	} else {
		buf_str(out, a->used_s ? "run" : "no answer");
	}
}

static void
put_asked(const struct asked *a, struct buf *out)
{
	buf_str(out, "<tr><td class=\"dim\">");
	report_time(a->first_s, out);
	buf_str(out, "</td><td><code>");
	report_text(a->command, out);
	buf_str(out, "</code><div class=\"dim\">");
	report_text(a->id, out);
	buf_str(out, " ");
	report_text(a->rule, out);
	if (a->directory.n) {
		buf_str(out, " in ");
		report_text(a->directory, out);
	}
	buf_str(out, "</div></td><td>");
	put_end(a, out);
	buf_str(out, "</td><td class=\"n\">");
	if (a->answered_s) {
		request_time(a->answered_s > a->first_s
		    ? a->answered_s - a->first_s : 0, out);
		buf_str(out, " until the answer");
	}
	buf_str(out, "</td></tr>\n");
}

static void
put_requests(const struct report *r, bool by_wait, struct buf *out)
{
	static const struct asked *rows[ASKED_SHOWN];
	size_t n = report_requests(r, by_wait, rows,
	    by_wait ? WAITS_SHOWN : ASKED_SHOWN);

	if (!n)
		return;
	buf_str(out, by_wait ? "<h2>Longest waits for a human</h2>\n"
	    : "<h2>What was asked, and how it ended</h2>\n");
	if (!by_wait && n < r->n_asked) {
		buf_str(out, "<p>The newest ");
		buf_u64(out, n);
		buf_str(out, " of ");
		buf_u64(out, r->n_asked);
		buf_str(out, ".</p>\n");
	}
	buf_str(out, "<table class=\"asked\">\n<thead><tr><th>first asked</th>"
	    "<th>command</th><th>ended</th><th class=\"n\">waited</th></tr>"
	    "</thead>\n<tbody>\n");
	for (size_t i = 0; i < n; i++)
		put_asked(rows[i], out);
	buf_str(out, "</tbody>\n</table>\n");
}

void
report_page(const struct report *r, const char *since, uint64_t now_s,
    struct buf *out)
{
	static const struct tally *rows[TOOLS_SHOWN + RULES_SHOWN];
	size_t n;

	put_head(r, since, now_s, out);
	put_chart(r, out);
	n = report_top(&r->tools, REPORT_BY_ALL, rows, TOOLS_SHOWN);
	put_tallies(rows, n, "By tool", "tool", out);
	put_requests(r, false, out);
	n = report_top(&r->rules, REPORT_BY_STOPPED, rows, RULES_SHOWN);
	put_tallies(rows, n, "Rules that stopped most", "rule", out);
	put_requests(r, true, out);
	buf_str(out, "<p>From the record that <code>guard log verify</code> "
	    "checks. Nothing of this page was loaded from elsewhere.</p>\n"
	    "</body>\n</html>\n");
}
