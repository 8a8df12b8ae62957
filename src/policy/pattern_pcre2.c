/* SPDX-License-Identifier: ISC */
/*
 * Regular expressions by PCRE2, engine only. Bytes, not characters, so that
 * text which is no UTF-8 is matched as it is. Work is bounded by match, depth
 * and heap limits, never by time; there is no JIT, because a process matches
 * a pattern once.
 */
#include "guard/policy.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MAX_PATTERN 4096u  /* bytes */
#define MATCH_LIMIT 10000u
#define DEPTH_LIMIT 250u
#define HEAP_LIMIT 1024u   /* KiB */

/* No pattern turns on UTF by itself: it could then fail on bytes. */
#define COMPILE_OPTIONS                                              \
	(PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY | \
	    PCRE2_NEVER_UTF | PCRE2_NEVER_UCP)

static void
set_error(struct pattern_error *out, size_t offset, const char *text)
{
	if (!out)
		return;
	out->offset = offset;
	strncpy(out->text, text, sizeof(out->text) - 1);
	out->text[sizeof(out->text) - 1] = '\0';
}

static enum err
compile(struct sv pattern, pcre2_code **out, struct pattern_error *out_error)
{
	PCRE2_UCHAR text[sizeof(out_error->text)];
	PCRE2_SIZE offset = 0;
	int code = 0;

	if (pattern.n > MAX_PATTERN) {
		set_error(out_error, MAX_PATTERN, "pattern is too long");
		return ERR_SYNTAX;
	}
	*out = pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""),
	    pattern.n, COMPILE_OPTIONS, &code, &offset, NULL);
	if (*out)
		return OK;
	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		text[0] = '\0';
	set_error(out_error, offset, (const char *)text);
	return ERR_SYNTAX;
}

enum err
pattern_check(struct sv pattern, struct pattern_error *out_error)
{
	pcre2_code *code;
	enum err e = compile(pattern, &code, out_error);

	if (!e)
		pcre2_code_free(code);
	return e;
}

/* A match context with the limits; NULL without memory. */
static pcre2_match_context *
limits(void)
{
	pcre2_match_context *context = pcre2_match_context_create(NULL);

	if (!context)
		return NULL;
	pcre2_set_match_limit(context, MATCH_LIMIT);
	pcre2_set_depth_limit(context, DEPTH_LIMIT);
	pcre2_set_heap_limit(context, HEAP_LIMIT);
	return context;
}

static enum err
run(const pcre2_code *code, struct sv text, bool *out_match)
{
	pcre2_match_context *context = limits();
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int n = PCRE2_ERROR_NOMEMORY;

	if (context && data)
		n = pcre2_match(code, (PCRE2_SPTR)(text.n ? text.p : ""),
		    text.n, 0, 0, data, context);
	pcre2_match_data_free(data);
	pcre2_match_context_free(context);
	/* 0: matched, with more groups than data has room for. */
	if (n < 0 && n != PCRE2_ERROR_NOMATCH)
		return ERR_LIMIT;
	*out_match = n >= 0;
	return OK;
}

enum err
pattern_match(struct sv pattern, struct sv text, bool *out_match,
    struct pattern_error *out_error)
{
	pcre2_code *code;
	enum err e = compile(pattern, &code, out_error);

	if (e)
		return e;
	e = run(code, text, out_match);
	pcre2_code_free(code);
	return e;
}
