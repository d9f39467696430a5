"""Open a folder of annotated pictures: which format it has, and what of it can be used."""

import os
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import numpy as np

from kerascnn import files
from kerascnn.datasets import picture
from kerascnn.datasets.annotations import coco, png_masks, voc, yolo
from kerascnn.datasets.annotations.annotated import Annotated, AnnotatedImage, Region
from kerascnn.datasets.annotations.contents import Contents
from kerascnn.datasets.annotations.drafts import Draft, Form, Source, check_case, checked_box
from kerascnn.datasets.annotations.problems import Place, Problems
from kerascnn.datasets.annotations.regions import check_has_area, polygons_of
from kerascnn.datasets.dataset import SkippedWarning
from kerascnn.errors import InputError, unknown
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["FORMS", "detect", "load"]

FORMS: tuple[Form, ...] = get_args(Form)

READERS: dict[Form, Callable[[Contents, Problems], Source]] = {
    "coco": coco.read,
    "voc": voc.read,
    "yolo": yolo.read,
    "masks": png_masks.read,
}
FINDERS: dict[Form, Callable[[Contents], list[Path]]] = {
    "coco": coco.files,
    "voc": voc.files,
    "yolo": yolo.files,
    "masks": png_masks.files,
}


def detect(folder: Path | str) -> tuple[Form, ...]:
    """The formats of annotations that a folder holds; none for a folder that has none.

    Raises:
        InputError: there is no such folder, or a file that may hold annotations cannot be read.
    """
    root = Path(folder)
    files.check_is_folder(root)
    return _forms(Contents(root))


def _forms(contents: Contents) -> tuple[Form, ...]:
    return tuple(form for form, find in FINDERS.items() if find(contents))


def load(folder: Path | str, *, form: Form | None = None, skip_bad: bool = False) -> Annotated:
    """Open a folder of annotated pictures.

    Every picture is read once, so that all that is wrong is known before anything is trained. What the annotations name
    is looked for in the folder alone.

    Args:
        folder: with COCO's JSON, Pascal VOC's XML, YOLO's text files, or masks as pictures.
        form: which of them, where it has several; None for the only one.
        skip_bad: leave pictures out of whose annotation anything is wrong, instead of raising; `problems` says which.

    Raises:
        InputError: there are no annotations, or several kinds, or no picture that can be used.
        DamagedPicturesError: something is wrong with an annotation or a picture; the sentence names the first.
    """
    root = Path(folder)
    files.check_is_folder(root)
    contents, problems = Contents(root), Problems()
    chosen = _chosen(contents, form)
    if contents.not_read:
        warnings.warn(visible(f"{root}: {contents.not_read}"), SkippedWarning, stacklevel=2)
    source = READERS[chosen](contents, problems)
    sizes = _sizes(source.drafts, problems)
    check_case(source.drafts, problems)
    names = source.class_names
    if names is None:
        names = tuple(sorted({each.name for draft in source.drafts for each in draft.objects}))
    numbers = {name: number for number, name in enumerate(names)}
    made = (
        _image(chosen, draft, sizes[draft.path], numbers, problems) for draft in source.drafts if draft.path in sizes
    )
    images = [image for image in made if image is not None]
    if problems.found and not skip_bad:
        raise problems.error()
    if not images:
        if problems.found:
            raise problems.error()
        raise InputError(_("{path}: no picture of it is annotated").format(path=root))
    if not any(map(len, images)):
        if problems.found:
            raise problems.error()
        text = _("{path}: its annotations ({form}) have no object in them; expected one at least")
        raise InputError(text.format(path=root, form=chosen))
    return Annotated(root, chosen, names, tuple(images), tuple(problems.found), max(source.unannotated, 0))


def _chosen(contents: Contents, form: Form | None) -> Form:
    if form is not None:
        if form not in FORMS:
            raise unknown(_("format"), form, FORMS)
        if not FINDERS[form](contents):
            text = _("{path}: holds no annotations in the format {form}")
            raise InputError(text.format(path=contents.root, form=form))
        return form
    found = _forms(contents)
    if not found:
        text = _("{path}: holds no annotations; expected COCO's JSON, Pascal VOC's XML, YOLO's text files or masks/ "
                 "beside images/")  # fmt: skip
        raise InputError(text.format(path=contents.root))
    if len(found) > 1:
        text = _("{path}: holds annotations in several formats ({forms}); leave one of them there "
                 "(kerascnn data check --annotations looks at each)")  # fmt: skip
        raise InputError(text.format(path=contents.root, forms=", ".join(found)))
    return found[0]


def _sizes(drafts: Iterable[Draft], problems: Problems) -> dict[Path, tuple[int, int]]:
    """Height and width of each picture; those that cannot be read are problems."""
    paths = list(dict.fromkeys(draft.path for draft in drafts))

    def look(path: Path) -> tuple[int, int] | InputError:
        try:
            return picture.size_of(path)
        except InputError as error:
            return error

    found: dict[Path, tuple[int, int]] = {}
    # What decodes is a process for each thread.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for path, said in zip(paths, threads.map(look, paths), strict=True):
            if isinstance(said, InputError):
                problems.add(Place(path), str(said).removeprefix(f"{path}: ").removeprefix(f"{path} "))
            else:
                found[path] = said
    return found


def _image(
    form: Form, draft: Draft, size: tuple[int, int], numbers: dict[str, int], problems: Problems
) -> AnnotatedImage | None:
    """A picture with its objects; None where anything is wrong."""
    if draft.size is not None and draft.size != size:
        if form == "masks":
            text = _("the mask has {said_width}×{said_height} pixels; the picture {name} has {width}×{height}")
        elif draft.size == size[::-1]:
            text = _(
                "the annotation says {said_width}×{said_height}; the picture {name} has {width}×{height} when it is "
                "upright: annotate it as it is shown"
            )
        else:
            text = _("the annotation says {said_width}×{said_height}; the picture {name} has {width}×{height}")
        text = text.format(
            said_width=draft.size[1], said_height=draft.size[0], name=draft.path.name, width=size[1], height=size[0]
        )
        problems.add(draft.place, text)
        return None
    boxes, regions = [], []
    bad = draft.bad
    for each in draft.objects:
        box, wrong = checked_box(form, each.given, size)
        region: Region | None = each.region
        if each.outline:
            try:
                pixels = [part * size[1 - number % 2] for number, part in enumerate(each.outline)]
                outline = polygons_of([pixels], size)
                check_has_area(outline)
                region = outline
            except InputError as error:
                wrong = str(error)
        if wrong:
            problems.add(each.place, wrong)
            bad = True
        boxes.append(box)
        regions.append(region)
    if bad:
        return None
    return AnnotatedImage(
        path=draft.path,
        size=size,
        boxes=np.array(boxes, np.float64).reshape(-1, 4),
        labels=np.array([numbers[each.name] for each in draft.objects], np.int64),
        ignored=np.array([each.ignored for each in draft.objects], bool),
        regions=tuple(regions),
        part=draft.part,
        void=draft.void,
    )
