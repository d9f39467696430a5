"""What a run says of itself while it runs."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.tasks.protocol import About, Tested

if TYPE_CHECKING:
    import keras

    from kerascnn.training import Checkpoint, Fit, Run

__all__ = ["marked", "say_how_large", "say_what_came_out", "say_what_goes_on", "say_what_runs", "show_pictures"]

MUCH = 2 << 30
"""Bytes of memory that are not taken without a word."""


def marked(text: str, about: About) -> str:
    """The text, with the word "sample" where the data are one."""
    return _("{text} (sample)").format(text=text) if about.sample else text


def say_what_runs(model: "keras.Model", about: About, device_name: str) -> None:
    """Print what of a folder was taken for what, the network, the data and the device."""
    for line in about.taken_as:
        print(line, flush=True)
    text = _("{network}, {parameters:,} parameters, on {data} ({source}), {device}")
    print(
        text.format(
            network=model.name,
            parameters=model.count_params(),
            data=marked(about.name, about),
            source=about.source,
            device=device_name,
        ),
        flush=True,
    )


def say_how_large(model: "keras.Model", asked: int, batch_size: int) -> None:
    """Print what the data make of the batch size that was asked for, and what a step takes where that is much."""
    from kerascnn.training import step_memory

    if batch_size < asked:
        text = _("batches of {count:,}: there is no more to learn from")
        print(text.format(count=batch_size), flush=True)
    needed = step_memory(model, batch_size)
    if needed > MUCH:
        text = _(
            "a step with {count:,} at a time takes some {needed:,} MB of memory; a smaller --batch-size takes less"
        )
        print(text.format(count=batch_size, needed=needed >> 20), flush=True)


def say_what_goes_on(checkpoint: "Checkpoint", epochs: int, differences: Sequence[str]) -> None:
    """Print where a run goes on, and whether its result will be that of the run that was never stopped."""
    at = checkpoint.training_state["training"]
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


def say_what_came_out(run: "Run", about: About, fitted: "Fit", tested: Tested) -> None:
    """Print the headline, the time, the memory and where to look; in a notebook, show the figures."""
    from kerascnn.training import peak_memory

    text = _("{headline}, after {seconds:.1f} s of training")
    peak = peak_memory()
    if peak is not None:
        text = _("{headline}, after {seconds:.1f} s of training, in {peak:,} MB")
    line = text.format(headline=tested.line(), seconds=fitted.seconds, peak=(peak or 0) >> 20)
    print(marked(line, about))
    print(_("model, history, metrics and figures: {folder}").format(folder=run.folder))
    show_pictures(sorted(run.figures.glob("*.png")))


def show_pictures(paths: Iterable[Path]) -> None:
    """In a notebook, show pictures under the cell."""
    try:
        from IPython import display, get_ipython
    except ImportError:
        return
    if get_ipython() is not None:
        for path in paths:
            display.display(display.Image(filename=str(path)))
