"""What a run says of itself while it runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerascnn.language import _
from kerascnn.recipes._classification.figures import show_inline
from kerascnn.recipes._classification.record import marked
from kerascnn.shapes.places import shown

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Dataset
    from kerascnn.training import Checkpoint, Evaluation, Fit, Run

__all__ = ["say_how_large", "say_what_came_out", "say_what_goes_on", "say_what_runs"]

MUCH = 2 << 30
"""Bytes of memory that are not taken without a word."""


def say_what_runs(model: "keras.Model", dataset: "Dataset", device_name: str) -> None:
    """Print what of a folder was taken for what, the network, the data and the device."""
    for line in dataset.taken_as:
        print(line, flush=True)
    text = _("{network}, {parameters:,} parameters, on {data} ({source}), {device}")
    print(
        text.format(
            network=model.name,
            parameters=model.count_params(),
            data=marked(dataset.name, dataset),
            source=dataset.source,
            device=device_name,
        ),
        flush=True,
    )


def say_how_large(model: "keras.Model", asked: int, batch_size: int) -> None:
    """Print what the data make of the batch size that was asked for, and what a step takes where that is much."""
    from kerascnn.training import step_memory

    if batch_size < asked:
        text = _("batches of {count:,}: there are no more pictures to learn from")
        print(text.format(count=batch_size), flush=True)
    needed = step_memory(model, batch_size)
    if needed > MUCH:
        text = _("a step with {count:,} pictures takes some {needed:,} MB of memory; a smaller --batch-size takes less")
        print(text.format(count=batch_size, needed=needed >> 20), flush=True)


def say_what_goes_on(checkpoint: "Checkpoint", epochs: int, differences: Sequence[str]) -> None:
    """Print where a run goes on, and whether its result will be that of the run that was never stopped."""
    at = checkpoint.standing["training"]
    if at["batch"]:
        text = _("going on after batch {batch} of epoch {number}/{epochs}")
    else:
        text = _("going on after epoch {epoch}/{epochs}")
    print(text.format(epoch=at["epoch"], number=at["epoch"] + 1, epochs=epochs, batch=at["batch"]))
    if differences:
        text = _("the result may differ from that of the run that was never stopped: {differences}")
        print(text.format(differences="; ".join(shown(each, 200) for each in differences)), flush=True)
    else:
        print(_("the result will be, bit for bit, that of the run that was never stopped"), flush=True)


def say_what_came_out(run: "Run", dataset: "Dataset", fitted: "Fit", tested: "Evaluation") -> None:
    """Print the accuracy, the time, the memory and where to look; in a notebook, show the figures."""
    from kerascnn.runs import accuracy_text
    from kerascnn.training import peak_memory

    text = _("test accuracy {accuracy} on {count:,} images, after {seconds:.1f} s of training")
    peak = peak_memory()
    if peak is not None:
        text = _("test accuracy {accuracy} on {count:,} images, after {seconds:.1f} s of training, in {peak:,} MB")
    line = text.format(
        accuracy=accuracy_text(tested.accuracy, len(tested.labels)),
        count=len(tested.labels),
        seconds=fitted.seconds,
        peak=(peak or 0) >> 20,
    )
    print(marked(line, dataset))
    print(_("model, history, metrics and figures: {folder}").format(folder=run.folder))
    show_inline(run)
