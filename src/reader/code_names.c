/* SPDX-License-Identifier: ISC */
/*
 * The names that delete: of the standard libraries of Python, Ruby, Perl, PHP,
 * Node.js, Deno and Bun, of the usual packages for databases, and of the SDKs
 * of services, which build theirs by a pattern.
 */
#include "reader/code_deeds.h"

enum form {
	BARE,   /* the name itself: Ruby and Perl call without parentheses */
	CALL,   /* in front of '(' */
	MEMBER, /* in front of '(', and of something: ".name(" */
	EMPTY,  /* ".name()" */
	OBJECT, /* ".name({" */
	CHAIN,  /* ").name()", ").name(keyword=" */
};

struct listed_name {
	const char *name, *qualifier; /* qualifier NULL: any */
	enum form form;
	unsigned deed;
};

static const struct listed_name listed[] = {
	/* files */
	{"deleteDirectory", NULL, CALL, CODE_DELETES_FILES},
	{"emptyDir", NULL, CALL, CODE_DELETES_FILES},
	{"emptyDirSync", NULL, CALL, CODE_DELETES_FILES},
	{"remove", "Deno", CALL, CODE_DELETES_FILES},
	{"remove", "FileUtils", BARE, CODE_DELETES_FILES},
	{"remove", "fs", CALL, CODE_DELETES_FILES},
	{"remove", "fse", CALL, CODE_DELETES_FILES},
	{"remove", "os", CALL, CODE_DELETES_FILES},
	{"removeSync", NULL, CALL, CODE_DELETES_FILES},
	{"remove_dir", NULL, BARE, CODE_DELETES_FILES},
	{"remove_entry", NULL, BARE, CODE_DELETES_FILES},
	{"remove_entry_if", NULL, BARE, CODE_DELETES_FILES},
	{"remove_entry_secure", NULL, BARE, CODE_DELETES_FILES},
	{"remove_file", NULL, BARE, CODE_DELETES_FILES},
	{"remove_tree", NULL, BARE, CODE_DELETES_FILES},
	{"removedirs", NULL, CALL, CODE_DELETES_FILES},
	{"rimraf", NULL, CALL, CODE_DELETES_FILES},
	{"rimrafSync", NULL, CALL, CODE_DELETES_FILES},
	{"rm", NULL, CALL, CODE_DELETES_FILES},
	{"rm", "FileUtils", BARE, CODE_DELETES_FILES},
	{"rmSync", NULL, CALL, CODE_DELETES_FILES},
	{"rm_f", NULL, BARE, CODE_DELETES_FILES},
	{"rm_r", NULL, BARE, CODE_DELETES_FILES},
	{"rm_rf", NULL, BARE, CODE_DELETES_FILES},
	{"rmdir", NULL, BARE, CODE_DELETES_FILES},
	{"rmdirSync", NULL, CALL, CODE_DELETES_FILES},
	{"rmtree", NULL, BARE, CODE_DELETES_FILES},
	{"safe_unlink", NULL, BARE, CODE_DELETES_FILES},
	{"truncate", "fs", CALL, CODE_DELETES_FILES},
	{"truncate", "os", CALL, CODE_DELETES_FILES},
	{"truncateSync", NULL, CALL, CODE_DELETES_FILES},
	{"unlink", NULL, BARE, CODE_DELETES_FILES},
	{"unlinkSync", NULL, CALL, CODE_DELETES_FILES},
	{"delete", "Dir", BARE, CODE_DELETES_FILES},
	{"delete", "File", BARE, CODE_DELETES_FILES},
	{"delete", "Storage", CALL, CODE_DELETES_FILES},
	/* data */
	{"delete", NULL, CHAIN, CODE_DELETES_DATA},
	{"del", NULL, CHAIN, CODE_DELETES_DATA},
	{"deleteMany", NULL, MEMBER, CODE_DELETES_DATA},
	{"deleteOne", NULL, MEMBER, CODE_DELETES_DATA},
	{"delete_all", NULL, BARE, CODE_DELETES_DATA},
	{"delete_collection", NULL, MEMBER, CODE_DELETES_DATA},
	{"delete_index", NULL, MEMBER, CODE_DELETES_DATA},
	{"delete_many", NULL, MEMBER, CODE_DELETES_DATA},
	{"delete_one", NULL, MEMBER, CODE_DELETES_DATA},
	{"destroy", NULL, OBJECT, CODE_DELETES_DATA},
	{"destroy_all", NULL, BARE, CODE_DELETES_DATA},
	{"drop", NULL, EMPTY, CODE_DELETES_DATA},
	{"dropCollection", NULL, MEMBER, CODE_DELETES_DATA},
	{"dropDatabase", NULL, MEMBER, CODE_DELETES_DATA},
	{"dropSchema", NULL, MEMBER, CODE_DELETES_DATA},
	{"dropTable", NULL, MEMBER, CODE_DELETES_DATA},
	{"dropTableIfExists", NULL, MEMBER, CODE_DELETES_DATA},
	{"drop_all", NULL, MEMBER, CODE_DELETES_DATA},
	{"drop_collection", NULL, MEMBER, CODE_DELETES_DATA},
	{"drop_database", NULL, MEMBER, CODE_DELETES_DATA},
	{"drop_table", NULL, BARE, CODE_DELETES_DATA},
	{"flushAll", NULL, MEMBER, CODE_DELETES_DATA},
	{"flushDb", NULL, MEMBER, CODE_DELETES_DATA},
	{"flushall", NULL, BARE, CODE_DELETES_DATA},
	{"flushdb", NULL, BARE, CODE_DELETES_DATA},
	{"truncate", NULL, EMPTY, CODE_DELETES_DATA},
	/* services */
	{"delete", "axios", CALL, CODE_DELETES_REMOTELY},
	{"delete", "got", CALL, CODE_DELETES_REMOTELY},
	{"delete", "httpx", CALL, CODE_DELETES_REMOTELY},
	{"delete", "ky", CALL, CODE_DELETES_REMOTELY},
	{"delete", "requests", CALL, CODE_DELETES_REMOTELY},
	{"delete", "superagent", CALL, CODE_DELETES_REMOTELY},
};

/* How SDKs begin the names of what destroys. */
static const char *const verbs[] = {
	"delete", "terminate", "destroy", "purge", "deregister",
};

static bool
has_form(const struct code_name *n, enum form form)
{
	switch (form) {
	case BARE:
		return true;
	case CALL:
		return n->is_called;
	case MEMBER:
		return n->is_called && n->is_member;
	case EMPTY:
		return n->is_empty && n->is_member;
	case OBJECT:
		return n->takes_object && n->is_member;
	case CHAIN:
		return (n->is_empty || n->takes_keyword) && n->follows_call;
	}
	return false;
}

/* "delete_db_instance", "deleteDBInstance": the verb and then another word. */
static bool
is_method_of_sdk(struct sv name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		struct sv verb = sv_from(verbs[i]), rest;

		if (!sv_starts(name, verb))
			continue;
		rest = sv_skip(name, verb.n);
		if (rest.n > 1 && (rest.p[0] == '_' ||
		    byte_is_upper(rest.p[0])))
			return !sv_eq_cstr(name, "deleteProperty");
	}
	return false;
}

/* "DeleteBucketCommand". */
static bool
is_command_of_sdk(struct sv name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		struct sv verb = sv_from(verbs[i]);

		if (sv_ends(name, SV("Command")) && name.n > verb.n &&
		    byte_lower(name.p[0]) == verb.p[0] &&
		    byte_is_upper(name.p[0]) &&
		    sv_starts(sv_skip(name, 1), sv_skip(verb, 1)))
			return true;
	}
	return false;
}

unsigned
code_name_deed(const struct code_name *n)
{
	for (size_t i = 0; i < ARRAY_LEN(listed); i++) {
		const struct listed_name *l = &listed[i];

		if (sv_eq_cstr(n->name, l->name) && has_form(n, l->form) &&
		    (!l->qualifier || sv_eq_cstr(n->qualifier, l->qualifier)))
			return l->deed;
	}
	if (n->is_called && (is_command_of_sdk(n->name) ||
	    (n->is_member && is_method_of_sdk(n->name))))
		return CODE_DELETES_REMOTELY;
	return 0;
}
