"""Pictures with the class of each pixel: composed scenes, or a folder of pictures and masks."""

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from kerascnn.datasets import SkippedWarning, annotations
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.pixel_pictures import FEWEST, MOST_BYTES, PART, Arrays, PixelData, composed, divided
from kerascnn.tasks.protocol import About
from kerascnn.tasks.segmentation.options import Options
from kerascnn.untrusted_text import visible

__all__ = ["BACKGROUND", "load", "named"]

BACKGROUND = "background"
VALIDATION_SCENES = 500

Pixels = npt.NDArray[np.uint8]


def named(class_names: Sequence[str]) -> tuple[str, ...]:
    """The names of the classes for people: the background's, which files have in English, in their language."""
    return tuple(_("background") if name == BACKGROUND else name for name in class_names)


def load(choice: DataChoice, options: Options) -> PixelData:
    """Scenes, or the pictures and masks of a folder in their place.

    Raises:
        InputError: as `datasets.scenes` and `annotations.load`, or the folder has too few pictures, or too many.
    """
    if choice.data_dir is not None:
        return _of_folder(choice.data_dir, options, skip_bad=choice.skip_bad)
    pictures = options.pictures
    return composed(
        "masks",
        pictures,
        seed=options.seed,
        validation=VALIDATION_SCENES,
        hard=pictures.hard,
        name=f"{'hard-' if pictures.hard else ''}scenes-{pictures.size}-{pictures.digits}",
        source=_("digits of MNIST on photographs of CIFAR-10, composed"),
        class_names=(BACKGROUND,),
    )


def _of_folder(folder: Path, options: Options, *, skip_bad: bool) -> PixelData:
    if not annotations.detect(folder):
        text = _("{folder}: holds no masks; expected masks/ beside images/, or outlines in COCO's JSON or YOLO's texts")
        raise InputError(text.format(folder=folder))
    found = annotations.load(folder, skip_bad=skip_bad)
    if found.problems:
        text = _("{folder}: pictures that were left out: {count}; the first: {problem}")
        said = text.format(folder=folder, count=len(found.problems), problem=found.problems[0])
        warnings.warn(visible(said), SkippedWarning, stacklevel=2)
    if not found.has_masks:
        text = _("{folder}: its annotations are boxes alone; expected masks, as in masks/ beside images/")
        raise InputError(text.format(folder=folder))
    if len(found) < FEWEST:
        text = _(
            "{folder}: pictures with masks: {count}; expected {fewest} or more: to learn from, to choose the best "
            "epoch, to test"
        )
        raise InputError(text.format(folder=folder, count=len(found), fewest=FEWEST))
    side = options.pictures.size
    if 4 * side**2 * len(found) > MOST_BYTES:
        text = _("{folder}: {count} pictures of {side}×{side} take too much memory; take a smaller --size")
        raise InputError(text.format(folder=folder, count=len(found), side=side))
    both = [_at(each, side) for each in found]
    images, masks = (np.stack(each) for each in zip(*both, strict=True))
    learned, tested = found.split(PART, options.seed)
    if len(learned) < 2:
        text = _("{folder}: has one picture that is not for the test; expected two or more")
        raise InputError(text.format(folder=folder))
    parts = divided(learned, options.seed, tested=tested)
    training, validation, test = (Arrays(images[each], masks[each]) for each in parts)
    about = About(
        name=folder.resolve().name or "folder",
        source=str(folder),
        sample=False,
        training=len(learned),
        test=len(tested),
        class_names=(BACKGROUND, *found.class_names),
        sha256=hashlib.sha256(images.tobytes() + masks.tobytes()).hexdigest(),
        taken_as=tuple(_said(found, side)),
    )
    return PixelData(training, validation, test, (side, side, 3), about)


def _said(found: annotations.Annotated, side: int) -> Iterator[str]:
    text = _("{folder}: {count} pictures with masks ({form}), stretched to {side}×{side}; classes: {names}")
    names = ", ".join(found.class_names[:20]) + ("…" if len(found.class_names) > 20 else "")
    yield visible(text.format(folder=found.path, count=len(found), form=found.form, side=side, names=names))
    if found.unannotated:
        text = _("{folder}: pictures without a mask, which are left alone: {count}")
        yield visible(text.format(folder=found.path, count=found.unannotated))


def _at(image: annotations.AnnotatedImage, side: int) -> tuple[Pixels, Pixels]:
    """A picture and its mask, stretched; classes do not mix."""
    picture = Image.fromarray(image.pixels(3)).resize((side, side), Image.Resampling.BILINEAR, reducing_gap=3)
    mask = Image.fromarray(image.class_map()).resize((side, side), Image.Resampling.NEAREST)
    return np.asarray(picture), np.asarray(mask)
