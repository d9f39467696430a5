"""YOLO's text files, one a picture: a line an object, with its class's number and its box or outline, relative.

Redmon's Darknet has them beside the pictures and the classes in `obj.names`; Ultralytics has `labels/` for `images/`,
and the classes in `data.yaml` (docs.ultralytics.com/datasets/detect).
"""

import math
import re
from pathlib import Path

from kerascnn.datasets.annotations.contents import (
    LISTS,
    Contents,
    check_names,
    class_list,
    part,
    text_of,
)
from kerascnn.datasets.annotations.drafts import Draft, Numbers, Object, Source
from kerascnn.datasets.annotations.problems import Place, Problems, quoted
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["files", "names_of_yaml", "read"]

LABELS = ("labels", "etiquetas", "label")
IMAGES = ("images", "imagenes", "image", "img")
LINE = re.compile(r"\s*\d+(\s+[-+.\deEnaifNAIF]+){4,}\s*")
BEGINNING = 4096


def files(contents: Contents) -> list[Path]:
    """The text files of a folder with labels: below `labels/`, beside a picture of that name, or by their look."""
    found = [file for file in contents.with_suffix(".txt") if _is_label(file, contents)]
    # Texts beside pictures may be captions.
    return found if any(map(_looks_like_labels, found)) else []


def _is_label(file: Path, contents: Contents) -> bool:
    if file.name.lower() in LISTS:
        return False
    if contents.counterparts(file.parent, LABELS, IMAGES) or contents.of_stem(file.parent, file.stem):
        return True
    return _looks_like_labels(file)


def _looks_like_labels(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            lines = opened.read(BEGINNING).decode("ascii", "replace").splitlines()
    except OSError:
        return False
    return bool(lines) and LINE.fullmatch(lines[0]) is not None


def read(contents: Contents, problems: Problems) -> Source:
    """Read all labels of a folder; a picture without a file of labels has no object.

    Args:
        contents: the folder.
        problems: what is wrong goes here.

    Raises:
        InputError: the list of classes, where there is one, cannot be used.
    """
    found = files(contents)
    names = _class_names(contents)
    drafts: dict[Path, Draft] = {}
    for file in found:
        path = _picture_of(file, contents)
        if path is None:
            text = _("there is no picture {name} in the folder; get it, or take its annotation out")
            problems.add(Place(file), text.format(name=quoted(file.stem)))
            continue
        draft = Draft(Place(file), path, part=part(path, contents.root))
        _take_lines(file, draft, names, problems)
        drafts[path] = draft
    folders = {path.parent for path in drafts}
    for path in contents.pictures:
        if path.parent in folders and path not in drafts:
            drafts[path] = Draft(Place(path), path, part=part(path, contents.root))
    if names is None:
        highest = max((int(each.name) for draft in drafts.values() for each in draft.objects), default=-1)
        names = tuple(map(str, range(highest + 1)))
    return Source(
        "yolo", [drafts[path] for path in sorted(drafts)], names, unannotated=len(contents.pictures) - len(drafts)
    )


def _picture_of(file: Path, contents: Contents) -> Path | None:
    folders = [*contents.counterparts(file.parent, LABELS, IMAGES), file.parent]
    return next((path for folder in folders if (path := contents.of_stem(folder, file.stem))), None)


def _take_lines(file: Path, draft: Draft, names: tuple[str, ...] | None, problems: Problems) -> None:
    try:
        lines = text_of(file).splitlines()
    except InputError as error:
        problems.add(Place(file), str(error))
        draft.bad = True
        return
    known: set[str] = set()
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words:
            continue
        place = Place(file, number)
        try:
            if line.strip() in known:
                raise InputError(_("the same object stands there twice"))
            draft.objects.append(_object(words, place, names))
        except InputError as error:
            problems.add(place, str(error))
            draft.bad = True
        known.add(line.strip())


def _object(words: list[str], place: Place, names: tuple[str, ...] | None) -> Object:
    """A line as an object.

    Raises:
        InputError: what is wrong with it, to be said after its place.
    """
    label = words[0]
    if not (label.isascii() and label.isdigit()) or len(label) > 6:
        raise InputError(_("the class is {word}; expected its number, from 0").format(word=quoted(label)))
    if names is not None and int(label) >= len(names):
        text = _("the class is {label}; there are the classes 0 to {last}")
        raise InputError(text.format(label=int(label), last=len(names) - 1))
    try:
        numbers = tuple(float(word) for word in words[1:])
    except ValueError:
        wrong = next(word for word in words[1:] if not _is_number(word))
        raise InputError(_("{word} is no number").format(word=quoted(wrong))) from None
    if len(numbers) != 4 and (len(numbers) < 6 or len(numbers) % 2):
        text = _("has {count} numbers after the class; expected 4 (middle x, middle y, width, height), or x and y of "
                 "at least three corners")  # fmt: skip
        raise InputError(text.format(count=len(numbers)))
    finite = [number for number in numbers if math.isfinite(number)]
    if any(number > 2 for number in finite):
        text = _("has the number {number:g}; expected parts of the picture, 0 to 1, not pixels")
        raise InputError(text.format(number=max(finite)))
    name = str(int(label)) if names is None else names[int(label)]
    if len(numbers) == 4:
        return Object(place, name, (numbers[0], numbers[1], numbers[2], numbers[3]))
    return Object(place, name, _around(numbers), outline=numbers)


def _around(numbers: tuple[float, ...]) -> Numbers:
    """The box around corners, as YOLO writes boxes."""
    x, y = numbers[::2], numbers[1::2]
    left, right, top, bottom = min(x), max(x), min(y), max(y)
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _class_names(contents: Contents) -> tuple[str, ...] | None:
    for file in sorted(contents.with_suffix(".yaml", ".yml"), key=lambda each: (len(each.parts), each)):
        found = names_of_yaml(file)
        if found is not None:
            return found
    listed = class_list(contents)
    return listed[1] if listed else None


ITEM = re.compile(r"\s*-\s+(?P<name>.+)")
NUMBERED = re.compile(r"\s+(?P<number>\d+)\s*:\s+(?P<name>.+)")


def names_of_yaml(file: Path) -> tuple[str, ...] | None:
    """The classes of a `data.yaml`, in any of the three ways that its `names` are written; None where it has none.

    No other YAML is read: `names: [a, b]` in one line or several, a list with dashes, or numbers with names.

    Raises:
        InputError: its names are written in another way, or are not the numbers 0, 1, 2, ...
    """
    lines = text_of(file).splitlines()
    start = next((number for number, line in enumerate(lines) if re.match(r"names\s*:", line)), None)
    if start is None:
        return None
    rest = _bare(lines[start].partition(":")[2])
    found: list[tuple[int, str]] = []
    if rest.startswith("["):
        pieces = [rest[1:]]
        for line in lines[start + 1 :]:
            if "]" in pieces[-1]:
                break
            pieces.append(_bare(line))
        inside = " ".join(pieces).partition("]")[0]
        words = re.findall(r"'(?:[^']|'')*'|\"[^\"]*\"|[^,\s][^,]*", inside)
        found = [(start + 1, _unquoted(word)) for word in words]
    elif not rest:
        for number, line in enumerate(lines[start + 1 :], start=start + 2):
            plain = _bare(line, keep_indent=True)
            if not plain.strip():
                continue
            item, numbered = ITEM.fullmatch(plain), NUMBERED.fullmatch(plain)
            if not item and not numbered:
                break
            if numbered and int(numbered["number"]) != len(found):
                text = _("{path}, line {line}: the class has the number {number}; expected {expected}")
                raise InputError(
                    text.format(path=file, line=number, number=int(numbered["number"]), expected=len(found))
                )
            found.append((number, _unquoted((item or numbered)["name"])))  # type: ignore[index]
    if not found:
        text = _("{path}, line {line}: the names are written in a way that is not read; write names: [cat, dog]")
        raise InputError(text.format(path=file, line=start + 1))
    check_names(file, found)
    return tuple(name for _line, name in found)


def _bare(line: str, *, keep_indent: bool = False) -> str:
    """A line without its comment."""
    plain = re.sub(r"(^|\s)#.*", "", line).rstrip()
    return plain if keep_indent else plain.strip()


def _unquoted(word: str) -> str:
    plain = word.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\"":
        return plain[1:-1].replace("''", "'") if plain[0] == "'" else plain[1:-1]
    return plain
