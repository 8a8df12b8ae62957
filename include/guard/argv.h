/* SPDX-License-Identifier: ISC */
/*
 * argv: from a command line to invocations. Parses a tool's argv under its
 * option grammar (which the policy image holds), and unwraps launchers until
 * every command that would be started is known. Pure: what it needs of the
 * outside it asks of struct argv_world. What it cannot understand becomes a
 * problem of the invocation; only an invocation without one can be allowed.
 */
#ifndef GUARD_ARGV_H
#define GUARD_ARGV_H

#include "guard/base.h"
#include "guard/image.h"
#include "guard/reader.h"

#define ARGV_MAX_DEPTH 8        /* launchers inside launchers; more asks */
#define ARGV_MAX_PATH 8         /* words of a command path */
#define ARGV_MAX_INVOCATIONS 256

#define PROBLEM_LIST(X) \
	X(PROBLEM_UNKNOWN_OPTION, "unknown-option", \
	    "option is not in the grammar") \
	X(PROBLEM_AMBIGUOUS_OPTION, "ambiguous-option", \
	    "option is short for more than one") \
	X(PROBLEM_MISSING_VALUE, "missing-value", \
	    "option is without its value") \
	X(PROBLEM_UNEXPECTED_VALUE, "unexpected-value", \
	    "option takes no value") \
	X(PROBLEM_UNKNOWN_COMMAND, "unknown-command", \
	    "command is not in the grammar") \
	X(PROBLEM_SURPLUS_OPERAND, "surplus-operand", \
	    "more operands than the command takes") \
	X(PROBLEM_MISSING_OPERAND, "missing-operand", "operand is missing") \
	X(PROBLEM_ORDER, "option-order", \
	    "POSIXLY_CORRECT is set, and options stand behind operands") \
	X(PROBLEM_DYNAMIC, "dynamic", "not known before the shell expands it") \
	X(PROBLEM_HIDDEN, "hidden", \
	    "arguments hidden in an environment variable cannot be read") \
	X(PROBLEM_UNREADABLE, "unreadable", \
	    "text that mentions a guarded tool was not understood") \
	X(PROBLEM_ALIAS, "alias", "alias cannot be read") \
	X(PROBLEM_TOO_DEEP, "too-deep", "launchers are nested too deep")

enum problem_kind {
	PROBLEM_NONE = 0,
#define X(name, code, text) name,
	PROBLEM_LIST(X)
#undef X
	PROBLEM_KINDS
};

const char *problem_code(enum problem_kind kind);
const char *problem_text(enum problem_kind kind);

struct problem {
	enum problem_kind kind;
	struct sv subject; /* the word, variable or piece of text */
};

/* An option that was given. */
struct option_use {
	struct sv name;  /* as in the grammar: "--force" */
	struct sv typed; /* the word as given */
	uint32_t id;
	uint32_t flags;  /* OPTION_* layout; classes as
			  * they stand for this value */
	bool has_value;
	bool off;        /* a flag that is given as false:
			  * as good as not given */
	bool hidden;     /* came from an environment variable */
	struct word value;
	const char *why; /* for a class that the value
			  * gave it (SQL), else NULL */
};

struct operand {
	struct word word;
	struct sv name;  /* as in the grammar; n is 0 for a surplus one */
	uint32_t flags;  /* OPTION_* layout */
	const char *why; /* as above */
};

/* A variable of the tool's environment table that is set. */
struct env_use {
	struct sv name;
	struct word value;
	uint32_t flags; /* OPTION_* layout */
};

/* Variables that come from elsewhere: a file, or where nobody can look. */
struct env_load {
	struct word file;  /* relative to where guard runs; n is 0 for none */
	struct sv names;   /* without a file: which may be set, "*", "AWS_*" */
	struct sv from;    /* … and by what */
	bool fades;        /* … if they are set already:
			    * or they are lost (sudo) */
	enum load_wins {
		LOAD_WINS = 0,   /* it goes ahead of what is set */
		LOAD_YIELDS,     /* what is set stays */
		LOAD_UNSURE      /* one of these */
	} wins;
	bool named;        /* the command line names the file */
	bool elsewhere;    /* it lies in a container or on another machine */
	bool shell;        /* the file is shell text that is sourced */
	bool exports;      /* … and all that it sets is exported */
	bool maybe;        /* it may not be read */
	const struct earlier *steps; /* before it, as those of an invocation */
};

/* What a file of variables sets. */
struct argv_variable {
	struct sv name;
	struct word value;
	struct sv source;  /* "FILE:LINE" */
	bool exported;     /* of shell text: the line says so */
	bool unknown;      /* code sets it: it has any value, or none */
};

struct argv_variables {
	const struct argv_variable *list; /* each name once */
	uint32_t n;
};

/* A change of the environment on the way to an invocation. */
struct env_change {
	struct sv name;
	bool clears;        /* everything; name does not matter */
	bool unset;
	bool unknown;       /* what fits name ("AWS_*") may have any value */
	bool fades;         /* … or none, if it was set
			     * before; else it is not */
	uint32_t count;     /* of the changes up to this one */
	uint32_t pending;   /* of these: loads that are not read yet */
	struct word value;
	struct sv source;   /* where the value was read; n may be 0 */
	const struct env_load *load; /* not read yet; else NULL */
	const struct env_change *before; /* earlier changes, NULL at the end */
};

/*
 * A command that comes before in the same text and may have written files by
 * then: those that its words name, or that its tool's rule file tells. A whole
 * one names none: it stands for all that a tool's command may do to the
 * repository and the work tree around it.
 */
struct invocation;
struct earlier {
	const struct word *words; /* words[0] is its name */
	size_t n_words;
	struct word cwd;     /* as that of an invocation */
	struct sv writes;    /* the rule file's glob; n is 0 for none */
	bool many;           /* what it names may be directories (rm, mv, cp) */
	bool whole;
	const struct invocation *inv; /* of a whole one; NULL: see words */
	const struct earlier *before; /* NULL at the end */
};

/* One command that would be started. */
struct invocation {
	struct sv tool;      /* the tool's name ("terraform" also for tofu) */
	struct sv typed;     /* as it was called */
	uint32_t tool_flags; /* TOOL_* */
	uint32_t tool_offset;
	uint32_t node;       /* offset of the NODE that was reached */
	uint32_t node_flags;
	struct sv path[ARGV_MAX_PATH]; /* command words by their first name */
	uint32_t n_path;
	const struct word *command; /* the last of these as typed, or NULL */
	const struct word *words; /* argv, words[0] the command */
	size_t n_words;
	struct option_use *options;
	uint32_t n_options;
	struct operand *operands;
	uint32_t n_operands;
	struct env_use *env;
	uint32_t n_env;
	struct problem *problems;
	uint32_t n_problems;
	bool help;           /* prints help or version and does nothing else */
	const struct env_change *changes;
	const struct earlier *steps; /* before it, the latest first */
	struct word cwd;     /* relative to where guard
			      * runs; n is 0 for there */
	enum stdin_kind stdin_kind;
	struct word stdin_word; /* a file's path is relative
				 * to where guard runs */
	bool stdin_own;         /* it is the file that guard itself was given */
	bool stdin_elsewhere;   /* … or lies in the container that it runs in */
	int parent;          /* index of the launcher, -1 for the first */
	struct sv via;       /* what the launcher took it
			      * from: script name, text */
	unsigned depth;
	/* It runs in a container or on another machine: it sees other files,
	 * another directory and environment than guard does. */
	bool elsewhere;
	/* … and there it acts on something that others share. */
	bool remote;
	/* Found in a file or in code that is only about to run it: it is judged
	 * again when it starts, so only a rule that says ask or deny counts. */
	bool foreseen;
};

struct reading {
	struct invocation *invocations; /* in the order they were
					 * found; parents first */
	uint32_t n;
	/* Commands met that are not of any tool: counted, not kept. */
	uint32_t n_unguarded;
	/* Text outside any invocation that was not understood and mentions a
	 * guarded tool (replay and hooks read whole lines). */
	struct problem *problems;
	uint32_t n_problems;
};

/*
 * Facts: what is known of the context that a command would run in. Read only
 * when a rule asks, in bounded time, without network and without running
 * anything of the project's. guard-rules(5) says what each answers.
 */
#define FACT_LIST(X) \
	X(FACT_GIT_BRANCH, "git.branch") \
	X(FACT_GIT_UPSTREAM, "git.upstream") \
	X(FACT_GIT_UNPUSHED, "git.unpushed") \
	X(FACT_GIT_CHANGED, "git.changed") \
	X(FACT_GIT_UNTRACKED, "git.untracked") \
	X(FACT_GIT_CLEAN, "git.clean") \
	X(FACT_GIT_CHECKOUT, "git.checkout") \
	X(FACT_PATHS, "paths") \
	X(FACT_OVERWRITES, "overwrites") \
	/* the target; facts_target() lists them in this order */ \
	X(FACT_DATABASE_SCHEME, "database.scheme") \
	X(FACT_DATABASE_HOST, "database.host") \
	X(FACT_DATABASE_PORT, "database.port") \
	X(FACT_DATABASE_NAME, "database.name") \
	X(FACT_DATABASE_USER, "database.user") \
	X(FACT_DATABASE_PLACE, "database.place") \
	X(FACT_DATABASE_LOOPBACK, "database.loopback") \
	X(FACT_TERRAFORM_DIRECTORY, "terraform.directory") \
	X(FACT_TERRAFORM_WORKSPACE, "terraform.workspace") \
	X(FACT_TERRAFORM_BACKEND, "terraform.backend") \
	X(FACT_TERRAFORM_ADDRESS, "terraform.address") \
	X(FACT_TERRAFORM_STATE, "terraform.state") \
	X(FACT_TERRAFORM_LINEAGE, "terraform.lineage") \
	X(FACT_TERRAFORM_SERIAL, "terraform.serial") \
	X(FACT_TERRAFORM_RESOURCES, "terraform.resources") \
	X(FACT_TERRAFORM_TYPES, "terraform.types") \
	X(FACT_TERRAFORM_STATEFUL, "terraform.stateful") \
	X(FACT_PLAN_FILE, "plan.file") \
	X(FACT_PLAN_STATE, "plan.state") \
	X(FACT_PLAN_LINEAGE, "plan.lineage") \
	X(FACT_PLAN_SERIAL, "plan.serial") \
	X(FACT_PLAN_BACKEND, "plan.backend") \
	X(FACT_PLAN_WORKSPACE, "plan.workspace") \
	X(FACT_PLAN_CREATE, "plan.create") \
	X(FACT_PLAN_UPDATE, "plan.update") \
	X(FACT_PLAN_REPLACE, "plan.replace") \
	X(FACT_PLAN_DELETE, "plan.delete") \
	X(FACT_PLAN_FORGET, "plan.forget") \
	X(FACT_PLAN_TYPES, "plan.types") \
	X(FACT_PLAN_LOST, "plan.lost") \
	X(FACT_AWS_PROFILE, "aws.profile") \
	X(FACT_AWS_REGION, "aws.region") \
	X(FACT_AWS_ACCOUNT, "aws.account") \
	X(FACT_AWS_ENDPOINT, "aws.endpoint") \
	X(FACT_GCLOUD_CONFIGURATION, "gcloud.configuration") \
	X(FACT_GCLOUD_PROJECT, "gcloud.project") \
	X(FACT_GCLOUD_ACCOUNT, "gcloud.account") \
	X(FACT_AZURE_SUBSCRIPTION, "azure.subscription") \
	X(FACT_KUBE_CONTEXT, "kube.context") \
	X(FACT_KUBE_CLUSTER, "kube.cluster") \
	X(FACT_KUBE_SERVER, "kube.server") \
	X(FACT_KUBE_NAMESPACE, "kube.namespace") \
	X(FACT_DOCKER_CONTEXT, "docker.context") \
	X(FACT_DOCKER_HOST, "docker.host") \
	X(FACT_APP_NAME, "app.name") \
	X(FACT_APP_ENVIRONMENT, "app.environment") \
	/* the same, against what a human pinned */ \
	X(FACT_TARGET_PIN, "target.pin") \
	X(FACT_TARGET_DISPOSABLE, "target.disposable") \
	/* the name that a human gave to what it is */ \
	X(FACT_TARGET_ENVIRONMENT, "target.environment") \
	/* whether tests may empty it */ \
	X(FACT_TARGET_TESTS, "target.tests") \
	/* of the command line alone */ \
	X(FACT_OPERANDS, "operands") \
	X(FACT_OPTIONS, "options") \
	X(FACT_STATEMENTS, "statements") \
	X(FACT_CODE, "code") \
	X(FACT_URL, "url")

/* What of a target the engine knows how to read by itself, as rule files name
 * it; and with what they describe. */
#define TARGET_READER_LIST(X) \
	X(TARGET_TERRAFORM, "terraform") \
	X(TARGET_KUBE, "kube") \
	X(TARGET_GIT, "git")

#define TARGET_LIST(X) \
	X(TARGET_DATABASE, "database") \
	X(TARGET_AWS, "aws") \
	X(TARGET_GCLOUD, "gcloud") \
	X(TARGET_AZURE, "azure") \
	X(TARGET_DOCKER, "docker") \
	X(TARGET_APP, "app") \
	X(TARGET_PLAN, "plan") \
	TARGET_READER_LIST(X)

enum target_kind {
#define X(id, name) id,
	TARGET_LIST(X)
#undef X
	TARGETS
};

enum fact_id {
#define X(id, name) id,
	FACT_LIST(X)
#undef X
	FACTS
};

/* Its name; and the id of a name, FACTS for one that is none. */
const char *fact_name(enum fact_id id);
enum fact_id fact_find(struct sv name);

enum fact_state {
	FACT_UNKNOWN = 0, /* zeroed memory knows nothing */
	FACT_ABSENT,      /* it is certain that there is no such thing */
	FACT_KNOWN
};

struct fact {
	enum fact_state state;
	const struct sv *values; /* one, or one for each thing it is about */
	uint32_t n;
	struct sv source;        /* where it was read; n may be 0 */
};

/* What a word stands for by a tool's configuration (git's aliases). */
struct argv_alias {
	const struct sv *values; /* each that may count */
	uint32_t n;
	struct sv root;          /* where shell text of it
				  * runs; n 0: right here */
};

/* Packages of one repository, each by its directory. */
struct argv_packages {
	const struct sv *dirs; /* absolute, without links */
	uint32_t n;
};

/*
 * What the outside answers. A NULL member, or ERR_ENGINE, says that this
 * program cannot tell; ERR_NOT_FOUND that there is no such thing. Views must
 * live as long as the context's arena.
 */
struct argv_world {
	void *ctx;
	/* The text of a script in the package.json that governs cwd. */
	enum err (*script)(void *ctx, struct sv cwd, struct sv name,
	    struct sv *out_text);
	/* The packages of the repository around cwd that selector names, by
	 * name, path or a glob of either; all where it is empty. ERR_NOT_FOUND
	 * where there is no such repository; ERR_LIMIT for too many files. */
	enum err (*packages)(void *ctx, struct sv cwd, struct sv selector,
	    struct argv_packages *out);
	/* path with links resolved, absolute. */
	enum err (*resolve)(void *ctx, struct sv cwd, struct sv path,
	    struct sv *out);
	/* The npm package that the file at this resolved path belongs to. */
	enum err (*package)(void *ctx, struct sv path, struct sv *out_name);
	/* The text of a small file (SQL given with -f). ERR_NOT_FOUND only if
	 * there is none; ERR_LIMIT past 1 MiB. */
	enum err (*file)(void *ctx, struct sv cwd, struct sv path,
	    struct sv *out_text);
	/* The same, of a file whose commands are looked for (a script, a
	 * makefile): at most 64 KiB. The small program leaves it to the
	 * engine. */
	enum err (*text)(void *ctx, struct sv cwd, struct sv path,
	    struct sv *out_text);
	/* What is left of the regular file on standard input, which stays where
	 * it is; ERR_NOT_FOUND for a pipe, a terminal … May be NULL. */
	enum err (*input)(void *ctx, struct sv *out_text);
	/* The absolute path of the current directory. */
	enum err (*cwd)(void *ctx, struct sv *out);
	/* What name, which is no command of inv's tool, is an alias of.
	 * ERR_SYNTAX when that cannot be told; inv's options and operands are
	 * not set. */
	enum err (*alias)(void *ctx, const struct invocation *inv,
	    struct sv name, struct argv_alias *out);
	/* One fact about an invocation; what cannot be told is FACT_UNKNOWN
	 * and no error. */
	enum err (*fact)(void *ctx, const struct invocation *inv,
	    enum fact_id id, struct fact *out);
	/* Which of guard's own files for shells lies at this absolute path
	 * ("script-shell"): by device and inode, not by name. ERR_NOT_FOUND.
	 * May be NULL. */
	enum err (*own)(void *ctx, struct sv path, struct sv *out_name);
	/* The variables that a file sets. ERR_NOT_FOUND if there is none; any
	 * other error but ERR_ENGINE and they cannot be told. */
	enum err (*variables)(void *ctx, const struct env_load *load,
	    struct argv_variables *out);
	/* tasks_read, where it is. */
	enum err (*tasks)(struct arena *arena, const struct task_query *query,
	    struct task_reading *out);
	/* statements_read, where it is: languages other than SQL. */
	void (*statements)(struct sv text, uint32_t language,
	    struct sql_reading *out);
	/* code_writes, where it is. */
	enum err (*writes)(struct arena *arena, struct sv text,
	    struct code_command **out, size_t *out_n);
};

struct argv_context {
	struct image *image;
	struct arena *arena;
	const struct argv_world *world;
	/* Where world is NULL, because the command runs elsewhere: what answers
	 * about here all the same. Else NULL. */
	const struct argv_world *outside;
	char *const *envp; /* the process's environment; NULL: none is set */
};

/*
 * Reads a command's argv: words[0] is the name or path that is called. Adds
 * every invocation of a tool to out, launchers included. A command of no tool
 * gives no invocation. Errors: ERR_LIMIT, ERR_CORRUPT, ERR_IO of the image;
 * ERR_ENGINE when the world said so for something that matters. Any error
 * means that nothing may run.
 */
enum err argv_read(const struct argv_context *ctx, const struct word *words,
    size_t n, struct reading *out) MUST_USE;

/* The same for a whole shell command line. */
enum err argv_read_shell(const struct argv_context *ctx, struct sv text,
    struct reading *out) MUST_USE;

/*
 * The tool that a command word names: by base name (".exe", ".cmd" taken off),
 * for a path also by what it resolves to. ERR_NOT_FOUND if it is no tool's.
 * out_offset is that of its TOOL record.
 */
enum err argv_identify(const struct argv_context *ctx, struct sv cwd,
    struct sv word, uint32_t *out_offset) MUST_USE;

/* Whether text holds the name of a tool that is not merely a launcher. */
enum err argv_mentions(const struct argv_context *ctx, struct sv text,
    bool *out) MUST_USE;

/*
 * Whether word matches the MATCH at offset (0: yes). out_sure says whether the
 * answer holds for every value that an only partly known word may get. Errors:
 * those of the image; ERR_ENGINE for a pattern, which only policy_match knows.
 */
enum err argv_match(struct image *img, uint32_t offset, const struct word *word,
    bool *out_match, bool *out_sure) MUST_USE;

/* The value that variable name has for this invocation; false if not set. */
bool argv_env(const struct argv_context *ctx, const struct invocation *inv,
    struct sv name, struct word *out);
/* The same, with where it was read
 * ("FILE:LINE"); n is 0 for the environment. */
bool argv_env_source(const struct argv_context *ctx,
    const struct invocation *inv, struct sv name, struct word *out,
    struct sv *out_source);

#endif
