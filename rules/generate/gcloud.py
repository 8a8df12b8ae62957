#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Prints the grammar of gcloud, from the completion tree that it ships.

    gcloud.py .../data/cli/gcloud_completions.py VERSION > rules/gcloud.yaml

A leaf's tag comes from its own name (READ, DELETE below) or from PATHS. Flags
of commands that only read are put at the top if they take a value everywhere
or nowhere: a command that does not know one fails. What reads is written with
them, what does not needs no flags, since it waits for a human either way.
alpha and beta are prefixes of the same commands. Rules are in
gcloud-rules.yaml.
"""
import ast
import fnmatch
import sys

READ = """list describe get get-* list-* read search search-* lookup tail
stream-logs wait check-* query-* info explain explain-* diff preview
get-iam-policy test-iam-permissions ls cat du hash stat view-* show-*
estimate-* analyze-* fetch-* validate print-settings troubleshoot
simulate* verify* lint""".split()
DELETE = """delete delete-* destroy* purge* remove remove-* rm clear clear-*
reset reset-* restore restore-* rollback* revoke* disable disable-* undelete
cancel* abandon* drain* failover* promote* detach* deregister* unregister*
import import-* recreate* rotate* suspend stop set-iam-policy mv
truncate* schedule-destroy leave""".split()
PATHS = [
    ("copy", "storage cp | storage rsync"),
    ("secret", """auth print-* | auth application-default print-* |
        secrets versions access | iam service-accounts keys create |
        config config-helper | sql generate-login-token |
        compute reset-windows-password | iam service-accounts sign-* |
        storage sign-url | api-keys* get-key-string | auth enterprise*"""),
    ("credentials", "container*get-credentials | container fleet*get-creden*"),
    ("code", """*ssh | compute scp | *start-iap-tunnel | functions call |
        run jobs execute | app instances ssh | sql connect | spanner cli |
        spanner databases execute-sql | alloydb* connect | batch jobs submit |
        dataproc jobs submit* | builds submit | builds triggers run |
        workflows run | workflows execute | scheduler jobs run |
        compute os-config* execute | notebooks* | composer environments run |
        ai custom-jobs local-run | cloud-shell*"""),
    ("deploy", "run deploy | functions deploy | app deploy | app browse-x |"
               "deploy* | run services replace | run jobs deploy"),
    ("local", """config set | config unset | config configurations create |
        config configurations activate | config configurations rename |
        auth login | auth application-default login | auth configure-docker |
        auth application-default set-quota-project | auth activate-* |
        init | components install | components update | components *-* |
        emulators * | beta emulators * | feedback | survey | app browse |
        code dev | interactive | meta list-* | auth revoke-x |
        topic * | help | cheat-sheet | version | docker"""),
    ("read", """info | auth list | config list | config get* |
        config configurations list | config configurations describe |
        components list | sql instances list* | projects get-ancestors* |
        asset search* | asset analyze* | asset query | builds log |
        app logs * | logging read | logging tail | functions logs * |
        run services logs * | compute instances get-serial* |
        compute instances tail* | dataflow* show | monitoring* |
        recommender* | billing* | transfer jobs monitor |
        storage ls | storage cat | storage du | storage hash |
        compute sign-url | bq | policy-intelligence* | quotas*"""),
]
SKIP = {"alpha", "beta", "preview"}


def load(path):
    text = open(path, encoding="utf-8").read()
    text = text[text.index("STATIC_COMPLETION_CLI_TREE"):]
    return ast.literal_eval(text[text.index("{"):])


def tag_of(path):
    text = " ".join(path)
    for tag, globs in PATHS:
        for g in globs.split("|"):
            if fnmatch.fnmatchcase(text, " ".join(g.split())):
                own = path[-1]
                if tag in ("read", "deploy") and any(
                        fnmatch.fnmatchcase(own, d) for d in DELETE +
                        ["create*", "update*", "add*", "set*", "link",
                         "unlink", "move*", "import*", "patch"]):
                    break
                return tag
    for tag, names in (("read", READ), ("delete", DELETE)):
        if any(fnmatch.fnmatchcase(path[-1], n) for n in names):
            return tag
    return "write"


def takes_value(kind):
    return kind != "bool"


def collect_flags(node, path, seen):
    for name, child in (node.get("commands") or {}).items():
        if not path and name in SKIP:
            continue
        here = path + [name]
        if child.get("commands"):
            collect_flags(child, here, seen)
        elif tag_of(here) in ("read", "local", "copy"):
            for flag, kind in child["flags"].items():
                seen.setdefault(flag, set()).add(takes_value(kind))


def word(flag, kind):
    return flag + ("=" if takes_value(kind) else "")


def emit(node, path, common, depth, out):
    groups = {}
    pad = " " * depth
    for name, child in sorted((node.get("commands") or {}).items()):
        here = path + [name]
        if not path and name in SKIP:
            continue
        if child.get("commands"):
            below = []
            emit(child, here, common, depth + 4, below)
            if below:
                out.append(f"{pad}{name}:")
                out.append(f"{pad}  commands:")
                out += below
            continue
        tag = tag_of(here)
        own = [word(f, k) for f, k in sorted(child["flags"].items())
               if f not in common and tag in ("read", "local", "copy")]
        text = " ".join([f"@{tag}"] + own + ["any"])
        groups.setdefault(text, []).append(name)
    for text, names in groups.items():
        out.append(f'{pad}"{", ".join(names)}": "{text}"')


def main():
    tree = load(sys.argv[1])
    # Hidden, and what everybody types.
    config = tree["commands"]["config"]["commands"]
    config["get-value"] = config["get"]
    seen = {}
    collect_flags(tree, [], seen)
    top = {f: takes_value(k) for f, k in tree["flags"].items()}
    common = {f: k.copy().pop() for f, k in seen.items() if len(k) == 1
              and f not in top}
    print(f"""# SPDX-License-Identifier: ISC
#
# Generated by rules/generate/gcloud.py; rules are in gcloud-rules.yaml.
guard: 1
tool: gcloud
summary: the command line of Google Cloud
source: the completion tree of Google Cloud SDK {sys.argv[2]} (Apache-2.0)

cli:
  style: [argparse, negation]
  options:
    "-h, --help": {{is: help}}
    "-v, --version": {{is: help}}
    "-q, --quiet": {{is: force}}
    --flags-file: {{value: file, is: opaque}}
    --access-token-file: {{value: file, is: secret}}
    --trace-token: {{value: text, is: secret}}
    --project: {{value: name, is: target}}
    --account: {{value: name, is: target}}
    --configuration: {{value: name, is: target}}
    --impersonate-service-account: {{value: name, is: target}}
    --billing-project: name
    --log-http: flag
    --user-output-enabled: {{value: text, optional: true}}
    "--flatten, --format, --verbosity": text""")
    for value in (True, False):
        names = sorted(f for f, v in common.items() if v == value)
        line = []
        for n in names + [None]:
            if n is None or sum(len(x) + 2 for x in line) + len(n) > 900:
                if line:
                    print(f'    "{", ".join(line)}": '
                          f'{"text" if value else "flag"}')
                line = []
            if n:
                line.append(n)
    print("""  commands:
    "alpha, beta": {tags: [track], operands: [{name: command, runs: self}]}""")
    out = []
    emit(tree, [], {**common, **top}, 4, out)
    print("\n".join(out))
    print("""  target:
    gcloud.configuration:
      - --configuration
      - CLOUDSDK_ACTIVE_CONFIG_NAME
      - "{CLOUDSDK_CONFIG:~/.config/gcloud}/active_config *"
      - =default
    gcloud.project:
      - --project
      - CLOUDSDK_CORE_PROJECT
      - "{CLOUDSDK_CONFIG:~/.config/gcloud}/configurations/config_{@gcloud.configuration} [core] project"
    gcloud.account:
      - --account
      - CLOUDSDK_CORE_ACCOUNT
      - "{CLOUDSDK_CONFIG:~/.config/gcloud}/configurations/config_{@gcloud.configuration} [core] account"
  environment:
    CLOUDSDK_CORE_PROJECT: target
    CLOUDSDK_CORE_ACCOUNT: target
    CLOUDSDK_ACTIVE_CONFIG_NAME: target
    CLOUDSDK_CONFIG: target
    CLOUDSDK_AUTH_ACCESS_TOKEN: secret
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: harmless
    CLOUDSDK_CORE_DISABLE_PROMPTS: force
    "CLOUDSDK_API_ENDPOINT_OVERRIDES_*": target
    CLOUDSDK_PYTHON: {is: runs, harmless: [python, python3, "/usr/bin/python3*", "python3.*"]}
    "CLOUDSDK_PYTHON_*": harmless
    "CLOUDSDK_*": harmless
    GOOGLE_APPLICATION_CREDENTIALS: target
    GOOGLE_CLOUD_PROJECT: target
    CLOUDSDK_CORE_PASS_CREDENTIALS_TO_GSUTIL: harmless""")


if __name__ == "__main__":
    main()
