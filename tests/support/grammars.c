/* SPDX-License-Identifier: ISC */
/*
 * Grammars of a few made-up tools and launchers, and a small world for them.
 */
#include "grammars.h"

static const char grammar[] =
    "guard: 1\n"
    "tool: tf\n"
    "aliases: [tofu]\n"
    "packages: [tf-js]\n"
    "files: [tf.py]\n"
    "modules: [tfmod]\n"
    "cli:\n"
    "  style: go\n"
    "  options:\n"
    "    -chdir: {value: dir, is: target}\n"
    "    -help: {is: help}\n"
    "  hidden: [TF_ARGS, 'TF_ARGS_{command}']\n"
    "  environment:\n"
    "    TF_LOG: harmless\n"
    "    TF_WORKSPACE: target\n"
    "    TF_RUN: {is: runs, harmless: ['safe*']}\n"
    "    'TF_*': unknown\n"
    "  commands:\n"
    "    plan: {options: {-out: file, -destroy: {is: destructive}}}\n"
    "    apply: {options: {-auto-approve: {is: force}, -destroy: {is: destructive}}, operands: [plan-file?]}\n"
    "    destroy: {options: {-auto-approve: {is: force}}}\n"
    "    state: {commands: {list: {}, 'rm, remove': {operands: [address...]}}}\n"
    "rules:\n"
    "  - {id: tf.read, effect: read, allow: [plan, state list]}\n";

static const char grammar_gnu[] =
    "guard: 1\n"
    "tool: db\n"
    "cli:\n"
    "  style: [argparse, negation]\n"
    "  dialect: postgres\n"
    "  options:\n"
    "    '-v, --verbose': flag\n"
    "    '-q': flag\n"
    "    '-f, --file': file\n"
    "    '-c, --command': {value: sql}\n"
    "    --color: {value: text, optional: true}\n"
    "    --force: {is: force}\n"
    "    --force-reset: {is: destructive}\n"
    "    --ids: {value: text, many: true}\n"
    "    --help: {is: help}\n"
    "  operands: [name?]\n"
    "rules:\n"
    "  - {id: db.read, effect: read, allow: ['. -c', .]}\n";

static const char launchers[] =
    "guard: 1\n"
    "tool: env\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'-i': {is: clear}, '-u': {value: name, is: unset}, '-C': {value: dir, is: cwd}, '-S': {value: text, runs: splice}}\n"
    "  operands: [{name: assignment, is: assignment, optional: true}, {name: command, runs: argv}]\n"
    "rules:\n"
    "  - {id: env.none, ask: ['. -C=/never'], because: is only here so that the file has a rule}\n";

static const char shells[] =
    "guard: 1\n"
    "tool: sh\n"
    "aliases: [bash]\n"
    "launcher: true\n"
    "cli:\n"
    "  style: [posix, shell-options]\n"
    "  options: {'-c': {operands: [{name: text, runs: shell}]}, '-l': flag, '-e': flag}\n"
    "  operands: [{name: script, runs: file}, args?...]\n"
    "rules:\n"
    "  - {id: sh.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char npm[] =
    "guard: 1\n"
    "tool: npm\n"
    "launcher: true\n"
    "cli:\n"
    "  style: [gnu, ignores-unknown, boolean-words]\n"
    "  options: {'-C, --prefix': {value: dir, is: cwd}, --json: flag}\n"
    "  commands:\n"
    "    'run, run-script': {operands: [{name: script, runs: script}]}\n"
    "    'exec, x': {options: {'-c, --call': {value: text, runs: shell}}, operands: [{name: package, runs: package}]}\n"
    "    test: {scripts: [pretest, test]}\n"
    "    install: {operands: any}\n"
    "rules:\n"
    "  - {id: npm.none, ask: ['install never-this'], because: is only here so that the file has a rule}\n";

static const char pnpm[] =
    "guard: 1\n"
    "tool: pnpm\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'--filter': text}\n"
    "  commands:\n"
    "    dlx: {operands: [{name: package, runs: package}]}\n"
    "    '*': {operands: [{name: script, runs: script-or-argv}]}\n"
    "rules:\n"
    "  - {id: pnpm.none, ask: ['dlx never-this'], because: is only here so that the file has a rule}\n";

static const char node[] =
    "guard: 1\n"
    "tool: node\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'-r, --require': file, '-m': {value: name, runs: module}}\n"
    "  operands: [{name: script, runs: file}]\n"
    "rules:\n"
    "  - {id: node.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char tasks[] =
    "guard: 1\n"
    "tool: task\n"
    "cli:\n"
    "  style: [gnu, segment-abbreviations, assignments]\n"
    "  environment: {APP_ENV: {is: target, harmless: [test]}}\n"
    "  commands:\n"
    "    'migrate': {operands: [{name: task, runs: self}]}\n"
    "    'migrate:fresh': {operands: [{name: task, runs: self}]}\n"
    "    'migrate:status, migration:status': {operands: [{name: task, runs: self}]}\n"
    "    'make:model': {operands: [name]}\n"
    "    'make:mail': {operands: [name]}\n"
    "rules:\n"
    "  - {id: task.read, effect: read, allow: ['migrate:status']}\n";

static const char *const files[] = {
	grammar, grammar_gnu, launchers, shells, npm, pnpm, node, tasks, NULL,
};

static enum err
test_script(void *ctx, struct sv cwd, struct sv name, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	if (sv_eq(name, SV("reset")))
		*out = SV("tf destroy");
	else if (sv_eq(name, SV("prereset")))
		*out = SV("echo before && tf plan");
	else if (sv_eq(name, SV("test")))
		*out = SV("tf apply");
	else if (sv_eq(name, SV("loop")))
		*out = SV("npm run loop");
	else
		return ERR_NOT_FOUND;
	return OK;
}

static enum err
test_resolve(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	if (sv_eq(path, SV("./link")))
		*out = SV("/usr/bin/tf");
	else if (sv_eq(path, SV("bin/run.js")))
		*out = SV("/srv/app/node_modules/tf-js/run.js");
	else
		return ERR_NOT_FOUND;
	return OK;
}

void
grammars_open(struct fixture *f)
{
	fixture_open(f, files);
	f->world.script = test_script;
	f->world.resolve = test_resolve;
}
