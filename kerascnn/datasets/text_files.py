"""Text out of a file whose encoding nobody has written down: read up to a limit, recognised, and said."""

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from kerascnn import leftovers, system_errors
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _
from kerascnn.shapes.places import shown

__all__ = ["UTF_8", "Decoded", "decoded", "read_bytes", "read_text"]

UTF_8 = "UTF-8"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""What a text may begin with, UTF-32's first: the shortest of them begins as UTF-16's does."""
LOOKED_AT = 1 << 16
"""Bytes from which an encoding without a mark is told."""
ONLY_IN_CP1252 = re.compile(rb"[\x80-\x9f]")
NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Decoded(NamedTuple):
    """A text, and what it was encoded in.

    Attributes:
        text: without the mark that it may begin with; its lines end as in Unix.
        encoding: its name, "UTF-8" for what needs no word.
    """

    text: str
    encoding: str


def read_bytes(path: Path, *, most: int) -> bytes:
    """The bytes of a plain file.

    Args:
        path: the file.
        most: how many bytes it may have.

    Raises:
        InputError: it is missing, no plain file, too large, or cannot be read.
    """
    check_no_pointer(path)
    if not path.exists():
        raise InputError(_("{path} does not exist").format(path=_name(path)))
    try:
        # A link is followed: what it leads to is the reader's own. A pipe or a device is refused.
        with leftovers.plain_file(path.resolve()) as file:
            content = file.read(most + 1)
    except (OSError, RuntimeError) as error:
        reason = system_errors.reason(error) if isinstance(error, OSError) else str(error)
        raise InputError(_("cannot read {path}: {reason}").format(path=_name(path), reason=reason)) from error
    if len(content) > most:
        text = _("{path} is larger than {n} MB; expected less, so give a part of it")
        raise InputError(text.format(path=_name(path), n=most >> 20))
    return content


def read_text(path: Path, *, most: int) -> Decoded:
    """The text of a file.

    Raises:
        InputError: as `read_bytes`, or it holds no text.
    """
    return decoded(read_bytes(path, most=most), path)


def decoded(content: bytes, path: Path) -> Decoded:
    r"""The text in some bytes: UTF-8, UTF-16 or UTF-32 with or without a mark, else cp1252 (Windows) or Latin-1.

    What is no UTF-8 is one of the two in which each byte is a letter. They differ in the bytes from 0x80 to 0x9f, which
    are curly quotes and dashes in cp1252 and nothing that is written in Latin-1.

    >>> decoded("¿Qué?".encode("latin-1"), Path("a.txt"))
    Decoded(text='¿Qué?', encoding='Latin-1')
    >>> decoded("“sí”".encode("cp1252"), Path("a.txt")).encoding
    'cp1252'

    Args:
        content: what was read.
        path: where, for the message of an error.

    Raises:
        InputError: it is no text.
    """
    try:
        found = _decoded(content)
    except UnicodeDecodeError as error:
        text = _("{path} is no text: it begins as {encoding} and goes on as something else; save it again as UTF-8")
        raise InputError(text.format(path=_name(path), encoding=error.encoding)) from error
    if CONTROLS.search(found.text):
        text = _("{path} is no text: it holds bytes that no text has; expected UTF-8")
        raise InputError(text.format(path=_name(path)))
    return Decoded(found.text.replace("\r\n", "\n").replace("\r", "\n"), found.encoding)


def _decoded(content: bytes) -> Decoded:
    for mark, codec, name in MARKS:
        if content.startswith(mark):
            return Decoded(content.decode(codec), name)
    without_a_mark = _without_a_mark(content[:LOOKED_AT])
    if without_a_mark:
        return Decoded(content.decode(without_a_mark), "UTF-16")
    try:
        return Decoded(content.decode("utf-8"), UTF_8)
    except UnicodeDecodeError:
        if ONLY_IN_CP1252.search(content) and not NOT_IN_CP1252.search(content):
            return Decoded(content.decode("cp1252"), "cp1252")
        return Decoded(content.decode("latin-1"), "Latin-1")


def _without_a_mark(content: bytes) -> str | None:
    """UTF-16 without a mark: of what is written in Latin letters, every other byte is 0."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    half = len(content) // 2
    if half and odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _name(path: Path) -> str:
    return shown(str(path), 200)
