/* SPDX-License-Identifier: ISC */
/*
 * Takes secrets out of an argument. Errs to the side of hiding: where the end
 * of a secret is not certain, everything behind it goes. The whole argument is
 * looked at before a byte of it is kept, so that a limit of the output never
 * leaves half a secret that no longer looks like one.
 */
#include "guard/audit.h"

#include "audit/secret.h"

#define SHORTEST_SHAPE 15u /* no token by shape is shorter */
#define LONE_USER_MAX 19u  /* longer "user" parts of a URL are tokens */
#define NESTED_MAX 64u     /* secrets inside of secrets */
#define UNKNOWN SIZE_MAX

/* An argument on its way out. */
struct scan {
	struct sv text;
	struct buf *out;
	size_t done;     /* kept or redacted up to here */
	bool shell;      /* text that a shell will read */
	size_t blank;    /* index of the first blank, or UNKNOWN */
	unsigned nested; /* secrets that began inside of another */
	size_t run_end;  /* end of the last run without blanks looked at */
	size_t run_at;   /* its last '@' */
};

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* Letters, digits, '-', '.' and '_'. */
static bool
is_name(char c)
{
	static const struct secret_set set = {
		{0, 0x03ff6000, 0x87fffffe, 0x07fffffe}};

	return secret_set_has(&set, c);
}

/* What fits of s: unlike buf_sv, which keeps all or nothing. */
static void
keep(struct buf *out, struct sv s)
{
	size_t room = out->full ? 0 : out->cap - out->n;

	buf_sv(out, sv_take(s, room));
	if (s.n > room)
		out->full = true;
}

/*
 * Hides [from, to). What was hidden is still searched, because a secret that
 * begins in it may end behind it. That could be done again and again, so past
 * a number of times nobody needs, all the rest is hidden.
 */
static void
hide(struct scan *s, size_t from, size_t to)
{
	if (from < s->done) {
		if (++s->nested > NESTED_MAX)
			to = s->text.n;
		if (to > s->done)
			s->done = to;
		return;
	}
	keep(s->out, (struct sv){s->text.p + s->done, from - s->done});
	keep(s->out, SV("[redacted]"));
	s->done = to;
}

/* The start of a text is as good as a blank. */
static char
byte_before(struct sv text, size_t i)
{
	if (i == 0)
		return ' ';
	return text.p[i - 1];
}

/* Index of the next blank. */
static size_t
find_blank(struct sv text, size_t i)
{
	while (i < text.n && !byte_is_space(text.p[i]))
		i++;
	return i;
}

/* Index of the next quote that is not escaped, or the end. */
static size_t
find_quote(struct sv text, size_t i, char quote)
{
	while (i < text.n && text.p[i] != quote)
		i += text.p[i] == '\\' ? 2 : 1;
	return i < text.n ? i : text.n;
}

/* The end of a word as the shell reads it; an open quote goes to the end. */
static size_t
shell_word_end(struct sv text, size_t i)
{
	while (i < text.n && !byte_is_space(text.p[i])) {
		if (is_quote(text.p[i]))
			i = find_quote(text, i + 1, text.p[i]);
		else if (text.p[i] == '\\')
			i++;
		i++;
	}
	return i < text.n ? i : text.n;
}

/* A name and what stands between it and its value. */
struct key {
	size_t begin;
	size_t value;
	char separator; /* '=' ':' or ' ' */
	bool closed;    /* the name's own quote ended before the separator */
	bool phrase;    /* no separator but a quoted value: SQL */
	bool escaped;   /* the value's quotes are escaped: JSON in a string */
	char quote;     /* that stands before the value, as in JSON, or NUL */
};

static size_t
skip_blanks(struct sv text, size_t i)
{
	while (i < text.n && byte_is_space(text.p[i]))
		i++;
	return i;
}

/* Steps over the quote that the value begins with. */
static void
read_open_quote(struct sv text, struct key *key)
{
	size_t i = key->value;

	key->escaped = i + 1 < text.n && text.p[i] == '\\' &&
	    is_quote(text.p[i + 1]);
	i += key->escaped;
	if (i == text.n || !is_quote(text.p[i]))
		return;
	key->quote = text.p[i];
	key->value = i + 1;
}

/*
 * Whether the name in [begin, end) is followed by a separator. A colon
 * counts only as headers, JSON and YAML have it: "secret:rotate" is the name
 * of a script, and "token: x" is not.
 */
static bool
read_separator(struct sv text, size_t end, struct key *key)
{
	struct sv name = {text.p + key->begin, end - key->begin};
	size_t i = end;
	bool spaced;

	while (i < text.n && i < end + 3 &&
	    (is_quote(text.p[i]) || text.p[i] == ']' || text.p[i] == '\\')) {
		key->closed = key->closed || is_quote(text.p[i]);
		i++;
	}
	spaced = i < text.n && byte_is_space(text.p[i]);
	i = skip_blanks(text, i);
	if (i == text.n)
		return false;
	if (text.p[i] != '=' && text.p[i] != ':') {
		/* "--password x", and SQL's PASSWORD 'x' and PASSWORD('x'). */
		key->separator = ' ';
		key->value = i + (text.p[i] == '(');
		key->phrase = key->value < text.n &&
		    is_quote(text.p[key->value]);
		return !key->closed &&
		    (key->phrase || (spaced && name.p[0] == '-'));
	}
	key->separator = text.p[i++];
	if (key->separator == ':' && !key->closed && i < text.n &&
	    !byte_is_space(text.p[i]) && !secret_is_header(name))
		return false;
	if (spaced || key->closed || key->separator == ':')
		i = skip_blanks(text, i);
	key->value = i;
	if (key->closed || key->separator == ':')
		read_open_quote(text, key);
	return true;
}

static size_t
first_blank(struct scan *s)
{
	if (s->blank == UNKNOWN)
		s->blank = find_blank(s->text, 0);
	return s->blank;
}

/* Where the value of key ends, at the latest. */
static size_t
value_end(struct scan *s, const struct key *key)
{
	struct sv text = s->text;
	size_t i = key->value;
	char before = byte_before(text, key->begin);

	if (key->quote != '\0' && key->escaped) {
		i = sv_find(text, i, key->quote);
		return i < text.n ? i - 1 : i; /* its backslash stays */
	}
	if (key->quote != '\0')
		return find_quote(text, i, key->quote);
	if (is_quote(before) && !key->closed)
		return find_quote(text, i, before);
	if (key->separator == ':' || key->closed)
		return sv_find(text, i, '\n');
	if (key->separator == '=' && !s->shell &&
	    (before == ';' || key->begin < first_blank(s)))
		return text.n;
	return shell_word_end(text, i);
}

/* Hides the value of the name that begins at i; returns where it begins, or 0
 * if the name is no secret's. */
static size_t
hide_value(struct scan *s, size_t i)
{
	struct key key = {.begin = i};
	size_t end = i, to;
	struct sv name;

	while (end < s->text.n && is_name(s->text.p[end]))
		end++;
	name = (struct sv){s->text.p + i, end - i};
	if (!read_separator(s->text, end, &key))
		return 0;
	if (!secret_is_name(name) && !(key.phrase && secret_is_phrase(name)))
		return 0;
	to = value_end(s, &key);
	if (to <= key.value)
		return 0;
	hide(s, key.value, to);
	return key.value;
}

/* The last '@' of the run without blanks that holds i, or i. */
static size_t
last_at_sign(struct scan *s, size_t i)
{
	if (i >= s->run_end) {
		s->run_at = i;
		s->run_end = find_blank(s->text, i);
		for (size_t k = i; k < s->run_end; k++) {
			if (s->text.p[k] == '@')
				s->run_at = k;
		}
	}
	return s->run_at > i ? s->run_at : i;
}

static bool
is_port(struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return true;
}

/*
 * The '@' that ends the user part of the URL whose authority begins at from,
 * or from. People write passwords with '/', '?' and '#' unescaped: if what
 * stands behind the colon is no port, the last '@' in sight is taken.
 */
static size_t
user_end(struct scan *s, size_t from)
{
	struct sv text = s->text;
	size_t at = from, colon = 0, i;

	for (i = from; i < text.n && !byte_is_space(text.p[i]); i++) {
		char c = text.p[i];

		if (c == '/' || c == '?' || c == '#')
			break;
		if (c == '@')
			at = i;
		if (c == ':' && colon == 0)
			colon = i + 1;
	}
	if (at > from || colon == 0 || i == text.n ||
	    byte_is_space(text.p[i]) ||
	    is_port((struct sv){text.p + colon, i - colon}))
		return at;
	return last_at_sign(s, from);
}

/* Hides the password of the URL whose authority begins at from. */
static void
hide_url(struct scan *s, size_t from)
{
	size_t at = user_end(s, from);
	struct sv user = {s->text.p + from, at - from};
	size_t colon = sv_find(user, 0, ':');

	if (colon + 1 < user.n)
		hide(s, from + colon + 1, at);
	else if (colon == user.n && user.n > LONE_USER_MAX)
		hide(s, from, at);
}

/* Hides the secret that begins at i, if one does. Returns where to go on. */
static size_t
step(struct scan *s, size_t i)
{
	struct sv rest = {s->text.p + i, s->text.n - i};
	char before = byte_before(s->text, i);
	size_t skip, n;

	if (rest.p[0] == ':' && sv_starts(rest, SV("://"))) {
		hide_url(s, i + 3);
		return i + 3;
	}
	if (secret_set_has(&secret_alnum, before))
		return i + 1;
	if (rest.n >= SHORTEST_SHAPE) {
		n = secret_shape(rest, &skip);
		if (n > 0) {
			hide(s, i + skip, i + skip + n);
			return i + skip + 1;
		}
	}
	if (!is_name(rest.p[0]) || is_name(before))
		return i + 1;
	n = hide_value(s, i);
	return n > 0 ? n : i + 1;
}

/* "-c" and clusters that end in it, as shells take them; but not "-exec". */
static bool
is_shell_option(struct sv s)
{
	return s.n >= 2 && s.n <= 4 && s.p[0] == '-' && s.p[1] != '-' &&
	    s.p[s.n - 1] == 'c';
}

static void
scan(struct scan *s)
{
	size_t i = 0;

	while (i < s->text.n && s->done < s->text.n && !s->out->full)
		i = step(s, i);
	keep(s->out, sv_skip(s->text, s->done));
}

/* "-u name:password", of curl and others. */
static bool
is_login(struct sv option)
{
	return sv_eq(option, SV("-u")) || sv_eq(option, SV("--user")) ||
	    sv_eq(option, SV("--proxy-user"));
}

/*
 * Whether arg is made of names, '/' and '=' only and holds no secret. Most
 * arguments are like that, and this is on the way to every allow; the scan
 * comes to the same result in four times as long.
 */
static bool
is_harmless(struct sv arg)
{
	size_t begin = 0, skip;

	for (size_t i = 0; i < arg.n; i++) {
		char c = arg.p[i];

		if (arg.n - i >= SHORTEST_SHAPE &&
		    !secret_set_has(&secret_alnum, byte_before(arg, i)) &&
		    secret_shape(sv_skip(arg, i), &skip) > 0)
			return false;
		if (is_name(c))
			continue;
		if (c != '/' && c != '=')
			return false;
		if (c == '=' &&
		    secret_is_name((struct sv){arg.p + begin, i - begin}))
			return false;
		begin = i + 1;
	}
	return true;
}

void
audit_redact(struct sv arg, struct sv previous, struct buf *out)
{
	struct scan s = {.text = arg, .out = out, .blank = UNKNOWN};
	size_t colon;

	if (arg.n > 0 && secret_is_option(previous)) {
		keep(out, SV("[redacted]"));
		return;
	}
	if (is_harmless(arg)) {
		keep(out, arg);
		return;
	}
	colon = sv_find(arg, 0, ':');
	if (colon + 1 < arg.n && is_login(previous)) {
		hide(&s, colon + 1, arg.n);
		return;
	}
	s.shell = is_shell_option(previous);
	scan(&s);
}
