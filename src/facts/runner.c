/* SPDX-License-Identifier: ISC */
/*
 * phpunit.xml: <php><env name="A" value="b" force="true"/></php>, as PHPUnit's
 * manual has it: <env> leaves alone what is set unless it is forced, and
 * <server> is seen by code that looks there. pytest-env: "env" of pytest's own
 * section, a line "A=b" each, with "D:" in front for what is not set, or a
 * table of pyproject.toml.
 */
#include "facts/runner.h"

static uint32_t
line_of(struct sv text, const char *at)
{
	uint32_t line = 1;

	for (const char *p = text.p; p < at; p++)
		line += *p == '\n';
	return line;
}

/* A second one that says another thing makes it unsure. */
static void
found(struct runner_value *out, const struct runner_value *v)
{
	if (out->state == RUNNER_NOTHING)
		*out = *v;
	else if (v->state != RUNNER_SETS || !sv_eq(out->text, v->text) ||
	    out->over != v->over)
		out->state = RUNNER_UNSURE;
}

static size_t
find_text(struct sv in, size_t from, struct sv what)
{
	while (from + what.n <= in.n && !sv_starts(sv_skip(in, from), what))
		from++;
	return from + what.n <= in.n ? from : in.n;
}

/* ---- XML ---- */

/* NAME="value" of an element; n is 0 without it. */
static struct sv
attribute(struct sv element, struct sv name)
{
	for (size_t i = 1; i < element.n; i++) {
		struct sv rest = sv_skip(element, i);
		char quote = rest.p[0];

		/* Not within another's value. */
		if (quote == '"' || quote == '\'') {
			i = sv_find(element, i + 1, quote);
			continue;
		}
		if (!byte_is_space(element.p[i - 1]) || !sv_starts(rest, name))
			continue;
		rest = sv_trim(sv_skip(rest, name.n));
		if (!sv_starts(rest, SV("=")))
			continue;
		rest = sv_trim(sv_skip(rest, 1));
		if (rest.n < 2 || (rest.p[0] != '"' && rest.p[0] != '\''))
			continue;
		i = sv_find(rest, 1, rest.p[0]);
		return i < rest.n ? sv_skip(sv_take(rest, i), 1)
		                  : (struct sv){0};
	}
	return (struct sv){0};
}

/* From "<" to the ">" that is in no value. */
static struct sv
element_at(struct sv text, size_t at)
{
	size_t end = at;

	while (end < text.n && text.p[end] != '>')
		end = text.p[end] == '"' || text.p[end] == '\''
		    ? sv_find(text, end + 1, text.p[end]) + 1 : end + 1;
	return sv_skip(sv_take(text, end), at);
}

static void
read_element(struct sv text, struct sv element, struct sv name,
    struct runner_value *out)
{
	bool server = sv_starts(element, SV("<server"));
	struct runner_value v = {.state = RUNNER_SETS,
		.line = line_of(text, element.p)};

	if (!server && !sv_starts(element, SV("<env")))
		return;
	if (!byte_is_space(sv_skip(element, server ? 7 : 4).n
	        ? element.p[server ? 7 : 4] : '.') ||
	    !sv_eq(attribute(element, SV("name")), name))
		return;
	v.text = attribute(element, SV("value"));
	if (sv_find(v.text, 0, '&') < v.text.n)
		v.state = RUNNER_UNSURE;
	if (server || sv_eq(attribute(element, SV("force")), SV("true")))
		v.over = OVER_SOME;
	/* In both it is seen wherever the code looks. */
	if (out->state == RUNNER_SETS && sv_eq(out->text, v.text)) {
		out->over = v.over == out->over ? v.over : OVER_SOME;
		return;
	}
	found(out, &v);
}

static void
find_xml(struct sv text, struct sv name, struct runner_value *out)
{
	size_t at = 0;

	while ((at = sv_find(text, at, '<')) < text.n) {
		struct sv element;

		if (sv_starts(sv_skip(text, at), SV("<!--"))) {
			at = find_text(text, at + 4, SV("-->"));
			continue;
		}
		element = element_at(text, at);
		read_element(text, element, name, out);
		at += element.n ? element.n : 1;
	}
}

/* ---- pytest-env ---- */

/* "D:R:A=b": takes the marks off. */
static void
read_setting(struct sv text, struct sv s, struct sv name,
    struct runner_value *out)
{
	struct runner_value v = {.state = RUNNER_SETS, .over = OVER_ALL};
	bool raw = false;
	size_t equals;

	s = sv_unquoted(sv_trim(s));
	while (s.n > 2 && s.p[1] == ':') {
		if (s.p[0] == 'D' || s.p[0] == 'd')
			v.over = OVER_NOTHING;
		else if (s.p[0] == 'R' || s.p[0] == 'r')
			raw = true;
		else
			v.state = RUNNER_UNSURE;
		s = sv_skip(s, 2);
	}
	equals = sv_find(s, 0, '=');
	if (equals == s.n || !sv_eq(sv_trim(sv_take(s, equals)), name))
		return;
	v.text = sv_unquoted(sv_trim(sv_skip(s, equals + 1)));
	v.line = line_of(text, s.p);
	if (!raw && sv_find(v.text, 0, '{') < v.text.n)
		v.state = RUNNER_UNSURE;
	found(out, &v);
}

/* The section's own text, to the next one; n is 0 without it. */
static struct sv
section_of(struct sv text, struct sv section)
{
	size_t at = 0, end;

	while (at < text.n) {
		struct sv line = sv_trim(sv_take(sv_skip(text, at),
		    sv_find(sv_skip(text, at), 0, '\n')));

		at = sv_find(text, at, '\n') + 1;
		if (!sv_starts(line, SV("[")) ||
		    !sv_eq(sv_trim(sv_skip(sv_take(line,
		        sv_find(line, 0, ']')), 1)), section))
			continue;
		at = at < text.n ? at : text.n;
		for (end = at; end < text.n && text.p[end] != '[';)
			end = sv_find(text, end, '\n') + 1;
		return sv_skip(sv_take(text, end < text.n ? end : text.n),
		    at);
	}
	return (struct sv){0};
}

/* "env =" and the lines below it that stand further in. */
static void
find_ini(struct sv text, struct sv body, struct sv name,
    struct runner_value *out)
{
	bool here = false;

	while (body.n) {
		struct sv line = sv_take(body, sv_find(body, 0, '\n'));
		struct sv trimmed = sv_trim(line);
		size_t equals = sv_find(line, 0, '=');

		body = sv_skip(body, line.n + 1);
		if (!trimmed.n || trimmed.p[0] == '#' || trimmed.p[0] == ';')
			continue;
		if (!byte_is_space(line.p[0])) {
			here = sv_eq(sv_trim(sv_take(line, equals)),
			    SV("env"));
			trimmed = sv_trim(sv_skip(line, equals + 1));
		}
		if (here)
			read_setting(text, trimmed, name, out);
	}
}

/* Every string of env = ["A=b", …]. */
static void
find_list(struct sv text, struct sv body, struct sv name,
    struct runner_value *out)
{
	size_t at = 0, end;

	while (at < body.n) {
		struct sv line = sv_take(sv_skip(body, at),
		    sv_find(sv_skip(body, at), 0, '\n'));

		if (sv_eq(sv_trim(sv_take(line, sv_find(line, 0, '='))),
		        SV("env")))
			break;
		at += line.n + 1;
	}
	if (at >= body.n)
		return;
	while (at < body.n && body.p[at] != ']') {
		char c = body.p[at];

		if (c == '#')
			at = sv_find(body, at, '\n');
		if (c != '"' && c != '\'') {
			at++;
			continue;
		}
		end = sv_find(body, at + 1, c);
		read_setting(text, sv_skip(sv_take(body, end), at + 1), name,
		    out);
		at = end + 1;
	}
}

/* A = "b" or A = {value = "b", skip_if_set = true}. */
static void
find_table(struct sv text, struct sv body, struct sv name,
    struct runner_value *out)
{
	while (body.n) {
		struct sv line = sv_take(body, sv_find(body, 0, '\n'));
		size_t equals = sv_find(line, 0, '=');
		struct sv value = sv_trim(sv_skip(line, equals + 1));
		struct runner_value v = {.state = RUNNER_SETS,
			.over = OVER_ALL, .text = sv_unquoted(value)};

		body = sv_skip(body, line.n + 1);
		if (equals == line.n || !sv_eq(sv_unquoted(sv_trim(sv_take(
		        line, equals))), name))
			continue;
		v.line = line_of(text, line.p);
		if (v.text.n + 2 != value.n)
			v.state = RUNNER_UNSURE;
		found(out, &v);
	}
}

static bool
is_toml(struct sv file)
{
	return sv_ends(file, SV(".toml"));
}

static struct sv
own_section(struct sv file)
{
	if (is_toml(file))
		return SV("tool.pytest.ini_options");
	return sv_ends(file, SV("setup.cfg")) ? SV("tool:pytest")
	                                      : SV("pytest");
}

static bool
is_xml(struct sv file)
{
	return sv_ends(file, SV(".xml")) || sv_ends(file, SV(".dist"));
}

bool
runner_takes(struct sv file, struct sv text)
{
	return is_xml(file) || sv_ends(file, SV("pytest.ini")) ||
	    section_of(text, own_section(file)).n ||
	    (is_toml(file) && section_of(text, SV("tool.pytest_env")).n);
}

void
runner_find(struct sv file, struct sv text, struct sv name,
    struct runner_value *out)
{
	struct sv body;

	*out = (struct runner_value){.state = RUNNER_NOTHING};
	if (is_xml(file)) {
		find_xml(text, name, out);
		return;
	}
	body = section_of(text, own_section(file));
	if (!is_toml(file)) {
		find_ini(text, body, name, out);
		return;
	}
	find_table(text, section_of(text, SV("tool.pytest_env")), name, out);
	if (out->state == RUNNER_NOTHING)
		find_list(text, body, name, out);
}
