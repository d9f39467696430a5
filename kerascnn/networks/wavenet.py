"""WaveNet: sound, sample by sample, by dilated convolutions that see the past alone."""

from typing import Any, Literal

from keras import Input, Model, layers

from kerascnn import checks
from kerascnn.language import N_
from kerascnn.networks._blocks import scaled
from kerascnn.networks._checks import network

__all__ = ["wavenet"]

PUBLISHED = {"year": 2016, "paper": "van den Oord et al.", "decks": "A"}
TASK = "sound"
REMARKS = {
    "wavenet:mixture": N_(
        "{parameters} parameters: one stack of ten layers with 32 channels; the paper's network for speech has several "
        "such stacks and does not give its channels"
    ),
    "wavenet:softmax": N_("{parameters} parameters: the paper's output, a probability for each of the 256 codes"),
}

CHANNELS, HEAD = 32, 64
"""Of the layers, and of the two convolutions before the output."""
LOUDER = 3.0
"""Sound has a standard deviation of about a third; the convolutions are made for 1."""
COMPONENTS = 2
LEVELS = 256


@network
def wavenet(
    input_shape: tuple[int, int] = (4096, 1),
    *,
    variant: Literal["mixture", "softmax"] = "mixture",
    dilations: int = 10,
    stacks: int = 1,
    components: int = COMPONENTS,
    width: float = 1.0,
) -> Model:
    """WaveNet: van den Oord et al. 2016, arXiv:1609.03499; what follows on each sample of a sound.

    | layers                       | what                                                  | output  | parameters |
    |------------------------------|-------------------------------------------------------|---------|------------|
    | louder                       | times 3                                               | 4096×1  | 0          |
    | causal                       | 32 of 2, causal                                       | 4096×32 | 96         |
    | d1_filter, d1_gate           | 32 of 2 each, causal, dilation 1: tanh, and sigmoid   | 4096×32 | 4,160      |
    | d1_gated                     | one times the other                                   | 4096×32 | 0          |
    | d1_residual, d1_add          | 32 of 1, added to what came in                        | 4096×32 | 1,056      |
    | d2_filter to d256_add        | the same with dilations 2, 4, ..., 256                | 4096×32 | 41,728     |
    | d512_filter, _gate, _gated   | the same without the residual, which nothing would use| 4096×32 | 4,160      |
    | skips                        | what the ten gated units give, beside one another     | 4096×320| 0          |
    | head1, head1_relu            | 64 of 1, ReLU                                         | 4096×64 | 20,544     |
    | head2                        | 64 of 1, ReLU                                         | 4096×64 | 4,160      |
    | mixture                      | 6 of 1                                                | 4096×6  | 390        |

    76,294 parameters. The output at a place speaks of the sample that comes next, and depends on that place and the
    1,024 before it: with each layer the receptive field doubles. A causal convolution pads with zeros on the left
    alone, so that no output depends on a later sample.

    `mixture`, the default, gives the parameters of a mixture of logistic distributions over amplitudes, as PixelCNN++
    (Salimans et al. 2017, arXiv:1701.05517) and the second WaveNet (van den Oord et al. 2018, arXiv:1711.10433) have
    them: the means, the logarithms of how narrow they are, and the logits of their weights, `components` of each;
    `tasks.sound` turns them into the probabilities of the 256 codes of μ-law. `softmax` is the paper's own output, 256
    logits, 92,544 parameters: it has to learn which codes are neighbours.

    Departures: the skip connections go beside one another through one convolution of 1, which is the sum of one such
    convolution each; one output distribution more. The network is not told a speaker or a text.

    Args:
        input_shape: `(samples, 1)`, amplitudes in [−1, 1]; None samples for any number.
        variant: what the output says.
        dilations: how many layers a stack has: their dilations are 1, 2, 4, ...
        stacks: how many times the dilations begin again.
        components: logistic distributions in the mixture.
        width: how many times as many channels.
    """
    checks.whole("dilations", dilations, at_least=1, at_most=16)
    checks.whole("stacks", stacks, at_least=1, at_most=16)
    checks.whole("components", components, at_least=1, at_most=32)
    channels, head = scaled(CHANNELS, width), scaled(HEAD, width)
    inputs = Input(input_shape)
    x = layers.Rescaling(LOUDER, name="louder")(inputs)
    x = layers.Conv1D(channels, 2, padding="causal", name="causal")(x)
    found = []
    for stack in range(1, stacks + 1):
        for doubling in range(dilations):
            dilation = 2**doubling
            name = f"d{dilation}" if stacks == 1 else f"stack{stack}_d{dilation}"
            last = (stack, doubling) == (stacks, dilations - 1)
            gated, x = _gated_unit(x, channels, dilation, name, last=last)
            found.append(gated)
    x = layers.Concatenate(name="skips")(found) if len(found) > 1 else found[0]
    x = layers.Conv1D(head, 1, name="head1")(x)
    x = layers.ReLU(name="head1_relu")(x)
    x = layers.Conv1D(head, 1, activation="relu", name="head2")(x)
    numbers = 3 * components if variant == "mixture" else LEVELS
    # In float32 whatever the rest computes in: a probability is to be right to a part of a step.
    x = layers.Conv1D(numbers, 1, dtype="float32", name=variant)(x)
    return Model(inputs, x, name=f"wavenet_{variant}")


def _gated_unit(x: Any, channels: int, dilation: int, name: str, *, last: bool) -> tuple[Any, Any]:
    """What a gated unit gives, and that added to what came in."""

    def convolution(part: str, activation: str) -> Any:
        return layers.Conv1D(
            channels, 2, padding="causal", dilation_rate=dilation, activation=activation, name=f"{name}_{part}"
        )(x)

    gated = layers.Multiply(name=f"{name}_gated")([convolution("filter", "tanh"), convolution("gate", "sigmoid")])
    if last:
        return gated, x
    residual = layers.Conv1D(channels, 1, name=f"{name}_residual")(gated)
    return gated, layers.Add(name=f"{name}_add")([x, residual])
