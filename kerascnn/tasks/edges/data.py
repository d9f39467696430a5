"""Pictures with their edges: composed scenes, or a folder of pictures and edge maps."""

import hashlib
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from kerascnn.datasets import SkippedWarning
from kerascnn.datasets.edge_maps import open_edge_folder, read
from kerascnn.errors import DamagedPicturesError, InputError
from kerascnn.language import _
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.edges.options import Options
from kerascnn.tasks.pixel_pictures import FEWEST, MOST_BYTES, Arrays, PixelData, composed, divided
from kerascnn.tasks.protocol import About
from kerascnn.untrusted_text import visible

__all__ = ["load"]

VALIDATION_SCENES = 200
BRIGHT = 128
"""From here on a pixel of an edge map is an edge."""

Pixels = npt.NDArray[np.uint8]


def load(choice: DataChoice, options: Options) -> PixelData:
    """Scenes whose edges are hard to find, or the pictures and edge maps of a folder in their place.

    Raises:
        InputError: as `datasets.scenes`; the folder has no edge maps, too few pictures or too many, or a map has
            another size than its picture.
        DamagedPicturesError: a picture or a map cannot be used.
    """
    if choice.data_dir is not None:
        return _of_folder(choice.data_dir, options, skip_bad=choice.skip_bad)
    pictures = options.pictures
    return composed(
        "edges",
        pictures,
        seed=options.seed,
        validation=VALIDATION_SCENES,
        hard=True,
        name=f"edge-scenes-{pictures.size}-{pictures.digits}",
        source=_("digits of MNIST in any colour on bright photographs of CIFAR-10, composed"),
    )


def _of_folder(folder: Path, options: Options, *, skip_bad: bool) -> PixelData:
    side = options.pictures.size
    found = open_edge_folder(folder)
    if found.left_out:
        warnings.warn(visible(f"{folder}: {found.left_out}"), SkippedWarning, stacklevel=2)
    if 4 * side**2 * len(found.pairs) > MOST_BYTES:
        text = _("{folder}: {count} pictures of {side}×{side} take too much memory; take a smaller --size")
        raise InputError(text.format(folder=folder, count=len(found.pairs), side=side))
    both, wrong = [], list(found.problems)
    if wrong and not skip_bad:
        raise DamagedPicturesError(wrong[0])
    for image, edges in found.pairs:
        try:
            both.append(_at(image, edges, side))
        except InputError as error:
            wrong.append(str(error))
            if not skip_bad:
                raise DamagedPicturesError(str(error)) from error
    if wrong:
        text = _("{folder}: pictures that were left out: {count}; the first: {problem}")
        warnings.warn(visible(text.format(folder=folder, count=len(wrong), problem=wrong[0])), SkippedWarning, 2)
    if len(both) < FEWEST:
        text = _(
            "{folder}: pictures with edge maps: {count}; expected {fewest} or more: to learn from, to choose the "
            "best epoch, to test"
        )
        raise InputError(text.format(folder=folder, count=len(both), fewest=FEWEST))
    images, maps = (np.stack(each) for each in zip(*both, strict=True))
    parts = divided(np.arange(len(images)), options.seed)
    training, validation, test = (Arrays(images[each], maps[each]) for each in parts)
    text = _("{folder}: {count} pictures with edge maps, stretched to {side}×{side}")
    about = About(
        name=folder.resolve().name or "folder",
        source=str(folder),
        sample=False,
        training=len(training) + len(validation),
        test=len(test),
        class_names=(),
        sha256=hashlib.sha256(images.tobytes() + maps.tobytes()).hexdigest(),
        taken_as=(visible(text.format(folder=folder, count=len(images), side=side)),),
    )
    return PixelData(training, validation, test, (side, side, 3), about)


def _at(image: Path, edges: Path, side: int) -> tuple[Pixels, Pixels]:
    """A picture and its edge map, stretched; an edge stays one where it becomes smaller.

    Raises:
        InputError: one of the two cannot be read, or they differ in size.
    """
    pixels, lines = read(image, edges)
    small = np.asarray(pixels.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=3))
    rows, columns = np.nonzero(np.asarray(lines) >= BRIGHT)
    found = np.zeros((side, side), np.uint8)
    found[rows * side // lines.size[1], columns * side // lines.size[0]] = 1
    return small, found
