"""A finished classifier, slid over a picture in one pass and window by window: the same scores, and how much faster."""

import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import checks, files
from kerascnn.engine.training_run import run_folder
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _

if TYPE_CHECKING:
    import numpy as np

    from kerascnn.prediction import Classifier

__all__ = ["Slid", "slide"]

RECIPE = "sliding-window"
ROUNDS = 5
ALONE = 100
"""Windows that are timed one by one; of more, the time is worked out from these."""
ALIKE = 1e-5
"""How far scores may differ: the order in which sums are added up is another."""
LARGEST = 2_048
DIGITS, CELL = (3, 6), 40
"""Rows and columns of digits in the picture that is made where none is given, and pixels for each."""


@dataclass(frozen=True)
class Slid:
    """What came out.

    Attributes:
        windows: how many there are in the picture.
        difference: the largest between a score of the one pass and that of the window cut out.
        seconds: of the one pass.
        crops_seconds: of one batch of windows that were cut out.
        single_seconds: of one window after the other.
        found: how many windows stay after non-max suppression.
        folder: where everything was written.
    """

    windows: int
    difference: float
    seconds: float
    crops_seconds: float
    single_seconds: float
    found: int
    folder: Path


def slide(
    network: Path,
    picture: Path | None,
    *,
    size: int,
    least_score: float,
    overlap: float,
    seed: int,
    called: Mapping[str, Any],
    command: str,
    out: Path | None,
    force: bool,
) -> Slid:
    """Turn a classifier into a fully convolutional network and score all windows of a picture.

    Args:
        network: a `.keras` file, or the folder of a run.
        picture: any; None to put test digits onto black, for a network that reads digits.
        size: pixels along the longer side to which a picture is scaled.
        least_score: windows that are less sure are not drawn.
        overlap: windows that overlap a surer one by this part are not drawn.
        seed: which digits, and where.
        called: what the recipe was called with, for `run.json`.
        command: what does it again, for the report.
        out: the folder; `runs/sliding-window-TIME` by default.
        force: write into a folder that exists.

    Raises:
        InputError: the network cannot slide, or the picture cannot be used.
        WorkError: the scores differ.
    """
    checks.whole("size", size, at_least=28, at_most=LARGEST)
    checks.fraction("least-score", least_score)
    checks.fraction("overlap", overlap)
    checks.number("overlap", overlap, above=0)
    checks.whole("seed", seed, at_least=0)
    folder = run_folder(RECIPE, out, force=force)
    files.check_own_folder(folder / "figures")
    import numpy as np

    from kerascnn import boxes, plots, report
    from kerascnn.prediction import Classifier
    from kerascnn.prediction.windows import crops, fully_convolutional, windows
    from kerascnn.versions import installed

    classifier = Classifier(network)
    sliding = fully_convolutional(classifier.model)
    pixels = _picture(classifier, picture, size, seed)
    given = np.asarray(classifier.inputs.of_unit(pixels.astype("float32") / np.float32(255)))
    scores, seconds = _timed(lambda: windows(sliding, given))
    cut = crops(sliding, given)
    alone, crops_seconds = _timed(lambda: np.asarray(classifier.model.predict_on_batch(cut)))
    some = cut[: min(ALONE, len(cut))]
    _each, single_seconds = _timed(lambda: [classifier.model.predict_on_batch(each[None]) for each in some], rounds=1)
    single_seconds *= len(cut) / len(some)
    difference = float(np.abs(scores.reshape(alone.shape) - alone).max())
    if not difference <= ALIKE:
        text = _(
            "the scores of the windows differ by {difference:.1e} from those of the windows cut out; expected 1e-5"
        )
        raise WorkError(text.format(difference=difference))
    best = scores.max(axis=2)
    lying = sliding.boxes(*best.shape).reshape(-1, 4)
    kept = boxes.nms(lying, best.ravel(), most_overlap=overlap, least_score=least_score)
    result = Slid(len(cut), difference, seconds, crops_seconds, single_seconds, len(kept), folder)

    files.new_folder(folder, force=force)
    with files.whole(folder / "model.keras", force=force) as part:
        sliding.model.save(part)
    files.check_own_folder(folder / "figures")
    (folder / "figures").mkdir(exist_ok=True)
    names = [classifier.class_names[number] for number in scores.reshape(-1, scores.shape[2])[kept].argmax(axis=1)]
    texts = [f"{name} {score:.0%}" for name, score in zip(names, best.ravel()[kept], strict=True)]
    title = _("{count} of {windows:,} windows stay").format(count=len(kept), windows=len(cut))
    boxed = plots.Boxed(pixels, lying[kept], texts, [plots.RIGHT] * len(kept), title)
    half, step = sliding.window[0] / 2, sliding.stride / 2
    rows, columns = (sliding.stride * count for count in best.shape)
    extent = (half - step, half - step + columns, half - step + rows, half - step)
    title = _("{network}, all windows of {height}×{width} in one pass")
    title = title.format(network=classifier.model.name, height=sliding.window[0], width=sliding.window[1])
    plots.save(plots.window_scores(boxed, best, extent, title), folder / "figures" / "windows.png")
    found = [
        {"class": name, "score": float(best.ravel()[number]), "xyxy": lying[number].tolist()}
        for name, number in zip(names, kept, strict=True)
    ]
    measured = {
        name: getattr(result, name)
        for name in ("windows", "difference", "seconds", "crops_seconds", "single_seconds", "found")
    }
    window = {"window": list(sliding.window), "stride": sliding.stride, "boxes": found}
    facts = {
        "recipe": RECIPE,
        "called": dict(called),
        "status": "done",
        "class_names": list(classifier.class_names),
        "versions": installed(),
    }
    for name, content in (("metrics", measured | window), ("run", facts)):
        files.write(folder / f"{name}.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n", force=force)
    page = report.of_sliding_window(_pixels(folder / "figures" / "windows.png"), measured | window, facts, command)
    files.write(folder / "report.html", page, force=force)
    return result


def _pixels(path: Path) -> "np.ndarray":
    """A figure that was just written, `(height, width, 3)` uint8."""
    import numpy as np
    from PIL import Image

    with Image.open(path) as drawn:
        return np.asarray(drawn.convert("RGB"))


def _timed(work: Callable[[], Any], rounds: int = ROUNDS) -> tuple[Any, float]:
    """What comes out, and the median of the seconds, after a first time that is not counted."""
    result, seconds = work(), []
    for _round in range(rounds):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return result, statistics.median(seconds)


def _picture(classifier: "Classifier", path: Path | None, size: int, seed: int) -> "np.ndarray":
    """The picture `(height, width, channels)` uint8, its longer side `size` pixels; or digits on black."""
    import numpy as np
    from PIL import Image

    from kerascnn.datasets import picture
    from kerascnn.datasets.letterbox import light_on_dark

    channels = classifier.shape[2]
    if path is None:
        if not classifier.digits:
            raise InputError(_("the network does not read digits; name a picture with --picture"))
        return _digits(seed).repeat(channels, axis=2)
    loaded = picture.load(path, channels=3)
    scale = size / max(loaded.size)
    width, height = (max(1, round(side * scale)) for side in loaded.size)
    pixels = np.asarray(loaded.resize((width, height), Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC))
    pixels, _frame, _inverted = light_on_dark(pixels, (height, width), wanted=classifier.digits)
    if channels == 1:
        pixels = np.asarray(Image.fromarray(pixels).convert("L"))[..., None]
    return pixels


def _digits(seed: int) -> "np.ndarray":
    """Test digits of MNIST on black, each somewhere in a cell of its own: `(rows, columns, 1)` uint8."""
    import numpy as np

    from kerascnn.datasets import load

    mnist = load("mnist", data="sample")
    random = np.random.default_rng(seed)
    found = np.zeros((DIGITS[0] * CELL, DIGITS[1] * CELL, 1), np.uint8)
    side = mnist.test_images.shape[1]
    chosen = random.choice(len(mnist.test_images), DIGITS, replace=False)
    for place in np.ndindex(DIGITS):
        top, left = (each * CELL + int(random.integers(CELL - side + 1)) for each in place)
        found[top : top + side, left : left + side] = mnist.test_images[chosen[place]]
    return found
