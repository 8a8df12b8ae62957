/* SPDX-License-Identifier: ISC */
/* Readers of languages that are no SQL: engine only. */
#ifndef READER_STATEMENTS_H
#define READER_STATEMENTS_H

#include "guard/reader.h"

/* JavaScript as mongosh takes it: expressions that surely only read. */
void mongo_read(struct sv text, struct sql_reading *out);

/* Commands for redis-cli, one a line: those that surely only read. */
void redis_read(struct sv text, struct sql_reading *out);

#endif
