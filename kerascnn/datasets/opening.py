"""Open a folder of pictures: each is read once, so that all damaged ones are known before anything is trained."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np

from kerascnn import checks
from kerascnn.datasets import picture
from kerascnn.datasets.decoded_cache import DecodedCache, kept
from kerascnn.datasets.folder import ImageFolder
from kerascnn.datasets.listing import Listing, listed
from kerascnn.datasets.picture import Fit
from kerascnn.errors import DamagedPicturesError, InputError
from kerascnn.git_lfs import is_pointer
from kerascnn.language import _
from kerascnn.paths import takes_texts

__all__ = ["open_folder", "open_listing"]

MOST_NAMED = 10
MOST_ENDLESS = 3
DIGEST = 16
"""Bytes by which pictures are told apart."""


@takes_texts
def open_folder(
    path: Path | str,
    *,
    size: tuple[int, int],
    channels: Literal[1, 3] = 3,
    skip_bad: bool = False,
    fit: Fit = "stretch",
    labels: Path | None = None,
    one_level: bool = True,
) -> ImageFolder:
    """Open a folder with one folder a class, or with parts such as `train/` and `test/` that have one folder a class.

    Pictures may lie in folders within a class's folder; what the system leaves behind, hidden files, and links that
    lead out of `path`, are left out. What names a part, and where the classes may lie, `layout` says.

    Args:
        path: the folder.
        size: height and width that every picture is brought to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        skip_bad: leave damaged pictures out instead of raising; `damaged` says which.
        fit: how they are brought to the size: "stretch", "crop" or "pad".
        labels: a table of names and classes, as `LabelTable` reads it, in place of one folder a class.
        one_level: refuse folders of classes that all hold the same folders, which could be the classes instead.

    Raises:
        InputError: there are not at least two classes with pictures, the parts have other classes, or the table names
            what is not there.
        DamagedPicturesError: pictures are damaged; the sentence names them all.
    """
    _check_shape(size, channels)
    found = listed(path, labels, one_level=one_level)
    return open_listing(found, size=size, channels=channels, skip_bad=skip_bad, fit=fit)


def open_listing(
    listing: Listing,
    *,
    size: tuple[int, int],
    channels: Literal[1, 3] = 3,
    skip_bad: bool = False,
    fit: Fit = "stretch",
    keep: bool = False,
) -> ImageFolder:
    """Open the pictures of a folder that were found.

    Args:
        listing: which they are.
        size: as for `open_folder`.
        channels: likewise.
        skip_bad: likewise.
        fit: likewise.
        keep: keep all pictures decoded on disk, where there is room.

    Raises:
        InputError: nothing of a class can be read.
        DamagedPicturesError: pictures are damaged; the sentence names them all.
    """
    _check_shape(size, channels)
    cache = kept(len(listing.files), (*size, channels)) if keep else None
    examined = _Examination(size, channels, fit, cache)
    damaged = examined.of(listing.files)
    if damaged and not skip_bad:
        raise _all_named(listing.path, damaged, len(listing.files))
    numbers = [number for number, file in enumerate(listing.files) if file not in damaged]
    listing = listing.without(damaged)
    return ImageFolder(
        path=listing.path,
        files=listing.files,
        labels=np.array(listing.labels, np.int64),
        class_names=listing.class_names,
        size=size,
        channels=channels,
        parts=np.array(listing.parts) if len(listing.part_names) > 1 else None,
        part_names=listing.part_names,
        damaged=tuple(damaged.values()),
        left_out=listing.left_out,
        fit=fit,
        headers=tuple(examined.headers[file] for file in listing.files),
        digests=tuple(examined.digests[file] for file in listing.files),
        cache=cache,
        numbers=tuple(numbers),
        said=listing.said,
    )


def _check_shape(size: tuple[int, int], channels: int) -> None:
    for name, side in zip(("height", "width"), size, strict=True):
        checks.whole(name, side, at_least=1)
    if channels not in (1, 3):
        raise InputError(_("channels is {channels!r}; expected 1 or 3").format(channels=channels))


class _Examination:
    """Every picture is decoded once: what is wrong with it, what its file says, which other is the same.

    Args:
        size: height and width in pixels.
        channels: 1 or 3.
        fit: how they are brought to the size.
        cache: keeps them; None for nothing.
    """

    def __init__(self, size: tuple[int, int], channels: Literal[1, 3], fit: Fit, cache: DecodedCache | None) -> None:
        self.size, self.fit, self.cache = size, fit, cache
        self.channels: Literal[1, 3] = channels
        self.headers: dict[Path, picture.Header] = {}
        self.digests: dict[Path, bytes] = {}
        self._endless: list[str] = []

    def of(self, files: tuple[Path, ...]) -> dict[Path, str]:
        """What is wrong with each picture that cannot be read.

        Raises:
            DamagedPicturesError: several take more time or memory than a picture of their size: the sum would be hours.
        """
        # What decodes is a process for each thread.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            sentences = list(threads.map(self._wrong, files, range(len(files))))
        if len(self._endless) > MOST_ENDLESS:
            text = _("{sentence}; it is not the only one here, so the rest was not looked at")
            raise DamagedPicturesError(text.format(sentence=self._endless[0]))
        return {file: sentence for file, sentence in zip(files, sentences, strict=True) if sentence}

    def _wrong(self, file: Path, number: int) -> str:
        if len(self._endless) > MOST_ENDLESS:
            return self._endless[0]
        try:
            pixels, header = picture.with_header(file, size=self.size, channels=self.channels, fit=self.fit)
        except picture.EndlessPictureError as error:
            self._endless.append(str(error))
            return str(error)
        except InputError as error:
            return str(error)
        self.headers[file] = header
        self.digests[file] = hashlib.blake2b(pixels.data, digest_size=DIGEST).digest()
        if self.cache is not None:
            self.cache.put(number, pixels)
        return ""


def _all_named(path: Path, damaged: dict[Path, str], total: int) -> DamagedPicturesError:
    if len(damaged) == 1:
        return DamagedPicturesError(next(iter(damaged.values())))
    pointers = [file for file in damaged if is_pointer(file)]
    if pointers:
        text = _("{path}: {count} of {total} pictures are Git LFS pointers, such as {name}; run `git lfs pull` first")
        name = pointers[0].relative_to(path)
        return DamagedPicturesError(text.format(path=path, count=len(pointers), total=total, name=name))
    names = ", ".join(str(file.relative_to(path)) for file in list(damaged)[:MOST_NAMED])
    if len(damaged) > MOST_NAMED:
        names = _("{names} and {count} more").format(names=names, count=len(damaged) - MOST_NAMED)
    text = _("{path}: {count} of {total} pictures cannot be read: {names}; take them out or get them again")
    return DamagedPicturesError(text.format(path=path, count=len(damaged), total=total, names=names))
