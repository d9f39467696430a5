"""`kerascnn inspect`: what is in a saved model, who made it, and what of it would be refused."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kerascnn.cli._command import argument, define, format_option
from kerascnn.language import _

if TYPE_CHECKING:
    from kerascnn.loading import Inspection

WIDTH = 16


@define("inspect")
@argument("file", metavar="FILE.keras|RUN", type=click.Path(path_type=Path))
@format_option("table", "json")
def command(file: Path, form: str) -> None:
    """Say what is in a saved model, who made it, and what of it would be refused and why.

    Nothing is built, Keras is not started, and the weights are read by a process with little memory and time: any file
    is safe to inspect. What is printed of who made it is what the file says.

    Example:
        kerascnn inspect model.keras
        kerascnn inspect runs/mine/model.keras --format json
    """
    from kerascnn.loading import inspect

    found = inspect(file)
    if form == "json":
        import dataclasses
        import json

        # Escaped in full, so that a terminal takes no orders from it either.
        click.echo(json.dumps(dataclasses.asdict(found) | {"path": str(found.path)}, indent=2))
    else:
        _print_table(found)


def _print_table(found: "Inspection") -> None:
    from kerascnn.shapes.places import shown

    def row(title: str, text: str) -> None:
        click.echo(f"{title:<{WIDTH}} {text}".rstrip())

    row(_("file"), _("{path}, {size:,} bytes").format(path=shown(str(found.path), 200), size=found.size))
    said = _("Keras {version}, {date}") if found.keras_version else _("it does not say")
    version, date = shown(found.keras_version), shown(found.date_saved) or "?"
    row(_("made by"), said.format(version=version, date=date))
    row(_("model"), f"{shown(found.name)} ({shown(found.kind)})")
    for number, (name, count) in enumerate(list(found.classes.items())[:20]):
        row("" if number else _("layers"), f"{count:>6,}  {shown(name)}")
    counted = _("not counted: it has layers that cannot be counted without being built")
    if found.parameters is not None and found.trained is not None:
        frozen = found.frozen or 0
        parts = {_("{n} trained"): found.trained, _("{n} frozen"): frozen}
        parts[_("{n} kept, not trained")] = found.parameters - found.trained - frozen
        told = ", ".join(text.format(n=f"{count:,}") for text, count in parts.items() if count)
        counted = f"{found.parameters:,}" + (f": {told}" if found.parameters else "")
    row(_("parameters"), counted)
    row(_("numbers stored"), _("not read") if found.stored is None else f"{found.stored:,}")
    for number, member in enumerate(found.members[:20]):
        row("" if number else _("files in it"), f"{member.size:>14,}  {shown(member.name)}")
    for number, reason in enumerate(found.refused):
        row("" if number else _("refused"), reason)
    if not found.refused:
        row(_("refused"), _("nothing: it would be loaded"))
