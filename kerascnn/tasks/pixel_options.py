"""How the networks are trained that answer for each pixel: what segmentation and edges have in common."""

from dataclasses import dataclass
from typing import Literal

from kerascnn import checks
from kerascnn.runs.plan import HIGHEST_SEED
from kerascnn.tasks import backbones

__all__ = ["Network", "Optimizer", "Pictures", "Schedule"]

LARGEST_SIDE = 1024


@dataclass(frozen=True)
class Network:
    """Which network.

    Attributes:
        name: of `kerascnn.networks`.
        variant: one of the network's variants; None for its first.
        width: how many times as many filters it has; None for its own.
        normalization: "batch", "group" or "none"; None for its own.
        backbone: a network whose feature maps are looked at; None for the network's own layers.
        weights: what the backbone starts from: "imagenet", the folder of a run, or a file; None for random ones.
    """

    name: str
    variant: str | None = None
    width: float | None = None
    normalization: Literal["batch", "group", "none"] | None = None
    backbone: str | None = None
    weights: str | None = None

    def check(self, task: str) -> None:
        """Check what can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.name, task)
        backbones.check(self.backbone, self.weights)
        if self.width is not None:
            checks.width(self.width)


@dataclass(frozen=True)
class Optimizer:
    """What makes the steps.

    Attributes:
        name: as `training.optimizer` has it.
        learning_rate: the highest of the cycle.
    """

    name: Literal["adamw", "sgd", "muon", "normalized"]
    learning_rate: float


@dataclass(frozen=True)
class Pictures:
    """What is learned from.

    Attributes:
        size: pixels along a side of a scene; the pictures of a folder are brought to it.
        digits: the most in a scene.
        scenes: how many an epoch has; each epoch has new ones.
        mirror: whether half of the training pictures are mirrored left to right.
        test_scenes: how many for the test, the same for every seed.
    """

    size: int = 96
    digits: int = 6
    scenes: int = 8_000
    mirror: bool = False
    test_scenes: int = 1_000

    def check(self) -> None:
        """Check what can be checked without loading them.

        Raises:
            InputError: the first thing that cannot be used.
        """
        checks.whole("size", self.size, at_least=16, at_most=LARGEST_SIDE)
        checks.whole("digits", self.digits, at_least=1, at_most=12)
        checks.examples("scenes", self.scenes)
        checks.examples("test-scenes", self.test_scenes)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Steps, and how long there are any.

    Attributes:
        optimizer: what makes the steps.
        epochs: passes over as many pictures as the training set has.
        batch_size: pictures in a step.
        seed: of the weights, the scenes, the order and the parts of a folder.
    """

    optimizer: Optimizer
    epochs: int
    batch_size: int
    seed: int

    def check(self) -> None:
        """Check what can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("batch-size", self.batch_size, at_least=1)
        checks.number("learning-rate", self.optimizer.learning_rate, above=0)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
