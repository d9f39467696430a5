"""The report of one run."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerascnn.drawing import Scene
from kerascnn.language import _
from kerascnn.pages.page import page
from kerascnn.pages.sections import Section
from kerascnn.report import account, learned
from kerascnn.report.confusion import confusion
from kerascnn.report.mistakes import mistakes
from kerascnn.report.seeing import Seen, load_network, load_pictures, see_again
from kerascnn.runs import FinishedRun
from kerascnn.shapes.places import shown

if TYPE_CHECKING:
    import keras

__all__ = ["of_run"]


def of_run(
    run: FinishedRun,
    *,
    command: str = "",
    model: "keras.Model | None" = None,
    seen: Seen | None = None,
    data_dir: Path | None = None,
) -> str:
    """The page of one run; what cannot be had is said in its place, and the rest is there.

    Args:
        run: what `kerascnn.runs.read` gives.
        command: what does the same again; "" where nothing does.
        model: its network; None to load it.
        seen: its test pictures and their scores; None to load them and to test the network once more.
        data_dir: where the data lie, for a run on a folder of the reader's own; none is read because `run.json` says so
    """
    reason = ""
    if seen is None:
        model, seen, reason = _load(run, model, data_dir)
    scene = learned.drawn_network(run)
    sections = [
        account.what_was_run(run, command),
        account.curves(run),
        confusion(run, seen, reason),
        mistakes(run, seen, reason),
        account.classes(run),
        learned.network(scene),
        *_learned(run, model, seen),
        account.environment(run),
    ]
    title = _("{network} on {data}").format(network=run.network, data=run.data.name)
    return page(title, [account.outcome(run)], sections, scene if isinstance(scene, Scene) else None)


def _load(
    run: FinishedRun, model: "keras.Model | None", data_dir: Path | None
) -> tuple["keras.Model | None", Seen | None, str]:
    """The network and the pictures, as far as they are to be had, and why not further."""
    try:
        model = model or load_network(run)
        return model, see_again(run, model, *load_pictures(run, data_dir)), ""
    except Exception as error:  # of many kinds, where TensorFlow refuses a stranger's network
        return model, None, shown(str(error), learned.LONGEST_REASON)


def _learned(run: FinishedRun, model: "keras.Model | None", seen: Seen | None) -> list[Section]:
    if model is None:
        return []
    found = [learned.filters(run, model)]
    if seen is not None:
        right = np.flatnonzero(seen.predictions == seen.labels)
        number = int(right[0]) if len(right) else 0
        found.append(learned.feature_maps(run, model, seen.images[number], int(seen.labels[number])))
        found.append(learned.patches(run, model, seen.images))
    return found
