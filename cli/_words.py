"""Words of a command line that may begin with a minus and yet be no option."""

import re
from collections.abc import Sequence

import click

from kerascnn.errors import closest

__all__ = ["check_options"]


def check_options(words: Sequence[str]) -> None:
    """Find the options that do not exist among words that click was told to leave alone.

    Raises:
        click.NoSuchOption: one of the words is an option.
    """
    for word in words:
        if re.match(r"-+[a-zA-Z]", word):
            name = word.split("=")[0][:40]
            ctx = click.get_current_context()
            existing = [each for parameter in ctx.command.get_params(ctx) for each in parameter.opts]
            near = closest(name, [each for each in existing if each.startswith("-")])
            raise click.NoSuchOption(name, possibilities=[near] if near else None, ctx=ctx)
