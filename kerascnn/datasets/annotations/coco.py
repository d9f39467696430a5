"""COCO's JSON: pictures, categories, and annotations with boxes, polygons or run lengths (cocodataset.org)."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kerascnn.datasets.annotations.contents import Contents, class_name, part
from kerascnn.datasets.annotations.drafts import Draft, Object, Source
from kerascnn.datasets.annotations.json_records import Record, keys, records
from kerascnn.datasets.annotations.problems import Place, Problems, quoted
from kerascnn.datasets.annotations.regions import Polygons, Runs, check_has_area, polygons_of, runs_of
from kerascnn.datasets.layout import part_of
from kerascnn.datasets.picture_decoder import MOST_PIXELS
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["files", "read"]

NAMED = re.compile("instances|annotations|coco", re.IGNORECASE)
NUMBER = re.compile("0|[1-9][0-9]{0,17}")
LISTS = frozenset({"images", "annotations", "categories"})


def files(contents: Contents) -> list[Path]:
    """The files of a folder that are COCO's: of several kinds that lie together, those with instances.

    Where none is whole, those that are meant to be: by their name, or since they name the file of a picture.

    Raises:
        InputError: one is too long or no text.
    """
    listed = {file: keys(file) for file in contents.with_suffix(".json")}
    found = [file for file, there in listed.items() if there >= {"images", "annotations"}]
    found = found or [file for file, there in listed.items() if NAMED.search(file.name) or "file_name" in there]
    instances = [file for file in found if file.name.startswith("instances")]
    return instances or found


def read(contents: Contents, problems: Problems) -> Source:
    """Read all of COCO's files of a folder; their categories are put together by name.

    Args:
        contents: the folder.
        problems: what is wrong goes here.

    Raises:
        InputError: a file is no JSON, or has no categories.
    """
    drafts: list[Draft] = []
    names: dict[str, None] = {}
    seen: dict[Path, Path] = {}
    for file in files(contents):
        one = _File(file, contents, problems)
        one.take()
        for draft in one.finished():
            before = seen.setdefault(draft.path, file)
            if before != file:
                text = _("the picture {path} is annotated in {other} too; keep one of the two")
                problems.add(draft.place, text.format(path=draft.path.name, other=before.name))
                draft.bad = True
            drafts.append(draft)
        names |= dict.fromkeys(one.names)
    return Source("coco", drafts, tuple(names))


@dataclass
class _Waiting:
    """An annotation whose picture and category may still come."""

    place: Place
    value: Mapping[str, Any]


@dataclass
class _File:
    """What one file says."""

    file: Path
    contents: Contents
    problems: Problems
    pictures: dict[Any, Draft | None] = field(default_factory=dict)
    paths: set[Path] = field(default_factory=set)
    categories: dict[Any, tuple[Place, str]] = field(default_factory=dict)
    doubled: set[Any] = field(default_factory=set)
    numbers: set[Any] = field(default_factory=set)
    waiting: list[_Waiting] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the categories in the order of their numbers."""
        found = sorted(self.categories.items(), key=lambda item: f"{item[0]!s:>20}")
        return tuple(name for _number, (_place, name) in found)

    def take(self) -> None:
        """Take all records in."""
        takers = {"images": self._picture, "categories": self._category, "annotations": self._annotation}
        for record in records(self.file, LISTS):
            place = Place(self.file, record.line)
            if not isinstance(record.value, dict):
                self._add(place, _("{key}[{number}] is no object with fields"), record)
            elif record.value.get("id") is None and record.key != "annotations":
                self._add(place, _("{key}[{number}] has no id"), record)
            else:
                takers[record.key](place, record)
        missing = sorted(LISTS - keys(self.file)) if not self.categories else []
        if "images" in missing or "annotations" in missing:
            text = _("{path}: has no list {names}; expected COCO's lists images, annotations and categories")
            raise InputError(text.format(path=self.file, names=", ".join(missing)))
        if not self.categories:
            text = _('{path}: has no categories; expected a list "categories" with an id and a name each')
            raise InputError(text.format(path=self.file))

    def _add(self, place: Place, text: str, record: Record, **words: object) -> None:
        self.problems.add(place, text.format(key=record.key, number=record.number, **words))

    def _picture(self, place: Place, record: Record) -> None:
        number, name = _key(record.value["id"]), record.value.get("file_name")
        if number in self.pictures:
            self._add(place, _("{key}[{number}] has the id {id}, which another picture has"), record, id=quoted(number))
            before = self.pictures[number]
            if before is not None:  # which of the two an annotation means cannot be told
                before.bad = True
            return
        self.pictures[number] = None
        if not isinstance(name, str) or not name:
            self._add(place, _("{key}[{number}] has no file_name"), record)
            return
        size = record.value.get("height"), record.value.get("width")
        if not all(isinstance(side, int) and 0 < side <= MOST_PIXELS for side in size):
            self._add(place, _("{key}[{number}], {name}: height and width are {size}; expected pixels"), record,
                      name=quoted(name), size=quoted(list(size)))  # fmt: skip
            return
        if size[0] * size[1] > MOST_PIXELS:
            text = _("{key}[{number}], {name}: {width}×{height} pixels are more than {most:,}; give a smaller picture")
            self._add(place, text, record, name=quoted(name), width=size[1], height=size[0], most=MOST_PIXELS)
            return
        try:
            path = self.contents.picture(name, self.file)
        except InputError as error:
            self.problems.add(place, str(error))
            return
        if path is None:
            text = _("there is no picture {name} in the folder; get it, or take its annotation out")
            self.problems.add(place, text.format(name=quoted(name)))
            return
        if path in self.paths:
            self._add(place, _("{key}[{number}]: the picture {name} stands there twice"), record, name=quoted(name))
            return
        self.paths.add(path)
        where = part(path, self.contents.root) or _part_of_file(self.file)
        self.pictures[number] = Draft(place, path, (size[0], size[1]), part=where)

    def _category(self, place: Place, record: Record) -> None:
        number, name = _key(record.value["id"]), record.value.get("name")
        if not isinstance(name, str) or not name.strip():
            self._add(place, _("{key}[{number}] has no name"), record)
        elif number in self.categories:
            self._add(
                place, _("{key}[{number}] has the id {id}, which another category has"), record, id=quoted(number)
            )
            self.doubled.add(number)
        else:
            self.categories[number] = place, class_name(name)

    def _annotation(self, place: Place, record: Record) -> None:
        number = record.value.get("id")
        if number is not None:
            if _key(number) in self.numbers:
                text = _("{key}[{number}] has the id {id}, which another annotation has")
                self._add(place, text, record, id=quoted(number))
                self.waiting.append(_Waiting(place, {"image_id": record.value.get("image_id"), "bad": True}))
                return
            self.numbers.add(_key(number))
        wanted = ("image_id", "category_id", "bbox", "segmentation", "iscrowd")
        self.waiting.append(_Waiting(place, {key: record.value[key] for key in wanted if key in record.value}))

    def finished(self) -> list[Draft]:
        """The pictures with their objects."""
        self._check_categories()
        for each in self.waiting:
            number = _key(each.value.get("image_id"))
            if number not in self.pictures:
                text = _("there is no picture with the id {id}, which the annotation names")
                self.problems.add(each.place, text.format(id=quoted(number)))
                continue
            draft = self.pictures[number]
            if draft is None or each.value.get("bad"):
                if draft is not None:
                    draft.bad = True
                continue
            try:
                draft.objects.append(self._object(each, draft))
            except InputError as error:
                self.problems.add(each.place, str(error))
                draft.bad = True
        return [draft for draft in self.pictures.values() if draft is not None]

    def _check_categories(self) -> None:
        """Names that stand twice, or differ by their capitals alone."""
        counts = Counter(name.casefold() for _place, name in self.categories.values())
        first: dict[str, str] = {}
        for number, (place, name) in list(self.categories.items()):
            if counts[name.casefold()] > 1 and name.casefold() in first:
                text = _("the category {name} is called as {other}, but for capitals; write one name for one class")
                self.problems.add(place, text.format(name=quoted(name), other=quoted(first[name.casefold()])))
                self.doubled.add(number)
                del self.categories[number]
            first.setdefault(name.casefold(), name)

    def _object(self, each: _Waiting, draft: Draft) -> Object:
        """An annotation as an object.

        Raises:
            InputError: what is wrong with it, to be said after its place.
        """
        number = _key(each.value.get("category_id"))
        if number in self.doubled:
            raise InputError(_("its category {id} cannot be told from another one").format(id=quoted(number)))
        if number not in self.categories:
            text = _("there is no category with the id {id}; there are: {known}")
            some = sorted(map(str, self.categories))[:10]
            raise InputError(text.format(id=quoted(number), known=", ".join(some)))
        box = each.value.get("bbox")
        if not isinstance(box, list) or len(box) != 4 or not all(_is_number(side) for side in box):
            text = _("the bbox is {box}; expected four numbers: left, top, width, height")
            raise InputError(text.format(box=quoted(box)))
        if draft.size is None:
            raise InputError(_("the size of its picture is not known"))
        region = _region(each.value.get("segmentation"), draft.size)
        if region is not None:
            check_has_area(region)
        return Object(
            each.place,
            self.categories[number][1],
            (float(box[0]), float(box[1]), float(box[2]), float(box[3])),
            region,
            ignored=bool(each.value.get("iscrowd")),
        )


def _region(found: Any, size: tuple[int, int]) -> Polygons | Runs | None:
    """What gives the pixels of a `segmentation`; None where there is none.

    Raises:
        InputError: what is wrong with it.
    """
    if found is None or found == []:
        return None
    if isinstance(found, list):
        return polygons_of(found, size)
    if not isinstance(found, dict) or "counts" not in found:
        text = _("the segmentation is {found}; expected polygons, or run lengths with counts and size")
        raise InputError(text.format(found=quoted(found)))
    given = found.get("size")
    if given is not None and given != list(size):
        text = _("the mask is {mask}, height and width; the picture has {height}×{width}")
        raise InputError(text.format(mask=quoted(given), height=size[0], width=size[1]))
    return runs_of(found["counts"], size)


def _key(found: Any) -> Any:
    """An id as a key: what cannot be one, such as a list, as its text; "3" is the number 3."""
    if isinstance(found, str) and NUMBER.fullmatch(found):
        return int(found)
    return found if isinstance(found, int | str | float | None) else str(found)


def _is_number(found: Any) -> bool:
    return isinstance(found, float) or (isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**63)


def _part_of_file(file: Path) -> str:
    """The part that a file's name says, as `instances_val2017.json` does."""
    words = "".join(sign if sign.isalpha() else " " for sign in file.stem).split()
    found = (part_of(word) for word in words)
    return next((each for each in found if each), "")
