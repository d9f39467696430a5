"""How well a network describes pictures that it has not seen."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np

from kerascnn.datasets.captions.loading import Captioned, CaptionPart
from kerascnn.datasets.captions.sentences import Language
from kerascnn.datasets.captions.vocabulary import Caption, Vocabulary, as_text
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import accuracy_text
from kerascnn.shapes.places import shown
from kerascnn.tasks.captioning.bleu import LONGEST_RUN, Bleu, corpus_bleu
from kerascnn.tasks.captioning.decoding import Said, Speaker
from kerascnn.tasks.captioning.feed import GREY_LEVELS, shifted
from kerascnn.tasks.captioning.losses import WordCrossEntropy
from kerascnn.tasks.captioning.mistakes import KINDS, kinds_of, mixed_up
from kerascnn.tasks.protocol import About

__all__ = ["Evaluation", "check_takes", "evaluate"]

AT_ONCE = 100
MOST_MIXED_UP = 20
MOST_KEPT = 200
"""Sentences that are kept in `metrics.json`."""


@dataclass(frozen=True)
class Evaluation:
    """The captions that a network gives to test pictures, beside those that people, or the scenes, give.

    Attributes:
        said: what it says of each picture.
        captions: the same as words.
        references: of each picture, at least one.
        loss: the mean cross-entropy of the first reference's words, in nats.
        language: of the sentences of scenes; None for a folder.
        beam: how many captions were followed at once.
    """

    said: tuple[Said, ...]
    captions: tuple[Caption, ...]
    references: tuple[tuple[Caption, ...], ...]
    loss: float
    language: Language | None
    beam: int

    @cached_property
    def right(self) -> tuple[bool, ...]:
        """Whether each caption is, word for word, one of its references."""
        return tuple(caption in several for caption, several in zip(self.captions, self.references, strict=True))

    @property
    def score(self) -> float:
        """The headline: the part of the captions that are right word for word."""
        return sum(self.right) / len(self.right)

    @cached_property
    def bleu(self) -> Bleu:
        """BLEU of all captions together."""
        return corpus_bleu(self.captions, self.references)

    @cached_property
    def wrong(self) -> tuple[int, ...]:
        """The numbers of the pictures whose captions are not right, the surest mistake first."""
        numbers = [number for number, right in enumerate(self.right) if not right]
        return tuple(sorted(numbers, key=lambda number: -self.said[number].score))

    def kinds(self, number: int) -> tuple[str, ...]:
        """What is wrong with the sentence on a scene; none for a folder, where there is no one true sentence."""
        if self.language is None:
            return ()
        return kinds_of(self.captions[number], self.references[number][0], self.language)

    @cached_property
    def kinds_counted(self) -> dict[str, int]:
        """How many sentences on scenes have each kind of mistake; a sentence may have several."""
        counts = Counter(kind for number in self.wrong for kind in self.kinds(number))
        return {kind: counts[kind] for kind in KINDS if counts[kind]}

    def metrics(self, about: About) -> dict[str, Any]:
        """What `metrics.json` keeps: BLEU, its parts, the kinds of mistakes, the wrong sentences."""
        found: dict[str, Any] = {
            "beam": self.beam,
            "bleu": {str(order): self.bleu.of(order) for order in range(1, LONGEST_RUN + 1)},
            "precisions": list(self.bleu.precisions),
            "brevity": self.bleu.brevity,
            "different_captions": len(set(self.captions)),
            "wrong": [
                {
                    "image": number,
                    "said": as_text(self.captions[number]),
                    "true": as_text(self.references[number][0]),
                    "kinds": list(self.kinds(number)),
                }
                for number in self.wrong[:MOST_KEPT]
            ],
        }
        if self.language is not None:
            mixed = mixed_up(
                [self.captions[number] for number in self.wrong], [self.references[number][0] for number in self.wrong]
            )
            found["kinds"] = self.kinds_counted
            found["mixed_up"] = [[*pair, count] for pair, count in mixed.most_common(MOST_MIXED_UP)]
        return found

    def line(self) -> str:
        """The headline in words."""
        count = len(self.captions)
        text = _("test: of {count:,} captions right word for word {exact}, BLEU-4 {bleu:.3f}")
        return text.format(exact=accuracy_text(self.score, count), count=count, bleu=self.bleu.of(LONGEST_RUN))


def check_takes(model: keras.Model, data: Captioned) -> None:
    """Check that a network can be tested on the pictures of a data set.

    Raises:
        InputError: it says no words, takes pictures of another size or knows other words.
    """
    speaker = Speaker(model)
    if speaker.size != (data.size, data.size) or (speaker.words, speaker.longest) != (
        len(data.vocabulary),
        data.longest,
    ):
        text = _(
            "{network} takes pictures of {height}×{width} and says up to {longest} of {words} words; the data have "
            "{size}×{size}, {own_longest} and {own_words}"
        )
        said = {"network": shown(model.name), "words": speaker.words, "longest": speaker.longest}
        own = {"size": data.size, "own_words": len(data.vocabulary), "own_longest": data.longest}
        raise InputError(text.format(height=speaker.size[0], width=speaker.size[1], **said, **own))


def evaluate(
    model: keras.Model,
    part: CaptionPart,
    vocabulary: Vocabulary,
    *,
    longest: int,
    language: Language | None,
    beam: int,
) -> Evaluation:
    """Let `model` describe the pictures of a part, and compare.

    Args:
        model: as `networks.build("captioner")` gives it.
        part: the pictures.
        vocabulary: of the model.
        longest: words of a caption, its end included.
        language: of the sentences of scenes; None for a folder.
        beam: how many captions are followed at once.
    """
    speaker, loss = Speaker(model), WordCrossEntropy()
    said: list[Said] = []
    references: list[tuple[Caption, ...]] = []
    losses = 0.0
    for first in range(0, len(part), AT_ONCE):
        batch = part.batch(np.arange(first, min(first + AT_ONCE, len(part))))
        pictures = batch.images.astype(np.float32) / GREY_LEVELS
        words = vocabulary.encode([several[0] for several in batch.captions], longest)
        given = model.predict_on_batch((pictures, shifted(words)))
        losses += float(keras.ops.convert_to_numpy(loss(words, given))) * len(pictures)
        said += speaker.say(pictures, beam=beam)
        references += [tuple(several) for several in batch.captions]
    captions = tuple(vocabulary.decode(each.words) for each in said)
    return Evaluation(tuple(said), captions, tuple(references), losses / len(part), language, beam)
