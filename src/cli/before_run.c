/* SPDX-License-Identifier: ISC */
/*
 * Runs what was planned. The environment is the command's own, since the step
 * must see what the command would; but PATH leads past the shims, and what is
 * known of a database is put where its clients look for it.
 */
#include "before.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard/audit.h"
#include "guard/facts.h"

#include "record.h"

enum {
	OUTPUT_MAX = 1 << 16, /* bytes of one command's that are kept */
	ADDED_MAX = 12,       /* variables */
	ENTRY_MAX = 4096,
	PATH_TEXT_MAX = 16384,
	NAME_MAX_BYTES = 128,
	SHOWN_LINE = 200,
};

struct running {
	const struct asked_command *command;
	const struct os_path *prefix;
	struct arena *arena;
	const struct answer *answer;
	struct buf *why;
	struct os_path place;   /* of this run */
	const struct before_step *step;
	struct os_path keep;    /* of this step */
	char **envp;
	size_t n_env, cap_env;
};

static bool
fail(struct running *r, const char *name, const char *what)
{
	buf_visible(r->why, sv_from(name));
	buf_str(r->why, " ");
	buf_str(r->why, what);
	return false;
}

/* Replaces or adds a variable. */
static bool
set_variable(struct running *r, const char *name, struct sv value)
{
	size_t n = strlen(name), i = 0;
	char *entry = arena_take(r->arena, n + value.n + 2);

	if (!entry)
		return false;
	memcpy(entry, name, n);
	entry[n] = '=';
	memcpy(entry + n + 1, value.p, value.n);
	entry[n + 1 + value.n] = '\0';
	while (i < r->n_env && (strncmp(r->envp[i], name, n) != 0 ||
	           r->envp[i][n] != '='))
		i++;
	if (i == r->n_env) {
		if (r->n_env + 1 >= r->cap_env)
			return false;
		r->envp[++r->n_env] = NULL;
	}
	r->envp[i] = entry;
	return true;
}

/* PATH without the directories in which the command itself is a shim. */
static bool
set_path(struct running *r)
{
	const char *value = getenv("PATH");
	struct sv rest = sv_from(value ? value : "");
	char memory[PATH_TEXT_MAX], entry[ENTRY_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	while (rest.n) {
		struct sv dir = sv_take(rest, sv_find(rest, 0, ':'));
		struct buf path;

		rest = sv_skip(rest, dir.n + 1);
		memset(entry, 0, sizeof(entry));
		buf_init(&path, entry, sizeof(entry) - 1);
		buf_sv(&path, dir);
		buf_c(&path, '/');
		buf_sv(&path, r->command->name);
		/* Of this directory, whatever it is, nothing is run. */
		if (path.full || !sv_starts(dir, SV("/")) || os_is_guard(entry))
			continue;
		buf_str(&b, b.n ? ":" : "");
		buf_sv(&b, dir);
	}
	return !b.full && set_variable(r, "PATH", b.n ? buf_view(&b)
	    : SV("/usr/local/bin:/usr/bin:/bin"));
}

static struct sv
part_of(const struct target_part *parts, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (parts[i].known && sv_eq_cstr(parts[i].name, name))
			return parts[i].value;
	return SV("");
}

/* Where libpq looks. */
static bool
set_database(struct running *r)
{
	static const char *const names[][2] = {{"PGHOST", "database.host"},
		{"PGPORT", "database.port"}, {"PGUSER", "database.user"},
		{"PGDATABASE", "database.name"}};
	const struct target_part *parts;
	struct database_access access;
	uint32_t n;

	if (facts_target(r->command->facts, r->step->inv, &parts, &n) ||
	    facts_database_access(r->command->facts, r->step->inv, &access))
		return false;
	if (!sv_eq(part_of(parts, n, "database.scheme"), SV("postgresql")) ||
	    !part_of(parts, n, "database.name").n)
		return set_variable(r, "GUARD_DATABASE", SV(""));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct sv value = part_of(parts, n, names[i][1]);

		if (value.n && !set_variable(r, names[i][0], value))
			return false;
	}
	return set_variable(r, "GUARD_DATABASE", SV("postgresql")) &&
	    (!access.password.n ||
	        set_variable(r, "PGPASSWORD", access.password)) &&
	    (!access.sslmode.n ||
	        set_variable(r, "PGSSLMODE", access.sslmode));
}

/* The real tool of the command that is waited for. */
static bool
set_tool(struct running *r)
{
	const char *path = getenv("PATH");
	struct sv name = sv_basename(r->step->inv->typed);
	struct os_path tool, self;
	size_t from = 0;

	if (os_prefix_join(r->prefix, "bin/guard", &self))
		return false;
	if (!name.n)
		name = r->step->inv->tool;
	if (os_find_tool(sv_from(path ? path : ""), name, self.p, &from,
	        &tool))
		return set_variable(r, "GUARD_TOOL", name);
	return set_variable(r, "GUARD_TOOL", (struct sv){tool.p, tool.n});
}

static bool
set_environment(struct running *r)
{
	size_t n = 0;

	while (r->command->envp[n])
		n++;
	r->cap_env = n + ADDED_MAX;
	r->n_env = n;
	r->envp = ARENA_NEW(r->arena, r->cap_env, char *);
	if (!r->envp)
		return false;
	memcpy(r->envp, r->command->envp, n * sizeof(*r->envp));
	return set_path(r) && set_tool(r) && set_database(r);
}

/* The words with {keep} filled in. */
static char **
fill_keep(struct running *r, char *const *argv)
{
	size_t n = 0;
	char **out;

	while (argv[n])
		n++;
	out = ARENA_NEW(r->arena, n + 1, char *);
	for (size_t i = 0; out && i < n; i++) {
		const char *at = strstr(argv[i], "{keep}");
		size_t size = strlen(argv[i]) + r->keep.n + 1;
		struct buf b;

		if (!(out[i] = arena_take(r->arena, size)))
			return NULL;
		buf_init(&b, out[i], size);
		if (at) {
			buf_sv(&b, sv_take(sv_from(argv[i]),
			    (size_t)(at - argv[i])));
			buf_sv(&b, (struct sv){r->keep.p, r->keep.n});
			at += 6;
		}
		buf_str(&b, at ? at : argv[i]);
		buf_c(&b, '\0');
	}
	return out;
}

/* Word by word, as the log does it; what stands between them stays. */
static void
redact(struct sv text, struct buf *out)
{
	struct sv previous = SV("");

	while (text.n) {
		size_t blank = 0, end;

		while (blank < text.n && strchr(" \t\r\n", text.p[blank]))
			blank++;
		buf_sv(out, sv_take(text, blank));
		text = sv_skip(text, blank);
		end = 0;
		while (end < text.n && !strchr(" \t\r\n", text.p[end]))
			end++;
		if (end)
			audit_redact(sv_take(text, end), previous, out);
		previous = sv_take(text, end);
		text = sv_skip(text, end);
	}
}

static enum err
keep_output(struct running *r, const char *name, struct sv text)
{
	char *memory = arena_take(r->arena, OUTPUT_MAX * 2);
	struct os_path path;
	struct buf b;
	enum err e = os_join(&r->keep, name, &path);

	if (e || !memory)
		return e ? e : ERR_LIMIT;
	buf_init(&b, memory, OUTPUT_MAX * 2);
	redact(text, &b);
	return os_create_file(path.p, b.p, b.n, 0600);
}

static enum err
record(struct running *r, const char *what, char **argv, const char *error)
{
	char memory[AUDIT_LINE_MAX], id_memory[ID_LENGTH + 8];
	struct audit_record line = {
	    .time_ns = os_wall_clock_ns(),
	    .pid = os_pid(),
	    .verdict = sv_from(what),
	    .rule = ruling_id(&r->command->outcome->final),
	    .tool = r->command->name,
	    .cwd = r->step->directory,
	    .argv = argv,
	    .error = sv_from(error),
	};
	struct buf b, id;

	while (argv[line.argc])
		line.argc++;
	buf_init(&id, id_memory, sizeof(id_memory));
	id_show(r->answer->asking.id, ID_SHOWN, &id);
	line.request = buf_view(&id);
	buf_init(&b, memory, sizeof(memory) - AUDIT_LINK_MAX);
	audit_format(&line, &b);
	return record_append(r->prefix, &line, buf_view(&b));
}

/* The last line of what it printed, for people. */
static void
put_last_line(struct sv text, struct buf *out)
{
	char memory[OUTPUT_MAX];
	size_t from;
	struct buf b;

	text = sv_trim(text);
	from = text.n;
	while (from > 0 && text.p[from - 1] != '\n')
		from--;
	buf_init(&b, memory, sizeof(memory));
	redact(sv_skip(text, from), &b);
	buf_visible(out, sv_take(buf_view(&b), SHOWN_LINE));
}

static void
tell(const char *name, struct sv text)
{
	char memory[1024];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "guard: before: ");
	buf_visible(&b, sv_from(name));
	buf_str(&b, ": ");
	put_last_line(text, &b);
	buf_c(&b, '\n');
	os_write_all(STDERR_FILENO, buf_view(&b));
}

static bool
run_command(struct running *r, const struct before_command *command,
    const char *what, const char *file)
{
	char *memory = arena_take(r->arena, OUTPUT_MAX);
	char **argv = fill_keep(r, command->argv);
	const char *name = command->argv[0];
	int status = 0;
	size_t n = 0;
	enum err e;

	if (!memory || !argv)
		return fail(r, name, "needs more memory than there is");
	if (!command->program.n)
		return fail(r, name, "is not there");
	e = os_run(&(struct os_child){.path = command->program.p, .argv = argv,
	    .envp = r->envp, .directory = r->step->directory.p, .both = true,
	    .out = memory, .cap = OUTPUT_MAX}, &n, &status);
	if (e)
		return fail(r, name, "cannot be started");
	if (record(r, what, argv, status ? "it failed" : "") ||
	    keep_output(r, file, (struct sv){memory, n}))
		return fail(r, name, "cannot be put on record");
	if (!status) {
		tell(name, (struct sv){memory, n});
		return true;
	}
	fail(r, name, "failed: ");
	put_last_line((struct sv){memory, n}, r->why);
	return false;
}

static bool
run_step(struct running *r, size_t number)
{
	char name[NAME_MAX_BYTES] = "";
	struct buf b;

	buf_init(&b, name, sizeof(name) - 1);
	buf_u64(&b, number + 1);
	if (os_join(&r->place, name, &r->keep) ||
	    os_private_directory(r->keep.p))
		return fail(r, "what is kept", "has no place in var/guard");
	if (!set_environment(r))
		return fail(r, "the environment", "is too large");
	return run_command(r, &r->step->run, "before", "run.txt") &&
	    run_command(r, &r->step->verify, "verify", "verify.txt");
}

enum err
before_place(const struct store *s, struct os_path *out)
{
	return os_join(&s->dir, "keep", out);
}

void
before_prefix(const struct asking *a, struct buf *out)
{
	buf_str(out, a->id);
	buf_c(out, '-');
	buf_u64(out, a->round);
	buf_c(out, '-');
}

/* user-UID/keep/ID-ROUND-SECONDS-PID, this user's alone. */
static enum err
make_place(struct running *r)
{
	char name[NAME_MAX_BYTES];
	struct os_path all;
	struct store store;
	struct buf b;
	enum err e;

	if ((e = store_open(r->prefix, os_user(), true, &store)) ||
	    (e = before_place(&store, &all)) ||
	    (e = os_private_directory(all.p)))
		return e;
	memset(name, 0, sizeof(name));
	buf_init(&b, name, sizeof(name) - 1);
	before_prefix(&r->answer->asking, &b);
	buf_u64(&b, os_wall_clock_ns() / 1000000000u);
	buf_c(&b, '-');
	buf_u64(&b, (uint64_t)os_pid());
	if ((e = os_join(&all, name, &r->place)))
		return e;
	return os_private_directory(r->place.p);
}

bool
before_run(const struct asked_command *c, const struct os_path *prefix,
    struct arena *arena, const struct answer *answer, struct buf *out_why)
{
	struct running r = {.command = c, .prefix = prefix, .arena = arena,
	    .answer = answer, .why = out_why};
	struct before_plan *plan = ARENA_NEW(arena, 1, struct before_plan);
	bool made = false;

	/* The steps of a part ran before the whole of it. */
	if (answer->pass)
		return true;
	if (!plan || before_plan(c, arena, plan))
		return fail(&r, "what is to be kept", "cannot be told");
	for (size_t i = 0; i < plan->n; i++) {
		r.step = &plan->steps[i];
		if (r.step->none)
			continue;
		if (!made && make_place(&r))
			return fail(&r, "what is kept",
			    "has no place in var/guard");
		made = true;
		if (!run_step(&r, i))
			return false;
	}
	return true;
}
