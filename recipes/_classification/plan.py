"""What a run is: everything that has to be known to do it, in a form that `run.json` can hold."""

import shlex
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import RunJson

if TYPE_CHECKING:
    from kerascnn.datasets import Dataset

__all__ = ["Computing", "Data", "Plan", "Training"]

HIGHEST_SEED = 2**32 - 1
"""NumPy's generator without a name of its own, which Keras seeds too, takes no higher one."""


@dataclass(frozen=True)
class Data:
    """What to learn from, as `datasets.choose` takes it.

    Attributes:
        name: "mnist", "fashion-mnist" or "cifar10".
        data: "auto", "full" or "sample".
        data_dir: the reader's own folder; None for what ships or was fetched.
        skip_bad: whether to leave out pictures of the folder that cannot be read.
    """

    name: str
    data: Literal["auto", "full", "sample"] = "auto"
    data_dir: Path | None = None
    skip_bad: bool = False

    def load(self, seed: int) -> "Dataset":
        """Load it.

        Raises:
            InputError: as `datasets.choose`.
        """
        from kerascnn import datasets

        return datasets.choose(self.name, data=self.data, data_dir=self.data_dir, seed=seed, skip_bad=self.skip_bad)


@dataclass(frozen=True)
class Training:
    """How to train: what the result depends on. Each value is one that JSON can hold.

    Attributes:
        network: a name of `kerascnn.networks`.
        variant: one of the network's variants; None for its first.
        epochs: passes over the training set.
        batch_size: pictures in a step.
        learning_rate: the highest of the cycle.
        optimizer: "adamw", "sgd", "muon" or "normalized", as `training.compile_classifier` has it.
        shift: the longest shift of a training picture, in pixels.
        label_smoothing: the part of a label that is spread over all classes.
        seed: of the weights, the order, the shifts and the validation part.
        width: how many times as many filters the network has; None for its own.
        normalization: "batch", "group" or "none"; None for the network's own.
        augmentation: a policy of `kerascnn.augmentation`.
        strength: of the policy.
        mirror: "random" or "alternating", as `training.Batches` has it; None for no mirror but the policy's.
        whiten: whether the layer `whitening` is set from the pictures instead of learned.
        vector_rate: for "muon" and "normalized", how many times the learning rate the biases and offsets get.
        test_mirror: whether a test picture's scores are the mean of its own and its mirror image's.
        border: what a shift brings in at the border: "black", or "reflect" for what lies beside it, mirrored.
        test_shift: whether those of two copies, moved by a pixel, count for half of a test picture's scores.
    """

    network: str
    variant: str | None
    epochs: int
    batch_size: int
    learning_rate: float
    optimizer: Literal["adamw", "sgd", "muon", "normalized"]
    shift: int
    label_smoothing: float
    seed: int
    width: float | None = None
    normalization: Literal["batch", "group", "none"] | None = None
    augmentation: str = "none"
    strength: float = 1.0
    mirror: Literal["random", "alternating"] | None = None
    whiten: bool = False
    vector_rate: float = 1.0
    test_mirror: bool = False
    border: Literal["black", "reflect"] = "black"
    test_shift: bool = False

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import augmentation, networks

        networks.check_name(self.network)
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("batch-size", self.batch_size, at_least=1)
        checks.number("learning-rate", self.learning_rate, above=0)
        checks.fraction("label-smoothing", self.label_smoothing)
        checks.whole("shift", self.shift, at_least=0)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
        augmentation.policy(self.augmentation, self.strength)
        if self.augmentation == "none" and self.strength != 1:
            text = _("--strength {strength:g}: there is no policy to make weaker or stronger; add --augmentation")
            raise InputError(text.format(strength=self.strength))


@dataclass(frozen=True)
class Computing:
    """Where and how to compute.

    Attributes:
        device: "auto", "cpu" or "gpu".
        precision: "float32", "bfloat16" or "float16".
        jit: compile with XLA; None leaves the choice to Keras.
        checkpoint_minutes: how often to write a checkpoint within an epoch; one is written at each end of an epoch.
        auto_batch: take the largest half, quarter, ... of the batch size that fits into memory, where it does not.
    """

    device: Literal["auto", "cpu", "gpu"] = "auto"
    precision: Literal["float32", "bfloat16", "float16"] = "float32"
    jit: bool | None = None
    checkpoint_minutes: float = 10.0
    auto_batch: bool = False

    def check(self) -> None:
        """Check what can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        checks.number("checkpoint-minutes", self.checkpoint_minutes, above=0)


@dataclass(frozen=True)
class Plan:
    """A run as it was asked for.

    Attributes:
        recipe: the practical's name, as its command is called.
        data: what to learn from.
        training: how to train.
        computing: where and how to compute.
    """

    recipe: str
    data: Data
    training: Training
    computing: Computing = Computing()

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        self.training.check()
        self.computing.check()

    def with_batch_size(self, batch_size: int) -> "Plan":
        """The same with another batch size."""
        return replace(self, training=replace(self.training, batch_size=batch_size))

    def resume_command(self, folder: Path) -> str:
        """The command that goes on with the run in a folder, as it can be pasted."""
        data = self.data.data_dir
        return shlex.join(["kerascnn", "resume", str(folder), *(["--data-dir", str(data)] if data else [])])

    def as_json(self) -> dict[str, Any]:
        """The plan as `run.json` holds it; a folder is written with its whole path."""
        folder = self.data.data_dir
        return {
            "recipe": self.recipe,
            "options": asdict(self.training) | asdict(self.computing),
            "asked": {
                "name": self.data.name,
                "data": self.data.data,
                "data_dir": None if folder is None else str(folder.absolute()),
                "skip_bad": self.data.skip_bad,
            },
        }

    @classmethod
    def read(cls, written: RunJson) -> "Plan":
        """The plan in a `run.json`.

        Raises:
            InputError: a part is missing, unknown or of another kind.
        """
        (data,) = written.read_options("asked", Data)
        training, computing = written.read_options("options", Training, Computing)
        return cls(written.recipe, data, training, computing)
