"""Where a network is read from: words, a text file, standard input, a saved Keras model."""

import sys
from collections.abc import Sequence
from pathlib import Path

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.notation import Network, Order, network, shape_of
from kerascnn.shapes.places import Source, Word, shown

__all__ = ["is_model", "network_from", "network_of_model", "words_of"]

LARGEST_TEXT = 8 * 2**20
ZIP = b"PK\x03\x04"
MODEL = "model.keras"
"""What the model in the folder of a run is called."""


def is_model(path: Path) -> bool:
    """Whether a path is a saved Keras model: by its name, by its first bytes, or as the folder of a run."""
    if path.suffix == ".keras" or path.is_dir():
        return True
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def words_of(texts: Sequence[str], path: Path | None = None) -> list[Word]:
    """The words of texts, and behind them those of a file.

    Args:
        texts: such as the words of a command line; where there are none and no file, standard input is read.
        path: a file with one or several words a line, `-` for standard input.

    Raises:
        InputError: the file cannot be read, is too large or is no text.
    """
    words = Source(" ".join(texts)).words()
    if path is None and not texts and sys.stdin is not None and not sys.stdin.isatty():
        path = Path("-")
    if path is not None:
        words += _file(path).words()
    return words


def _file(path: Path) -> Source:
    name = _("standard input") if str(path) == "-" else str(path)
    try:
        if str(path) == "-":
            content = sys.stdin.buffer.read(LARGEST_TEXT + 1)
        else:
            with path.open("rb") as file:
                content = file.read(LARGEST_TEXT + 1)
        if len(content) > LARGEST_TEXT:
            text = _("{path} is larger than {n} MB; give one layer a line")
            raise InputError(text.format(path=shown(name, 100), n=LARGEST_TEXT >> 20))
        return Source(content.decode("utf-8-sig"), name)
    except FileNotFoundError:
        raise InputError(_("{path} does not exist").format(path=shown(name, 100))) from None
    except OSError as error:
        text = _("cannot read {path}: {reason}")
        raise InputError(text.format(path=shown(name, 100), reason=error.strerror or error)) from None
    except UnicodeDecodeError:
        text = _("{path} is no text in UTF-8; give one layer a line, or a .keras file")
        raise InputError(text.format(path=shown(name, 100))) from None


def network_of_model(texts: Sequence[str], path: Path, order: Order = "hwc") -> Network:
    """The network of a saved Keras model.

    Args:
        texts: nothing, or the shape of an input other than the model's own.
        path: the `.keras` file, or the folder of a run.
        order: how `texts` gives the shape.

    Raises:
        InputError: the file is damaged or not a chain of known layers, or `texts` is more than a shape.
    """
    from kerascnn.shapes.saved import config_of, network_of

    words = Source(" ".join(texts)).words()
    if len(words) > 1:
        raise words[1].error(_("in front of a saved model only the shape of its input can stand"))
    return network_of(config_of(path), shape_of(words[0], order) if words else None, order=order, option=False)


def network_from(texts: Sequence[str], path: Path | None = None, order: Order = "hwc") -> Network:
    """The network of words, of a file or of a saved Keras model."""
    if path is not None and is_model(path):
        return network_of_model(texts, path, order)
    return network(words_of(texts, path), order)
