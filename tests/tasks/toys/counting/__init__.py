"""A task that is nowhere but here: how many bright spots does a picture have?"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from PIL import Image

from kerascnn import checks, pages, training
from kerascnn.runs.measures import VALIDATION_LOSS, Measure
from kerascnn.runs.plan import DataChoice, Plan
from kerascnn.tasks.protocol import About, Built, Page

HEADLINE = Measure("error", "mean error", ".3f", more_is_better=False)
MEASURES, BEST = (HEADLINE,), VALIDATION_LOSS


@dataclass(frozen=True)
class Options:
    network: str = "counter"
    epochs: int = 2
    batch_size: int = 8
    seed: int = 0

    def check(self) -> None:
        checks.whole("epochs", self.epochs, at_least=1)


@dataclass(frozen=True)
class Spots:
    pictures: np.ndarray
    counts: np.ndarray


class SpotFeed(training.Feed):
    def __init__(self, data: Spots, indices: np.ndarray, seed: int | None) -> None:
        super().__init__(indices, batch_size=8, seed=seed)
        self.data = data

    def batch(self, epoch: int, number: int) -> tuple[Any, ...]:
        chosen = self.chosen(epoch, number)
        return self.data.pictures[chosen] / np.float32(255), self.data.counts[chosen]


@dataclass(frozen=True)
class Errors:
    score: float
    loss: float

    def metrics(self, about: About) -> dict[str, Any]:
        return {}

    def line(self) -> str:
        return HEADLINE.written(self.score)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> Spots:
    random = np.random.default_rng(1)
    counts = random.integers(0, 4, (80, 1)).astype("float32")
    pictures = np.zeros((80, 8, 8, 1), np.uint8)
    for picture, count in zip(pictures, counts[:, 0], strict=True):
        picture.reshape(-1)[random.choice(64, int(count), replace=False)] = 255
    return Spots(pictures, counts)


def about(data: Spots) -> About:
    return About("spots", "made up", sample=False, test=20, class_names=(), training=60, sha256="0" * 64)


def build(plan: Plan, data: Spots) -> Built:
    model = network(plan, data)
    optimizer = training.optimizer("adamw", steps=10, learning_rate=0.01)
    error = keras.metrics.MeanAbsoluteError(name="error")
    training.compile_model(model, optimizer, loss="mse", metrics=[error])
    return Built(model, SpotFeed(data, np.arange(50), plan.options.seed), SpotFeed(data, np.arange(50, 60), None))


def network(plan: Plan, data: Spots) -> keras.Model:
    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(1)], name="counter")


def test(model: keras.Model, options: Options, data: Spots) -> Errors:
    wrong = model.predict(data.pictures[60:] / np.float32(255), verbose=0) - data.counts[60:]
    return Errors(float(np.abs(wrong).mean()), float((wrong**2).mean()))


def draw(figures, name, model, data, tested) -> None:
    Image.fromarray(data.pictures[0, :, :, 0]).save(figures / "spots.png")


def page(run, model, seen, why_not) -> Page:
    return Page([(f"{run.score:.3f}", "mean error")], [pages.section("spots", "Spots", pages.tag("p", "counted"))], [])
