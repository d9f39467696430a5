"""What an expression of constants comes to, and what kinds of values there are."""

import ast
import operator
from dataclasses import dataclass, field
from typing import Any

from kerascnn.language import _
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.source_code.syntax import Code, names

__all__ = ["Block", "Built", "Input", "Named", "check_plain", "constant", "no_constant", "refusal"]

LARGEST_NUMBER = 10**18
OPERATORS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Named:
    """A dotted name such as `tf.nn.relu`, of which the last part counts."""

    name: str


@dataclass(frozen=True)
class Built:
    """A layer's call.

    Attributes:
        node: where it stands.
        name: of the class, as the library has it.
        layers: what it is here: one layer, or one and its activation, each with what it is called.
        rank: axes that its input has to slide along, where the class says it.
        channels: of its input, where the code says them.
        image: the shape of the network's input, where a first layer says it, as in Keras 2.
        lost: what the code says that is in none of the layers, such as "BatchNorm2d(eps=0.001)".
    """

    node: ast.expr
    name: str
    layers: tuple[tuple[str, Any], ...]
    rank: int | None = None
    channels: int | None = None
    image: "Input | None" = None
    lost: str = ""


@dataclass(frozen=True)
class Input:
    """The shape of one example as the code gives it."""

    node: ast.expr
    shape: Shape


@dataclass
class Block:
    """A Sequential: layers, one after another, and where the code says it the shape of the input."""

    items: "list[Built | Block]" = field(default_factory=list)
    image: Input | None = None


COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
RUN = (*COMPREHENSIONS, ast.JoinedStr, ast.Lambda, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)
"""What would have to be run, wherever it stands."""


def check_plain(code: Code, node: ast.expr) -> None:
    """Look for what would have to be run in an expression that is passed over otherwise.

    Raises:
        InputError: there is such.
    """
    for part in ast.walk(node):
        if isinstance(part, RUN):
            raise code.error(part, refusal(part))


def no_constant() -> str:
    """What is said of a value that the code does not give."""
    return _("this is no constant of the code, which is read and never run; write the numbers out")


def refusal(node: ast.AST) -> str:
    """What is said of a part of the code that is not understood."""
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        return no_constant()
    if isinstance(node, ast.ClassDef):
        return _("a class cannot be followed: the code is read and never run; write its layers as nn.Sequential(...)")
    kinds: tuple[tuple[tuple[type[ast.AST], ...], str], ...] = (
        (COMPREHENSIONS, _("a comprehension")),
        ((ast.For, ast.AsyncFor, ast.While), _("a loop")),
        ((ast.JoinedStr,), _("an f-string")),
        ((ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef), _("a function")),
        ((ast.If, ast.IfExp), _("a condition")),
    )
    what = next((text for classes, text in kinds if isinstance(node, classes)), _("this"))
    if isinstance(node, ast.Call):
        what = _("the call of {name}").format(name=shown(".".join(names(node.func)) or "?"))
    text = _("{what} cannot be followed: the code is read and never run; expected constants and known layers")
    return text.format(what=what)


def constant(code: Code, node: ast.expr, known: dict[str, Any]) -> Any:
    """The value of an expression of numbers, texts, lists and names of such.

    Raises:
        InputError: it is another expression.
    """
    match node:
        case ast.Constant(value=value) if value is None or isinstance(value, (bool, int, float, str)):
            return value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(constant(code, each, known) for each in parts)
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            value = constant(code, operand, known)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return _calculated(code, node, type(sign), constant(code, left, known), constant(code, right, known))
        case ast.Attribute():
            dotted = list(names(node))
            if len(dotted) > 1 and dotted[0] in known and isinstance(known[dotted[0]], Named):
                return Named(dotted[-1])
    raise code.error(node, refusal(node))


def _calculated(code: Code, node: ast.expr, sign: type[ast.operator], left: Any, right: Any) -> Any:
    if not all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in (left, right)):
        raise code.error(node, refusal(node))
    try:
        value = OPERATORS[sign](left, right)
    except (ArithmeticError, ValueError):
        raise code.error(node, _("this cannot be calculated")) from None
    if abs(value) > LARGEST_NUMBER:
        raise code.error(node, _("this is more than {limit}").format(limit=f"{LARGEST_NUMBER:,}"))
    return value
