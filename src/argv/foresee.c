/* SPDX-License-Identifier: ISC */
/*
 * What files and code are about to run. The shims see those commands again
 * when they start, whatever becomes of them on the way; so here only what is
 * plain counts, and only where a rule says ask or deny. It makes the refusal
 * come early and name the whole.
 */
#include <string.h>

#include "argv/unwrap.h"

#define MAX_TEXT   (64u << 10) /* bytes that are read for commands */
#define MAX_INPUTS 32 /* of parallel that are tried */

/* Whether a file was read before; else it is from now on. */
static bool
seen(struct unwrap *u, struct sv path)
{
	for (uint32_t i = 0; i < u->n_files; i++)
		if (sv_eq(u->files[i], path))
			return true;
	if (u->n_files == UNWRAP_MAX_FILES)
		return true;
	u->files[u->n_files++] = path;
	return false;
}

/* ERR_NOT_FOUND also for what is not read. */
static enum err
file_text(struct unwrap *u, const struct word *path, const struct origin *from,
    struct sv *out)
{
	const struct argv_world *world = u->ctx->world;
	struct sv real;
	enum err e;

	if (from->elsewhere || !word_is_certain(path) ||
	    !word_is_certain(&from->cwd) || !world)
		return ERR_NOT_FOUND;
	if (!world->text)
		return ERR_ENGINE;
	if ((e = world->resolve ? world->resolve(world->ctx, from->cwd.text,
	    path->text, &real) : ERR_NOT_FOUND))
		return e == ERR_ENGINE ? e : ERR_NOT_FOUND;
	if (seen(u, real))
		return ERR_NOT_FOUND;
	e = world->text(world->ctx, from->cwd.text, path->text, out);
	return e == OK || e == ERR_ENGINE ? e : ERR_NOT_FOUND;
}

enum err
unwrap_own_input(struct unwrap *u, const struct word *text,
    const struct origin *from)
{
	struct word large = *text;
	bool is_large = text->text.n > MAX_TEXT;
	enum err e;

	if (from->elsewhere) {
		large.flags |= is_large ? WORD_DYNAMIC : 0;
		return unwrap_text_word(u, &large, NULL, from);
	}
	if (is_large || memchr(text->text.p, '\0', text->text.n))
		return OK;
	/* As a script that is given by name. */
	u->foreseeing++;
	e = unwrap_text_word(u, text, NULL, from);
	u->foreseeing--;
	return e;
}

/* What is too large to be read for its commands may mention a tool. */
static enum err
carry_large(struct unwrap *u, const struct invocation *inv,
    struct origin *from)
{
	const struct argv_world *world = u->ctx->world;
	struct sv text;
	enum err e;

	if (!world || !world->file || !word_is_certain(&inv->stdin_word))
		return OK;
	e = world->file(world->ctx, (struct sv){0}, inv->stdin_word.text,
	    &text);
	if (e)
		return e == ERR_ENGINE ? e : OK;
	from->stdin_kind = STDIN_UNKNOWN;
	from->stdin_word = word_of(text);
	from->stdin_word.flags = WORD_DYNAMIC;
	from->stdin_word.known = 0;
	return OK;
}

enum err
unwrap_carry_stdin(struct unwrap *u, const struct invocation *inv,
    struct origin *from)
{
	struct origin here = *from;
	struct sv text = {0};
	enum err e;

	if (!(inv->node_flags & NODE_ELSEWHERE) || inv->elsewhere ||
	    inv->stdin_kind != STDIN_FILE)
		return OK;
	here.elsewhere = false;
	e = file_text(u, &inv->stdin_word, &here, &text);
	if (e == ERR_NOT_FOUND)
		return carry_large(u, inv, from);
	from->stdin_kind = STDIN_TEXT;
	from->stdin_word = word_of(text);
	return e;
}

/* A file without "#!" is the shell's; one with it says whose it is. */
static bool
is_shell_text(struct sv text)
{
	static const char *const shells[] = {
		"sh", "bash", "dash", "zsh", "ksh", "ash",
	};
	struct sv line = sv_trim(sv_take(text, sv_find(text, 0, '\n')));
	size_t start;

	if (memchr(text.p, '\0', text.n))
		return false;
	if (!sv_starts(line, SV("#!")))
		return true;
	for (size_t i = 2; i < line.n; i++) {
		start = i;
		while (i < line.n && line.p[i] != '/' && line.p[i] != ' ')
			i++;
		for (size_t k = 0; k < ARRAY_LEN(shells); k++)
			if (sv_eq_cstr((struct sv){line.p + start, i - start},
			    shells[k]))
				return true;
	}
	return false;
}

static enum err
read_shell_text(struct unwrap *u, struct sv text, const struct start *s,
    const struct origin *from)
{
	struct start params = *s;
	enum err e;

	params.rest = unwrap_words_of(u, &s->text, s);
	params.n_rest = s->n_rest + 1;
	if (!params.rest)
		return ERR_LIMIT;
	u->foreseeing++;
	e = unwrap_text(u, text, &params, from);
	u->foreseeing--;
	return e;
}

enum err
unwrap_shell_file(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	uint32_t unguarded = u->n_unguarded;
	struct sv text = {0};
	enum err e = unwrap_file(u, s, from);

	/* What is a tool is judged as such. */
	if (e || u->n_unguarded == unguarded)
		return e;
	e = file_text(u, &s->text, from, &text);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	if (!text.n || !is_shell_text(text))
		return OK;
	return read_shell_text(u, text, s, from);
}

enum err
unwrap_stdin(struct unwrap *u, const struct invocation *inv,
    struct origin *from)
{
	struct start text = {.kind = RUNS_SHELL_FILE,
	    .text = from->stdin_word};
	bool is_file = from->stdin_kind == STDIN_FILE;
	struct node node;
	enum err e = node_load(u->ctx->image, inv->node, &node);

	if (e || (!(node.h->style & STYLE_SHELL) &&
	    !(inv->node_flags & NODE_REMOTE)))
		return e;
	/* What a shell elsewhere is given no shim there judges. */
	if (from->stdin_kind == STDIN_INHERITED)
		return u->ctx->world && !u->ctx->world->input ? ERR_ENGINE : OK;
	from->stdin_kind = STDIN_UNKNOWN;
	from->stdin_word = (struct word){0};
	if (from->stdin_own)
		return unwrap_own_input(u, &text.text, from);
	return is_file ? unwrap_shell_file(u, &text, from)
	    : unwrap_text_word(u, &text.text, NULL, from);
}

/* By its name: not /usr/bin/uptime, which is a command like any other. */
static bool
is_script_path(struct sv path)
{
	static const char *const ends[] = {
		".sh", ".bash", ".py", ".rb", ".pl", ".js", ".ts", ".php",
	};

	if (sv_starts(path, SV("./")))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (sv_ends(path, sv_from(ends[i])))
			return true;
	return false;
}

enum err
unwrap_unnamed(struct unwrap *u, const struct call *call,
    const struct origin *from)
{
	struct start s = {.text = call->words[0]};
	size_t skip = 1;

	/* What is sourced sets things up. */
	if (sv_eq(s.text.text, SV("source")) || sv_eq(s.text.text, SV("."))) {
		if (call->n < 2)
			return OK;
		s.text = call->words[1];
		skip = 2;
	} else if (is_script_path(s.text.text)) {
		s.kind = RUNS_SHELL_FILE;
	} else if (sv_find(s.text.text, 0, '/') == s.text.text.n) {
		u->n_unguarded++;
		return OK;
	}
	s.rest = call->words + skip;
	s.n_rest = call->n - skip;
	return unwrap_shell_file(u, &s, from);
}

static enum err
read_code_command(struct unwrap *u, const struct code_command *c,
    const struct origin *from)
{
	struct start s = {.kind = RUNS_ARGV};

	if (!c->n_words)
		return unwrap_text(u, c->shell, NULL, from);
	s.text = c->words[0];
	s.rest = c->words + 1;
	s.n_rest = c->n_words - 1;
	return unwrap_named(u, &s, from);
}

/* In one of these words is the name of whatever writes a file. */
static bool
may_write(struct sv code)
{
	return sv_contains(code, SV("open")) || sv_contains(code, SV("rite")) ||
	    sv_contains(code, SV("file_put")) ||
	    sv_contains(code, SV("outputFile")) ||
	    sv_contains(code, SV("outputJson")) ||
	    sv_contains(code, SV("appendFile")) ||
	    sv_contains(code, SV("File.new"));
}

/* No shim sees what code writes; but a file's is the file's own doing. */
static enum err
read_writes(struct unwrap *u, struct sv code, const struct origin *from)
{
	const struct argv_world *world = u->ctx->outside ? u->ctx->outside
	    : u->ctx->world;
	struct code_command *files;
	size_t n;
	enum err e;

	if (!world || u->foreseeing || !may_write(code))
		return OK;
	if (!world->writes)
		return ERR_ENGINE;
	e = world->writes(u->ctx->arena, code, &files, &n);
	for (size_t i = 0; i < n && !e; i++)
		e = read_code_command(u, &files[i], from);
	return e;
}

enum err
unwrap_code(struct unwrap *u, const struct start *s, const struct origin *from)
{
	struct code_command *commands;
	bool mentions;
	size_t n;
	enum err e;

	if ((e = read_writes(u, s->text.text, from)))
		return e;
	e = argv_mentions(u->ctx, s->text.text, &mentions);
	if (e || !mentions)
		return e;
	if (u->ctx->world && !u->ctx->world->text)
		return ERR_ENGINE;
	e = code_read(u->ctx->arena, s->text.text,
	    s->kind == RUNS_JAVASCRIPT, &commands, &n);
	u->foreseeing++;
	for (size_t i = 0; i < n && !e; i++)
		e = read_code_command(u, &commands[i], from);
	u->foreseeing--;
	return e;
}

/* ":::" and its like; "::::" names files of inputs. */
static bool
is_separator(const struct word *w)
{
	return sv_starts(w->text, SV(":::"));
}

/* The command with an input in the place of "{}", or behind it. */
static enum err
read_with_input(struct unwrap *u, const struct start *command,
    const struct word *input, const struct origin *from)
{
	const struct sv mark = SV("{}");
	struct word joined;
	struct buf b;
	size_t at = 0;
	char *p;
	enum err e;

	if ((e = unwrap_joined_words(u, command, &joined)))
		return e;
	while (at < joined.text.n && !sv_starts(sv_skip(joined.text, at), mark))
		at++;
	p = arena_alloc(u->ctx->arena, joined.text.n + input->text.n + 2, 1);
	if (!p)
		return ERR_LIMIT;
	buf_init(&b, p, joined.text.n + input->text.n + 2);
	buf_sv(&b, sv_take(joined.text, at));
	if (at == joined.text.n && at)
		buf_c(&b, ' ');
	buf_sv(&b, input->text);
	buf_sv(&b, sv_skip(joined.text, at + mark.n));
	joined.text = buf_view(&b);
	joined.known = joined.text.n;
	joined.flags |= input->flags;
	return unwrap_text_word(u, &joined, NULL, from);
}

enum err
unwrap_parallel(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	const struct word unknown = {.text = SV("\"$input\""), .known = 8};
	struct start command = *s;
	size_t first = 0, n = 0;
	enum err e = OK;

	if (is_separator(&s->text)) {
		command.text = (struct word){.text = SV("")};
		command.n_rest = 0;
	} else {
		while (first < s->n_rest && !is_separator(&s->rest[first]))
			first++;
		command.n_rest = first;
		first++;
	}
	for (size_t i = first; i < s->n_rest && n < MAX_INPUTS && !e; i++) {
		if (is_separator(&s->rest[i]))
			continue;
		e = read_with_input(u, &command, &s->rest[i], from);
		n++;
	}
	/* They come from standard input, a file, or there are many. */
	if (!e && (!n || n == MAX_INPUTS))
		e = read_with_input(u, &command, &unknown, from);
	return e;
}
