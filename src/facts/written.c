/* SPDX-License-Identifier: ISC */
/*
 * Steps that write a file are not known by a list of tools: whatever names the
 * file writes it, but for the few that only ever read. Where the name is not
 * plain (an expansion, a piece of code) as much of it counts as is there.
 */
#include "guard/facts.h"

#include <string.h>

/* The file, and the step that is looked at. */
struct written {
	struct sv file; /* absolute, with "." and ".." taken out */
	struct sv real; /* the same, without links; n is 0: there is none */
	struct sv home; /* the directory that guard runs in */
	const struct earlier *step;
	struct sv dir;  /* that the step runs in; n is 0: not known */
};

static const char *const readers[] = {
	".", "[", "[[", "bat", "cat", "cd", "cksum", "cmp", "column", "comm",
	"cut", "diff", "du", "echo", "egrep", "export", "fgrep", "file",
	"grep", "head", "jq", "less", "ls", "md5sum", "more", "nl", "od",
	"printf", "pushd", "readlink", "realpath", "rg", "sha1sum",
	"sha256sum", "sha512sum", "shasum", "source", "stat", "strings",
	"tail", "test", "wc",
};
/* What these name before the last is where they take it from. */
static const char *const copiers[] = {"cp", "install", "ln", "rsync", "scp"};

/* dir/name with "." and ".." taken out, as they are written. */
static struct sv
put_absolute(struct sv dir, struct sv name, struct buf *b)
{
	struct sv parts[2] = {dir, name};
	size_t from = sv_starts(name, SV("/")) ? 1 : 0;

	b->n = 0;
	for (size_t k = from; k < 2; k++)
		while (parts[k].n) {
			struct sv part = sv_take(parts[k],
			    sv_find(parts[k], 0, '/'));

			parts[k] = sv_skip(parts[k], part.n + 1);
			if (!part.n || sv_eq(part, SV(".")))
				continue;
			if (!sv_eq(part, SV(".."))) {
				buf_c(b, '/');
				buf_sv(b, part);
				continue;
			}
			while (b->n && b->p[b->n - 1] != '/')
				b->n--;
			b->n -= b->n > 0;
		}
	if (!b->n)
		buf_c(b, '/');
	return b->full ? (struct sv){0} : buf_view(b);
}

static bool
is_below(struct sv path, struct sv dir)
{
	if (sv_eq(dir, SV("/")))
		return true;
	return path.n > dir.n && sv_starts(path, dir) && path.p[dir.n] == '/';
}

/* The file itself, or a directory above it that the step may put another in the
 * place of: not the one that it runs in. */
static bool
is_path(const struct written *w, struct sv path, bool many)
{
	if (!path.n)
		return false;
	if (glob_match(path, w->file) || (w->real.n &&
	    glob_match(path, w->real)))
		return true;
	return many && !sv_eq(w->dir, path) && !is_below(w->dir, path) &&
	    (is_below(w->file, path) || is_below(w->real, path));
}

static bool
is_name_byte(char c)
{
	return byte_is_word(c) || c == '-' || c == '.';
}

/* A piece of code, or of a word that the shell makes whole: the file's name
 * stands in it. */
static bool
mentions(const struct written *w, struct sv text)
{
	struct sv name = sv_basename(w->file);

	for (size_t i = 0; i + name.n <= text.n; i++) {
		struct sv rest = sv_skip(text, i);

		if (sv_starts(rest, name) &&
		    (!i || !is_name_byte(text.p[i - 1])) &&
		    (rest.n == name.n || !is_name_byte(rest.p[name.n])))
			return true;
	}
	return false;
}

static bool
is_plain(struct sv text)
{
	static const char code[] = " \t\n'\"();|&<>$`";

	for (const char *c = code; *c; c++)
		if (sv_find(text, 0, *c) < text.n)
			return false;
	return true;
}

/* "--output=FILE", "of=FILE", "-oFILE": what may be the name of a file. */
static struct sv
named_by(struct sv word)
{
	size_t equals = sv_find(word, 0, '=');

	if (equals < word.n)
		return sv_skip(word, equals + 1);
	return sv_starts(word, SV("-")) ? sv_skip(word, 2) : word;
}

/* "/.kube/config" of "~": whose home it is does not matter. */
static bool
is_in_home(const struct written *w, struct sv path)
{
	if (sv_ends(w->file, path))
		return true;
	for (size_t i = 0; w->step->many && i < w->file.n; i++)
		if (is_below(sv_skip(w->file, i), path))
			return true;
	return false;
}

/* What stands behind a substitution, whose commands are steps themselves. */
static struct sv
behind_substitution(const struct word *word)
{
	struct sv text = word->text;
	size_t at = text.n;

	if (!(word->flags & WORD_DYNAMIC))
		return text;
	while (at > 0 && text.p[at - 1] != ')' && text.p[at - 1] != '`')
		at--;
	return sv_skip(text, at);
}

static bool
word_names(const struct written *w, const struct word *word)
{
	const struct sv home = SV("$HOME/");
	struct sv name = named_by(behind_substitution(word));
	char memory[OS_PATH_MAX];
	struct buf b;

	if (!name.n)
		return false;
	/* What is fetched takes the name that it has there. */
	if (sv_contains(name, SV("://")))
		name = sv_basename(name);
	if (sv_starts(name, SV("~/")))
		return is_in_home(w, sv_skip(name, 1));
	if (sv_starts(name, home))
		return is_in_home(w, sv_skip(name, home.n - 1));
	/* Of a glob the shell's "*" is as good as its own. */
	if (!is_plain(name))
		return mentions(w, name);
	if (!w->dir.n && !sv_starts(name, SV("/")))
		return mentions(w, name);
	buf_init(&b, memory, sizeof(memory));
	return is_path(w, put_absolute(w->dir, name, &b), w->step->many);
}

/* from/NAME of a copy into the directory to. */
static bool
lands_on(const struct written *w, struct sv to, struct sv from)
{
	char memory[OS_PATH_MAX], second[OS_PATH_MAX];
	struct sv name = sv_basename(from), dir;
	struct buf b, c;

	buf_init(&b, memory, sizeof(memory));
	buf_init(&c, second, sizeof(second));
	dir = put_absolute(w->dir, to, &b);
	return dir.n && name.n && is_path(w, put_absolute(dir, name, &c), true);
}

/* The directory that -t names, else the last word. */
static const struct word *
destination(const struct earlier *s)
{
	for (size_t i = 1; i + 1 < s->n_words; i++)
		if (sv_eq(s->words[i].text, SV("-t")) ||
		    sv_eq(s->words[i].text, SV("--target-directory")))
			return &s->words[i + 1];
	return &s->words[s->n_words - 1];
}

static bool
copy_lands(const struct written *w)
{
	const struct earlier *s = w->step;
	const struct word *to = destination(s);

	/* Anywhere. */
	if (to->flags & (WORD_DYNAMIC | WORD_SPLITS) &&
	    !sv_find(to->text, 0, '$'))
		return sv_find(to->text, 0, '/') == to->text.n ||
		    mentions(w, to->text);
	for (size_t i = 1; i < s->n_words; i++)
		if (&s->words[i] != to &&
		    lands_on(w, to->text, s->words[i].text))
			return true;
	return false;
}

static bool
words_write(const struct written *w)
{
	const struct earlier *s = w->step;
	struct sv tool = sv_basename(s->words[0].text);
	bool copies = sv_is_any(tool, copiers, ARRAY_LEN(copiers));

	if (sv_is_any(tool, readers, ARRAY_LEN(readers)))
		return false;
	if (s->n_words > 2 && (copies || sv_eq(tool, SV("mv"))) &&
	    copy_lands(w))
		return true;
	for (size_t i = 1; i < s->n_words; i++)
		if ((!copies || &s->words[i] == destination(s)) &&
		    word_names(w, &s->words[i]))
			return true;
	return false;
}

/* The nearest directory from here up that is a work tree, else this one. */
static struct sv
work_tree(struct sv dir)
{
	struct os_status st;
	struct os_path git;

	for (struct sv at = dir; at.n > 1;) {
		if (!os_resolve(at, SV(".git"), &git) &&
		    !os_status(git.p, &st) && st.kind != OS_NOTHING)
			return at;
		while (at.n > 1 && at.p[at.n - 1] != '/')
			at.n--;
		at.n -= at.n > 1;
	}
	return dir;
}

/* "./GLOB" below the step's directory, "^/GLOB" in its work tree; any other
 * wherever it is. */
static bool
glob_writes(const struct written *w)
{
	struct sv glob = w->step->writes;
	struct sv dir = w->dir;

	if (!sv_starts(glob, SV("./")) && !sv_starts(glob, SV("^/")))
		return glob_match(glob, w->file) || glob_match(glob, w->real);
	if (!dir.n)
		return true;
	if (sv_starts(glob, SV("^")))
		dir = work_tree(dir);
	glob = sv_skip(glob, 2);
	return (is_below(w->file, dir) &&
	        glob_match(glob, sv_skip(w->file, dir.n + 1))) ||
	    (is_below(w->real, dir) &&
	        glob_match(glob, sv_skip(w->real, dir.n + 1)));
}

static bool
step_writes(struct written *w, const struct earlier *s)
{
	bool certain = !(s->cwd.flags & (WORD_DYNAMIC | WORD_SPLITS));
	char memory[OS_PATH_MAX];
	struct buf b;

	w->step = s;
	buf_init(&b, memory, sizeof(memory));
	w->dir = certain ? put_absolute(w->home, s->cwd.text, &b)
	    : (struct sv){0};
	return s->writes.n ? glob_writes(w) : words_write(w);
}

bool
facts_file_written(const struct facts *f, const struct earlier *steps,
    struct sv dir, struct sv name)
{
	struct written w = {.home = f->cwd};
	char memory[OS_PATH_MAX];
	struct os_path real;
	struct buf b;

	if (!steps)
		return false;
	buf_init(&b, memory, sizeof(memory));
	w.file = put_absolute(dir, name, &b);
	if (!w.file.n)
		return true;
	if (!os_resolve(dir, name, &real))
		w.real = (struct sv){real.p, real.n};
	for (const struct earlier *s = steps; s; s = s->before)
		if (!s->whole && step_writes(&w, s))
			return true;
	return false;
}

/* What never writes a file, beside those that only read. Of a directory git
 * takes no notice. */
static bool
is_idle(struct sv tool)
{
	static const char *const idle[] = {
		":", "basename", "clear", "command", "date", "dirname",
		"exit", "false", "hostname", "id", "kill", "mkdir", "popd",
		"ps", "pwd", "read", "rmdir", "seq", "set", "sleep", "tr",
		"true", "type", "uname", "unset", "wait", "which", "whoami",
	};

	return sv_is_any(tool, readers, ARRAY_LEN(readers)) ||
	    sv_is_any(tool, idle, ARRAY_LEN(idle));
}

/* Whether a word may name something in the tree below root. */
static bool
leads_below(const struct written *w, struct sv word, struct sv root)
{
	char memory[OS_PATH_MAX];
	struct sv name = named_by(word), path;
	struct buf b;

	if (!name.n)
		return false;
	if (!is_plain(name) || sv_starts(name, SV("~")))
		return true;
	buf_init(&b, memory, sizeof(memory));
	path = put_absolute(w->dir, name, &b);
	return !path.n || sv_eq(path, root) || is_below(path, root) ||
	    is_below(root, path);
}

bool
facts_tree_written(const struct facts *f, const struct earlier *s,
    struct sv root)
{
	static const char *const named[] = {
		">", "chmod", "cp", "ln", "mv", "rm", "tee", "touch",
	};
	char memory[OS_PATH_MAX];
	struct written w = {0};
	struct sv tool;
	struct buf b;

	/* A whole one says all of it, too. */
	if (s->writes.n || !s->n_words)
		return false;
	tool = sv_basename(s->words[0].text);
	if (is_idle(tool))
		return false;
	if (s->cwd.flags & (WORD_DYNAMIC | WORD_SPLITS))
		return true;
	buf_init(&b, memory, sizeof(memory));
	w.dir = put_absolute(f->cwd, s->cwd.text, &b);
	/* Any other may write around it. */
	if (!sv_is_any(tool, named, ARRAY_LEN(named)) &&
	    (!w.dir.n || sv_eq(w.dir, root) || is_below(w.dir, root)))
		return true;
	for (size_t i = 1; i < s->n_words; i++)
		if (leads_below(&w, s->words[i].text, root))
			return true;
	return false;
}
