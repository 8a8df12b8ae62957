/* SPDX-License-Identifier: ISC */
/*
 * Charts as inline SVG, without a script. Colours are the page's classes, and
 * every number is in a text too: colour is never alone.
 */
#include "report.h"

#include <string.h>

enum { WIDTH = 480, HEIGHT = 120, GAP = 1, BAR_WIDTH = 200, BAR_HEIGHT = 10 };

static const char *const names[] = {
    [REPORT_ALLOW] = "allow", [REPORT_ASK] = "ask", [REPORT_DENY] = "deny",
};

/* The least width of a bar with which all of them fit. */
static uint64_t
bar_width(uint64_t span_s)
{
	static const uint64_t widths[] = {
	    60, 300, 900, 3600, 3 * 3600, 6 * 3600, 86400, 7 * 86400,
	    28 * 86400,
	};

	for (size_t i = 0; i < ARRAY_LEN(widths); i++)
		if (span_s / widths[i] < REPORT_BARS - 1)
			return widths[i];
	return span_s / (REPORT_BARS - 1) + 1;
}

void
report_chart(const struct report *r, struct report_chart *out)
{
	memset(out, 0, sizeof(*out));
	if (!r->n_decisions)
		return;
	out->width_s = bar_width(r->last_s - r->first_s);
	out->from_s = r->first_s / out->width_s * out->width_s;
	out->n = (size_t)((r->last_s - out->from_s) / out->width_s) + 1;
	for (size_t i = 0; i < r->n_decisions; i++) {
		const struct decision *d = &r->decisions[i];

		out->bars[(d->time_s - out->from_s) / out->width_s]
		    [d->verdict]++;
	}
	for (size_t i = 0; i < out->n; i++) {
		uint64_t all = 0;

		for (unsigned v = 0; v < REPORT_VERDICTS; v++)
			all += out->bars[i][v];
		if (all > out->highest)
			out->highest = all;
	}
}

/* v, of which most stand for width, to a tenth; not 0 if v is not. */
static uint64_t
tenths(uint64_t v, uint64_t most, uint64_t width)
{
	uint64_t t = most ? v * width * 10 / most : 0;

	return v && !t ? 1 : t;
}

static void
put_tenths(struct buf *out, uint64_t t)
{
	buf_u64(out, t / 10);
	buf_c(out, '.');
	buf_u64(out, t % 10);
}

static void
put_attribute(struct buf *out, const char *name, uint64_t t)
{
	buf_c(out, ' ');
	buf_str(out, name);
	buf_str(out, "=\"");
	put_tenths(out, t);
	buf_c(out, '"');
}

static void
put_rectangle(struct buf *out, const char *class_name, const uint64_t box[4])
{
	buf_str(out, "<rect class=\"");
	buf_str(out, class_name);
	buf_c(out, '"');
	put_attribute(out, "x", box[0]);
	put_attribute(out, "y", box[1]);
	put_attribute(out, "width", box[2]);
	put_attribute(out, "height", box[3]);
	buf_str(out, "/>");
}

static void
put_counts(struct buf *out, const uint64_t n[REPORT_VERDICTS])
{
	for (unsigned v = 0; v < REPORT_VERDICTS; v++) {
		buf_str(out, v ? ", " : "");
		buf_u64(out, n[v]);
		buf_c(out, ' ');
		buf_str(out, names[v]);
	}
}

/* Denials on top: they are few and shall be seen. */
static void
put_stack(const struct report_chart *c, size_t i, struct buf *out)
{
	uint64_t step = WIDTH * 10 / c->n, y = HEIGHT * 10;

	buf_str(out, "<g><title>");
	report_time(c->from_s + i * c->width_s, out);
	buf_str(out, ": ");
	put_counts(out, c->bars[i]);
	buf_str(out, "</title>");
	for (unsigned v = 0; v < REPORT_VERDICTS; v++) {
		uint64_t h = tenths(c->bars[i][v], c->highest, HEIGHT);

		if (!h)
			continue;
		h = h > y ? y : h;
		y -= h;
		put_rectangle(out, names[v], (const uint64_t[]){i * step, y,
		    step > 3 * GAP * 10 ? step - GAP * 10 : step, h});
	}
	buf_str(out, "</g>\n");
}

void
report_chart_svg(const struct report_chart *c, struct buf *out)
{
	buf_str(out, "<svg class=\"chart\" viewBox=\"0 0 480 120\" "
	    "role=\"img\" aria-label=\"decisions over time\" "
	    "preserveAspectRatio=\"none\">\n");
	for (unsigned i = 0; i < 4; i++) {
		buf_str(out, "<line class=\"grid\" x1=\"0\" x2=\"480\" y1=\"");
		buf_u64(out, i * HEIGHT / 4);
		buf_str(out, ".5\" y2=\"");
		buf_u64(out, i * HEIGHT / 4);
		buf_str(out, ".5\"/>\n");
	}
	for (size_t i = 0; i < c->n; i++)
		put_stack(c, i, out);
	buf_str(out, "</svg>\n");
}

void
report_bar_svg(const uint64_t n[REPORT_VERDICTS], uint64_t most,
    struct buf *out)
{
	uint64_t x = 0;

	buf_str(out, "<svg class=\"bar\" viewBox=\"0 0 200 10\" role=\"img\" "
	    "preserveAspectRatio=\"none\"><title>");
	put_counts(out, n);
	buf_str(out, "</title>");
	for (unsigned v = REPORT_VERDICTS; v-- > 0;) {
		uint64_t w = tenths(n[v], most, BAR_WIDTH);

		if (w)
			put_rectangle(out, names[v],
			    (const uint64_t[]){x, 0, w, BAR_HEIGHT * 10});
		x += w;
	}
	buf_str(out, "</svg>");
}
