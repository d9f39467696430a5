"""The usual mistakes at a layer, and the shape that comes out of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.shapes.layers import (
    Convolution,
    Cropping,
    Dense,
    Depthwise,
    Flatten,
    GlobalPooling,
    Joint,
    Layer,
    LocallyConnected,
    Merge,
    Pooling,
    Separable,
    Shape,
    Sliding,
    TransposeConvolution,
    UpSampling,
    ZeroPadding,
)
from kerascnn.shapes.sizes import Window

__all__ = ["mistakes"]

Axis = Callable[[int, Window], int]
AXIS_MISTAKES: tuple[tuple[str, Axis], ...] = (
    (N_("the padding is left out"), lambda n, w: (n - w.extent) // w.stride + 1),
    (N_("the padding is added once, not at both ends"), lambda n, w: (n - w.extent + w.before) // w.stride + 1),
    (N_("the + 1 at the end is left out"), lambda n, w: w.slack(n) // w.stride),
    (N_("the division is rounded up, not down"), lambda n, w: -(-w.slack(n) // w.stride) + 1),
    (N_("the stride is left out"), lambda n, w: w.slack(n) + 1),
    (N_("the kernel is left out: the size is only divided by the stride"), lambda n, w: n // w.stride),
    (
        N_("the dilation is left out"),
        lambda n, w: (n + w.before + w.after - w.kernel) // w.stride + 1,
    ),
    (N_("the size is taken as it came in"), lambda n, w: n),
)
"""The usual mistakes along one axis: what is wrong, and what then comes out."""


def mistakes(layer: Layer | Joint, shapes: Sequence[Shape]) -> Iterator[tuple[str, Shape]]:
    """The usual mistakes at a layer: what is wrong, in the reader's language, and the shape that then comes out."""
    if isinstance(layer, Merge) and layer.mode == "add":
        yield _("the channels are put one after another, not added"), replace(layer, mode="concat").output(shapes)
    if isinstance(layer, Joint):
        return
    shape = shapes[0]
    right = layer.output(shape)
    if isinstance(layer, Pooling) and layer.ceil:
        yield _("the division is rounded down: /ceil rounds it up"), replace(layer, ceil=False).output(shape)
    if isinstance(layer, Sliding):
        windows = layer.windows(shape)
        for text, formula in AXIS_MISTAKES:
            sizes = tuple(formula(size, window) for size, window in zip(shape, windows, strict=False))
            yield _(text), (*sizes, right[-1])
        if isinstance(layer, (Convolution, Separable, LocallyConnected)):
            yield _("the input's channels are kept: each filter makes one channel"), (*right[:-1], shape[-1])
            yield _("the filters are multiplied by the input's channels"), (*right[:-1], shape[-1] * layer.filters)
            yield _("the channels are added to the filters"), (*right[:-1], shape[-1] + layer.filters)
        if isinstance(layer, (Pooling, Depthwise)):
            yield _("the channels are summed: each one is worked on by itself"), (*right[:-1], 1)
        if isinstance(layer, Pooling):
            parts = (max(1, shape[-1] // window.stride) for window in windows[:1])
            yield _("the channels are pooled too: each one is pooled by itself"), (*right[:-1], *parts)
    if isinstance(layer, TransposeConvolution):
        yield from _transpose_mistakes(layer, shape)
    if isinstance(layer, ZeroPadding):  # a cropping is one too
        once = tuple((size + wide) // 2 for size, wide in zip(shape, right, strict=True))
        yield _("the edges count at one end only, not at both"), once
        turned = (
            _("the edges are added, not cut off")
            if isinstance(layer, Cropping)
            else _("the edges are cut off, not added")
        )
        yield turned, tuple(2 * size - wide for size, wide in zip(shape, right, strict=True))
    if isinstance(layer, UpSampling):
        factors = [wide // size for size, wide in zip(shape, right, strict=True)]
        yield _("the map is made smaller, not larger"), tuple(size // f for size, f in zip(shape, factors, strict=True))
        yield _("the channels are enlarged too"), (*right[:-1], right[-1] * factors[0])
    if isinstance(layer, Flatten):
        yield _("the channels are left out of the product"), (right[0] // shape[-1],)
        yield _("the axes are added, not multiplied"), (sum(shape),)
        yield _("the map is not flattened"), shape
    if isinstance(layer, GlobalPooling):
        yield _("the axes stay: only the channels do"), (1,) * (len(shape) - 1) + shape[-1:]
    if isinstance(layer, Dense):
        yield _("the input's size is taken: a dense layer has one number for each unit"), shape


STAMP_MISTAKES: tuple[tuple[str, Axis], ...] = (
    (N_("the padding is cut off once, not at both ends"), lambda n, w: _stamped(n, w) + max(w.before, 0)),
    (
        N_("the padding is added: a transpose convolution cuts it off"),
        lambda n, w: _stamped(n, w) + 4 * max(w.before, 0),
    ),
    (N_("the − 1 is left out: between n stamps there are n − 1 steps"), lambda n, w: _stamped(n, w) + w.stride),
    (
        N_("the kernel is left out: the last stamp reaches that far from its place"),
        lambda n, w: _stamped(n, w) - w.extent,
    ),
    (N_('n·S is taken, which Keras gives with padding="same"'), lambda n, w: n * w.stride),
    (N_("the stride is left out"), lambda n, w: n - 1 + w.extent - w.before - w.after),
    (
        N_("the dilation is left out"),
        lambda n, w: _stamped(n, w) - w.extent + w.kernel,
    ),
    (N_("the size is taken as it came in"), lambda n, w: n),
)
"""The usual mistakes along one axis of a transpose convolution."""


def _stamped(size: int, window: Window) -> int:
    """The size of a transpose convolution's output: (n − 1)·S + F, less what is cut off at both ends."""
    return (size - 1) * window.stride + window.extent - window.before - window.after


def _transpose_mistakes(layer: TransposeConvolution, shape: Shape) -> Iterator[tuple[str, Shape]]:
    windows, filters = layer.windows(shape), layer.filters
    sides = list(zip(shape, windows, strict=False))
    spatial = layer.output(shape)[:-1]
    backwards = tuple(window.count(size) for size, window in sides)
    text = _("the formula of a convolution is used: a transpose convolution makes the map larger")
    yield text, (*backwards, filters)
    for text, changed in (
        (N_("the output padding is left out"), {"output_padding": None}),
        (N_("the padding is left out"), {"padding": (0,)}),
    ):
        try:
            yield _(text), replace(layer, **changed).output(shape)
        except InputError:
            continue
    for text, formula in STAMP_MISTAKES:
        yield _(text), (*(formula(size, window) for size, window in sides), filters)
    yield _("the input's channels are kept: each filter makes one channel"), (*spatial, shape[-1])
    yield _("the filters are multiplied by the input's channels"), (*spatial, shape[-1] * filters)
