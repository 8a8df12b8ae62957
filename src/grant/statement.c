/* SPDX-License-Identifier: ISC */
/*
 * What an approver signs, as text that can be read before it is signed. There
 * is one way to write it: what is read is written again and must be the same.
 */
#include "guard/grant.h"

#include <sodium.h>
#include <string.h>

#include "grant/lines.h"

#define FIRST_LINE "guard-grant 1\n"

static void
put_line(struct buf *out, const char *name, const char *value)
{
	buf_str(out, name);
	buf_c(out, ' ');
	buf_str(out, value);
	buf_c(out, '\n');
}

static void
put_hex(struct buf *out, const char *name, const uint8_t *p, size_t n)
{
	char text[2 * DIGEST_SIZE + 1];

	sodium_bin2hex(text, sizeof(text), p, n);
	put_line(out, name, text);
}

static void
put_number(struct buf *out, const char *name, uint64_t v)
{
	buf_str(out, name);
	buf_c(out, ' ');
	buf_u64(out, v);
	buf_c(out, '\n');
}

enum err
grant_write(const struct grant *g, struct buf *out)
{
	buf_str(out, FIRST_LINE);
	put_line(out, "request", g->id);
	put_hex(out, "digest", g->digest, DIGEST_SIZE);
	put_hex(out, "nonce", g->nonce, NONCE_SIZE);
	put_line(out, "approver", g->approver);
	put_number(out, "from", g->from_s);
	put_number(out, "until", g->until_s);
	put_line(out, "boot", g->boot);
	put_number(out, "boot-from", g->boot_from_s);
	put_number(out, "boot-until", g->boot_until_s);
	put_number(out, "uses", g->uses);
	put_line(out, "assurance", g->assurance);
	buf_str(out, "because ");
	buf_sv(out, g->because);
	buf_c(out, '\n');
	return out->full ? ERR_LIMIT : OK;
}

/* With the NUL behind it. */
static bool
take_text(struct sv *rest, const char *name, char *out, size_t size)
{
	struct sv text;

	if (!line_take(rest, name, &text) || text.n >= size)
		return false;
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return true;
}

static bool
take_hex(struct sv *rest, const char *name, uint8_t *out, size_t size)
{
	struct sv text;
	size_t n;

	return line_take(rest, name, &text) &&
	    sodium_hex2bin(out, size, text.p, text.n, NULL, &n, NULL) == 0 &&
	    n == size;
}

static bool
take_number(struct sv *rest, const char *name, uint64_t *out)
{
	struct sv text;

	return line_take(rest, name, &text) && sv_u64(text, out);
}

static bool
take_assurance(struct sv *rest, const char **out)
{
	static const char *const levels[] = {GRANT_SAME_USER,
		GRANT_SYSTEM};
	struct sv text;

	if (!line_take(rest, "assurance", &text))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		if (sv_eq_cstr(text, levels[i]))
			*out = levels[i];
	return *out != NULL;
}

static bool
take_all(struct sv text, struct grant *g)
{
	uint64_t uses;

	if (!sv_starts(text, SV(FIRST_LINE)))
		return false;
	text = sv_skip(text, sizeof(FIRST_LINE) - 1);
	if (!take_text(&text, "request", g->id, sizeof(g->id)) ||
	    !take_hex(&text, "digest", g->digest, DIGEST_SIZE) ||
	    !take_hex(&text, "nonce", g->nonce, NONCE_SIZE) ||
	    !take_text(&text, "approver", g->approver, sizeof(g->approver)) ||
	    !take_number(&text, "from", &g->from_s) ||
	    !take_number(&text, "until", &g->until_s) ||
	    !take_text(&text, "boot", g->boot, sizeof(g->boot)) ||
	    !take_number(&text, "boot-from", &g->boot_from_s) ||
	    !take_number(&text, "boot-until", &g->boot_until_s) ||
	    !take_number(&text, "uses", &uses) || uses > UINT32_MAX ||
	    !take_assurance(&text, &g->assurance) ||
	    !line_take(&text, "because", &g->because))
		return false;
	g->uses = (uint32_t)uses;
	return text.n == 0;
}

enum err
grant_read(struct sv text, struct grant *out)
{
	char memory[GRANT_MAX];
	struct buf again;

	memset(out, 0, sizeof(*out));
	buf_init(&again, memory, sizeof(memory));
	if (!take_all(text, out) || grant_write(out, &again) ||
	    !sv_eq(buf_view(&again), text))
		return ERR_SYNTAX;
	return OK;
}
