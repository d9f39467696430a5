"""CIFAR-10's Python batches, read without `pickle`.

A pickle is a program for a small stack machine, and two of its instructions call whatever function the file names.
`_Machine` knows only the instructions that describe data, and three names, for which it builds inert stand-ins:
nothing that the file asks for is imported or called. The instructions are decoded by the standard library's
`pickletools`, which executes nothing either.
"""

import io
import pickletools
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.cifar_planes import images_of
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _

__all__ = ["read_dictionary", "read_python"]

MOST_BYTES = 200_000_000
MOST_INSTRUCTIONS = 1_000_000
"""A batch of 10,000 images, its labels and its file names takes some 45,000."""
LONGEST_TEXT = 10_000
"""Letters of a name. As text, a byte of the file can take four in memory."""

RECONSTRUCT = {("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct")}
NDARRAY = ("numpy", "ndarray")
DTYPE = ("numpy", "dtype")


class _NotDataError(Exception):
    """The pickle does something that no CIFAR-10 batch does."""


def read_python(path: Path, labels_key: str = "labels") -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.integer]]:
    """Images `(n, 32, 32, 3)` and labels `(n,)` of a Python batch.

    Args:
        path: the batch.
        labels_key: where the labels stand: `labels` in CIFAR-10, `fine_labels` or `coarse_labels` in CIFAR-100.

    Raises:
        InputError: it is no pickle, is cut short, does more than hold data, or holds something else.
    """
    content = read_dictionary(path)
    try:
        data, labels = content["data"], content[labels_key]
        if type(labels) is not list:
            raise TypeError("the labels are no list")
        return images_of(data.pixels()), np.array([_label(label) for label in labels], np.int64)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        text = _("{path}: no CIFAR-10 batch; expected a dictionary with `data` (n, 3072) and `{labels}`")
        raise InputError(text.format(path=path, labels=labels_key)) from error


def read_dictionary(path: Path) -> dict[str, Any]:
    """What a pickle of a dictionary describes: text, numbers, lists of them, and stand-ins for arrays.

    Raises:
        InputError: it is no pickle, is cut short, or does more than hold data.
    """
    check_no_pointer(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            text = _("{path}: larger than any batch of CIFAR-10; get the file again")
            raise InputError(text.format(path=path))
        with warnings.catch_warnings():
            # pickletools decodes the text of an instruction, and warns of its escapes, before it can be refused.
            warnings.simplefilter("ignore", DeprecationWarning)
            return _Machine().run(path.read_bytes())
    except _NotDataError as error:
        text = _("{path}: a pickle that does more than hold CIFAR-10's images; refused, and nothing of it was run")
        raise InputError(text.format(path=path)) from error
    except InputError:
        raise
    except (ValueError, LookupError, TypeError) as error:
        text = _("{path}: no pickle, damaged or cut short; get the file again")
        raise InputError(text.format(path=path)) from error


def _label(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a label is a whole number")
    return value


@dataclass(eq=False)
class _Array:
    """What stands for a NumPy array: the state that its own `__setstate__` would have been given."""

    state: Any = None

    def pixels(self) -> npt.NDArray[np.uint8]:
        """The array, if it is one of bytes `(n, 3072)` in C order."""
        if type(self.state) is not tuple:
            raise ValueError("no state of an array")
        _version, shape, dtype, fortran, content = self.state
        if isinstance(content, str):  # Python 2 wrote its strings, whose bytes pickletools gives as Latin-1
            content = content.encode("latin-1")
        # Of each value the type comes first: a text times 3,072 is a text of gigabytes, and tuples that hold each
        # other take 2^60 steps to be compared or hashed.
        if type(content) is not bytes or type(shape) is not tuple or [type(side) for side in shape] != [int, int]:
            raise ValueError("no array in rows")
        if type(dtype) is not _Type or type(dtype.name) is not str or type(fortran) is not bool:
            raise ValueError("no array of bytes")
        if dtype.name not in ("u1", "|u1") or fortran:
            raise ValueError("no array of bytes in rows")
        if shape[1] != 3072 or shape[0] * 3072 != len(content):
            raise ValueError("the shape does not fit the bytes")
        return np.frombuffer(content, np.uint8).reshape(-1, 3072)


@dataclass(eq=False)
class _Type:
    """What stands for a NumPy dtype."""

    name: Any


class _Machine:
    """The stack machine of pickles, protocols 2 to 4, without the parts that run anything."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}

    def run(self, content: bytes) -> dict[str, Any]:
        """The dictionary that the pickle describes."""
        for count, (opcode, value, _position) in enumerate(pickletools.genops(io.BytesIO(content))):
            if count > MOST_INSTRUCTIONS:
                raise _NotDataError("too long")
            self.step(opcode.name, value)
        result = self.stack.pop()
        if not isinstance(result, dict):
            raise _NotDataError("no dictionary")
        return result

    def step(self, name: str, value: Any) -> None:
        """Carry out one instruction."""
        stack = self.stack
        match name:
            case "PROTO" | "FRAME" | "STOP":
                pass
            case "BININT" | "BININT1" | "BININT2" | "NONE" | "NEWTRUE" | "NEWFALSE":
                stack.append({"NONE": None, "NEWTRUE": True, "NEWFALSE": False}.get(name, value))
            case "BINUNICODE" | "SHORT_BINUNICODE" if len(value) > LONGEST_TEXT:
                raise _NotDataError("a text that is too long")
            case "BINSTRING" | "SHORT_BINSTRING" | "BINUNICODE" | "SHORT_BINUNICODE" | "BINBYTES" | "SHORT_BINBYTES":
                stack.append(value)
            case "EMPTY_LIST" | "EMPTY_DICT" | "EMPTY_TUPLE":
                stack.append({"EMPTY_LIST": [], "EMPTY_DICT": {}, "EMPTY_TUPLE": ()}[name])
            case "MARK":
                self.marks.append(len(stack))
            case "TUPLE":
                stack.append(tuple(self.since_mark()))
            case "TUPLE1" | "TUPLE2" | "TUPLE3":
                stack.append(tuple(self.last(int(name[-1]))))
            case "APPEND" | "APPENDS":
                items = self.last(1) if name == "APPEND" else self.since_mark()
                self.top(list).extend(items)
            case "SETITEM" | "SETITEMS":
                items = self.last(2) if name == "SETITEM" else self.since_mark()
                self.top(dict).update((_key(key), item) for key, item in zip(items[::2], items[1::2], strict=True))
            case "BINPUT" | "LONG_BINPUT":
                self.memo[value] = stack[-1]
            case "MEMOIZE":
                self.memo[len(self.memo)] = stack[-1]
            case "BINGET" | "LONG_BINGET":
                stack.append(self.memo[value])
            case "GLOBAL":
                stack.append(_name(*value.split(" ", 1)))
            case "STACK_GLOBAL":
                stack.append(_name(*self.last(2)))
            case "REDUCE":
                function, arguments = self.last(2)
                stack.append(_stand_in(function, arguments))
            case "BUILD":
                state = stack.pop()
                if isinstance(stack[-1], _Array):
                    stack[-1].state = state
                elif not isinstance(stack[-1], _Type):
                    raise _NotDataError(name)
            case _:
                raise _NotDataError(name)

    def last(self, count: int) -> list[Any]:
        """Take the last `count` values off the stack."""
        if len(self.stack) < count:
            raise ValueError("the stack is too short")
        taken = self.stack[-count:]
        del self.stack[-count:]
        return taken

    def since_mark(self) -> list[Any]:
        """Take what was put on the stack since the last mark."""
        start = self.marks.pop()
        taken = self.stack[start:]
        del self.stack[start:]
        return taken

    def top(self, kind: type) -> Any:
        """The last value, which has to be a `kind`."""
        if not isinstance(self.stack[-1], kind):
            raise _NotDataError(kind.__name__)
        return self.stack[-1]


class _Name(tuple[str, str]):
    """A module and a name in it, one of the three that a batch uses."""


def _name(module: Any, name: Any) -> _Name:
    # Text, or no hash is taken: that of tuples that hold each other sixty deep takes 2^60 steps.
    if type(module) is not str or type(name) is not str or (module, name) not in {*RECONSTRUCT, NDARRAY, DTYPE}:
        raise _NotDataError("a name that no batch uses")
    return _Name((module, name))


def _stand_in(function: Any, arguments: Any) -> _Array | _Type:
    if isinstance(function, _Name) and tuple(function) in RECONSTRUCT:
        return _Array()
    if isinstance(function, _Name) and tuple(function) == DTYPE and isinstance(arguments, tuple) and arguments:
        return _Type(arguments[0])
    raise _NotDataError("a call that no batch makes")


def _key(key: Any) -> str:
    """A dictionary's key: text, or the bytes that Python 2 called text."""
    if isinstance(key, bytes):
        return key.decode("latin-1")
    if not isinstance(key, str):
        raise _NotDataError("a key that is no text")
    return key
