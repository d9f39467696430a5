"""How a network that describes pictures is trained."""

from dataclasses import dataclass
from typing import Literal

from kerascnn import checks
from kerascnn.runs.plan import HIGHEST_SEED

__all__ = ["HIGHEST_BEAM", "Options", "check_beam"]

HIGHEST_BEAM = 50


@dataclass(frozen=True)
class Options:
    """How to train: what the result depends on.

    Attributes:
        network: of `kerascnn.networks`, with a recurrent decoder that attends to places.
        epochs: passes over the training pictures; of scenes, each has new ones.
        batch_size: pictures in a step.
        learning_rate: the highest of the cycle.
        seed: of the weights, the order, the scenes and the parts of a folder.
        language: of the sentences of scenes.
        size: pixels along a side of a picture.
        groups: the most groups of shapes in a scene.
        most: the most shapes in a group.
        scenes: how many scenes make an epoch, where no folder is given.
        validation_scenes: how many choose the best epoch.
        test_scenes: how many are for the test.
        width: how many times as many filters and units.
        min_count: how often a word of a folder's captions is there, so that it is known.
        longest: words of a folder's caption that are learned.
        label_smoothing: the part of a word's probability that is spread over all words.
        beam: how many captions are followed at once when a picture is described.
        optimizer: "adamw" for all weights, or "muon-adamw": Muon for the kernels of convolutions.
    """

    network: str
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    language: Literal["es", "en"] = "es"
    size: int = 64
    groups: int = 3
    most: int = 3
    scenes: int = 8_000
    validation_scenes: int = 500
    test_scenes: int = 1_000
    width: float = 1.0
    min_count: int = 5
    longest: int = 20
    label_smoothing: float = 0.0
    beam: int = 3
    optimizer: Literal["adamw", "muon-adamw"] = "adamw"

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.network)
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("batch-size", self.batch_size, at_least=1)
        checks.number("learning-rate", self.learning_rate, above=0)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
        checks.whole("size", self.size, at_least=48, at_most=256)
        checks.whole("groups", self.groups, at_least=1, at_most=4)
        checks.whole("most", self.most, at_least=1, at_most=5)
        for name in ("scenes", "validation_scenes", "test_scenes"):
            checks.examples(name.replace("_", "-"), getattr(self, name))
        checks.width(self.width)
        checks.whole("min-count", self.min_count, at_least=1)
        checks.whole("longest", self.longest, at_least=1, at_most=100)
        checks.fraction("label-smoothing", self.label_smoothing)
        check_beam(self.beam)


def check_beam(beam: int) -> None:
    """Check how many captions are to be followed at once.

    Raises:
        InputError: it is no whole number from 1 to 50.
    """
    checks.whole("beam", beam, at_least=1, at_most=HIGHEST_BEAM)
