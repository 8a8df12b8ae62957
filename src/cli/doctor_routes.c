/* SPDX-License-Identifier: ISC */
/*
 * Each way that leads to a shell is gone, with the person's real startup files:
 * they are the point. Standard input is closed, there is no terminal, and each
 * route has its time. The shell is asked where the guarded names lead, and
 * starts the probe, which must be refused.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor.h"

#define ROUTE "guard-route:"
#define STATUS "guard-status:"
#define REFUSED "guard: deny rule=guard-probe.refuse"

enum { ANSWER_MAX = 1 << 18, PATIENCE_MS = 20000, SCRIPT_MAX = 1 << 16 };

/* A shell by the way it is started. */
static const struct route {
	const char *shell, *flags;
	bool person; /* reads startup files of the person's */
} routes[] = {
    {"sh", "-c", false}, {"sh", "-lc", true},
    {"bash", "-c", false}, {"bash", "-lc", true}, {"bash", "-ic", true},
    {"bash", "-lic", true},
    {"zsh", "-c", false}, {"zsh", "-lc", true}, {"zsh", "-ic", true},
    {"zsh", "-lic", true},
};

/* A package manager that runs a script of package.json. */
static const struct {
	const char *label, *program;
	const char *words[4];
} managers[] = {
    {"npm run", "npm", {"run", "--silent", "guard-route"}},
    {"npm exec -c", "npm", {"exec", "--silent", "-c", "@"}},
    {"pnpm run", "pnpm", {"--silent", "run", "guard-route"}},
    {"pnpm exec", "pnpm", {"exec", "/bin/sh", "-c", "@"}},
    {"yarn run", "yarn", {"--silent", "run", "guard-route"}},
    {"bun run", "bun", {"run", "--silent", "guard-route"}},
};

struct asking_routes {
	struct doctor *d;
	const char *script;
	char *answer;
	const char *label, *fix;
};

/* What a shell may know by itself and nobody guards there. */
static bool
is_builtin(struct sv name)
{
	static const char *const names[] = {"time", "kill", "command", "exec"};

	return sv_is_any(name, names, ARRAY_LEN(names));
}

static bool
leads_to_us(struct doctor *d, struct sv name, struct sv where)
{
	struct os_path shim, real, own;

	if (where.n > d->setup.front.shims.n &&
	    sv_starts(where, sv_from(d->setup.front.shims.p)) &&
	    where.p[d->setup.front.shims.n] == '/' &&
	    sv_eq(sv_basename(where), name))
		return true;
	/* By another path to the same place. */
	if (!where.n || where.p[0] != '/' ||
	    os_prefix_join(&d->setup.front.prefix, "bin/guard", &shim) ||
	    os_resolve(SV("/"), where, &real) ||
	    os_resolve(SV("/"), sv_from(shim.p), &own))
		return false;
	return strcmp(real.p, own.p) == 0;
}

/* The first name that leads elsewhere; how many do. */
struct astray {
	struct sv name, where;
	size_t n, n_names;
};

static void
look_at_names(struct doctor *d, struct sv answer, struct astray *out)
{
	while (answer.n) {
		size_t end = sv_find(answer, 0, '\n'), tab;
		struct sv line = sv_take(answer, end), name, where;

		answer = sv_skip(answer, end + 1);
		if (!sv_starts(line, SV(ROUTE)))
			continue;
		line = sv_skip(line, sizeof(ROUTE) - 1);
		tab = sv_find(line, 0, '\t');
		name = sv_take(line, tab);
		where = sv_skip(line, tab + 1);
		out->n_names++;
		if (leads_to_us(d, name, where) ||
		    (sv_eq(name, where) && is_builtin(name)))
			continue;
		if (!out->n++ || (!out->where.n && where.n)) {
			out->name = name;
			out->where = where;
		}
	}
}

static const char *
kept(struct doctor *d, struct sv text)
{
	char memory[300];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, sv_take(text, 60));
	return arena_dup(d->arena, buf_view(&b)).p;
}

static const char *
counted(struct doctor *d, size_t n, const char *what)
{
	char memory[32];
	struct buf b;

	buf_init(&b, memory, sizeof(memory) - 1);
	buf_u64(&b, n);
	memory[b.n] = '\0';
	return SETUP_TEXT(d->arena, memory, what);
}

static void
tell_astray(struct asking_routes *a, const struct astray *astray)
{
	struct doctor *d = a->d;
	const char *others = astray->n > 1
	    ? counted(d, astray->n - 1, " others do, too)") : NULL;
	const char *name = kept(d, astray->name), *fix = a->fix;
	struct sv where = astray->where;
	bool alias = where.n && where.p[0] != '/';

	if (alias)
		fix = SETUP_TEXT(d->arena, "remove the alias or function ",
		    name, " from your shell's files");
	doctor_add(d, "route", SETUP_TEXT(d->arena, a->label, ": ", name,
	    alias ? " is " : where.n ? " leads to " : " leads nowhere",
	    alias && sv_eq(where, astray->name) ? "a function or built in"
	    : where.n ? kept(d, where) : "",
	    others ? " (" : "", others ? others : ""), fix);
}

static void
judge(struct asking_routes *a, struct sv answer, int status)
{
	struct doctor *d = a->d;
	struct astray astray = {.n = 0};

	look_at_names(d, answer, &astray);
	if (status == 124) {
		doctor_add(d, "route", SETUP_TEXT(d->arena, a->label,
		    ": gave no answer in 20 s"), "look for what waits in the "
		    "startup files of that shell");
	} else if (!astray.n_names) {
		doctor_add(d, "route", SETUP_TEXT(d->arena, a->label,
		    ": ended before it could be asked"), SETUP_TEXT(d->arena,
		    "try it by hand: ", a->label));
	} else if (astray.n) {
		tell_astray(a, &astray);
	} else if (!sv_contains(answer, SV(REFUSED)) ||
	    !sv_contains(answer, SV(STATUS "77"))) {
		doctor_add(d, "route", SETUP_TEXT(d->arena, a->label,
		    ": guard-probe was not refused"), "guard setup; then look "
		    "at guard log");
	} else {
		doctor_add(d, "route", SETUP_TEXT(d->arena, a->label, ": ",
		    counted(d, astray.n_names, " names lead to guard, the "
		    "probe was refused")), NULL);
	}
}

static void
start(struct asking_routes *a, const char *path, char *const *argv)
{
	struct os_child child = {
	    .path = path,
	    .argv = argv,
	    .envp = a->d->envp,
	    .out = a->answer,
	    .cap = ANSWER_MAX,
	    .milliseconds = PATIENCE_MS,
	    .apart = true,
	    .quiet = true,
	};
	size_t n = 0;
	int status = 0;

	if (os_run(&child, &n, &status))
		doctor_add(a->d, "route", SETUP_TEXT(a->d->arena, a->label,
		    ": could not be started"), "try again");
	else
		judge(a, (struct sv){a->answer, n}, status);
}

/* In quotes: bun makes "bun x" of an npx that stands by itself in a script. */
static enum err
put_name(void *ctx, const char *name)
{
	struct buf *b = ctx;

	if (strchr(name, '\''))
		return OK; /* of no shim that guard makes */
	buf_str(b, " '");
	buf_str(b, name);
	buf_c(b, '\'');
	return OK;
}

static bool
make_script(struct asking_routes *a, const char *before)
{
	char *memory = arena_take(a->d->arena, SCRIPT_MAX);
	struct buf b;

	if (!memory)
		return false;
	buf_init(&b, memory, SCRIPT_MAX);
	buf_str(&b, before);
	buf_str(&b, "for n in");
	if (os_list(a->d->setup.front.shims.p, put_name, &b))
		return false;
	/* bun finds its shell on PATH, which is a shim then, and judges this
	 * text: the probe is to be met when it starts, not before. */
	buf_str(&b, "; do printf '" ROUTE "%s\\t' \"$n\"; command -v \"$n\" || "
	    "echo; done; p=$(printf 'guard-%s' probe); \"$p\" 2>&1; "
	    "printf '" STATUS "%s\\n' \"$?\"");
	buf_c(&b, '\0');
	a->script = memory;
	return !b.full;
}

static void
try_shells(struct asking_routes *a, bool narrow)
{
	struct doctor *d = a->d;

	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		const struct route *r = &routes[i];
		char *argv[4] = {NULL};
		struct os_path path;

		/* The agents that are told how to start their shell. */
		if (narrow && (r->person || strcmp(r->shell, "sh") == 0))
			continue;
		if (!doctor_find_real(d, r->shell, &path))
			continue;
		argv[0] = doctor_word(d, r->shell);
		argv[1] = doctor_word(d, r->flags);
		argv[2] = doctor_word(d, a->script);
		a->label = SETUP_TEXT(d->arena, r->shell, " ", r->flags);
		a->fix = r->person ? "guard setup --rc"
		    : "start the agent with guard run -- AGENT, or put the "
		      "shims first on its PATH";
		if (argv[0] && argv[1] && argv[2])
			start(a, path.p, argv);
	}
}

/* A project with one script, in a directory of its own. */
static bool
make_project(struct asking_routes *a, char *dir)
{
	static char memory[2 * SCRIPT_MAX];
	struct os_path path = {.n = 0};
	struct buf b;

	if (!mkdtemp(dir) || chdir(dir))
		return false;
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "{\"private\": true, \"scripts\": {\"guard-route\": \"");
	buf_json(&b, sv_from(a->script));
	buf_str(&b, "\"}}\n");
	path.n = strlen(dir);
	memcpy(path.p, dir, path.n + 1);
	return !b.full && !os_join(&path, "package.json", &path) &&
	    !os_create_file(path.p, b.p, b.n, 0600);
}

/* Not through the shims: those judge the script by its text already. */
static void
try_manager(struct asking_routes *a, size_t i)
{
	struct doctor *d = a->d;
	struct os_path node, found, program;
	char *argv[8] = {NULL};
	size_t n = 0;
	bool script;

	if (!doctor_find_real(d, "node", &node) ||
	    !doctor_find_real(d, managers[i].program, &found) ||
	    os_resolve(SV("/"), sv_from(found.p), &program))
		return;
	script = sv_ends(sv_from(program.p), SV("js"));
	if (script)
		argv[n++] = doctor_word(d, node.p);
	argv[n++] = doctor_word(d, program.p);
	for (size_t k = 0; k < ARRAY_LEN(managers[i].words); k++) {
		const char *text = managers[i].words[k];

		if (text)
			argv[n++] = doctor_word(d,
			    text[0] == '@' ? a->script : text);
	}
	a->label = managers[i].label;
	a->fix = "start the agent with guard run -- AGENT (it sets "
	    "npm_config_script_shell)";
	start(a, script ? node.p : program.p, argv);
}

static void
try_managers(struct asking_routes *a)
{
	char dir[] = "/tmp/guard-doctor-XXXXXX";

	if (make_project(a, dir))
		for (size_t i = 0; i < ARRAY_LEN(managers); i++)
			try_manager(a, i);
	if (chdir("/") || os_remove(SETUP_TEXT(a->d->arena, dir,
	    "/package.json")) || os_remove_directory(dir))
		doctor_add(a->d, "route", SETUP_TEXT(a->d->arena, dir,
		    " could not be removed"), "remove it by hand");
}

/* npx by the shim itself: what it would start is known before it starts. */
static void
try_launcher(struct asking_routes *a)
{
	struct doctor *d = a->d;
	struct os_path path;
	struct os_child child = {.envp = d->envp, .milliseconds = PATIENCE_MS,
	    .apart = true, .quiet = true, .out = a->answer, .cap = ANSWER_MAX};
	char *argv[4] = {NULL};
	size_t n;
	int status = 0;

	if (os_join(&d->setup.front.shims, "npx", &path) ||
	    os_is_missing(path.p) || !os_is_guard(path.p))
		return;
	argv[0] = doctor_word(d, "npx");
	argv[1] = doctor_word(d, "--no");
	argv[2] = doctor_word(d, "guard-probe");
	child.path = path.p;
	child.argv = argv;
	if (os_run(&child, &n, &status) || status != EXIT_DENIED)
		doctor_add(d, "route", "npx guard-probe was not refused",
		    "guard setup; then look at guard log");
	else
		doctor_add(d, "route", "npx: what it would start is refused",
		    NULL);
}

void
doctor_routes(struct doctor *d)
{
	/* Told by their configuration, which sets no PATH. */
	bool narrow = !d->inside && d->agent &&
	    (!strcmp(d->agent->name, "claude-code") ||
	    !strcmp(d->agent->name, "codex"));
	/* Claude Code reads its CLAUDE_ENV_FILE before each command. */
	bool env_file = narrow && strcmp(d->agent->name, "codex");
	struct asking_routes a = {.d = d};
	const char *before = env_file ? SETUP_TEXT(d->arena, ". ",
	    d->setup.front.shell.p, "/front.sh; ") : "";

	a.answer = arena_take(d->arena, ANSWER_MAX);
	if (!a.answer || !before || !make_script(&a, before)) {
		doctor_add(d, "route", "the shims cannot be listed",
		    "guard setup");
		return;
	}
	try_shells(&a, narrow);
	if (!a.label)
		doctor_add(d, "route", "no shell was found on PATH, none "
		    "could be tried", "put /usr/bin and /bin on PATH");
	try_launcher(&a);
	try_managers(&a);
}
