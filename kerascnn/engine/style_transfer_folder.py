"""What a style transfer leaves: pictures, an animation, costs, figures, a report, and how to do it again."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import files
from kerascnn.engine import record
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import fields

if TYPE_CHECKING:
    import numpy as np

    from kerascnn.style_transfer import Outcome

__all__ = ["OWN", "write"]

STEP = re.compile(r"step-[0-9]{5,6}\.png")
OWN = ("figures", "progress")
"""The folders that it has in the one that it is given."""


def write(folder: Path, outcome: "Outcome", facts: dict[str, Any], *, force: bool) -> None:
    """Leave everything in a folder.

    Args:
        folder: where to.
        outcome: what came out.
        facts: for `run.json`, which gets the versions and the machine too.
        force: write into a folder that exists.

    Raises:
        InputError: the folder exists, and `force` is off.
        OSError: something cannot be written.
    """
    from kerascnn import plots, report
    from kerascnn.training import peak_memory
    from kerascnn.versions import installed

    files.new_folder(folder, force=force)
    for name in OWN:
        files.check_own_folder(folder / name)
        (folder / name).mkdir(exist_ok=True)
    _clear(folder)
    for file, picture in (("content", outcome.content), ("style", outcome.style), ("result", outcome.picture)):
        _save(picture, folder / f"{file}.png")
    steps = {f"step-{number:05}.png": picture for number, picture in outcome.kept}
    for name, picture in steps.items():
        _save(picture, folder / "progress" / name)
    plots.save_gif([picture for _number, picture in outcome.kept], folder / "progress.gif")
    _draw(folder / "figures", outcome, facts["features"]["sentence"])
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(outcome.rows())
    files.write(folder / "history.csv", table.getvalue())
    digests = {name: _digest(folder / "progress" / name) for name in steps}
    facts = facts | {"progress": digests, "versions": installed(), "machine": record.machine()}
    metrics = outcome.metrics() | {"peak_memory_bytes": peak_memory()}
    for name, content in (("metrics", metrics), ("run", facts)):
        files.write(folder / f"{name}.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    files.write(folder / "report.html", report.of_style_transfer(outcome, facts))


def _clear(folder: Path) -> None:
    """Remove the steps of an earlier transfer, which may have had others: what its record names and has not changed."""
    try:
        written = fields.from_json(folder / "run.json").content.get("progress")
    except InputError:
        return
    for name, digest in written.items() if isinstance(written, dict) else ():
        path = folder / "progress" / name
        if STEP.fullmatch(name) and not path.is_symlink() and path.is_file() and _digest(path) == digest:
            path.unlink()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _save(picture: "np.ndarray", path: Path) -> None:
    """Write `(height, width, channels)` in [0, 1] as a picture file."""
    import numpy as np
    from PIL import Image

    with files.whole(path) as part:
        Image.fromarray((picture * 255).round().astype(np.uint8).squeeze()).save(part, "PNG")


def _draw(folder: Path, outcome: "Outcome", network: str) -> None:
    from kerascnn import plots

    three = [outcome.content, outcome.style, outcome.picture]
    titles = [_("content"), _("style"), _("result, step {step}").format(step=len(outcome.history) - 1)]
    plots.save(plots.pictures_in_a_row(three, titles, title=network), folder / "pictures.png")
    steps = [_("step {step}").format(step=number) for number, _picture in outcome.some()]
    some = [picture for _number, picture in outcome.some()]
    plots.save(plots.pictures_in_a_row(some, steps, title=network), folder / "progress.png")
    costs = plots.costs_over_steps(outcome.content_parts, outcome.layer_parts, outcome.style_parts, title=network)
    plots.save(costs, folder / "costs.png")
    plots.save(plots.cost_shares(outcome.shares, title=network), folder / "shares.png")
