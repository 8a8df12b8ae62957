/* SPDX-License-Identifier: ISC */
/*
 * One command of guard's, again and again, with one thing going wrong at each
 * of its system calls in turn: the call fails, a write is cut short, or the
 * process is killed before it. The calls are counted from a run without
 * faults: from the first that names START in the engine to the exec of the
 * real tool or the end.
 *
 *   faults START STORE LOGS RUNS MASTER GUARD TOOL [ARG…]
 *
 * STORE   the directory of requests; what lies there at first is put back
 *         before every run, what came to it is removed
 * LOGS    the directory with the log; MASTER a log that is put there before
 *         every run, "-": the log goes on
 * RUNS    a file to which the real tool adds a byte when it runs
 * GUARD   the program whose "log verify" must be content
 *
 * After every fault the same command runs once more, undisturbed. Of both at
 * most one may be a run; none without its use and its line on record, nor when
 * a sync failed; and a fault that took nothing must not cost the yes. Prints
 * what does not hold. Ends with 77 where processes cannot be traced.
 */
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __x86_64__
#include <sys/user.h>

enum { CALLS_MAX = 4096, NAMES_MAX = 64, LEFT_OUT = 77, PATIENCE_S = 20 };

enum fault { NONE, ERROR, SHORT, KILLED };

static const char *start, *store, *logs, *runs, *master;
static char *guard, **command;

static char kept[NAMES_MAX][256];
static int n_kept;

/* What the run without faults did. */
static long calls[CALLS_MAX];
static int n_calls;

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static void
path_in(const char *folder, const char *name, char out[4096])
{
	snprintf(out, 4096, "%s/%s", folder, name);
}

/* Calls each with every name in folder. */
static void
list(const char *folder, void (*each)(const char *name, void *p), void *p)
{
	DIR *d = opendir(folder);
	struct dirent *entry;

	if (!d)
		return;
	while ((entry = readdir(d)))
		if (entry->d_name[0] != '.' || entry->d_name[1] == 'g')
			each(entry->d_name, p);
	closedir(d);
}

static void
keep(const char *name, void *p)
{
	(void)p;
	if (n_kept < NAMES_MAX)
		snprintf(kept[n_kept++], sizeof(kept[0]), "%s", name);
}

static void
drop_new(const char *name, void *p)
{
	char path[4096];

	(void)p;
	for (int i = 0; i < n_kept; i++)
		if (strcmp(kept[i], name) == 0)
			return;
	path_in(store, name, path);
	unlink(path);
}

static void
drop_log(const char *name, void *p)
{
	char path[4096];

	(void)p;
	path_in(logs, name, path);
	if (strncmp(name, "audit", 5) == 0)
		unlink(path);
}

static void
note_use(const char *name, void *p)
{
	if (strstr(name, ".used-"))
		*(bool *)p = true;
}

static bool
is_used(void)
{
	bool used = false;

	list(store, note_use, &used);
	return used;
}

static void
copy_master(void)
{
	static char memory[1 << 20];
	int from = open(master, O_RDONLY), to;
	char path[4096];
	ssize_t n;

	path_in(logs, "audit.jsonl", path);
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (from == -1 || to == -1)
		fail(path);
	while ((n = read(from, memory, sizeof(memory))) > 0)
		if (write(to, memory, (size_t)n) != n)
			fail(path);
	close(from);
	close(to);
}

static void
put_back(void)
{
	list(store, drop_new, NULL);
	unlink(runs);
	if (strcmp(master, "-") == 0)
		return;
	list(logs, drop_log, NULL);
	copy_master();
}

static int
times_run(void)
{
	struct stat st;

	return stat(runs, &st) == 0 ? (int)st.st_size : 0;
}

static void
be_quiet(void)
{
	int nowhere = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		dup2(nowhere, fd);
	close(nowhere);
}

static int
run_plainly(char *const argv[])
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		be_quiet();
		execvp(argv[0], argv);
		_exit(126);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		fail("fork");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* Whether the path that the call was given holds text. */
static bool
names(pid_t pid, const struct user_regs_struct *r, const char *text)
{
	char path[512];
	unsigned long long at;
	struct iovec here = {path, sizeof(path) - 1}, there[2];
	size_t first;
	ssize_t n;

	switch (r->orig_rax) {
	case SYS_openat:
	case SYS_newfstatat:
	case SYS_mkdirat:
		at = r->rsi;
		break;
	case SYS_open:
	case SYS_stat:
	case SYS_lstat:
	case SYS_mkdir:
		at = r->rdi;
		break;
	default:
		return false;
	}
	/* Two pieces, since the page may be the last: of what cannot be read
	 * only the piece is left out. */
	first = 4096 - (at & 4095) < here.iov_len
	    ? 4096 - (at & 4095) : here.iov_len;
	there[0] = (struct iovec){(void *)(uintptr_t)at, first};
	there[1] = (struct iovec){(void *)(uintptr_t)(at + first),
	    here.iov_len - first};
	n = process_vm_readv(pid, &here, 1, there, 2, 0);
	path[n > 0 ? n : 0] = '\0';
	return strstr(path, text) != NULL;
}

struct tracing {
	enum fault fault;
	int error, at; /* at which call, from 0 */
	int execs;     /* so far: the shim, the engine, the tool */
	int count;
	bool counting, inside, spoil;
};

/* A call begins. False: the process was killed. */
static bool
enter(pid_t pid, struct tracing *t)
{
	struct user_regs_struct r;

	if (ptrace(PTRACE_GETREGS, pid, 0, &r) == -1)
		fail("PTRACE_GETREGS");
	if (!t->counting)
		t->counting = t->execs >= 2 && names(pid, &r, start);
	if (!t->counting)
		return true;
	if (t->fault == NONE && t->count < CALLS_MAX)
		calls[t->count] = (long)r.orig_rax;
	if (t->count++ != t->at || t->fault == NONE)
		return true;
	if (t->fault == KILLED) {
		kill(pid, SIGKILL);
		return false;
	}
	if (t->fault == SHORT) {
		r.rdx /= 2;
	} else {
		r.orig_rax = (unsigned long long)-1;
		t->spoil = true;
	}
	ptrace(PTRACE_SETREGS, pid, 0, &r);
	return true;
}

static void
leave(pid_t pid, struct tracing *t)
{
	struct user_regs_struct r;

	if (!t->spoil)
		return;
	t->spoil = false;
	ptrace(PTRACE_GETREGS, pid, 0, &r);
	r.rax = (unsigned long long)-(long long)t->error;
	ptrace(PTRACE_SETREGS, pid, 0, &r);
}

/* Goes on until the command ends or is the real tool. */
static void
follow(pid_t pid, struct tracing *t)
{
	int status, signal = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, 0, signal) == -1 ||
		    waitpid(pid, &status, 0) == -1)
			fail("ptrace");
		signal = 0;
		if (WIFEXITED(status) || WIFSIGNALED(status))
			return;
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8)) {
			if (++t->execs == 3)
				break;
		} else if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			t->inside = !t->inside;
			if (!t->inside)
				leave(pid, t);
			else if (!enter(pid, t))
				break;
		} else {
			signal = WSTOPSIG(status);
		}
	}
	ptrace(PTRACE_DETACH, pid, 0, 0);
	waitpid(pid, &status, 0);
}

static void
trace(struct tracing *t)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) == -1)
			_exit(LEFT_OUT);
		be_quiet();
		raise(SIGSTOP);
		execvp(command[0], command);
		_exit(126);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		fail("fork");
	if (!WIFSTOPPED(status) || ptrace(PTRACE_SETOPTIONS, pid, 0,
	        PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC |
	        PTRACE_O_EXITKILL) == -1) {
		puts("processes cannot be traced here");
		kill(pid, SIGKILL);
		exit(LEFT_OUT);
	}
	follow(pid, t);
}

static bool
is_sync(long call)
{
	return call == SYS_fsync || call == SYS_fdatasync;
}

static int
complain(const struct tracing *t, const char *what)
{
	static const char *const faults[] = {"nothing", "error", "short write",
		"kill"};

	printf("call %d of %d (number %ld), %s %d: %s\n", t->at, n_calls,
	    calls[t->at], faults[t->fault], t->error, what);
	return 1;
}

/* How many lines of the log say that a yes was used. */
static int
times_on_record(void)
{
	char line[3 * 4096], path[4096];
	FILE *f;
	int n = 0;

	path_in(logs, "audit.jsonl", path);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		n += strstr(line, "\"allow\"") && strstr(line, "\"approvers\"");
	if (f)
		fclose(f);
	return n;
}

/* One fault, and what must hold then. */
static int
try(enum fault fault, int error, int at)
{
	static char log[] = "log", word[] = "verify";
	char *const verify[] = {guard, log, word, NULL};
	struct tracing t = {.fault = fault, .error = error, .at = at};
	int first, before, status;
	bool used;

	put_back();
	before = times_on_record();
	trace(&t);
	first = times_run();
	used = is_used();
	if (first > 1)
		return complain(&t, "it ran more than once");
	if (first && !used)
		return complain(&t, "it ran without a use");
	if (first && times_on_record() != before + 1)
		return complain(&t, "it ran without a line in the log");
	if (first && fault == ERROR && is_sync(calls[at]))
		return complain(&t, "it ran and a sync had failed");
	status = run_plainly(command);
	if (times_run() > 1)
		return complain(&t, "it ran twice");
	if (n_kept && !used && times_run() != 1)
		return complain(&t, "the yes was lost");
	if (!n_kept && (status != 75 || times_run()))
		return complain(&t, "the next try is no request");
	if (run_plainly(verify) != 0)
		return complain(&t, "the log is not whole");
	return 0;
}

static bool
writes(long call)
{
	return call == SYS_write || call == SYS_openat || is_sync(call) ||
	    call == SYS_mkdir || call == SYS_linkat || call == SYS_renameat ||
	    call == SYS_renameat2 || call == SYS_fchmod ||
	    call == SYS_utimensat;
}

/* POSIX.1-2017: "shall always be successful". */
static bool
always_succeeds(long call)
{
	return call == SYS_getuid || call == SYS_geteuid ||
	    call == SYS_getgid || call == SYS_getegid;
}

static bool
may_be_interrupted(long call)
{
	return call == SYS_write || call == SYS_openat || is_sync(call) ||
	    call == SYS_read || call == SYS_pread64 || call == SYS_flock ||
	    call == SYS_getrandom;
}

static int
try_all(void)
{
	int wrong = 0, tried = 0;

	for (int i = 0; i < n_calls; i++) {
		wrong += try(KILLED, 0, i);
		tried++;
		if (!always_succeeds(calls[i]) && ++tried)
			wrong += try(ERROR, EIO, i);
		if (writes(calls[i]) && ++tried)
			wrong += try(ERROR, ENOSPC, i);
		if (may_be_interrupted(calls[i]) && ++tried)
			wrong += try(ERROR, EINTR, i);
		if (calls[i] == SYS_write && ++tried)
			wrong += try(SHORT, 0, i);
	}
	printf("%d system calls, %d faults, %d wrong\n", n_calls, tried, wrong);
	return wrong != 0;
}

int
main(int argc, char **argv)
{
	struct tracing t = {.fault = NONE};

	if (argc < 8)
		return 2;
	start = argv[1];
	store = argv[2];
	logs = argv[3];
	runs = argv[4];
	master = argv[5];
	guard = argv[6];
	command = argv + 7;
	list(store, keep, NULL);
	put_back();
	trace(&t);
	n_calls = t.count < CALLS_MAX ? t.count : CALLS_MAX;
	if (!n_calls || times_run() != (n_kept ? 1 : 0)) {
		printf("without a fault: %d calls, %d runs\n", n_calls,
		    times_run());
		return 1;
	}
	return try_all();
}

#else

int
main(void)
{
	puts("this machine's registers are not known here");
	return 77;
}

#endif
