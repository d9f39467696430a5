"""Options in dataclasses, as a flat object of JSON and back.

A group of options is a frozen dataclass, whose fields may be groups themselves. In JSON all of them stand in one
object: the field `name` of a group by the name of the group, every other field by its own name, or by the one that
`named` gives it.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Optimizer:
    ...     name: str
    ...     learning_rate: float
    >>> @dataclass(frozen=True)
    ... class Training:
    ...     optimizer: Optimizer
    ...     epochs: int
    >>> flat(Training(Optimizer("adamw", 0.01), 4))
    {'optimizer': 'adamw', 'learning_rate': 0.01, 'epochs': 4}
"""

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from kerascnn.language import _
from kerascnn.runs.fields import Fields, Option

__all__ = ["flat", "from_flat", "made", "named", "names"]

T = TypeVar("T")


class Leaf(NamedTuple):
    """An option: its name in JSON, its field, its type."""

    name: str
    field: "Field[Any]"
    type: Any


def named(name: str, **settings: Any) -> Any:
    """A field of a dataclass that has another name in JSON; as `dataclasses.field` otherwise."""
    return field(metadata={"name": name}, **settings)


def flat(options: Any) -> dict[str, Option]:
    """All options of a dataclass by their names; a path is written whole."""
    found: dict[str, Option] = {}
    for leaf in _leaves(type(options)):
        value = getattr(options, leaf.field.name)
        if is_dataclass(leaf.type):
            found |= {(leaf.name if name == "name" else name): each for name, each in flat(value).items()}
        else:
            found[leaf.name] = str(value.absolute()) if isinstance(value, Path) else value
    return found


def names(kind: type[Any]) -> tuple[str, ...]:
    """The names that the options of a dataclass have in JSON."""
    return tuple(_names(kind))


def _names(kind: type[Any], group: str = "") -> Iterator[str]:
    for leaf in _leaves(kind):
        if isinstance(leaf.type, type) and is_dataclass(leaf.type):
            yield from _names(leaf.type, leaf.name)
        else:
            yield group if group and leaf.name == "name" else leaf.name


def from_flat(kind: type[T], content: Fields, group: str = "") -> T:
    """The dataclass whose options stand in an object, which a stranger may have written: each is of its type.

    What is missing gets its default. What else stands in the object is left alone: see `Fields.refuse_others`.

    Args:
        kind: the dataclass.
        content: the object.
        group: the name of the group that it is, in a larger one.

    Raises:
        InputError: an option is missing that has no default, or is of another type.
    """
    values: dict[str, Any] = {}
    for leaf in _leaves(kind):
        name = group if group and leaf.name == "name" else leaf.name
        if is_dataclass(leaf.type):
            values[leaf.field.name] = from_flat(leaf.type, content, leaf.name)  # type: ignore[arg-type]
        elif name in content.content:
            values[leaf.field.name] = _checked(content, name, leaf.type)
        elif leaf.field.default is MISSING:
            content.refuse(name, _expected(leaf.type))
    return kind(**values)


def made(kind: type[T], values: Mapping[str, Any]) -> T:
    """The dataclass whose options have these values, by the names that they have in JSON.

    Raises:
        TypeError: an option is missing that has no default, or there is no such option.
    """
    unknown = set(values) - set(names(kind))
    if unknown:
        raise TypeError(f"{kind.__name__} has no option {', '.join(sorted(unknown))}")
    return _made(kind, values)


def _made(kind: type[T], values: Mapping[str, Any], group: str = "") -> T:
    found: dict[str, Any] = {}
    for leaf in _leaves(kind):
        name = group if group and leaf.name == "name" else leaf.name
        if is_dataclass(leaf.type):
            found[leaf.field.name] = _made(leaf.type, values, leaf.name)  # type: ignore[arg-type]
        elif name in values:
            found[leaf.field.name] = values[name]
    return kind(**found)


def _leaves(kind: type[Any]) -> Iterator[Leaf]:
    hints = get_type_hints(kind)
    for each in fields(kind):
        yield Leaf(each.metadata.get("name", each.name), each, hints[each.name])


def _checked(content: Fields, name: str, kind: Any) -> Any:
    value = content.content[name]
    members = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    if value is None and type(None) in members:
        return None
    (member,) = (each for each in members if each is not type(None))
    if get_origin(member) is Literal:
        if isinstance(value, str) and value in get_args(member):
            return value
    elif member is float:
        if _is_number(value):
            return float(value)
    elif member is int:
        if _is_number(value) and isinstance(value, int):
            return value
    elif member is Path:
        if isinstance(value, str) and 0 < len(value) < 4096 and "\0" not in value:
            return Path(value)
    elif isinstance(value, member) and not (isinstance(value, str) and len(value) > 200):
        return value
    content.refuse(name, _expected(kind))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 2**63 - 1


def _expected(kind: Any) -> str:
    members = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    words = {
        bool: _("true or false"),
        int: _("a whole number"),
        float: _("a number"),
        str: _("a text"),
        Path: _("a path"),
        type(None): "null",
    }
    return _(" or ").join(
        _("one of {choices}").format(choices=", ".join(get_args(each))) if get_origin(each) is Literal else words[each]
        for each in members
    )
