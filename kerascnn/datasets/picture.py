"""One picture of any kind: upright, opaque, eight bits a channel, or an error that names the file.

What decodes it is a process of its own, within limits: `picture_decoder`.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.dataset import Images
from kerascnn.datasets.decoding import decode, folder_of
from kerascnn.datasets.picture_decoder import MOST_FRAMES, MOST_PIXELS
from kerascnn.errors import InputError, WorkError
from kerascnn.language import N_, _

if TYPE_CHECKING:
    from PIL import Image

__all__ = [
    "MOST_PIXELS",
    "NOT_READ",
    "SUFFIXES",
    "EndlessPictureError",
    "Fit",
    "Header",
    "as_array",
    "header",
    "indices",
    "load",
    "read",
    "remarks",
    "size_of",
    "with_header",
]

Fit = Literal["crop", "pad", "stretch"]
"""How a picture is brought to a size: its middle is cut out, it is laid whole on black, or it is stretched."""

HEIF = (".heic", ".heif")
READS_HEIF = folder_of("pillow_heif") is not None

SUFFIXES = (
    ".apng", ".avif", ".bmp", ".dib", ".gif", ".jfif", ".jif", ".jpe", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".pnm",
    ".ppm", ".tif", ".tiff", ".webp", *(HEIF if READS_HEIF else ()),
)  # fmt: skip
NOT_READ = (
    ".arw", ".cr2", ".cr3", ".dng", ".ico", ".j2k", ".jp2", ".jxl", ".nef", ".pcx", ".psd", ".raw", ".svg", ".tga",
    *(() if READS_HEIF else HEIF),
)  # fmt: skip
"""Endings of pictures that are not read here."""


class EndlessPictureError(InputError):
    """A picture takes more time or memory than one of its size."""


REFUSED = {
    "colours": N_("{path}: is a picture in colours ({mode}); expected a number a pixel, in grey or with a palette"),
    "deep": N_("{path}: has more than 8 bits a pixel ({mode}); expected class numbers from 0 to 255"),
    "damaged": N_("{path}: the picture is damaged or cut short; get the file again or take it out"),
    "dark": N_(
        "{path}: has more than 8 bits a channel but no number above {highest}, which 8 bits would show as black; "
        "save it with 8 bits"
    ),
    "device": N_("{path} is a pipe or a device, not a file; give the name of a picture"),
    "ended": N_("{path}: the picture is damaged: what decodes it broke off; get the file again or take it out"),
    "float": N_("{path}: holds numbers that are no brightness of 8 or 16 bits; save it as PNG or JPEG first"),
    "folder": N_("{path} is a folder; give the name of a file"),
    "format": N_("{path}: no picture that can be read; expected PNG, JPEG, GIF, BMP, TIFF, WebP, AVIF or PPM"),
    "heif": N_(
        "{path}: a HEIC picture, which is read where pillow-heif is installed: `pip install pillow-heif`; or save it "
        "as JPEG or PNG first"
    ),
    "key": N_("{path}: 16 bits of grey with a transparent value, which is not read here; save it with 8 bits"),
    "long": N_("{path}: has {bytes:,} bytes, more than a picture; give a smaller one"),
    "memory": N_("{path}: takes more memory to decode than a picture of its size; save it anew or take it out"),
    "pixels": N_("{path}: its header promises {width} x {height} pixels, more than {most:,}; give a smaller picture"),
    "pointer": N_("{path} is a Git LFS pointer, not the file itself; run `git lfs pull` in its repository"),
    "range": N_(
        "{path}: holds whole numbers from {lowest:,} to {highest:,}, and does not say which is white; save it with 8 "
        "or 16 bits"
    ),
    "time": N_("{path}: takes longer to decode than a picture of its size; save it anew or take it out"),
}


class Header(NamedTuple):
    """What a picture's file says of it.

    Attributes:
        height: in pixels, upright.
        width: likewise.
        format: as Pillow names it: "JPEG", "PNG", ...
    """

    height: int
    width: int
    format: str


def header(path: Path) -> Header:
    """What a picture's file says of it; the pixels are not decoded, and how the camera was held is not looked at.

    Raises:
        InputError: as `load`, where that can be seen without decoding.
    """
    request = {"path": os.path.abspath(path), "channels": 3, "size": None, "at_least": None, "look": True}  # noqa: PTH100
    said, _pixels = decode(request)
    if "refused" in said:
        raise _refused(path, said)
    return Header(said["height"], said["width"], said["format"])


def with_header(
    path: Path, *, size: tuple[int, int], channels: Literal[1, 3], fit: Fit = "stretch"
) -> tuple[Images, Header]:
    """A picture as `read` gives it, and what its file says of it.

    Raises:
        InputError: as `load`.
    """
    said, pixels = _decoded(path, channels=channels, size=size, at_least=size, fit=fit)
    return pixels, Header(said["height"], said["width"], said["format"])


def read(path: Path, *, size: tuple[int, int], channels: Literal[1, 3], fit: Fit = "stretch") -> Images:
    """Read a picture as an array.

    Args:
        path: a picture in one of the formats of `picture_decoder.FORMATS`; of an animation, the first frame is taken.
        size: height and width to bring it to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        fit: how.

    Returns:
        uint8, `(height, width, channels)`.

    Raises:
        InputError: as `load`.
    """
    return _decoded(path, channels=channels, size=size, at_least=size, fit=fit)[1]


def load(path: Path, *, channels: Literal[1, 3], at_least: tuple[int, int] | None = None) -> "Image.Image":
    """Read a picture as a Pillow image in mode "L" or "RGB".

    It is turned as its EXIF orientation says, transparency becomes white paper, and 16 bits become 8.

    Args:
        path: the file.
        channels: 1 for "L", 3 for "RGB".
        at_least: height and width in pixels; a JPEG may be decoded at a fraction of its size that is not smaller.

    Raises:
        InputError: the file is missing, is no picture, is damaged or cut short, has more than `MOST_PIXELS`, takes
            more memory or time than a picture of its size, or holds numbers that are no brightness.
        WorkError: the process that decodes pictures cannot be started.
    """
    from PIL import Image

    pixels = _decoded(path, channels=channels, at_least=at_least)[1]
    return Image.fromarray(pixels[..., 0] if channels == 1 else pixels)


def as_array(path: Path, *, grey: bool) -> tuple[Images, tuple[str, ...]]:
    """A picture of any size as an array, with what was done to it.

    Args:
        path: the file.
        grey: one channel instead of three; a picture that has no colours is grey in any case.

    Returns:
        `(height, width, channels)` uint8, and `remarks(path)`.

    Raises:
        InputError: as `load`.
    """
    said, pixels = _decoded(path, channels=1 if grey else 3, frames=True)
    if pixels.shape[-1] == 3 and all(np.array_equal(pixels[..., 0], pixels[..., channel]) for channel in (1, 2)):
        pixels = pixels[..., :1]
    return pixels, _remarks(path, said)


def remarks(path: Path) -> tuple[str, ...]:
    """What `load` does to a picture that a person should know: one sentence each, in the reader's language.

    Args:
        path: a picture that `load` can read.

    Raises:
        InputError: as `load`.
    """
    return _remarks(path, _decoded(path, channels=3, size=(1, 1), frames=True)[0])


def size_of(path: Path) -> tuple[int, int]:
    """Height and width of a picture in pixels, upright, after it was read to its end.

    Raises:
        InputError: as `load`.
    """
    said = _decoded(path, channels=1, size=(1, 1), at_least=(1, 1))[0]
    return said["height"], said["width"]


def indices(path: Path) -> npt.NDArray[np.uint8]:
    """The numbers of the pixels as they stand in a file, `(height, width)`: of a palette, the places in it.

    Raises:
        InputError: as `load`, or it is a picture in colours.
    """
    return _decoded(path, channels=1, indices=True)[1][..., 0]


def _remarks(path: Path, said: dict[str, Any]) -> tuple[str, ...]:
    sentences = []
    if said["frames"] > MOST_FRAMES:
        text = _("{path} has more than {count:,} frames; the first is taken")
        sentences.append(text.format(path=path, count=MOST_FRAMES))
    elif said["frames"] > 1:
        sentences.append(_("{path} has {count} frames; the first is taken").format(path=path, count=said["frames"]))
    if said["transparent"]:
        sentences.append(_("{path} has transparency; it is laid on white").format(path=path))
    if said["bits"] in (12, 16):
        text = _("{path} has {bits} bits a channel; the upper 8 are shown")
        sentences.append(text.format(path=path, bits=said["bits"]))
    return tuple(sentences)


def _decoded(
    path: Path,
    *,
    channels: Literal[1, 3],
    size: tuple[int, int] | None = None,
    at_least: tuple[int, int] | None = None,
    fit: Fit = "stretch",
    frames: bool = False,
    indices: bool = False,
) -> tuple[dict[str, Any], Images]:
    """What the decoding process says of a picture, and its pixels.

    Raises:
        InputError: it is refused.
    """
    request = {
        "path": os.path.abspath(path),  # noqa: PTH100 (`absolute` raises errors of its own)
        "channels": channels,
        "size": size,
        "fit": fit,
        "at_least": at_least,
        "frames": frames,
        "indices": indices,
    }
    said, pixels = decode(request)
    if pixels is not None:
        return said, pixels
    raise _refused(path, said)


def _refused(path: Path, said: dict[str, Any]) -> InputError | WorkError:
    """The error for a picture that is not decoded, and why."""
    reason = said["refused"]
    if reason == "system":
        return _system_error(path, said["errno"])
    text = _(REFUSED.get(reason, REFUSED["damaged"]))
    kind = EndlessPictureError if reason in ("time", "memory") else InputError
    return kind(text.format(path=path, most=MOST_PIXELS, **{key: said[key] for key in said if key != "refused"}))


def _system_error(path: Path, number: int) -> InputError | WorkError:
    error = OSError(number, os.strerror(number))
    if isinstance(error, FileNotFoundError):
        return InputError(_("{path} does not exist").format(path=path))
    return InputError(_("cannot read {path}: {reason}").format(path=path, reason=error.strerror))
