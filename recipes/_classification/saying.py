"""What a run says of itself while it runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerascnn.language import _
from kerascnn.recipes._classification.figures import show_inline
from kerascnn.recipes._classification.record import marked

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Dataset
    from kerascnn.training import Checkpoint, Evaluation, Fit, Run

__all__ = ["say_what_came_out", "say_what_goes_on", "say_what_runs"]


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
        print(text.format(differences="; ".join(differences)), flush=True)
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
