/* SPDX-License-Identifier: ISC */
/*
 * base: views, arenas, text and UTF-8, with the emphasis on their limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/base.h"

#define assert_sv(view, text) check_view((view), SV(text))

static const struct sv null_view = {NULL, 0};

static void
check_view(struct sv got, struct sv want)
{
	assert_int_equal(got.n, want.n);
	assert_memory_equal(got.p, want.p, want.n);
}

static void
every_error_has_a_text(void **state)
{
	(void)state;
#define X(name, text) assert_string_equal(err_text(name), text);
	ERR_LIST(X)
#undef X
	assert_string_equal(err_text((enum err)9999), "unknown error");
}

static void
compares_views(void **state)
{
	(void)state;
	assert_true(sv_eq(SV("ab"), SV("ab")));
	assert_false(sv_eq(SV("ab"), SV("ac")));
	assert_false(sv_eq(SV("ab"), SV("abc")));
	assert_true(sv_eq(null_view, SV("")));
	assert_true(sv_eq(SV("a\0b"), SV("a\0b")));
	assert_true(sv_eq_cstr(SV("ab"), "ab"));
	assert_false(sv_eq_cstr(SV("ab"), "abc"));
	assert_false(sv_eq_cstr(SV("abc"), "ab"));
	assert_false(sv_eq_cstr(SV("a\0"), "a"));
	assert_true(sv_eq_cstr(null_view, ""));
	assert_false(sv_eq_cstr(null_view, NULL));
	assert_true(sv_cmp(SV("a"), SV("b")) < 0);
	assert_true(sv_cmp(SV("b"), SV("a")) > 0);
	assert_true(sv_cmp(SV("a"), SV("ab")) < 0);
	assert_true(sv_cmp(SV("ab"), SV("a")) > 0);
	assert_true(sv_cmp(SV("\x7f"), SV("\x80")) < 0);
	assert_int_equal(sv_cmp(null_view, SV("")), 0);
}

static void
finds_in_views(void **state)
{
	(void)state;
	assert_true(sv_starts(SV("abc"), SV("ab")));
	assert_true(sv_starts(SV("abc"), null_view));
	assert_false(sv_starts(SV("a"), SV("ab")));
	assert_true(sv_ends(SV("abc"), SV("bc")));
	assert_true(sv_ends(null_view, null_view));
	assert_false(sv_ends(SV("c"), SV("bc")));
	assert_int_equal(sv_find(SV("a=b=c"), 0, '='), 1);
	assert_int_equal(sv_find(SV("a=b=c"), 2, '='), 3);
	assert_int_equal(sv_find(SV("a=b=c"), 4, '='), 5);
	assert_int_equal(sv_find(SV("abc"), 9, 'a'), 3);
	assert_int_equal(sv_find(null_view, 0, 'a'), 0);
	assert_true(sv_contains(SV("aaab"), SV("aab")));
	assert_true(sv_contains(SV("ab"), SV("ab")));
	assert_true(sv_contains(null_view, null_view));
	assert_false(sv_contains(SV("aaa"), SV("aab")));
	assert_false(sv_contains(SV("ab"), SV("abc")));
	assert_false(sv_contains(SV("xxa"), SV("ab")));
}

static void
cuts_views(void **state)
{
	(void)state;
	assert_sv(sv_from("abc"), "abc");
	assert_int_equal(sv_from(NULL).n, 0);
	assert_sv(sv_skip(SV("abc"), 1), "bc");
	assert_int_equal(sv_skip(SV("abc"), 4).n, 0);
	assert_int_equal(sv_skip(null_view, 1).n, 0);
	assert_sv(sv_take(SV("abc"), 2), "ab");
	assert_sv(sv_take(SV("abc"), 9), "abc");
	assert_sv(sv_basename(SV("/usr/bin/node")), "node");
	assert_sv(sv_basename(SV("node")), "node");
	assert_int_equal(sv_basename(SV("/usr/bin/")).n, 0);
	assert_int_equal(sv_basename(null_view).n, 0);
	assert_sv(sv_trim(SV(" \t\r\na b\n ")), "a b");
	assert_int_equal(sv_trim(SV(" \t ")).n, 0);
	assert_int_equal(sv_trim(null_view).n, 0);
	assert_sv(sv_trim(SV("\va\f")), "\va\f");
	assert_sv(sv_unquoted(SV("'a\"b'")), "a\"b");
	assert_sv(sv_unquoted(SV("\"\"")), "");
	assert_sv(sv_unquoted(SV("\"a'")), "\"a'");
	assert_sv(sv_unquoted(SV("'")), "'");
	assert_sv(sv_unquoted(SV("a")), "a");
}

static void
reads_numbers_up_to_64_bits(void **state)
{
	uint64_t v = 7;

	(void)state;
	assert_true(sv_u64(SV("18446744073709551615"), &v));
	assert_true(v == UINT64_MAX);
	assert_true(sv_u64(SV("000"), &v));
	assert_int_equal(v, 0);
	v = 7;
	assert_false(sv_u64(SV("18446744073709551616"), &v));
	assert_false(sv_u64(SV("99999999999999999999"), &v));
	assert_false(sv_u64(SV(""), &v));
	assert_false(sv_u64(SV("-1"), &v));
	assert_false(sv_u64(SV("+1"), &v));
	assert_false(sv_u64(SV(" 1"), &v));
	assert_false(sv_u64(SV("1a"), &v));
	assert_int_equal(v, 7);
}

static void
counts_the_edits_between_words(void **state)
{
	(void)state;
	assert_int_equal(sv_edits(SV("effect"), SV("effect")), 0);
	assert_int_equal(sv_edits(SV("efect"), SV("effect")), 1);
	assert_int_equal(sv_edits(SV("gti"), SV("git")), 1);
	assert_int_equal(sv_edits(SV("efefct"), SV("effect")), 1);
	assert_int_equal(sv_edits(SV("eXfecY"), SV("effect")), 2);
	assert_int_equal(sv_edits(SV(""), SV("effect")), 6);
	assert_int_equal(sv_edits(SV("effect"), SV("")), 6);
	assert_int_equal(sv_edits(
	    SV("a word that is longer than all that anybody can mean"),
	    SV("effect")), SV_EDITS_MAX);
}

static void
arena_refuses_past_its_limit(void **state)
{
	unsigned char memory[64];
	struct arena a;
	void *p;

	(void)state;
	memset(memory, 0xaa, sizeof(memory));
	arena_init(&a, memory + 1, sizeof(memory) - 1);
	p = ARENA_NEW(&a, 2, uint64_t);
	assert_non_null(p);
	assert_int_equal((uintptr_t)p % 16, 0);
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(((unsigned char *)p)[i], 0);
	assert_null(arena_alloc(&a, 1, 64));
	assert_null(arena_alloc(&a, SIZE_MAX, 2));
	assert_null(arena_alloc(&a, SIZE_MAX / 2, 3));
	assert_null(arena_alloc(&a, 1, SIZE_MAX));
	assert_non_null(arena_alloc(&a, 1, 1));
	assert_true(a.used <= a.size);
}

static void
arena_fills_to_the_last_byte(void **state)
{
	_Alignas(16) unsigned char memory[32];
	struct arena a;

	(void)state;
	arena_init(&a, memory, sizeof(memory));
	assert_non_null(arena_alloc(&a, 32, 1));
	assert_null(arena_alloc(&a, 1, 1));
	assert_non_null(arena_alloc(&a, 0, 8));
	assert_null(arena_dup(&a, SV("")).p);
	arena_init(&a, NULL, 32);
	assert_null(arena_alloc(&a, 1, 1));
	a = (struct arena){0};
	assert_null(arena_alloc(&a, 1, 1));
}

static void
arena_dup_ends_in_a_nul(void **state)
{
	char memory[8];
	struct arena a;
	struct sv s;

	(void)state;
	memset(memory, 'x', sizeof(memory));
	arena_init(&a, memory, sizeof(memory));
	s = arena_dup(&a, SV("abc"));
	assert_sv(s, "abc");
	assert_int_equal(s.p[3], '\0');
	s = arena_dup(&a, null_view);
	assert_int_equal(s.n, 0);
	assert_int_equal(s.p[0], '\0');
	assert_null(arena_dup(&a, SV("abc")).p);
	assert_sv(arena_dup(&a, SV("ab")), "ab");
	assert_null(arena_dup(&a, (struct sv){"", SIZE_MAX}).p);
}

static void
buf_stays_full_once_it_was(void **state)
{
	char memory[4];
	struct buf b;

	(void)state;
	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, SV("abc"));
	assert_false(b.full);
	buf_sv(&b, SV("de"));
	assert_true(b.full);
	buf_c(&b, 'f');
	buf_u64(&b, 1);
	buf_json(&b, SV("g"));
	buf_visible(&b, SV("g"));
	buf_shell_word(&b, SV(""));
	assert_sv(buf_view(&b), "abc");
	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, SV("abcd"));
	buf_sv(&b, null_view);
	assert_false(b.full);
	buf_init(&b, NULL, 9);
	buf_c(&b, 'a');
	assert_true(b.full);
}

static void
cut_text_ends_at_a_character(void **state)
{
	char memory[4];
	struct buf b;

	(void)state;
	buf_init(&b, memory, sizeof(memory));
	buf_json(&b, SV("abc\"d"));
	assert_true(b.full);
	assert_sv(buf_view(&b), "abc");
	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, SV("abc\xc3\xa9"));
	assert_true(b.full);
	assert_sv(buf_view(&b), "abc");
	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, SV("abcdef"));
	assert_true(b.full);
	assert_sv(buf_view(&b), "abcd");
}

typedef void (*printer)(struct buf *, struct sv);

/* Compares what put prints of in with out; a macro's worth of function. */
static void
check(printer put, struct sv in, struct sv out)
{
	char memory[512];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	put(&b, in);
	assert_false(b.full);
	assert_int_equal(b.n, out.n);
	assert_memory_equal(b.p, out.p, out.n);
}

static void
prints_numbers(void **state)
{
	char memory[32];
	struct buf b;

	(void)state;
	buf_init(&b, memory, sizeof(memory));
	buf_u64(&b, 0);
	buf_c(&b, ' ');
	buf_u64(&b, UINT64_MAX);
	assert_sv(buf_view(&b), "0 18446744073709551615");
}

static void
json_escapes_what_it_must(void **state)
{
	(void)state;
	check(buf_json, SV(""), SV(""));
	check(buf_json, SV("it's \"a\\b\""), SV("it's \\\"a\\\\b\\\""));
	check(buf_json, SV("\n\r\t\b\x1b\x7f"),
	    SV("\\n\\r\\t\\u0008\\u001b\\u007f"));
	check(buf_json, SV("a\0b"), SV("a\\u0000b"));
	check(buf_json, SV("\xc3\xa9\xf0\x9f\x98\x80"),
	    SV("\xc3\xa9\xf0\x9f\x98\x80"));
	check(buf_json, SV("\xff\xc3"), SV("\\udcff\\udcc3"));
	/* A surrogate, an overlong '/', a value past the last plane. */
	check(buf_json, SV("\xed\xa0\x80"), SV("\\udced\\udca0\\udc80"));
	check(buf_json, SV("\xc0\xaf"), SV("\\udcc0\\udcaf"));
	check(buf_json, SV("\xf4\x90\x80\x80"),
	    SV("\\udcf4\\udc90\\udc80\\udc80"));
	/* C1, an override, a tag character as a surrogate pair. */
	check(buf_json, SV("\xc2\x9b"), SV("\\u009b"));
	check(buf_json, SV("\xe2\x80\xae"), SV("\\u202e"));
	check(buf_json, SV("\xf3\xa0\x81\xa1"), SV("\\udb40\\udc61"));
}

static void
visible_shows_what_hides(void **state)
{
	(void)state;
	check(buf_visible, SV("it's \"a\\b\""), SV("it's \"a\\b\""));
	check(buf_visible, SV("a\x1b[31m\n\r\0"),
	    SV("a\\x1b[31m\\x0a\\x0d\\x00"));
	check(buf_visible, SV("\xc2\x9b" "0m"), SV("\\xc2\\x9b0m"));
	check(buf_visible, SV("\xc3\xa9\xf0\x9f\x98\x80"),
	    SV("\xc3\xa9\xf0\x9f\x98\x80"));
	check(buf_visible, SV("\xed\xa0\x80"), SV("\\xed\\xa0\\x80"));
	check(buf_visible, SV("\xef\xbb\xbf" "a"), SV("\\xef\\xbb\\xbf" "a"));
	check(buf_visible, SV("\xe2\x82"), SV("\\xe2\\x82"));
}

/* The UTF-8 of a character of three bytes. */
static struct sv
encode3(char memory[3], unsigned cp)
{
	memory[0] = (char)(0xe0 | cp >> 12);
	memory[1] = (char)(0x80 | (cp >> 6 & 0x3f));
	memory[2] = (char)(0x80 | (cp & 0x3f));
	return (struct sv){memory, 3};
}

static void
shows_every_bidi_and_zero_width_character(void **state)
{
	static const struct {
		unsigned first, last;
		bool hidden;
	} ranges[] = {
		{0x200b, 0x200f, true}, {0x202a, 0x202e, true},
		{0x2066, 0x2069, true}, {0x2060, 0x2064, true},
		{0x2028, 0x2029, true}, {0x2010, 0x2027, false},
		{0x20a0, 0x20bf, false}, {0xfe00, 0xfe0f, true},
		{0xfffe, 0xffff, true}, {0xfdd0, 0xfdef, true},
		{0xfffc, 0xfffd, false},
	};
	char memory[3], text[32];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		for (unsigned c = ranges[i].first; c <= ranges[i].last; c++) {
			buf_init(&b, text, sizeof(text));
			buf_visible(&b, encode3(memory, c));
			assert_int_equal(b.n, ranges[i].hidden ? 12 : 3);
		}
	}
}

static void
quotes_shell_words_only_if_needed(void **state)
{
	(void)state;
	check(buf_shell_word, SV("--out=a/b.c:1,2+3%@_-"),
	    SV("--out=a/b.c:1,2+3%@_-"));
	check(buf_shell_word, SV(""), SV("''"));
	check(buf_shell_word, SV("a b"), SV("'a b'"));
	check(buf_shell_word, SV("it's"), SV("'it'\\''s'"));
	check(buf_shell_word, SV("'"), SV("''\\'''"));
	check(buf_shell_word, SV("$HOME;`x`"), SV("'$HOME;`x`'"));
	check(buf_shell_word, SV("~"), SV("'~'"));
	check(buf_shell_word, SV("{a,b}"), SV("'{a,b}'"));
	check(buf_shell_word, SV("a\\b"), SV("'a\\b'"));
	check(buf_shell_word, SV("\xc3\xa9"), SV("\xc3\xa9"));
	check(buf_shell_word, SV("a\n'\\"), SV("$'a\\x0a\\'\\\\'"));
	check(buf_shell_word, SV("\xff'"), SV("$'\\xff\\''"));
	check(buf_shell_word, SV("a b\x01" "c"), SV("$'a b\\x01" "c'"));
}

/* What a decoder that knows no tables accepts. */
static size_t
reference_utf8(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3
	    : p[0] >> 3 == 30 ? 4 : 0;
	uint32_t cp = len == 1 ? p[0] : p[0] & (0x7fu >> len);

	if (len == 0 || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		cp = cp << 6 | (p[i] & 0x3fu);
	}
	if (cp < least[len] || cp > 0x10ffff ||
	    (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	return len;
}

static void
accepts_only_valid_utf8(void **state)
{
	static const unsigned char tails[] = {0x00, 0x7f, 0x80, 0x81, 0x8f,
		0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
	unsigned char p[4];

	(void)state;
	for (unsigned i = 0; i < 256 * 256; i++) {
		p[0] = (unsigned char)(i >> 8);
		p[1] = (unsigned char)i;
		for (size_t k = 0; k < ARRAY_LEN(tails); k++) {
			p[2] = tails[k];
			p[3] = tails[(k + 2) % ARRAY_LEN(tails)];
			for (size_t n = 1; n <= 4; n++) {
				assert_int_equal(utf8_length(p, n, NULL),
				    reference_utf8(p, n));
			}
		}
	}
	assert_int_equal(utf8_length(p, 0, NULL), 0);
}

static void
decodes_code_points(void **state)
{
	uint32_t cp = 1;

	(void)state;
#define LENGTH(literal) utf8_length((const unsigned char *)(literal),          \
	sizeof(literal) - 1, &cp)
	assert_int_equal(LENGTH("\xff"), 0);
	assert_int_equal(cp, 1);
	assert_int_equal(LENGTH("a"), 1);
	assert_int_equal(cp, 'a');
	assert_int_equal(LENGTH("\xc3\xa9"), 2);
	assert_int_equal(cp, 0xe9);
	assert_int_equal(LENGTH("\xe2\x80\xae"), 3);
	assert_int_equal(cp, 0x202e);
	assert_int_equal(LENGTH("\xf4\x8f\xbf\xbf"), 4);
	assert_int_equal(cp, 0x10ffff);
#undef LENGTH
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_a_text),
		cmocka_unit_test(compares_views),
		cmocka_unit_test(finds_in_views),
		cmocka_unit_test(cuts_views),
		cmocka_unit_test(reads_numbers_up_to_64_bits),
		cmocka_unit_test(counts_the_edits_between_words),
		cmocka_unit_test(arena_refuses_past_its_limit),
		cmocka_unit_test(arena_fills_to_the_last_byte),
		cmocka_unit_test(arena_dup_ends_in_a_nul),
		cmocka_unit_test(buf_stays_full_once_it_was),
		cmocka_unit_test(cut_text_ends_at_a_character),
		cmocka_unit_test(prints_numbers),
		cmocka_unit_test(json_escapes_what_it_must),
		cmocka_unit_test(visible_shows_what_hides),
		cmocka_unit_test(shows_every_bidi_and_zero_width_character),
		cmocka_unit_test(quotes_shell_words_only_if_needed),
		cmocka_unit_test(accepts_only_valid_utf8),
		cmocka_unit_test(decodes_code_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
