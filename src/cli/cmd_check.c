/* SPDX-License-Identifier: ISC */
/*
 * guard check: parses, compiles and lints rule files, and decides each of
 * their examples in a world without files and without an environment.
 */
#include <string.h>

#include "guard/reader.h"

#include "check.h"
#include "commands.h"
#include "progress.h"
#include "reason.h"

/* In the order of the names below. */
enum {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_SARIF,
	FORMAT_GITHUB,
	FORMAT_JUNIT,
	FORMAT_TAP,
	FORMATS
};

/* The lists of a rule that some example was decided by. */
struct coverage {
	const struct model_rule *rule;
	bool by[3]; /* by enum verdict */
};

struct run {
	struct check check;
	struct policy *policy;
	struct arena *arena;
	struct coverage *rules;
	size_t n_examples;
};

static bool
stored_as(uint8_t stored, enum verdict *out)
{
	switch (stored) {
	case STORED_ALLOW:
		*out = VERDICT_ALLOW;
		return true;
	case STORED_ASK:
		*out = VERDICT_ASK;
		return true;
	case STORED_DENY:
		*out = VERDICT_DENY;
		return true;
	default:
		return false;
	}
}

/* Whether it stands in one of the files that were named. */
static bool
is_checked(struct span span)
{
	return span.source && !span.source->beneath;
}

static void
count_model(struct check *c, size_t *out_examples)
{
	size_t n = 0;

	for (const struct model_tool *t = c->book.model.tools; t; t = t->next) {
		size_t before = n + c->n_rules;
		bool own = t->source && !t->source->beneath;

		for (const struct model_rule *r = t->rules; r; r = r->next)
			c->n_rules += is_checked(r->id.span);
		for (const struct model_example *x = t->examples; x;
		     x = x->next)
			n += is_checked(x->text.span);
		c->n_tools += own || n + c->n_rules > before;
	}
	*out_examples = n;
}

static enum err
make_tables(struct run *r)
{
	size_t n = 0;

	count_model(&r->check, &r->n_examples);
	r->check.results =
	    ARENA_NEW(r->arena, r->n_examples + 1, struct example_result);
	r->rules = ARENA_NEW(r->arena, r->check.n_rules + 1, struct coverage);
	if (!r->check.results || !r->rules)
		return ERR_LIMIT;
	for (const struct model_tool *t = r->check.book.model.tools; t;
	     t = t->next)
		for (const struct model_rule *k = t->rules; k; k = k->next)
			if (is_checked(k->id.span))
				r->rules[n++].rule = k;
	return OK;
}

/* Whether any command in the text is one of a tool that was loaded. */
static enum err
has_known_command(struct run *r, struct sv text, bool *out)
{
	struct shell_reading reading = {0};
	uint32_t offset;
	enum err e;

	*out = false;
	e = shell_read(&r->policy->arena, text, NULL, 0, &reading);
	if (e)
		return e;
	for (size_t i = 0; i < reading.n_commands + reading.n_writes && !*out;
	     i++) {
		const struct shell_command *c = i < reading.n_commands
		    ? &reading.commands[i]
		    : &reading.writes[i - reading.n_commands];

		e = argv_identify(&r->policy->context, (struct sv){NULL, 0},
		    c->words[0].text, &offset);
		if (e && e != ERR_NOT_FOUND)
			return e;
		*out = e == OK;
	}
	return OK;
}

static void
mark_covered(struct run *r, const struct gate_outcome *o)
{
	for (uint32_t i = 0; !o->error && i < o->reading.n; i++) {
		const struct ruling *ruling = &o->rulings[i];

		if (ruling->reason != REASON_RULE)
			continue;
		for (size_t k = 0; k < r->check.n_rules; k++)
			if (sv_eq(r->rules[k].rule->id.text, ruling->rule.id))
				r->rules[k].by[ruling->verdict] = true;
	}
}

static void
fail_example(struct run *r, struct example_result *result,
    const struct gate_outcome *o)
{
	char memory[2048];
	struct buf why;

	buf_init(&why, memory, sizeof(memory));
	buf_str(&why, "expected ");
	buf_str(&why, verdict_name(result->expected));
	buf_str(&why, " but it is ");
	buf_str(&why, verdict_name(o->verdict));
	buf_str(&why, " by ");
	buf_visible(&why, ruling_id(&o->final));
	buf_str(&why, ": ");
	if (o->error)
		reason_error(o->error, &why);
	else
		reason_ruling(&r->policy->image, &o->final,
		    reason_decisive(o), &why);
	result->state = EXAMPLE_FAILED;
	result->text = arena_dup(r->arena, buf_view(&why));
	diag_add(&r->check.book.sink, SEVERITY_ERROR,
	    result->example->text.span, CHECK_EXAMPLE_CODE, "%.*s", (int)why.n,
	    why.p);
}

static void
run_example(struct run *r, struct example_result *result)
{
	struct sv text = result->example->text.text;
	struct gate_outcome o;
	struct stated stated;
	bool known = false;
	enum err e = stated_take(&r->policy->arena, &stated, &text);

	if (e) {
		diag_add(&r->check.book.sink, SEVERITY_ERROR,
		    result->example->text.span, CHECK_EXAMPLE_CODE,
		    "what stands in [] is not NAME=VALUE of facts");
		result->state = EXAMPLE_FAILED;
		result->text = SV("what stands in [] is not NAME=VALUE");
		return;
	}
	r->policy->world.stated = &stated;

	/* What cannot be read is not skipped: the decision says why. */
	if (has_known_command(r, text, &known) == OK && !known) {
		result->state = EXAMPLE_SKIPPED;
		result->text = SV("no tool in it is of these files");
		r->check.n_skipped++;
		return;
	}
	gate_decide(&r->policy->context,
	    &(struct gate_command){.shell_text = text},
	    NULL, &o);
	mark_covered(r, &o);
	if (o.verdict != result->expected || o.error)
		fail_example(r, result, &o);
}

static void
run_examples(struct run *r)
{
	struct check *c = &r->check;
	struct progress progress;

	progress_begin(&progress, "running examples", r->n_examples);
	world_none(&r->policy->world, &r->policy->face);
	r->policy->context.envp = NULL;
	for (const struct model_tool *t = c->book.model.tools; t; t = t->next) {
		for (const struct model_example *x = t->examples; x;
		     x = x->next) {
			struct example_result *result =
			    &c->results[c->n_results];

			if (!is_checked(x->text.span) ||
			    !stored_as(x->verdict, &result->expected))
				continue;
			result->tool = t;
			result->example = x;
			c->n_results++;
			run_example(r, result);
			load_reset(r->policy);
			progress_step(&progress);
		}
	}
	progress_end(&progress);
}

static void
warn_uncovered(struct run *r, const struct coverage *k)
{
	bool none = !k->by[0] && !k->by[1] && !k->by[2];
	struct diag_sink *sink = &r->check.book.sink;

	for (size_t i = 0; i < ARRAY_LEN(k->rule->lists); i++) {
		enum verdict v;

		if (!k->rule->lists[i].patterns ||
		    !stored_as(k->rule->lists[i].verdict, &v) || k->by[v])
			continue;
		if (none)
			diag_add(sink, SEVERITY_WARNING, k->rule->id.span,
			    "untested-rule", "no example is decided by this "
			    "rule");
		else
			diag_add(sink, SEVERITY_WARNING, k->rule->id.span,
			    "untested-rule", "no example is decided by what "
			    "this rule lists under '%s'", verdict_name(v));
		if (none)
			return;
	}
}

static enum err
check_book(struct run *r)
{
	struct rulebook *book = &r->check.book;
	enum err e;

	if ((e = make_tables(r)) || (e = rulebook_compile(book)) ||
	    (e = load_bytes(r->policy, book->image)))
		return e;
	e = rules_lint(r->arena, &book->model, &r->policy->image, &book->sink);
	if (e)
		return e;
	load_reset(r->policy);
	run_examples(r);
	for (size_t i = 0; i < r->check.n_rules; i++)
		warn_uncovered(r, &r->rules[i]);
	return OK;
}

static void
report(const struct check *c, unsigned format)
{
	static void (*const formats[FORMATS])(const struct check *c) = {
	    [FORMAT_TEXT] = check_text,
	    [FORMAT_JSON] = check_json,
	    [FORMAT_SARIF] = check_sarif,
	    [FORMAT_GITHUB] = check_github,
	    [FORMAT_JUNIT] = check_junit,
	    [FORMAT_TAP] = check_tap,
	};

	if (format < FORMATS)
		formats[format](c);
}

/* What the files come on top of: what is named, else, for a layer above it, the
 * rules that this guard came with. */
static enum err
add_beneath(struct rulebook *book, const struct cli_args *a)
{
	struct os_path prefix, rules;
	struct os_status there;
	enum err e = OK;

	book->beneath = true;
	for (size_t i = 0; !e && i < a->on.n; i++)
		e = rulebook_add(book, a->on.items[i], LAYER_SHIPPED);
	if (!a->on.n && a->layer != LAYER_SHIPPED && os_prefix(&prefix) == OK &&
	    os_prefix_join(&prefix, "share/guard/rules", &rules) == OK &&
	    !os_status(rules.p, &there) && there.kind == OS_DIRECTORY)
		e = rulebook_add(book, rules.p, LAYER_SHIPPED);
	book->beneath = false;
	return e;
}

static enum err
add_operand(struct rulebook *book, const char *path, enum layer layer)
{
	return sv_eq(sv_basename(sv_from(path)), SV("environments"))
	    ? check_names(book, path) : rulebook_add(book, path, layer);
}

static int
run(struct cli *cli)
{
	static struct run r;
	const struct cli_args *a = &cli->args;
	const struct diag_sink *sink = &r.check.book.sink;
	enum err e = OK;

	r = (struct run){
	    .check.out = &cli->out,
	    .policy = &cli->policy,
	    .arena = &cli->arena,
	};
	rulebook_init(&r.check.book, &cli->arena);
	e = add_beneath(&r.check.book, a);
	for (size_t i = 0; !e && i < a->n_operands; i++)
		e = add_operand(&r.check.book, a->operands[i],
		    (enum layer)a->layer);
	for (size_t i = 0; !e && i < a->user.n; i++)
		e = rulebook_add(&r.check.book, a->user.items[i], LAYER_USER);
	if (!e)
		e = check_book(&r);
	if (e && e != ERR_SCHEMA)
		return cli_fail(EXIT_GUARD_FAILED, "check: %s", err_text(e));
	report(&r.check, a->json ? FORMAT_JSON : a->format);
	if (sink->n_errors || (a->strict && sink->n_warnings))
		return EXIT_FINDINGS;
	/* A refusal that nobody explained is a failure too. */
	return e ? cli_fail(EXIT_GUARD_FAILED, "check: %s", err_text(e))
	         : EXIT_FINE;
}

static const char *const formats[] = {
    "text", "json", "sarif", "github", "junit", "tap", NULL,
};

static const char *const layers[] = {
    "shipped", "site", "user", "project", NULL,
};

static const struct opt options[] = {
    {0, "format", "FORMAT", "text, json, sarif, github, junit or tap",
	OPT_CHOICE, offsetof(struct cli_args, format), formats},
    {0, "layer", "LAYER",
	"the layer that the files are for: shipped, site, user or project",
	OPT_CHOICE, offsetof(struct cli_args, layer), layers},
    OPT_ROW(0, "on", "PATH",
	"rules that the files come on top of; for a layer above shipped "
	"those of this guard", OPT_LIST, on),
    OPT_ROW(0, "user", "PATH", "files of the user, on top of the others",
	OPT_LIST, user),
    OPT_ROW(0, "json", NULL, "as --format json", OPT_FLAG, json),
    OPT_ROW(0, "strict", NULL, "exit 1 for warnings too", OPT_FLAG, strict),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_check = {
    .name = "check",
    .usage = "PATH...",
    .summary = "find what is wrong with rule files, and run their examples",
    .about = "Reads rule files, or all *.yaml of a directory, reports every "
	     "fault with its place, and decides each of the examples in them "
	     "as if there were no files and no environment. An example whose "
	     "tools are not among the files is skipped. Files of a layer "
	     "above shipped are taken with the rules that this guard came "
	     "with, which are not checked again. A file called "
	     "environments is read as the names of targets. The exit status "
	     "is 1 if there was an error, also if an example was decided "
	     "otherwise than it says.",
    .examples = EXAMPLES(
	"guard check --strict rules",
	"guard check --layer project .guard/rules",
	"guard check --layer site --on rules site.yaml"),
    .options = options,
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run,
};
