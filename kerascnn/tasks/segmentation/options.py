"""How a network for segmentation is trained."""

from dataclasses import dataclass
from typing import Literal

from kerascnn import checks
from kerascnn.runs.options import named
from kerascnn.tasks import pixel_options
from kerascnn.tasks.pixel_options import Optimizer

__all__ = ["Loss", "Network", "Optimizer", "Options", "Pictures"]


@dataclass(frozen=True)
class Network(pixel_options.Network):
    """Which network.

    Attributes:
        up: "transpose" or "upsampling": what makes maps larger; None for the network's own.
    """

    name: str = "unet"
    up: Literal["transpose", "upsampling"] | None = None


@dataclass(frozen=True)
class Loss:
    """What is made small: see `losses.CrossEntropyAndDice`.

    Attributes:
        background: how much a pixel of the background weighs in the cross-entropy; one of an object weighs 1.
        dice: how much the Dice loss weighs beside the cross-entropy.
    """

    background: float = named("background_weight", default=0.2)
    dice: float = named("dice_weight", default=1.0)


@dataclass(frozen=True)
class Pictures(pixel_options.Pictures):
    """What is learned from.

    Attributes:
        hard: whether the digits of scenes have any colour and stand on bright photographs.
    """

    hard: bool = False


@dataclass(frozen=True, kw_only=True)
class Options(pixel_options.Schedule):
    """How to train: what the result depends on.

    Attributes:
        network: which network.
        loss: what is made small.
        pictures: what is learned from.
    """

    network: Network
    loss: Loss = Loss()
    pictures: Pictures = Pictures()

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        self.network.check("segmentation")
        super().check()
        checks.number("background-weight", self.loss.background, above=0)
        checks.number("dice-weight", self.loss.dice, above=-1e-12)
        self.pictures.check()
