"""Random chains, against Keras itself and against windows that are really moved."""

import math
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.shapes import trace

keras = pytest.importorskip("keras")

small = st.integers(1, 5)


def sizes(draw: st.DrawFn, rank: int, values: st.SearchStrategy[int]) -> tuple[int, ...]:
    """One number for all axes, or one for each."""
    one = draw(values)
    return (one,) * rank if draw(st.booleans()) else tuple(draw(values) for _axis in range(rank))


def written(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else "x".join(map(str, numbers))


@st.composite
def sliding(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[str, list[Callable[[], object]]]:
    """A layer with a window: its word, and what makes the Keras layers that it stands for."""
    rank, channels = len(shape) - 1, shape[-1]
    kernel = sizes(draw, rank, small)
    filters = draw(st.integers(1, 6))
    padding = draw(st.sampled_from(["valid", "same", "number"]))
    dilated = draw(st.booleans())
    # Keras refuses a stride together with a dilation.
    stride = (1,) * rank if dilated else sizes(draw, rank, st.integers(1, 4))
    dilation = sizes(draw, rank, st.integers(1, 3)) if dilated else (1,) * rank
    zeros = draw(st.integers(0, 3))
    bias = draw(st.booleans())
    kind = draw(st.sampled_from(["conv", "dwconv", "sepconv", "pool", "avgpool", "tconv"]))
    options = {"valid": "/valid", "same": "/same", "number": f"/p{zeros}"}[padding]
    before = [partial(getattr(keras.layers, f"ZeroPadding{rank}D"), zeros)] if padding == "number" and zeros else []
    common = {"strides": stride, "padding": "same" if padding == "same" else "valid"}
    if kind in ("pool", "avgpool"):
        zeros = min(zeros, min(kernel) // 2)
        options = {"valid": "/valid", "same": "/same", "number": f"/p{zeros}"}[padding]
        before = [partial(getattr(keras.layers, f"ZeroPadding{rank}D"), zeros)] if padding == "number" and zeros else []
        name = {"pool": "MaxPooling", "avgpool": "AveragePooling"}[kind]
        layer = partial(getattr(keras.layers, f"{name}{rank}D"), kernel, **common)
        return f"{kind}{written(kernel)}/s{written(stride)}{options}", [*before, layer]
    options += f"/s{written(stride)}/d{written(dilation)}" + ("" if bias else "/nobias")
    common |= {"dilation_rate": dilation, "use_bias": bias}
    if kind == "tconv":
        options = options.replace(f"/p{zeros}", "/valid")
        layer = partial(getattr(keras.layers, f"Conv{rank}DTranspose"), filters, kernel, **common)
        return f"tconv{filters}@{written(kernel)}{options}", [layer]
    if kind == "conv":
        groups = draw(st.sampled_from([n for n in range(1, channels + 1) if channels % n == 0]))
        filters = filters * groups
        layer = partial(getattr(keras.layers, f"Conv{rank}D"), filters, kernel, groups=groups, **common)
        return f"conv{filters}@{written(kernel)}{options}/g{groups}", [*before, layer]
    multiplier = draw(st.integers(1, 3))
    options += f"/m{multiplier}"
    if kind == "dwconv":
        layer = partial(getattr(keras.layers, f"DepthwiseConv{rank}D"), kernel, depth_multiplier=multiplier, **common)
        return f"dwconv@{written(kernel)}{options}", [*before, layer]
    layer = partial(
        getattr(keras.layers, f"SeparableConv{rank}D"), filters, kernel, depth_multiplier=multiplier, **common
    )
    return f"sepconv{filters}@{written(kernel)}{options}", [*before, layer]


@st.composite
def others(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[str, list[Callable[[], object]]]:
    """A layer without a window."""
    rank, channels = len(shape) - 1, shape[-1]
    pool = keras.layers
    groups = draw(st.sampled_from([n for n in range(1, channels + 1) if channels % n == 0]))
    margins = tuple((draw(st.integers(0, 3)), draw(st.integers(0, 3))) for _axis in range(rank))
    wide = "x".join(f"{first},{last}" for first, last in margins)
    factor = draw(st.integers(1, 3))
    units = draw(st.integers(1, 9))
    axes = margins if rank == 2 else margins[:1]
    words = {
        "bn": pool.BatchNormalization,
        f"gn{groups}": lambda: pool.GroupNormalization(groups),
        "ln": pool.LayerNormalization,
        "relu": lambda: pool.Activation("relu"),
        "dropout0.5": lambda: pool.Dropout(0.5),
        f"dense{units}/each": lambda: pool.Dense(units),
    }
    if rank:
        words |= {
            f"pad{wide}": lambda: getattr(pool, f"ZeroPadding{rank}D")(axes if rank == 2 else axes[0]),
            f"crop{wide}": lambda: getattr(pool, f"Cropping{rank}D")(axes if rank == 2 else axes[0]),
            f"up{factor}": lambda: getattr(pool, f"UpSampling{rank}D")(factor),
            "gap": getattr(pool, f"GlobalAveragePooling{rank}D"),
            "gmp/keep": lambda: getattr(pool, f"GlobalMaxPooling{rank}D")(keepdims=True),
            "flatten": pool.Flatten,
        }
    word = draw(st.sampled_from(sorted(words)))
    return word, [words[word]]


def keras_says(layers: list[Callable[[], object]], shape: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    """The output shape and the parameters."""
    count = 0
    for make in layers:
        layer = make()
        with keras.StatelessScope():
            layer.build((None, *shape))
        count += layer.count_params()
        shape = layer.compute_output_shape((None, *shape))[1:]
        if min(shape) < 1:
            raise ValueError("nothing is left")
    return tuple(shape), count


def positions(size: int, kernel: int, stride: int, dilation: int, zeros: int) -> int:
    """Positions of a window, by moving it."""
    count, low = 0, -zeros
    while low + (kernel - 1) * dilation < size + zeros:
        count, low = count + 1, low + stride
    return count


def compare(data: st.DataObject) -> None:
    rank = data.draw(st.integers(1, 2), label="axes")
    shape = (*(data.draw(st.integers(1, 40), label="size") for _axis in range(rank)), data.draw(st.integers(1, 6)))
    text = "x".join(map(str, shape))
    for _layer in range(data.draw(st.integers(1, 5), label="layers")):
        kind = sliding(shape) if len(shape) > 1 and data.draw(st.booleans()) else others(shape)
        word, layers = data.draw(kind, label="layer")
        try:
            expected, count = keras_says(layers, shape)
        except ValueError:
            with pytest.raises(InputError, match="does not fit"):
                trace(f"{text} {word}")
            return
        row = trace(f"{text} {word}").rows[-1]
        text = f"{text} {word}"
        assert (row.output, row.parameters) == (expected, count), text
        if word.startswith(("conv", "dwconv", "sepconv", "pool", "avgpool")) and "/same" not in word:
            windows = row.layer.windows(shape)
            moved = tuple(
                positions(size, window.kernel, window.stride, window.dilation, window.before)
                for size, window in zip(shape, windows, strict=False)
            )
            assert row.output[:-1] == moved, text
        shape = expected
    # What is worked out layer by layer and what is worked out at once are the same.
    assert math.prod(trace(text).output) == math.prod(shape)


SETTINGS = {"suppress_health_check": list(HealthCheck), "print_blob": False}


@settings(max_examples=150, **SETTINGS)
@given(data=st.data())
def test_random_chains_agree_with_keras(data):
    compare(data)


@pytest.mark.slow
@settings(max_examples=10_000, **SETTINGS)
@given(data=st.data())
def test_ten_thousand_random_chains_agree_with_keras(data):
    compare(data)
