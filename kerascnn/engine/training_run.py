"""A plan carried out: trained from the start or from a checkpoint, tested once, everything left in a folder."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import files, tasks
from kerascnn.engine import messages, record
from kerascnn.engine.stopping import no_checkpoint, stop_said
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.runs.measures import Measure
from kerascnn.runs.plan import Plan
from kerascnn.tasks.protocol import About, Built, Task, Tested
from kerascnn.untrusted_text import visible

if TYPE_CHECKING:
    import keras

    from kerascnn.training import Checkpoint, Checkpointer, Fit, Run

__all__ = ["Result", "carry_out", "run_folder", "run_plan"]


@dataclass(frozen=True)
class Result:
    """What a training gives back.

    Attributes:
        score: the headline of the test. It has the name of what is measured too: `result.accuracy` of a classifier,
            the part of the test pictures that is right, between 0 and 1.
        measure: what the headline measures.
        loss: the mean loss on the test set; of a classifier the cross-entropy, in nats.
        seconds: wall-clock seconds of training, validation included.
        cpu_seconds: the same in seconds of all processors together.
        folder: where everything was written.
        model: the trained network.
        sample: whether only a sample of the data set was used.
    """

    score: float
    measure: Measure
    loss: float
    seconds: float
    cpu_seconds: float
    folder: Path
    model: "keras.Model"
    sample: bool

    def __getattr__(self, name: str) -> float:
        if name == self.measure.name:
            return self.score
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def run_folder(name: str, out: Path | None, *, force: bool) -> Path:
    """The folder of a run or a study, not yet made: `out`, or `runs/NAME-TIME`.

    Raises:
        InputError: it exists, or cannot be written.
    """
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    folder = out or Path("runs") / f"{name}-{stamp}"
    files.check_new_folder(folder, force=force)
    return folder


@takes_texts
def run_plan(plan: Plan, out: Path | None = None, *, force: bool = False, data: Any = None) -> Result:
    """Train as planned, test once, and leave everything in a folder.

    Args:
        plan: what to do.
        out: the folder, which is made when there is something to write; `runs/RECIPE-TIME` by default.
        force: write into a folder that exists.
        data: as the task's `load` gave them; None to load them.

    Raises:
        InputError: something in the plan cannot be used, the folder exists or is in use, or the disk has no room.
        WorkError: the loss is no longer a number, or memory or disk ran out.
        KeyboardInterrupt: Ctrl-C; what there is lies in the folder, and `resume` goes on.
    """
    plan.check()
    folder = run_folder(plan.recipe, out, force=force)
    if data is None:
        data = tasks.load(plan)

    from kerascnn import training

    while True:
        try:
            return carry_out(plan, data, folder, new=not force)
        except Exception as error:
            if not training.is_out_of_memory(error):
                raise
        # Not inside of `except`, which holds on to all that the failed training built.
        plan, force = _smaller(plan, data), True


def carry_out(plan: Plan, data: Any, folder: Path, *, new: bool = False, go_on: bool = False) -> Result:
    """Train from the start or from the newest checkpoint, test, and leave everything in the folder.

    Args:
        plan: what to do.
        data: what to learn from, as the task loaded it.
        folder: where to.
        new: refuse a folder that exists, since it was not there when the run was asked for.
        go_on: from the newest checkpoint that is whole.

    Raises:
        InputError: the network does not take such data, there is no such device, the folder is in use or should not
            be there, the disk has no room, or there is no checkpoint of this network.
        WorkError: the loss is no longer a number, the disk is full, or the folder was taken away.
        KeyboardInterrupt: Ctrl-C.
    """
    from kerascnn import training

    task, computing = tasks.named(plan.task), plan.computing
    about = task.about(data)
    with training.settings(
        device=computing.device, precision=computing.precision, seed=plan.options.seed
    ) as device_name:
        built = task.build(plan, data)
        if built.start is not None and not go_on:
            built.start()
        facts = record.facts_of(plan, about, built, device_name)
        run = training.Run(folder, new=new)
        with files.locked(folder), stop_said(run, plan, facts):
            checkpoint = _newest(run, plan, built) if go_on else None
            training.check_disk_space(folder, built.model)
            messages.say_what_runs(built.model, about, device_name)
            messages.say_how_large(built.model, plan.options.batch_size, built.training.batch_size)
            checkpointer = _checkpointer(run, plan, facts, checkpoint)
            record.save_facts(run, facts, "running")
            for name, content in built.beside.items():
                run.save_json(name.removesuffix(".json"), dict(content))
            fitted = _fit(run, facts, plan, built, checkpointer, checkpoint)
            tested = _finish(run, facts, plan, built, data, about, fitted)
            checkpointer.checkpoints.remove()
    messages.say_what_came_out(run, about, fitted, tested)
    return Result(
        score=tested.score,
        measure=task.HEADLINE,
        loss=tested.loss,
        seconds=fitted.seconds,
        cpu_seconds=fitted.cpu_seconds,
        folder=folder,
        model=built.model,
        sample=about.sample,
    )


def _newest(run: "Run", plan: Plan, built: Built) -> "Checkpoint":
    """The newest checkpoint that is whole; those that are not are said.

    Raises:
        InputError: there is none.
    """
    from kerascnn import training

    checkpoints = training.Checkpoints(run.checkpoints)
    checkpoint, damaged = checkpoints.newest(most=training.largest_checkpoint(built.model))
    for each in damaged:
        print(visible(_("{path} is damaged ({reason})").format(path=each.path, reason=each.reason)), flush=True)
    if checkpoint is None:
        raise no_checkpoint(run.folder, plan)
    return checkpoint


def _checkpointer(run: "Run", plan: Plan, facts: dict[str, Any], checkpoint: "Checkpoint | None") -> "Checkpointer":
    """What writes the checkpoints; each says of where all parts of the run were computed."""
    from kerascnn import training

    parts, now = [], record.circumstances(facts)
    if checkpoint is None:
        training.Checkpoints(run.checkpoints).remove()  # of a run that was here before
    else:
        parts = list(checkpoint.training_state["circumstances"])
        messages.say_what_goes_on(checkpoint, plan.options.epochs, record.differences(parts, now))
    if now not in parts:
        parts.append(now)
    return training.Checkpointer(run, minutes=plan.computing.checkpoint_minutes, circumstances=parts)


def _fit(
    run: "Run",
    facts: dict[str, Any],
    plan: Plan,
    built: Built,
    checkpointer: "Checkpointer",
    checkpoint: "Checkpoint | None",
) -> "Fit":
    from kerascnn import training

    task = tasks.named(plan.task)
    try:
        fitted = training.fit(
            built.model,
            built.training,
            built.validation,
            epochs=plan.options.epochs,
            phases=built.phases,
            measures=task.MEASURES,
            best=task.BEST,
            checkpointer=checkpointer,
            checkpoint=checkpoint,
        )
    except training.LostFolderError:
        raise
    except WorkError:
        record.save_facts(run, facts, "failed")
        raise
    run.save_history(fitted.history)
    run.save_steps(fitted.steps)
    if fitted.best_epoch is not None and not checkpointer.best_is_kept:
        run.save_model(built.model)
    if fitted.interrupted:
        raise KeyboardInterrupt
    return fitted


def _finish(
    run: "Run",
    facts: dict[str, Any],
    plan: Plan,
    built: Built,
    data: Any,
    about: About,
    fitted: "Fit",
) -> Tested:
    """Test the best network, and write down and draw what came out."""
    from kerascnn import plots

    task, model = tasks.named(plan.task), built.model
    start = time.perf_counter()
    tested = task.test(model, plan.options, data)
    seconds = {"training": fitted.seconds, "test": time.perf_counter() - start}
    record.save_metrics(run, task, model, about, fitted, tested)
    run.figures.mkdir(exist_ok=True)
    name = messages.marked(f"{model.name}, {about.name}", about)
    plots.save(
        plots.learning_curves(fitted.history, task.MEASURES, fitted.steps, title=name), run.figures / "curves.png"
    )
    task.draw(run.figures, name, model, data, tested)
    _report(run, plan, about, model, (data, tested))
    record.save_facts(run, facts | {"seconds": seconds}, "done")
    return tested


def _report(run: "Run", plan: Plan, about: About, model: "keras.Model", seen: tuple[Any, Tested]) -> None:
    """Write `report.html` from the files that the run has left and what it was tested on.

    Where these files are more than a report takes, as with thousands of classes, a line says so and the run goes on.
    """
    from kerascnn import report, runs

    try:
        finished = runs.read(run.folder, done=False)
    except InputError as error:
        print(_("no report: {reason}").format(reason=error))
        return
    command = plan.command
    if command and about.sample and plan.data.data == "auto":  # what it came to
        command += " --data sample"
    files.write(run.folder / "report.html", report.of_run(finished, command=command, model=model, seen=seen))


def _smaller(plan: Plan, data: Any) -> Plan:
    """The plan with the largest batch size that fits into memory, where it is left to the program to find one.

    Raises:
        WorkError: it is not, or none fits.
    """
    from kerascnn import training

    task: Task = tasks.named(plan.task)

    def step(batch_size: int) -> None:
        built = task.build(plan.with_batch_size(batch_size), data)
        built.model.train_on_batch(*built.training[0])

    asked, computing = plan.options.batch_size, plan.computing
    with training.settings(device=computing.device, precision=computing.precision, seed=plan.options.seed):
        fits = training.batch_that_fits(step, min(asked, task.about(data).training))
    if fits is None:
        text = _("out of memory, even with one example at a time; choose a smaller network or smaller examples")
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
