/* SPDX-License-Identifier: ISC */
/*
 * dsn: what a database URL or connection string says of where the database is.
 * Pure. What clients may read in more than one way is unknown here.
 */
#ifndef FACTS_DSN_H
#define FACTS_DSN_H

#include "guard/base.h"

enum dsn_kind {
	DSN_UNKNOWN = 0, /* not understood */
	DSN_SERVER,
	DSN_NAME,        /* a plain word: a database's name and no more */
	DSN_FILE         /* a database in a file or in memory: its name */
};

/* Views into the text; n is 0 for what it does not say. The password is in
 * none of them. */
struct dsn {
	enum dsn_kind kind;
	struct sv scheme; /* "postgresql" "mysql" "sqlite" … */
	struct sv host;   /* several are joined by commas; a socket's path */
	struct sv port;
	struct sv name;
	struct sv user;
	bool address; /* host is one that a setting says (hostaddr=) */
};

/* "SCHEME://…", "jdbc:…", "host=… dbname=…", "user@tcp(host:port)/name",
 * "file:…". Never fails. */
void dsn_read(struct sv text, struct dsn *out);

/* Where a host is, by what its name or address says. */
enum dsn_place {
	PLACE_UNKNOWN = 0,
	PLACE_LOOPBACK, /* this machine */
	PLACE_SOCKET,   /* … by a socket of its file system */
	PLACE_FILE,     /* … no server at all */
	PLACE_PRIVATE,  /* a private network, or a name of one */
	PLACE_PUBLIC,
	PLACES
};

const char *dsn_place_name(enum dsn_place place); /* "loopback" … */

/* Of several hosts, in lower case, the one that is furthest away. */
enum dsn_place dsn_host_place(struct sv host);

#endif
