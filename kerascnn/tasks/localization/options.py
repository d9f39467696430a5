"""How a localizer is trained."""

from dataclasses import dataclass
from typing import Literal

from kerascnn import checks
from kerascnn.runs.plan import HIGHEST_SEED
from kerascnn.tasks import backbones

__all__ = ["Options"]


@dataclass(frozen=True)
class Options:
    """How to train: what the result depends on.

    Attributes:
        network: of `kerascnn.networks`, which gives deck E's vector.
        epochs: passes over the training pictures; of scenes, each has new ones.
        batch_size: pictures in a step.
        learning_rate: the highest of the cycle.
        seed: of the weights, the order and the scenes.
        loss: "overlap" or "squared", as `AnswerLoss` has it.
        size: pixels along a side of a picture.
        scenes: how many scenes make an epoch, where no folder is given.
        validation_scenes: how many choose the best epoch.
        test_scenes: how many are for the test.
        backbone: a network whose feature map is looked at in place of the localizer's own.
        weights: what the backbone starts from: "imagenet", the folder of a run, or a file; None for random ones.
        stride: pixels from place to place of the backbone's map.
        width: how many times as many filters.
    """

    network: str
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    loss: Literal["overlap", "squared"] = "overlap"
    size: int = 64
    scenes: int = 8_000
    validation_scenes: int = 500
    test_scenes: int = 2_000
    backbone: str | None = None
    weights: str | None = None
    stride: int = 8
    width: float = 1.0

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.network, "localization")
        backbones.check(self.backbone, self.weights)
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("batch-size", self.batch_size, at_least=1)
        checks.number("learning-rate", self.learning_rate, above=0)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
        checks.whole("size", self.size, at_least=48, at_most=1024)
        for name in ("scenes", "validation_scenes", "test_scenes"):
            checks.examples(name.replace("_", "-"), getattr(self, name))
        checks.whole("stride", self.stride, at_least=2, at_most=64)
        checks.width(self.width)
