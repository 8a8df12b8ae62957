/* SPDX-License-Identifier: ISC */
/*
 * What lies in the prefix, and who else could have written it.
 */
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "named.h"

#define OTHERS_WRITE 022u
#define STICKY 01000u

static const char *const places[] = {
    "bin/guard", "libexec/guard/guard-engine", "share/guard/shims",
    "share/guard/rules", "share/guard/shell", "etc/guard",
    "etc/guard/policy.image", "var/guard",
};

/* NULL when nobody but root and this user may change what lies there. */
static const char *
wrong_with(const struct os_status *s)
{
	/* A directory where each may only touch their own, like /tmp. */
	bool shared = s->kind == OS_DIRECTORY && (s->mode & STICKY);

	if (s->uid != 0 && !s->mine)
		return "belongs to another user";
	if (s->kind == OS_LINK)
		return NULL;
	return (s->mode & OTHERS_WRITE) && !shared
	    ? "can be written by others" : NULL;
}

bool
doctor_path(struct doctor *d, const char *area, const char *path)
{
	struct os_status s;
	struct os_path at;

	at.n = strlen(path);
	if (at.n >= sizeof(at.p))
		return true;
	memcpy(at.p, path, at.n + 1);
	while (at.n > 1) {
		const char *wrong = NULL;

		if (os_status(at.p, &s) || s.kind == OS_NOTHING)
			wrong = "is missing";
		else
			wrong = wrong_with(&s);
		if (wrong) {
			doctor_add(d, area, SETUP_TEXT(d->arena, at.p, " ",
			    wrong), s.kind == OS_NOTHING
			    ? "run guard setup, or install guard again"
			    : SETUP_TEXT(d->arena, "chmod go-w ", at.p,
			    ", or chown it to root or yourself"));
			return false;
		}
		while (at.n > 1 && at.p[at.n - 1] != '/')
			at.n--;
		at.n -= at.n > 1;
		at.p[at.n] = '\0';
	}
	return true;
}

static void
check_places(struct doctor *d)
{
	struct os_path path;
	bool fine = true;

	for (size_t i = 0; fine && i < ARRAY_LEN(places); i++)
		fine = !os_prefix_join(&d->setup.front.prefix, places[i],
		    &path) && doctor_path(d, "files", path.p);
	if (fine)
		doctor_add(d, "files", "owners and modes, up to /", NULL);
}

static void
check_policy(struct doctor *d)
{
	bool unsure;

	if (setup_is_stale(&d->setup.front.prefix, d->arena, &unsure))
		doctor_add(d, "policy", "the policy image is missing, cannot "
		    "be used, or is older than a rule", "guard setup");
	else
		doctor_add(d, "policy", "the image is as new as the rules",
		    NULL);
}

static void
check_state(struct doctor *d)
{
	struct os_path path, log;
	struct os_status s;

	if (os_prefix_join(&d->setup.front.prefix, "var/guard", &path))
		return;
	if (!os_join(&path, "audit.jsonl", &log) && !os_status(log.p, &s) &&
	    s.kind != OS_NOTHING && s.kind != OS_FILE)
		doctor_add(d, "state", SETUP_TEXT(d->arena, log.p,
		    " is no file"), "move it away");
	else if (!os_may_write(path.p))
		doctor_add(d, "state", SETUP_TEXT(d->arena, path.p,
		    " cannot be written: every command would be refused"),
		    SETUP_TEXT(d->arena, "chmod u+w ", path.p, ", or free the "
		    "disk"));
	else
		doctor_add(d, "state", "requests and the log can be written",
		    NULL);
}

/* A file that others could write counts for nothing, without a word. */
static void
check_copies(struct doctor *d)
{
	struct os_path path;
	struct os_status s;
	const char *wrong;

	if (os_prefix_join(&d->setup.front.prefix, "etc/guard/copies",
	    &path) || os_status(path.p, &s) || s.kind == OS_NOTHING)
		return;
	wrong = s.kind != OS_FILE ? "is no file" : wrong_with(&s);
	if (wrong)
		doctor_add(d, "copies", SETUP_TEXT(d->arena, path.p, " ",
		    wrong, ": nothing is copied to syslog or journald"),
		    SETUP_TEXT(d->arena, "make it a file of yours or of root, "
		    "then chmod go-w ", path.p));
	else
		doctor_add(d, "copies", "the record's copies are set up",
		    NULL);
}

/* With a fault in it nothing passes that a rule asks a name for. */
static void
check_names_file(struct doctor *d)
{
	static struct environments all;
	char memory[128];
	uint32_t line;
	struct buf b;
	enum err e;

	memset(memory, 0, sizeof(memory));
	buf_init(&b, memory, sizeof(memory) - 1);
	if ((e = named_fault(&b)))
		doctor_add(d, "names",
		    SETUP_TEXT(d->arena, memory, ": ", err_text(e)),
		    "guard check the file, and that nobody else can write it");
	else if (!named_read(&all, &line) && all.n)
		doctor_add(d, "names", "etc/guard/environments gives names to "
		    "targets", NULL);
}

static void
check_approvers(struct doctor *d)
{
	static struct approvers a;
	struct os_path bad;
	size_t n = 0;
	enum err e = approvers_read(&d->setup.front.prefix, d->arena, &a, &bad);

	if (e) {
		doctor_add(d, "key", SETUP_TEXT(d->arena, "etc/guard/approvers"
		    ": ", err_text(e)), "guard approvers");
		return;
	}
	for (size_t i = 0; i < a.n; i++)
		n += a.list[i].valid && !a.list[i].revoked;
	if (n)
		doctor_add(d, "key", "a human can say yes", NULL);
	else
		doctor_add(d, "key", "nobody can say yes to what asks",
		    "guard keygen, in a terminal of your own");
}

/* The level that requests and grants name as well. */
static void
tell_level(struct doctor *d)
{
	struct os_status s;
	struct os_path path;

	d->level = "same user: stops mistakes; the agent could edit guard's "
	    "files";
	if (!os_prefix_join(&d->setup.front.prefix, "etc/guard/policy.image",
	    &path) &&
	    !os_status(path.p, &s) && !s.mine && !os_may_write(path.p))
		d->level = "system: the policy belongs to another user";
}

struct shim_look {
	struct doctor *d;
	struct os_status guard;
	size_t n, n_real;
};

static enum err
look_at_shim(void *ctx, const char *name)
{
	struct shim_look *look = ctx;
	struct doctor *d = look->d;
	struct os_path path, real;
	struct os_status s;
	size_t from = 0;
	const char *execp = os_executed_path();

	if (os_join(&d->setup.front.shims, name, &path))
		return OK;
	if (os_resolve(SV("/"), sv_from(path.p), &real) ||
	    os_status(real.p, &s) || s.dev != look->guard.dev ||
	    s.ino != look->guard.ino) {
		doctor_add(d, "shims", SETUP_TEXT(d->arena, path.p,
		    " does not lead to this guard"), SETUP_TEXT(d->arena,
		    "remove it and run guard setup"));
		return OK;
	}
	look->n++;
	look->n_real += !os_find_tool(front_get(d->envp, "PATH"),
	    sv_from(name), execp, &from, &real);
	return OK;
}

static void
check_shims(struct doctor *d)
{
	struct shim_look look = {.d = d};
	size_t before = d->n_findings;
	char number[32], more[32];
	struct os_path path;
	struct buf b;

	if (os_prefix_join(&d->setup.front.prefix, "bin/guard", &path) ||
	    os_status(path.p, &look.guard) ||
	    os_list(d->setup.front.shims.p, look_at_shim, &look)) {
		doctor_add(d, "shims", "the shims cannot be read",
		    "guard setup");
		return;
	}
	buf_init(&b, number, sizeof(number) - 1);
	buf_u64(&b, look.n);
	number[b.n] = '\0';
	buf_init(&b, more, sizeof(more) - 1);
	buf_u64(&b, look.n_real);
	more[b.n] = '\0';
	if (d->setup.n_new_shims)
		doctor_add(d, "shims", "some of the shipped commands have no "
		    "shim", "guard setup");
	else if (!look.n_real)
		doctor_add(d, "shims", "no real tool was found behind any of "
		    "them", "put the directories of the real tools on PATH");
	else if (before == d->n_findings)
		doctor_add(d, "shims", SETUP_TEXT(d->arena, number,
		    " commands; the tools of ", more, " are installed"), NULL);
}

/* Another guard in PATH decides by its own rules, whichever comes first. */
static void
check_others(struct doctor *d)
{
	struct sv path = front_get(d->envp, "PATH");
	struct os_path own, real, other;
	bool found = false;

	if (os_resolve(SV("/"), sv_from(d->setup.front.shims.p), &own))
		return;
	while (path.n) {
		size_t n = sv_find(path, 0, ':');
		struct sv entry = arena_dup(d->arena, sv_take(path, n));

		path = sv_skip(path, n + 1);
		if (!entry.p || entry.n == 0 || entry.p[0] != '/' ||
		    os_resolve(SV("/"), entry, &real) ||
		    sv_eq_cstr((struct sv){real.p, real.n}, own.p) ||
		    os_join(&real, "node", &other) || os_is_missing(other.p) ||
		    !os_is_guard(other.p))
			continue;
		found = true;
		doctor_add(d, "path", SETUP_TEXT(d->arena, "another guard is "
		    "in PATH: ", entry.p), "take one of the two out of PATH");
	}
	if (!found)
		doctor_add(d, "path", "no other guard is in PATH", NULL);
}

static void
check_agent(struct doctor *d)
{
	const char *fix = SETUP_TEXT(d->arena, "guard setup --agent ",
	    d->agent->name);
	size_t n = d->setup.plan.n;
	bool missing = false;

	if (agent_plan(&d->setup, d->agent->name)) {
		doctor_add(d, "agent", "its configuration cannot be read",
		    "mend it, then guard setup");
		return;
	}
	for (; n < d->setup.plan.n; n++) {
		if (d->setup.plan.list[n].kind == CHANGE_DIRECTORY)
			continue;
		missing = true;
		doctor_add(d, "agent", SETUP_TEXT(d->arena,
		    d->setup.plan.list[n].path, " lacks guard's hook or "
		    "variables, or names another guard"), fix);
	}
	if (!missing)
		doctor_add(d, "agent", d->agent->hooks
		    ? "its configuration calls this guard's hook"
		    : "its configuration names guard's files", NULL);
}

void
doctor_files(struct doctor *d)
{
	check_places(d);
	check_policy(d);
	check_state(d);
	check_copies(d);
	check_names_file(d);
	check_approvers(d);
	check_shims(d);
	check_others(d);
	if (d->agent)
		check_agent(d);
	tell_level(d);
}
