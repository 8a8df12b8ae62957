/* SPDX-License-Identifier: ISC */
/*
 * Line by line: "contexts:", items that begin with "- ", keys below.
 */
#include "facts/kubeconfig.h"

struct kube_line {
	struct sv key;
	struct sv value;
	size_t indent;
	bool dash; /* begins an item */
};

static struct sv
scalar(struct sv s)
{
	s = sv_trim(s);
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') &&
	    s.p[s.n - 1] == s.p[0])
		s = sv_skip(sv_take(s, s.n - 1), 1);
	if (s.n && sv_find(SV("{[&*!|>\"'"), 0, s.p[0]) < 9)
		return (struct sv){0};
	return s;
}

/* Takes a line off the text; comments and blank lines have no key. */
static struct kube_line
take_line(struct sv *text)
{
	struct sv whole = sv_take(*text, sv_find(*text, 0, '\n'));
	struct kube_line l = {.indent = 0};
	size_t colon;

	*text = sv_skip(*text, whole.n + 1);
	while (l.indent < whole.n && whole.p[l.indent] == ' ')
		l.indent++;
	whole = sv_skip(whole, l.indent);
	if (sv_starts(whole, SV("- "))) {
		l.dash = true;
		whole = sv_skip(whole, 2);
	}
	colon = sv_find(whole, 0, ':');
	if (sv_starts(whole, SV("#")) || colon == whole.n)
		return l;
	l.key = sv_trim(sv_take(whole, colon));
	l.value = scalar(sv_skip(whole, colon + 1));
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

/* Whether the line says that an item, whose dash stands at indent, has this
 * name: its own, not that of something in it. */
static bool
is_named(const struct kube_line *l, size_t indent, struct sv name)
{
	return sv_eq(l->key, SV("name")) && sv_eq(l->value, name) &&
	    (l->dash || l->indent == indent + 2);
}

bool
kubeconfig_item(struct sv text, struct sv list, struct sv name,
    struct sv key, struct sv *out)
{
	struct sv value = {0};
	size_t indent = 0;
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
		}
		if (sv_eq(l.key, key))
			value = l.value;
		named = named || is_named(&l, indent, name);
	}
	if (named)
		*out = value;
	return named;
}

bool
kubeconfig_plain(struct sv text)
{
	return !sv_starts(sv_trim(text), SV("{")) &&
	    !sv_contains(text, SV("\n---\n")) && sv_find(text, 0, '\t') ==
	    text.n && sv_find(text, 0, '\0') == text.n;
}
