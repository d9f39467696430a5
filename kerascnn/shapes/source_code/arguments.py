"""The arguments of a layer's call, bound to the library's own order of them, and checked."""

import ast
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.shapes.notation import LARGEST
from kerascnn.shapes.notation.synonyms import slips
from kerascnn.shapes.places import shown
from kerascnn.shapes.source_code.syntax import Code
from kerascnn.shapes.source_code.values import Built, check_plain

__all__ = [
    "BadArgumentError",
    "Class",
    "Given",
    "Values",
    "bound",
    "count",
    "error_of",
    "left_out",
    "like",
    "number",
    "share",
    "sizes",
    "word",
]


NO_MATTER = re.compile(
    "name|inplace|autocast|batch_size|device|input_shape|batch_input_shape|input_dim|batch_shape|shape"
)
"""Arguments that are not missed where they are not in a layer: they do not change what it computes."""
USUAL: dict[str, tuple[object, ...]] = {
    "padding_mode": ("zeros",),
    "count_include_pad": (True,),
    "align_corners": (False, None),
    "return_indices": (False,),
    "trainable": (True,),
    "track_running_stats": (True,),
    "approximate": ("none",),
    "dtype": ("float32", None),
    "threshold": (0, 0.0),
    "value": (0, 0.0),
    "axis": (-1,),
    "dim": (1,),
    "bias_initializer": ("zeros", None),
}
"""What an argument comes to in either library where it is left out; of the others None."""


class BadArgumentError(Exception):
    """An argument that cannot be: its name, and what was expected."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


class Class(NamedTuple):
    """A class of layers as a library has it.

    Attributes:
        arguments: their names, in the library's order; a `!` behind a name says that there is no default, and those
            behind a `*` go by their name alone.
        make: makes the layer, of the arguments that are given and the number of axes.
        rank: axes that it slides along, by its name: 2 for Conv2D; None where it takes any.
        another: whether what it is here has its shape alone, and does something else: zeros in the place of a
            reflection.
    """

    arguments: str
    make: Callable[["Values", int], Any]
    rank: int | None = None
    another: bool = False


class Values(dict[str, Any]):
    """The arguments of a call, and which of them a layer was made of.

    Attributes:
        used: those that were looked up. What nobody looks up is not in the layer.
        lost: what was looked up and is not in it either, as code writes it.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self.used: set[str] = set()
        self.lost: list[str] = []

    def __getitem__(self, name: str) -> Any:
        self.used.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of an argument."""
        self.used.add(name)
        return super().get(name, default)

    def value(self, name: str, node: ast.expr) -> Any:
        """The value of an argument that was not looked up, or of one that is passed over and stands in a node."""
        found = super().get(name, getattr(node, "value", node))
        return tuple(found) if isinstance(found, list) else found


class Given(NamedTuple):
    """The arguments of a call: their values, where each stands, and those that say nothing about shapes."""

    call: ast.Call
    values: Values
    nodes: dict[str, ast.expr]
    ignored: dict[str, ast.expr]


def bound(
    code: Code, call: ast.Call, name: str, arguments: str, value_of: Callable[[ast.expr], Any], ignored: str = ""
) -> Given:
    """Give the arguments of a call their names.

    Args:
        code: in which it stands.
        call: the call.
        name: of what is called.
        arguments: as `Class.arguments`.
        value_of: gives an expression's value.
        ignored: a pattern of further names that say nothing about shapes; what stands there is not looked at.

    Raises:
        InputError: there is one too many, one is missing or not known; or as `value_of`.
    """
    in_order, _star, by_name = arguments.partition("*")
    places = [each.rstrip("!") for each in in_order.split()]
    known = [*places, *by_name.split()]
    nodes: dict[str, ast.expr] = {}
    passed_over: dict[str, ast.expr] = {}
    for number, node in enumerate(call.args):
        if isinstance(node, ast.Starred) or number >= len(places):
            text = ngettext(
                "{name} takes {n} argument without a name here",
                "{name} takes {n} arguments without a name here",
                len(places),
            )
            raise code.error(node, text.format(name=name, n=len(places)))
        nodes[places[number]] = node
    for keyword in call.keywords:
        key = keyword.arg or "**"
        if key in nodes:
            raise code.error(keyword.value, _("{name} is given {argument} twice").format(name=name, argument=key))
        if key in known:
            nodes[key] = keyword.value
        elif re.fullmatch(ignored, key):
            check_plain(code, keyword.value)
            passed_over[key] = keyword.value
        else:
            near = like(key, known)
            text = _("{name} has no argument {argument}; did you mean {near}?")
            if near is None:
                text = _("{name} has no argument {argument}; it has: {known}")
            filled = text.format(name=name, argument=shown(key), near=near, known=", ".join(known) or _("none"))
            raise code.error(keyword.value, filled)
    for each in in_order.split():
        if each.endswith("!") and each[:-1] not in nodes:
            raise code.error(call, _("{name} needs its {argument}").format(name=name, argument=each[:-1]))
    return Given(call, Values({key: value_of(node) for key, node in nodes.items()}), nodes, passed_over)


def left_out(code: Code, given: Given, name: str, *, whole: bool) -> str:
    """What a call says that is not in the layer that was made, as the code has it; nothing where all is in it.

    Args:
        code: in which the call stands.
        given: the arguments, after the layer was made.
        name: of the class.
        whole: whether nothing of it is in the layer, which has its shape alone.
    """
    unused = {key: node for key, node in given.nodes.items() if whole or key not in given.values.used}
    missed = {key: node for key, node in (unused | given.ignored).items() if not NO_MATTER.fullmatch(key)}
    texts = [
        f"{key}={shown(' '.join(code.word(node).text.split()))}"
        for key, node in missed.items()
        if whole or given.values.value(key, node) not in USUAL.get(key, (None,))
    ] + given.values.lost
    within = [value.lost for value in given.values.values() if isinstance(value, Built) and value.lost]
    return ", ".join([*([f"{name}({', '.join(texts)})"] if texts or whole else []), *within])


def like(name: str, known: Sequence[str]) -> str | None:
    """The one of which a name is a slip of the pen, a beginning or a longer form; None where there is none.

    >>> like("stride", ["filters", "strides"]), like("kernel", ["kernel_size"]), like("RandomCrop", ["RandomZoom"])
    ('strides', 'kernel_size', None)
    """
    most = 2 if len(name) > 7 else 1
    for each in known:
        longer, shorter = sorted((name, each), key=len, reverse=True)
        if (len(shorter) > 3 and longer.startswith(shorter)) or slips(name, each) <= most:
            return each
    return None


def count(name: str, value: object, least: int = 1) -> int:
    """A whole number.

    Raises:
        BadArgumentError: it is none, or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
        text = _("expected a whole number from {least}, got {value}")
        raise BadArgumentError(name, text.format(least=least, value=shown(_written(value))))
    return value


def sizes(name: str, value: object, rank: int, least: int = 1) -> tuple[int, ...]:
    """One number, or one for each axis; (3, 3) is (3,).

    Raises:
        BadArgumentError: it is something else.
    """
    found = value if isinstance(value, tuple) else (value,)
    if len(found) not in (1, rank):
        text = ngettext("expected {n} number, got {value}", "expected 1 number or {n}, got {value}", rank)
        raise BadArgumentError(name, text.format(n=rank, value=shown(_written(value))))
    numbers = tuple(count(name, each, least) for each in found)
    return numbers[:1] if len(set(numbers)) == 1 else numbers


def share(name: str, value: object) -> float:
    """A share from 0 to 1.

    Raises:
        BadArgumentError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        text = _("expected a share from 0 to 1, got {value}")
        raise BadArgumentError(name, text.format(value=shown(_written(value))))
    return float(value)


def number(name: str, value: object) -> float:
    """A number.

    Raises:
        BadArgumentError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadArgumentError(name, _("expected a number, got {value}").format(value=shown(_written(value))))
    return float(value)


def word(name: str, value: object, allowed: Sequence[str]) -> str:
    """One of some words, in small letters.

    Raises:
        BadArgumentError: it is none of them.
    """
    if not isinstance(value, str) or value.lower() not in allowed:
        text = _("expected {allowed}, got {value}")
        filled = text.format(allowed=_(" or ").join(map(repr, allowed)), value=shown(_written(value)))
        raise BadArgumentError(name, filled)
    return value.lower()


def _written(value: object) -> str:
    """A value as code writes it; a list within a list could be without end."""
    if isinstance(value, (type(None), bool, int, float, str)):
        return repr(value)
    if isinstance(value, tuple) and not any(isinstance(each, tuple) for each in value[:10]):
        return f"({', '.join(map(_written, value[:10]))})"
    return str(getattr(value, "name", _("something else")))


def error_of(code: Code, given: Given, fault: BadArgumentError) -> InputError:
    """The error for a bad argument, shown where it stands."""
    return code.error(given.nodes.get(fault.name, given.call), f"{fault.name}: {fault.message}")
