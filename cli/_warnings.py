"""Warnings: ours as one line, those of the libraries only for those who ask for them."""

import contextlib
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import TextIO

import click

from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["only_ours"]


@contextlib.contextmanager
def only_ours(*, all_too: bool = False) -> Iterator[None]:
    """While the block runs, keep what libraries warn and log of themselves from the terminal; errors pass.

    Python's own `-W` and `$PYTHONWARNINGS` bring it back.

    Args:
        all_too: change nothing.
    """
    if all_too or sys.warnoptions:
        yield
        return
    show, disabled = warnings.showwarning, logging.root.manager.disable
    warnings.showwarning = _show
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        warnings.showwarning = show
        logging.disable(disabled)


def _show(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    if category.__module__.partition(".")[0] == "kerascnn":
        click.echo(visible(_("Note: {note}").format(note=" ".join(str(message).split()))), err=True)
