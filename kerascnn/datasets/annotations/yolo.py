"""YOLO's text files, one a picture: a line an object, with its class's number and its box or outline, relative.

Redmon's Darknet has them beside the pictures and the classes in `obj.names`; Ultralytics has `labels/` for `images/`,
and the classes in `data.yaml` (docs.ultralytics.com/datasets/detect).
"""

import math
import re
from pathlib import Path
from typing import NamedTuple

from kerascnn.datasets.annotations.contents import (
    LISTS,
    Contents,
    check_names,
    class_list,
    class_name,
    part,
    text_of,
)
from kerascnn.datasets.annotations.drafts import Draft, Numbers, Object, Source
from kerascnn.datasets.annotations.problems import Place, Problems, quoted
from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.shapes.notation.synonyms import slips

__all__ = ["files", "names_of_yaml", "read"]

LABELS = ("labels", "etiquetas", "label")
IMAGES = ("images", "imagenes", "image", "img")
LINE = re.compile(r"\s*\d+(\s+[-+.\deEnaifNAIF]+){4,}\s*")
BEGINNING = 4096


def files(contents: Contents) -> list[Path]:
    """The text files of a folder with labels: below `labels/`, beside a picture of that name, or by their look.

    Where none looks like labels, they are meant to be in a folder that is laid out as YOLO's, or lists classes.
    """
    found = [file for file in contents.with_suffix(".txt") if _is_label(file, contents)]
    if any(map(_looks_like_labels, found)):
        return found
    # Texts beside pictures may be captions.
    lists = any(file.name.lower() in LISTS for file in contents.others) or any(map(_has_names, _settings(contents)))
    return found if lists else [file for file in found if contents.counterparts(file.parent, LABELS, IMAGES)]


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
    classes = _class_names(contents)
    drafts: dict[Path, Draft] = {}
    for file in found:
        path = _picture_of(file, contents)
        if path is None:
            text = _("there is no picture {name} in the folder; get it, or take its annotation out")
            problems.add(Place(file), text.format(name=quoted(file.stem)))
            continue
        draft = Draft(Place(file), path, part=part(path, contents.root))
        _take_lines(file, draft, classes, problems)
        drafts[path] = draft
    folders = {path.parent for path in drafts}
    for path in contents.pictures:
        if path.parent in folders and path not in drafts:
            drafts[path] = Draft(Place(path), path, part=part(path, contents.root))
    names = () if classes is None else classes.names
    if classes is None:
        highest = max((int(each.name) for draft in drafts.values() for each in draft.objects), default=-1)
        names = tuple(map(str, range(highest + 1)))
    return Source(
        "yolo", [drafts[path] for path in sorted(drafts)], names, unannotated=len(contents.pictures) - len(drafts)
    )


def _picture_of(file: Path, contents: Contents) -> Path | None:
    folders = [*contents.counterparts(file.parent, LABELS, IMAGES), file.parent]
    return next((path for folder in folders if (path := contents.of_stem(folder, file.stem))), None)


def _take_lines(file: Path, draft: Draft, classes: "_Classes | None", problems: Problems) -> None:
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
            draft.objects.append(_object(words, place, classes))
        except InputError as error:
            problems.add(place, str(error))
            draft.bad = True
        known.add(line.strip())


def _object(words: list[str], place: Place, classes: "_Classes | None") -> Object:
    """A line as an object.

    Raises:
        InputError: what is wrong with it, to be said after its place.
    """
    label = words[0]
    if not (label.isascii() and label.isdigit()) or len(label) > 6:
        raise InputError(_("the class is {word}; expected its number, from 0").format(word=quoted(label)))
    names = None if classes is None else classes.names
    if classes is not None and int(label) >= len(classes.names):
        text = _("the class is {label}; {file} lists the classes 0 to {last}")
        raise InputError(text.format(label=int(label), file=classes.file.name, last=len(classes.names) - 1))
    try:
        numbers = tuple(float(word) for word in words[1:])
    except ValueError:
        wrong = next(word for word in words[1:] if not _is_number(word))
        raise InputError(_("{word} is no number").format(word=quoted(wrong))) from None
    if len(numbers) != 4 and (len(numbers) < 6 or len(numbers) % 2):
        text = ngettext(
            "has {count} number after the class; expected 4 (middle x, middle y, width, height), or x and y of three "
            "corners or more",
            "has {count} numbers after the class; expected 4 (middle x, middle y, width, height), or x and y of three "
            "corners or more",
            len(numbers),
        )
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


class _Classes(NamedTuple):
    """The names of the classes, and the file that lists them."""

    file: Path
    names: tuple[str, ...]


def _settings(contents: Contents) -> list[Path]:
    """The files that may be a `data.yaml`, the uppermost first."""
    return sorted(contents.with_suffix(".yaml", ".yml"), key=lambda each: (len(each.parts), each))


def _has_names(file: Path) -> bool:
    try:
        return file.name == "data.yaml" or re.search(r"^(names|nc)\s*:", text_of(file), re.MULTILINE) is not None
    except InputError:
        return False


def _class_names(contents: Contents) -> _Classes | None:
    for file in _settings(contents):
        found = names_of_yaml(file)
        if found is not None:
            return _Classes(file, found)
    listed = class_list(contents)
    return _Classes(*listed) if listed else None


ITEM = re.compile(r"\s*-\s+(?P<name>.+)")
NUMBERED = re.compile(r"\s+(?P<number>\d+)\s*:\s+(?P<name>.+)")
WITHIN_BRACES = re.compile(r"(?P<number>\d+)\s*:\s*(?P<name>.+)")
TEXT = r"'(?:[^']|'')*'|\"[^\"]*\""
"""A text in quotes, of either kind."""


def names_of_yaml(file: Path) -> tuple[str, ...] | None:
    """The classes of a `data.yaml`, in any of the four ways that its `names` are written; None where it has none.

    No other YAML is read: `names: [a, b]` or `names: {0: a, 1: b}` in one line or several, a list with dashes, or
    numbers with names.

    Raises:
        InputError: it is no text, its names are written in another way, are not the numbers 0, 1, 2, ..., or are not as
            many as its `nc` says; or it has a key that is a slip of `names`.
    """
    text = text_of(file)
    if file.name == "data.yaml" and not text.strip():
        raise InputError(_("{path}: is empty; expected names: [cat, dog] in it").format(path=file))
    lines = text.splitlines()
    keys = {match[1]: number for number, line in enumerate(lines) if (match := re.match(r"([\w-]+)\s*:", line))}
    if "names" not in keys:
        # `name: mine` is something else.
        likely = [key for key, line in keys.items() if _bare(lines[line].partition(":")[2])[:1] in ("", "[", "{")]
        slip = next((key for key in likely if slips(key.lower(), "names") == 1), None)
        if slip:
            text = _("{path}, line {line}: the key is {key}; did you mean names?")
            raise InputError(text.format(path=file, line=keys[slip] + 1, key=quoted(slip)))
        return None
    start = keys["names"]
    rest = _bare(lines[start].partition(":")[2])
    found = _within(lines, start, rest) if rest[:1] in ("[", "{") else [] if rest else _listed(file, lines, start)
    if not found:
        text = _("{path}, line {line}: the names are written in a way that is not read; write names: [cat, dog]")
        raise InputError(text.format(path=file, line=start + 1))
    found = [(line, class_name(name)) for line, name in found]
    check_names(file, found)
    said = _bare(lines[keys["nc"]].partition(":")[2]) if "nc" in keys else ""
    if said.isdigit() and said != str(len(found)):
        text = _("{path}, line {line}: nc is {nc}, and names lists {count}; make the two agree")
        raise InputError(text.format(path=file, line=keys["nc"] + 1, nc=said, count=len(found)))
    return tuple(name for _line, name in found)


def _within(lines: list[str], start: int, rest: str) -> list[tuple[int, str]]:
    """The names within brackets or braces, each with the line in which they begin; none where they have no end."""
    closing = {"[": "]", "{": "}"}[rest[0]]
    text = " ".join([rest[1:], *map(_bare, lines[start + 1 :])])
    match = re.match(rf"((?:{TEXT}|[^'\"\[\]{{}}])*){re.escape(closing)}", text)
    if match is None:
        return []
    words = [each.strip() for each in re.findall(rf"(?:{TEXT}|[^,'\"])+", match[1])]
    words = [each for each in words if each]
    if closing == "]":
        plain = all(re.fullmatch(TEXT, each) or not re.search(r":(?:\s|$)", each) for each in words)
        return [(start + 1, _unquoted(each)) for each in words] if plain else []
    pairs = [WITHIN_BRACES.fullmatch(each) for each in words]
    if not all(pair and int(pair["number"]) == number for number, pair in enumerate(pairs)):
        return []
    return [(start + 1, _unquoted(pair["name"])) for pair in pairs if pair]


def _listed(file: Path, lines: list[str], start: int) -> list[tuple[int, str]]:
    """The names of a list with dashes, or of numbers with names, each with its line."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        plain = _bare(line, keep_indent=True)
        if not plain.strip():
            continue
        item, numbered = ITEM.fullmatch(plain), NUMBERED.fullmatch(plain)
        if not item and not numbered:
            break
        if numbered and int(numbered["number"]) != len(found):
            text = _("{path}, line {line}: the class has the number {number}; expected {expected}")
            raise InputError(text.format(path=file, line=number, number=int(numbered["number"]), expected=len(found)))
        found.append((number, _unquoted((item or numbered)["name"])))  # type: ignore[index]
    return found


def _bare(line: str, *, keep_indent: bool = False) -> str:
    """A line without its comment."""
    plain = re.sub(r"(^|\s)#.*", "", line).rstrip()
    return plain if keep_indent else plain.strip()


def _unquoted(word: str) -> str:
    plain = word.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\"":
        return plain[1:-1].replace("''", "'") if plain[0] == "'" else plain[1:-1]
    return plain
