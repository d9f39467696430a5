"""Hooks behind a model's layers, of which Keras has none of its own, and how precisely the layers compute."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the import below, which would start it aloud

import keras

__all__ = ["hooked", "in_float32", "named_layers", "replaced"]

Hook = Callable[[str, Any, Any], Any]


@contextlib.contextmanager
def hooked(layers: Mapping[str, keras.layers.Layer], hook: Hook) -> Iterator[None]:
    """Call `hook(name, inputs, output)` behind each of the layers, and pass on what it returns instead.

    Keras looks `call` up on the layer, so one that stands there is found before the class's own.

    Args:
        layers: by the names that the hook is to hear.
        hook: gets a layer's inputs as one flat list.
    """

    def behind(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def calling(*inputs: Any, **settings: Any) -> Any:
            flat = [each for one in inputs for each in (one if isinstance(one, (list, tuple)) else [one])]
            return hook(name, flat, call(*inputs, **settings))

        return calling

    with contextlib.ExitStack() as stack:
        for name, layer in layers.items():
            stack.enter_context(replaced(layer, "call", behind(name, layer.call)))
        yield


@contextlib.contextmanager
def replaced(layer: keras.layers.Layer, attribute: str, value: Any) -> Iterator[None]:
    """Another value on the layer itself, past Keras's tracking of what is assigned."""
    own = vars(layer)
    before = {attribute: own[attribute]} if attribute in own else {}
    own[attribute] = value
    try:
        yield
    finally:
        del own[attribute]
        own.update(before)


@contextlib.contextmanager
def in_float32(layers: Iterable[keras.layers.Layer]) -> Iterator[None]:
    """Let layers of half precision compute in float32, which their weights usually are in.

    Slopes are rounded away in half precision, tensors of two kinds cannot be added, and Keras puts a copy in place of
    a tensor wherever the kind changes, so that it cannot be told any more which layer made it.
    """
    half = [layer for layer in layers if layer.compute_dtype in ("bfloat16", "float16")]
    before = [layer.dtype_policy for layer in half]
    try:
        for layer in half:
            layer.dtype_policy = "float32"
        yield
    finally:
        for layer, policy in zip(half, before, strict=True):
            layer.dtype_policy = policy


def named_layers(model: keras.Model, path: str = "") -> Iterator[tuple[str, keras.layers.Layer]]:
    """All layers and models within a model, each once, by their names: "resnet/conv1"."""
    met: set[int] = set()
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer) or id(layer) in met:
            continue
        met.add(id(layer))
        yield path + layer.name, layer
        if isinstance(layer, keras.Model):
            yield from named_layers(layer, f"{path}{layer.name}/")
