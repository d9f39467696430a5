"""How a detector is trained."""

from dataclasses import dataclass

from kerascnn import checks
from kerascnn.runs.plan import HIGHEST_SEED
from kerascnn.tasks import backbones

__all__ = ["Options"]


@dataclass(frozen=True)
class Options:
    """How to train: what the result depends on.

    Attributes:
        network: of `kerascnn.networks`, which gives a target tensor.
        epochs: passes over the training pictures; of scenes, each has new ones.
        batch_size: pictures in a step.
        learning_rate: the highest of the cycle.
        seed: of the weights, the order and the scenes.
        size: pixels along a side of a picture.
        anchors: how many, found from the training boxes.
        scenes: how many scenes make an epoch, where no folder is given.
        validation_scenes: how many choose the best epoch.
        test_scenes: how many are for the test.
        backbone: a network whose feature maps are looked at in place of the detector's own.
        weights: what the backbone starts from: "imagenet", the folder of a run, or a file; None for random ones.
        stride: pixels from cell to cell.
        width: how many times as many filters.
        overlap: the intersection over union from which on the less sure of two boxes is dropped.
        least_score: boxes that are less sure are not found.
    """

    network: str
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    size: int = 96
    anchors: int = 1
    scenes: int = 8_000
    validation_scenes: int = 500
    test_scenes: int = 1_000
    backbone: str | None = None
    weights: str | None = None
    stride: int = 8
    width: float = 1.0
    overlap: float = 0.5
    least_score: float = 0.5

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.network, "detection")
        backbones.check(self.backbone, self.weights)
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("batch-size", self.batch_size, at_least=1)
        checks.number("learning-rate", self.learning_rate, above=0)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
        checks.whole("size", self.size, at_least=48, at_most=1024)
        checks.whole("anchors", self.anchors, at_least=1, at_most=16)
        for name in ("scenes", "validation_scenes", "test_scenes"):
            checks.examples(name.replace("_", "-"), getattr(self, name))
        checks.whole("stride", self.stride, at_least=2, at_most=64)
        checks.width(self.width)
        checks.fraction("overlap", self.overlap)
        checks.number("overlap", self.overlap, above=0)
        checks.fraction("least-score", self.least_score)
