"""How a siamese network is trained."""

from dataclasses import dataclass
from typing import Literal

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import HIGHEST_SEED
from kerascnn.tasks import backbones

__all__ = ["Loss", "Network", "Options", "Pictures"]


@dataclass(frozen=True)
class Network:
    """Which network.

    Attributes:
        name: of `kerascnn.networks`, one that encodes.
        dimensions: how many numbers an encoding has.
        backbone: a network whose feature maps are encoded in place of the encoder's own.
        weights: what the backbone starts from: "imagenet", the folder of a run, or a file; None for random ones.
        stride: pixels from place to place of the backbone's map.
        width: how many times as many filters.
    """

    name: str = "siamese-encoder"
    dimensions: int = 128
    backbone: str | None = None
    weights: str | None = None
    stride: int = 8
    width: float = 1.0

    def check(self) -> None:
        """Check what can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.name)
        checks.whole("dimensions", self.dimensions, at_least=2, at_most=4096)
        checks.whole("stride", self.stride, at_least=1, at_most=64)
        checks.width(self.width)
        backbones.check(self.backbone, self.weights)


@dataclass(frozen=True)
class Loss:
    """What is made small.

    Attributes:
        name: "triplet", "contrastive" or "binary", the deck's head.
        mining: which triplets count: "all", "semi-hard" or "hard".
        margin: α of the triplets, m of the contrastive loss; None for 0.2 and 1.
    """

    name: Literal["triplet", "contrastive", "binary"] = "triplet"
    mining: Literal["all", "semi-hard", "hard"] = "semi-hard"
    margin: float | None = None

    def check(self) -> None:
        """Check it.

        Raises:
            InputError: the margin is not positive, or there is none to choose.
        """
        if self.margin is not None:
            checks.number("margin", self.margin, above=0)
            if self.name == "binary":
                raise InputError(_("the binary head has no margin; leave --margin out, or choose another --loss"))


LARGEST_FACES = 2**30
"""Bytes of the faces that an epoch has, all of which are in memory at once."""


@dataclass(frozen=True)
class Pictures:
    """What is learned from.

    Attributes:
        size: pixels along a side of a face, or of a folder's pictures.
        identities: how many drawn people there are to learn from.
        pictures: how many pictures of each in an epoch; the next has new ones.
        held_out: how many others choose the threshold and the best epoch, and how many more are for the test.
        hard: whether drawn faces turn to the side, wear hats and have near twins.
        augment: whether each picture is turned, scaled and moved a little whenever it is learned from.
        mirror: whether identities are learned from mirrored too, as somebody else.
        ways: among how many identities one picture of each is to be found; None for ten, or as many as there are.
    """

    size: int = 32
    identities: int = 400
    pictures: int = 20
    held_out: int = 100
    hard: bool = False
    augment: bool = False
    mirror: bool = False
    ways: int | None = None

    def check(self) -> None:
        """Check what can be checked without loading them.

        Raises:
            InputError: the first thing that cannot be used.
        """
        checks.whole("size", self.size, at_least=24, at_most=256)
        if self.identities == 1:
            raise InputError(_("identities is 1; with one identity there is nobody to tell it from: give 2 or more"))
        checks.whole("identities", self.identities, at_least=2)
        checks.whole("pictures", self.pictures, at_least=2)
        checks.whole("held-out", self.held_out, at_least=2)
        if self.ways is not None:
            checks.whole("ways", self.ways, at_least=2)
        largest = 3 * self.size**2 * self.pictures * max(self.identities, self.held_out)
        if largest > LARGEST_FACES:
            text = _("identities times pictures of this size take {n:,} MB; expected {most:,} at most: choose fewer")
            raise InputError(text.format(n=largest >> 20, most=LARGEST_FACES >> 20))


@dataclass(frozen=True)
class Options:
    """How to train: what the result depends on.

    Attributes:
        network: which network.
        loss: what is made small.
        epochs: how often the held-out identities are looked at.
        steps: batches of an epoch.
        batch_size: pictures in a batch.
        per_identity: pictures of each identity in a batch.
        learning_rate: the highest of the cycle.
        seed: of the weights, the order, the drawn people and the parts of a folder.
        pictures: what is learned from.
        optimizer: "adamw" for all weights, or "muon-adamw": Muon for the kernels of convolutions.
    """

    network: Network
    loss: Loss
    epochs: int
    steps: int
    batch_size: int
    learning_rate: float
    seed: int
    per_identity: int = 4
    pictures: Pictures = Pictures()
    optimizer: Literal["adamw", "muon-adamw"] = "adamw"

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        self.network.check()
        self.loss.check()
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("steps", self.steps, at_least=1)
        checks.whole("per-identity", self.per_identity, at_least=2)
        checks.whole("batch-size", self.batch_size, at_least=4)
        if self.batch_size < 2 * self.per_identity:
            text = _(
                "batch-size is {batch}, per-identity {each}; a batch needs two identities: {least} pictures or more"
            )
            least = 2 * self.per_identity
            raise InputError(text.format(batch=self.batch_size, each=self.per_identity, least=least))
        checks.number("learning-rate", self.learning_rate, above=0)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
        self.pictures.check()
