/* SPDX-License-Identifier: ISC */
/*
 * Agents' calls: what is read of them, and that anything else is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/hook.h"

static unsigned char memory[1 << 20];

static struct hook_call
read_as(const char *agent, struct sv text)
{
	const struct hook_agent *a = hook_find(sv_from(agent));
	struct hook_call call;
	struct arena arena;

	assert_non_null(a);
	arena_init(&arena, memory, sizeof(memory));
	hook_read(a, text, &arena, &call);
	return call;
}

static void
assert_text(struct sv s, const char *text)
{
	assert_true(sv_eq_cstr(s, text));
}

static void
every_agent_is_found_by_its_name(void **state)
{
	const struct hook_agent *a;
	size_t n = 0;

	(void)state;
	while ((a = hook_at(n)))
		assert_ptr_equal(hook_find(sv_from(hook_at(n++)->name)), a);
	assert_int_equal(n, 7);
	assert_null(hook_find(SV("claude")));
	assert_null(hook_find(SV("")));
}

static void
zeroed_memory_is_no_pass(void **state)
{
	struct hook_call call = {0};

	(void)state;
	assert_int_equal(call.kind, HOOK_WRONG);
}

#define COMMAND(json) "{\"tool_name\":\"Bash\",\"tool_input\":{\"command\":" \
	json "}}"

static void
escapes_say_what_they_say(void **state)
{
	static const struct {
		const char *json, *text;
	} rows[] = {
		{"\"\"", ""},
		{"\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d"},
		{"\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t"},
		{"\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac"},
		{"\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80"},
		{"\"\\ud83d\"", "\xef\xbf\xbd"},
		{"\"\\ude00\\ud83dx\"", "\xef\xbf\xbd\xef\xbf\xbdx"},
		{"\"\\ud83d\\u0041\"", "\xef\xbf\xbd" "A"},
		{"\"\xc3\xa9\"", "\xc3\xa9"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[256];
		struct hook_call call;
		struct buf b;

		buf_init(&b, text, sizeof(text));
		buf_str(&b, "{\"tool_name\":\"Bash\",\"tool_input\":"
		    "{\"command\":");
		buf_str(&b, rows[i].json);
		buf_str(&b, "}}");
		call = read_as("claude-code", buf_view(&b));
		assert_int_equal(call.kind, HOOK_SHELL);
		assert_text(call.text, rows[i].text);
	}
}

static void
anything_else_is_wrong(void **state)
{
	static const char *const texts[] = {
		"", " ", "{", "}", "{}", "[]", "null", "1", "\"x\"", "{]",
		"{\"a\":}", "{\"a\"}", "{a:1}", "{\"a\":1,}", "{,}", "{} x",
		"{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}",
		"{\"a\":1e}", "{\"a\":tru}", "{\"a\":nul}", "{\"a\":'x'}",
		"{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u12\"}",
		"{\"a\":\"\n\"}", "{\"a\":\"\t\"}", "{\"a\":\"x}", "{\"a\":[1,]}",
		"{\"a\":[1 2]}", "{\"a\" 1}", "\xef\xbb\xbf{}", "/* */{}",
		"{\"a\":\"\xc3\"}", "{\"a\":\"\xed\xa0\x80\"}",
		COMMAND("[]"), COMMAND("[1]"), COMMAND("[\"ls\",null]"),
		COMMAND("{}"), COMMAND("true"), COMMAND("\"\\u0000\""),
		"{\"tool_name\":\"Bash\",\"tool_input\":\"x\"}",
		"{\"tool_name\":\"Bash\",\"tool_input\":null}",
		"{\"tool_name\":null,\"tool_input\":{\"command\":\"ls\"}}",
		"{\"tool_name\":\"\",\"tool_input\":{\"command\":\"ls\"}}",
		"{\"tool_name\":\"Read\",\"tool_name\":\"Bash\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct hook_call call =
		    read_as("claude-code", sv_from(texts[i]));

		if (call.kind != HOOK_WRONG || !call.fault)
			fail_msg("taken: %s", texts[i]);
	}
}

static void
nesting_has_a_limit(void **state)
{
	char text[512];

	(void)state;
	for (size_t depth = 60; depth < 70; depth++) {
		struct hook_call call;
		struct buf b;

		buf_init(&b, text, sizeof(text));
		buf_str(&b, "{\"tool_name\":\"Read\",\"x\":");
		for (size_t i = 1; i < depth; i++)
			buf_c(&b, '[');
		for (size_t i = 1; i < depth; i++)
			buf_c(&b, ']');
		buf_c(&b, '}');
		call = read_as("claude-code", buf_view(&b));
		assert_int_equal(call.kind,
		    depth <= 64 ? HOOK_OTHER : HOOK_WRONG);
	}
}

static void
a_full_arena_is_wrong(void **state)
{
	const struct hook_agent *a = hook_find(SV("claude-code"));
	struct hook_call call;
	struct arena arena;

	(void)state;
	for (size_t size = 0; size < 32; size++) {
		arena_init(&arena, memory, size);
		hook_read(a, SV(COMMAND("\"terraform destroy of it all\"")),
		    &arena, &call);
		assert_int_equal(call.kind, HOOK_WRONG);
	}
}

static void
each_agent_says_it_in_its_way(void **state)
{
	static const struct {
		const char *agent, *text, *command, *cwd, *dir;
	} rows[] = {
		{"copilot", "{\"toolName\":\"bash\",\"toolArgs\":"
		    "\"{\\\"command\\\":\\\"ls\\\"}\",\"cwd\":\"/w\"}",
		    "ls", "/w", ""},
		{"copilot", "{\"tool_name\":\"bash\",\"tool_input\":"
		    "{\"command\":\"ls\"}}", "ls", "", ""},
		{"gemini", "{\"tool_name\":\"run_shell_command\",\"cwd\":\"/w\","
		    "\"tool_input\":{\"dir_path\":\"d\",\"command\":\"ls\"}}",
		    "ls", "/w", "d"},
		{"cursor", "{\"command\":\"ls\",\"cwd\":\"/w\"}", "ls", "/w", ""},
		{"cursor", "{\"tool_name\":\"Shell\",\"tool_input\":"
		    "{\"command\":\"ls\",\"working_directory\":\"/d\"}}",
		    "ls", "", "/d"},
		{"opencode", "{\"tool\":\"bash\",\"args\":{\"command\":\"ls\","
		    "\"workdir\":null}}", "ls", "", ""},
		{"goose", "{\"tool_name\":\"developer__shell\",\"tool_input\":"
		    "{\"command\":\"ls\"},\"working_dir\":\"/w\"}", "ls", "/w", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct hook_call call =
		    read_as(rows[i].agent, sv_from(rows[i].text));

		assert_int_equal(call.kind, HOOK_SHELL);
		assert_text(call.text, rows[i].command);
		assert_text(call.cwd, rows[i].cwd);
		assert_text(call.dir, rows[i].dir);
	}
}

static void
words_are_an_argv(void **state)
{
	struct hook_call call = read_as("codex",
	    SV(COMMAND(" [ \"bash\" , \"-lc\",\"a b\"] ")));

	(void)state;
	assert_int_equal(call.kind, HOOK_SHELL);
	assert_int_equal(call.n_words, 3);
	assert_text(call.words[0].text, "bash");
	assert_text(call.words[2].text, "a b");
	assert_int_equal(call.words[2].known, 3);
	assert_int_equal(call.words[2].flags, 0);
}

static void
the_longest_reason_fits(void **state)
{
	static char reason[HOOK_TEXT_MAX], answer[HOOK_ANSWER_MAX];
	const struct hook_agent *a;

	(void)state;
	memset(reason, '\1', sizeof(reason));
	for (size_t i = 0; (a = hook_at(i)); i++) {
		struct buf b;

		buf_init(&b, answer, sizeof(answer));
		hook_deny(a, (struct sv){reason, sizeof(reason)}, &b);
		assert_false(b.full);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_agent_is_found_by_its_name),
		cmocka_unit_test(zeroed_memory_is_no_pass),
		cmocka_unit_test(escapes_say_what_they_say),
		cmocka_unit_test(anything_else_is_wrong),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(a_full_arena_is_wrong),
		cmocka_unit_test(each_agent_says_it_in_its_way),
		cmocka_unit_test(words_are_an_argv),
		cmocka_unit_test(the_longest_reason_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
