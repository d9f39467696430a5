"""The residual block, for ImageNet's and for CIFAR-10's residual networks."""

from dataclasses import dataclass
from typing import Any, Literal

from keras import layers

from kerascnn.layers import PaddedShortcut
from kerascnn.networks._blocks import Normalization, normalized

__all__ = ["BASIC", "BOTTLENECK", "Block"]

# Kernel of each convolution, and how many times the block's filters it has (He et al. 2015, figure 5).
BASIC = ((3, 1), (3, 1))
BOTTLENECK = ((1, 1), (3, 1), (1, 4))


@dataclass(frozen=True)
class Block:
    """How the blocks of one network are made.

    Attributes:
        convolutions: `BASIC` or `BOTTLENECK`.
        shortcut: "projection", a 1×1 convolution where the shape changes (the paper's option B); "padding", without
            weights (option A); "none" for a plain network.
        normalization: what follows each convolution.
        strided: which convolution, from 1, has the stride.
        use_bias: whether convolutions have a bias in spite of the normalisation that follows.
        epsilon: of the normalisation.
    """

    convolutions: tuple[tuple[int, int], ...]
    shortcut: Literal["projection", "padding", "none"]
    normalization: Normalization
    strided: int = 1
    use_bias: bool = False
    epsilon: float = 1e-5

    def stage(self, x: Any, filters: int, count: int, strides: int, name: str) -> Any:
        """`count` blocks, the first of which has the strides."""
        for number in range(1, count + 1):
            x = self(x, filters, strides if number == 1 else 1, f"{name}_block{number}")
        return x

    def __call__(self, x: Any, filters: int, strides: int, name: str) -> Any:
        """One block: its convolutions, what the shortcut brings added, ReLU."""
        shortcut = self._shortcut(x, filters * self.convolutions[-1][1], strides, name)
        for number, (kernel_size, times) in enumerate(self.convolutions, start=1):
            step = strides if number == self.strided else 1
            x = self.convolution(x, filters * times, kernel_size, step, f"{name}_{number}")
            if number < len(self.convolutions):
                x = layers.Activation("relu", name=f"{name}_{number}_relu")(x)
        if shortcut is not None:
            x = layers.Add(name=f"{name}_add")([shortcut, x])
        return layers.Activation("relu", name=f"{name}_out")(x)

    def convolution(self, x: Any, filters: int, kernel_size: int, strides: int, name: str) -> Any:
        """Convolution and normalisation; where there is a stride, the zeros around are the same on all sides."""
        if strides > 1 and kernel_size > 1:
            x = layers.ZeroPadding2D(kernel_size // 2, name=f"{name}_pad")(x)
        x = layers.Conv2D(
            filters,
            kernel_size,
            strides=strides,
            padding="same" if strides == 1 else "valid",
            use_bias=self.use_bias or self.normalization == "none",
            kernel_initializer="he_normal",
            name=f"{name}_conv",
        )(x)
        return normalized(x, self.normalization, name=f"{name}_bn", epsilon=self.epsilon)

    def _shortcut(self, x: Any, filters: int, strides: int, name: str) -> Any:
        if self.shortcut == "none":
            return None
        if strides == 1 and x.shape[-1] == filters:
            return x
        if self.shortcut == "padding":
            return PaddedShortcut(filters, strides, name=f"{name}_0_shortcut")(x)
        return self.convolution(x, filters, 1, strides, f"{name}_0")
