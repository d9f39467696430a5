"""Every kind of look at a network with one picture, from the numbers to the figure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from kerascnn.language import _, ngettext
from kerascnn.plots import maps
from kerascnn.plots.filters import first_filters
from kerascnn.plots.heat import heat_map
from kerascnn.plots.scores import picture_with_scores

if TYPE_CHECKING:
    from kerascnn import insight

__all__ = ["LOOKS", "Subject", "look"]


@dataclass(frozen=True)
class Subject:
    """A network and the picture that it is looked at with.

    Attributes:
        network: what `kerascnn.insight.load_model` gives.
        picture: `(height, width, channels)` uint8, as the network sees it: what `network.see` gives.
        layers: names of layers; none for the most telling ones.
        top: how many channels are drawn.
        label: the number of the class to be explained; None for the one with the highest score.
    """

    network: "insight.Classifier"
    picture: np.ndarray
    layers: tuple[str, ...] = ()
    top: int = 8
    label: int | None = None

    @property
    def layer(self) -> str:
        """The first of the layers, "" where none is named."""
        return self.layers[0] if self.layers else ""

    def class_name(self, label: int) -> str:
        """The name of a class."""
        return self.network.class_names[label]


def look(what: str, subject: Subject) -> Figure:
    """Draw one kind of look.

    Args:
        what: "scores", "filters", "feature-maps", "pooling", "gradcam", "saliency", "occlusion" or "vector".
        subject: the network and the picture.

    Raises:
        InputError: there is no such layer, or it is none that this kind can show.
    """
    return LOOKS[what](subject)


def _scores(subject: Subject) -> Figure:
    (scores,) = subject.network.scores_of(subject.picture[None])
    return picture_with_scores(subject.picture, scores, subject.network.class_names)


def _filters(subject: Subject) -> Figure:
    from kerascnn import insight

    name, kernels = insight.kernels(subject.network, subject.layer)
    height, width, channels, filters = kernels.shape
    text = ngettext(
        "{layer}: {filters} filter of {height}×{width}×{channels}",
        "{layer}: {filters} filters of {height}×{width}×{channels}",
        filters,
    )
    title = text.format(layer=name, height=height, width=width, channels=channels, filters=filters)
    if channels in (1, 3):
        return first_filters(kernels, title=title)
    return maps.deep_kernels(kernels, top=subject.top, title=title)


def _feature_maps(subject: Subject) -> Figure:
    from kerascnn import insight

    found = insight.feature_maps(subject.network, subject.picture, subject.layers)
    channels = {name: insight.telling_channels(values, subject.top) for name, values in found.items()}
    return maps.feature_maps(found, channels, title=_("feature maps: the channels that vary most across the picture"))


def _pooling(subject: Subject) -> Figure:
    from kerascnn import insight

    found = insight.pooling(subject.network, subject.picture, subject.layers)
    channels = [insight.telling_channels(each.before, subject.top) for each in found]
    return maps.pooling(found, channels, title=_("pooling: the channels that vary most across the picture"))


def _gradcam(subject: Subject) -> Figure:
    from kerascnn import insight

    found = insight.gradcam(subject.network, subject.picture, layer=subject.layer, label=subject.label)
    text = _("Grad-CAM: what speaks for {name} in the {rows}×{columns} maps of {layer}")
    rows, columns = found.heat.shape
    title = text.format(name=subject.class_name(found.label), rows=rows, columns=columns, layer=found.layer)
    return heat_map(subject.picture, found.heat, title=title, scale=_("weighted sum of the maps"))


def _saliency(subject: Subject) -> Figure:
    from kerascnn import insight

    found = insight.saliency(subject.network, subject.picture, label=subject.label)
    title = _("saliency: how much the score of {name} changes with each pixel")
    title = title.format(name=subject.class_name(found.label))
    return heat_map(subject.picture, found.heat, title=title, scale=_("size of the derivative"))


def _occlusion(subject: Subject) -> Figure:
    from kerascnn import insight

    found = insight.occlusion(subject.network, subject.picture, label=subject.label)
    text = _("occlusion: how the score of {name}, {score:.2f}, falls when a square of {size}×{size} covers a pixel")
    title = text.format(name=subject.class_name(found.label), score=found.score, size=found.size)
    scale = _("fall of the score")
    return heat_map(subject.picture, found.heat, title=title, scale=scale, square=found.size)


def _vector(subject: Subject) -> Figure:
    from kerascnn import insight

    name, vector = insight.feature_vector(subject.network, subject.picture, subject.layer)
    text = ngettext(
        "feature vector: the {count} output of {layer}", "feature vector: the {count} outputs of {layer}", len(vector)
    )
    title = text.format(count=len(vector), layer=name)
    return maps.feature_vector(subject.picture, vector, top=subject.top, title=title)


LOOKS: dict[str, Callable[[Subject], Figure]] = {
    "scores": _scores,
    "filters": _filters,
    "feature-maps": _feature_maps,
    "pooling": _pooling,
    "gradcam": _gradcam,
    "saliency": _saliency,
    "occlusion": _occlusion,
    "vector": _vector,
}
