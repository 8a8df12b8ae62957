/* SPDX-License-Identifier: ISC */
/*
 * The words of the language that stand for numbers of the image, except
 * styles. A new class, kind or way to run something is one row.
 */
#include "rules/parse.h"

static const struct word_value classes[] = {
	{"force", CLASS_FORCE, 0},
	{"destructive", CLASS_DESTRUCTIVE, 0},
	{"runs", CLASS_RUNS, 0},
	{"opaque", CLASS_OPAQUE, 0},
	{"target", CLASS_TARGET, 0},
	{"help", CLASS_HELP, FOR_OPTION},
	{"secret", CLASS_SECRET, 0},
	{"cwd", CLASS_CWD, 0},
	{"unset", CLASS_UNSET, FOR_OPTION},
	{"clear", CLASS_CLEAR, FOR_OPTION},
	{"assignment", CLASS_ASSIGN, FOR_OPERAND | FOR_OPTION},
	{"appends", CLASS_APPENDS, FOR_OPERAND | FOR_OPTION},
	{"harmless", CLASS_HARMLESS, FOR_VARIABLE},
	{"unknown", CLASS_UNKNOWN, FOR_VARIABLE},
};

static const struct word_value kinds[] = {
	{"flag", KIND_FLAG, FOR_OPTION},
	{"text", VALUE_TEXT, 0},
	{"file", VALUE_FILE, 0},
	{"dir", VALUE_DIR, 0},
	{"url", VALUE_URL, 0},
	{"number", VALUE_NUMBER, 0},
	{"name", VALUE_NAME, 0},
	{"sql", VALUE_SQL, 0},
	{"sqlfile", VALUE_SQLFILE, 0},
	{"path", VALUE_PATH, 0},
	{"pathspec", VALUE_PATHSPEC, 0},
	{"tasks", VALUE_TASKS, 0},
	{"login", VALUE_LOGIN, 0},
	{"workspace", VALUE_WORKSPACE, 0},
	{"workspaces", KIND_WORKSPACES, FOR_OPTION},
};

static const struct word_value runs[] = {
	{"argv", RUNS_ARGV, 0},
	{"shell", RUNS_SHELL, 0},
	{"joined", RUNS_JOINED, 0},
	{"splice", RUNS_SPLICE, 0},
	{"script", RUNS_SCRIPT, 0},
	{"script-or-argv", RUNS_SCRIPT_OR_ARGV, 0},
	{"file", RUNS_FILE, 0},
	{"module", RUNS_MODULE, 0},
	{"package", RUNS_PACKAGE, 0},
	{"self", RUNS_SELF, 0},
	{"image", RUNS_IMAGE, 0},
	{"plugin", RUNS_PLUGIN, 0},
	{"shell-file", RUNS_SHELL_FILE, 0},
	{"code", RUNS_CODE, 0},
	{"javascript", RUNS_JAVASCRIPT, 0},
	{"parallel", RUNS_PARALLEL, 0},
	{"make", RUNS_MAKE, 0},
	{"just", RUNS_JUST, 0},
	{"taskfile", RUNS_TASKFILE, 0},
	{"composer", RUNS_COMPOSER, 0},
	{"deno", RUNS_DENO, 0},
	{"pyproject", RUNS_PYPROJECT, 0},
	{"mise", RUNS_MISE, 0},
	{"cargo", RUNS_CARGO, 0},
	{"tox", RUNS_TOX, 0},
	{"hooks", RUNS_HOOKS, 0},
	{"nx", RUNS_NX, 0},
	{"turbo", RUNS_TURBO, 0},
	{"behind", RUNS_BEHIND, 0},
	{"workspaces", RUNS_WORKSPACES, 0},
};

static const struct word_value places[] = {
	{"container", NODE_ELSEWHERE, 0},
	{"remote", NODE_ELSEWHERE | NODE_REMOTE, 0},
};

const struct words option_classes = {
	"is", classes, ARRAY_LEN(classes), FOR_OPTION};
const struct words operand_classes = {
	"is", classes, ARRAY_LEN(classes), FOR_OPERAND};
const struct words variable_classes = {
	"is", classes, ARRAY_LEN(classes), FOR_VARIABLE};
const struct words option_kinds = {
	"value", kinds, ARRAY_LEN(kinds), FOR_OPTION};
const struct words operand_kinds = {
	"value", kinds, ARRAY_LEN(kinds), FOR_OPERAND};
const struct words place_words = {
	"elsewhere", places, ARRAY_LEN(places), 0};
const struct words runs_words = {"runs", runs, ARRAY_LEN(runs), 0};
