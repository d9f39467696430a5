"""The figures of the test of a network that describes pictures."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerascnn import plots
from kerascnn.datasets.captions.loading import Captioned
from kerascnn.datasets.captions.vocabulary import as_text
from kerascnn.language import _
from kerascnn.plots import WordMap
from kerascnn.tasks.captioning.decoding import Said
from kerascnn.tasks.captioning.evaluation import Evaluation

if TYPE_CHECKING:
    import keras

__all__ = ["draw", "telling", "word_maps"]

SHOWN = 8
LONG = 9
"""Words of the caption whose attention is shown, at least, where there is one."""


def draw(figures: Path, name: str, model: "keras.Model", data: Captioned, tested: Evaluation) -> None:
    """Draw `captions.png`, `attention.png` and `mistakes.png`."""
    title = _("{name}: the first test images, and what was said of them").format(name=name)
    first = range(min(SHOWN, len(tested.captions)))
    plots.save(plots.captioned_pictures(*_panels(data, tested, first), title=title), figures / "captions.png")
    title = _("{name}: the surest mistakes; below in grey what is true").format(name=name)
    surest = tested.wrong[:SHOWN]
    plots.save(plots.captioned_pictures(*_panels(data, tested, surest), title=title), figures / "mistakes.png")
    number = telling(tested)
    (picture,) = data.test.batch(np.array([number])).images
    title = _("{name}: where the network looks for each word, test image {number:,}").format(name=name, number=number)
    maps = word_maps(tested.said[number], tested.captions[number])
    plots.save(plots.attention_by_word(picture, maps, title=title), figures / "attention.png")


def telling(tested: Evaluation) -> int:
    """The number of a test picture with a long caption that is right; the first picture where there is none."""
    right = [number for number, each in enumerate(tested.right) if each]
    long = [number for number in right if len(tested.captions[number]) >= LONG]
    return next(iter([*long, *right, 0]))


def word_maps(said: Said, caption: Sequence[str]) -> list[WordMap]:
    """What is drawn of each word, and of the end."""
    names = [*caption, _("(end)")][: len(said.words)]
    return [
        WordMap(word, each, float(probability))
        for word, each, probability in zip(names, said.attention, said.probabilities, strict=True)
    ]


def _panels(
    data: Captioned, tested: Evaluation, numbers: Sequence[int]
) -> tuple[Sequence[np.ndarray], Sequence[str], Sequence[str], Sequence[bool]]:
    """Pictures, what was said, what is true where that is something else, and whether it is right."""
    pictures = list(data.test.batch(np.array(numbers, int)).images) if len(numbers) else []
    said = [as_text(tested.captions[number]) for number in numbers]
    right = [tested.right[number] for number in numbers]
    true = ["" if tested.right[number] else as_text(tested.references[number][0]) for number in numbers]
    return pictures, said, true, right
