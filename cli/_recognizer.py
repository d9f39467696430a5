"""What the commands that ask a siamese network share: their options, and how an answer is shown."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kerascnn.cli._command import option
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.untrusted_text import visible

__all__ = ["check_pictures", "say", "threshold_option"]

threshold_option: Callable[[Callable[..., Any]], Any] = option(
    "--threshold", type=float, help=N_("Up to which distance two pictures are the same; else the run's.")
)


def check_pictures(*paths: Path) -> None:
    """Check, before a network is loaded, that pictures are there.

    Raises:
        InputError: one is not.
    """
    for path in paths:
        if not path.exists():
            raise InputError(_("{path} does not exist; give the name of a picture").format(path=path))


def say(found: Any, form: str) -> None:
    """Print what a network says, as lines or as JSON."""
    if form == "json":
        click.echo(json.dumps(found.as_json(), indent=2))
        return
    for line in found.lines():
        click.echo(visible(line))
