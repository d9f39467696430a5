"""Random models of Keras's layers: chains and branches, with models inside, shared layers and several inputs."""

from collections.abc import Callable
from typing import Any

import keras
from hypothesis import strategies as st

L = keras.layers
MOST_NUMBERS = 40_000
"""Numbers of a map: so many take no time."""


def _sizes(draw: st.DrawFn, rank: int, most: int) -> Any:
    return (
        draw(st.integers(1, most))
        if rank == 1 or draw(st.booleans())
        else tuple(draw(st.integers(1, most)) for _ in range(rank))
    )


def _window(draw: st.DrawFn, rank: int, shape: tuple[int, ...]) -> dict[str, Any]:
    """A kernel that fits, and where it goes."""
    kernel = tuple(draw(st.integers(1, min(3, size))) for size in shape[:-1])
    found: dict[str, Any] = {"kernel_size": kernel, "padding": draw(st.sampled_from(["same", "valid"]))}
    if draw(st.booleans()):
        # TensorFlow takes one stride for all axes of a depthwise convolution.
        found["strides"] = draw(st.integers(1, 3))
    elif found["padding"] == "same":
        found["dilation_rate"] = draw(st.integers(1, 2))
    return found


def _pooling(draw: st.DrawFn, rank: int, shape: tuple[int, ...]) -> dict[str, Any]:
    found = _window(draw, rank, shape)
    found.pop("dilation_rate", None)
    return {"pool_size": found.pop("kernel_size"), **found}


def of_map(draw: st.DrawFn, shape: tuple[int, ...]) -> Any:
    """A layer for a map in one, two or three dimensions."""
    rank, channels = len(shape) - 1, shape[-1]
    filters, bias = draw(st.integers(1, 6)), draw(st.booleans())

    def conv() -> Any:
        groups = draw(st.sampled_from([n for n in range(1, channels + 1) if channels % n == 0])) if rank < 3 else 1
        window = _window(draw, rank, shape)
        return getattr(L, f"Conv{rank}D")(filters * groups, groups=groups, use_bias=bias, **window)

    def transpose() -> Any:
        window = _window(draw, rank, shape)
        window.pop("dilation_rate", None)
        return getattr(L, f"Conv{rank}DTranspose")(filters, use_bias=bias, **window)

    def axis() -> int:
        return draw(st.sampled_from([-1, *range(1, rank + 2)]))

    choices: list[Callable[[], Any]] = [
        conv,
        transpose,
        lambda: getattr(L, f"MaxPooling{rank}D")(**_pooling(draw, rank, shape)),
        lambda: getattr(L, f"AveragePooling{rank}D")(**_pooling(draw, rank, shape)),
        lambda: getattr(L, f"ZeroPadding{rank}D")(_sizes(draw, rank, 2)),
        lambda: getattr(L, f"UpSampling{rank}D")(draw(st.integers(1, 2))),
        lambda: getattr(L, f"SpatialDropout{rank}D")(0.1),
        lambda: getattr(L, draw(st.sampled_from(["GlobalMaxPooling", "GlobalAveragePooling"])) + f"{rank}D")(
            keepdims=bias
        ),
        lambda: L.BatchNormalization(axis=axis(), scale=bias),
        lambda: L.LayerNormalization(axis=axis(), center=bias),
        lambda: L.GroupNormalization(groups=-1),
        lambda: L.PReLU(shared_axes=list(range(1, rank + 1)) if bias else None),
        lambda: L.Permute(draw(st.permutations(range(1, rank + 2)))),
        lambda: L.TimeDistributed(L.Dense(filters)),
        lambda: L.Reshape((-1, channels)),
    ]
    if min(shape[:-1]) > 2:
        choices.append(lambda: getattr(L, f"Cropping{rank}D")(1))
    if rank < 3:
        choices += [
            lambda: getattr(L, f"DepthwiseConv{rank}D")(
                depth_multiplier=2, use_bias=bias, **_window(draw, rank, shape)
            ),
            lambda: getattr(L, f"SeparableConv{rank}D")(filters, use_bias=bias, **_window(draw, rank, shape)),
        ]
    if rank == 1:
        choices += [lambda: recurrent(draw), lambda: L.Bidirectional(recurrent(draw), merge_mode=merge(draw))]
        choices += [lambda: L.RNN([L.LSTMCell(filters), L.GRUCell(3)], return_sequences=bias)]
        choices += [lambda: L.EinsumDense("...c,cd->...d", filters, bias_axes="d" if bias else None)]
    if rank == 2:
        choices += [lambda: L.Resizing(5, 6), lambda: L.RandomFlip(), lambda: L.Rescaling(0.5)]
        choices += [
            lambda: L.TimeDistributed(L.Conv1D(filters, 1)),
            lambda: L.ConvLSTM1D(filters, 1, return_sequences=bias),
        ]
    return draw(st.sampled_from(choices))()


def merge(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(["concat", "sum", "ave", "mul"]))


def recurrent(draw: st.DrawFn) -> Any:
    """A recurrent layer of a few units."""
    kind = draw(st.sampled_from([L.SimpleRNN, L.GRU, L.LSTM]))
    return kind(draw(st.integers(1, 5)), return_sequences=draw(st.booleans()), use_bias=draw(st.booleans()))


def of_vector(draw: st.DrawFn, size: int) -> Any:
    """A layer for a vector."""
    units = draw(st.integers(1, 20))
    choices: list[Callable[[], Any]] = [
        lambda: L.Dense(units, use_bias=draw(st.booleans())),
        lambda: L.RepeatVector(draw(st.integers(1, 6))),
        lambda: L.Reshape((size, 1)),
        lambda: L.BatchNormalization(),
        lambda: L.UnitNormalization(),
        lambda: L.Normalization(axis=draw(st.sampled_from([-1, None]))),
        lambda: L.SpectralNormalization(L.Dense(units)),
        lambda: L.Dropout(0.3),
    ]
    return draw(st.sampled_from(choices))()


def of_any(draw: st.DrawFn) -> Any:
    """A layer for whatever comes."""
    choices = [
        lambda: L.Activation("tanh"),
        lambda: L.Dense(draw(st.integers(1, 9))),
        lambda: L.Flatten(),
        lambda: L.GaussianNoise(0.1),
        lambda: L.RMSNormalization(),
        lambda: L.Softmax(),
        lambda: L.LeakyReLU(),
    ]
    return draw(st.sampled_from(choices))()


def step(draw: st.DrawFn, tensor: Any) -> Any:
    """One layer more, or a layer of several inputs, or a model inside."""
    shape = tuple(tensor.shape[1:])
    kinds = ["one"] * 6 + ["branch", "attention", "shared", "model"]
    kind = draw(st.sampled_from(kinds))
    if kind == "branch":
        other = one(draw, tensor)(tensor)
        if tuple(other.shape) == tuple(tensor.shape):
            joint = draw(st.sampled_from([L.Add, L.Multiply, L.Average, L.Maximum, L.Subtract]))
            return joint()([tensor, other])
        if other.shape[1:-1] == tensor.shape[1:-1]:
            return L.Concatenate()([tensor, other])
        return L.Concatenate()([L.Flatten()(tensor), L.Flatten()(other)])
    if kind == "attention" and len(shape) == 2 and shape[0] <= 40:
        layers = [
            lambda: L.MultiHeadAttention(2, 3, value_dim=draw(st.integers(1, 4)))(tensor, tensor),
            lambda: L.GroupQueryAttention(2, 4, 2)(tensor, tensor),
            lambda: L.Attention(use_scale=True)([tensor, tensor]),
            lambda: L.AdditiveAttention()([tensor, tensor, tensor]),
            lambda: L.Dot(axes=(2, 2))([tensor, tensor]),
        ]
        return draw(st.sampled_from(layers))()
    if kind == "shared":
        layer = L.Dense(shape[-1])
        return layer(layer(tensor))
    if kind == "model":
        inside = keras.Input(shape)
        return keras.Model(inside, one(draw, inside)(inside))(tensor)
    return one(draw, tensor)(tensor)


def one(draw: st.DrawFn, tensor: Any) -> Any:
    """A layer that takes the tensor."""
    shape = tuple(tensor.shape[1:])
    if draw(st.integers(0, 3)) == 0:
        return of_any(draw)
    if len(shape) == 1:
        return of_vector(draw, shape[0])
    return of_map(draw, shape) if len(shape) <= 4 else L.Flatten()


def model_of(draw: st.DrawFn) -> Any:
    """A model with one input or two; to be called outside of a strategy, since layers draw seeds of their own."""
    rank = draw(st.integers(0, 4))
    inputs = []
    if rank == 4:
        inputs = [keras.Input((draw(st.integers(1, 8)),), dtype="int32")]
        tensor = L.Embedding(draw(st.integers(1, 30)), draw(st.integers(1, 6)))(inputs[0])
    else:
        shape = (*(draw(st.integers(1, 9)) for _axis in range(rank)), draw(st.integers(1, 4)))
        inputs = [keras.Input(shape)]
        tensor = inputs[0]
    for _step in range(draw(st.integers(1, 7))):
        made = step(draw, tensor)
        size = 1
        for axis in made.shape[1:]:
            size *= axis
        if size > MOST_NUMBERS:
            break
        tensor = made
    if draw(st.integers(0, 4)) == 0:
        inputs.append(keras.Input((3,)))
        tensor = L.Concatenate()([L.Flatten()(tensor), inputs[-1]])
    if tensor is inputs[0]:
        tensor = L.Flatten()(tensor)
    return keras.Model(inputs, tensor)
