/* SPDX-License-Identifier: ISC */
/*
 * text: what is shown to people in more than one place: wrapped prose, and
 * command lines with their secrets taken out.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include "guard/base.h"
#include "guard/reader.h"
#include "out.h"

enum { TEXT_WIDTH = 78 /* columns */ };

/*
 * The columns of prose, and of rows whose last column is cut to fit:
 * TEXT_WIDTH unless text_fit was told how wide the terminal is. Prose is never
 * wider.
 */
size_t text_width(void);
size_t text_row_width(void);
void text_fit(unsigned columns);

/*
 * Prose that is fit to be shown, broken at blanks so that no line is wider
 * than text_width where that can be. column is where the text begins; further
 * lines are indented. A newline in it ends a paragraph. No newline is put at
 * the end.
 */
void text_wrap(struct sv text, size_t column, size_t indent, struct buf *out);

/*
 * One line that is fit to be shown as it stands, blanks included, broken at
 * blanks where it is wider than text_width. column is where it begins; what
 * follows is indented by hang. Ends in a newline.
 */
void text_fold(struct sv line, size_t column, size_t hang, struct buf *out);
/* The same to the output; a line of TEXT_LINE_MAX bytes at most. */
enum { TEXT_LINE_MAX = 8192 };
void text_put(struct out *out, const struct buf *line, size_t column,
    size_t hang);
void text_spaces(struct buf *line, size_t n);

/* Text from a rule file as prose: blanks and newlines as one blank each, the
 * rest made visible. */
void text_prose(struct sv text, struct buf *out);

/*
 * A command line as shell words: secrets redacted, bytes escaped, cut with
 * "..." behind limit bytes. True when something was cut. arena gives scratch
 * space, which is taken back.
 */
bool text_command(struct arena *arena, const struct word *words, size_t n,
    size_t limit, struct buf *out);

/* text without its secrets, unescaped, in arena; previous is the word before
 * it, n 0 for none. "[redacted]" as a whole when memory is out. */
struct sv text_redacted(struct arena *arena, struct sv text,
    struct sv previous);

/* One word as a shell word, as above. */
void text_word(struct arena *arena, const struct word *word, struct sv previous,
    struct buf *out);

#endif
