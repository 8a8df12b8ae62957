/* SPDX-License-Identifier: ISC */
/*
 * Mutation of the rule book: takes a pattern out of a rule or the classes off
 * an option, and asks whether any example or any line of tests/decide is then
 * decided otherwise, by another verdict or another rule.
 *
 *     mutate RULES DECIDE PERCENT [TOOL...]
 *
 * An option's class can only be missed where the option would be allowed
 * without it: a mutant that decides the bare command with that option as before
 * is left out. Prints a line a survivor and one with the counts; fails below
 * PERCENT.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/stated.h"
#include "guard/gate.h"

#define SPACE ((size_t)4 << 30)
#define SCRATCH ((size_t)1 << 30)
#define LINES_MAX 20000
#define PER_TOOL 60 /* mutants, evenly taken; a generated grammar has thousands */

struct line {
	struct sv text;
	bool concerns; /* the tool that is being mutated */
	uint64_t before; /* a hash of its decision */
};

static struct arena arena, scratch;
static struct rulebook book;
static struct line lines[LINES_MAX];
static size_t n_lines;
static struct policy policy;

static void
die(const char *what)
{
	fprintf(stderr, "mutate: %s\n", what);
	exit(2);
}

static void
add_line(struct sv text)
{
	if (n_lines == LINES_MAX)
		die("too many lines");
	lines[n_lines++].text = arena_dup(&arena, text);
}

static void
read_decisions(const char *path)
{
	FILE *f = fopen(path, "r");
	char text[4096];

	while (f && fgets(text, sizeof(text), f)) {
		struct sv line = sv_trim(sv_from(text));
		size_t bar = sv_find(line, 0, '|');

		if (line.n && line.p[0] != '#' && bar < line.n)
			add_line(sv_trim(sv_skip(line, bar + 1)));
	}
	if (!f)
		die(path);
	(void)fclose(f);
}

static void
read_folder(const char *folder)
{
	DIR *d = opendir(folder);
	const struct dirent *e;
	char path[4096];

	while (d && (e = readdir(d))) {
		if (!sv_ends(sv_from(e->d_name), SV(".txt")))
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		read_decisions(path);
	}
	if (!d)
		die(folder);
	(void)closedir(d);
}

static void
read_examples(void)
{
	for (const struct model_tool *t = book.model.tools; t; t = t->next)
		for (const struct model_example *x = t->examples; x; x = x->next)
			add_line(x->text.text);
}

/* The tool and every launcher, as a model of their own. */
static void
submodel(const struct model_tool *tool, struct model *out)
{
	struct model_tool **end = &out->tools;

	for (const struct model_tool *t = book.model.tools; t; t = t->next) {
		if (t != tool && !t->launcher)
			continue;
		*end = ARENA_NEW(&scratch, 1, struct model_tool);
		if (!*end)
			die("out of memory");
		**end = *t;
		(*end)->next = NULL;
		end = &(*end)->next;
	}
}

/* Compiles what stands in the model now; false if that cannot be. */
static bool
load(const struct model *model)
{
	struct diag_sink sink;
	struct sv image;

	diag_sink_init(&sink, &scratch);
	if (rules_compile(&scratch, model, &sink, &image) || sink.n_errors)
		return false;
	if (load_bytes(&policy, image))
		die("the image cannot be loaded");
	world_none(&policy.world, &policy.face);
	policy.context.envp = NULL;
	return true;
}

static uint64_t
decide(struct sv text, const struct sv *tool, bool *out_concerns)
{
	static struct stated stated;
	struct gate_outcome o;
	struct sv id;

	if (stated_take(&policy.arena, &stated, &text))
		return 0;
	policy.world.stated = &stated;
	gate_decide(&policy.context,
	    &(struct gate_command){.shell_text = text}, NULL, &o);
	id = ruling_id(&o.final);
	for (uint32_t i = 0; tool && !o.error && i < o.reading.n; i++)
		*out_concerns |= sv_eq(o.reading.invocations[i].tool, *tool);
	return image_check(id.p, id.n, (uint64_t)o.verdict + 1);
}

static void
decide_all(const struct sv *tool)
{
	for (size_t i = 0; i < n_lines; i++) {
		lines[i].concerns = false;
		lines[i].before = decide(lines[i].text, tool,
		    &lines[i].concerns);
		load_reset(&policy);
	}
}

/* Whether any line is decided otherwise than before. */
static bool
noticed(const struct model *model)
{
	bool changed = false;
	size_t mark = scratch.used;

	if (!load(model)) {
		scratch.used = mark;
		return true;
	}
	for (size_t i = 0; i < n_lines && !changed; i++) {
		if (!lines[i].concerns)
			continue;
		changed = decide(lines[i].text, NULL, NULL) != lines[i].before;
		load_reset(&policy);
	}
	scratch.used = mark;
	return changed;
}

/* The words up to the command that is being looked at. */
struct path {
	char memory[512];
	struct buf text;
};

struct tally {
	const struct model *model;
	struct model_tool *tool; /* what is changed is put back */
	unsigned step;  /* every so many is taken */
	unsigned seen;
	unsigned mutants;
	unsigned killed;
	unsigned idle; /* mutants that decide nothing otherwise */
};

static bool
is_due(struct tally *t)
{
	return t->seen++ % t->step == 0;
}

static void
judge(struct tally *t, const char *what, struct sv subject, struct sv where)
{
	bool is_noticed;

	if (!t->step)
		return;
	is_noticed = noticed(t->model);
	t->mutants++;
	t->killed += is_noticed;
	if (!is_noticed)
		printf("survives: %.*s: %s %.*s (%.*s)\n",
		    (int)t->tool->name.text.n, t->tool->name.text.p, what,
		    (int)subject.n, subject.p, (int)where.n, where.p);
}

static void
mutate_rules(struct tally *t)
{
	for (struct model_rule *r = t->tool->rules; r; r = r->next)
		for (size_t i = 0; i < 3; i++)
			for (struct model_name **at = &r->lists[i].patterns; *at;
			     at = &(*at)->next) {
				struct model_name *gone = *at;

				if (!is_due(t))
					continue;
				*at = gone->next;
				judge(t, "without", gone->name.text,
				    r->id.text);
				*at = gone;
			}
}

/* The command with the option and nothing else. */
static void
put_probe(const struct path *path, const struct model_option *o,
    struct buf *out)
{
	buf_sv(out, buf_view(&path->text));
	buf_c(out, ' ');
	buf_sv(out, o->names->name.text);
	if (OPTION_ARITY(o->flags) == ARITY_OPTIONAL)
		buf_str(out, "=x");
	else if (OPTION_ARITY(o->flags) != ARITY_FLAG)
		buf_str(out, " x");
}

static uint64_t
probe(const struct tally *t, struct sv text)
{
	size_t mark = scratch.used;
	uint64_t decision;

	if (!load(t->model))
		return 0;
	decision = decide(text, NULL, NULL);
	scratch.used = mark;
	return decision;
}

static void
mutate_options(struct tally *t, const struct path *path,
    struct model_option *options)
{
	for (struct model_option *o = options; o; o = o->next) {
		uint32_t flags = o->flags;
		char memory[1024];
		uint64_t before;
		struct buf b;

		if (!OPTION_CLASSES(flags) || !is_due(t))
			continue;
		buf_init(&b, memory, sizeof(memory));
		put_probe(path, o, &b);
		before = probe(t, buf_view(&b));
		o->flags = flags & ~(uint32_t)CLASS_ALL;
		if (probe(t, buf_view(&b)) == before)
			t->idle++;
		else
			judge(t, "without the class of", o->names->name.text,
			    buf_view(&b));
		o->flags = flags;
	}
}

static void
mutate_commands(struct tally *t, struct path *path, struct model_command *c)
{
	size_t n = path->text.n;

	if (c->names) {
		buf_c(&path->text, ' ');
		buf_sv(&path->text, c->names->name.text);
	}
	mutate_options(t, path, c->options);
	for (struct model_command *below = c->commands; below;
	     below = below->next)
		mutate_commands(t, path, below);
	path->text.n = n;
}

static unsigned
count_options(const struct model_command *c)
{
	unsigned n = 0;

	for (const struct model_option *o = c->options; o; o = o->next)
		n += OPTION_CLASSES(o->flags) != 0;
	for (const struct model_command *b = c->commands; b; b = b->next)
		n += count_options(b);
	return n;
}

static unsigned
count_mutants(const struct model_tool *tool)
{
	unsigned n = count_options(&tool->root);

	for (const struct model_rule *r = tool->rules; r; r = r->next)
		for (size_t i = 0; i < 3; i++)
			for (const struct model_name *p = r->lists[i].patterns;
			     p; p = p->next)
				n++;
	return n;
}

static void
mutate_tool(const struct model_tool *tool, struct tally *sum)
{
	struct model model = {0};
	struct tally t = {.model = &model};
	struct path path;
	unsigned n = count_mutants(tool);

	if (!n)
		return;
	scratch.used = 0;
	submodel(tool, &model);
	for (t.tool = model.tools; t.tool; t.tool = t.tool->next)
		if (sv_eq(t.tool->name.text, tool->name.text))
			break;
	t.step = (n + PER_TOOL - 1) / PER_TOOL;
	if (!load(&model))
		die("a tool does not compile by itself");
	decide_all(&tool->name.text);
	mutate_rules(&t);
	buf_init(&path.text, path.memory, sizeof(path.memory));
	buf_sv(&path.text, tool->name.text);
	mutate_commands(&t, &path, &t.tool->root);
	sum->mutants += t.mutants;
	sum->killed += t.killed;
	sum->idle += t.idle;
}

static bool
is_wanted(const struct model_tool *tool, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (sv_eq(tool->name.text, sv_from(*names)))
			return true;
	return false;
}

int
main(int argc, char **argv)
{
	struct tally sum = {0};

	if (argc < 4)
		die("usage: mutate RULES DECIDE PERCENT [TOOL...]");
	arena_init(&arena, os_reserve(SPACE), SPACE);
	arena_init(&scratch, os_reserve(SCRATCH), SCRATCH);
	rulebook_init(&book, &arena);
	if (rulebook_add(&book, argv[1], LAYER_SHIPPED) || book.sink.n_errors)
		die("the rules cannot be read");
	read_examples();
	read_folder(argv[2]);
	for (const struct model_tool *t = book.model.tools; t; t = t->next)
		if (is_wanted(t, argv + 4))
			mutate_tool(t, &sum);
	printf("%u mutants, %u noticed, %u%%; %u without effect\n",
	    sum.mutants, sum.killed,
	    sum.mutants ? sum.killed * 100 / sum.mutants : 0, sum.idle);
	return sum.mutants &&
	    sum.killed * 100 >= sum.mutants * (unsigned)atoi(argv[3]) ? 0 : 1;
}
