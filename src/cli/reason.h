/* SPDX-License-Identifier: ISC */
/*
 * reason: why a verdict is what it is, in sentences, for refusals and for
 * explain.
 */
#ifndef CLI_REASON_H
#define CLI_REASON_H

#include "guard/gate.h"

/* "terraform apply": the tool and its command path. */
void reason_command(const struct invocation *inv, struct buf *out);

/* What the classes of an option, operand or variable mean, by the gravest of
 * them; NULL if none of them matters to a verdict. */
const char *reason_class(uint32_t flags);

/* Whether the name of a struct env_use is that of a key in a settings file
 * (".npmrc script-shell") and not of a variable. */
bool reason_is_setting(struct sv name);

/* A clause without a full stop: "guard does not know the option `-x` of `t`".
 * inv is NULL for a problem outside any invocation. */
void reason_problem(const struct problem *problem, const struct invocation *inv,
    struct buf *out);

/*
 * Why the ruling is not an allow, or is one: a clause as above. inv is NULL if
 * no invocation decided. img gives the rule's own words.
 */
void reason_ruling(struct image *img, const struct ruling *ruling,
    const struct invocation *inv, struct buf *out);

/* Names for machines: "rule", "unlisted"; "read"; "site". */
const char *reason_kind_name(enum reason_kind kind);
const char *reason_effect_name(enum effect effect);
const char *reason_layer_name(enum layer layer);
/* What number i of the classes is called if flags has it, else NULL; i counts
 * from 0 to REASON_CLASSES - 1. */
enum { REASON_CLASSES = 14 };
const char *reason_class_at(uint32_t flags, size_t i);

/* "guard could not decide on it (input/output error)". */
void reason_error(enum err e, struct buf *out);

/* The decisive invocation, NULL if there is none. */
const struct invocation *reason_decisive(const struct gate_outcome *outcome);

/* The package.json script that inv was taken from; n is 0 if it was none. */
struct sv reason_script(const struct reading *reading,
    const struct invocation *inv);

#endif
