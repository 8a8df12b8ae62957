/* SPDX-License-Identifier: ISC */
/*
 * Findings for people and for GitHub's annotations.
 */
#include "check.h"

enum { DIAG_MAX = 16384 /* bytes of one rendered diagnostic */ };

const char *
check_severity(enum severity s)
{
	switch (s) {
	case SEVERITY_ERROR:
		return "error";
	case SEVERITY_WARNING:
		return "warning";
	case SEVERITY_NOTE:
		break;
	}
	return "note";
}

static void
put_count(struct out *out, size_t n, const char *what, const char *after)
{
	out_u64(out, n);
	out_c(out, ' ');
	out_str(out, what);
	out_str(out, n == 1 ? "" : "s");
	out_str(out, after);
}

void
check_text(const struct check *c)
{
	static char memory[DIAG_MAX];
	const struct diag_sink *sink = &c->book.sink;
	struct buf b;

	for (const struct diag *d = sink->first; d; d = d->next) {
		buf_init(&b, memory, sizeof(memory));
		diag_render(d, &b);
		out_sv(c->out, buf_view(&b));
	}
	if (sink->n_dropped)
		put_count(c->out, sink->n_dropped, "more finding",
		    " not shown\n");
	put_count(c->out, c->book.n_files, "file", ", ");
	put_count(c->out, c->n_tools, "tool", ", ");
	put_count(c->out, c->n_rules, "rule", ", ");
	put_count(c->out, c->n_results, "example", "");
	if (c->n_skipped) {
		out_str(c->out, " (");
		out_u64(c->out, c->n_skipped);
		out_str(c->out, " skipped)");
	}
	out_str(c->out, ": ");
	put_count(c->out, sink->n_errors, "error", ", ");
	put_count(c->out, sink->n_warnings, "warning", "\n");
}

/* What a workflow command would take as its own, in text. Line ends cannot
 * be in what was made visible. */
static void
put_data(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '%')
			buf_str(b, "%25");
		else
			buf_c(b, s.p[i]);
	}
}

/* The same in a property. */
static void
put_property(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '%':
			buf_str(b, "%25");
			break;
		case ':':
			buf_str(b, "%3A");
			break;
		case ',':
			buf_str(b, "%2C");
			break;
		default:
			buf_c(b, s.p[i]);
		}
	}
}

static void
put_escaped(struct out *out, struct sv s,
    void (*put)(struct buf *b, struct sv s))
{
	char memory[4096];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, s);
	out_pieces(out, buf_view(&b), put, 3);
}

static void
put_annotation(struct out *out, const struct diag *d)
{
	const struct span *at = &d->span;

	out_str(out, d->severity == SEVERITY_NOTE ? "::notice "
	    : d->severity == SEVERITY_WARNING ? "::warning " : "::error ");
	if (at->source) {
		out_str(out, "file=");
		put_escaped(out, at->source->name, put_property);
		out_c(out, ',');
	}
	if (at->line) {
		out_str(out, "line=");
		out_u64(out, at->line);
		out_str(out, ",col=");
		out_u64(out, at->col);
		out_str(out, ",endColumn=");
		out_u64(out, (uint64_t)at->col + at->length);
		out_c(out, ',');
	}
	out_str(out, "title=");
	put_escaped(out, sv_from(d->code), put_property);
	out_str(out, "::");
	put_escaped(out, d->text, put_data);
	out_c(out, '\n');
}

void
check_github(const struct check *c)
{
	for (const struct diag *d = c->book.sink.first; d; d = d->next)
		put_annotation(c->out, d);
}
