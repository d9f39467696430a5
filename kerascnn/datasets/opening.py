"""Open a folder of pictures: which folder is a class or a part, which pictures are damaged, what is left out."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np

from kerascnn import checks, files
from kerascnn.datasets import picture
from kerascnn.datasets.folder import ImageFolder
from kerascnn.datasets.layout import layout_of
from kerascnn.datasets.search import Search
from kerascnn.errors import DamagedPicturesError, InputError
from kerascnn.git_lfs import is_pointer
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["open_folder"]

MOST_NAMED = 10
MOST_ENDLESS = 3
ARCHIVES = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip")


def open_folder(
    path: Path | str, *, size: tuple[int, int], channels: Literal[1, 3] = 3, skip_bad: bool = False
) -> ImageFolder:
    """Open a folder with one folder a class, or with parts such as `train/` and `test/` that have one folder a class.

    Every picture is read once, so that all damaged ones are known before anything is trained. Pictures may lie in
    folders within a class's folder; what the system leaves behind, hidden files, and links that lead out of `path`,
    are left out. What names a part, and where the classes may lie, `layout` says.

    Args:
        path: the folder.
        size: height and width that every picture is stretched to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        skip_bad: leave damaged pictures out instead of raising; `damaged` says which.

    Raises:
        InputError: there are not at least two classes with pictures, or the parts have other classes.
        DamagedPicturesError: pictures are damaged; the sentence names them all.
    """
    path = Path(path)
    for name, side in zip(("height", "width"), size, strict=True):
        checks.whole(name, side, at_least=1)
    if channels not in (1, 3):
        raise InputError(_("channels is {channels!r}; expected 1 or 3").format(channels=channels))
    files.check_is_folder(path)
    search = Search(path)
    layout = layout_of(search)
    if not layout.classes:
        raise _no_class(path)
    members = [
        (file, label, part)
        for label, folders in enumerate(layout.classes.values())
        for folder, part in folders
        for file in search.pictures(folder)
    ]
    _check_classes(path, tuple(layout.classes))
    damaged = _damaged([file for file, _label, _part in members], size, channels)
    if damaged and not skip_bad:
        raise _all_named(path, damaged, len(members))
    for file in damaged:
        search.left_out.add("damaged", str(file.relative_to(path)))
    for folder in layout.left_out:
        search.left_out.add("folder", f"{folder.relative_to(path)}/")
    members = [member for member in members if member[0] not in damaged]
    names = tuple(map(visible, layout.classes))
    _check_some_left(path, names, [label for _file, label, _part in members])
    return ImageFolder(
        path=path,
        files=tuple(file for file, _label, _part in members),
        labels=np.array([label for _file, label, _part in members], np.int64),
        class_names=names,
        size=size,
        channels=channels,
        parts=np.array([part for _file, _label, part in members]) if len(layout.parts) > 1 else None,
        part_names={part: folder.name for part, folder in layout.parts.items()},
        damaged=tuple(damaged.values()),
        left_out=search.left_out,
    )


def _damaged(files: list[Path], size: tuple[int, int], channels: Literal[1, 3]) -> dict[Path, str]:
    """What is wrong with each picture that cannot be read.

    Raises:
        DamagedPicturesError: several take more time or memory than a picture of their size: the sum would be hours.
    """
    endless: list[str] = []

    def wrong(file: Path) -> str:
        if len(endless) > MOST_ENDLESS:
            return endless[0]
        try:
            picture.read(file, size=size, channels=channels)
        except picture.EndlessPictureError as error:
            endless.append(str(error))
            return str(error)
        except InputError as error:
            return str(error)
        return ""

    # What decodes is a process for each thread.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = {file: sentence for file, sentence in zip(files, threads.map(wrong, files), strict=True) if sentence}
    if len(endless) > MOST_ENDLESS:
        text = _("{sentence}; it is not the only one here, so the rest was not looked at")
        raise DamagedPicturesError(text.format(sentence=endless[0]))
    return found


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


def _check_classes(path: Path, names: tuple[str, ...]) -> None:
    if len(names) == 1:
        text = _("{path}: has one class, {name}; expected at least two folders, one a class")
        raise InputError(text.format(path=path, name=names[0]))


def _check_some_left(path: Path, names: tuple[str, ...], labels: list[int]) -> None:
    present = set(labels)
    for label, name in enumerate(names):
        if label not in present:
            text = _("{path}: no picture of the class {name} can be read; get them again or take the folder out")
            raise InputError(text.format(path=path, name=name))


def _no_class(path: Path) -> InputError:
    """The error for a folder without classes: what is there instead."""
    endings = Counter(entry.suffix.lower() or _("without an ending") for entry in path.iterdir() if entry.is_file())
    if not endings:
        text = _("{path}: holds no picture; expected one folder a class, with its pictures in it")
        return InputError(text.format(path=path))
    some = ", ".join(f"{count:,} {ending}" for ending, count in endings.most_common(4))
    if any(ending in picture.SUFFIXES for ending in endings):
        text = _("{path}: holds pictures ({some}) but no folder a class; expected one folder a class with its pictures")
    elif any(ending in ARCHIVES for ending in endings):
        text = _("{path}: holds archives ({some}) and no folder with pictures; unpack them first")
    else:
        text = _("{path}: holds files ({some}) that are no data set known here, and no folder a class with pictures")
    return InputError(text.format(path=path, some=some))
