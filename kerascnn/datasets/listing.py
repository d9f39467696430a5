"""Which pictures of a folder are of which class and part, before any of them is read."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kerascnn import files
from kerascnn.datasets import picture, unnamed
from kerascnn.datasets.label_table import LabelTable
from kerascnn.datasets.layout import in_order, layout_of
from kerascnn.datasets.search import LeftOut, Search
from kerascnn.datasets.text_files import UTF_8
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["Listing", "listed"]

MOST_LOOKED_AT = 200
MOST_WORDS = 10
ARCHIVES = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip")


@dataclass(frozen=True)
class Listing:
    """The pictures of a folder by their names.

    Attributes:
        path: the folder.
        files: one path a picture.
        labels: of each, the number of its class.
        parts: of each, "train", "validation" or "test"; "" where the folder has no parts.
        class_names: one name a class.
        part_names: what the parts are called.
        left_out: what was not taken, counted.
        said: what else is to be said of it, a line each.
    """

    path: Path
    files: tuple[Path, ...]
    labels: tuple[int, ...]
    parts: tuple[str, ...]
    class_names: tuple[str, ...]
    part_names: Mapping[str, str]
    left_out: LeftOut
    said: tuple[str, ...] = ()

    def without(self, damaged: Mapping[Path, str]) -> "Listing":
        """The same without the pictures that cannot be read.

        Raises:
            InputError: nothing of a class is left.
        """
        kept = [number for number, file in enumerate(self.files) if file not in damaged]
        for file in damaged:
            self.left_out.add("damaged", str(file.relative_to(self.path)))
        present = {self.labels[number] for number in kept}
        for label, name in enumerate(self.class_names):
            if label not in present:
                text = _("{path}: no picture of the class {name} can be read; get them again or take the folder out")
                raise InputError(text.format(path=self.path, name=name))
        return Listing(
            self.path,
            tuple(self.files[number] for number in kept),
            tuple(self.labels[number] for number in kept),
            tuple(self.parts[number] for number in kept),
            self.class_names,
            self.part_names,
            self.left_out,
            self.said,
        )


def listed(path: Path | str, labels: Path | None = None, *, one_level: bool = True) -> Listing:
    """Find the pictures of a folder.

    Args:
        path: with one folder a class, or with parts such as `train/` and `test/` that have one folder a class.
        labels: a table of names and classes, for a folder in any order; None for folders.
        one_level: as for `layout_of`.

    Raises:
        InputError: there are not at least two classes with pictures, two have the same name but for capitals, the
            parts have other classes, or the table names what is not there.
    """
    path = Path(path)
    files.check_is_folder(path)
    if labels is not None:
        found = _by_table(path, labels)
        _check_classes(labels, found)
        return found
    try:
        found = _by_folders(path, one_level=one_level)
        _check_classes(path, found)
    except InputError:
        _check_not_annotated(path)
        _check_not_packed(path)
        raise
    return found


def _check_not_packed(path: Path) -> None:
    """Say of a folder without classes that it has a data set in files with many pictures each.

    Raises:
        InputError: it has.
    """
    try:
        packed = unnamed.find(path)
    except InputError:
        return
    if packed:
        text = _(
            "{path}: holds {kind}, with all pictures in a few files; `kerascnn train-mnist --data-dir {path}` trains "
            "on them, as train-fashion-mnist and train-cifar10 do"
        )
        raise InputError(text.format(path=path, kind=visible(packed.kind)))


def _check_not_annotated(path: Path) -> None:
    """Say of a folder without classes that it has annotations.

    Raises:
        InputError: it has.
    """
    from kerascnn.datasets import annotations  # a folder of classes needs none of it

    try:
        forms = annotations.detect(path)
    except InputError:
        return
    if forms:
        text = _(
            "{path}: is annotated ({form}) and has no folder a class; train-detector takes boxes, train-segmenter masks"
        )
        raise InputError(text.format(path=path, form=", ".join(forms)))


def _by_folders(path: Path, *, one_level: bool) -> Listing:
    search = Search(path)
    layout = layout_of(search, one_level=one_level)
    if not layout.classes:
        raise _no_class(path)
    members = [
        (file, label, part)
        for label, folders in enumerate(layout.classes.values())
        for folder, part in folders
        for file in search.pictures(folder)
    ]
    for folder in layout.left_out:
        search.left_out.add("folder", f"{folder.relative_to(path)}/")
    has_parts = len(layout.parts) > 1
    return Listing(
        path,
        tuple(file for file, _label, _part in members),
        tuple(label for _file, label, _part in members),
        tuple(part if has_parts else "" for _file, _label, part in members),
        tuple(map(visible, layout.classes)),
        {part: folder.name for part, folder in layout.parts.items()},
        search.left_out,
    )


def _by_table(path: Path, labels: Path) -> Listing:
    table = LabelTable.read(labels, path)
    search = Search(path)
    named = {row.file for row in table.rows}
    for file in search.pictures(path):
        if file not in named:
            search.left_out.add("loose", str(file.relative_to(path)))
    names = in_order({row.name for row in table.rows})
    number = {name: label for label, name in enumerate(names)}
    return Listing(
        path,
        tuple(row.file for row in table.rows),
        tuple(number[row.name] for row in table.rows),
        tuple(row.part for row in table.rows),
        tuple(map(visible, names)),
        {part: part for part in ("train", "validation", "test") if any(row.part == part for row in table.rows)},
        search.left_out,
        _encoding_said(labels, table.encoding),
    )


def _encoding_said(path: Path, encoding: str) -> tuple[str, ...]:
    if encoding == UTF_8:
        return ()
    return (visible(_("{path} is in {encoding}, not UTF-8").format(path=path, encoding=encoding)),)


def _check_classes(path: Path, found: Listing) -> None:
    names = found.class_names
    if len(names) == 1:
        text = _("{path}: has one class, {name}; expected at least two folders, one a class")
        words = _first_words(found.files)
        if path.is_file():
            text = _("{path}: names one class, {name}; expected at least two")
        elif words:
            text = _(
                "{path}: has one class, {name}; the names of its pictures begin with {words}: if these are the "
                "classes, put each into a folder of its own, or name them in a table for --labels"
            )
        raise InputError(text.format(path=path, name=names[0], words=", ".join(words)))
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            text = _("{path}: the classes {one} and {other} differ in capitals alone; give both one name, or others")
            raise InputError(text.format(path=path, one=other, other=name))


def _no_class(path: Path) -> InputError:
    """The error for a folder without classes: what is there instead.

    Raises:
        InputError: a file is a pointer of Git LFS.
    """
    for entry in sorted(path.iterdir())[:MOST_LOOKED_AT]:
        check_no_pointer(entry)
    endings = Counter(entry.suffix.lower() or _("without an ending") for entry in path.iterdir() if entry.is_file())
    if not endings:
        text = _("{path}: holds no picture; expected one folder a class, with its pictures in it")
        return InputError(text.format(path=path))
    pictures = Counter({ending: count for ending, count in endings.items() if ending in picture.SUFFIXES})
    some = ", ".join(f"{count:,} {ending}" for ending, count in (pictures or endings).most_common(4))
    if pictures:
        text = _("{path}: holds pictures ({some}) but no folder a class; expected one folder a class with its pictures")
    elif any(ending in ARCHIVES for ending in endings):
        text = _("{path}: holds archives ({some}) and no folder with pictures; unpack them first")
    else:
        text = _("{path}: holds files ({some}) that are no data set known here, and no folder a class with pictures")
    return InputError(text.format(path=path, some=some))


def _first_words(pictures: Sequence[Path]) -> list[str]:
    """The words that names begin with, as in `cat.0.jpg` and `dog_7.png`, where there are a few, each of several."""
    words = Counter(match[0] for each in pictures if (match := re.match(r"[^\W\d_]+", each.name)))
    few = 2 <= len(words) <= MOST_WORDS and words.total() == len(pictures)
    return sorted(map(visible, words)) if few and min(words.values()) > 1 else []
