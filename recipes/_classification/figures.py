"""The figures that a run leaves."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn.language import _
from kerascnn.recipes._classification import reporting
from kerascnn.recipes._classification.record import marked

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Dataset
    from kerascnn.training import Evaluation, Fit, Run

__all__ = ["draw", "show_inline", "show_pictures"]

WORST = 16


def draw(run: "Run", model: "keras.Model", dataset: "Dataset", fitted: "Fit", tested: "Evaluation") -> None:
    from kerascnn import plots, runs

    run.figures.mkdir(exist_ok=True)
    name = marked(f"{model.name}, {dataset.name}", dataset)
    plots.save(plots.learning_curves(fitted.history, title=name), run.figures / "curves.png")
    title = _("{name}: {accuracy} of {count:,} test images").format(
        name=name, accuracy=runs.accuracy_text(tested.accuracy, len(tested.labels)), count=len(tested.labels)
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
    reporting.write(run, model, dataset, tested)


def show_inline(run: "Run") -> None:
    """In a notebook, show the figures under the cell."""
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
