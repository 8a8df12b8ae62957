/* SPDX-License-Identifier: ISC */
/*
 * Findings as JSON of guard's own and as SARIF 2.1.0.
 */
#include <string.h>

#include "check.h"

enum { CODES_MAX = 256 /* distinct codes that a SARIF run declares */ };

static void
put_place(struct emit *j, const struct span *at)
{
	if (at->source)
		emit_text(j, "file", at->source->name);
	else
		emit_none(j, "file");
	emit_u64(j, "line", at->line);
	emit_u64(j, "column", at->col);
	emit_u64(j, "length", at->length);
}

static void
put_finding(struct emit *j, const struct diag *d)
{
	emit_object(j, NULL);
	emit_str(j, "severity", check_severity(d->severity));
	emit_str(j, "code", d->code);
	emit_text(j, "text", d->text);
	put_place(j, &d->span);
	emit_end_object(j);
}

static void
put_example(struct emit *j, const struct example_result *r)
{
	static const char *const states[] = {
	    [EXAMPLE_PASSED] = "passed",
	    [EXAMPLE_FAILED] = "failed",
	    [EXAMPLE_SKIPPED] = "skipped",
	};

	emit_object(j, NULL);
	emit_text(j, "tool", r->tool->name.text);
	emit_text(j, "command", r->example->text.text);
	emit_str(j, "expected", verdict_name(r->expected));
	emit_str(j, "state", states[r->state]);
	if (r->text.n)
		emit_text(j, "text", r->text);
	put_place(j, &r->example->text.span);
	emit_end_object(j);
}

void
check_json(const struct check *c)
{
	const struct diag_sink *sink = &c->book.sink;
	struct emit j = {.out = c->out};

	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	emit_u64(&j, "files", c->book.n_files);
	emit_u64(&j, "tools", c->n_tools);
	emit_u64(&j, "rules", c->n_rules);
	emit_u64(&j, "errors", sink->n_errors);
	emit_u64(&j, "warnings", sink->n_warnings);
	emit_u64(&j, "dropped", sink->n_dropped);
	emit_u64(&j, "skipped", c->n_skipped);
	emit_array(&j, "findings");
	for (const struct diag *d = sink->first; d; d = d->next)
		put_finding(&j, d);
	emit_end_array(&j);
	emit_array(&j, "examples");
	for (size_t i = 0; i < c->n_results; i++)
		put_example(&j, &c->results[i]);
	emit_end_array(&j);
	emit_end_object(&j);
	out_c(c->out, '\n');
}

/* A path as a URI: an absolute one gets a scheme, bytes that a URI has not
 * are percent-encoded. */
static void
put_uri(struct buf *b, struct sv path)
{
	static const char digits[] = "0123456789ABCDEF";
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";

	if (sv_starts(path, SV("/")))
		buf_str(b, "file://");
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (c && memchr(plain, c, sizeof(plain) - 1)) {
			buf_c(b, path.p[i]);
			continue;
		}
		buf_c(b, '%');
		buf_c(b, digits[c >> 4]);
		buf_c(b, digits[c & 15]);
	}
}

/* message is for a location that is not the finding's own; n 0: none. */
static void
put_location(struct emit *j, const struct span *at, struct sv message)
{
	char memory[3 * OS_PATH_MAX + 8];
	struct buf uri;

	buf_init(&uri, memory, sizeof(memory));
	put_uri(&uri, at->source->name);
	emit_object(j, NULL);
	emit_object(j, "physicalLocation");
	emit_object(j, "artifactLocation");
	emit_text(j, "uri", buf_view(&uri));
	emit_end_object(j);
	if (at->line) {
		emit_object(j, "region");
		emit_u64(j, "startLine", at->line);
		emit_u64(j, "startColumn", at->col ? at->col : 1);
		emit_u64(j, "endColumn",
		    (uint64_t)(at->col ? at->col : 1) + at->length);
		emit_end_object(j);
	}
	emit_end_object(j);
	if (message.n) {
		emit_object(j, "message");
		emit_text(j, "text", message);
		emit_end_object(j);
	}
	emit_end_object(j);
}

/* The notes that follow a finding belong to it. */
static void
put_notes(struct emit *j, const struct diag *note)
{
	if (!note || note->severity != SEVERITY_NOTE)
		return;
	emit_array(j, "relatedLocations");
	for (; note && note->severity == SEVERITY_NOTE; note = note->next)
		if (note->span.source)
			put_location(j, &note->span, note->text);
	emit_end_array(j);
}

static void
put_result(struct emit *j, const struct diag *d)
{
	emit_object(j, NULL);
	emit_str(j, "ruleId", d->code);
	emit_str(j, "level", check_severity(d->severity));
	emit_object(j, "message");
	emit_text(j, "text", d->text);
	emit_end_object(j);
	if (d->span.source) {
		emit_array(j, "locations");
		put_location(j, &d->span, (struct sv){NULL, 0});
		emit_end_array(j);
	}
	put_notes(j, d->next);
	emit_end_object(j);
}

static void
put_codes(struct emit *j, const struct diag *first)
{
	const char *seen[CODES_MAX];
	size_t n = 0;

	emit_array(j, "rules");
	for (const struct diag *d = first; d; d = d->next) {
		size_t i = 0;

		while (i < n && strcmp(seen[i], d->code) != 0)
			i++;
		if (i < n || n == CODES_MAX)
			continue;
		seen[n++] = d->code;
		emit_object(j, NULL);
		emit_str(j, "id", d->code);
		emit_end_object(j);
	}
	emit_end_array(j);
}

void
check_sarif(const struct check *c)
{
	const struct diag *first = c->book.sink.first;
	struct emit j = {.out = c->out};

	emit_object(&j, NULL);
	emit_str(&j, "$schema",
	    "https://json.schemastore.org/sarif-2.1.0.json");
	emit_str(&j, "version", "2.1.0");
	emit_array(&j, "runs");
	emit_object(&j, NULL);
	emit_object(&j, "tool");
	emit_object(&j, "driver");
	emit_str(&j, "name", "guard");
	emit_str(&j, "version", CLI_VERSION);
	put_codes(&j, first);
	emit_end_object(&j);
	emit_end_object(&j);
	emit_str(&j, "columnKind", "unicodeCodePoints");
	emit_array(&j, "results");
	for (const struct diag *d = first; d; d = d->next)
		if (d->severity != SEVERITY_NOTE)
			put_result(&j, d);
	emit_end_array(&j);
	emit_end_object(&j);
	emit_end_array(&j);
	emit_end_object(&j);
	out_c(c->out, '\n');
}
