#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Writes the command tables of an installed awscli (version 1 or 2) as JSON.

Run it with the interpreter that awscli is installed for; it asks the package
itself for every service, operation and option, so that renamed, hidden and
customized ones come out as the tool really reads them. Nothing is called over
the network. What it writes is read by aws.py.
"""
import argparse
import json
import os
import re
import sys

for name in [n for n in os.environ if n.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_CONFIG_FILE"] = os.devnull
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["HOME"] = "/nonexistent"

import awscli  # noqa: E402
import botocore  # noqa: E402
from awscli.clidriver import create_clidriver  # noqa: E402

if not hasattr(botocore, "__version__"):  # version 2 carries its own copy
    from awscli import botocore  # noqa: E402,F811

REVEALING = re.compile(
    r"password|passwd|secret|credential|private_?key|access_?key|api_?key"
    r"|token|presigned|signed_?url|authorization|auth_?code|certificate_?body"
    r"|environment|plaintext|cookie", re.I)
PAGING = re.compile(
    r"next_?(page_?)?token|continuation_?token|pagination_?token|page_?token"
    r"|client_?request_?token|client_?token|idempotency_?token|change_?token"
    r"|_?token_?(count|type|code)", re.I)


def table(command):
    """The commands below one, whatever kind of object it is."""
    if hasattr(command, "_get_command_table"):
        return command._get_command_table()
    if hasattr(command, "subcommand_table"):
        return command.subcommand_table
    return {}


def option(arg):
    """What the argument makes of itself in the parser of the tool."""
    parser = argparse.ArgumentParser(add_help=False)
    arg.add_to_parser(parser)
    action = parser._actions[-1]
    return {
        "name": arg.cli_name,
        "nargs": action.nargs,
        "positional": not action.option_strings,
    }


def revealing(shape, path=(), seen=(), out=None):
    """Output members whose names or traits hint at a secret, for review."""
    out = set() if out is None else out
    if shape is None or shape.name in seen or len(path) > 7:
        return out
    seen = seen + (shape.name,)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            here = path + (name,)
            if member.type_name in ("string", "blob", "map") and (
                    member.metadata.get("sensitive")
                    or REVEALING.search(name)) and not PAGING.search(name):
                mark = "!" if member.metadata.get("sensitive") else ""
                out.add(mark + ".".join(here))
            revealing(member, here, seen, out)
    elif shape.type_name == "list":
        revealing(shape.member, path, seen, out)
    elif shape.type_name == "map":
        revealing(shape.value, path, seen, out)
    return out


def node(command):
    entry = {}
    below = table(command)  # first: building it adds options to some commands
    args = getattr(command, "arg_table", None) or {}
    if args:
        entry["options"] = {name: option(a) for name, a in args.items()}
    model = getattr(command, "_operation_model", None)
    if model is not None and type(command).__name__ == "ServiceOperation":
        meta = model.service_model.metadata
        raw = model.service_model._service_description["operations"]
        entry["api"] = {
            "name": model.name,
            "method": model.http.get("method"),
            "readonly": bool(raw[model.name].get("readonly")),
            "signing": meta.get("signingName"),
            "endpoint": meta.get("endpointPrefix"),
            "id": meta.get("serviceId"),
            "reveals": sorted(revealing(model.output_shape)),
        }
    if getattr(command, "_UNDOCUMENTED", False):
        entry["hidden"] = True
    if below:
        entry["commands"] = {n: node(c) for n, c in sorted(below.items())}
    entry["class"] = type(command).__name__
    return entry


def main():
    driver = create_clidriver()
    get = getattr(driver, "_get_command_table", None)
    commands = get() if get else driver.subcommand_table
    get = getattr(driver, "_get_argument_table", None)
    options = get() if get else driver.arg_table
    json.dump({
        "awscli": awscli.__version__,
        "botocore": botocore.__version__,
        "options": {n: option(a) for n, a in options.items()},
        "commands": {n: node(c) for n, c in sorted(commands.items())},
    }, sys.stdout, indent=0)


main()
