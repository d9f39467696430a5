"""What the report of a network for sound says of its test."""

import base64
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kerascnn import plots
from kerascnn.datasets.sound import Sounds, wav
from kerascnn.language import _
from kerascnn.pages import Html, Section, figure, joined, section, table, tag
from kerascnn.pages.pictures import image
from kerascnn.runs import FinishedRun
from kerascnn.tasks.protocol import Page
from kerascnn.tasks.sound.evaluation import Evaluation
from kerascnn.tasks.sound.figures import compared_sounds, dilations_of

if TYPE_CHECKING:
    import keras

__all__ = ["page"]

Seen = tuple[Sounds, Evaluation]


def page(run: FinishedRun, model: "keras.Model | None", seen: Seen | None, why_not: str) -> Page:
    """Bits beside counting and the floor, the sounds with their spectrograms, and the receptive field."""
    numbers = [(f"{run.score:.3f}", _("bits a sample of the test sound"))]
    way = _way(run)
    if way is not None:
        numbers.append((f"{way:.0%}", _("of the way from counting pairs to the noise")))
    return Page(numbers, [_bits(run), _sounds(seen, why_not)], [] if model is None else [_field(model)])


def _floor(run: FinishedRun) -> float | None:
    return None if run.metrics.content.get("floor") is None else run.metrics.number("floor")


def _way(run: FinishedRun) -> float | None:
    floor, pairs = _floor(run), run.metrics.number("order_1")
    return None if floor is None or pairs <= floor else (pairs - run.score) / (pairs - floor)


def _bits(run: FinishedRun) -> Section:
    own, floor = run.metrics, _floor(run)
    rows = [
        [_("how often each code comes"), f"{own.number('order_0'):.3f}"],
        [_("the code before: counting pairs"), f"{own.number('order_1'):.3f}"],
        [_("the two codes before: counting triples"), f"{own.number('order_2'):.3f}"],
        [_("the network"), f"{run.score:.3f}"],
    ]
    if own.content.get("seeing_all") is not None:
        rows.append([_("the network, where its whole receptive field is sound"), f"{own.number('seeing_all'):.3f}"])
    said = _("Eight bits are as good as a guess among 256 codes. One bit less halves what is left to choose from.")
    if floor is not None:
        rows.append([_("somebody who knows all but the noise"), f"{floor:.3f}"])
        said += " " + _("Nobody can go below the last number: it is the entropy of the noise that was put in.")
    title = _("Bits a sample, {data}").format(data=run.data.name)
    return section("bits", _("Bits a sample"), table(title, [_("what is known"), _("bits")], rows), tag("p", said))


def _sounds(seen: Seen | None, why_not: str) -> Section:
    title = _("Sound heard and made")
    if seen is None:
        return section("sounds", title, tag("p", _("The sounds are not here: {reason}").format(reason=why_not)))
    data, tested = seen
    heard, made = compared_sounds(data, tested)
    shown = [
        _sound(samples, data.rate, words)
        for samples, words in ((heard, _("sound that was learned from")), (made, _("sound that the network made")))
    ]
    text = _("Time runs to the right, frequency upwards, to {highest:,} hertz; light is loud, black 80 decibels below.")
    return section("sounds", title, *shown, tag("p", text.format(highest=data.rate // 2)))


def _sound(samples: npt.NDArray[np.float32], rate: int, words: str) -> Html:
    """A spectrogram, and the sound itself to listen to."""
    address = f"data:audio/wav;base64,{base64.b64encode(wav.encoded(samples, rate)).decode()}"
    pixels = plots.spectrogram_pixels(samples)
    times = max(1, 480 // pixels.shape[1])
    drawn = image(pixels.repeat(times, axis=1), words)
    player = tag("audio", controls=True, src=address, aria_label=words)
    return figure(joined([drawn, tag("br"), player]), words, sample=False)


def _field(model: "keras.Model") -> Section:
    dilations = dilations_of(model)
    fields = (1 + np.cumsum(dilations)).tolist()
    rows = [
        [f"{number}", f"{dilation:,}", f"{field:,}"]
        for number, (dilation, field) in enumerate(zip(dilations, fields, strict=True), start=1)
    ]
    title = _("The receptive field grows")
    heads = [_("layer"), _("dilation"), _("samples that an output sees")]
    return section("field", title, table(title, heads, rows))
