"""A caption said word by word: the network cut in two, and the search for the likeliest sentence."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.datasets.captions.vocabulary import END, NOT_SAID, PADDING, START
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.quiet import without_warnings
from kerascnn.shapes.places import shown
from kerascnn.tasks.captioning.options import check_beam

__all__ = ["Said", "Speaker", "check_speaks", "says_no_words"]

NEEDED = ("places", "start", "gru", "attention", "answer")
"""The layers at which the network is cut."""
AT_ONCE = 100
SMALLEST = 1e-30

Wholes = npt.NDArray[np.intp]
Floats = npt.NDArray[np.floating[Any]]


def check_speaks(model: keras.Model) -> None:
    """Check that a network takes a picture and the words before, and says the next word.

    Raises:
        InputError: it does not.
    """
    names = {layer.name for layer in model.layers}
    if len(model.inputs) != 2 or not set(NEEDED) <= names or len(model.output.shape) != 3:
        raise says_no_words(model.name)


def says_no_words(name: str) -> InputError:
    """The error that a network is none for captions."""
    text = _("{network} says no words; expected a network for captions such as captioner")
    return InputError(text.format(network=shown(name)))


class Said(NamedTuple):
    """What a network says of one picture.

    Attributes:
        words: `(n,)` the numbers of its words, the end, where it came, among them.
        probabilities: `(n,)` of each word, after those before it.
        attention: `(n, rows, columns)` how much it looked at each place for each word: each map adds up to 1.
        score: the natural logarithm of the sentence's probability.
    """

    words: Wholes
    probabilities: Floats
    attention: Floats
    score: float


@dataclass
class _Beams:
    """The captions that are followed, `n` pictures with `k` each, the likeliest first."""

    words: Wholes
    probabilities: Floats
    attention: Floats
    scores: Floats
    states: Floats

    @property
    def ended(self) -> npt.NDArray[np.bool_]:
        """`(n, k)` whether a caption has come to its end."""
        return (self.words == END).any(axis=2)


class Speaker:
    """A network that says captions, cut at its encoder's places and at the state of its recurrent layer.

    The encoder looks at a picture once; then each step takes the state and the last word, and gives the probabilities
    of the next word, the new state and where the network looked. The layers and their weights are those of the model.

    Args:
        model: as `networks.build("captioner")` gives it, trained or loaded.

    Raises:
        InputError: it says no words.
    """

    def __init__(self, model: keras.Model) -> None:
        check_speaks(model)
        picture, words = model.inputs
        places, start, gru, attention, answer = (model.get_layer(name) for name in NEEDED)
        try:
            _context, scores = attention.output
            self.encoder = keras.Model(picture, [places.output, start.output])
            self.step = keras.Model([places.output, start.output, words], [answer.output, gru.output, scores])
            self.map: tuple[int, int] = places.input.shape[1:3]
            fits = (*gru.output.shape[2:], scores.shape[-1]) == (*start.output.shape[1:], self.map[0] * self.map[1])
        except (
            AttributeError,
            NotImplementedError,
            TypeError,
            ValueError,
        ):  # a stranger's network with layers of these names
            fits = False
        if not fits or picture.shape[-1] != 3:
            raise says_no_words(model.name)
        self.size: tuple[int, int] = picture.shape[1:3]
        self.longest: int = words.shape[1]
        self.words: int = answer.output.shape[-1]

    def say(self, pictures: npt.NDArray[np.float32], *, beam: int = 1) -> list[Said]:
        """The likeliest captions that a beam search finds.

        At each step the `beam` likeliest beginnings are kept, of all that one more word makes of those before; with 1
        it is the likeliest word each time. A beginning only becomes less likely as it goes on, so that the search ends
        when the likeliest has come to its end.

        Args:
            pictures: `(n, height, width, 3)` in [0, 1].
            beam: how many captions are followed at once.

        Raises:
            InputError: the beam is none, or the network gives what is no number.
        """
        check_beam(beam)
        found: list[Said] = []
        for first in range(0, len(pictures), AT_ONCE):
            found += self._search(pictures[first : first + AT_ONCE], beam)
        return found

    def _search(self, pictures: npt.NDArray[np.float32], beam: int) -> list[Said]:
        with without_warnings():
            places, start = (np.asarray(each) for each in self.encoder.predict_on_batch(pictures))
        count, rows, columns = len(pictures), *self.map
        beams = _Beams(
            np.full((count, beam, 0), PADDING, np.intp),
            np.zeros((count, beam, 0)),
            np.zeros((count, beam, 0, rows, columns)),
            # All begin alike, so that at first one is followed.
            np.where(np.arange(beam) > 0, -np.inf, np.zeros((count, 1))),
            start[:, None].repeat(beam, axis=1),
        )
        seen = places.repeat(beam, axis=0)
        while beams.words.shape[2] < self.longest and not beams.ended[:, 0].all():
            self._go_on(beams, seen)
        return [self._best(beams, number) for number in range(count)]

    def _go_on(self, beams: _Beams, places: Floats) -> None:
        """Add a word to each caption that has not ended, and keep the likeliest."""
        count, beam, length = beams.words.shape
        last = beams.words[..., -1:] if length else np.full((count, beam, 1), START)
        given = [places, beams.states.reshape(count * beam, -1), last.reshape(-1, 1).astype("int32")]
        with without_warnings():
            answer, states, scores = (np.asarray(each) for each in self.step.predict_on_batch(given))
        if not np.isfinite(answer).all():
            raise InputError(_("the network gives numbers that are none; train it again"))
        probabilities = answer.reshape(count, beam, -1).astype(float)
        logarithms = np.log(np.maximum(probabilities, SMALLEST))
        logarithms[..., NOT_SAID] = -np.inf
        # What has ended goes on with nothing, which costs nothing.
        ended = beams.ended
        logarithms[ended] = -np.inf
        logarithms[ended, PADDING] = 0
        totals = (beams.scores[..., None] + logarithms).reshape(count, -1)
        chosen = np.argsort(-totals, axis=1, kind="stable")[:, :beam]
        which, word = np.divmod(chosen, self.words)
        row = np.arange(count)[:, None]
        maps = scores.reshape(count, beam, 1, *self.map)
        beams.scores = totals[row, chosen]
        beams.words = np.concatenate([beams.words[row, which], word[..., None]], axis=2)
        beams.probabilities = np.concatenate(
            [beams.probabilities[row, which], probabilities[row, which, word][..., None]], axis=2
        )
        beams.attention = np.concatenate([beams.attention[row, which], maps[row, which]], axis=2)
        beams.states = states.reshape(count, beam, -1)[row, which]

    def _best(self, beams: _Beams, number: int) -> Said:
        words = beams.words[number, 0]
        length = int((words != PADDING).sum())
        return Said(
            words[:length],
            beams.probabilities[number, 0, :length],
            beams.attention[number, 0, :length],
            float(beams.scores[number, 0]),
        )
