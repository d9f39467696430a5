"""Training and testing an image classifier: what the practicals on digits, clothes and objects share."""

import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from kerascnn import checks, files
from kerascnn.language import _

if TYPE_CHECKING:
    import keras
    import numpy as np

    from kerascnn.datasets import Dataset
    from kerascnn.training import Evaluation, Fit, Run

__all__ = ["Result", "Training", "run_folder", "train"]

VALIDATION_FRACTION = 1 / 20
WORST = 16


@dataclass(frozen=True)
class Training:
    """How to train.

    Attributes:
        network: a name of `kerascnn.networks`.
        variant: one of the network's variants; None for its first.
        epochs: passes over the training set.
        batch_size: pictures in a step.
        learning_rate: the highest of the cycle.
        optimizer: "adamw" or "sgd".
        shift: the longest shift of a training picture, in pixels.
        label_smoothing: the part of a label that is spread over all classes.
        seed: of the weights, the order, the shifts and the validation part.
    """

    network: str
    variant: str | None
    epochs: int
    batch_size: int
    learning_rate: float
    optimizer: Literal["adamw", "sgd"]
    shift: int
    label_smoothing: float
    seed: int

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.network)
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("batch-size", self.batch_size, at_least=1)
        checks.number("learning-rate", self.learning_rate, above=0)
        checks.fraction("label-smoothing", self.label_smoothing)
        checks.whole("shift", self.shift, at_least=0)
        checks.whole("seed", self.seed, at_least=0)


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


def train(
    recipe: str,
    dataset: "Dataset",
    how: Training,
    folder: Path,
    *,
    device: Any = "auto",
    precision: Any = "float32",
    jit: bool | None = None,
) -> Result:
    """Train a network on a data set, test it once, and leave everything in `folder`.

    Args:
        recipe: the practical's name.
        dataset: what to learn.
        how: how to train; checked.
        folder: where to write; it is made when there is something to write.
        device: "auto", "cpu" or "gpu".
        precision: "float32", "bfloat16" or "float16".
        jit: compile with XLA; None leaves the choice to Keras.

    Raises:
        InputError: the network does not take pictures of this size, or there is no such device.
        KeyboardInterrupt: Ctrl-C; the best model so far is in `folder` then.
    """
    from kerascnn import networks, training
    from kerascnn.augmentation import shift

    fitting, testing = training.split(dataset.train_labels, fraction=VALIDATION_FRACTION, seed=how.seed)
    with training.settings(device=device, precision=precision, seed=how.seed) as device_name:
        model = networks.build(
            how.network,
            input_shape=dataset.train_images.shape[1:],
            num_classes=len(dataset.class_names),
            variant=how.variant,
        )
        facts = {
            "recipe": recipe,
            "options": asdict(how) | {"device": device, "precision": precision, "jit": jit},
            "data": {
                "name": dataset.name,
                "source": dataset.source,
                "sample": dataset.sample,
                "training": len(fitting),
                "validation": len(testing),
                "test": len(dataset.test_images),
                "class_names": list(dataset.class_names),
            },
            "parameters": model.count_params(),
            "device": device_name,
        }
        run = training.Run(folder)
        _say_what_runs(model, dataset, device_name)
        batches = training.Batches(
            dataset.train_images,
            dataset.train_labels,
            num_classes=len(dataset.class_names),
            batch_size=how.batch_size,
            indices=fitting,
            seed=how.seed,
            augment=(lambda pictures, random: shift(pictures, random, pixels=how.shift)) if how.shift else None,
        )
        validation = training.Batches(
            dataset.train_images,
            dataset.train_labels,
            num_classes=len(dataset.class_names),
            batch_size=500,
            indices=testing,
        )
        training.compile_classifier(
            model,
            steps=how.epochs * len(batches),
            learning_rate=how.learning_rate,
            optimizer=how.optimizer,
            label_smoothing=how.label_smoothing,
            jit=jit,
        )
        fitted = training.fit(model, batches, validation, epochs=how.epochs)
        run.save_history(fitted.history)
        if fitted.best_epoch is not None:
            run.save_model(model)
        if fitted.interrupted:
            _stop(run, facts, fitted)
        start = time.perf_counter()
        tested = training.evaluate(model, dataset.test_images, dataset.test_labels)
        facts["seconds"] = {"training": fitted.seconds, "test": time.perf_counter() - start}
    _record(run, facts, fitted, tested, dataset)
    _draw(run, model, dataset, fitted, tested)
    _say_what_came_out(run, dataset, fitted, tested)
    return Result(
        accuracy=tested.accuracy,
        loss=tested.loss,
        seconds=fitted.seconds,
        cpu_seconds=fitted.cpu_seconds,
        folder=folder,
        model=model,
        sample=dataset.sample,
    )


def _marked(text: str, dataset: "Dataset") -> str:
    """The text, with the word "sample" where the data set is one."""
    return _("{text} (sample)").format(text=text) if dataset.sample else text


def _say_what_runs(model: "keras.Model", dataset: "Dataset", device_name: str) -> None:
    text = _("{network}, {parameters:,} parameters, on {data} ({source}), {device}")
    print(
        text.format(
            network=model.name,
            parameters=model.count_params(),
            data=_marked(dataset.name, dataset),
            source=dataset.source,
            device=device_name,
        )
    )


def _stop(run: "Run", facts: dict[str, Any], fitted: "Fit") -> NoReturn:
    from kerascnn.versions import installed

    run.save_json("run", facts | {"status": "interrupted", "versions": installed()})
    if fitted.best_epoch is None:
        raise KeyboardInterrupt(_("stopped before the first epoch was done: there is no model yet"))
    text = _("stopped; the best model so far, of epoch {epoch}, is {path}")
    raise KeyboardInterrupt(text.format(epoch=fitted.best_epoch, path=run.model))


def _record(run: "Run", facts: dict[str, Any], fitted: "Fit", tested: "Evaluation", dataset: "Dataset") -> None:
    import platform

    from kerascnn.training.run_folder import peak_memory
    from kerascnn.versions import installed

    machine = {"system": platform.platform(), "processor": platform.machine()}
    run.save_json("run", facts | {"status": "done", "versions": installed(), "machine": machine})
    run.save_json(
        "metrics",
        {
            "accuracy": tested.accuracy,
            "loss": tested.loss,
            "sample": dataset.sample,
            "best_epoch": fitted.best_epoch,
            "seconds": fitted.seconds,
            "cpu_seconds": fitted.cpu_seconds,
            "images_per_second": fitted.images / fitted.seconds,
            "peak_memory_bytes": peak_memory(),
            "classes": {
                name: {"precision": _or_none(precision), "recall": _or_none(recall)}
                for name, precision, recall in zip(dataset.class_names, tested.precision, tested.recall, strict=True)
            },
            "confusion": tested.confusion.tolist(),
        },
    )


def _or_none(value: "np.floating[Any]") -> float | None:
    return None if value != value else float(value)


def _draw(run: "Run", model: "keras.Model", dataset: "Dataset", fitted: "Fit", tested: "Evaluation") -> None:
    from kerascnn import plots

    name = _marked(f"{model.name}, {dataset.name}", dataset)
    plots.save(plots.learning_curves(fitted.history, title=name), run.figures / "curves.png")
    title = _("{name}: {accuracy:.2%} of {count:,} test images").format(
        name=name, accuracy=tested.accuracy, count=len(tested.labels)
    )
    plots.save(
        plots.confusion_matrix(tested.confusion, dataset.class_names, title=title), run.figures / "confusion.png"
    )
    worst = tested.worst(WORST)
    mistakes = plots.worst_mistakes(
        dataset.test_images[worst],
        tested.scores[worst],
        tested.labels[worst],
        dataset.class_names,
        title=_("{name}: the surest mistakes").format(name=name),
    )
    plots.save(mistakes, run.figures / "mistakes.png")
    first = next((layer for layer in model.layers if hasattr(layer, "kernel") and layer.kernel.ndim == 4), None)
    if first is not None:
        title = _("{name}: the filters of {layer}").format(name=name, layer=first.name)
        plots.save(plots.first_filters(first.kernel.numpy(), title=title), run.figures / "filters.png")


def _say_what_came_out(run: "Run", dataset: "Dataset", fitted: "Fit", tested: "Evaluation") -> None:
    text = _("test accuracy {accuracy:.2%} on {count:,} images, after {seconds:.1f} s of training")
    line = text.format(accuracy=tested.accuracy, count=len(tested.labels), seconds=fitted.seconds)
    print(_marked(line, dataset))
    print(_("model, history, metrics and figures: {folder}").format(folder=run.folder))
    _show_inline(run)


def _show_inline(run: "Run") -> None:
    """In a notebook, show the figures under the cell."""
    try:
        from IPython import display, get_ipython
    except ImportError:
        return
    if get_ipython() is not None:
        for path in sorted(run.figures.glob("*.png")):
            display.display(display.Image(filename=str(path)))
