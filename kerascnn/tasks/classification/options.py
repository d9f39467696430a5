"""How a classifier is trained: each option stands with what it is an option of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.options import named
from kerascnn.runs.plan import HIGHEST_SEED

__all__ = ["Augmentation", "Network", "Optimizer", "Options", "TestViews", "Transfer"]


@dataclass(frozen=True)
class Network:
    """Which network.

    Attributes:
        name: of `kerascnn.networks`.
        variant: one of the network's variants; None for its first.
        width: how many times as many filters it has; None for its own.
        normalization: "batch", "group" or "none"; None for its own.
        whiten: whether its layer `whitening` is set from the pictures instead of learned.
        preprocess: whether it begins with the layer that the weights of keras.applications expect.
    """

    name: str
    variant: str | None = None
    width: float | None = None
    normalization: Literal["batch", "group", "none"] | None = None
    whiten: bool = False
    preprocess: bool = False


@dataclass(frozen=True)
class Optimizer:
    """What makes the steps.

    Attributes:
        name: "adamw", "sgd", "muon" or "normalized", as `training.optimizer` has it.
        learning_rate: the highest of the cycle.
        vector_rate: for "muon" and "normalized", how many times the learning rate the biases and offsets get.
    """

    name: Literal["adamw", "sgd", "muon", "normalized"]
    learning_rate: float
    vector_rate: float = 1.0


@dataclass(frozen=True)
class Augmentation:
    """How the training pictures are changed.

    Attributes:
        name: a policy of `kerascnn.augmentation`, in place of shift.
        strength: of the policy.
        shift: the longest shift, in pixels.
        border: what a shift brings in at the border: "black", or "reflect" for what lies beside it, mirrored.
        mirror: "random" or "alternating", as `Batches` has it; None for no mirror but the policy's.
    """

    name: str = "none"
    strength: float = 1.0
    shift: int = 0
    border: Literal["black", "reflect"] = "black"
    mirror: Literal["random", "alternating"] | None = None

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import augmentation

        checks.whole("shift", self.shift, at_least=0)
        augmentation.policy(self.name, self.strength)
        if self.name == "none" and self.strength != 1:
            text = _("--strength {strength:g}: there is no policy to make weaker or stronger; add --augmentation")
            raise InputError(text.format(strength=self.strength))


@dataclass(frozen=True)
class TestViews:
    """How a test picture is looked at.

    Attributes:
        mirror: whether its scores are the mean of its own and its mirror image's.
        shift: whether those of two copies, moved by a pixel, count for half of its scores.
    """

    mirror: bool = named("test_mirror", default=False)
    shift: bool = named("test_shift", default=False)


@dataclass(frozen=True)
class Transfer:
    """What a network starts from, and how it goes on from there.

    Attributes:
        weights: "imagenet" for those of keras.applications, "run" for those of another training; None for random ones.
        weights_file: the file with them; None to fetch those of keras.applications.
        freeze_epochs: how many epochs only the last layer learns.
        fine_rate: the highest learning rate once all layers learn; None for a tenth of that of the last layer.
    """

    weights: Literal["imagenet", "run"] | None = None
    weights_file: Path | None = None
    freeze_epochs: int = 0
    fine_rate: float | None = None

    def check(self, epochs: int) -> None:
        """Check what can be checked without loading Keras.

        Args:
            epochs: of the whole training.

        Raises:
            InputError: the first thing that cannot be used.
        """
        checks.whole("freeze-epochs", self.freeze_epochs, at_least=0, at_most=epochs)
        if self.fine_rate is not None:
            checks.number("fine-rate", self.fine_rate, above=0)
        if self.weights is None and (self.freeze_epochs or self.fine_rate is not None):
            text = _("--freeze-epochs and --fine-rate are for a network that has learned before; add --weights")
            raise InputError(text)


@dataclass(frozen=True)
class Options:
    """How to train: what the result depends on.

    Attributes:
        network: which network.
        optimizer: what makes the steps.
        epochs: passes over the training set.
        batch_size: pictures in a step.
        label_smoothing: the part of a label that is spread over all classes.
        seed: of the weights, the order, the changes and the validation part.
        augmentation: how the training pictures are changed.
        test: how a test picture is looked at.
        balance: whether a picture of a rare class counts for more, so that all classes count alike.
        transfer: what the network starts from.
    """

    network: Network
    optimizer: Optimizer
    epochs: int
    batch_size: int
    label_smoothing: float
    seed: int
    augmentation: Augmentation = Augmentation()
    test: TestViews = TestViews()
    balance: bool = False
    transfer: Transfer = Transfer()

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.network.name, "classification")
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("batch-size", self.batch_size, at_least=1)
        checks.number("learning-rate", self.optimizer.learning_rate, above=0)
        checks.fraction("label-smoothing", self.label_smoothing)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
        self.augmentation.check()
        self.transfer.check(self.epochs)
