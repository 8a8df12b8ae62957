/* SPDX-License-Identifier: ISC */
/*
 * os: every system call that guard makes; the only platform code. errno stays
 * as the failed call left it. Nothing here allocates.
 */
#ifndef GUARD_OS_H
#define GUARD_OS_H

#include "guard/base.h"

#define OS_PATH_MAX 4096 /* bytes, with the NUL */

/* A path in memory of its own; its length first, so that a short one lies in
 * one page of memory. */
struct os_path {
	size_t n;
	char p[OS_PATH_MAX];
};

/*
 * Where guard's own files lie: the prefix that it was built for (make
 * install), else found from where its executable really is
 * (PREFIX/bin/guard, PREFIX/libexec/guard/guard-engine): never from the
 * environment, the directory or HOME. Errors: ERR_NOT_FOUND, ERR_LIMIT.
 */
enum err os_prefix(struct os_path *out) MUST_USE;
/* The same, which costs nothing where it is fixed: lives as long as the
 * program. */
enum err os_prefix_view(const struct os_path **out) MUST_USE;
/* dir + "/" + rest; out may be dir. ERR_LIMIT. */
enum err os_join(const struct os_path *dir, const char *rest,
    struct os_path *out) MUST_USE;
/* The same for a file of guard's own: for the prefix /usr what is in etc/ lies
 * in /etc, and var/guard in /var/lib/guard. */
enum err os_prefix_join(const struct os_path *prefix, const char *rest,
    struct os_path *out) MUST_USE;

/* An open policy image. */
struct os_image {
	int fd;
	uint64_t size;
	uint32_t mtime_ns; /* compare with image_seal */
};

/*
 * Opens the image for reading. ERR_NOT_FOUND, ERR_ACCESS, ERR_INSECURE (not a
 * regular file, writable by group or others, or owned by someone who is
 * neither root, nor the owner of guard's executable, nor this user).
 */
enum err os_image_open(const struct os_path *path, struct os_image *out)
    MUST_USE;
/* Gives the open file a modification time with these nanoseconds: it is as it
 * was installed. Only if it was not written to since it was opened. ERR_ACCESS
 * when it is not this user's, ERR_IO. */
enum err os_image_seal(const struct os_image *image, uint32_t mtime_ns)
    MUST_USE;
/* An image_read_fn over struct os_image. */
enum err os_image_read(void *ctx, uint64_t offset, void *p, size_t n);

/*
 * The next executable called name on path (a PATH value) that is not a guard,
 * this or another. executed is the path by which the kernel started this
 * program (AT_EXECFN; NULL when unknown). A candidate is a guard when its first
 * OS_MARK_WITHIN bytes hold OS_MARK; one that cannot be read is compared with
 * this executable by device and inode. from (0 first) is where in path to go
 * on, and is left behind the entry that was found, so that an exec that fails
 * can try the next. Errors: ERR_NOT_FOUND, ERR_LIMIT.
 */
enum err os_find_tool(struct sv path, struct sv name, const char *executed,
    size_t *from, struct os_path *out) MUST_USE;
/* Whether the file is a guard. */
bool os_is_guard(const char *path);

/* What marks an executable as a guard (an ELF note, see os/mark.c). Two
 * halves, so that the text stands in the binary only once. */
#define OS_MARK_WITHIN 2048 /* bytes; linkers put notes behind the headers */
#define OS_MARK_A "guard-exec"
#define OS_MARK_B "-gate-v1"

/* The path by which the kernel started this program, or NULL. */
const char *os_executed_path(void);

/* Wall clock in ns since the epoch. */
uint64_t os_wall_clock_ns(void);

/* This process's id; the tool's too, since it takes this process over. */
int os_pid(void);

/* This machine's uptime, sleep included, and which start of it this is: what
 * moving the wall clock leaves alone. */
struct os_boot {
	char id[40]; /* the kernel's boot id, NUL behind it */
	uint64_t seconds;
};
enum err os_boot(struct os_boot *out) MUST_USE;

/* Of a running process, by /proc. */
struct os_process {
	int pid, parent;
	uint64_t started; /* in clock ticks since the boot:
			   * tells a pid's users apart */
	char command[512]; /* its arguments with blanks between, cut; its name
	                    * when there are none */
};
enum err os_process(int pid, struct os_process *out) MUST_USE;

uint32_t os_user(void); /* the effective user id */

/* From here on no debugger of this user, and no core file, may read this
 * process's memory. ERR_ACCESS. */
enum err os_hide_memory(void) MUST_USE;

/*
 * A line from the terminal that is not shown, or from standard input when
 * from_input is set: without its line end, at most cap bytes. Reads the
 * terminal itself (/dev/tty), and forgets what was typed before the prompt.
 * Whatever signal ends or stops this process meanwhile, the terminal shows
 * again what is typed. ERR_NOT_FOUND without one or at the end of the input,
 * ERR_LIMIT when it is longer, ERR_ACCESS when a signal broke it off that did
 * not end the process.
 */
enum err os_read_secret(const char *prompt, bool from_input, char *p,
    size_t cap,
    size_t *out_n) MUST_USE;

/* One write of the whole line to the end of path, made with mode 0600 when it
 * is missing. No sync. Errors: ERR_IO, ERR_ACCESS, ERR_NOT_FOUND. */
enum err os_append_line(const char *path, struct sv line) MUST_USE;

/*
 * Appends the line to prefix/var/guard/audit.jsonl, or, where this user may not
 * write that, to audit-UID.jsonl beside it. scratch is used for the path.
 */
enum err os_append_log(const struct os_path *prefix, struct os_path *scratch,
    struct sv line) MUST_USE;

/* The log of a user who may not write root's, beside that. */
enum err os_own_log(const struct os_path *prefix, struct os_path *out) MUST_USE;

/*
 * A log that is open to one writer of those that lock it; the small program's
 * single appends go in between. path is prefix/var/guard/audit.jsonl, or
 * audit-UID.jsonl beside it where that or its lock is another user's.
 */
struct os_log {
	int fd, lock;
	uint64_t size;       /* when it was opened */
	struct os_path path;
};
/* Waits for the lock for two seconds at most: ERR_LIMIT. ERR_IO, ERR_ACCESS,
 * ERR_NOT_FOUND, ERR_INSECURE when something else than a file lies there. */
enum err os_log_open(const struct os_path *prefix, struct os_log *out) MUST_USE;
/* One write to the end, on the disk when it comes back with OK. */
enum err os_log_append(const struct os_log *log, struct sv text) MUST_USE;
/* Renames the log to aside (a base name in its directory, that is not taken:
 * ERR_EXISTS) and opens a new one in its place. */
enum err os_log_rotate(struct os_log *log, const char *aside) MUST_USE;
/* Opens one that was put aside (a base name in the log's directory), to read.
 * ERR_NOT_FOUND, ERR_INSECURE, ERR_ACCESS, ERR_IO. */
enum err os_log_open_aside(const struct os_log *log, const char *aside,
    struct os_log *out) MUST_USE;
void os_log_close(struct os_log *log);

/* Sends one datagram to a local socket, if that takes it at once. ERR_LIMIT for
 * a path that is too long, else ERR_IO. */
enum err os_send_datagram(const char *path, struct sv text) MUST_USE;

/* Writes all of it to fd (standard error); errors are ignored. */
void os_write_all(int fd, struct sv text);

/* Whether there is surely nothing at path, no link either. */
bool os_is_missing(const char *path);

/* The current directory; n is 0 when it cannot be told. */
void os_cwd(struct os_path *out);

/* path (relative ones to cwd, an absolute path) with every link resolved. */
enum err os_resolve(struct sv cwd, struct sv path,
    struct os_path *out) MUST_USE;

/* The file's bytes, at most cap; ERR_LIMIT if there are more. */
enum err os_read_file(const char *path, char *p, size_t cap, size_t *out_n)
    MUST_USE;

/* What lstat says of a path. */
enum os_kind { OS_NOTHING = 0, OS_FILE, OS_DIRECTORY, OS_LINK, OS_DEVICE };

struct os_status {
	enum os_kind kind;
	uint32_t mode, uid, gid;
	uint64_t dev, ino, size;
	int64_t mtime_s, ctime_s;
	uint32_t mtime_ns, ctime_ns;
	bool mine; /* owned by this user */
};

/* kind is OS_NOTHING where there is nothing. ERR_ACCESS, ERR_IO. */
enum err os_status(const char *path, struct os_status *out) MUST_USE;

/* Calls each for every name of a directory but "." and "..", until it returns
 * something else than OK, which is then returned. Takes heap. */
typedef enum err (*os_list_fn)(void *ctx, const char *name);
enum err os_list(const char *path, os_list_fn each, void *ctx) MUST_USE;

/* n bytes of an open file from offset on, which keeps its own; out_n says how
 * many there are. */
enum err os_read_at(int fd, uint64_t offset, void *p, size_t n, size_t *out_n)
    MUST_USE;

/* What a descriptor leads to. */
enum os_stream {
	OS_STREAM_NONE = 0, /* it is closed, or /dev/null */
	OS_STREAM_FILE,
	OS_STREAM_TERMINAL,
	OS_STREAM_OTHER     /* a pipe, a socket, a device */
};
/* OS_STREAM_FILE: out is the file, out_offset where it will be read next. */
enum err os_stream(int fd, enum os_stream *out_kind, struct os_status *out,
    uint64_t *out_offset) MUST_USE;

/* The rest of the regular file that fd is, which keeps its offset.
 * ERR_NOT_FOUND when it is none, or cannot be read; ERR_LIMIT past cap. */
enum err os_read_rest(int fd, char *p, size_t cap, size_t *out_n) MUST_USE;

/* Standard input up to its end. ERR_LIMIT when cap bytes are there: then there
 * may be more. ERR_IO. */
enum err os_read_input(char *p, size_t cap, size_t *out_n) MUST_USE;

/*
 * Makes standard input what it was before os_read_input took n of at most cap
 * bytes: a file of these and of what still comes, which is read through p, up
 * to about limit bytes. ERR_IO.
 */
enum err os_return_input(char *p, size_t n, size_t cap, size_t limit) MUST_USE;

/* Makes path the current directory. ERR_NOT_FOUND, ERR_ACCESS, ERR_IO. */
enum err os_enter(const char *path) MUST_USE;

/* n bytes of a regular file from offset on; out_n says how many there are. */
enum err os_read_part(const char *path, uint64_t offset, void *p, size_t n,
    size_t *out_n) MUST_USE;

/* Replaces this process. Comes back only with an error. */
enum err os_exec(const char *path, char *const *argv, char *const *envp);

/* A file that stays open, so that it can be told from any other. */
struct os_held {
	int fd;
	uint64_t size;
	int64_t changed_s;
	uint32_t changed_ns;
};
/* Links are followed. It stays open until this process execs. */
enum err os_hold(const char *path, struct os_held *out) MUST_USE;
/* OK if path leads to the same file, and nobody wrote to it or changed what it
 * is since. ERR_CORRUPT if not; ERR_NOT_FOUND, ERR_ACCESS, ERR_IO. */
enum err os_held_is(const struct os_held *held, const char *path) MUST_USE;

/* A zeroed piece of address space of n bytes, touched only as it is used;
 * NULL when there is none. Never given back. */
void *os_reserve(size_t n);

/* Writes a whole file beside path, syncs it, renames it over path. */
enum err os_replace_file(const char *path, const void *p, size_t n,
    unsigned mode, uint32_t mtime_ns) MUST_USE;

/* The same where there is no such file yet: of many that try at once one
 * succeeds. Synced, its directory too, when it comes back with OK.
 * ERR_EXISTS. */
enum err os_create_file(const char *path, const void *p, size_t n,
    unsigned mode) MUST_USE;

/* Gives the file a further name. Synced when it comes back with OK. ERR_EXISTS;
 * ERR_ACCESS where the kernel wants more rights to the file. */
enum err os_link(const char *path, const char *name) MUST_USE;

/* Makes a directory of this mode if it is not there; whatever is there else is
 * left as it is. */
enum err os_open_directory(const char *path, unsigned mode) MUST_USE;

/* Makes a directory of this user's that nobody else may use, if it is not
 * there. ERR_INSECURE when something else is: a link, a file, a directory of
 * another user or open to others. */
enum err os_private_directory(const char *path) MUST_USE;

/* The same for one that others may read, but not write. Root's serves
 * everybody. */
enum err os_shared_directory(const char *path) MUST_USE;

/* Removes a file. Nothing there is no error. */
enum err os_remove(const char *path) MUST_USE;

/* What a symbolic link says. ERR_NOT_FOUND where there is none. */
enum err os_link_target(const char *path, struct os_path *out) MUST_USE;
/* ERR_EXISTS when something is there. */
enum err os_make_link(const char *path, const char *target) MUST_USE;
enum err os_make_directory(const char *path, unsigned mode) MUST_USE;
/* ERR_EXISTS when it is not empty; nothing there is no error. */
enum err os_remove_directory(const char *path) MUST_USE;
/* Whether this user may write to it now. */
bool os_may_write(const char *path);

/* A program to run. */
struct os_child {
	const char *path; /* absolute */
	char *const *argv;
	char *const *envp;
	struct sv input;  /* on its standard input */
	char *out;        /* what it prints, cap bytes; the rest is dropped;
	                   * NULL: it prints where this process does */
	size_t cap;
	unsigned milliseconds; /* it is killed then; 0: never */
	const char *directory; /* it runs there; NULL: where
				* this process does */
	bool quiet;       /* its errors go nowhere */
	bool apart;       /* in a session of its own, without a terminal */
	bool both;        /* out holds its errors too */
};

/*
 * Runs a program and waits for it. out_n is what stands in out; out_status its
 * exit status, 128 and more for a signal, 124 when its time was up.
 */
enum err os_run(const struct os_child *child, size_t *out_n, int *out_status)
    MUST_USE;

/* Starts a program for which nobody waits. Its input (at most 60,000 bytes)
 * lies ready in a pipe; its output goes nowhere. ERR_LIMIT, ERR_IO. */
enum err os_start(const struct os_child *child) MUST_USE;

/*
 * The terminal as a whole screen: keys come one by one and are not shown, the
 * cursor is hidden, and what stood there comes back afterwards. Until it is
 * closed, whatever ends or stops this process but SIGKILL and SIGSTOP gives the
 * terminal back first. One at a time.
 */
/* ERR_NOT_FOUND when standard input or output is no terminal. */
enum err os_screen_open(void) MUST_USE;
/* Not open: does nothing. */
void os_screen_close(void);
/* Of the terminal on standard output; 24 and 80 when it does not say. */
void os_screen_size(unsigned *out_rows, unsigned *out_columns);

enum os_event {
	OS_EVENT_TIME = 0, /* the time is up */
	OS_EVENT_KEYS,     /* something was typed */
	OS_EVENT_NOTICE,   /* a directory changed, see below */
	OS_EVENT_SCREEN,   /* all must be drawn anew: another size, or back from
	                    * a stop */
	OS_EVENT_GONE      /* nobody reads or types any more */
};

/* What was typed; an escape sequence is in one piece. */
struct os_keys {
	size_t n;
	char p[64];
};

/*
 * Waits for the first of these. Keys only while the screen is open; notice is a
 * descriptor of os_notice_open, or -1. A signal that ends processes does so
 * from here, the terminal given back.
 */
enum os_event os_event_wait(int notice, unsigned milliseconds,
    struct os_keys *out);

/* While it is on, an interrupt from the keyboard (^C) ends only what this
 * process is reading just then. */
void os_interrupts_break(bool on);
/* Forgets what was typed so far on standard input, where that is a terminal. */
void os_forget_typed(void);

/* Tells, by a descriptor for os_event_wait, when a file comes, goes or grows in
 * the directory. ERR_NOT_FOUND where there is no such thing. */
enum err os_notice_open(const char *directory, int *out_fd) MUST_USE;
/* Forgets what was told so far. False when the directory itself is gone. */
bool os_notice_take(int fd);
void os_notice_close(int fd);

#endif
