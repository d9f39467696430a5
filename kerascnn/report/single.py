"""The report of one run."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import tasks
from kerascnn.drawing import Scene
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.pages import page
from kerascnn.paths import takes_texts
from kerascnn.report import run_sections
from kerascnn.report.network import LONGEST_REASON, drawn_network, network
from kerascnn.report.retesting import load_network, retest
from kerascnn.runs import FinishedRun
from kerascnn.shapes.places import shown
from kerascnn.tasks.protocol import Tested

if TYPE_CHECKING:
    import keras

__all__ = ["of_run"]


@takes_texts
def of_run(
    run: FinishedRun,
    *,
    command: str = "",
    model: "keras.Model | None" = None,
    seen: tuple[Any, Tested] | None = None,
    data_dir: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> str:
    """The page of one run; what cannot be had is said in its place, and the rest is there.

    Args:
        run: what `kerascnn.runs.read` gives.
        command: what does the same again; "" where nothing does.
        model: its network; None to load it.
        seen: its data, and what came out of the test; None to load them and to test once more.
        data_dir: where the data lie, for a run on a folder of the reader's own; none is read because `run.json` says so
        tell: is given a sentence where parts of the page are missing, and why.

    Raises:
        InputError: `metrics.json` is not what the run's task writes; or `data_dir` is named, and its data are no use
            or are not those of the run: who names them wants their pictures.
    """
    task, reason = tasks.named(run.task), ""
    if seen is None:
        try:
            model = model or load_network(run)
            seen = retest(run, model, data_dir)
        except InputError as error:
            if data_dir is not None and model is not None:
                raise
            reason = shown(str(error), LONGEST_REASON)
        except Exception as error:  # of many kinds, where TensorFlow refuses a stranger's network
            reason = shown(str(error), LONGEST_REASON)
        if reason and tell is not None:
            tell(_("the report shows nothing of the test again: {reason}").format(reason=reason))
    of_task = task.page(run, model, seen, reason)
    scene = drawn_network(run)
    sections = [
        run_sections.what_was_run(run, command),
        run_sections.curves(run, task.MEASURES),
        *of_task.results,
        network(scene),
        *of_task.inside,
        run_sections.environment(run),
    ]
    title = _("{network} on {data}").format(network=run.network, data=run.data.name)
    drawn = scene if isinstance(scene, Scene) else None
    return page(title, [run_sections.outcome(run, of_task.numbers)], sections, drawn)
