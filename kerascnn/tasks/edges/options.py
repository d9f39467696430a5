"""How a network for edges is trained."""

from dataclasses import dataclass

from kerascnn import checks
from kerascnn.tasks import pixel_options
from kerascnn.tasks.pixel_options import Optimizer

__all__ = ["Network", "Optimizer", "Options", "Pictures"]


@dataclass(frozen=True)
class Network(pixel_options.Network):
    """Which network."""

    name: str = "hed"


@dataclass(frozen=True)
class Pictures(pixel_options.Pictures):
    """What is learned from; all scenes are those whose edges are hard to find."""

    scenes: int = 4_000
    test_scenes: int = 500


@dataclass(frozen=True, kw_only=True)
class Options(pixel_options.Schedule):
    """How to train: what the result depends on.

    Attributes:
        network: which network.
        balance: how far edge pixels, which are few, weigh more: see `losses.BalancedCrossEntropy`.
        pictures: what is learned from.
    """

    network: Network
    balance: float = 1.0
    pictures: Pictures = Pictures()

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        self.network.check("edges")
        super().check()
        checks.between("balance", self.balance, 0, 1)
        self.pictures.check()
