"""A saved network and what it says of a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn.datasets import picture
from kerascnn.datasets.captions.vocabulary import SPECIAL, Caption, Vocabulary, as_text
from kerascnn.datasets.letterbox import Frame, letterboxed
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import load_model
from kerascnn.quiet import without_warnings
from kerascnn.runs import read_beside
from kerascnn.runs.plan import Computing
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file
from kerascnn.tasks.captioning.decoding import Said, Speaker
from kerascnn.tasks.captioning.feed import GREY_LEVELS
from kerascnn.tasks.captioning.options import Options, check_beam

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Captioner", "DescribedPicture"]


@dataclass(frozen=True)
class DescribedPicture:
    """What a network says of one picture.

    Attributes:
        picture: `(height, width, 3)` uint8, as the network saw it.
        caption: the words.
        said: with how sure each was and where the network looked.
        frame: where the picture of the file lies in what the network saw.
        beam: how many captions were followed at once.
    """

    picture: np.ndarray
    caption: Caption
    said: Said
    frame: Frame
    beam: int

    def lines(self) -> Sequence[str]:
        """The caption, how likely it is and each of its words."""
        words = "  ".join(
            f"{word} {probability:.0%}"
            for word, probability in zip(self.caption, self.said.probabilities, strict=False)
        )
        text = _("probability of the sentence {probability:.1%}; captions that were followed at once: {beam}")
        lines = [
            "  " + (as_text(self.caption) or _("nothing: the network ends before its first word")),
            *(["  " + words] if words else []),
            text.format(probability=np.exp(self.said.score), beam=self.beam),
        ]
        if self.frame.size != (self.picture.shape[1], self.picture.shape[0]):
            text = _("picture of {own}, seen by the network at {taken}, its proportions kept")
            own = "×".join(map(str, self.frame.size))
            lines.append(text.format(own=own, taken=f"{self.picture.shape[1]}×{self.picture.shape[0]}"))
        return lines

    def as_json(self) -> Mapping[str, Any]:
        """The caption, its words with their probabilities and the attention, row by row."""
        return {
            "caption": as_text(self.caption),
            "probability": float(np.exp(self.said.score)),
            "beam": self.beam,
            "size": list(self.frame.size),
            "words": [
                {
                    "word": word,
                    "probability": round(float(probability), 6),
                    "attention": np.asarray(each, float).round(4).tolist(),
                }
                for word, probability, each in zip(
                    self.caption, self.said.probabilities, self.said.attention, strict=False
                )
            ],
        }

    def drawn(self) -> "Figure":
        """The picture, and where the network looked for each word."""
        from kerascnn import plots
        from kerascnn.tasks.captioning.figures import word_maps

        return plots.attention_by_word(self.picture, word_maps(self.said, self.caption), title=as_text(self.caption))


class Captioner:
    """A run's network that describes pictures of any size.

    A picture is scaled until it fits into what the network takes, its proportions kept.

    Args:
        path: the `.keras` file of a run, or its folder.
        beam: how many captions are followed at once; None for as many as in the run's test.

    Raises:
        InputError: there is no such file, the run beside it is none of such a network, the network says no words or
            others than the run says, or the beam is none.
    """

    def __init__(self, path: Path, *, beam: int | None = None) -> None:
        if beam is not None:
            check_beam(beam)
        self.path = model_file(path)
        run = read_beside(self.path)
        if run is None:
            text = _("{path}: no run.json lies beside it; expected the folder that a training of captions has left")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        found: tuple[Any, ...] = run.read_options("options", Options, Computing)
        options: Options = found[0]
        self.beam = options.beam if beam is None else beam
        check_beam(self.beam)
        with without_warnings():
            self.model = load_model(self.path)
        self.speaker = Speaker(self.model)
        self.vocabulary = Vocabulary(run.data.class_names)
        if len(self.vocabulary) != self.speaker.words or self.vocabulary.words[: len(SPECIAL)] != SPECIAL:
            text = _("{path}: the network says {words} words, and run.json beside it lists {count}")
            said = {"words": self.speaker.words, "count": len(self.vocabulary)}
            raise InputError(text.format(path=shown(str(self.path), 200), **said))

    def predict(self, path: Path) -> DescribedPicture:
        """Describe the picture in a file.

        Raises:
            InputError: the file is damaged or no picture, or the network gives no numbers for it.
        """
        pixels = np.asarray(picture.load(path, channels=3))
        seen, frame = letterboxed(pixels, self.speaker.size)
        (said,) = self.speaker.say(seen[None].astype(np.float32) / GREY_LEVELS, beam=self.beam)
        return DescribedPicture(seen, self.vocabulary.decode(said.words), said, frame, self.beam)
