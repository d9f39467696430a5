"""The network of the quickest trainings on CIFAR-10."""

from typing import Any, Literal

from keras import Input, Model, initializers, layers, ops, random, saving

from kerascnn.networks._blocks import scaled
from kerascnn.networks._checks import network

__all__ = ["airbench"]

PUBLISHED = {"year": 2024, "paper": "Jordan", "decks": ""}

BLOCKS = (64, 256, 256)


@saving.register_keras_serializable("kerascnn")
class Identity(initializers.Initializer):
    """A kernel whose first filters each pass one channel on unchanged; the others are random.

    Jordan 2024 (arXiv:2404.00498, section 3.3), after Zagoruyko and Komodakis 2017.
    """

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Any:
        """A kernel `(height, width, channels, filters)`."""
        height, width, channels, filters = shape
        bound = (height * width * channels) ** -0.5
        kept = min(channels, filters)
        rest = random.uniform((height, width, channels, filters - kept), -bound, bound, dtype=dtype)
        middle = ops.pad(
            ops.eye(channels, kept, dtype=dtype)[None, None],
            ((height // 2, height - 1 - height // 2), (width // 2, width - 1 - width // 2), (0, 0), (0, 0)),
        )
        return ops.concatenate([middle, rest], axis=-1)


@network
def airbench(
    input_shape: tuple[int, int, int] = (32, 32, 3),
    num_classes: int = 10,
    *,
    variant: Literal["relu", "gelu"] = "relu",
    width: float = 1.0,
) -> Model:
    """Six convolutions in three blocks behind a small first one that can be whitened (Jordan 2024, arXiv:2404.00498).

    | layer        | what                                        | output    | parameters |
    |--------------|---------------------------------------------|-----------|------------|
    | whitening    | 24 of 2×2, ReLU                             | 31×31×24  | 312        |
    | block1_conv1 | 64 of 3×3, no bias                          | 31×31×64  | 13,824     |
    | block1_pool  | max 2×2, batch normalisation, ReLU          | 15×15×64  | 192        |
    | block1_conv2 | 64 of 3×3, batch normalisation, ReLU        | 15×15×64  | 37,056     |
    | block2       | the same with 256                           | 7×7×256   | 738,816    |
    | block3       | the same with 256                           | 3×3×256   | 1,181,184  |
    | pool         | the maximum of each map                     | 256       | 0          |
    | scores       | dense, no bias, softmax                     | 10        | 2,560      |

    1,973,944 parameters, 2,304 of them moving averages. With random weights in its first layer it is a plain network;
    `kerascnn.training.whiten` sets that layer from the pictures, as the paper has it, after which its 312 are fixed.

    Departures: the paper's activation is the variant `gelu`; ReLU takes a fifth of its time on a processor. The
    convolutions start as `Identity` has them. The paper divides the features by their number before the last layer;
    here that number is in the last layer's first weights.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        variant: "relu" or "gelu".
        width: how many times as many filters in the blocks.
    """
    x = inputs = Input(input_shape)
    patch = 2 * 2 * input_shape[-1]
    x = layers.Conv2D(2 * patch, 2, name="whitening")(x)
    x = layers.Activation(variant, name=f"whitening_{variant}")(x)
    for number, filters in enumerate(BLOCKS, start=1):
        for step in (1, 2):
            block = f"block{number}_"
            x = layers.Conv2D(
                scaled(filters, width),
                3,
                padding="same",
                use_bias=False,
                kernel_initializer=Identity(),
                name=f"{block}conv{step}",
            )(x)
            if step == 1:
                x = layers.MaxPooling2D(2, name=f"{block}pool")(x)
            # A training of a few hundred steps leaves no time for slower averages.
            x = layers.BatchNormalization(scale=False, momentum=0.6, epsilon=1e-5, name=f"{block}bn{step}")(x)
            x = layers.Activation(variant, name=f"{block}{variant}{step}")(x)
    x = layers.GlobalMaxPooling2D(name="pool")(x)
    start = initializers.RandomNormal(stddev=1 / x.shape[-1])
    x = layers.Dense(num_classes, use_bias=False, kernel_initializer=start, name="logits")(x)
    x = layers.Softmax(name="scores", dtype="float32")(x)
    return Model(inputs, x, name="airbench")
