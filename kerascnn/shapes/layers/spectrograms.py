"""Layers that make pictures of sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Layer, Line, Shape, equation, times
from kerascnn.shapes.layers.convolutions import Convolution

__all__ = ["MelSpectrogram", "Spectrogram"]


@dataclass(frozen=True, kw_only=True)
class MelSpectrogram(Layer):
    """Keras's `MelSpectrogram`: how loud each band of pitches is, in each of many short windows.

    Attributes:
        bands: how many bands.
        stride: samples from one window to the next.
    """

    bands: int
    stride: int

    def output(self, shape: Shape) -> Shape:
        """The bands, for as many windows as Keras announces.

        Raises:
            InputError: the input is no sequence of samples.
        """
        if len(shape) != 1:
            raise InputError(
                _("it takes a sequence of samples, and its input is {shape}").format(shape=times(shape, "×"))
            )
        return (self.bands, (shape[0] + self.stride + 1) // self.stride)

    def explain(self, shape: Shape) -> list[Line]:
        """The windows."""
        formula = f"⌊({shape[0]} + {self.stride} + 1)/{self.stride}⌋"
        return [(_("windows"), equation(formula, self.output(shape)[1])), (_("bands"), str(self.bands))]

    def __str__(self) -> str:
        return f"mel{self.bands}/s{self.stride}"


@dataclass(frozen=True, kw_only=True)
class Spectrogram(Layer):
    """Keras's `STFTSpectrogram`: convolutions with a sine and a cosine of each frequency.

    Attributes:
        frequencies: how many.
        frame: samples of a window.
        step: samples from one window to the next.
        padding: Keras's words.
        parts: kernels: both, or one of them.
        doubled: whether both are put out.
        expand: whether frequencies and channels are axes of their own.
    """

    frequencies: int
    frame: int
    step: int
    padding: Literal["same", "valid"]
    parts: int
    doubled: bool
    expand: bool

    def _convolution(self) -> Convolution:
        return Convolution(filters=1, kernel=(self.frame,), stride=(self.step,), padding=self.padding, bias=False)

    def output(self, shape: Shape) -> Shape:
        """The windows, with the frequencies of each channel.

        Raises:
            InputError: the window does not fit.
        """
        made, channels = self._convolution().output(shape)[:-1], shape[-1]
        frequencies = self.frequencies * (2 if self.doubled else 1)
        return (*made, frequencies, channels) if self.expand else (*made, frequencies * channels)

    def parameters(self, shape: Shape) -> int:
        """The sines and the cosines; they are weights, though what they are is known."""
        return self.parts * self.frame * self.frequencies

    def multiply_adds(self, shape: Shape) -> int:
        """One for each window, channel and number of a kernel."""
        return self.output(shape)[0] * shape[-1] * self.parameters(shape)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """What the windows see."""
        return self._convolution().seen(fields, shape)

    def explain(self, shape: Shape) -> list[Line]:
        """The kernels."""
        formula = f"{self.parts}·{self.frame}·{self.frequencies}"
        work = f"{self.output(shape)[0]}·{shape[-1]} · {formula}"
        return [
            *self._convolution()._sizes(shape),
            (_("parameters"), equation(formula, self.parameters(shape))),
            (_("multiply-adds"), equation(work, self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return f"stft{self.frequencies}@{self.frame}/s{self.step}"
