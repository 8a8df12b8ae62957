/* SPDX-License-Identifier: ISC */
/*
 * Any argv: the line is one line of JSON within its limit, a limit only ever
 * cuts what would have been kept, and a secret that is planted into the text
 * is never found in what is kept of it.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "guard/audit.h"

#define MAX_ARGS 64
#define MAX_TEXT 8192
#define CANARY "c4n4ryc4n4ry"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition)
{
	if (!condition)
		abort();
}

/* Index behind the escape or character at i inside of a JSON string. */
static size_t
skip_in_string(struct sv line, size_t i)
{
	size_t n;

	if (line.p[i] == '\\') {
		require(i + 1 < line.n);
		require(strchr("\"\\nrtu", line.p[i + 1]) != NULL);
		return i + (line.p[i + 1] == 'u' ? 6 : 2);
	}
	require((unsigned char)line.p[i] >= ' ' && line.p[i] != '\x7f');
	n = utf8_length((const unsigned char *)line.p + i, line.n - i, NULL);
	require(n > 0);
	return i + n;
}

static void
check_json(struct sv line)
{
	size_t i = 0;

	require(line.n <= AUDIT_LINE_MAX && sv_ends(line, SV("}\n")));
	line.n--;
	while (i < line.n) {
		if (line.p[i++] != '"') {
			require(line.p[i - 1] != '\\' && line.p[i - 1] != '\n');
			continue;
		}
		while (i < line.n && line.p[i] != '"')
			i = skip_in_string(line, i);
		require(i < line.n);
		i++;
	}
}

static void
check_line(char *text, size_t n)
{
	static char memory[AUDIT_LINE_MAX];
	char *argv[MAX_ARGS + 1];
	struct audit_record r = {.verdict = SV("deny"), .argv = argv,
		.time_ns = (uint64_t)n * 1000003u};
	struct buf out;

	r.rule = r.tool = r.cwd = r.error = (struct sv){text, n};
	for (size_t i = 0; i < n && r.argc < MAX_ARGS;
	     i += strlen(text + i) + 1)
		argv[r.argc++] = text + i;
	argv[r.argc] = NULL;
	buf_init(&out, memory, sizeof(memory));
	audit_format(&r, &out);
	require(!out.full);
	check_json(buf_view(&out));
}

static void
check_cut(struct sv arg, struct sv previous, size_t cap)
{
	static char whole[MAX_TEXT * 12], part[MAX_TEXT];
	struct buf all, out;

	buf_init(&all, whole, sizeof(whole));
	audit_redact(arg, previous, &all);
	require(!all.full);
	buf_init(&out, part, cap);
	audit_redact(arg, previous, &out);
	require(out.full == (all.n > cap));
	require(sv_eq(buf_view(&out), sv_take(buf_view(&all), cap)));
}

/* before + secret + after must not show the canary. */
static void
check_planted(struct sv before, const char *secret, struct sv after)
{
	static char memory[MAX_TEXT * 2 + 256], kept[MAX_TEXT * 24 + 4096];
	struct buf arg, out;

	buf_init(&arg, memory, sizeof(memory));
	buf_sv(&arg, before);
	buf_str(&arg, secret);
	buf_sv(&arg, after);
	require(!arg.full);
	buf_init(&out, kept, sizeof(kept));
	audit_redact(buf_view(&arg), SV(""), &out);
	require(!out.full);
	/* The input may hold the word by itself. */
	if (sv_contains(before, SV("c4n4ry")) ||
	    sv_contains(after, SV("c4n4ry")))
		return;
	require(!sv_contains(buf_view(&out), SV(CANARY)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[MAX_TEXT + 1];
	struct sv first, second;
	size_t cap;

	if (size < 2 || size - 2 > MAX_TEXT)
		return 0;
	cap = (size_t)data[0] << 8 | data[1];
	memcpy(text, data + 2, size - 2);
	text[size - 2] = '\0';
	first = (struct sv){text, sv_find((struct sv){text, size - 2}, 0, 0)};
	second = sv_skip((struct sv){text, size - 2}, first.n + 1);
	check_line(text, size - 2);
	check_cut(second, first, cap % MAX_TEXT);
	check_planted(first, " PASSWORD=" CANARY " ", second);
	check_planted(first, " db://user:" CANARY "@host ", second);
	check_planted(first, "/ghp_" CANARY CANARY " ", second);
	check_planted(first, "\nAuthorization: Basic " CANARY "\n", second);
	return 0;
}
