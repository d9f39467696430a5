"""Pictures and their captions to a network, a batch at a time: from the words so far to the next one."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.captions.loading import CaptionPart
from kerascnn.datasets.captions.vocabulary import START, Vocabulary
from kerascnn.training import Feed

__all__ = ["CaptionBatches", "shifted"]

GREY_LEVELS = np.float32(255)


def shifted(words: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """What the network is given while it learns to say `words`: the start, then each word but the last.

    >>> shifted(np.array([[4, 5, 2]], np.int32)).tolist()
    [[1, 4, 5]]

    Args:
        words: `(n, longest)`.
    """
    return np.concatenate([np.full((len(words), 1), START, words.dtype), words[:, :-1]], axis=1)


class CaptionBatches(Feed):
    """Batches of float32 pictures in [0, 1] with the words before, and the words to say.

    Of a picture with several captions each epoch has another one, in turn.

    Args:
        part: the pictures. Of endless ones, every epoch of a training has new ones.
        vocabulary: turns words into numbers.
        longest: words of a caption, its end included.
        batch_size: pictures in a batch.
        seed: shuffle with this seed and leave out the last, smaller batch; None keeps the order and every picture.
    """

    def __init__(
        self, part: CaptionPart, vocabulary: Vocabulary, *, longest: int, batch_size: int, seed: int | None = None
    ) -> None:
        super().__init__(np.arange(len(part)), batch_size=batch_size, seed=seed)
        self.part, self.vocabulary, self.longest = part, vocabulary, longest

    def batch(self, epoch: int, number: int) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
        """Pictures `(batch, height, width, 3)` and words before `(batch, longest)`; words to say, likewise."""
        chosen = self.chosen(epoch, number)
        learning = self.seed is not None
        turn = epoch if learning else 0
        found: Any = self.part.batch(chosen + epoch * len(self.part) if learning and self.part.endless else chosen)
        captions = [
            several[(turn + picture) % len(several)]
            for picture, several in zip(chosen.tolist(), found.captions, strict=True)
        ]
        words = self.vocabulary.encode(captions, self.longest)
        return (found.images.astype("float32") / GREY_LEVELS, shifted(words)), words
