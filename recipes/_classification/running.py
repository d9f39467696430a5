"""What runs: training a network as planned, and testing it once."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kerascnn import files
from kerascnn.language import _
from kerascnn.recipes._classification import figures, record
from kerascnn.recipes._classification.plan import Plan
from kerascnn.recipes._classification.preparing import Prepared, prepare

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Dataset
    from kerascnn.training import Evaluation, Fit, Run

__all__ = ["Result", "run_folder", "train"]


@dataclass(frozen=True)
class Result:
    """What a practical gives back.

    Attributes:
        accuracy: the part of the test pictures that is right, between 0 and 1.
        loss: the mean cross-entropy on the test pictures, in nats.
        seconds: wall-clock seconds of training, validation included.
        cpu_seconds: the same in seconds of all processors together.
        folder: where everything was written.
        model: the trained network.
        sample: whether only a sample of the data set was used.
    """

    accuracy: float
    loss: float
    seconds: float
    cpu_seconds: float
    folder: Path
    model: "keras.Model"
    sample: bool


def run_folder(recipe: str, out: Path | None, *, force: bool) -> Path:
    """The folder of a run, not yet made: `out`, or `runs/RECIPE-TIME`.

    Raises:
        InputError: it exists, or cannot be written.
    """
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    folder = out or Path("runs") / f"{recipe}-{stamp}"
    files.check_new_folder(folder, force=force)
    return folder


def train(plan: Plan, out: Path | None = None, *, force: bool = False) -> Result:
    """Train a network as planned, test it once, and leave everything in a folder.

    Args:
        plan: what to do.
        out: the folder, which is made when there is something to write; `runs/RECIPE-TIME` by default.
        force: write into a folder that exists.

    Raises:
        InputError: something in the plan cannot be used, or the folder exists.
        KeyboardInterrupt: Ctrl-C; the best model so far is in the folder then.
    """
    plan.check()
    folder = run_folder(plan.recipe, out, force=force)
    dataset = plan.data.load(plan.training.seed)

    from kerascnn import training

    computing = plan.computing
    with training.settings(
        device=computing.device, precision=computing.precision, seed=plan.training.seed
    ) as device_name:
        prepared = prepare(plan, dataset)
        facts = record.facts_of(plan, dataset, prepared, device_name)
        run = training.Run(folder)
        _say_what_runs(prepared.model, dataset, device_name)
        fitted = _fit(run, facts, plan, prepared)
        start = time.perf_counter()
        tested = training.evaluate(
            prepared.model, dataset.test_images, dataset.test_labels, mirror=plan.training.test_mirror
        )
        facts["seconds"] = {"training": fitted.seconds, "test": time.perf_counter() - start}
    record.save_facts(run, facts, "done")
    record.save_metrics(run, dataset, fitted, tested)
    figures.draw(run, prepared.model, dataset, fitted, tested)
    _say_what_came_out(run, dataset, fitted, tested)
    return Result(
        accuracy=tested.accuracy,
        loss=tested.loss,
        seconds=fitted.seconds,
        cpu_seconds=fitted.cpu_seconds,
        folder=folder,
        model=prepared.model,
        sample=dataset.sample,
    )


def _fit(run: "Run", facts: dict[str, Any], plan: Plan, prepared: Prepared) -> "Fit":
    from kerascnn import training

    fitted = training.fit(*prepared, epochs=plan.training.epochs)
    run.save_history(fitted.history)
    if fitted.best_epoch is not None:
        run.save_model(prepared.model)
    if fitted.interrupted:
        _stop(run, facts, fitted)
    return fitted


def _say_what_runs(model: "keras.Model", dataset: "Dataset", device_name: str) -> None:
    text = _("{network}, {parameters:,} parameters, on {data} ({source}), {device}")
    print(
        text.format(
            network=model.name,
            parameters=model.count_params(),
            data=record.marked(dataset.name, dataset),
            source=dataset.source,
            device=device_name,
        )
    )


def _stop(run: "Run", facts: dict[str, Any], fitted: "Fit") -> NoReturn:
    record.save_facts(run, facts, "interrupted")
    if fitted.best_epoch is None:
        raise KeyboardInterrupt(_("stopped before the first epoch was done: there is no model yet"))
    text = _("stopped; the best model so far, of epoch {epoch}, is {path}")
    raise KeyboardInterrupt(text.format(epoch=fitted.best_epoch, path=run.model))


def _say_what_came_out(run: "Run", dataset: "Dataset", fitted: "Fit", tested: "Evaluation") -> None:
    text = _("test accuracy {accuracy:.2%} on {count:,} images, after {seconds:.1f} s of training")
    line = text.format(accuracy=tested.accuracy, count=len(tested.labels), seconds=fitted.seconds)
    print(record.marked(line, dataset))
    print(_("model, history, metrics and figures: {folder}").format(folder=run.folder))
    figures.show_inline(run)
