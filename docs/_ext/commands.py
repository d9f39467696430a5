"""The command reference, read off the click group: every command, with its options as `--help` shows them."""

import re
from collections.abc import Iterator

import click

from kerascnn import cli
from kerascnn.cli._command import paragraphs
from kerascnn.cli._group import names


def walk(command: click.Command, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A context for the command and for each of its commands, in the order of the help."""
    context = click.Context(command, parent, info_name=command.name, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found:
                yield from walk(found, context)


def markdown() -> str:
    """The whole reference: the options that every command has, then one section a command."""
    contexts = list(walk(cli.group))
    common = set.intersection(*(set(_options(context)) for context in contexts))
    pieces = ["## Every command", "These options are understood everywhere.", *_entries(contexts[0], common)]
    for context in contexts[1:]:
        pieces += section(context, set(_options(context)) - common)
    return "\n\n".join(pieces) + "\n"


def section(context: click.Context, options: set[str]) -> list[str]:
    """One command: heading, what it does, usage, options, example."""
    path = context.command_path
    text, example = paragraphs(context.command.help)
    words = " ".join(context.command.collect_usage_pieces(context))
    depth = path.count(" ") + 1
    return [
        f"(command-{path.removeprefix('kerascnn ').replace(' ', '-')})=\n{'#' * depth} {path}",
        *map(escaped, text),
        *_in_python(context.command),
        f"```text\n{path} {words}\n```",
        f"```{{program}} {path}\n```",
        *_arguments(context),
        *_entries(context, options),
        f"**Example**\n\n```sh\n{example}\n```",
    ]


def _in_python(command: click.Command) -> list[str]:
    """How a notebook calls the command, where it is a recipe's."""
    name = command.name or ""
    if name not in names(cli.group.folders["kerascnn.recipes"]):
        return []
    module = name.replace("-", "_")
    arguments = [p.name for p in command.params if isinstance(p, click.Argument)]
    given = ", ".join(f'"{each.upper()}"' for each in arguments if each)
    return [f"In Python, with the options as keywords: `from kerascnn.recipes import {module}; {module}.run({given})`"]


def _arguments(context: click.Context) -> list[str]:
    """What the help says of each argument."""
    arguments = [p for p in context.command.get_params(context) if isinstance(p, click.Argument)]
    records = (argument.get_help_record(context) for argument in arguments)
    return [f"`{record[0]}`: {escaped(record[1])}" for record in records if record and record[1]]


def _options(context: click.Context) -> dict[str, tuple[str, str]]:
    """The two columns of the help, by the option's name."""
    options = [p for p in context.command.get_params(context) if isinstance(p, click.Option)]
    records = ((option.name, option.get_help_record(context)) for option in options)
    return {name: record for name, record in records if name and record}


def _entries(context: click.Context, names: set[str]) -> list[str]:
    return [
        f"```{{option}} {flags.replace(' / ', ', ')}\n{escaped(text)}\n```"
        for name, (flags, text) in _options(context).items()
        if name in names
    ]


def escaped(text: str) -> str:
    """The text as Markdown: its options as code, and outside `code` nothing that Markdown would take for a sign."""
    text = re.sub(r"(?<![\w`-])--[a-z][a-z-]*", r"`\g<0>`", text)
    return re.sub(r"(`[^`]*`)|([\\*_<\[\]])", lambda found: found[1] or f"\\{found[2]}", text)
