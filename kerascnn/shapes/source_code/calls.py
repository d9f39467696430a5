"""The call of a layer: which library's it is, and what it is here."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.shapes.source_code import keras_layers, pytorch_layers
from kerascnn.shapes.source_code.arguments import BadArgumentError, Class, bound, error_of, left_out, like
from kerascnn.shapes.source_code.syntax import Code, names
from kerascnn.shapes.source_code.values import Built, refusal

__all__ = ["built"]

UNREAD = ("PReLU",)
"""Layers of both libraries that are like another by name alone."""
BRANCHING = ("Add", "Concatenate", "Multiply", "Average", "Maximum", "Minimum", "Subtract", "Model")


def built(
    code: Code, node: ast.Call, name: str, value_of: Callable[[ast.expr], Any], *, pytorch: bool | None
) -> tuple[Built, bool | None]:
    """The layer that a call makes.

    Args:
        code: in which it stands.
        node: the call.
        name: of the class, without the modules in front.
        value_of: gives an expression's value.
        pytorch: whether the layers in front of it are PyTorch's; None where both libraries have such.

    Returns:
        The layer, and what is known of the library now.

    Raises:
        InputError: neither library has such a layer, it is not of the same as those in front, or its arguments are bad.
    """
    real = keras_layers.ALIASES.get(name, name)
    in_keras, in_pytorch = real in keras_layers.LAYERS, real in pytorch_layers.LAYERS
    if not in_keras and not in_pytorch:
        raise code.error(node, _no_layer(node, name))
    own = in_pytorch if in_keras != in_pytorch else pytorch or _is_pytorch(node)
    if in_keras != in_pytorch and pytorch is not None and pytorch != own:
        text = _("{name} is a layer of {library}, and the layers in front of it are not")
        raise code.error(node, text.format(name=name, library="PyTorch" if own else "Keras"))
    if pytorch is None and (in_keras != in_pytorch or own):
        pytorch = own
    library: Any = pytorch_layers if own else keras_layers
    kind: Class = library.LAYERS[real]
    given = bound(code, node, name, kind.arguments, value_of, library.IGNORED)
    try:
        made = kind.make(given.values, kind.rank or 0)
        found = [(name, made.layer if own else made)]
        if not own and real != "Activation":
            found += _activation(given.values.get("activation"))
    except BadArgumentError as fault:
        raise error_of(code, given, fault) from None
    lost = left_out(code, given, name, whole=kind.another)
    return Built(node, name, tuple(found), kind.rank, made.channels if own else None, lost=lost), pytorch


def _no_layer(node: ast.Call, name: str) -> str:
    """What is said of a class that is not known."""
    known = [*keras_layers.LAYERS, *pytorch_layers.LAYERS]
    if name in BRANCHING:
        text = _("{name} is for branches, and only a Sequential can be read from code; write split, and, add or concat")
        return text.format(name=name)
    near = next((each for each in known if each.lower() == name.lower()), None) or like(name, known)
    if near and name not in UNREAD:
        return _("there is no layer {name}; did you mean {near}?").format(name=shown(name), near=near)
    if name[:1].isupper():
        text = _(
            "the layer {name} cannot be read from code; `kerascnn summary` counts the layers of a saved Keras model"
        )
        return text.format(name=shown(name))
    return refusal(node)


def _is_pytorch(node: ast.Call) -> bool:
    """Whether a name that both libraries have, such as Flatten, is PyTorch's, by what stands in front of it."""
    return bool({"nn", "torch"} & set(names(node.func)))


def _activation(value: Any) -> Iterator[tuple[str, Any]]:
    """The layer of an argument `activation`, which can be a layer itself."""
    if isinstance(value, Built):
        yield from value.layers
        return
    layer = keras_layers.activation("activation", value)
    if layer is not None:
        yield str(layer), layer
