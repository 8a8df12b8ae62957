/* SPDX-License-Identifier: ISC */
/*
 * The agents whose configuration is no JSON: codex (TOML) and aider (YAML).
 */
#include <string.h>

#include "agents.h"
#include "toml.h"

#define POLICY "shell_environment_policy"

/* What guard looks for in codex' configuration; end is 0 where it is not. */
struct codex_places {
	struct toml_item login;  /* allow_login_shell */
	struct toml_item table;  /* [shell_environment_policy.set] */
	struct toml_item inline_set; /* set = { … } */
	bool odd; /* the policy is written in another way */
	struct sv names[32];     /* keys of the set */
	size_t n_names;
};

static enum err
look_at_codex(struct arena *arena, struct sv text, struct codex_places *p)
{
	struct toml_scan scan = {.text = text};
	struct toml_item item;
	enum err e;

	memset(p, 0, sizeof(*p));
	while (!(e = toml_next(&scan, &item))) {
		bool top = !scan.table[0];

		if (item.header) {
			if (!strcmp(item.name, POLICY ".set"))
				p->table = item;
		} else if (top && !strcmp(item.name, "allow_login_shell")) {
			p->login = item;
		} else if (!strcmp(scan.table, POLICY) &&
		    !strcmp(item.name, "set")) {
			p->inline_set = item;
		} else if (!strcmp(scan.table, POLICY ".set")) {
			if (p->n_names < ARRAY_LEN(p->names))
				p->names[p->n_names++] =
				    arena_dup(arena, sv_from(item.name));
		} else if (sv_starts(sv_from(item.name), SV(POLICY)) ||
		    sv_starts(sv_from(item.name), SV("set."))) {
			p->odd |= top || !strcmp(scan.table, POLICY);
		}
	}
	return e == ERR_NOT_FOUND ? OK : e;
}

static bool
is_set(const struct codex_places *p, struct sv text, const char *name)
{
	for (size_t i = 0; i < p->n_names; i++)
		if (sv_eq_cstr(p->names[i], name))
			return true;
	return p->inline_set.end && sv_contains(sv_take(sv_skip(text,
	    p->inline_set.value), p->inline_set.end - p->inline_set.value),
	    sv_from(name));
}

/* The variables that are not set there yet, with between behind each. */
static enum err
put_codex_variables(struct setup *s, const struct codex_places *p,
    struct sv text, const char *between, struct buf *b)
{
	for (const struct front_variable *v = front_variables; v->name; v++) {
		struct os_path value;
		enum err e;

		/* codex starts no interactive sh. */
		if (!strcmp(v->name, "ENV") || is_set(p, text, v->name))
			continue;
		if ((e = front_value(&s->front, v, &value)))
			return e;
		buf_str(b, v->name);
		buf_str(b, " = \"");
		buf_str(b, value.p);
		buf_c(b, '"');
		buf_str(b, between);
	}
	return b->full ? ERR_LIMIT : OK;
}

static enum err
plan_codex_environment(struct setup *s, struct edit *edit)
{
	static char memory[8 * OS_PATH_MAX];
	struct codex_places p;
	struct buf b;
	size_t at;
	enum err e;

	if ((e = look_at_codex(s->arena, edit->text, &p)))
		return e;
	buf_init(&b, memory, sizeof(memory));
	if (p.inline_set.end) {
		at = p.inline_set.value + 1;
		buf_c(&b, ' ');
		if ((e = put_codex_variables(s, &p, edit->text, ", ", &b)))
			return e;
		if (sv_trim(sv_take(sv_skip(edit->text, at),
		    p.inline_set.end - 1 - at)).n == 0 && b.n > 2)
			b.n -= 2;
		else if (b.n > 1)
			b.n--;
		return b.n > 1 ? edit_replace(edit, at, 0, buf_view(&b)) : OK;
	}
	if (p.odd) {
		setup_note(s, "Put guard's variables into your "
		    POLICY " by hand (docs/agents.md names them).");
		return OK;
	}
	at = p.table.end ? sv_find(edit->text, p.table.end, '\n')
	                 : edit->text.n;
	if (!p.table.end && at && edit->text.p[at - 1] != '\n')
		buf_c(&b, '\n');
	buf_str(&b, p.table.end ? "\n" : "\n[" POLICY ".set]\n");
	if ((e = put_codex_variables(s, &p, edit->text, "\n", &b)))
		return e;
	if (p.table.end)
		b.n--; /* the line break of the header follows */
	return b.n && (!p.table.end || b.n > 1)
	    ? edit_replace(edit, at, 0, buf_view(&b)) : OK;
}

static enum err
plan_codex_hook(struct setup *s, struct edit *edit)
{
	static const char table[] =
	    "[[hooks.PreToolUse]]\nmatcher = \"Bash\"\n\n"
	    "[[hooks.PreToolUse.hooks]]\ntype = \"command\"\ncommand = \"";
	const char *command = setup_expand(s, "@P/bin/guard hook codex");
	const char *text;

	if (!command)
		return ERR_LIMIT;
	if (sv_contains(edit->text, sv_from(command)))
		return OK;
	text = SETUP_TEXT(s->arena, edit->text.n &&
	    edit->text.p[edit->text.n - 1] != '\n' ? "\n\n" : "\n", table,
	    command, "\"\ntimeout = 10\n");
	return text ? edit_replace(edit, edit->text.n, 0, sv_from(text))
	            : ERR_LIMIT;
}

static enum err
plan_codex_login(struct setup *s, struct edit *edit)
{
	struct codex_places p;
	enum err e = look_at_codex(s->arena, edit->text, &p);

	if (e)
		return e;
	if (!p.login.end)
		return edit_replace(edit, 0, 0, SV("allow_login_shell = false "
		    "# guard: a login shell would set PATH anew\n"));
	if (sv_eq(sv_take(sv_skip(edit->text, p.login.value),
	    p.login.end - p.login.value), SV("false")))
		return OK;
	return edit_replace(edit, p.login.start, p.login.end - p.login.start,
	    SV("allow_login_shell = false"));
}

enum err
agent_plan_codex(struct setup *s, const char *path)
{
	struct edit edit;
	enum err e;

	if ((e = setup_read(s, path, &edit)) ||
	    (e = plan_codex_login(s, &edit)) ||
	    (e = plan_codex_environment(s, &edit)) ||
	    (e = plan_codex_hook(s, &edit)))
		return e;
	return setup_plan_file(s, path, &edit, 0600);
}

/* "set-env:" at the beginning of a line; text.n when there is none. */
static size_t
find_set_env(struct sv text)
{
	const struct sv key = SV("set-env:");
	size_t at = 0;

	while (at < text.n && !sv_starts(sv_skip(text, at), key))
		at = sv_find(text, at, '\n') + 1;
	return at < text.n ? at : text.n;
}

static enum err
put_aider_list(struct setup *s, struct sv text, struct sv indent, struct buf *b)
{
	for (const struct front_variable *v = front_variables; v->name; v++) {
		struct os_path value;
		size_t before;
		enum err e;

		if ((e = front_value(&s->front, v, &value)))
			return e;
		buf_sv(b, indent);
		buf_str(b, "- ");
		before = b->n;
		buf_str(b, v->name);
		buf_c(b, '=');
		buf_str(b, value.p);
		if (!b->full && sv_contains(text, (struct sv){b->p + before,
		    b->n - before})) {
			b->n = before - 2 - indent.n;
			continue;
		}
		buf_c(b, '\n');
	}
	return b->full ? ERR_LIMIT : OK;
}

enum err
agent_plan_aider(struct setup *s, const char *path)
{
	static char memory[8 * OS_PATH_MAX];
	struct sv indent = SV("  ");
	struct edit edit;
	struct buf b;
	size_t at, line;
	enum err e;

	if ((e = setup_read(s, path, &edit)))
		return e;
	buf_init(&b, memory, sizeof(memory));
	at = find_set_env(edit.text);
	if (at < edit.text.n) {
		line = sv_find(edit.text, at, '\n');
		/* A list in brackets, an anchor …: not for us to take apart. */
		if (sv_trim(sv_take(sv_skip(edit.text, at + 8),
		    line - at - 8)).n)
			return ERR_SCHEMA;
		at = line + 1 < edit.text.n ? line + 1 : edit.text.n;
		if (at < edit.text.n)
			indent = edit_line_indent(edit.text, at);
		if (line == edit.text.n)
			buf_c(&b, '\n');
	} else {
		if (at && edit.text.p[at - 1] != '\n')
			buf_c(&b, '\n');
		buf_str(&b, "set-env:\n");
	}
	if ((e = put_aider_list(s, edit.text, indent, &b)))
		return e;
	if (b.n && (e = edit_replace(&edit, at, 0, buf_view(&b))))
		return e;
	return setup_plan_file(s, path, &edit, 0600);
}
