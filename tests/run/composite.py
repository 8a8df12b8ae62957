# SPDX-License-Identifier: ISC
#
# Runs a composite action as GitHub's runner does: its inputs with their
# defaults, the expressions in it, each step by the shell it names, with the
# variables and files that a step gets. What a step `uses` is only told.
#
#   composite.py ACTION WORKSPACE [INPUT=VALUE...] >RESULT
#
# RESULT is JSON: outcome (success or failure), outputs, and of every step id,
# outcome, outputs, uses, with. What the steps print goes to standard error.
import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

TOKEN = re.compile(r"\s*(&&|\|\||==|!=|!|\(|\)|'(?:[^']|'')*'|[\w.-]+)")
SHELLS = {
    "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
    "sh": ["sh", "-e"],
}


class Expression:
    """What stands between ${{ and }}, as far as actions like ours use it."""

    def __init__(self, text, context):
        self.words, self.context, at = [], context, 0
        while text[at:].strip():
            word = TOKEN.match(text, at)
            if not word:
                raise SystemExit(f"not understood: {text}")
            self.words.append(word[1])
            at = word.end()

    def value(self):
        value = self.either()
        if self.words:
            raise SystemExit(f"left over: {self.words}")
        return value

    def next_is(self, *words):
        return bool(self.words) and self.words[0] in words

    def either(self):
        value = self.both()
        while self.next_is("||"):
            self.words.pop(0)
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.compared()
        while self.next_is("&&"):
            self.words.pop(0)
            other = self.compared()
            value = value and other
        return value

    def compared(self):
        value = self.single()
        while self.next_is("==", "!="):
            equal = self.words.pop(0) == "=="
            # GitHub compares texts without case.
            other = self.single()
            value = (str(value).lower() == str(other).lower()) == equal
        return value

    def single(self):
        word = self.words.pop(0)
        if word == "!":
            return not self.single()
        if word == "(":
            value = self.either()
            self.words.pop(0)
            return value
        if word.startswith("'"):
            return word[1:-1].replace("''", "'")
        if self.next_is("("):
            del self.words[:2]
            failed = self.context["failed"]
            return {"always": True, "success": not failed,
                    "failure": failed}[word]
        value = self.context
        for name in word.split("."):
            value = value.get(name, "") if isinstance(value, dict) else ""
        return value


def filled(text, context):
    """Text with the values of its expressions."""
    return re.sub(r"\$\{\{(.*?)\}\}",
        lambda m: str(Expression(m[1], context).value()), str(text))


def wanted(step, context):
    text = str(step.get("if", "success()"))
    text = re.sub(r"^\s*\$\{\{(.*)\}\}\s*$", r"\1", text)
    if not re.search(r"(always|success|failure)\(", text):
        text = f"success() && ({text})"
    return bool(Expression(text, context).value())


def run(step, context, action, workspace):
    temp = os.environ["RUNNER_TEMP"]
    files = {}
    for name in ("OUTPUT", "ENV", "PATH", "STEP_SUMMARY"):
        handle, files[name] = tempfile.mkstemp(prefix=name, dir=temp)
        os.close(handle)
    script = os.path.join(temp, "step.sh")
    with open(script, "w", encoding="utf-8") as out:
        out.write(filled(step["run"], context))
    env = dict(os.environ, CI="true", GITHUB_ACTIONS="true",
        GITHUB_ACTION_PATH=action, GITHUB_WORKSPACE=workspace)
    env.update({f"GITHUB_{name}": path for name, path in files.items()})
    env.update({k: filled(v, context) for k, v in step.get("env", {}).items()})
    status = subprocess.run(SHELLS[step["shell"]] + [script], cwd=workspace,
        env=env, stdout=sys.stderr, check=False).returncode
    with open(files["OUTPUT"], encoding="utf-8") as lines:
        outputs = dict(line.rstrip("\n").split("=", 1) for line in lines)
    return {"outcome": "failure" if status else "success", "status": status,
        "outputs": outputs}


def main():
    action, workspace = map(os.path.abspath, sys.argv[1:3])
    with open(os.path.join(action, "action.yml"), encoding="utf-8") as text:
        what = yaml.safe_load(text)
    given = dict(word.split("=", 1) for word in sys.argv[3:])
    unknown = set(given) - set(what["inputs"])
    if unknown:
        raise SystemExit(f"no such input: {unknown}")
    context = {"steps": {}, "failed": False, "inputs":
        {name: given.get(name, about.get("default", ""))
            for name, about in what["inputs"].items()}}
    steps = []
    for step in what["runs"]["steps"]:
        done = {"id": step.get("id", ""), "outcome": "skipped", "outputs": {}}
        if wanted(step, context):
            done["outcome"] = "success"
            if "run" in step:
                done.update(run(step, context, action, workspace))
            else:
                done["uses"] = step["uses"]
                done["with"] = {k: filled(v, context)
                    for k, v in step.get("with", {}).items()}
        context["failed"] |= done["outcome"] == "failure"
        context["steps"][done["id"]] = done
        steps.append(done)
    json.dump({"outcome": "failure" if context["failed"] else "success",
        "outputs": {name: filled(about["value"], context)
            for name, about in what["outputs"].items()},
        "steps": steps}, sys.stdout)


main()
