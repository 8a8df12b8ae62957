/* SPDX-License-Identifier: ISC */
/*
 * guard compile: rule files to the policy image. The image is replaced as a
 * whole or not at all.
 */
#include "commands.h"
#include "complaint.h"

struct layer_paths {
	enum layer layer;
	const char *const *paths;
	size_t n;
};

static enum err
add_paths(struct rulebook *book, const struct cli_args *a)
{
	const struct layer_paths lists[] = {
	    {LAYER_SHIPPED, (const char *const *)a->operands, a->n_operands},
	    {LAYER_SITE, a->site.items, a->site.n},
	    {LAYER_USER, a->user.items, a->user.n},
	    {LAYER_PROJECT, a->project.items, a->project.n},
	};
	enum err e;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		for (size_t k = 0; k < lists[i].n; k++) {
			e = rulebook_add(book, lists[i].paths[k],
			    lists[i].layer);
			if (e)
				return e;
		}
	}
	return OK;
}

static int
run(struct cli *cli)
{
	const char *output = cli->args.output;
	struct rulebook book;
	enum err e;

	if (!output)
		return cli_fail(EXIT_WRONG_USAGE,
		    "compile: --output is missing");
	rulebook_init(&book, &cli->arena);
	if (!(e = add_paths(&book, &cli->args)))
		e = rulebook_compile(&book);
	cli_diagnostics(&book.sink);
	if (e == ERR_SCHEMA)
		return EXIT_FINDINGS;
	if (e)
		return cli_fail(EXIT_GUARD_FAILED, "compile: %s", err_text(e));
	if ((e = rulebook_write(&book, output)))
		return complain_writing(output, e);
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW('o', "output", "IMAGE", "the policy image to write", OPT_TEXT,
	output),
    OPT_ROW(0, "site", "PATH",
	"rules of the site; what they ask or deny no user rule lowers",
	OPT_LIST, site),
    OPT_ROW(0, "user", "PATH", "rules of the user", OPT_LIST, user),
    OPT_ROW(0, "project", "PATH", "rules that can only tighten", OPT_LIST,
	project),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_compile = {
    .name = "compile",
    .usage = "PATH... -o IMAGE",
    .summary = "make the policy image from rule files",
    .about = "Reads rule files, or all *.yaml of a directory, and writes the "
	     "policy image that the shims read. With an error in any of them "
	     "IMAGE stays as it was and the exit status is 1.",
    .examples = EXAMPLES(
	"guard compile rules --user mine.yaml -o policy.image"),
    .prints = "nothing",
    .options = options,
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run,
};
