"""The network that another looks through, for the tasks with such a choice: `--backbone` and `--weights`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kerascnn.errors import InputError, unknown
from kerascnn.language import _
from kerascnn.shapes.places import shown

if TYPE_CHECKING:
    import keras

__all__ = ["check", "start"]


def check(backbone: str | None, weights: str | None) -> None:
    """Check what can be checked without loading Keras.

    Raises:
        InputError: there is no such network, or there are weights and nothing that they are for.
    """
    from kerascnn import networks

    if backbone is not None:
        name = backbone.partition(":")[0]
        if name not in networks.names():  # those of other tasks serve, where they have maps, but are not proposed
            raise unknown(_("network"), name, networks.backbones())
        if name in networks.names("classification") and name not in networks.backbones():
            text = _("{network} has no feature maps to look at; choose a backbone such as resnet18")
            raise InputError(text.format(network=name))
    elif weights is not None:
        raise InputError(_("weights are for a backbone; add --backbone, or leave --weights out"))


def start(model: "keras.Model", backbone: str | None, weights: str | None) -> Callable[[], None] | None:
    """What gives a network the weights that its backbone starts from; None where these are random.

    The function raises InputError where there are no such weights, or they are of another network.

    Args:
        model: built with this backbone.
        backbone: its name.
        weights: "imagenet" or a `.h5` file of keras.applications; the folder of a run or a `.keras` file.
    """
    if backbone is None or weights is None:
        return None

    def fill() -> None:
        from kerascnn import networks
        from kerascnn.datasets.fetch import FetchError

        try:
            networks.fill_backbone(model, backbone, weights)
        except FetchError as error:
            text = _("{problem}; --weights also takes the folder of a run, or a file that was fetched elsewhere")
            raise InputError(text.format(problem=error)) from error
        source = _("the weights of ImageNet") if weights == "imagenet" else shown(weights, 200)
        print(_("{backbone} starts from {source}").format(backbone=backbone, source=source), flush=True)

    return fill
