"""A folder of pictures and edge maps: which map belongs to which picture, and what is wrong with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import files
from kerascnn.datasets import picture
from kerascnn.datasets.search import LeftOut, is_litter
from kerascnn.errors import InputError
from kerascnn.language import _

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["EdgeFolder", "checked", "is_edge_folder", "open_edge_folder", "read"]

MAPS = ("edges", "edge_maps", "bordes")
IMAGES = ("images", "imagenes", "imágenes")


@dataclass(frozen=True)
class EdgeFolder:
    """Pictures and their edge maps.

    Attributes:
        path: the folder.
        pairs: each picture with its map, in the order of their names.
        problems: a line on each file that has no other of its name, or more than one.
        left_out: pictures of a kind that is not read.
    """

    path: Path
    pairs: tuple[tuple[Path, Path], ...]
    problems: tuple[str, ...]
    left_out: LeftOut


def is_edge_folder(folder: Path) -> bool:
    """Whether it has `images/` and `edges/`."""
    return folder.is_dir() and None not in _places(folder)


def open_edge_folder(folder: Path) -> EdgeFolder:
    """Find for each picture of `images/` the map of the same name in `edges/`.

    Raises:
        InputError: there are no such folders, or no picture in them.
    """
    files.check_is_folder(folder)
    places = _places(folder)
    if None in places:
        text = _(
            "{folder}: expected the folders images/ and edges/ in it, with a map of the same name for each picture"
        )
        raise InputError(text.format(folder=folder))
    left_out, problems = LeftOut(), list[str]()
    pictures, maps = (_by_stem(place, left_out, problems) for place in places if place)
    if not pictures and not maps:
        raise InputError(_("{folder}: holds no picture").format(folder=folder))
    for stem, path in (pictures | maps).items():
        if stem not in maps:
            problems.append(_("{path}: has no edge map of its name in edges/").format(path=path))
        elif stem not in pictures:
            problems.append(_("{path}: has no picture of its name in images/").format(path=path))
    pairs = tuple((pictures[stem], maps[stem]) for stem in sorted(pictures) if stem in maps)
    return EdgeFolder(folder, pairs, tuple(problems), left_out)


def read(image: Path, edges: Path) -> "tuple[Image, Image]":
    """A picture in colour and its edge map in grey.

    Raises:
        InputError: one of the two cannot be read, or they differ in size.
    """
    pixels, lines = picture.load(image, channels=3), picture.load(edges, channels=1)
    if pixels.size != lines.size:
        text = _("{path}: the edge map has {width}×{height} pixels, the picture {name} has {own_width}×{own_height}")
        sizes = {"width": lines.size[0], "height": lines.size[1], "own_width": pixels.size[0]}
        raise InputError(text.format(path=edges, name=image.name, own_height=pixels.size[1], **sizes))
    return pixels, lines


def checked(folder: EdgeFolder) -> list[str]:
    """A line on everything that is wrong, after every file was read."""
    wrong = list(folder.problems)
    for image, edges in folder.pairs:
        try:
            read(image, edges)
        except InputError as error:
            wrong.append(str(error))
    return wrong


def _places(folder: Path) -> list[Path | None]:
    """The folders of the pictures and of the maps."""
    inside = {each.name.lower(): each for each in sorted(folder.iterdir()) if each.is_dir()}
    return [next((inside[name] for name in names if name in inside), None) for names in (IMAGES, MAPS)]


def _by_stem(place: Path, left_out: LeftOut, problems: list[str]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for each in sorted(place.iterdir()):
        if is_litter(each.name) or each.is_dir():
            continue
        if each.suffix.lower() in picture.NOT_READ:
            left_out.add("not read", f"{place.name}/{each.name}")
        elif each.suffix.lower() in picture.SUFFIXES and found.setdefault(each.stem, each) != each:
            text = _("{path}: {other} has the same name but for its ending; keep one of the two")
            problems.append(text.format(path=each, other=found[each.stem].name))
    return found
