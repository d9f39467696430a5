"""Pascal VOC's XML, a file a picture (Everingham et al. 2010, host.robots.ox.ac.uk/pascal/VOC), as LabelImg writes it.

What reads it is Python's expat with entities refused: none is expanded, and nothing outside of the file is opened.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from kerascnn.datasets.annotations.contents import Contents, class_list, class_name, part, text_of
from kerascnn.datasets.annotations.drafts import Draft, Object, Source, check_listed
from kerascnn.datasets.annotations.problems import Place, Problems, quoted
from kerascnn.datasets.layout import part_of
from kerascnn.errors import InputError
from kerascnn.git_lfs import is_pointer
from kerascnn.language import _

__all__ = ["files", "read"]

LARGEST = 2**24
BEGINNING = 4096
ANNOTATION = re.compile(rb"<annotation|<!DOCTYPE\s+annotation")
ELEMENT = re.compile(rb"<[A-Za-z_]")
DEEPEST = 20
MOST_OBJECTS = 100_000
LONGEST_TEXT = 4096
ANNOTATIONS = ("annotations", "annotation", "anotaciones", "labels", "xml", "xmls")
IMAGES = ("jpegimages", "images", "image", "imagenes", "imágenes", "img", "photos", "fotos")
SIDES = ("xmin", "ymin", "xmax", "ymax")


def files(contents: Contents) -> list[Path]:
    """The files of a folder that are VOC's, and those beside them of which it cannot be told: damaged or empty ones."""
    found = {file: _seems(file) for file in contents.with_suffix(".xml")}
    folders = {file.parent for file, seems in found.items() if seems}
    return [file for file, seems in found.items() if seems or (seems is None and file.parent in folders)]


def _seems(file: Path) -> bool | None:
    """Whether a file is VOC's; None where its beginning has no element, or cannot be read."""
    try:
        with file.open("rb") as opened:
            # Of UTF-16 every other byte.
            beginning = opened.read(BEGINNING).replace(b"\0", b"")
        if ANNOTATION.search(beginning) or is_pointer(file):
            return True
    except OSError:
        return None
    return False if ELEMENT.search(beginning) else None


def read(contents: Contents, problems: Problems) -> Source:
    """Read all of VOC's files of a folder.

    A box counts pixels from 1 and has its first and its last one, so that xmin 1 is the picture's left edge.

    Args:
        contents: the folder.
        problems: what is wrong goes here.

    Raises:
        InputError: the list of classes, where there is one, cannot be used.
    """
    listed = class_list(contents)
    sets = _parts_of_sets(contents)
    drafts: dict[Path, Draft] = {}
    for file in files(contents):
        try:
            draft = _draft(_parsed(file), contents, problems)
        except _WrongError as error:
            problems.add(error.place, str(error))
            continue
        if draft is None:
            continue
        if draft.path in drafts:
            other = drafts[draft.path]
            text = _("the picture {path} is annotated in {other} too; keep one of the two")
            problems.add(draft.place, text.format(path=draft.path.name, other=other.place.file.name))
            other.bad = True
            continue
        draft.part = part(draft.path, contents.root) or part(file, contents.root) or sets.get(file.stem, "")
        drafts[draft.path] = draft
    names = listed[1] if listed else None
    if listed:
        check_listed(drafts.values(), listed[0], listed[1], problems)
    return Source("voc", list(drafts.values()), names, unannotated=len(contents.pictures) - len(drafts))


class _WrongError(InputError):
    """A file that cannot be read, and where."""

    def __init__(self, place: Place, text: str) -> None:
        super().__init__(text)
        self.place = place


@dataclass
class _Found:
    """An object, or a whole file, as it is being read: the texts of its elements, and the lines of those."""

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


@dataclass
class _Parser:
    """What expat calls."""

    file: Path
    whole: _Found = field(default_factory=lambda: _Found(1))
    objects: list[_Found] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    length: int = 0

    def __post_init__(self) -> None:
        self.expat = expat.ParserCreate()
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._characters
        self.expat.EntityDeclHandler = self._entity

    @property
    def place(self) -> Place:
        return Place(self.file, self.expat.CurrentLineNumber)

    def _entity(self, name: str, *_rest: object) -> None:
        text = _("declares the entity {name}; annotations have none, and none is expanded")
        raise _WrongError(self.place, text.format(name=quoted(name)))

    def _start(self, name: str, _attributes: object) -> None:
        self.open.append(name)
        if len(self.open) > DEEPEST:
            raise _WrongError(self.place, _("is nested deeper than annotations are"))
        if len(self.open) == 1 and name != "annotation":
            text = _("begins with {name}; expected an element annotation")
            raise _WrongError(self.place, text.format(name=quoted(name)))
        if self.open == ["annotation", "object"]:
            if len(self.objects) >= MOST_OBJECTS:
                text = _("has more than {most:,} objects").format(most=MOST_OBJECTS)
                raise _WrongError(self.place, text)
            self.objects.append(_Found(self.expat.CurrentLineNumber))
        self.text, self.length = [], 0

    def _characters(self, text: str) -> None:
        self.length += len(text)
        if self.length <= LONGEST_TEXT:
            self.text.append(text)

    def _end(self, _name: str) -> None:
        within = self.objects[-1] if self.open[1:2] == ["object"] else self.whole
        key = "/".join(self.open[2:] if within is not self.whole else self.open[1:])
        within.texts.setdefault(key, "".join(self.text).strip())
        within.lines.setdefault(key, self.expat.CurrentLineNumber)
        self.open.pop()
        self.text = []


def _parsed(file: Path) -> _Parser:
    """Read a file.

    Raises:
        _WrongError: it is no XML, or none of VOC's.
    """
    found = _Parser(file)
    try:
        if file.stat().st_size > LARGEST:
            raise _WrongError(Place(file), _("is longer than {most:,} bytes").format(most=LARGEST))
        if is_pointer(file):
            raise _WrongError(Place(file), _("is a Git LFS pointer; run `git lfs pull` first"))
        found.expat.Parse(file.read_bytes(), True)
    except expat.ExpatError as error:
        text = _("is no XML ({reason}); get the file again")
        raise _WrongError(Place(file, error.lineno), text.format(reason=expat.ErrorString(error.code))) from None
    except (LookupError, ValueError) as error:  # an encoding that is none
        if isinstance(error, _WrongError):
            raise
        raise _WrongError(Place(file, 1), _("is no XML ({reason}); get the file again").format(reason=error)) from None
    except OSError as error:
        raise _WrongError(Place(file), error.strerror or str(error)) from None
    return found


def _draft(found: _Parser, contents: Contents, problems: Problems) -> Draft | None:
    """The picture that a file is about; None where it is not there.

    Raises:
        _WrongError: several pictures may be meant.
    """
    place, file = Place(found.file, found.whole.lines.get("filename", 0)), found.file
    name = found.whole.texts.get("filename", "")
    stem = PurePosixPath(name.replace("\\", "/")).stem
    path = next((one for folder in _of_pictures(file, contents) if (one := contents.of_stem(folder, stem))), None)
    try:
        path = path or (contents.picture(name, file) if name else None)
    except InputError as error:
        raise _WrongError(place, str(error)) from None
    # A picture that was given another name after it was annotated mostly has the annotation's.
    path = path or contents.called(file.stem, file)
    if path is None:
        text = _("there is no picture {name} in the folder; get it, or take its annotation out")
        problems.add(place, text.format(name=quoted(name or file.stem)))
        return None
    draft = Draft(place, path, _size(found.whole))
    for each in found.objects:
        made = _object(file, each, problems)
        if made is None:
            draft.bad = True
        else:
            draft.objects.append(made)
    return draft


def _of_pictures(file: Path, contents: Contents) -> list[Path]:
    """Where the picture of a file mostly lies."""
    return [file.parent, *contents.counterparts(file.parent, ANNOTATIONS, IMAGES)]


def _size(whole: _Found) -> tuple[int, int] | None:
    """Height and width; None where they are left out, or 0 as some programs write them."""
    try:
        size = int(float(whole.texts["size/height"])), int(float(whole.texts["size/width"]))
    except (KeyError, ValueError, OverflowError):
        return None
    return size if min(size) > 0 else None


def _object(file: Path, found: _Found, problems: Problems) -> Object | None:
    name = class_name(found.texts.get("name", ""))
    if not name:
        problems.add(Place(file, found.line), _("an object has no name; expected its class"))
        return None
    place = Place(file, found.lines.get("bndbox/xmin", found.line))
    numbers = []
    for side in SIDES:
        given = found.texts.get(f"bndbox/{side}")
        try:
            numbers.append(float(given if given is not None else ""))
        except ValueError:
            text = _("the {side} of {name} is {given}; expected a number")
            problems.add(
                Place(file, found.lines.get(f"bndbox/{side}", found.line)),
                text.format(side=side, name=quoted(name), given=quoted(given or "")),
            )
            return None
    box = (numbers[0], numbers[1], numbers[2], numbers[3])
    return Object(place, name, box, ignored=found.texts.get("difficult") == "1")


def _parts_of_sets(contents: Contents) -> dict[str, str]:
    """The part of each picture by its name, as `ImageSets/Main/train.txt` lists them."""
    parts: dict[str, str] = {}
    for file in contents.with_suffix(".txt"):
        listed = part_of(file.stem)
        if listed and file.parent.parent.name == "ImageSets" and file.parent.name in ("Main", "Segmentation"):
            for line in text_of(file).splitlines():
                for name in line.split()[:1]:
                    parts.setdefault(name, listed)
    return parts
