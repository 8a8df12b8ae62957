/* SPDX-License-Identifier: ISC */
/*
 * The tables of secrets. A new kind is a new row.
 */
#include "audit/secret.h"

#define S(literal) {(literal), sizeof(literal) - 1}

/* Lower case, and the three ways to join words are one. */
static char
fold(char c)
{
	return c == '-' || c == '.' ? '_' : byte_lower(c);
}

static bool
folded_starts(struct sv s, struct sv word)
{
	if (s.n < word.n)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if (fold(s.p[i]) != word.p[i])
			return false;
	}
	return true;
}

#define SHORTEST_WORD 5u /* of this list and header_words */

/* Anywhere in a name. See is_first_letter. */
static const struct sv words[] = {
	S("password"), S("passwd"), S("passphrase"), S("passcode"),
	S("secret"), S("token"), S("apikey"), S("api_key"), S("accesskey"),
	S("access_key"), S("accountkey"), S("account_key"), S("privatekey"),
	S("private_key"), S("auth_key"), S("credential"), S("authorization"),
	S("cookie"), S("signature"),
};

/* As the last word of a name. */
static const struct sv last_words[] = {
	S("pass"), S("pwd"), S("auth"), S("sig"), S("bearer"),
};

static const struct sv headers[] = {
	S("authorization"), S("proxy_authorization"), S("cookie"),
	S("set_cookie"), S("private_token"), S("apikey"), S("api_key"),
};

static const struct sv header_words[] = {
	S("authorization"), S("cookie"), S("token"), S("api_key"), S("secret"),
};

static bool
is_first_letter(char c)
{
	return c == 'a' || c == 'c' || c == 'p' || c == 's' || c == 't';
}

static bool
holds_word(struct sv name, const struct sv *list, size_t n)
{
	for (size_t at = 0; at + SHORTEST_WORD <= name.n; at++) {
		struct sv rest = {name.p + at, name.n - at};
		char first = fold(rest.p[0]);

		/* Most names end here, and this is on the way to an allow. */
		if (!is_first_letter(first))
			continue;
		for (size_t i = 0; i < n; i++) {
			if (list[i].p[0] == first &&
			    folded_starts(rest, list[i]))
				return true;
		}
	}
	return false;
}

static bool
ends_in_word(struct sv name)
{
	for (size_t i = 0; i < ARRAY_LEN(last_words); i++) {
		struct sv word = last_words[i];
		size_t at = name.n - word.n;

		/* Behind a '-', '_' or '.', or the name as a whole. */
		if (name.n < word.n ||
		    fold(name.p[name.n - 1]) != word.p[word.n - 1] ||
		    (at > 0 && fold(name.p[at - 1]) != '_'))
			continue;
		if (folded_starts(sv_skip(name, at), word))
			return true;
	}
	return false;
}

bool
secret_is_name(struct sv name)
{
	/* The shell's current directory, of all names. */
	if (sv_eq(name, SV("PWD")))
		return false;
	return ends_in_word(name) ||
	    holds_word(name, words, ARRAY_LEN(words));
}

/* "configure set aws_secret_access_key X": an underscore tells such a name from
 * a word of the language ("token list"). */
static bool
is_bare_name(struct sv arg)
{
	return sv_find(arg, 0, '_') < arg.n && secret_is_name(arg);
}

bool
secret_is_option(struct sv arg)
{
	if (arg.n < 3 || sv_find(arg, 0, '=') < arg.n)
		return false;
	if (arg.p[0] != '-')
		return is_bare_name(arg);
	/* A negated option takes no value: "--no-password". */
	if (sv_starts(arg, SV("--no-")))
		return false;
	return secret_is_name(arg);
}

bool
secret_is_phrase(struct sv word)
{
	return word.n == 2 && folded_starts(word, SV("by"));
}

/*
 * Only what cannot be the first half of a script's name ("token:refresh"):
 * known headers, and others if they are spelled as headers mostly are.
 */
bool
secret_is_header(struct sv name)
{
	bool upper = name.n > 0 && byte_is_upper(name.p[0]);
	bool prefixed = folded_starts(name, SV("x_"));

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		if (name.n == headers[i].n && folded_starts(name, headers[i]))
			return true;
	}
	return (upper || prefixed) &&
	    holds_word(name, header_words, ARRAY_LEN(header_words));
}

/* Tokens that their issuers made recognizable, and how much must follow. */
static const struct {
	struct sv prefix;
	size_t rest;
} shapes[] = {
	{S("ghp_"), 16}, {S("gho_"), 16}, {S("ghu_"), 16}, {S("ghs_"), 16},
	{S("ghr_"), 16}, {S("github_pat_"), 16}, {S("glpat-"), 16},
	{S("sk-"), 16}, {S("sk_live_"), 8}, {S("sk_test_"), 8},
	{S("rk_live_"), 8}, {S("rk_test_"), 8}, {S("whsec_"), 12},
	{S("xoxb-"), 11}, {S("xoxp-"), 11}, {S("xoxa-"), 11}, {S("xoxr-"), 11},
	{S("xoxs-"), 11}, {S("xapp-"), 11}, {S("AKIA"), 16}, {S("ASIA"), 16},
	{S("AIza"), 30}, {S("ya29."), 16}, {S("eyJ"), 16}, {S("npm_"), 30},
	{S("pypi-"), 16}, {S("hf_"), 20}, {S("hvs."), 16}, {S("SG."), 16},
	{S("dop_v1_"), 16}, {S("dckr_pat_"), 12}, {S("shpat_"), 16},
	{S("AGE-SECRET-KEY-"), 16},
};

/* What a shape may begin with: "-ABSbdeghnprswxy". */
static const struct secret_set shape_heads = {
	{0, 0x00002000, 0x00080006, 0x038d41b4}};

static bool
is_token_byte(char c)
{
	return secret_set_has(&secret_alnum, c) || c == '_' || c == '-' ||
	    c == '.' || c == '+' || c == '/' || c == '=' || c == '~';
}

static size_t
token_length(struct sv s)
{
	size_t n = 0;

	while (n < s.n && is_token_byte(s.p[n]))
		n++;
	return n;
}

/* "-----BEGIN RSA PRIVATE KEY-----" and all behind it. */
static bool
is_private_key(struct sv s)
{
	return sv_starts(s, SV("-----BEGIN ")) &&
	    sv_contains(sv_take(s, 48), SV("PRIVATE KEY"));
}

static size_t
bearer_shape(struct sv s, size_t *out_skip)
{
	static const struct sv bearer = S("bearer ");
	size_t n;

	if (!folded_starts(s, bearer))
		return 0;
	n = token_length(sv_skip(s, bearer.n));
	if (n < 8)
		return 0;
	*out_skip = bearer.n;
	return n;
}

size_t
secret_shape(struct sv s, size_t *out_skip)
{
	*out_skip = 0;
	if (!secret_set_has(&shape_heads, s.p[0]))
		return 0;
	if (s.p[0] == '-')
		return is_private_key(s) ? s.n : 0;
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		size_t n;

		if (shapes[i].prefix.p[0] != s.p[0] ||
		    shapes[i].prefix.p[1] != s.p[1] ||
		    !sv_starts(s, shapes[i].prefix))
			continue;
		n = token_length(s);
		if (n >= shapes[i].prefix.n + shapes[i].rest)
			return n;
	}
	return bearer_shape(s, out_skip);
}
