/* SPDX-License-Identifier: ISC */
#include "guard/gate.h"

enum { NAME_SHOWN = 256, PATH_SHOWN = 2048 /* bytes */ };

void
gate_tool_missing(struct sv name, struct sv path, struct buf *out)
{
	buf_str(out, "guard: the real tool is not on PATH: ");
	buf_visible(out, sv_take(name, NAME_SHOWN));
	buf_str(out, "\n  looked in:  ");
	buf_visible(out, sv_take(path, PATH_SHOWN));
	buf_str(out, path.n > PATH_SHOWN ? "..." : path.n ? "" : "nothing");
	buf_str(out, "\n  next:       install it, or put its directory on "
	    "PATH; guard doctor tells more\n");
}
