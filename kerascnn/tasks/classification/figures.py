"""The figures of a test: the confusion matrix, the surest mistakes, the filters of the first layer."""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import plots
from kerascnn.datasets import Dataset
from kerascnn.language import _
from kerascnn.runs import accuracy_text
from kerascnn.tasks.classification.evaluation import Evaluation

if TYPE_CHECKING:
    import keras

__all__ = ["draw"]

WORST = 16


def draw(figures: Path, name: str, model: "keras.Model", dataset: Dataset, tested: Evaluation) -> None:
    """Draw `confusion.png`, `mistakes.png` and, where the first layer has any, `filters.png`."""
    count = len(tested.labels)
    title = _("{name}: {accuracy} of {count:,} test images").format(
        name=name, accuracy=accuracy_text(tested.accuracy, count), count=count
    )
    plots.save(plots.confusion_matrix(tested.confusion, dataset.class_names, title=title), figures / "confusion.png")
    worst = tested.worst(WORST)
    mistakes = plots.worst_mistakes(
        dataset.test_images[worst],
        tested.scores[worst],
        tested.labels[worst],
        dataset.class_names,
        title=_("{name}: the surest mistakes").format(name=name),
    )
    plots.save(mistakes, figures / "mistakes.png")
    first = next((layer for layer in model.layers if hasattr(layer, "kernel") and layer.kernel.ndim == 4), None)
    if first is not None:
        title = _("{name}: the filters of {layer}").format(name=name, layer=first.name)
        plots.save(plots.first_filters(first.kernel.numpy(), title=title), figures / "filters.png")
