"""`kerascnn inspect`: what is in a saved model, who made it, what of it is refused, and whether it can be loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kerascnn.cli._command import WatchedCommand, argument, define, format_option, option
from kerascnn.language import N_, _

if TYPE_CHECKING:
    from kerascnn.loading import Inspection

WIDTH = 16


@define("inspect", WatchedCommand, reads="file")
@argument("file", metavar="FILE|RUN", type=click.Path(path_type=Path))
@option("--load", is_flag=True, help=N_("Try to load it too, within limits of time and memory; that starts Keras."))
@format_option("table", "json")
def command(file: Path, load: bool, form: str) -> None:
    """Say what is in a saved model, who made it, and what of it would be refused and why.

    Nothing is built, Keras is not started, and the weights are read by a process with little memory and time: any file
    is safe to inspect. What is printed of who made it is what the file says. Whether Keras can build what is in the
    list is only known when it is tried, which --load does.

    Example:
        kerascnn inspect model.keras
        kerascnn inspect model.keras --load
        kerascnn inspect runs/mine/model.keras --format json
    """
    from kerascnn.loading import inspect

    found = inspect(file, load=load)
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
        row(_("refused"), _("nothing of what can be seen without loading it"))
    row(_("loading"), _loading(found))


def _loading(found: "Inspection") -> str:
    """What is known of whether it can be loaded."""
    if found.loaded:
        return _("tried: it is loaded by Keras {version}").format(version=_here())
    if found.loaded is False:
        return _("tried: {reason}").format(reason=found.reason)
    if found.refused:
        return _("not tried: it is refused")
    text = _("not tried; --load tries it with the Keras that is here, {version}")
    return text.format(version=_here())


def _here() -> str:
    from importlib import metadata

    return metadata.version("keras")
