/* SPDX-License-Identifier: ISC */
/*
 * Options, variables and files, in the order that the rule file gives.
 */
#include "facts/source.h"

#include <string.h>

#include "facts/literal.h"
#include "facts/option_files.h"
#include "facts/variable.h"

/* The bytes of one file; copied into the arena at once. */
static char contents[SOURCE_FILE_MAX];

static enum err
load_pairs(struct sources *s)
{
	struct image *img = s->facts->context->image;
	const struct image_tool *tool;
	struct record r;
	enum err e;

	if (!img || !s->inv->tool_offset)
		return OK;
	if ((e = image_record(img, s->inv->tool_offset, RECORD_TOOL,
	         sizeof(*tool), &r)))
		return e;
	tool = (const void *)r.p;
	if ((e = image_strings_count(img, tool->target, RECORD_STRINGS,
	         &s->n_pairs)) || !s->n_pairs)
		return e;
	if (s->n_pairs % 2)
		return ERR_CORRUPT;
	if (!(s->pairs = ARENA_NEW(s->arena, s->n_pairs, struct sv)))
		return ERR_LIMIT;
	for (uint32_t i = 0; i < s->n_pairs && !e; i++)
		e = image_strings_get(img, tool->target, RECORD_STRINGS, i,
		    &s->pairs[i]);
	return e;
}

static enum err
find_directory(struct sources *s)
{
	const struct word *cwd = &s->inv->cwd;
	struct os_path dir;
	struct sv kept;

	s->files = FILES_UNSURE;
	if (s->inv->elsewhere || (cwd->flags & (WORD_DYNAMIC | WORD_SPLITS)))
		return OK;
	if (!s->facts->cwd.n) {
		s->files = FILES_NONE;
		return OK;
	}
	if (os_resolve(s->facts->cwd, cwd->text.n ? cwd->text : SV("."), &dir))
		return OK;
	kept = arena_dup(s->arena, (struct sv){dir.p, dir.n});
	if (!kept.p)
		return ERR_LIMIT;
	s->cwd = kept;
	s->files = FILES_HERE;
	return OK;
}

enum err
sources_init(struct sources *s, struct facts *facts,
    const struct invocation *inv)
{
	enum err e;

	memset(s, 0, sizeof(*s));
	s->facts = facts;
	s->inv = inv;
	s->arena = facts->context->arena;
	if ((e = load_pairs(s)))
		return e;
	return find_directory(s);
}

bool
sources_has(const struct sources *s, struct sv key)
{
	for (uint32_t i = 0; i < s->n_pairs; i += 2)
		if (sv_starts(s->pairs[i], key))
			return true;
	return false;
}

bool
sources_reads(const struct sources *s, struct sv reader)
{
	for (uint32_t i = 0; i < s->n_pairs; i += 2)
		if (sv_eq(s->pairs[i], SV("reads")) &&
		    sv_eq(s->pairs[i + 1], reader))
			return true;
	return false;
}

bool
sources_lists(const struct sources *s, struct sv key, struct sv value)
{
	for (uint32_t i = 0; i < s->n_pairs; i += 2)
		if (sv_eq(s->pairs[i], key) &&
		    glob_match(s->pairs[i + 1], value))
			return true;
	return false;
}

static enum err
read_file(struct sources *s, struct sv name, struct sv *out)
{
	struct sv dir = s->cwd;
	struct finding home;
	struct os_path path;
	size_t n = 0;
	enum err e;

	if (s->files != FILES_HERE)
		return s->files == FILES_NONE ? ERR_NOT_FOUND : ERR_ENGINE;
	if (sv_starts(name, SV("~/"))) {
		sources_environment(s, SV("HOME"), &home);
		if (home.state != FACT_KNOWN)
			return ERR_NOT_FOUND;
		dir = home.text;
		name = sv_skip(name, 2);
	}
	if (facts_file_written(s->facts, s->inv->steps, dir, name))
		return ERR_ACCESS;
	if ((e = os_resolve(dir, name, &path)) ||
	    (e = os_read_file(path.p, contents, sizeof(contents), &n)))
		return e;
	*out = arena_dup(s->arena, (struct sv){contents, n});
	return out->p ? OK : ERR_LIMIT;
}

enum err
sources_file(struct sources *s, struct sv name, struct sv *out_text)
{
	struct source_file *file;

	for (uint32_t i = 0; i < s->n_read; i++)
		if (sv_eq(s->read[i].name, name)) {
			*out_text = s->read[i].text;
			return s->read[i].error;
		}
	if (s->n_read == SOURCE_MAX_FILES)
		return ERR_LIMIT;
	file = &s->read[s->n_read++];
	*file = (struct source_file){.name = name};
	file->error = read_file(s, name, &file->text);
	*out_text = file->text;
	return file->error;
}

struct sv
sources_line(struct sources *s, struct sv name, uint32_t line)
{
	char memory[512];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, name);
	if (line) {
		buf_c(&b, ':');
		buf_u64(&b, line);
	}
	return arena_dup(s->arena, buf_view(&b));
}

/* Of a long option one dash is as good as two. */
static bool
same_option(struct sv a, struct sv b)
{
	if (a.n > 3 && sv_starts(a, SV("--")))
		a = sv_skip(a, 1);
	if (b.n > 3 && sv_starts(b, SV("--")))
		b = sv_skip(b, 1);
	return sv_eq(a, b);
}

static void
from_word(const struct word *word, struct sv source, struct finding *out)
{
	bool certain = !(word->flags & (WORD_DYNAMIC | WORD_SPLITS));

	*out = (struct finding){certain ? FACT_KNOWN : FACT_UNKNOWN,
		certain ? word->text : (struct sv){0}, source};
}

void
sources_option(const struct sources *s, struct sv name, struct finding *out)
{
	const struct invocation *inv = s->inv;

	*out = (struct finding){.state = FACT_ABSENT};
	for (uint32_t i = inv->n_options; i-- > 0;) {
		const struct option_use *o = &inv->options[i];

		if (!same_option(o->name, name) || o->off)
			continue;
		from_word(&o->value, sources_line(
		    &(struct sources){.arena = s->arena}, o->name, 0), out);
		return;
	}
}

/* A part that was learnt from an option says so. */
static enum err
from_option(struct sources *s, struct sv name, struct finding *out)
{
	char memory[128];
	struct buf b;

	sources_option(s, name, out);
	if (out->state == FACT_ABSENT)
		return OK;
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "option ");
	buf_sv(&b, out->source);
	out->source = arena_dup(s->arena, buf_view(&b));
	return out->source.p ? OK : ERR_LIMIT;
}

static void
from_operand(const struct sources *s, struct sv name, struct finding *out)
{
	const struct invocation *inv = s->inv;

	*out = (struct finding){.state = FACT_ABSENT};
	for (uint32_t i = 0; i < inv->n_operands; i++)
		if (sv_eq(inv->operands[i].name, name)) {
			from_word(&inv->operands[i].word, name, out);
			return;
		}
}

static enum err
from_value(struct sources *s, struct sv file, const struct literal *v,
    struct finding *out)
{
	struct sv source = sources_line(s, file, v->line);
	enum err e;

	if (!source.p)
		return ERR_LIMIT;
	*out = (struct finding){FACT_UNKNOWN, {0}, source};
	if (v->kind == LITERAL_NONE)
		*out = (struct finding){.state = FACT_ABSENT};
	if (v->kind == LITERAL_TEXT)
		*out = (struct finding){FACT_KNOWN, v->text, source};
	if (v->kind != LITERAL_VARIABLE)
		return OK;
	if ((e = sources_variable(s, v->text, out)))
		return e;
	if (out->state == FACT_ABSENT && v->has_fallback)
		*out = (struct finding){FACT_KNOWN, v->fallback, source};
	/* It is named there: that it is nowhere does not make it nothing. */
	if (out->state == FACT_ABSENT)
		*out = (struct finding){FACT_UNKNOWN, {0}, source};
	return OK;
}

/* dotenv.config({path: "…"}) in the file says which file is read. */
static void
note_loads(struct sources *s, struct sv text)
{
	struct literal path;

	if (!sv_contains(text, SV("dotenv")) &&
	    !sv_contains(text, SV("load_dotenv")))
		return;
	literal_code(text, SV("path"), &path);
	if (path.kind == LITERAL_TEXT)
		s->loads = path.text;
	else if (path.kind != LITERAL_NONE)
		s->loads = SV("?");
}

static bool
is_ini(struct sv file)
{
	static const char *const ends[] = {
		".ini", ".cnf", ".conf", ".cfg", ".properties", ".toml",
		"config", "credentials",
	};

	if (sv_contains(file, SV("/configurations/config_")))
		return true;

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (sv_ends(file, sv_from(ends[i])))
			return true;
	return false;
}

static bool
is_yaml(struct sv file)
{
	return sv_ends(file, SV(".yml")) || sv_ends(file, SV(".yaml"));
}

/* Its kind: the file's own name says it, else that of the file which stands in
 * the rule ("{AWS_CONFIG_FILE:~/.aws/config}"). */
static struct sv
kind_of(struct sv file, struct sv named)
{
	size_t colon = sv_find(named, 0, ':');

	if (colon == named.n || is_ini(file) || is_yaml(file) ||
	    sv_ends(file, SV(".json")))
		return file;
	named = sv_skip(named, colon + 1);
	return sv_take(named, named.n - sv_ends(named, SV("}")));
}

/* What the file says, by the kind that its name has. */
static void
read_literal(struct sources *s, struct sv file, struct sv text,
    const struct literal_path *at, struct literal *out)
{
	if (sv_eq(at->key, SV("*"))) {
		*out = (struct literal){.kind = LITERAL_TEXT,
		    .text = sv_trim(text)};
		if (!out->text.n)
			out->kind = LITERAL_NONE;
	} else if (is_yaml(file)) {
		literal_yaml(text, at->section, at->key, out);
	} else if (sv_ends(file, SV(".json")) && at->section.n) {
		literal_json(s->arena, text, at, out);
	} else if (is_ini(file)) {
		literal_ini(text, at->section, at->key, out);
	} else if (at->section.n) {
		literal_block(text, at->section, at->key, out);
	} else {
		note_loads(s, text);
		literal_code(text, at->key, out);
	}
}

/* "FILE KEY", "FILE [SECTION] KEY" */
static enum err
from_file(struct sources *s, struct sv source, struct finding *out)
{
	struct sv named = sv_take(source, sv_find(source, 0, ' '));
	struct sv file = named, text;
	struct literal_path at = {.key = sv_trim(sv_skip(source, file.n + 1)),
	    .directory = s->cwd};
	struct literal value;
	bool unsure = false;
	enum err e;

	if (sv_starts(at.key, SV("["))) {
		at.section = sv_skip(sv_take(at.key,
		    sv_find(at.key, 0, ']')), 1);
		at.key = sv_trim(sv_skip(at.key, at.section.n + 2));
	}
	*out = (struct finding){.state = FACT_ABSENT};
	if (!sources_fill(s, file, &file, &unsure) || (at.section.n &&
	    !sources_fill(s, at.section, &at.section, &unsure))) {
		out->state = unsure ? FACT_UNKNOWN : FACT_ABSENT;
		return OK;
	}
	e = sources_file(s, file, &text);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e) {
		*out = (struct finding){FACT_UNKNOWN, {0}, file};
		return OK;
	}
	read_literal(s, kind_of(file, named), text, &at, &value);
	return from_value(s, file, &value, out);
}

/* A source without "?" at its end. */
static enum err
find_plain(struct sources *s, struct sv source, struct finding *out)
{
	if (source.p[0] == '-')
		return from_option(s, source, out);
	if (source.p[0] == '<') {
		from_operand(s, sv_skip(sv_take(source, source.n - 1), 1),
		    out);
		return OK;
	}
	if (sv_starts(source, SV("(mysql) ")))
		return option_files_find(s, sv_skip(source, 8), out);
	if (sv_find(source, 0, ' ') < source.n)
		return from_file(s, source, out);
	return sources_variable(s, source, out);
}

/* "NAME_*?": there is a variable that begins so. */
static void
find_beginning(const struct sources *s, struct sv name, struct finding *out)
{
	const struct invocation *inv = s->inv;

	for (uint32_t i = 0; i < inv->n_env; i++)
		if (sv_starts(inv->env[i].name, name) &&
		    inv->env[i].value.text.n)
			*out = (struct finding){FACT_UNKNOWN, {0},
				inv->env[i].name};
}

static enum err
find_one(struct sources *s, struct sv source, struct finding *out)
{
	bool spoils = sv_ends(source, SV("?")), perhaps;
	enum err e;

	*out = (struct finding){.state = FACT_ABSENT};
	if (source.p[0] == '=') {
		*out = (struct finding){FACT_KNOWN, sv_skip(source, 1),
			SV("default")};
		return OK;
	}
	if (sv_ends(source, SV("_*?"))) {
		find_beginning(s, sv_take(source, source.n - 2), out);
		return OK;
	}
	perhaps = sv_ends(source, SV("~"));
	source.n -= spoils || perhaps || sv_ends(source, SV("!"));
	if ((e = find_plain(s, source, out)))
		return e;
	/* Whether it is set over there at all nobody can say. */
	if (perhaps && s->inv->elsewhere && out->state == FACT_UNKNOWN)
		out->state = FACT_ABSENT;
	if (spoils && out->state == FACT_KNOWN)
		*out = (struct finding){FACT_UNKNOWN, {0}, out->source};
	return OK;
}

/* What is perhaps not heeded, and what counts then. */
static void
join_perhaps(const struct finding *perhaps, struct finding *out)
{
	if (perhaps->state == FACT_ABSENT)
		return;
	if (out->state == FACT_ABSENT || (out->state == FACT_KNOWN &&
	    perhaps->state == FACT_KNOWN &&
	    sv_eq(out->text, perhaps->text)))
		*out = *perhaps;
	else
		*out = (struct finding){FACT_UNKNOWN, {0}, perhaps->source};
}

enum err
sources_find(struct sources *s, struct sv key, struct finding *out)
{
	struct finding perhaps = {.state = FACT_ABSENT};
	enum err e;

	*out = perhaps;
	for (uint32_t i = 0; i < s->n_pairs; i += 2) {
		struct sv source = s->pairs[i + 1];

		if (!sv_eq(s->pairs[i], key) || !source.n)
			continue;
		/* What the tool would take without anything says nothing
		 * against what is set. */
		if (source.p[0] == '=' && perhaps.state != FACT_ABSENT)
			break;
		if ((e = find_one(s, source, out)))
			return e;
		if (out->state == FACT_ABSENT)
			continue;
		if (sv_ends(source, SV("!")) && source.p[0] != '=') {
			*out = (struct finding){.state = FACT_ABSENT};
			break;
		}
		if (!sv_ends(source, SV("~")) || source.p[0] == '=')
			break;
		if (perhaps.state == FACT_ABSENT)
			perhaps = *out;
		else
			join_perhaps(out, &perhaps);
		*out = (struct finding){.state = FACT_ABSENT};
	}
	join_perhaps(&perhaps, out);
	return OK;
}

enum err
sources_perhaps(struct sources *s, struct sv key, struct finding *out)
{
	*out = (struct finding){.state = FACT_ABSENT};
	for (uint32_t i = 0; i < s->n_pairs; i += 2)
		if (sv_eq(s->pairs[i], key))
			return sv_ends(s->pairs[i + 1], SV("~"))
			    ? find_one(s, s->pairs[i + 1], out) : OK;
	return OK;
}
