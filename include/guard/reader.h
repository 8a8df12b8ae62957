/* SPDX-License-Identifier: ISC */
/*
 * reader: reads shell text and SQL text, conservatively, without running it.
 * Pure: bytes in, values out. Knows no tool and no policy. What it does not
 * understand it names as a doubt; it never guesses.
 */
#ifndef GUARD_READER_H
#define GUARD_READER_H

#include "guard/base.h"

/*
 * One word of a command. A word from argv is certain. A word from shell text
 * may hold expansions whose value is not known before it runs.
 */
enum {
	WORD_DYNAMIC = 1 << 0, /* part of the value is unknown */
	WORD_SPLITS = 1 << 1,  /* unquoted expansion or glob: may
				* become any number of words */
};

struct word {
	struct sv text; /* the value; unknown parts stand as they are written */
	size_t known;   /* bytes at the start of text that are certain */
	unsigned flags;
};

enum {
	LOADS_FILE = 1 << 0,    /* value names a file that
				 * sets variables (".") */
	LOADS_UNKNOWN = 1 << 1, /* any variable may have
				 * been set, to anything */
	LOADS_EXPORTS = 1 << 2, /* what the file sets is exported */
	LOADS_MAYBE = 1 << 3    /* it may not have been read,
				 * or not all of it */
};

/* NAME=value in front of a command, or set earlier in the same text. */
struct assignment {
	struct sv name;
	struct word value;
	unsigned loads; /* LOADS_*: not one variable; 0 for one */
};

enum stdin_kind {
	STDIN_INHERITED = 0,
	STDIN_TEXT,   /* here-document or here-string whose text is certain */
	STDIN_FILE,   /* < FILE; stdin_word names it */
	STDIN_UNKNOWN /* a pipe, or text with expansions */
};

/* A simple command, as it would be started. */
struct shell_command {
	struct word *words; /* words[0] is the command name; n_words >= 1 */
	size_t n_words;
	struct assignment *assigns; /* the oldest first */
	size_t n_assigns;
	enum stdin_kind stdin_kind;
	struct word stdin_word; /* the text or the file, see above */
	/* Directory that "cd" earlier in the text leads to, relative to the
	 * start; n is 0 for none. */
	struct word cwd;
	struct sv source; /* its piece of the text */
	/* It stands in a branch, or behind a test: it may not run. */
	bool maybe;
	bool repeats; /* it stands in a loop */
	struct sv function; /* whose body it stands in; n is 0 for none */
};

/* A piece of the text that was not understood. */
struct shell_doubt {
	struct sv source;
	const char *why; /* lower case, no full stop */
};

struct shell_reading {
	struct shell_command *commands;
	size_t n_commands;
	/* Files that a redirection writes to, each as the words of a command:
	 * ">", "-a" if it appends, the file as it is written. */
	struct shell_command *writes;
	size_t n_writes;
	struct shell_doubt *doubts;
	size_t n_doubts;
};

/*
 * Reads POSIX shell text with the common bash and zsh additions. Every simple
 * command that could be started is listed: on both sides of && || ; & and |,
 * inside ( ) { } if while until for case and function bodies, inside $( ),
 * ` `, <( ) and >( ), and in the text given to eval, trap and alias.
 * "command", "builtin", "exec", "time", "!", "coproc" are looked through.
 *
 * params are $0, $1 …: used for "$1", $2, "$@", "$*". A variable that was set
 * to a certain value earlier in the same straight line of text is replaced by
 * it; every other expansion makes the word WORD_DYNAMIC.
 *
 * Tests and arithmetic ([[ ]], (( ))) are skipped but for the substitutions in
 * them. Syntax that is not understood becomes a doubt that covers the text
 * from there to a place where reading can safely go on, or to the end.
 *
 * Everything is allocated in arena. Errors: ERR_LIMIT (arena full, more than
 * 4,096 commands, or nesting deeper than 32).
 */
enum err shell_read(struct arena *arena, struct sv text,
    const struct word *params, size_t n_params, struct shell_reading *out)
    MUST_USE;

#define SHELL_CERTAIN_MAX 512 /* commands; those behind are left out */

/*
 * Leaves those commands of a reading that plainly run when the text does: not
 * in a branch, and in a function only if a command that is left calls it.
 */
void shell_keep_certain(struct shell_reading *r);

/* Splits text into words by the quoting rules of the shell, with no other
 * meaning of any character (env -S, .npmrc values, TF_CLI_ARGS). Errors:
 * ERR_LIMIT, ERR_SYNTAX for an unclosed quote. */
enum err shell_split(struct arena *arena, struct sv text, struct word **out,
    size_t *out_n) MUST_USE;

enum sql_dialect {
	SQL_POSTGRES, SQL_MYSQL, SQL_SQLITE, SQL_GENERIC, SQL_DUCKDB
};

/* The language of a text of statements: one of SQL, or one of these, which
 * only the engine reads. */
enum {
	LANGUAGE_MONGOSH = SQL_DUCKDB + 1, /* JavaScript of mongosh */
	LANGUAGE_REDIS,                    /* lines for redis-cli */
	LANGUAGES
};

#define CODE_MAX_COMMANDS 32

/* A command that code starts: shell text, or if n_words is not 0 words. */
struct code_command {
	struct sv shell;
	struct word *words;
	size_t n_words;
};

/*
 * The commands that code of Python, Ruby, Perl, PHP or JavaScript plainly
 * starts: literal arguments of os.system, subprocess.run, execSync … and text
 * in backticks. Not the language is understood, only these calls; the rest is
 * passed over. At most CODE_MAX_COMMANDS. Errors: ERR_LIMIT.
 */
enum err code_read(struct arena *arena, struct sv text, bool javascript,
    struct code_command **out, size_t *out_n) MUST_USE;

/*
 * Engine only: the files that such code writes by itself, each as the command
 * that a redirection of the shell is read as ("> FILE", "> -a FILE"): calls of
 * open with a mode, writeFileSync, File.write, file_put_contents … with a
 * literal file, or a variable that is plainly given one. Errors: ERR_LIMIT,
 * also for more than CODE_MAX_COMMANDS.
 */
enum err code_writes(struct arena *arena, struct sv text,
    struct code_command **out, size_t *out_n) MUST_USE;

/* What code does by itself, past any shim. */
enum {
	CODE_DELETES_FILES = 1 << 0,
	CODE_DELETES_DATA = 1 << 1,     /* tables, rows, collections, keys */
	CODE_DELETES_REMOTELY = 1 << 2, /* by a service's interface */
};

/*
 * Engine only: what code of Python, Ruby, Perl, PHP or JavaScript does by calls
 * of known names (shutil.rmtree, fs.rmSync, deleteMany, requests.delete …), by
 * SQL in its strings and by HTTP's DELETE. It is not proof of harmlessness:
 * what is reached another way is not seen. A call on a literal path that is
 * spared, or on a URL of this machine, counts for nothing. Never fails.
 */
unsigned code_deeds(struct sv text, bool (*is_spared)(struct sv path));

/* The files that hold a project's tasks. */
enum task_format {
	TASKS_MAKE,      /* makefile */
	TASKS_JUST,      /* justfile */
	TASKS_TASKFILE,  /* Taskfile.yml */
	TASKS_COMPOSER,  /* scripts of composer.json */
	TASKS_DENO,      /* tasks of deno.json */
	TASKS_PYPROJECT, /* a table of pyproject.toml */
	TASKS_MISE,      /* tasks of mise.toml */
	TASKS_CARGO,     /* [alias] of .cargo/config.toml */
	TASKS_TOX,       /* environments of tox.ini; name: a list of them */
	TASKS_HOOKS,     /* lefthook.yml, .pre-commit-config.yaml */
	TASKS_NX,        /* targets of project.json */
	TASKS_TURBO,     /* turbo.json; the lines are names of tasks */
};

#define TASKS_MAX_LINES 256

struct task_query {
	enum task_format format;
	struct sv given;   /* the file, where it is named;
			    * n 0: the usual ones */
	struct sv section; /* of pyproject.toml: "tool.poe.tasks" */
	struct sv name;    /* the task; n 0: the default one */
	const struct word *words; /* behind it */
	size_t n_words;
	void *ctx;
	/* The text of a file, by a path from where the tool runs. ERR_NOT_FOUND
	 * for what is not read. */
	enum err (*file)(void *ctx, struct sv path, struct sv *out_text);
	/* The value of a variable; out_given: by the command line. False: it
	 * has none. */
	bool (*variable)(void *ctx, struct sv name, bool *out_given,
	    struct sv *out_value);
};

/* Shell text, run by a shell of its own. */
struct task_line {
	struct sv text;
	bool unsure; /* part of it was not understood */
};

struct task_reading {
	bool found;          /* there is such a task */
	struct task_line *lines;
	size_t n;
	struct sv dir;       /* of the file, "../" or n 0 */
	struct sv text;      /* of the file */
	bool unsure;         /* it may be in what was not understood */
};

/*
 * Engine only: the lines that a task runs, with those of the tasks that it
 * needs. Read conservatively: values that only the tool knows become the
 * expansion of an unknown variable, and what stands in conditions is left out.
 * Where there are more lines than TASKS_MAX_LINES, or the file goes beyond
 * another bound (how deep tasks need each other), the last one is the whole
 * file, unsure. Errors: ERR_NOT_FOUND without a file, ERR_LIMIT, those of file.
 */
enum err tasks_read(struct arena *arena, const struct task_query *query,
    struct task_reading *out) MUST_USE;

/* What a text of SQL does. Zeroed means unknown, which is never harmless. */
enum sql_effect {
	SQL_UNKNOWN = 0, /* not understood to its end */
	SQL_WRITES,      /* changes data, schema, rights or
			  * files, or runs a program */
	SQL_READS,       /* only reads */
	SQL_ROLLED_BACK, /* writes, but inside a transaction
			  * that surely ends in ROLLBACK */
};

struct sql_reading {
	enum sql_effect effect;
	struct sv culprit; /* the statement or word that
			    * decided, a view into text */
	const char *why;   /* lower case, no full stop;
			    * NULL when it only reads */
};

/*
 * Reads one or more statements and the client's meta-commands (\d, .tables).
 * SQL_READS only if every statement and every function called in them is in
 * the list of those that are known only to read. Never fails: what is not
 * understood is SQL_UNKNOWN.
 */
void sql_read(struct sv text, enum sql_dialect dialect,
    struct sql_reading *out);

/* Files that a client's own command reads
 * statements from (\i, .read, source). */
struct sql_files {
	void *ctx;
	/* False: it cannot be read. */
	bool (*file)(void *ctx, struct sv path, struct sv *out_text);
};

#define SQL_MAX_FILE_DEPTH 4

/* The same, with the files that the text includes by a plain name. files may be
 * NULL: then such a command is one that writes. */
void sql_read_with(struct sv text, enum sql_dialect dialect,
    const struct sql_files *files, struct sql_reading *out);

/* Engine only: the same for every language. */
void statements_read(struct sv text, uint32_t language,
    struct sql_reading *out);

/* Whom an HTTP client speaks to, by what its URL says. */
enum url_place {
	URL_NONE = 0, /* it names no host (an option's word, a header) */
	URL_UNKNOWN,  /* the host is not known before the shell expands it */
	URL_LOOPBACK, /* this machine, by a name or address that says so */
	URL_API,      /* a service that keeps infrastructure or data, or a host
	               * that is written so that it may be one */
	URL_REMOTE,   /* any other */
	URL_STORE     /* this machine, on the port of a database or a queue */
};

enum { URL_HOST_MAX = 256 };

struct url_reading {
	enum url_place place;
	struct sv host; /* in lower case, in name */
	char name[URL_HOST_MAX];
};

const char *url_place_name(enum url_place p); /* "loopback" "api" … */

/*
 * Reads the host of a URL as HTTP clients do: a scheme may be missing, the
 * user's name ends at the last "@" before the path. Of a dynamic text only the
 * first known bytes are certain. Never fails; out->host points into *out.
 */
void url_read(struct sv text, size_t known, struct url_reading *out);

#endif
