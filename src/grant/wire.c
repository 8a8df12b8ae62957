/* SPDX-License-Identifier: ISC */
/*
 * The SSH wire format. Lengths are checked before anything is read.
 */
#include "grant/wire.h"

#include <sodium.h>

bool
wire_bytes(struct sv *rest, size_t n, struct sv *out)
{
	if (rest->n < n)
		return false;
	*out = sv_take(*rest, n);
	*rest = sv_skip(*rest, n);
	return true;
}

bool
wire_u32(struct sv *rest, uint32_t *out)
{
	const unsigned char *p;
	struct sv bytes;

	if (!wire_bytes(rest, 4, &bytes))
		return false;
	p = (const unsigned char *)bytes.p;
	*out = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
	return true;
}

bool
wire_string(struct sv *rest, struct sv *out)
{
	uint32_t n;

	return wire_u32(rest, &n) && wire_bytes(rest, n, out);
}

void
wire_put_u32(struct buf *out, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_c(out, (char)(v >> shift));
}

void
wire_put_string(struct buf *out, struct sv s)
{
	wire_put_u32(out, (uint32_t)s.n);
	buf_sv(out, s);
}

bool
wire_decode(struct sv text, struct arena *arena, struct sv *out)
{
	unsigned char *p = arena_take(arena, text.n + 1);
	size_t n;

	if (!p || sodium_base642bin(p, text.n + 1, text.p, text.n, "\r\n", &n,
	              NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*out = (struct sv){(const char *)p, n};
	return true;
}

void
wire_encode(struct sv bytes, size_t width, struct buf *out)
{
	size_t step = width ? width / 4 * 3 : bytes.n;
	char line[8192];

	while (bytes.n) {
		struct sv part = sv_take(bytes, step);

		if (sodium_base64_encoded_len(part.n,
		        sodium_base64_VARIANT_ORIGINAL) > sizeof(line)) {
			out->full = true;
			return;
		}
		sodium_bin2base64(line, sizeof(line),
		    (const unsigned char *)part.p, part.n,
		    sodium_base64_VARIANT_ORIGINAL);
		buf_str(out, line);
		bytes = sv_skip(bytes, part.n);
		if (width && bytes.n)
			buf_c(out, '\n');
	}
}
