/* SPDX-License-Identifier: ISC */
/*
 * Tokens, and whether an installation is one that they make sense in. A use is
 * a hard link: making it needs no right to the file but to read and write it,
 * and in a sticky directory only the owners of file and directory may take a
 * name away.
 */
#include "guard/grant.h"

#include <string.h>

#include "grant/store.h"

#define TOKEN_MODE 0666u
#define TOKENS_MODE 01777u
#define OTHERS_WRITE 022u
#define STICKY 01000u

/* DIR/NONCE + suffix + more. */
static enum err
token_path(const struct store *s, const uint8_t nonce[NONCE_SIZE],
    const char *suffix, const char *more, struct os_path *out)
{
	static const char digits[] = "0123456789abcdef";
	char name[NONCE_SIZE * 2 + 96];
	struct buf b;

	memset(name, 0, sizeof(name));
	buf_init(&b, name, sizeof(name) - 1);
	for (size_t i = 0; i < NONCE_SIZE; i++) {
		buf_c(&b, digits[nonce[i] >> 4]);
		buf_c(&b, digits[nonce[i] & 15]);
	}
	buf_str(&b, suffix);
	buf_str(&b, more);
	return b.full ? ERR_LIMIT : os_join(&s->tokens, name, out);
}

/* Root's, and nobody else can take a name out of it. */
static bool
is_token_place(const struct os_path *dir)
{
	struct os_status s;

	return !os_status(dir->p, &s) && s.kind == OS_DIRECTORY &&
	    s.uid == 0 && (s.mode & STICKY);
}

enum err
token_take(const struct store *s, const uint8_t nonce[NONCE_SIZE],
    const char *suffix, const char *more)
{
	struct os_path token, use;
	struct os_status status;
	enum err e;

	if ((e = token_path(s, nonce, ".token", "", &token)) ||
	    (e = token_path(s, nonce, suffix, more, &use)) ||
	    (e = os_status(token.p, &status)))
		return e;
	if (!is_token_place(&s->tokens) || status.kind != OS_FILE ||
	    status.uid != 0)
		return ERR_INSECURE;
	return os_link(token.p, use.p);
}

/* Removes what has long ended. The user can make a token younger, not older. */
struct clearing {
	const struct os_path *dir;
	uint64_t now_s;
};

static enum err
clear_old(void *ctx, const char *name)
{
	struct clearing *c = ctx;
	struct os_status s;
	struct os_path path;
	enum err e = os_join(c->dir, name, &path);

	if (e || (e = os_status(path.p, &s)))
		return e;
	if (s.kind != OS_FILE || s.mtime_s < 0 ||
	    (uint64_t)s.mtime_s + STORE_KEEP_S > c->now_s)
		return OK;
	return os_remove(path.p);
}

enum err
store_token(const struct store *s, const uint8_t nonce[NONCE_SIZE])
{
	struct clearing c = {.dir = &s->tokens,
	    .now_s = os_wall_clock_ns() / 1000000000u};
	struct os_status status;
	struct os_path path;
	enum err e;

	if (os_user() != 0 || s->user == 0)
		return ERR_ACCESS;
	if ((e = os_open_directory(s->tokens.p, TOKENS_MODE)))
		return e;
	if (!is_token_place(&s->tokens))
		return ERR_INSECURE;
	if ((e = os_list(s->tokens.p, clear_old, &c)) ||
	    (e = token_path(s, nonce, ".token", "", &path)))
		return e;
	e = os_create_file(path.p, "", 0, TOKEN_MODE);
	/* A second yes to the same request finds the first one's. */
	if (e != ERR_EXISTS)
		return e;
	if ((e = os_status(path.p, &status)))
		return e;
	return status.kind == OS_FILE && status.uid == 0 ? OK : ERR_INSECURE;
}

/* Root's, and nobody else can change it or what lies in it. */
static bool
is_roots(const char *path)
{
	struct os_status s;

	return !os_status(path, &s) && s.uid == 0 &&
	    (s.kind == OS_DIRECTORY || s.kind == OS_FILE) &&
	    (!(s.mode & OTHERS_WRITE) ||
	        (s.kind == OS_DIRECTORY && (s.mode & STICKY)));
}

/* What lies there and all above it. */
static bool
is_roots_to_the_top(const struct os_path *path)
{
	struct os_path part = *path;

	while (part.n > 1) {
		if (!is_roots(part.p))
			return false;
		do {
			part.n--;
		} while (part.n > 0 && part.p[part.n] != '/');
		part.p[part.n] = '\0';
	}
	return is_roots("/");
}

bool
store_is_system(const struct os_path *prefix, uint32_t user)
{
	static const char *const places[] = {"bin/guard",
		"libexec/guard/guard-engine", "share/guard/shims",
		"etc/guard/policy.image", "etc/guard/approvers", "var/guard"};
	struct os_path path;

	if (user == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (os_prefix_join(prefix, places[i], &path) ||
		    !is_roots_to_the_top(&path))
			return false;
	return true;
}
