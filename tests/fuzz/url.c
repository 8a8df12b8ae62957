/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a URL: the answer is the same twice, the host is in lower case
 * and inside the reading, and a known service that is put before a path or
 * behind a user's name is found.
 */
#include <string.h>

#include "guard/reader.h"

#include "require.h"

static enum url_place
read_joined(const char *before, struct sv text, const char *behind)
{
	static char memory[1 << 16];
	struct url_reading r;
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, before);
	buf_sv(&b, text);
	buf_str(&b, behind);
	if (b.full)
		return URL_API;
	url_read(buf_view(&b), b.n, &r);
	return r.place;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	struct url_reading r, again;

	url_read(text, size, &r);
	url_read(text, size, &again);
	REQUIRE(r.place == again.place && sv_eq(r.host, again.host));
	REQUIRE(r.host.p == r.name && r.host.n <= sizeof(r.name));
	for (size_t i = 0; i < r.host.n; i++)
		REQUIRE(r.host.p[i] < 'A' || r.host.p[i] > 'Z');
	for (size_t known = 0; known < size; known++) {
		url_read(text, known, &again);
		REQUIRE(again.host.n <= sizeof(again.name));
	}
	REQUIRE(read_joined("https://api.github.com/", text, "") == URL_API);
	for (size_t i = 0; i < size; i++)
		if (strchr("/\\?#", data[i]))
			return 0;
	REQUIRE(read_joined("https://", text, "@api.github.com") == URL_API);
	return 0;
}
