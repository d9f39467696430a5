"""What runs: training a network as planned, from the start or from a checkpoint, and testing it once."""

import contextlib
import shlex
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import files
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _
from kerascnn.outside import visible
from kerascnn.recipes._classification import figures, record
from kerascnn.recipes._classification.plan import Plan
from kerascnn.recipes._classification.preparing import Prepared, prepare
from kerascnn.recipes._classification.saying import (
    say_how_large,
    say_what_came_out,
    say_what_goes_on,
    say_what_runs,
)

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Dataset
    from kerascnn.training import Checkpoint, Evaluation, Fit, Keeper, Run

__all__ = ["Result", "carry_out", "no_checkpoint", "plan_of", "run_folder", "train"]

_only_planning = ContextVar("_only_planning", default=False)


class _Planned(Exception):  # noqa: N818 (it is no error)
    """Ends a recipe once its plan is made and checked."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def plan_of(recipe: Callable[[], object]) -> Plan:
    """The plan that a call of a recipe comes to, checked; nothing is loaded, trained or written.

    Args:
        recipe: calls the `run` of a recipe that trains one network.

    Raises:
        InputError: as the recipe, where an option cannot be used or the folder exists.

    Example:
        >>> from kerascnn.recipes import train_mnist
        >>> plan_of(lambda: train_mnist.run(network="lenet5")).training.network
        'lenet5'
    """
    token = _only_planning.set(True)
    try:
        recipe()
    except _Planned as planned:
        return planned.plan
    finally:
        _only_planning.reset(token)
    raise TypeError("the recipe trained nothing")


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
        InputError: something in the plan cannot be used, the folder exists or is in use, or the disk has no room.
        WorkError: the loss is no longer a number, or memory or disk ran out.
        KeyboardInterrupt: Ctrl-C; what there is lies in the folder, and `resume` goes on.
    """
    plan.check()
    folder = run_folder(plan.recipe, out, force=force)
    if _only_planning.get():
        raise _Planned(plan)
    dataset = plan.data.load(plan.training.seed)

    from kerascnn import training

    while True:
        try:
            return carry_out(plan, dataset, folder, new=not force)
        except Exception as error:
            if not training.is_out_of_memory(error):
                raise
        # Not inside of `except`, which holds on to all that the failed training built.
        plan, force = _smaller(plan, dataset), True


def carry_out(plan: Plan, dataset: "Dataset", folder: Path, *, new: bool = False, go_on: bool = False) -> Result:
    """Train from the start or from the newest checkpoint, test, and leave everything in the folder.

    Args:
        plan: what to do.
        dataset: what to learn from.
        folder: where to.
        new: refuse a folder that exists, since it was not there when the run was asked for.
        go_on: from the newest checkpoint that is whole.

    Raises:
        InputError: the network does not take pictures of this size, there is no such device, the folder is in use or
            should not be there, the disk has no room, or there is no checkpoint of this network.
        WorkError: the loss is no longer a number, the disk is full, or the folder was taken away.
        KeyboardInterrupt: Ctrl-C.
    """
    from kerascnn import training

    computing, seed = plan.computing, plan.training.seed
    with training.settings(device=computing.device, precision=computing.precision, seed=seed) as device_name:
        prepared = prepare(plan, dataset)
        facts = record.facts_of(plan, dataset, prepared, device_name)
        run = training.Run(folder, new=new)
        with files.locked(folder), _disk_and_signals_said(run, plan, facts):
            checkpoint = _newest(run, plan, prepared) if go_on else None
            training.check_room(folder, prepared.model)
            say_what_runs(prepared.model, dataset, device_name)
            say_how_large(prepared.model, plan.training.batch_size, prepared.batches.batch_size)
            keeper = _keeper(run, plan, facts, checkpoint)
            record.save_facts(run, facts, "running")
            fitted = _fit(run, facts, plan, prepared, keeper, checkpoint)
            tested = _finish(run, facts, plan, prepared.model, dataset, fitted)
            keeper.checkpoints.remove()
    say_what_came_out(run, dataset, fitted, tested)
    return Result(
        accuracy=tested.accuracy,
        loss=tested.loss,
        seconds=fitted.seconds,
        cpu_seconds=fitted.cpu_seconds,
        folder=folder,
        model=prepared.model,
        sample=dataset.sample,
    )


def _newest(run: "Run", plan: Plan, prepared: Prepared) -> "Checkpoint":
    """The newest checkpoint that is whole; those that are not are said.

    Raises:
        InputError: there is none.
    """
    from kerascnn import training

    checkpoints = training.Checkpoints(run.checkpoints)
    checkpoint, damaged = checkpoints.newest(most=training.largest_checkpoint(prepared.model))
    for each in damaged:
        print(visible(_("{path} is damaged ({reason})").format(path=each.path, reason=each.reason)), flush=True)
    if checkpoint is None:
        raise no_checkpoint(run.folder, plan)
    return checkpoint


def no_checkpoint(folder: Path, plan: Plan) -> InputError:
    """The error of a run that has none."""
    text = _("{folder} has no checkpoint yet; start again with `{command}`")
    command = shlex.join(["kerascnn", plan.recipe, "--out", str(folder), "--force"])
    return InputError(text.format(folder=folder, command=command))


def _keeper(run: "Run", plan: Plan, facts: dict[str, Any], checkpoint: "Checkpoint | None") -> "Keeper":
    """What writes the checkpoints; each says of where all parts of the run were computed."""
    from kerascnn import training

    parts, now = [], record.circumstances(facts)
    if checkpoint is None:
        training.Checkpoints(run.checkpoints).remove()  # of a run that was here before
    else:
        parts = list(checkpoint.standing["circumstances"])
        say_what_goes_on(checkpoint, plan.training.epochs, record.differences(parts, now))
    if now not in parts:
        parts.append(now)
    return training.Keeper(run, minutes=plan.computing.checkpoint_minutes, circumstances=parts)


def _fit(
    run: "Run",
    facts: dict[str, Any],
    plan: Plan,
    prepared: Prepared,
    keeper: "Keeper",
    checkpoint: "Checkpoint | None",
) -> "Fit":
    from kerascnn import training

    try:
        fitted = training.fit(*prepared, epochs=plan.training.epochs, keeper=keeper, checkpoint=checkpoint)
    except training.LostFolderError:
        raise
    except WorkError:
        record.save_facts(run, facts, "failed")
        raise
    run.save_history(fitted.history)
    if fitted.best_epoch is not None and not keeper.best_is_kept:
        run.save_model(prepared.model)
    if fitted.interrupted:
        raise KeyboardInterrupt
    return fitted


def _finish(
    run: "Run", facts: dict[str, Any], plan: Plan, model: "keras.Model", dataset: "Dataset", fitted: "Fit"
) -> "Evaluation":
    """Test the best network and write down what came out."""
    from kerascnn import training

    start = time.perf_counter()
    how = plan.training
    tested = training.evaluate(
        model, dataset.test_images, dataset.test_labels, mirror=how.test_mirror, shift=how.test_shift
    )
    seconds = {"training": fitted.seconds, "test": time.perf_counter() - start}
    record.save_metrics(run, model, dataset, fitted, tested)
    figures.draw(run, model, dataset, fitted, tested)
    record.save_facts(run, facts | {"seconds": seconds}, "done")
    return tested


@contextlib.contextmanager
def _disk_and_signals_said(run: "Run", plan: Plan, facts: dict[str, Any]) -> Iterator[None]:
    """Say, where the disk or the reader ends the run, what there is and how to go on."""
    try:
        yield
    except KeyboardInterrupt as error:
        run.check_there()
        raise KeyboardInterrupt(_stopped(run, plan, facts)) from error
    except OSError as error:
        run.check_there()
        if error.errno not in files.FULL:
            raise files.failure(error) from error
        text = _("the disk is full: make room in {folder}, then `{command}` goes on")
        raise WorkError(text.format(folder=run.folder, command=plan.resume_command(run.folder))) from error


def _stopped(run: "Run", plan: Plan, facts: dict[str, Any]) -> str:
    """What there is of a run that was stopped, and how to go on."""
    from kerascnn import training

    checkpoint, _damaged = training.Checkpoints(run.checkpoints).newest()
    at = training.Standing.from_json(checkpoint.standing["training"]) if checkpoint else training.Standing()
    with contextlib.suppress(OSError):  # on a full disk it says "running", which can be gone on with as well
        record.save_facts(run, facts, "interrupted")
    if checkpoint is None:
        return _("stopped before the first checkpoint was written: there is nothing yet")
    if at.best_epoch is None:
        text = _("stopped before the first epoch was done: there is no model yet")
    else:
        text = _("stopped; the best model so far, of epoch {epoch}, is {path}")
    line = text.format(epoch=at.best_epoch, path=run.model)
    return _("{line}; `{command}` goes on").format(line=line, command=plan.resume_command(run.folder))


def _smaller(plan: Plan, dataset: "Dataset") -> Plan:
    """The plan with the largest batch size that fits into memory, where it is left to the program to find one.

    Raises:
        WorkError: it is not, or none fits.
    """
    from kerascnn import training

    def step(batch_size: int) -> None:
        prepared = prepare(plan.with_batch_size(batch_size), dataset)
        prepared.model.train_on_batch(*prepared.batches[0])

    asked, computing = plan.training.batch_size, plan.computing
    with training.settings(device=computing.device, precision=computing.precision, seed=plan.training.seed):
        fits = training.batch_that_fits(step, min(asked, len(dataset.train_labels)))
    if fits is None:
        text = _("out of memory, even with one picture at a time; choose a smaller network or smaller pictures")
        raise WorkError(text)
    if not computing.auto_batch:
        text = _(
            "out of memory: a batch of {asked} does not fit, one of {fits} does; add --batch-size {fits}, or "
            "--auto-batch, which finds it"
        )
        raise WorkError(text.format(asked=asked, fits=fits))
    text = _("out of memory: a batch of {asked} does not fit; from the start with batches of {fits}")
    print(text.format(asked=asked, fits=fits), flush=True)
    return plan.with_batch_size(fits)
