"""Where a network is read from: words, a text file, standard input, the code of a model."""

import sys
from collections.abc import Sequence
from pathlib import Path

from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _
from kerascnn.leftovers import plain_file
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.notation import Network, Order, network, shape_of
from kerascnn.shapes.places import Source, Word, shown

__all__ = ["network_from", "shape_in_front", "words_of"]

LARGEST_TEXT = 8 * 2**20


def words_of(texts: Sequence[str], path: Path | None = None) -> list[Word]:
    """The words of texts, and behind them those of a file.

    Args:
        texts: such as the words of a command line; where there are none and no file, standard input is read.
        path: a file with one or several words a line, `-` for standard input.

    Raises:
        InputError: the file cannot be read, is too large or is no text.
    """
    words = Source(" ".join(texts)).words()
    path = _or_standard_input(texts, path)
    if path is not None:
        words += _file(path).words()
    return words


def _or_standard_input(texts: Sequence[str], path: Path | None) -> Path | None:
    if path is None and not texts and sys.stdin is not None and not sys.stdin.isatty():
        return Path("-")
    return path


def _file(path: Path) -> Source:
    name = _("standard input") if str(path) == "-" else str(path)
    try:
        if str(path) == "-":
            content = sys.stdin.buffer.read(LARGEST_TEXT + 1)
        else:
            # A link is the reader's own; a pipe, which might never end, is refused: `-` is there for it.
            with plain_file(path.resolve()) as file:
                check_no_pointer(path)
                content = file.read(LARGEST_TEXT + 1)
        if len(content) > LARGEST_TEXT:
            text = _("{path} is larger than {n} MB; give one layer a line")
            raise InputError(text.format(path=shown(name, 100), n=LARGEST_TEXT >> 20))
        return Source(content.decode("utf-8-sig"), name)
    except FileNotFoundError:
        raise InputError(_("{path} does not exist").format(path=shown(name, 100))) from None
    except (OSError, RuntimeError) as error:
        text = _("cannot read {path}: {reason}")
        reason = getattr(error, "strerror", None) or error
        raise InputError(text.format(path=shown(name, 100), reason=reason)) from None
    except UnicodeDecodeError:
        text = _("{path} is no text in UTF-8; give one layer a line, or a .keras file")
        raise InputError(text.format(path=shown(name, 100))) from None


def shape_in_front(texts: Sequence[str], order: Order = "hwc") -> list[Shape]:
    """The shapes that stand in front of a saved model: none, or one for each of its inputs.

    Args:
        texts: words of the command line.
        order: how they give the shapes.

    Raises:
        InputError: a word is no shape.
    """
    return [shape_of(word, order) for word in Source(" ".join(texts)).words()]


def network_from(
    texts: Sequence[str], path: Path | None = None, order: Order | None = None, image: str | None = None
) -> tuple[Network, Order]:
    """The network of words, or of a file of words or of code, and how its shapes are shown.

    Args:
        texts: such as the words of a command line: the shape of the input and layers, or in front of a file that says
            its layers the shape alone.
        path: the file, `-` for standard input.
        order: how shapes are given and shown; if left out, channels first for PyTorch's code and last for all else.
        image: the shape of the input, in the place of the first of `texts`.

    Raises:
        InputError: it cannot be read; the message names the line.
    """
    if image is not None:
        texts = [image, *texts]
    path = _or_standard_input(texts, path)
    if path is None:
        return network(words_of(texts), order or "hwc"), order or "hwc"
    source = _file(path)
    from kerascnn.shapes import source_code

    if path.suffix == ".py" or source_code.is_code(source.text):
        words = Source(" ".join(texts)).words()
        if len(words) > 1:
            raise words[1].error(_("in front of code only the shape of its input can stand"))
        return source_code.network_of_code(source, words[0] if words else None, order)
    return network([*Source(" ".join(texts)).words(), *source.words()], order or "hwc"), order or "hwc"
