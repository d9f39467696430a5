"""Which words made a network say what it says: the n-grams at which its kernels fired, and those that have weights."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.datasets.text import bucket, grams
from kerascnn.tasks.text.encoding import LETTERS, LONGEST, Encoder

__all__ = ["Fired", "Inside", "Kernels", "Looked", "strongest"]

AT_ONCE = 100
Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Fired:
    """Words that count for one class and against another.

    Attributes:
        words: as they stand in the sentence.
        first: the number of the first of them, from 0.
        weights: `(classes,)` what they add to the score of each class, over what they add to the mean class.
        kernels: how many kernels fired there; 0 for an n-gram that has a weight of its own.
    """

    words: tuple[str, ...]
    first: int
    weights: Floats
    kernels: int


@dataclass(frozen=True)
class Kernels:
    """The kernels of one width on a sentence.

    Attributes:
        width: in words.
        maps: `(places, filters)` what each kernel gives at each place.
        weights: `(filters, classes)` what the value of each counts for each class, over the mean class.
    """

    width: int
    maps: Floats
    weights: Floats

    @property
    def places(self) -> npt.NDArray[np.intp]:
        """`(filters,)` where each kernel is highest."""
        return self.maps.argmax(axis=0)

    @property
    def added(self) -> Floats:
        """`(filters, classes)` what each kernel's highest value adds to each class, over the mean class."""
        return self.maps.max(axis=0)[:, None] * self.weights


@dataclass(frozen=True)
class Looked:
    """A sentence as the network sees it.

    Attributes:
        words: those that count.
        vectors: `(words, dimension)` the matrix that it is.
        kernels: of each width.
        fired: what counts, kernels and n-grams.
        scores: `(classes,)` probabilities.
    """

    words: list[str]
    vectors: Floats
    kernels: list[Kernels]
    fired: list[Fired]
    scores: Floats


class Inside:
    """A network for texts, with what its layers give.

    Args:
        model: as `kerascnn.networks` builds text-cnn.
        encoder: what turns texts into numbers for it.
    """

    def __init__(self, model: keras.Model, encoder: Encoder) -> None:
        self.encoder = encoder
        self.model = model
        convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv1D)]
        self.widths = [int(layer.kernel_size[0]) for layer in convolutions]
        dense = next(layer for layer in model.layers if isinstance(layer, keras.layers.Dense))
        weights = np.asarray(dense.kernel)
        self._weights = weights - weights.mean(axis=1, keepdims=True)
        vectors = model.get_layer("vectors")
        outputs = [vectors.output, *(layer.output for layer in convolutions), model.outputs[0]]
        self._layers = keras.Model(model.inputs, outputs)
        self._grams: tuple[Floats, Floats] | None = None
        if encoder.grams:
            rarity, of_classes = (np.asarray(model.get_layer(n).embeddings) for n in ("rarity", "gram_weights"))
            self._grams = rarity[:, 0], of_classes - of_classes.mean(axis=1, keepdims=True)
            self._scale = float(model.get_layer("longer").scale)

    def look(self, text: str) -> Looked:
        """What the layers give for a text."""
        return next(self.looks([text]))

    def looks(self, texts: Sequence[str]) -> Iterator[Looked]:
        """What the layers give for each of several texts."""
        encoded = self.encoder.encode(texts)
        for start in range(0, len(texts), AT_ONCE):
            numbers = np.arange(start, min(start + AT_ONCE, len(texts)))
            vectors, *maps, scores = map(np.asarray, self._layers.predict_on_batch(encoded.batch(numbers)))
            for row, number in enumerate(numbers):
                yield self._looked(texts[int(number)], vectors[row], [each[row] for each in maps], scores[row])

    def _looked(self, text: str, vectors: Floats, maps: Sequence[Floats], scores: Floats) -> Looked:
        words = self.encoder.split(text)
        kernels, first = [], 0
        for width, given in zip(self.widths, maps, strict=True):
            filters = given.shape[-1]
            kernels.append(Kernels(width, given, self._weights[first : first + filters]))
            first += filters
        fired = _joined([each for one in kernels for each in _of_kernels(one, words)]) + self._of_grams(words)
        return Looked(words, vectors[: len(words)], kernels, fired, scores)

    def _of_grams(self, words: Sequence[str]) -> list[Fired]:
        """The n-grams of words with their weights; to a word are counted the n-grams of its letters."""
        if self._grams is None:
            return []
        rarity, weights = self._grams
        numbers = self.encoder.numbers_of_grams(words)[: self.encoder.grams]
        length = float(np.sqrt((rarity[numbers] ** 2).sum())) or 1.0
        left = set(numbers)
        found: dict[tuple[int, int], Any] = defaultdict(lambda: np.zeros(weights.shape[1]))

        def add(place: tuple[int, int], gram: str) -> None:
            number = bucket(gram, self.encoder.buckets)
            if number in left:  # each number counts once, whatever stands for it
                left.remove(number)
                found[place] += self._scale * rarity[number] / length * weights[number]

        for count in range(1, LONGEST + 1):
            for first in range(len(words) - count + 1):
                add((first, count), " ".join(words[first : first + count]))
        for first, word in enumerate(words):
            for gram in grams([word], longest=0, letters=LETTERS):
                add((first, 1), gram)
        return [Fired(tuple(words[first : first + count]), first, of, 0) for (first, count), of in found.items()]


def _of_kernels(kernels: Kernels, words: Sequence[str]) -> list[Fired]:
    """The n-grams at which kernels of one width are highest, and above 0; those behind the last word are left out."""
    added, places, highest = kernels.added, kernels.places, kernels.maps.max(axis=0)
    found = []
    for first in sorted(set(places.tolist())):
        there = (places == first) & (highest > 0)
        covered = tuple(words[first : first + kernels.width])
        if covered and there.any():
            found.append(Fired(covered, first, added[there].sum(axis=0), int(there.sum())))
    return found


def _joined(fired: Sequence[Fired]) -> list[Fired]:
    """Those that cover the same words as one: at the end of a sentence kernels of several widths do."""
    found: dict[tuple[int, int], Fired] = {}
    for each in fired:
        place = each.first, len(each.words)
        if place in found:
            weights, kernels = found[place].weights + each.weights, found[place].kernels + each.kernels
            each = replace(each, weights=weights, kernels=kernels)
        found[place] = each
    return list(found.values())


def strongest(fired: Sequence[Fired], number: int, most: int) -> tuple[list[Fired], list[Fired]]:
    """What counts most for a class, and what counts most against it, the strongest first.

    Args:
        fired: of one sentence.
        number: of the class.
        most: of each at most.
    """
    order = sorted(fired, key=lambda each: -abs(float(each.weights[number])))
    rows = [each for each in order if abs(float(each.weights[number])) >= 0.005]
    return [each for each in rows if each.weights[number] > 0][:most], [
        each for each in rows if each.weights[number] < 0
    ][:most]
