"""What the report of a localizer says of its test."""

from typing import TYPE_CHECKING

import numpy as np

from kerascnn.datasets.located import Located
from kerascnn.language import _
from kerascnn.pages import Html, Section, joined, percent, section, table, tag
from kerascnn.pages.boxes import boxed_image
from kerascnn.runs import FinishedRun, words_with_interval
from kerascnn.runs.fields import Fields
from kerascnn.tasks import learned_sections
from kerascnn.tasks.localization.answers import boxes_of
from kerascnn.tasks.localization.evaluation import Evaluation
from kerascnn.tasks.protocol import Page

if TYPE_CHECKING:
    import keras

__all__ = ["page"]

MOST = 12
SIDE = 224
TENTHS = 10

Seen = tuple[Located, Evaluation]


def page(run: FinishedRun, model: "keras.Model | None", seen: Seen | None, why_not: str) -> Page:
    """How far boxes overlap, each class, the worst misses, and the filters."""
    classes, presence = (run.metrics.number(name, highest=1) for name in ("class_accuracy", "presence_accuracy"))
    right = words_with_interval(_("of the objects with the right class"), classes, _objects(run))
    said = words_with_interval(_("rightly an object or none"), presence, run.data.test)
    numbers = [
        (f"{run.score:.3f}", _("mean intersection over union of the boxes")),
        (percent(classes), right),
        (percent(presence), said),
    ]
    results = [_overlaps(run), _classes(run), _misses(seen, why_not)]
    return Page(numbers, results, [] if model is None else [learned_sections.filters(run, model)])


def _objects(run: FinishedRun) -> int:
    """How many pictures of the test show an object."""
    classes = run.metrics.part("classes")
    return sum(classes.part(name).whole("objects") for name in run.data.class_names if name in classes.content)


def _overlaps(run: FinishedRun) -> Section:
    counts = run.metrics.content.get("overlaps")
    if not (isinstance(counts, list) and len(counts) == TENTHS and all(type(each) is int for each in counts)):
        run.metrics.refuse("overlaps", _("{count} counts").format(count=TENTHS))
    rows = [
        [f"{number / TENTHS:.1f} – {(number + 1) / TENTHS:.1f}", f"{count:,}"] for number, count in enumerate(counts)
    ]
    text = _("A box is right from an intersection over union of 0.5 on; of {part} of the pictures all is right.")
    part = percent(run.metrics.number("wholly_right", highest=1))
    heads = [_("intersection over union"), _("objects")]
    title = _("How far boxes overlap their objects")
    return section("overlaps", title, tag("p", text.format(part=part)), table(run.data.title, heads, rows))


def _classes(run: FinishedRun) -> Section:
    classes, rows = run.metrics.part("classes"), []
    for name in run.data.class_names:
        own = classes.part(name) if name in classes.content else Fields(run.metrics.path, {}, "classes.")
        overlap = "—" if own.content.get("iou") is None else f"{own.number('iou', highest=1):.3f}"
        right = own.content.get("class_accuracy")
        share = percent(None if right is None else own.number("class_accuracy", highest=1))
        rows.append([name, overlap, share, f"{own.whole('objects'):,}" if "objects" in own.content else "—"])
    heads = [_("class"), _("mean overlap"), _("class right"), _("objects")]
    title = _("Each class, {data}").format(data=run.data.title)
    return section("classes", _("Each class"), table(title, heads, rows))


def _misses(seen: Seen | None, why_not: str) -> Section:
    title = _("Worst misses")
    if seen is None:
        text = _("The pictures are not here: {reason}").format(reason=why_not)
        return section("misses", title, tag("p", text))
    data, tested = seen
    numbers = tested.worst(MOST)
    if not len(numbers):
        return section("misses", title, tag("p", _("no mistakes")))
    pictures = data.test.batch(numbers).images
    items = [
        _miss(picture, int(number), tested, data.class_names) for picture, number in zip(pictures, numbers, strict=True)
    ]
    legend = _("The box that was found is orange, the true one dashed.")
    return section("misses", title, tag("p", legend), tag("ul", joined(items), class_="mistakes"))


def _miss(picture: np.ndarray, number: int, tested: Evaluation, class_names: tuple[str, ...]) -> Html:
    true = class_names[tested.labels[number]] if tested.there[number] else _("nothing")
    said = class_names[tested.predictions[number]] if tested.found[number] else _("nothing")
    boxes, kinds = [], []
    if tested.there[number]:
        boxes.append(boxes_of(tested.truth[number : number + 1], tested.size)[0])
        kinds.append("missed")
    if tested.found[number]:
        boxes.append(boxes_of(tested.given[number : number + 1], tested.size)[0])
        kinds.append("wrong")
    text = _("taken for {predicted}, is {true}").format(predicted=said, true=true)
    facts = [
        _("p_c {value:.2f}").format(value=tested.given[number, 0]),
        _("overlap {value:.2f}").format(value=tested.overlaps[number]),
    ]
    alt = _("a picture of {true}").format(true=true)
    drawn = boxed_image(picture, np.array(boxes).reshape(-1, 4), kinds, alt, side=SIDE)
    number_text = _("test image {number:,}").format(number=number)
    return tag(
        "li", drawn, tag("strong", text), tag("ul", *(tag("li", each) for each in facts)), tag("small", number_text)
    )
