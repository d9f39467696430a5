"""How a network for sound is trained."""

from dataclasses import dataclass

from kerascnn import checks
from kerascnn.runs.plan import HIGHEST_SEED

__all__ = ["Options"]

LARGEST_WINDOW = 2**17


@dataclass(frozen=True)
class Options:
    """How to train: what the result depends on.

    Attributes:
        network: of `kerascnn.networks`, whose outputs depend on the past alone.
        epochs: how many times `steps` batches are learned from.
        batch_size: windows in a step.
        learning_rate: the highest of the cycle.
        seed: of the weights, the windows and the chords.
        variant: what the network's output says: "mixture" or "softmax".
        steps: batches in an epoch.
        window: samples in a window.
        dilations: how many layers a stack has; each doubles the dilation.
        stacks: how many times the dilations begin again.
        components: logistic distributions in a mixture.
        width: how many times as many channels.
        rate: samples in a second that all sound is brought to.
        chords: how many chords there are to learn from, where no sound is given.
        held_out_chords: how many choose the best epoch, and as many are for the test.
        seconds: how long a chord is.
        noise: the standard deviation of the noise in chords.
        voices: notes in a chord; 1 for single tones.
    """

    network: str
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    variant: str = "mixture"
    steps: int = 640
    window: int = 4096
    dilations: int = 10
    stacks: int = 1
    components: int = 2
    width: float = 1.0
    rate: int = 8_000
    chords: int = 600
    held_out_chords: int = 24
    seconds: float = 2.0
    noise: float = 0.0045
    voices: int = 3

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.network)
        for name in ("epochs", "batch_size", "steps", "chords", "held_out_chords"):
            checks.examples(name.replace("_", "-"), getattr(self, name))
        checks.number("learning-rate", self.learning_rate, above=0)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
        checks.whole("window", self.window, at_least=16, at_most=LARGEST_WINDOW)
        checks.whole("dilations", self.dilations, at_least=1, at_most=16)
        checks.whole("stacks", self.stacks, at_least=1, at_most=16)
        checks.whole("components", self.components, at_least=1, at_most=32)
        checks.width(self.width)
        checks.whole("rate", self.rate, at_least=1_000, at_most=48_000)
        checks.between("seconds", self.seconds, 0.05, 60)
        checks.number("noise", self.noise, above=0)
        checks.whole("voices", self.voices, at_least=1, at_most=6)
