/* SPDX-License-Identifier: ISC */
/*
 * Variables of the environment and of .env files, and what names them.
 */
#include "facts/variable.h"

#include "facts/dotenv.h"
#include "facts/runner.h"

void
sources_environment(const struct sources *s, struct sv name,
    struct finding *out)
{
	struct word value;
	struct sv source;

	*out = (struct finding){.state = FACT_ABSENT};
	if (!argv_env_source(s->facts->context, s->inv, name, &value,
	        &source)) {
		/* Who knows what is set there. */
		if (s->inv->elsewhere)
			out->state = FACT_UNKNOWN;
		return;
	}
	if (!source.n)
		source = name;
	if (value.flags & (WORD_DYNAMIC | WORD_SPLITS))
		*out = (struct finding){FACT_UNKNOWN, {0}, source};
	else if (value.text.n)
		*out = (struct finding){FACT_KNOWN, value.text, source};
}

/* Another key's finding: "{@aws.profile}". What fails is not known. */
static void
find_other(struct sources *s, struct sv key, struct finding *out)
{
	enum err e = ERR_LIMIT;

	*out = (struct finding){.state = FACT_UNKNOWN};
	if (s->depth < VARIABLE_MAX_DEPTH) {
		s->depth++;
		e = sources_find(s, key, out);
		s->depth--;
	}
	if (e)
		*out = (struct finding){.state = FACT_UNKNOWN};
}

/* "^FILE": the way to the nearest directory, from here up, that has it. */
static bool
put_way_up(const struct sources *s, struct sv file, struct buf *b)
{
	struct sv dir = s->cwd;

	while (dir.n) {
		struct os_status st;
		struct os_path path;

		if (!os_resolve(dir, file, &path) &&
		    !os_status(path.p, &st) && st.kind == OS_FILE)
			return true;
		if (dir.n == 1)
			break;
		buf_str(b, "../");
		while (dir.n > 1 && dir.p[dir.n - 1] != '/')
			dir.n--;
		dir.n -= dir.n > 1;
	}
	return false;
}

/* "=test": the command, or one of its kind ("test:models"). */
static struct finding
find_command(const struct invocation *inv, struct sv name)
{
	struct sv first = inv->n_path ? inv->path[0] : (struct sv){0};

	if (!sv_eq(sv_take(first, sv_find(first, 0, ':')), name))
		return (struct finding){.state = FACT_ABSENT};
	return (struct finding){FACT_KNOWN, name, SV("command")};
}

/* The first of "A|--b|@c|=d" that there is. */
static struct finding
find_named(struct sources *s, struct sv names)
{
	struct finding found = {.state = FACT_ABSENT};

	while (names.n && found.state == FACT_ABSENT) {
		struct sv name = sv_take(names, sv_find(names, 0, '|'));

		names = sv_skip(names, name.n + 1);
		if (sv_starts(name, SV("-")))
			sources_option(s, name, &found);
		else if (sv_starts(name, SV("=")))
			found = find_command(s->inv, sv_skip(name, 1));
		else if (sv_starts(name, SV("@")))
			find_other(s, sv_skip(name, 1), &found);
		else
			sources_environment(s, name, &found);
	}
	return found;
}

/* One "{…}": "A", "--a", "A|B", "A:default"; "/A": its dots are slashes;
 * "A/": the directory of the file that it names. */
static bool
fill_one(struct sources *s, struct sv place, struct buf *b, bool *out_unsure)
{
	size_t colon = sv_find(place, 0, ':');
	struct sv names = sv_take(place, colon), text;
	bool slashes = sv_starts(names, SV("/"));
	bool parent = sv_ends(names, SV("/"));
	struct finding found;

	if (sv_starts(place, SV("^")))
		return put_way_up(s, sv_skip(place, 1), b);
	if (sv_starts(place, SV("!")))
		return find_command(s->inv, sv_skip(place, 1)).state !=
		    FACT_KNOWN;
	names = sv_skip(sv_take(names, names.n - parent), slashes);
	found = find_named(s, names);
	/* Elsewhere the file would not be read anyway. */
	if (found.state == FACT_UNKNOWN && !s->inv->elsewhere)
		*out_unsure = true;
	if (found.state == FACT_UNKNOWN && *out_unsure)
		return false;
	if (found.state != FACT_KNOWN && colon == place.n)
		return false;
	text = found.state == FACT_KNOWN ? found.text
	    : sv_skip(place, colon + 1);
	while (parent && text.n && text.p[text.n - 1] != '/')
		text.n--;
	for (size_t i = 0; i < text.n; i++)
		buf_c(b, slashes && text.p[i] == '.' ? '/' : text.p[i]);
	return true;
}

bool
sources_fill(struct sources *s, struct sv name, struct sv *out,
    bool *out_unsure)
{
	char memory[OS_PATH_MAX];
	struct buf b;

	if (sv_find(name, 0, '{') == name.n) {
		*out = name;
		return true;
	}
	buf_init(&b, memory, sizeof(memory));
	while (name.n) {
		size_t open = sv_find(name, 0, '{');
		size_t close = sv_find(name, open, '}');

		buf_sv(&b, sv_take(name, open));
		if (close < name.n && !fill_one(s, sv_skip(sv_take(name,
		        close), open + 1), &b, out_unsure))
			return false;
		name = sv_skip(name, close + 1);
	}
	*out = arena_dup(s->arena, buf_view(&b));
	*out_unsure |= b.full || !out->p;
	return !b.full && out->p;
}

/* The variable's name behind a "$", and what of the text it takes. */
static struct sv
take_name(struct sv text, size_t *out_n, struct sv *out_default)
{
	size_t n = 0, end;
	struct sv inner;

	*out_default = (struct sv){0};
	if (sv_starts(text, SV("{"))) {
		end = sv_find(text, 0, '}');
		*out_n = end + 1;
		inner = sv_skip(sv_take(text, end), 1);
		while (n < inner.n && byte_is_word(inner.p[n]))
			n++;
		if (sv_starts(sv_skip(inner, n), SV(":-")))
			*out_default = sv_skip(inner, n + 2);
		else if (n < inner.n || end == text.n)
			n = 0;
		return sv_take(inner, n);
	}
	while (n < text.n && byte_is_word(text.p[n]))
		n++;
	*out_n = n;
	return sv_take(text, n);
}

static enum err
expand_one(struct sources *s, struct sv *text, struct buf *b, bool *out_sure)
{
	struct finding found = {.state = FACT_UNKNOWN};
	struct sv name, fallback;
	size_t n = 0;
	enum err e;

	*text = sv_skip(*text, 1);
	name = take_name(*text, &n, &fallback);
	if (name.n && (e = sources_variable(s, name, &found)))
		return e;
	*text = sv_skip(*text, n);
	if (found.state == FACT_ABSENT && fallback.p)
		found = (struct finding){FACT_KNOWN, fallback, {0}};
	*out_sure &= found.state == FACT_KNOWN;
	buf_sv(b, found.text);
	return OK;
}

enum err
variable_expand(struct sources *s, struct sv text, struct finding *out)
{
	char memory[4096];
	bool sure = true;
	struct buf b;
	enum err e = OK;

	if (sv_find(text, 0, '$') == text.n) {
		out->text = text;
		return OK;
	}
	buf_init(&b, memory, sizeof(memory));
	if (++s->depth > VARIABLE_MAX_DEPTH)
		sure = false;
	while (text.n && sure && !e) {
		size_t dollar = sv_find(text, 0, '$');

		buf_sv(&b, sv_take(text, dollar));
		text = sv_skip(text, dollar);
		if (text.n)
			e = expand_one(s, &text, &b, &sure);
	}
	s->depth--;
	out->text = (struct sv){0};
	if (e || !sure || b.full) {
		out->state = FACT_UNKNOWN;
		return e;
	}
	out->text = arena_dup(s->arena, buf_view(&b));
	return out->text.p ? OK : ERR_LIMIT;
}

/* One .env file. */
static enum err
from_dotenv(struct sources *s, struct sv file, struct sv name,
    struct finding *out, bool *out_there)
{
	struct dotenv_value value;
	struct sv text;
	enum err e = sources_file(s, file, &text);

	*out_there = e != ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e) {
		*out = (struct finding){FACT_UNKNOWN, {0}, file};
		return OK;
	}
	dotenv_find(text, name, &value);
	if (!value.found)
		return OK;
	*out = (struct finding){value.unsure ? FACT_UNKNOWN : FACT_KNOWN,
		value.text, sources_line(s, file, value.line)};
	if (!out->source.p)
		return ERR_LIMIT;
	if (!value.text.n && !value.unsure)
		out->state = FACT_ABSENT;
	if (value.unsure || value.literal)
		return OK;
	return variable_expand(s, value.text, out);
}

static enum err
from_listed(struct sources *s, struct sv name, struct finding *out)
{
	bool there, unsure;
	struct sv file;
	enum err e = OK;

	for (uint32_t i = 0; i < s->n_pairs && !e; i += 2) {
		bool only = sv_ends(s->pairs[i + 1], SV("!"));

		if (!sv_eq(s->pairs[i], SV("dotenv")))
			continue;
		file = sv_take(s->pairs[i + 1], s->pairs[i + 1].n - only);
		unsure = false;
		if (!sources_fill(s, file, &file, &unsure)) {
			if (!unsure)
				continue;
			*out = (struct finding){.state = FACT_UNKNOWN};
			return OK;
		}
		e = from_dotenv(s, file, name, out, &there);
		if (out->state != FACT_ABSENT || (there && only))
			break;
	}
	return e;
}

/* Whether the file that the configuration loads wins over those that the tool
 * loads differs by version and option: where both speak they must agree. */
static enum err
from_loaded(struct sources *s, struct sv name, struct finding *out)
{
	struct finding other = {.state = FACT_ABSENT};
	bool there;
	enum err e;

	if (sv_eq(s->loads, SV("?"))) {
		out->state = FACT_UNKNOWN;
		return OK;
	}
	if ((e = from_dotenv(s, s->loads, name, &other, &there)))
		return e;
	if (out->state == FACT_ABSENT || other.state == FACT_UNKNOWN)
		*out = other;
	else if (other.state == FACT_KNOWN && !sv_eq(other.text, out->text))
		out->state = FACT_UNKNOWN;
	return OK;
}

/* What the configuration of a runner of tests sets: the first file of these
 * that is one. */
static enum err
from_runner(struct sources *s, struct sv name, struct finding *out,
    struct runner_value *v)
{
	struct sv file = {0}, text = {0};
	enum err e = ERR_NOT_FOUND;

	*v = (struct runner_value){.state = RUNNER_NOTHING};
	for (uint32_t i = 0; i < s->n_pairs && e == ERR_NOT_FOUND; i += 2) {
		bool unsure = false;

		if (!sv_eq(s->pairs[i], SV("variables")))
			continue;
		if (!sources_fill(s, s->pairs[i + 1], &file, &unsure)) {
			/* Which file it is cannot be told: the way it is named
			 * stands for it. */
			file = s->pairs[i + 1];
			e = unsure ? ERR_ACCESS : ERR_NOT_FOUND;
			continue;
		}
		e = sources_file(s, file, &text);
		if (!e && !runner_takes(file, text))
			e = ERR_NOT_FOUND;
	}
	*out = (struct finding){.state = FACT_ABSENT};
	if (e == ERR_NOT_FOUND)
		return OK;
	v->state = RUNNER_UNSURE;
	v->over = OVER_SOME;
	if (!e)
		runner_find(file, text, name, v);
	if (v->state == RUNNER_NOTHING)
		return OK;
	*out = (struct finding){v->state == RUNNER_SETS ? FACT_KNOWN
	    : FACT_UNKNOWN, v->text, sources_line(s, file, v->line)};
	if (out->state == FACT_KNOWN && !v->text.n)
		out->state = FACT_ABSENT;
	return out->source.p ? OK : ERR_LIMIT;
}

/* The environment, and what a runner sets in it. */
static enum err
from_environment(struct sources *s, struct sv name, struct finding *out)
{
	struct runner_value v;
	struct finding set;
	enum err e;

	sources_environment(s, name, out);
	if (!sources_has(s, SV("variables")))
		return OK;
	if ((e = from_runner(s, name, &set, &v)) ||
	    v.state == RUNNER_NOTHING)
		return e;
	if (out->state == FACT_ABSENT || v.over == OVER_ALL)
		*out = set;
	else if (v.over == OVER_SOME && !(set.state == FACT_KNOWN &&
	    out->state == FACT_KNOWN && sv_eq(set.text, out->text)))
		*out = (struct finding){FACT_UNKNOWN, {0}, set.source};
	return OK;
}

enum err
sources_variable(struct sources *s, struct sv name, struct finding *out)
{
	enum err e;

	if ((e = from_environment(s, name, out)) ||
	    out->state != FACT_ABSENT)
		return e;
	if ((e = from_listed(s, name, out)) || !s->loads.n)
		return e;
	return from_loaded(s, name, out);
}
