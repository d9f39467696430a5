"""What of a folder is taken for what: parts such as `train/` and `test/`, and in them one folder a class.

>>> part_of("Training Set"), part_of("validación"), part_of("dogs")
('train', 'validation', None)
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from kerascnn.datasets.search import Search
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Layout", "in_order", "layout_of", "part_of"]

PARTS = {
    "train": "train training trn entrenamiento entrenar entreno",
    "test": "test testing tst prueba pruebas evaluacion evaluation eval holdout heldout",
    "validation": "validation val valid validacion comprobacion dev",
}
PART = {word: part for part, words in PARTS.items() for word in words.split()}
FILLING = frozenset(
    {
        "conjunto", "data", "dataset", "datasets", "datos", "de", "del", "folder", "fotos", "image", "imagenes",
        "images", "img", "imgs", "part", "photos", "picture", "pictures", "set", "split",
    }
)  # fmt: skip
"""Words that say nothing beside the name of a part, as in `training_set` and `conjunto de prueba`."""
SHARED = 0.75
"""Of how many folders a folder in them has to be, to be taken for a class or a part perhaps."""
DEEPEST = 5
"""Folders within folders that are looked into for the classes."""


@dataclass
class Layout:
    """What was found in a folder.

    Attributes:
        classes: the folders of each class, by its name, in the order of the labels; with the part that each is of.
        parts: the folders that are "train", "validation" or "test", where there are any.
        left_out: folders that are none of them.
    """

    classes: dict[str, list[tuple[Path, str]]] = field(default_factory=dict)
    parts: dict[str, Path] = field(default_factory=dict)
    left_out: list[Path] = field(default_factory=list)


def layout_of(search: Search, *, one_level: bool = True) -> Layout:
    """Find the parts and the classes of a folder.

    Args:
        search: looks through the folder.
        one_level: ask about folders in the folders of the classes that could be the classes instead.

    Raises:
        InputError: there is no class, a part has pictures and no classes, or the parts have other classes.
    """
    layout = Layout()
    here, folders = _down(search, search.root, layout)
    found = _parts([folder.name for folder in folders])
    parts = {name: folder for name, folder in zip(found, folders, strict=True) if name}
    with_classes = {name: folder for name, folder in parts.items() if search.with_pictures(folder)}
    if len(parts) == len(folders) > 1 and "train" not in with_classes:
        text = _("{path}: {part}/ is a part of a data set, and there is no train/ with one folder a class in it")
        raise InputError(text.format(path=here, part=folders[0].name))
    # A class may be called "train" too, among buses and ships; a part has the classes in it, and another part beside.
    if "train" in with_classes and len(parts) > 1:
        layout.left_out += [folder for folder in folders if folder not in with_classes.values()]
        layout.parts = with_classes
        _take_parts(search, layout)
        if one_level:
            folders_of_classes = [folder for folder, part in chain(*layout.classes.values()) if part == "train"]
            _check_one_level(search, with_classes["train"], folders_of_classes)
    else:
        _check_no_part(search, here, folders)
        if one_level:
            _check_one_level(search, here, folders)
        found_here = {folder.name: folder for folder in folders}
        layout.classes = {name: [(found_here[name], "")] for name in in_order(found_here)}
        search.loose(here)
    return layout


def _check_no_part(search: Search, here: Path, folders: Sequence[Path]) -> None:
    """Ask about folders that hold the same classes, one of them called as a part: `train/` beside `unseen/`.

    Raises:
        InputError: there are such.
    """
    within = {folder: {each.name for each in search.with_pictures(folder)} for folder in folders}
    for part in (folder for folder in folders if part_of(folder.name) and len(within[folder]) > 1):
        for other in folders:
            if other != part and within[other] == within[part]:
                text = _(
                    "{path}: {one}/ and {other}/ hold the same folders, so that they are parts and not classes; call "
                    "them train/, validation/ and test/, each once"
                )
                raise InputError(text.format(path=here, one=part.name, other=other.name))


def _check_one_level(search: Search, here: Path, folders: Sequence[Path]) -> None:
    """Ask about folders that hold the same folders: `colour/apple`, `colour/pear`, `grey/apple`, `grey/pear`.

    Those may be versions, folds or patients just as well, with the classes in them, and nothing tells which. A patient
    may lack a class.

    Raises:
        InputError: they do, and have no picture beside these.
    """
    held = Counter(each.name for folder in folders for each in search.with_pictures(folder))
    common = [name for name, count in held.items() if count >= SHARED * len(folders)]
    if len(folders) < 2 or len(common) < 2 or any(search.has_loose(folder) for folder in folders):
        return
    first = folders[0]
    names = ", ".join(f"{name}/" for name in in_order(common)[:3]) + (", …" if len(common) > 3 else "")
    if {part_of(name) for name in common} >= {"train", "test"}:
        text = _(
            "{path}: each folder has {names} in it; put the parts above the classes, as train/{example}, test/{example}"
        )
        raise InputError(text.format(path=here, names=names, example=first.name))
    text = _(
        "{path}: its {count} folders, such as {example}/, hold the same folders: {names}; if these are the "
        "classes, give one folder, as {inner}, or put the pictures of each class together; if not, empty them into "
        "the folder above"
    )
    raise InputError(text.format(path=here, count=len(folders), example=first.name, names=names, inner=first))


def _down(search: Search, folder: Path, layout: Layout) -> tuple[Path, list[Path]]:
    """Go down as long as the only folder with pictures is one that holds folders with pictures."""
    for _depth in range(DEEPEST):
        folders = search.with_pictures(folder)
        layout.left_out += [each for each in search.folders(folder) if each not in folders]
        if len(folders) != 1 or not search.with_pictures(folders[0]):
            break
        (folder,) = folders
    return folder, folders


def _take_parts(search: Search, layout: Layout) -> None:
    """Put the classes of all parts together."""
    names: dict[str, dict[str, Path]] = {}
    for part, folder in layout.parts.items():
        names[part] = {each.name: each for each in _down(search, folder, layout)[1]}
    first = "train" if "train" in names else next(iter(names))
    for part, folders in names.items():
        if folders.keys() != names[first].keys():
            text = _("{path}: {one}/ and {other}/ have different classes: {names}; expected the same folders in both")
            differ = ", ".join(sorted(folders.keys() ^ names[first].keys()))
            one, other = layout.parts[first].name, layout.parts[part].name
            raise InputError(text.format(path=search.root, names=differ, one=one, other=other))
    for name in in_order(names[first]):
        layout.classes[name] = [(names[part][name], part) for part in names]


def in_order(names: Iterable[str]) -> list[str]:
    """Names in their order, numbers in them by their value.

    >>> in_order(["10", "2", "1"])
    ['1', '2', '10']
    """

    def key(name: str) -> list[tuple[int, str]]:
        pieces = re.split(r"([0-9]+)", name)
        return [(int(piece), "") if number % 2 else (0, piece) for number, piece in enumerate(pieces)]

    return sorted(names, key=lambda name: (key(name), name))


def part_of(name: str) -> str | None:
    """Which part of a data set a folder is by its name, in English or Spanish: "train", "validation", "test" or none.

    >>> part_of("Test"), part_of("conjunto_de_entrenamiento"), part_of("val_images"), part_of("trains")
    ('test', 'train', 'validation', None)
    """
    words = [word for word in _words(name) if word not in FILLING]
    return PART.get(words[0]) if len(words) == 1 else None


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z]+", plain)
    # "trainset", "testdata"
    return [piece for word in words for piece in re.sub(r"(?<=.)(set|data|images)$", r" \1", word).split()]


def _parts(names: Sequence[str]) -> list[str | None]:
    """The part that each of some folders is; also by what differs in their names, as `seg_train`, `seg_test`."""
    found = [part_of(name) for name in names]
    if not any(found):
        rests: dict[tuple[str, ...], list[int]] = {}
        for number, name in enumerate(names):
            words = [word for word in _words(name) if word not in FILLING]
            for place in {0, len(words) - 1}:
                if len(words) > 1 and words[place] in PART:
                    rests.setdefault((*words[:place], *words[place + 1 :]), []).append(number)
        for rest, numbers in rests.items():
            parts = [
                next(PART[word] for word in _words(names[n]) if word in PART and word not in rest) for n in numbers
            ]
            if "train" in parts and len(set(parts)) == len(parts) > 1:
                for number, part in zip(numbers, parts, strict=True):
                    found[number] = part
    # Of two folders for one part, as `val` and `validation`, neither is clear.
    return [part if part and found.count(part) == 1 else None for part in found]
