"""A saved network, for everything that looks inside it."""

from pathlib import Path

from kerascnn.prediction import Applied, As, Classifier, Pixels

__all__ = ["load_model"]


def load_model(
    path: Path | str, *, pixels: Pixels | None = None, scores: Applied | None = None, kind: As | None = None
) -> Classifier:
    """Load the network in a `.keras` file or the folder of a run, with what is known of its pictures and classes.

    Args:
        path: the file or the folder.
        pixels: "0-1", "0-255" or "-1-1", what it takes black and white as; else what its run or its layers say.
        scores: "raw", "softmax" or "sigmoid", what is to be made of its outputs; else probabilities.
        kind: "digits" to prepare pictures as MNIST's were, "picture" to leave them as they are; else as its run says.

    Raises:
        InputError: as `Classifier`.
    """
    return Classifier(Path(path), pixels=pixels, scores=scores, kind=kind)
