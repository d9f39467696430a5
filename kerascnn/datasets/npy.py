"""One array of a `.npz` file, its header compared with the bytes that are there before memory is taken for it.

NumPy's own reader takes up to 4 GB for a header and evaluates what it says as Python. Here a header is of the one
form that `numpy.save` writes, at most 10,000 bytes long, and of numbers: objects, which would be a pickle, are none.
Source of the format: `numpy.lib.format`.
"""

import math
import re
import zipfile
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn import bounded_zip

__all__ = ["Header", "array", "header"]

LONGEST_HEADER = 10_000
MOST_AXES = 8
FORM = re.compile(
    rb"\{\s*'descr':\s*'([<>|=]?[biufc?]\d{0,2})',\s*'fortran_order':\s*(True|False),\s*"
    rb"'shape':\s*\(([\d,\sL]*)\),?\s*\}\s*"
)


class Header(NamedTuple):
    """What the header of an array says.

    Attributes:
        dtype: the type of its numbers.
        columns_first: whether the first axis runs quickest.
        shape: its axes.
        begins: where the numbers begin, in bytes.
    """

    dtype: np.dtype[np.generic]
    columns_first: bool
    shape: tuple[int, ...]
    begins: int

    @property
    def nbytes(self) -> int:
        """How many bytes of numbers there have to be."""
        return math.prod(self.shape) * self.dtype.itemsize


def header(content: bytes) -> Header:
    """Read the header at the beginning of a `.npy` file.

    Args:
        content: at least the first `LONGEST_HEADER + 12` bytes, or all of it.

    Raises:
        ValueError: it has none, or one of another form.
    """
    wide = {b"\x01": 2, b"\x02": 4, b"\x03": 4}.get(content[6:7])
    if content[:6] != b"\x93NUMPY" or wide is None:
        raise ValueError("no header of an array")
    begins = 8 + wide + int.from_bytes(content[8 : 8 + wide], "little")
    if begins > LONGEST_HEADER:
        raise ValueError("the header is too long")
    found = FORM.fullmatch(content, 8 + wide, begins) if begins <= len(content) else None
    if not found:
        raise ValueError("the header describes no array of numbers")
    shape = tuple(int(side) for side in found[3].replace(b"L", b"").split(b",") if side.strip())
    if len(shape) > MOST_AXES:
        raise ValueError("too many axes")
    return Header(np.dtype(found[1].decode()), found[2] == b"True", shape, begins)


def array(archive: zipfile.ZipFile, name: str, *, most: int) -> npt.NDArray[np.generic]:
    """Read an array of a `.npz`.

    Args:
        archive: from `bounded_zip.zip_archive`.
        name: of the array, without `.npy`.
        most: bytes of numbers that it may have.

    Raises:
        KeyError: there is none of that name.
        ValueError: it is no array of numbers, or its header and its bytes do not agree.
        zipfile.BadZipFile: it is damaged, or longer than `most`.
    """
    member = archive.getinfo(f"{name}.npy")
    start = bytearray()
    for piece in bounded_zip.pieces(archive, member, most=most + LONGEST_HEADER):
        start += piece
        break
    said = header(bytes(start[: LONGEST_HEADER + 12]))
    if said.nbytes > min(most, member.compress_size * bounded_zip.DEFLATE_AT_MOST):
        raise ValueError("more data than can be there")
    content = bounded_zip.unpacked(archive, member, most=said.begins + said.nbytes)
    if len(content) != said.begins + said.nbytes:
        raise ValueError("the header and the data differ in length")
    numbers = np.frombuffer(content, said.dtype, offset=said.begins)
    return numbers.reshape(said.shape, order="F" if said.columns_first else "C")
