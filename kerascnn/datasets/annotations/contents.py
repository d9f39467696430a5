"""The files of a folder, and which picture a name in an annotation means."""

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kerascnn.datasets.layout import part_of
from kerascnn.datasets.picture import NOT_READ, SUFFIXES
from kerascnn.datasets.search import LeftOut, Search
from kerascnn.datasets.text_files import decoded
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _

__all__ = ["LISTS", "Contents", "check_names", "class_list", "class_name", "part", "text_of"]

LARGEST_TEXT = 2**24
MOST_CLASSES = 10_000
LISTS = ("classes.txt", "class_names.txt", "labels.txt", "obj.names", "clases.txt")
"""Files with the name of a class a line."""


@dataclass
class Contents:
    """What lies in a folder; what a link brings in from outside is not among it.

    Attributes:
        root: the folder.
        pictures: the pictures.
        others: all other files.
        not_read: pictures of a kind that is not read, counted; they are among the others.
    """

    root: Path
    pictures: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    not_read: LeftOut = field(default_factory=LeftOut)

    def __post_init__(self) -> None:
        for file in Search(self.root).files(self.root):
            (self.pictures if file.suffix.lower() in SUFFIXES else self.others).append(file)
            if file.suffix.lower() in NOT_READ:
                self.not_read.add("not read", str(file.relative_to(self.root)))
        self._by_path = {each.relative_to(self.root).as_posix(): each for each in self.pictures}
        self._by_name: dict[str, list[Path]] = {}
        for each in self.pictures:
            self._by_name.setdefault(each.name, []).append(each)
        self._by_stem: dict[str, dict[Path, Path]] = {}
        for each in self.pictures:
            self._by_stem.setdefault(each.stem, {})[each.parent] = each

        self._folders = {
            each.parent.relative_to(self.root).as_posix().lower(): each.parent
            for each in (*self.pictures, *self.others)
        }

    def with_suffix(self, *suffixes: str) -> Iterator[Path]:
        """The other files with one of some endings."""
        return (each for each in self.others if each.suffix.lower() in suffixes)

    def picture(self, name: str, beside: Path) -> Path | None:
        """The picture that a name means, from wherever its annotation was written; None where there is none such.

        Only pictures of the folder are found, whatever the name says: `../../photo.jpg` leads nowhere.

        Args:
            name: a name, or a path of another machine, of which the end is compared.
            beside: the file that names it: of several pictures the nearest to it is meant.

        Raises:
            InputError: several are as near.
        """
        wanted = PurePosixPath(name.replace("\\", "/"))
        # Frames of a thousand films have the same names: the path itself is tried before they are compared.
        for folder in (beside.parent.relative_to(self.root), Path()):
            exact = self._by_path.get((folder / wanted).as_posix())
            if exact:
                return exact
        found = self._by_name.get(wanted.name, [])
        if len(found) > 1:
            length = len(wanted.parts)
            found = [each for each in found if each.parts[-length:] == wanted.parts] or found
        if len(found) > 1:
            near = [_shared(each.parent, beside.with_suffix("")) for each in found]
            found = [each for each, shared in zip(found, near, strict=True) if shared == max(near)]
        if len(found) > 1:
            text = _("{count} pictures are called {name}, such as {first} and {second}; name the folder too")
            first, second = (each.relative_to(self.root) for each in found[:2])
            raise InputError(text.format(count=len(found), name=wanted.name, first=first, second=second))
        return found[0] if found else None

    def called(self, stem: str, beside: Path) -> Path | None:
        """The picture that has a name without its ending: beside a file, else the only one of the folder."""
        found = self._by_stem.get(stem, {})
        if beside.parent in found:
            return found[beside.parent]
        return next(iter(found.values())) if len(found) == 1 else None

    def of_stem(self, folder: Path, stem: str) -> Path | None:
        """The picture in one folder that has a name without its ending."""
        return self._by_stem.get(stem, {}).get(folder)

    def counterparts(self, folder: Path, words: Sequence[str], others: Sequence[str]) -> list[Path]:
        """The folders that belong to one of pictures, or of labels: `labels/train` belongs to `images/train`.

        Args:
            folder: the folder, within `root`.
            words: what the part of its path is called that is exchanged, in small letters; the last that is.
            others: what may stand in its place.

        Returns:
            Those that have files, in the order of the words; none if no part is a word.
        """
        parts = [each.lower() for each in folder.relative_to(self.root).parts]
        for place in reversed(range(len(parts))):
            if parts[place] in words:
                changed = ["/".join([*parts[:place], other, *parts[place + 1 :]]) for other in others]
                return [self._folders[each] for each in changed if each in self._folders]
        return []


def _shared(folder: Path, file: Path) -> tuple[int, int]:
    """How near a folder is to a file: by the words that they share, as `train2017` and `instances_train2017` do."""
    words = {word for part in file.parts for word in part.replace("-", "_").split("_")}
    return len(words.intersection(folder.parts)), len(os.path.commonpath([folder, file]))


def part(file: Path, root: Path) -> str:
    """The part of the data set that a file is of, by the folders that it lies in; "" where none says so."""
    found = (part_of(name) for name in reversed(file.parent.relative_to(root).parts))
    return next((each for each in found if each), "")


def text_of(file: Path, most: int = LARGEST_TEXT) -> str:
    """A text file, read within limits, in whatever encoding it is.

    Raises:
        InputError: it is longer, is no text, or cannot be read.
    """
    check_no_pointer(file)
    try:
        with file.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        raise InputError(_("cannot read {path}: {reason}").format(path=file, reason=error.strerror)) from error
    if len(content) > most:
        text = _("{path}: is longer than {most:,} bytes; no annotations are so long")
        raise InputError(text.format(path=file, most=most))
    return decoded(content, file).text


def class_name(text: str) -> str:
    r"""The name of a class without the blanks around it; a letter with an accent is one sign, as keyboards give it.

    >>> class_name(" cami\u006f\u0301n ") == "cami\u00f3n"
    True
    """
    return unicodedata.normalize("NFC", text.strip())


def class_list(contents: Contents) -> tuple[Path, tuple[str, ...]] | None:
    """The file that lists the classes, and their names; None where there is none.

    Raises:
        InputError: a name stands twice in it, or differs from another by its capitals alone.
    """
    files = [each for each in contents.others if each.name.lower() in LISTS]
    if not files:
        return None
    file = min(files, key=lambda each: (len(each.parts), each))
    names = [class_name(line) for line in text_of(file).splitlines()]
    while names and not names[-1]:
        names.pop()
    check_names(file, list(enumerate(names, start=1)))
    return file, tuple(names)


def check_names(file: Path, names: list[tuple[int, str]]) -> None:
    """Check the names of classes.

    Args:
        file: where they stand.
        names: each with its line.

    Raises:
        InputError: there is none, one is empty, stands twice, or differs from another by its capitals alone.
    """
    if not names:
        raise InputError(_("{path}: lists no class; expected a name a line").format(path=file))
    if len(names) > MOST_CLASSES:
        raise InputError(_("{path}: lists {count:,} classes, more than {most:,}").format(
            path=file, count=len(names), most=MOST_CLASSES))  # fmt: skip
    known: dict[str, str] = {}
    for line, name in names:
        before = known.get(name.casefold())
        if not name:
            text = _("{path}, line {line}: is empty; expected the name of a class")
        elif before == name:
            text = _("{path}, line {line}: the class {name!r} stands there twice")
        else:
            text = _("{path}, line {line}: the class {name!r} differs from {usual!r} by its capitals alone")
        if not name or before is not None:
            raise InputError(text.format(path=file, line=line, name=name, usual=before))
        known[name.casefold()] = name
