"""Who is known: the encodings of people's pictures, in a file."""

import json
import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn import files
from kerascnn.datasets import SkippedWarning
from kerascnn.datasets.picture import NOT_READ, SUFFIXES
from kerascnn.datasets.search import LeftOut, is_litter
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import lies_in
from kerascnn.runs.fields import LARGEST, Fields, from_json
from kerascnn.shapes.places import shown
from kerascnn.untrusted_text import visible

__all__ = ["FILE_NAME", "Enrolment", "Person", "files_of"]

FILE_NAME = "enrolled.json"
"""Beside the network, where no other name is given."""
MOST_PEOPLE, MOST_PICTURES = 2_000, 3_000
"""That are enrolled together: the file is read up to eight megabytes."""
DIGITS = 5
"""After the point: encodings are of numbers from -1 to 1."""


@dataclass(frozen=True)
class Person:
    """Somebody who is known.

    Attributes:
        name: of the folder, or of the picture.
        pictures: the names of the files.
        encodings: `(pictures, dimensions)`.
    """

    name: str
    pictures: tuple[str, ...]
    encodings: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Enrolment:
    """Everybody who is known.

    Attributes:
        network: the mark of the network that made the encodings.
        people: at least one.
        path: the file that it was read from.
    """

    network: str
    people: tuple[Person, ...]
    path: Path = Path(FILE_NAME)

    def write(self, path: Path, *, force: bool = False) -> Path:
        """Write all of it as JSON, whole or not at all.

        Raises:
            InputError: the file exists and `force` is off, or it would be larger than what is read.
        """
        people = {
            each.name: {
                "pictures": list(each.pictures),
                "encodings": [[round(float(number), DIGITS) for number in row] for row in each.encodings],
            }
            for each in self.people
        }
        content = (json.dumps({"network": self.network, "people": people}, ensure_ascii=False) + "\n").encode()
        if len(content) > LARGEST:
            text = _("{path}: would have {bytes:,} bytes, and {most:,} are read; enroll fewer people or pictures")
            raise InputError(text.format(path=shown(str(path), 200), bytes=len(content), most=LARGEST))
        with files.whole(path, force=force) as part:
            part.write_bytes(content)
        return path

    @classmethod
    def read(cls, path: Path, dimensions: int) -> "Enrolment":
        """Read what `write` has written, which a stranger may have changed.

        Args:
            path: the file.
            dimensions: of an encoding.

        Raises:
            InputError: there is no such file, it is too large, or it holds something else.
        """
        if not path.exists():
            text = _("{path} does not exist; `kerascnn enroll MODEL FOLDER` makes it")
            raise InputError(text.format(path=shown(str(path), 200)))
        content = from_json(path)
        people = content.part("people")
        if not people.content:
            content.refuse("people", _("at least one person"))
        found = tuple(_person(people, name, dimensions) for name in people.content)
        return cls(content.name("network"), found, path)


def _person(people: Fields, name: str, dimensions: int) -> Person:
    own = people.part(name)
    rows: Any = own.content.get("encodings")
    if not (
        isinstance(rows, list)
        and rows
        and all(isinstance(row, list) and len(row) == dimensions and all(map(_is_number, row)) for row in rows)
    ):
        own.refuse("encodings", _("lists of {count} numbers").format(count=dimensions))
    names = own.content.get("pictures")
    if not isinstance(names, list) or len(names) != len(rows) or not all(isinstance(each, str) for each in names):
        own.refuse("pictures", _("a list of texts"))
    return Person(shown(name, 100), tuple(shown(each, 100) for each in names), np.array(rows, np.float32))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) <= 100


def files_of(folder: Path) -> dict[str, list[Path]]:
    """The pictures of each person in a folder: those in the folder of the person's name, or one file of that name.

    Hidden files, what systems leave behind, links that lead out of the folder, and what is no picture by its ending,
    are left out; a `SkippedWarning` counts empty folders and pictures of a kind that is not read.

    Raises:
        InputError: it is no folder, there is nobody in it, two people have the same name, there are too many, or
            somebody has files and none of them is a picture that is read.
    """
    files.check_is_folder(folder)
    found: dict[str, list[Path]] = {}
    left_out, empty = LeftOut(), []
    for each in sorted(folder.iterdir()):
        if is_litter(each.name) or not _lies_in(each, folder):
            continue
        if each.is_dir():
            inside = [file for file in sorted(each.iterdir()) if not is_litter(file.name)]
            own = [file for file in inside if _is_picture(file) and _lies_in(file, folder)]
            for file in inside:
                if file.suffix.lower() in NOT_READ:
                    left_out.add("not read", str(file.relative_to(folder)))
            if not inside:
                left_out.add("folder", f"{each.name}/")
            elif not own:
                empty.append(each.name)
        else:
            own = [each] if _is_picture(each) else []
            if each.suffix.lower() in NOT_READ:
                left_out.add("not read", each.name)
        name = each.name if each.is_dir() else each.stem
        if own and name in found:
            text = _("{folder}: two people are called {name}; give each another name")
            raise InputError(text.format(folder=shown(str(folder), 200), name=shown(name)))
        if own:
            found[name] = own
    if empty:
        text = _("{folder}: there is no picture of {names}; expected at least one each")
        raise InputError(text.format(folder=shown(str(folder), 200), names=", ".join(map(shown, empty[:10]))))
    if not found:
        text = _("{folder}: holds nobody; expected a folder with pictures for each person, or one picture for each")
        raise InputError(text.format(folder=shown(str(folder), 200)))
    if len(found) > MOST_PEOPLE or sum(map(len, found.values())) > MOST_PICTURES:
        text = _("{folder}: more than {people:,} people or {pictures:,} pictures; enroll fewer")
        said = {"people": MOST_PEOPLE, "pictures": MOST_PICTURES}
        raise InputError(text.format(folder=shown(str(folder), 200), **said))
    if left_out:
        warnings.warn(visible(f"{folder}: {left_out}"), SkippedWarning, stacklevel=2)
    return found


def _lies_in(path: Path, folder: Path) -> bool:
    return not path.is_symlink() or lies_in(path, folder)


def _is_picture(file: Path) -> bool:
    return not is_litter(file.name) and file.suffix.lower() in SUFFIXES and file.is_file()
