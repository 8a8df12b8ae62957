/* SPDX-License-Identifier: ISC */
/*
 * Examples as tests: JUnit's XML and TAP 14. What else was found is a failed
 * test of its own, and so is told in these formats too.
 */
#include <string.h>

#include "check.h"

const struct diag *
check_next_finding(const struct diag *d)
{
	while (d && (d->severity != SEVERITY_ERROR ||
			strcmp(d->code, CHECK_EXAMPLE_CODE) == 0))
		d = d->next;
	return d;
}

static size_t
count_findings(const struct check *c)
{
	size_t n = 0;

	for (const struct diag *d = check_next_finding(c->book.sink.first); d;
	     d = check_next_finding(d->next))
		n++;
	return n;
}

static size_t
count_failed(const struct check *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_results; i++)
		n += c->results[i].state == EXAMPLE_FAILED;
	return n;
}

static void
put_xml_escaped(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			buf_str(b, "&amp;");
			break;
		case '<':
			buf_str(b, "&lt;");
			break;
		case '>':
			buf_str(b, "&gt;");
			break;
		case '"':
			buf_str(b, "&quot;");
			break;
		default:
			buf_c(b, s.p[i]);
		}
	}
}

static void
put_tap_escaped(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '#' || s.p[i] == '\\')
			buf_c(b, '\\');
		buf_c(b, s.p[i]);
	}
}

static void
put_single_quoted(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			buf_c(b, '\'');
		buf_c(b, s.p[i]);
	}
}

/* s made visible, then escaped by put, piece by piece. */
static void
put_text(struct out *out, struct sv s, void (*put)(struct buf *, struct sv))
{
	char memory[4096];
	struct buf b;

	while (s.n) {
		size_t n = s.n < sizeof(memory) / 4 ? s.n : sizeof(memory) / 4;

		while (n < s.n && n > 1 &&
		    ((unsigned char)s.p[n] & 0xc0) == 0x80)
			n--;
		buf_init(&b, memory, sizeof(memory));
		buf_visible(&b, sv_take(s, n));
		out_pieces(out, buf_view(&b), put, 6);
		s = sv_skip(s, n);
	}
}

static void
put_attribute(struct out *out, const char *name, struct sv value)
{
	out_c(out, ' ');
	out_str(out, name);
	out_str(out, "=\"");
	put_text(out, value, put_xml_escaped);
	out_c(out, '"');
}

static void
put_span_attributes(struct out *out, const struct span *at)
{
	if (!at->source)
		return;
	put_attribute(out, "file", at->source->name);
	out_str(out, " line=\"");
	out_u64(out, at->line);
	out_c(out, '"');
}

static void
put_case(struct out *out, const struct example_result *r)
{
	out_str(out, "    <testcase");
	put_attribute(out, "classname", r->tool->name.text);
	out_str(out, " name=\"");
	out_str(out, verdict_name(r->expected));
	out_str(out, ": ");
	put_text(out, r->example->text.text, put_xml_escaped);
	out_c(out, '"');
	put_span_attributes(out, &r->example->text.span);
	switch (r->state) {
	case EXAMPLE_PASSED:
		out_str(out, "/>\n");
		return;
	case EXAMPLE_FAILED:
		out_str(out, "><failure");
		break;
	case EXAMPLE_SKIPPED:
		out_str(out, "><skipped");
		break;
	}
	put_attribute(out, "message", r->text);
	out_str(out, "/></testcase>\n");
}

static void
put_finding_case(struct out *out, const struct diag *d)
{
	out_str(out, "    <testcase classname=\"rules\" name=\"");
	put_text(out, sv_from(d->code), put_xml_escaped);
	out_c(out, '"');
	put_span_attributes(out, &d->span);
	out_str(out, "><failure");
	put_attribute(out, "message", d->text);
	out_str(out, "/></testcase>\n");
}

void
check_junit(const struct check *c)
{
	size_t n_findings = count_findings(c);
	struct out *out = c->out;

	out_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites>\n  <testsuite name=\"guard check\" tests=\"");
	out_u64(out, c->n_results + n_findings);
	out_str(out, "\" failures=\"");
	out_u64(out, count_failed(c) + n_findings);
	out_str(out, "\" errors=\"0\" skipped=\"");
	out_u64(out, c->n_skipped);
	out_str(out, "\">\n");
	for (const struct diag *d = check_next_finding(c->book.sink.first); d;
	     d = check_next_finding(d->next))
		put_finding_case(out, d);
	for (size_t i = 0; i < c->n_results; i++)
		put_case(out, &c->results[i]);
	out_str(out, "  </testsuite>\n</testsuites>\n");
}

/* The block behind a "not ok". */
static void
put_tap_block(struct out *out, struct sv message, const struct span *at)
{
	out_str(out, "  ---\n  message: '");
	put_text(out, message, put_single_quoted);
	out_str(out, "'\n");
	if (at->source) {
		out_str(out, "  file: '");
		put_text(out, at->source->name, put_single_quoted);
		out_str(out, "'\n  line: ");
		out_u64(out, at->line);
		out_c(out, '\n');
	}
	out_str(out, "  ...\n");
}

static void
put_tap_line(struct out *out, bool ok, size_t number, struct sv group)
{
	out_str(out, ok ? "ok " : "not ok ");
	out_u64(out, number);
	out_str(out, " - ");
	put_text(out, group, put_tap_escaped);
	out_str(out, ": ");
}

static void
put_tap_example(struct out *out, const struct example_result *r, size_t number)
{
	put_tap_line(out, r->state != EXAMPLE_FAILED, number,
	    r->tool->name.text);
	out_str(out, verdict_name(r->expected));
	out_c(out, ' ');
	put_text(out, r->example->text.text, put_tap_escaped);
	if (r->state == EXAMPLE_SKIPPED) {
		out_str(out, " # SKIP ");
		put_text(out, r->text, put_tap_escaped);
	}
	out_c(out, '\n');
	if (r->state == EXAMPLE_FAILED)
		put_tap_block(out, r->text, &r->example->text.span);
}

void
check_tap(const struct check *c)
{
	size_t number = 0;

	out_str(c->out, "TAP version 14\n1..");
	out_u64(c->out, c->n_results + count_findings(c));
	out_c(c->out, '\n');
	for (const struct diag *d = check_next_finding(c->book.sink.first); d;
	     d = check_next_finding(d->next)) {
		put_tap_line(c->out, false, ++number, SV("rules"));
		put_text(c->out, sv_from(d->code), put_tap_escaped);
		out_c(c->out, '\n');
		put_tap_block(c->out, d->text, &d->span);
	}
	for (size_t i = 0; i < c->n_results; i++)
		put_tap_example(c->out, &c->results[i], ++number);
}
