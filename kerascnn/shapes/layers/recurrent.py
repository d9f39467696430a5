"""Recurrent layers: cells that go along a sequence, their convolutional relatives, both directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Layer, Line, Shape, Sizes, equation, product, times
from kerascnn.shapes.layers.convolutions import Convolution
from kerascnn.shapes.layers.sliding import Padding

__all__ = ["GATES", "Bidirectional", "Cell", "ConvolutionalLSTM", "Recurrent"]

GATES = {"rnn": 1, "gru": 3, "lstm": 4}
"""How many products with the input, and with the state, a cell computes in each step."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What is computed in each step.

    Attributes:
        kind: "rnn" (Keras's `SimpleRNN`), "gru" or "lstm".
        units: numbers of the state.
        bias: whether each unit of each gate adds a number of its own.
        second_bias: whether a GRU has a bias for the product with the state too, as cuDNN's has (`reset_after`).
    """

    kind: Literal["rnn", "gru", "lstm"]
    units: int
    bias: bool = True
    second_bias: bool = False

    @property
    def biases(self) -> int:
        """Biases of a unit of a gate."""
        return self.bias * (2 if self.second_bias else 1)

    @property
    def states(self) -> int:
        """How many vectors are handed on from step to step."""
        return 2 if self.kind == "lstm" else 1

    def parameters(self, features: int) -> int:
        """`G·(n + U + 1)·U`."""
        return GATES[self.kind] * (features + self.units + self.biases) * self.units

    def multiply_adds(self, features: int) -> int:
        """Of one step: one for each weight."""
        return GATES[self.kind] * (features + self.units) * self.units

    def formula(self, features: int) -> str:
        """The parameters with their numbers."""
        biases = f" + {self.biases}" if self.biases else ""
        return f"{GATES[self.kind]}·({features} + {self.units}{biases})·{self.units}"


@dataclass(frozen=True, kw_only=True)
class Recurrent(Layer):
    """One or several cells, each taking the state of the one in front of it, along a sequence.

    Attributes:
        cells: the cells.
        sequences: whether the output has all steps, and not only the last.
        state: whether the states after the last step are put out as well.
    """

    cells: tuple[Cell, ...]
    sequences: bool = False
    state: bool = False

    def output(self, shape: Shape) -> Shape:
        """The last cell's units, for each step or for the last one.

        Raises:
            InputError: the input is no sequence of vectors.
        """
        if len(shape) != 2:
            text = _("it goes along a sequence (steps×features), and its input is {shape}")
            raise InputError(text.format(shape=times(shape, "×")))
        units = self.cells[-1].units
        return (shape[0], units) if self.sequences else (units,)

    def outputs(self, shape: Shape) -> tuple[Shape, ...]:
        """The output, and the states of all cells where they are put out."""
        states = [(cell.units,) for cell in self.cells for _state in range(cell.states)] if self.state else []
        return (self.output(shape), *states)

    def _features(self, shape: Shape) -> list[int]:
        """What each cell reads in each step."""
        return [shape[-1], *(cell.units for cell in self.cells[:-1])]

    def parameters(self, shape: Shape) -> int:
        """Those of the cells; they do not depend on the number of steps."""
        return sum(cell.parameters(n) for cell, n in zip(self.cells, self._features(shape), strict=True))

    def multiply_adds(self, shape: Shape) -> int:
        """Those of the cells in each step."""
        each = (cell.multiply_adds(n) for cell, n in zip(self.cells, self._features(shape), strict=True))
        return shape[0] * sum(each)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """All of the sequence: what the last step sees."""
        return tuple(field.whole(count) for field, count in zip(fields, shape, strict=False))

    def explain(self, shape: Shape) -> list[Line]:
        """The parameters and the multiply-adds, for each cell where there are several."""
        lines = [(_("units"), times((cell.units for cell in self.cells), ", "))]
        if not self.sequences:
            lines.append((_("steps"), _("the last of {n} alone is put out").format(n=shape[0])))
        for cell, features in zip(self.cells, self._features(shape), strict=True):
            gates, units = GATES[cell.kind], cell.units
            lines.append((_("parameters"), equation(cell.formula(features), cell.parameters(features))))
            formula = f"{shape[0]} · {gates}·({features} + {units})·{units}"
            lines.append((_("multiply-adds"), equation(formula, shape[0] * cell.multiply_adds(features))))
        return lines

    def __str__(self) -> str:
        names = "+".join(f"{cell.kind}{cell.units}" for cell in self.cells)
        return names + ("/sequences" if self.sequences else "")


@dataclass(frozen=True, kw_only=True)
class ConvolutionalLSTM(Layer):
    """An LSTM whose products are convolutions: Keras's `ConvLSTM`.

    Attributes:
        filters: channels of the state.
        kernel: pixels of both kernels.
        stride: of the convolution of the input.
        padding: of the convolution of the input; that of the state keeps its size.
        dilation: of the convolution of the input.
        bias: whether each filter of each gate adds a number of its own.
        sequences: whether the output has all steps, and not only the last.
        state: whether the two states after the last step are put out as well.

    Source:
        Shi et al. (2015), Convolutional LSTM network: a machine learning approach for precipitation nowcasting.
    """

    filters: int
    kernel: Sizes
    stride: Sizes = (1,)
    padding: Padding = "valid"
    dilation: Sizes = (1,)
    bias: bool = True
    sequences: bool = False
    state: bool = False

    def _of_input(self) -> Convolution:
        return Convolution(
            filters=4 * self.filters,
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            bias=self.bias,
        )

    def _of_state(self) -> Convolution:
        return Convolution(filters=4 * self.filters, kernel=self.kernel, padding="same", bias=False)

    def _state(self, shape: Shape) -> Shape:
        if len(shape) < 3:
            text = _("it goes along a sequence of maps, and its input is {shape}")
            raise InputError(text.format(shape=times(shape, "×")))
        return (*self._of_input().output(shape[1:])[:-1], self.filters)

    def output(self, shape: Shape) -> Shape:
        """The state's map, for each step or for the last one.

        Raises:
            InputError: the kernel does not fit, or the input is no sequence of maps.
        """
        state = self._state(shape)
        return (shape[0], *state) if self.sequences else state

    def outputs(self, shape: Shape) -> tuple[Shape, ...]:
        """The output, and the two states where they are put out."""
        return (self.output(shape), *([self._state(shape)] * 2 if self.state else []))

    def parameters(self, shape: Shape) -> int:
        """`4·(F·F·(C + K) + 1)·K`."""
        return self._of_input().parameters(shape[1:]) + self._of_state().parameters(self._state(shape))

    def multiply_adds(self, shape: Shape) -> int:
        """In each step those of both convolutions."""
        one = self._of_input().multiply_adds(shape[1:]) + self._of_state().multiply_adds(self._state(shape))
        return shape[0] * one

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """All of the sequence; of each map more with every step, so that no field is given."""
        return ()

    def explain(self, shape: Shape) -> list[Line]:
        """The parameters and the multiply-adds."""
        kernel, state = times(self.kernel), self._state(shape)
        bias = " + 1" if self.bias else ""
        formula = f"4·({kernel}·({shape[-1]} + {self.filters}){bias})·{self.filters}"
        places = times(state[:-1])
        operations = f"{shape[0]} · {places} · 4·{kernel}·({shape[-1]} + {self.filters})·{self.filters}"
        return [
            (_("state"), times(state, "×")),
            (_("parameters"), equation(formula, self.parameters(shape))),
            (_("multiply-adds"), equation(operations, self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return f"convlstm{self.filters}@{times(self.kernel, 'x')}" + ("/sequences" if self.sequences else "")


@dataclass(frozen=True, kw_only=True)
class Bidirectional(Layer):
    """A recurrent layer along a sequence, and another one backwards.

    Attributes:
        forward: the one.
        backward: the other.
        merge: how their outputs become one: "concat", "sum", "mul", "ave"; "" where both are put out.
        state: whether their states are put out as well.
        frozen: whether none of the weights of the one, and of the other, are trained.
    """

    forward: Layer
    backward: Layer
    merge: str = "concat"
    state: bool = False
    frozen: tuple[bool, bool] = (False, False)

    def output(self, shape: Shape) -> Shape:
        """Twice the channels where they are put one after another.

        Raises:
            InputError: as the layers.
        """
        made = self.forward.output(shape)
        return (*made[:-1], 2 * made[-1]) if self.merge == "concat" else made

    def outputs(self, shape: Shape) -> tuple[Shape, ...]:
        """The output, or both of them, and the states of both layers."""
        made = [self.output(shape)] * (1 if self.merge else 2)
        return (*made, *self.forward.outputs(shape)[1:], *self.backward.outputs(shape)[1:])

    def parameters(self, shape: Shape) -> int:
        """Those of both."""
        return self.forward.parameters(shape) + self.backward.parameters(shape)

    def fixed_parameters(self, shape: Shape) -> int:
        """Those of a frozen one."""
        return self.frozen_parameters(shape)

    def frozen_parameters(self, shape: Shape) -> int:
        """Those of a frozen one."""
        both = zip((self.forward, self.backward), self.frozen, strict=True)
        return sum(layer.parameters(shape) for layer, frozen in both if frozen)

    def multiply_adds(self, shape: Shape) -> int:
        """Those of both."""
        return self.forward.multiply_adds(shape) + self.backward.multiply_adds(shape)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """All of the sequence."""
        return self.forward.seen(fields, shape)

    def explain(self, shape: Shape) -> list[Line]:
        """The formulas of one direction, and the totals of both."""
        each = [(_("forwards, {line}").format(line=name), text) for name, text in self.forward.explain(shape)]
        both = f"{self.forward.parameters(shape):,} + {self.backward.parameters(shape):,}"
        work = f"{self.forward.multiply_adds(shape):,} + {self.backward.multiply_adds(shape):,}"
        return [
            *each,
            (_("channels"), f"{product(self.output(shape)[-1:])}"),
            (_("parameters"), equation(both, self.parameters(shape))),
            (_("multiply-adds"), equation(work, self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return f"both-ways({self.forward})"
