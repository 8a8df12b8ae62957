/* SPDX-License-Identifier: ISC */
/*
 * Names by which code deletes, whatever its language.
 */
#ifndef READER_CODE_DEEDS_H
#define READER_CODE_DEEDS_H

#include "guard/reader.h"

/* A name as code has it: "fs.rmSync(" */
struct code_name {
	struct sv qualifier; /* in front of the last '.', "::", "->"; or n 0 */
	struct sv name;
	bool is_member;      /* something stands in front, if only ')' */
	bool is_called;      /* '(' follows */
	bool is_empty;       /* "()" follows */
	bool takes_keyword;  /* "(name=" follows */
	bool takes_object;   /* "({" follows */
	bool follows_call;   /* ')' stands in front: ".filter(…).delete" */
};

/* The deed of a name, of the CODE_ bits; 0 for every other name. */
unsigned code_name_deed(const struct code_name *n);

#endif
