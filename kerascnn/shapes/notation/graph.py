"""Words read as a network: which layer takes what of which."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers import Activation, Joint, Layer, Merge, Shape
from kerascnn.shapes.notation.words import Order, code_among_words, example, plain, read, shape_of
from kerascnn.shapes.places import Word, shown

__all__ = ["Network", "Node", "network"]

MOST_LAYERS = 100_000


class Node(NamedTuple):
    """A layer of a network, and which nodes' outputs it takes; −1 is the network's input, −2 its second one.

    Attributes:
        layer: the layer.
        inputs: numbers of nodes in front of this one.
        text: what it was called: its word, or its name in a saved model.
        word: the word in the reader's text, if it has one.
        branch: the numbers of the branches that it lies within, the outermost first.
        path: the names of the models that it lies within, in a saved model that holds others.
        shares: the node whose weights it uses again, in a saved model that uses a layer several times.
        frozen: whether a saved model says that none of its weights are trained.
        joins: how many branches end in it.
        ports: which output of each node is taken, where a layer of a saved model puts out several; none for the first.
        stored: how many numbers the file of a saved model holds for it; None where that was not looked up.
        dtype: the type of its numbers, as a saved model says it.
        rank: how many axes its name says that its input has to slide along: 2 for Conv2d.
        activation: of a saved model's convolution or dense layer that has one of its own; None where it has none.
        lost: what code or a saved model says of it that is not in `layer`, since it changes no shape.
    """

    layer: Layer | Joint
    inputs: tuple[int, ...]
    text: str
    word: Word | None = None
    branch: tuple[int, ...] = ()
    path: tuple[str, ...] = ()
    shares: int | None = None
    frozen: bool = False
    joins: int = 0
    ports: tuple[int, ...] = ()
    stored: int | None = None
    dtype: str = "float32"
    rank: int | None = None
    activation: Activation | None = None
    lost: str = ""


class Network(NamedTuple):
    """The input's shape, channels last, and the layers, each behind those that it takes.

    Attributes:
        image: the shape of the input.
        nodes: the layers.
        others: the shapes of further inputs, in a saved model that has several.
    """

    image: Shape
    nodes: list[Node]
    others: tuple[Shape, ...] = ()


def network(words: Sequence[Word], order: Order = "hwc") -> Network:
    """Read words of which the first is the input's shape and the others are layers.

    Raises:
        InputError: they cannot be read; the message names the place, and a note shows it.
    """
    if not words:
        text = _("nothing to calculate: give the input's shape and layers, such as {example}")
        raise InputError(text.format(example=f"{example(order)} conv6@5 pool2"))
    if not re.match(r"[(\[]?[-+.\d]|_|\?", words[0].text):
        if "(" in words[0].text and not words[0].text.startswith("("):
            raise words[0].error(f"{shown(words[0].text)}: {code_among_words()}")
        text = _("{text} is no shape: the first word is the input's shape, such as {example}")
        raise words[0].error(text.format(text=shown(words[0].text), example=example(order)))
    if len(words) > MOST_LAYERS:
        raise InputError(_("more than {limit} layers").format(limit=f"{MOST_LAYERS:,}"))
    return Network(shape_of(words[0], order), list(_nodes(words[1:], order)))


class _Split(NamedTuple):
    word: Word
    start: int
    ends: list[int]


def _nodes(words: Sequence[Word], order: Order = "hwc", first: int = 0, last: int = -1) -> Iterator[Node]:
    """The nodes that words stand for.

    Args:
        words: layers, and the words of branches.
        order: how the words give shapes.
        first: number of the first node.
        last: number of the node that the first layer takes.
    """
    splits: list[_Split] = []
    number = first
    for typed in words:
        word, rank = plain(typed)
        if word.text == "split":
            splits.append(_Split(word, last, []))
        elif word.text in ("and", "add", "concat"):
            if not splits:
                raise word.error(_("{word} has no split in front of it").format(word=word.text))
            splits[-1].ends.append(last)
            last = splits[-1].start
            if word.text != "and":
                ends = splits.pop().ends
                if len(ends) < 2:
                    text = _("a split has two branches or more: split conv8@3/same and {word}")
                    raise word.error(text.format(word=word.text))
                merge = Merge(mode=word.text)  # type: ignore[arg-type]
                yield Node(merge, tuple(ends), word.text, word, _branch(splits), joins=len(ends))
                last, number = number, number + 1
        else:
            yield Node(read(word, order, typed.text), (last,), word.text, typed, _branch(splits), rank=rank)
            last, number = number, number + 1
    if splits:
        raise splits[-1].word.error(_("this split has no add or concat behind it"))


def _branch(splits: Sequence[_Split]) -> tuple[int, ...]:
    """In which branch of each split a layer lies."""
    return tuple(len(split.ends) + 1 for split in splits)
