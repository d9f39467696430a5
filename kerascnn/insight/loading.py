"""A saved network, for everything that looks inside it."""

from pathlib import Path

from kerascnn.prediction import Classifier

__all__ = ["load_model"]


def load_model(path: Path | str) -> Classifier:
    """Load the network in a `.keras` file or the folder of a run, with what is known of its pictures and classes.

    Args:
        path: the file or the folder.

    Raises:
        InputError: as `Classifier`.
    """
    return Classifier(Path(path))
