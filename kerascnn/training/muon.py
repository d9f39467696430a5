"""Orthogonal steps for the kernels of convolutions; plain ones, or Adam's, for the rest."""

from typing import Any

import keras
from keras import ops

__all__ = ["Muon", "MuonWithAdamW", "orthogonal"]

QUINTIC = 3.4445, -4.7750, 2.0315
"""The coefficients that Jordan chose for the steepest slope at zero."""


@keras.saving.register_keras_serializable("kerascnn")
class Muon(keras.optimizers.Optimizer):
    """Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon) for the kernels of convolutions, SGD for the rest.

    The step of a kernel is its momentum with all singular values made about equal, so that no direction of it is
    learned much more slowly than another; before the step, the kernel is brought to the length √filters. All other
    weights (biases, offsets of norms, dense layers) take steps of SGD with Nesterov's momentum, at rates of their
    own: Jordan 2024 (arXiv:2404.00498, section 3.4) found that the offsets bear far higher ones. Keras's own Muon is
    for matrices and leaves the kernels of convolutions to Adam.

    Args:
        learning_rate: of the kernels, a number or a schedule; the other rates rise and fall with it.
        momentum: of the kernels.
        vector_rate: how many times `learning_rate` the biases and offsets get.
        dense_rate: how many times `learning_rate` the dense layers get.
        dense_momentum: of everything but the kernels.
        iterations_per_step: of Newton and Schulz, that make a kernel's momentum orthogonal; with 0 it keeps its
            directions and is only brought to the length that it would have.
        name: the optimizer's name.
    """

    def __init__(
        self,
        learning_rate: float | keras.optimizers.schedules.LearningRateSchedule = 0.24,
        *,
        momentum: float = 0.6,
        vector_rate: float = 1.0,
        dense_rate: float = 1.0,
        dense_momentum: float = 0.85,
        iterations_per_step: int = 3,
        name: str = "muon",
    ) -> None:
        super().__init__(learning_rate=learning_rate, name=name)
        self.momentum = momentum
        self.vector_rate, self.dense_rate, self.dense_momentum = vector_rate, dense_rate, dense_momentum
        self.iterations_per_step = iterations_per_step

    def build(self, variables: list[Any]) -> None:
        """Make the momenta."""
        if not self.built:
            super().build(variables)
            self._momenta = [self.add_variable_from_reference(each, name="momentum") for each in variables]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change one variable."""
        moved = self._momenta[self._get_variable_index(variable)]
        rate = ops.cast(learning_rate, variable.dtype)
        if len(variable.shape) == 4:
            _move_kernel(self, variable, gradient, moved, rate)
            return
        step = _nesterov(self, gradient, moved, self.dense_momentum)
        own = self.vector_rate if len(variable.shape) == 1 else self.dense_rate
        self.assign_sub(variable, own * rate * step)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, for saving."""
        own = ("momentum", "vector_rate", "dense_rate", "dense_momentum", "iterations_per_step")
        base = super().get_config()
        return {key: base[key] for key in ("learning_rate", "name")} | {key: getattr(self, key) for key in own}


@keras.saving.register_keras_serializable("kerascnn")
class MuonWithAdamW(keras.optimizers.AdamW):
    """Muon for the kernels of convolutions, AdamW for recurrent and dense layers, embeddings, biases and norms.

    As Jordan et al. 2024 advise, who leave to AdamW what is no hidden matrix. A kernel's step is `Muon`'s; decay has no
    effect on it, since it is brought to its length first.

    Args:
        learning_rate: AdamW's, a number or a schedule.
        kernel_rate: how many times `learning_rate` the kernels get; they rise and fall with it.
        momentum: of the kernels.
        iterations_per_step: as `Muon` has them.
        settings: as `keras.optimizers.AdamW` takes them.
    """

    def __init__(
        self,
        learning_rate: float | keras.optimizers.schedules.LearningRateSchedule = 0.002,
        *,
        kernel_rate: float = 25.0,
        momentum: float = 0.9,
        iterations_per_step: int = 3,
        **settings: Any,
    ) -> None:
        super().__init__(learning_rate, **settings)
        self.kernel_rate, self.momentum, self.iterations_per_step = kernel_rate, momentum, iterations_per_step

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change one variable."""
        if len(variable.shape) != 4:
            super().update_step(gradient, variable, learning_rate)
            return
        moved = self._momentums[self._get_variable_index(variable)]
        rate = self.kernel_rate * ops.cast(learning_rate, variable.dtype)
        _move_kernel(self, variable, gradient, moved, rate)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, for saving."""
        own = ("kernel_rate", "momentum", "iterations_per_step")
        return super().get_config() | {key: getattr(self, key) for key in own}


def _nesterov(optimizer: keras.optimizers.Optimizer, gradient: Any, moved: Any, momentum: float) -> Any:
    """A step of Nesterov's momentum, which is kept in `moved`."""
    gradient = ops.cast(gradient, moved.dtype)
    optimizer.assign(moved, momentum * moved + gradient)
    return gradient + momentum * moved


def _move_kernel(optimizer: "Muon | MuonWithAdamW", kernel: Any, gradient: Any, moved: Any, rate: Any) -> None:
    """Bring a kernel to the length √filters, and take an orthogonal step of the momentum that is kept in `moved`."""
    step = orthogonal(_nesterov(optimizer, gradient, moved, optimizer.momentum), optimizer.iterations_per_step)
    length = ops.sqrt(ops.sum(ops.square(kernel)))
    optimizer.assign(kernel, kernel * (kernel.shape[-1] ** 0.5 / length) - rate * step)


def orthogonal(kernel: Any, iterations: int) -> Any:
    """The kernel with all its singular values near 1: the nearest orthogonal matrix, roughly.

    Newton and Schulz's iteration, which needs products of matrices alone; a few rounds bring the values to about
    0.7 to 1.2, which is as good for a step of an optimizer as 1.

    Args:
        kernel: `(..., filters)`, taken for a matrix of one row per filter.
        iterations: rounds; with 0 the kernel keeps its directions and gets the length of an orthogonal one.
    """
    a, b, c = QUINTIC
    matrix = ops.transpose(ops.reshape(kernel, (-1, kernel.shape[-1])))
    tall = matrix.shape[0] > matrix.shape[1]
    matrix = ops.transpose(matrix) if tall else matrix
    matrix = matrix / (ops.sqrt(ops.sum(ops.square(matrix))) + 1e-7)
    if iterations == 0:
        matrix = matrix * matrix.shape[0] ** 0.5
    for _round in range(iterations):
        square = ops.matmul(matrix, ops.transpose(matrix))
        matrix = a * matrix + ops.matmul(b * square + c * ops.matmul(square, square), matrix)
    matrix = ops.transpose(matrix) if tall else matrix
    return ops.reshape(ops.transpose(matrix), kernel.shape)
