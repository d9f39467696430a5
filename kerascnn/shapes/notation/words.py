"""One word read: as a layer, or as a shape."""

import functools
import re
from typing import Any, Literal, NamedTuple

from kerascnn.language import _
from kerascnn.shapes import layers
from kerascnn.shapes.layers import Layer, Shape
from kerascnn.shapes.layers.base import product, times
from kerascnn.shapes.notation.kinds import BRANCHES, BY_NAME, Kind
from kerascnn.shapes.notation.parts import MOST_VALUES, FaultError, pieces, sizes, target
from kerascnn.shapes.places import Word, shown

__all__ = ["Order", "channels_last", "code_among_words", "example", "layer_of", "plain", "read", "shape_of"]

Order = Literal["hwc", "chw"]
LONGEST_WORD = 100
BRANCHING = frozenset(word for word, _meaning in BRANCHES)
AMOUNT = re.compile(r"[\d?_x,.]*")
WORD = re.compile(r"(relu6|[a-z]*)([^@/]*)(?:@([^/]*))?((?:/[^/]*)*)", re.DOTALL)


@functools.lru_cache(4096)
def layer_of(text: str) -> Layer:
    """The layer that one word stands for.

    >>> layer_of("conv16@3/s2/p1")  # doctest: +ELLIPSIS
    Convolution(kernel=(3,), stride=(2,), padding=(1,), dilation=(1,), filters=16, bias=True, groups=1)

    Raises:
        FaultError: it stands for none.
    """
    if len(text) > LONGEST_WORD:
        raise FaultError(_("too long for a layer"), 0, LONGEST_WORD)
    match = WORD.fullmatch(text)
    kind = BY_NAME.get(match[1]) if match else None
    if match is None or kind is None:
        name = match[1] if match else ""
        if name in BRANCHING:
            message = _("{name} stands alone, without numbers and options").format(name=name)
            raise FaultError(message, len(name), len(text))
        raise FaultError(_("there is no such layer"), 0, len(name) or len(text))
    arguments = dict(kind.fixed)
    amount, kernel = match[2], match[3]
    if kind.amount is None:
        if amount:
            message = _("{name} takes no number here").format(name=match[1])
            raise FaultError(message, *match.span(2))
    elif amount or kind.default is None:
        arguments[kind.amount.argument] = kind.amount.read(amount, match.start(2))
    else:
        arguments[kind.amount.argument] = kind.default
    if kind.kernel:
        if kernel is None:
            message = _("{name} needs its kernel: {example}").format(name=match[1], example=kind.example)
            raise FaultError(message, match.end(2), match.end(2) + 1)
        arguments["kernel"] = sizes(kernel, match.start(3))
    elif kernel is not None:
        message = _("{name} takes no kernel after an @").format(name=match[1])
        raise FaultError(message, match.start(3) - 1, match.end(3))
    for option, start in pieces(match[4][1:], "/", match.start(4) + 1) if match[4] else ():
        _read_option(kind, option, start, arguments)
    if kind.make is layers.Pooling:
        arguments.setdefault("stride", arguments["kernel"])
        if arguments.get("ceil") and arguments.get("padding") == "same":
            raise FaultError(_("/ceil is PyTorch's and goes with /p; /same leaves nothing to round"), 0, len(text))
    return kind.make(**arguments)


def _read_option(kind: Kind, option: str, start: int, arguments: dict[str, Any]) -> None:
    if option in kind.flags:
        given = dict(kind.flags[option])
    else:
        letters = next((each for each in kind.options if re.match(rf"{each}(?![a-z])", option)), None)
        if letters is None:
            text = _("{name} has no option /{option}; it has: {allowed}")
            allowed = ", ".join(f"/{each}" for each in kind.allowed) or _("none")
            message = text.format(name=kind.names[0], option=shown(option), allowed=allowed)
            raise FaultError(message, start - 1, start + len(option))
        part = kind.options[letters]
        given = {part.argument: part.read(option[len(letters) :], start + len(letters))}
    for argument, value in given.items():
        if argument in arguments and argument not in kind.fixed:
            message = _("/{option} says again what has been said").format(option=shown(option))
            raise FaultError(message, start - 1, start + len(option))
        arguments[argument] = value


def shape_of(word: Word, order: Order = "hwc") -> Shape:
    """The shape that a word like `32x32x3` stands for, channels last.

    Args:
        word: the word.
        order: "chw" where the word has the channels first.

    Raises:
        InputError: it stands for none.
    """
    try:
        found = target(word.text.replace("X", "x"), 0)
        if len(found) > 4:
            message = _("a shape has one to four numbers: {shape}")
            raise FaultError(message.format(shape=example(order)), 0, len(word.text))
        if len(found) > 3 and product(found) > MOST_VALUES:
            message = _("it has more than {limit} numbers, and no library counts further")
            raise FaultError(message.format(limit=f"{MOST_VALUES:,}"), 0, len(word.text))
    except FaultError as fault:
        joined = _joined_otherwise(word.text)
        if joined:
            raise word.error(f"{shown(word.text)}: {joined}") from None
        message = _("{text} is no shape: {reason}; expected something like {example}")
        near = _nearest_shape(word.text) or example(order)
        text = message.format(text=shown(word.text), reason=fault.message, example=near)
        raise word.error(text, fault.start, fault.end) from None
    return channels_last(found) if order == "chw" else found


def _joined_otherwise(text: str) -> str | None:
    """What is said of numbers that commas, semicolons or stars join, and of commas that part thousands."""
    plain = text.strip("()[]")
    if re.fullmatch(r"[1-9][0-9]{0,8}(?:[,;*][0-9]{1,9})+,?", plain):
        numbers = re.findall("[0-9]+", plain)
        shape = "x".join(numbers)
        if not re.fullmatch(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+", plain):
            return _("the numbers of a shape are joined by x: {shape}").format(shape=shape)
        number = "".join(numbers)
        if any(each.startswith("0") for each in numbers):
            return _("numbers are written without a sign between thousands: {number}").format(number=number)
        text = _("write the number {number} without a sign between thousands, or the shape {shape} with x")
        return text.format(number=number, shape=shape)
    if re.search(r"(?:^|[xX])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:[xX]|$)", plain):
        number = re.sub(r",(?=[0-9]{3}(?:[xX,]|$))", "", plain)
        return _("numbers are written without a sign between thousands: {number}").format(number=number)
    return None


def example(order: Order) -> str:
    """A shape for a message."""
    return "3x32x32" if order == "chw" else "32x32x3"


def _nearest_shape(text: str) -> str | None:
    """The numbers of the word that can be in a shape, with 1 for what is missing or less."""
    numbers = text.split("x")
    if len(numbers) > 4 or not all(re.fullmatch(r"-?[0-9]{0,9}", number) for number in numbers):
        return None
    return times((max(1, abs(int(number or 1))) if number != "-" else 1 for number in numbers), "x")


def channels_last(shape: Shape) -> Shape:
    """(channels, height, width) as (height, width, channels); volumes and vectors too."""
    return (*shape[1:], shape[0]) if len(shape) <= 4 else shape


class Plain(NamedTuple):
    """A word in the notation's own letters.

    Attributes:
        word: what it was, or the notation's own name in the place of another; what stands behind the name has kept its
            place.
        rank: how many axes its name says that there are, as Conv2d does.
    """

    word: Word
    rank: int | None = None


def plain(word: Word) -> Plain:
    """A word with the notation's own name in the place of one that Keras, PyTorch or a textbook has for the layer."""
    match = WORD.fullmatch(word.text)
    own = match is not None and match[1] in BY_NAME and AMOUNT.fullmatch(match[2]) is not None
    if match is not None and match[1] == "linear":
        own = not match[2]  # with a number it is PyTorch's dense layer
    if own or word.text in BRANCHING or len(word.text) > LONGEST_WORD or "(" in word.text:
        return Plain(word)
    from kerascnn.shapes.notation.synonyms import own_name

    found = own_name(word.text)
    if found is None:
        return Plain(word)
    name, rank, end = found
    return Plain(word._replace(text=name + word.text[end:], start=word.start + end - len(name)), rank)


def read(word: Word, order: Order = "hwc", typed: str = "") -> Layer:
    """The layer that a word stands for.

    Args:
        word: the word, in the notation's own letters.
        order: how it gives a shape.
        typed: what stood there, if something else.

    Raises:
        InputError: it stands for none; the message proposes the closest word that would.
    """
    try:
        layer = layer_of(word.text)
    except FaultError as fault:
        said = _said(word.text)
        if said:
            raise word.error(f"{shown(word.text)}: {said}") from None
        near = _nearest(word.text)
        if near:
            text = _("{word}: {problem}; did you mean {near}?")
        else:
            text = _("{word}: {problem}; `kerascnn shape-calc --notation` lists the layers")
        message = text.format(word=shown(typed or word.text), problem=fault.message, near=near)
        raise word.error(message, fault.start, fault.end) from None
    if order == "chw" and isinstance(layer, layers.Reshape):
        return layers.Reshape(target=channels_last(layer.target))
    return layer


def code_among_words() -> str:
    """What is said of code that stands where words are expected."""
    return _("this is code; a word is conv16@3/s2/p1, and `kerascnn shape-calc --from FILE` reads code")


def _said(text: str) -> str | None:
    """What to write instead of code, and of a word that has no one meaning here."""
    if re.match(r"[\w.]+\(", text):
        return code_among_words()
    match = WORD.fullmatch(text)
    if len(text) > LONGEST_WORD or (match and match[1] in BY_NAME):
        return None
    from kerascnn.shapes.notation.synonyms import answer

    return answer(text)


def _nearest(text: str) -> str | None:
    """The closest word that can be read: a slip of the pen, an option less, a number that is in range."""
    match = WORD.fullmatch(text.lower()) if len(text) <= LONGEST_WORD else None
    if match is None:
        return None
    name: str | None = match[1]
    if name in BRANCHING:
        return name
    if name not in BY_NAME:
        from kerascnn.shapes.notation.synonyms import near

        name = near(match[1])
    if name is None:
        return None
    options = match[4].split("/")[1:]
    kind = BY_NAME.get(name)
    amounts = [match[2], "", re.sub(r"\D", "", match[2]).lstrip("0")[:4], "1"]
    if kind:
        # Where the number is missing, that of the example says more than a 1.
        amounts.insert(len(amounts) if match[2] else 2, kind.example.removeprefix(name).split("@")[0].split("/")[0])
    kernels = [match[3], "3", None]
    fewer = [options, *(options[:skip] + options[skip + 1 :] for skip in range(len(options)))]
    fewer += [[re.sub(r"^([a-z]+)[^a-z]*$", r"\g<1>1", each) for each in options], []]
    for kept in fewer:
        for amount in amounts:
            for kernel in kernels:
                at = "" if kernel is None else f"@{kernel}"
                word = "/".join([f"{name}{amount}{at}", *kept])
                if word == name and name not in BY_NAME:
                    return word
                try:
                    layer_of(word)
                except FaultError:
                    continue
                return word
    return None
