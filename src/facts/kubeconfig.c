/* SPDX-License-Identifier: ISC */
/*
 * Line by line: "contexts:", items that begin with "- ", keys below.
 */
#include "facts/kubeconfig.h"

struct kube_line {
	struct sv key;
	struct sv value;
	size_t indent;
	size_t column; /* of the key */
	bool dash;     /* begins an item */
	bool odd;      /* is not understood */
};

/* Behind a closing quote, or as all there is: a comment. */
static bool
is_comment(struct sv s)
{
	s = sv_trim(s);
	return !s.n || s.p[0] == '#';
}

/* False where it would take more of YAML. */
static bool
take_scalar(struct sv s, struct sv *out)
{
	size_t end;

	s = sv_trim(s);
	*out = (struct sv){0};
	if (is_comment(s))
		return true;
	if (s.p[0] == '"' || s.p[0] == '\'') {
		end = sv_find(s, 1, s.p[0]);
		*out = sv_skip(sv_take(s, end), 1);
		return end < s.n && is_comment(sv_skip(s, end + 1)) &&
		    sv_find(*out, 0, '\\') == out->n;
	}
	end = 0;
	while (end < s.n && !(end && s.p[end] == '#' && s.p[end - 1] == ' '))
		end++;
	s = sv_trim(sv_take(s, end));
	if (sv_eq(s, SV("{}")) || sv_eq(s, SV("[]")))
		return true;
	*out = s;
	return sv_find(SV("{[&*!|>%@`"), 0, s.p[0]) == 10;
}

/* Takes a line off the text; comments and blank lines have no key. */
static struct kube_line
take_line(struct sv *text)
{
	struct sv whole = sv_take(*text, sv_find(*text, 0, '\n'));
	struct kube_line l = {.indent = 0};
	size_t colon = 0;

	*text = sv_skip(*text, whole.n + 1);
	while (l.indent < whole.n && whole.p[l.indent] == ' ')
		l.indent++;
	whole = sv_skip(whole, l.indent);
	l.column = l.indent;
	if (sv_starts(whole, SV("- "))) {
		l.dash = true;
		do {
			whole = sv_skip(whole, 1);
			l.column++;
		} while (sv_starts(whole, SV(" ")));
	}
	if (sv_starts(whole, SV("#")))
		return l;
	while (colon < whole.n && !(whole.p[colon] == ':' &&
	    (colon + 1 == whole.n || whole.p[colon + 1] == ' ' ||
	    whole.p[colon + 1] == '\r')))
		colon++;
	if (colon == whole.n) {
		l.odd = !take_scalar(whole, &l.value);
		l.odd |= sv_eq(whole, SV("-"));
		return l;
	}
	l.key = sv_trim(sv_take(whole, colon));
	l.odd = !take_scalar(sv_skip(whole, colon + 1), &l.value) ||
	    !l.key.n || sv_find(SV("\"'{[?&*!"), 0, l.key.p[0]) < 8;
	return l;
}

struct sv
kubeconfig_top(struct sv text, struct sv key)
{
	while (text.n) {
		struct kube_line l = take_line(&text);

		if (!l.indent && !l.dash && sv_eq(l.key, key))
			return l.value;
	}
	return (struct sv){0};
}

/* Behind the line "LIST:"; n is 0 without it. */
static struct sv
find_list(struct sv text, struct sv list)
{
	while (text.n) {
		struct kube_line l = take_line(&text);

		if (!l.indent && !l.dash && sv_eq(l.key, list))
			return text;
	}
	return (struct sv){0};
}

/* Whether the line says that an item, whose keys stand at column, has this
 * name: its own, not that of something in it. */
static bool
is_named(const struct kube_line *l, size_t column, struct sv name)
{
	return sv_eq(l->key, SV("name")) && sv_eq(l->value, name) &&
	    l->column == column;
}

bool
kubeconfig_item(struct sv text, struct sv list, struct sv name,
    struct sv key, struct sv *out)
{
	struct sv value = {0};
	size_t indent = 0, column = 0;
	bool inside = false, named = false;

	text = find_list(text, list);
	*out = value;
	while (text.n) {
		struct kube_line l = take_line(&text);

		if (!l.key.n)
			continue;
		if (l.dash && !inside)
			indent = l.indent;
		if (!l.indent && !l.dash)
			break;
		if (l.dash && l.indent == indent) {
			if (named)
				break;
			value = (struct sv){0};
			inside = true;
			column = l.column;
		}
		if (sv_eq(l.key, key))
			value = l.value;
		named = named || is_named(&l, column, name);
	}
	if (named)
		*out = value;
	return named;
}

bool
kubeconfig_plain(struct sv text)
{
	if (sv_find(text, 0, '\t') < text.n || sv_find(text, 0, '\0') < text.n)
		return false;
	for (bool first = true; text.n; first = false) {
		bool mark = sv_starts(text, SV("---"));

		/* A second document. */
		if (mark && !first)
			return false;
		if (take_line(&text).odd)
			return false;
	}
	return true;
}
