"""A style transfer carried out: two pictures and a network in, a folder with pictures, costs and a report out."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn.engine.style_transfer_folder import write
from kerascnn.engine.style_transfer_settings import Settings, layers_of
from kerascnn.engine.training_run import run_folder
from kerascnn.language import _

if TYPE_CHECKING:
    import keras
    import numpy as np

    from kerascnn.style_transfer import Chosen, Costs, Objective, Outcome, Pair, Step

__all__ = ["RECIPE", "Settings", "Styled", "style"]

RECIPE = "style-transfer"
LINES = 10
"""How many steps are said."""


@dataclass(frozen=True)
class Styled:
    """What came out.

    Attributes:
        folder: where everything was written.
        picture: the result, `(height, width, channels)` float32 in [0, 1].
        style_fall: how many times the style cost at the start is that at the end.
        style_part: the style cost at the end, as a part of that between content and style picture.
        content_part: the content cost at the end, likewise.
        seconds: by the clock.
    """

    folder: Path
    picture: "np.ndarray"
    style_fall: float
    style_part: float
    content_part: float
    seconds: float


def style(
    content: Path,
    style: Path,
    settings: Settings,
    *,
    called: Mapping[str, Any],
    command: str,
    out: Path | None,
    force: bool,
) -> Styled:
    """Make a picture that shows what one shows, as another is painted, and leave a folder.

    Args:
        content: what is shown.
        style: how it is painted.
        settings: the options.
        called: what the recipe was called with, for `run.json`.
        command: what does it again, for the report.
        out: the folder; `runs/style-transfer-TIME` by default.
        force: write into a folder that exists.

    Raises:
        InputError: a picture, the network, a layer or an option cannot be used, or the folder exists.
        WorkError: the weights cannot be fetched, or the cost is no longer a number.
        KeyboardInterrupt: Ctrl-C; what there is lies in the folder.
    """
    settings.check()
    folder = run_folder(RECIPE, out, force=force)

    from kerascnn import style_transfer, training
    from kerascnn.datasets import picture

    for path in (content, style):  # before weights are fetched for them
        picture.header(path)
    weights = style_transfer.Weights(
        settings.alpha, settings.beta, settings.variation, relative=settings.costs == "relative"
    )
    weights.check()
    with training.settings(device=settings.device, seed=settings.seed) as device_name:
        chosen = style_transfer.choose(settings.network, settings.weights, seed=settings.seed)
        content_layer, asked = _layers(chosen.model, settings)
        pictures = style_transfer.pair(
            content, style, size=settings.size, channels=chosen.inputs.shape[2], keep_colours=settings.keep_colours
        )
        extractor = style_transfer.Extractor(
            chosen.model,
            chosen.inputs,
            [content_layer, *asked],
            (pictures.content.shape[0], pictures.content.shape[1]),
            average_pooling=settings.pooling == "average",
        )
        objective = style_transfer.Objective(
            extractor,
            pictures.content,
            pictures.style,
            content_layer=content_layer,
            style_layers=asked,
            weights=weights,
        )
        _say(chosen, pictures, content_layer, asked, device_name)
        watch = _Watch(objective.between, settings.steps, settings.frames)
        cpu, stopped = time.process_time(), False
        try:
            _transfer(objective, pictures.content, settings, watch)
        except KeyboardInterrupt:
            if not watch.history:
                raise
            stopped = True
    outcome = watch.outcome(objective, pictures, content_layer, time.process_time() - cpu, settings.keep_colours)
    facts = {
        "recipe": RECIPE,
        "called": dict(called),
        "command": command,
        "status": "interrupted" if stopped else "done",
        "features": {"network": chosen.name, "weights": chosen.weights, "sentence": chosen.sentence},
        "content_layer": content_layer,
        "style_layers": asked,
        "weights_of_the_deck": {
            **dict(zip(("alpha", "beta", "variation"), objective.scales, strict=True)),
            "lambdas": objective.lambdas,
        },
        "remarks": list(pictures.remarks),
        "device": device_name,
    }
    write(folder, outcome, facts, force=force)
    done = len(watch.history) - 1
    if stopped:
        print(_("stopped at step {step}; what there is: {folder}").format(step=done, folder=folder))
        raise KeyboardInterrupt
    if done < settings.steps:
        text = _("no step makes the cost smaller any more: done after {count} of {steps}")
        print(text.format(count=done, steps=settings.steps))
    parts = outcome.style_parts[-1], outcome.content_parts[-1]
    return Styled(folder, outcome.picture, outcome.style_fall, *parts, outcome.seconds)


def _layers(model: "keras.Model", settings: Settings) -> tuple[str, dict[str, float]]:
    """The content layer, and the style layers with their λ.

    Raises:
        InputError: the network has no such layer.
    """
    from kerascnn import style_transfer

    known = style_transfer.places(model)
    content, style = style_transfer.default_layers(known)
    if settings.style_layers is None:
        asked = {name: 1 / len(style) for name in style}
    else:
        asked = layers_of(settings.style_layers)
    content = settings.content_layer or content
    for name in (content, *asked):
        style_transfer.find(known, name)
    return content, asked


def _say(chosen: "Chosen", pictures: "Pair", content: str, asked: Mapping[str, float], device: str) -> None:
    for remark in pictures.remarks:
        print(remark, flush=True)
    height, width = pictures.content.shape[:2]
    text = _("{height}×{width} pixels; features: {network}; {device}")
    print(text.format(height=height, width=width, network=chosen.sentence, device=device), flush=True)
    text = _("content: {content}; style: {style}")
    style = ", ".join(f"{name} ({weight:.3g})" for name, weight in asked.items())
    print(text.format(content=content, style=style), flush=True)


def _transfer(objective: "Objective", content: "np.ndarray", settings: Settings, watch: "_Watch") -> None:
    import numpy as np

    from kerascnn.style_transfer import transfer

    start = content
    if settings.start == "noise":
        start = np.random.default_rng(settings.seed).random(content.shape, "float32")
    rate = {} if settings.learning_rate is None else {"learning_rate": settings.learning_rate}
    transfer(objective, start, steps=settings.steps, optimizer=settings.optimizer, watch=watch, **rate)


class _Watch:
    """Keeps the costs of each step and the pictures of some, close together at the start, and says how it goes."""

    def __init__(self, between: "Costs", steps: int, frames: int) -> None:
        import numpy as np

        def some(count: int) -> set[int]:
            return {0, steps, *np.geomspace(1, steps, count).round().astype(int).tolist()}

        self._between, self._keep, self._say = between, some(frames - 1), some(LINES)
        self._kept: list[tuple[int, np.ndarray]] = []
        self.history: list[Costs] = []
        self.seconds = 0.0

    def __call__(self, step: "Step") -> None:
        self.history.append(step.costs)
        self._picture, self.seconds = step.picture, step.seconds
        if step.number in self._keep:
            self._kept.append((step.number, step.picture))
        if step.number in self._say:
            text = _(
                "step {step}: style cost {style:.1%} and content cost {content:.1%} of those between the pictures, "
                "{seconds:.0f} s"
            )
            style = step.costs.style / (self._between.style or 1)
            content = step.costs.content / (self._between.content or 1)
            print(text.format(step=step.number, style=style, content=content, seconds=step.seconds), flush=True)

    def outcome(
        self, objective: "Objective", pictures: "Pair", content_layer: str, cpu_seconds: float, keep_colours: bool
    ) -> "Outcome":
        """What it came to, the last picture among those that were kept."""
        from kerascnn.style_transfer import Outcome, with_colours

        last = len(self.history) - 1
        kept = self._kept if self._kept[-1][0] == last else [*self._kept, (last, self._picture)]
        if keep_colours:
            kept = [(number, with_colours(picture, pictures.colours)) for number, picture in kept]
        return Outcome(
            content=pictures.colours if keep_colours else pictures.content,
            style=pictures.style,
            picture=kept[-1][1],
            kept=kept,
            history=self.history,
            between=objective.between,
            lambdas=objective.lambdas,
            content_layer=content_layer,
            scales=objective.scales,
            evaluations=objective.evaluations,
            seconds=self.seconds,
            cpu_seconds=cpu_seconds,
        )
