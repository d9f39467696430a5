"""How long and how well `train-mnist` trains, beside the keras.io recipe and beside a bare `fit`.

    python tests/benchmarks/train_mnist.py time-to-99      both recipes in turn, and the ratio
    python tests/benchmarks/train_mnist.py accuracy        test accuracy of each preset, over seeds
    python tests/benchmarks/train_mnist.py overhead        kerascnn's `fit` beside Keras's on the same network

Nothing here decides a test: the figures go into the manual, with the machine they were measured on.
"""

import argparse
import contextlib
import io
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from kerascnn import datasets, networks, training
from kerascnn.recipes import train_mnist
from kerascnn.tasks import classification

TARGET = 0.990


class Spent(NamedTuple):
    """Seconds of training alone."""

    wall: float
    cpu: float


@contextlib.contextmanager
def clock() -> Iterator[list[float]]:
    """Wall-clock and CPU seconds of the block, put into the list when it ends."""
    spent: list[float] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield spent
    spent.extend((time.perf_counter() - wall, time.process_time() - cpu))


def keras_io(seed: int) -> Spent:
    """Train keras.io's "Simple MNIST convnet" (Chollet 2015) until the test accuracy first reaches the target."""
    data = datasets.load("mnist")
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    images, test_images = (part.astype("float32") / 255 for part in (data.train_images, data.test_images))
    labels, test_labels = (keras.utils.to_categorical(part, 10) for part in (data.train_labels, data.test_labels))
    wall = cpu = 0.0
    for epoch in range(1, 31):  # noqa: B007 (the last one is printed)
        with clock() as spent:
            model.fit(images, labels, batch_size=128, epochs=1, validation_split=0.1, verbose=0)
        wall, cpu = wall + spent[0], cpu + spent[1]
        accuracy = model.evaluate(test_images, test_labels, batch_size=500, verbose=0)[1]
        if accuracy >= TARGET:
            break
    print(f"keras.io  seed {seed}: {accuracy:.2%} after {epoch} epochs, {wall:.1f} s, {cpu:.1f} CPU s", flush=True)
    return Spent(wall, cpu)


def ours(seed: int, preset: str) -> tuple[float, Spent]:
    """Run the recipe and return its test accuracy and the seconds of its training, validation included."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        result = train_mnist.run(preset=preset, seed=seed, out=Path(folder) / "run")
    spent = Spent(result.seconds, result.cpu_seconds)
    print(f"kerascnn  seed {seed}: {result.accuracy:.2%}, {spent.wall:.1f} s, {spent.cpu:.1f} CPU s", flush=True)
    return result.accuracy, spent


def time_to_99(seeds: range) -> None:
    """Both recipes in turn."""
    theirs, mine, accuracies = [], [], []
    for seed in seeds:
        accuracy, spent = ours(seed, "fast")
        accuracies.append(accuracy)
        mine.append(spent)
        theirs.append(keras_io(seed))
    print(f"accuracy of `fast`: median {statistics.median(accuracies):.2%}, lowest {min(accuracies):.2%}")
    for name, index in (("wall-clock", 0), ("CPU", 1)):
        ratios = [t[index] / m[index] for t, m in zip(theirs, mine, strict=True)]
        print(f"{name} seconds, keras.io / kerascnn: median {statistics.median(ratios):.1f}, lowest {min(ratios):.1f}")


def accuracy(seeds: range, presets: list[str]) -> None:
    """The test accuracy of each preset."""
    for preset in presets:
        runs = [ours(seed, preset) for seed in seeds]
        figures = sorted(accuracy for accuracy, _ in runs)
        seconds = statistics.median(spent.wall for _, spent in runs)
        print(
            f"{preset}: median {statistics.median(figures):.2%}, lowest {figures[0]:.2%}, highest {figures[-1]:.2%}, "
            f"{seconds:.0f} s of training",
            flush=True,
        )


def overhead(seeds: range) -> None:
    """kerascnn's `fit`, with its history and its line per epoch, beside Keras's on the same network and schedule."""
    data = datasets.load("mnist")
    fitting, testing = classification.split(data.train_labels, fraction=1 / 20, seed=0)
    labels = keras.utils.to_categorical(data.train_labels, 10)
    ratios = []
    for seed in seeds:
        seconds = {}
        for name in ("ours", "bare") if seed % 2 else ("bare", "ours"):
            keras.utils.set_random_seed(seed)
            model = networks.build("mnist-cnn", variant="fast")
            parts = [
                classification.Batches(
                    data.train_images,
                    data.train_labels,
                    num_classes=10,
                    batch_size=64 if shuffled else 500,
                    indices=indices,
                    seed=seed if shuffled else None,
                )
                for indices, shuffled in ((fitting, True), (testing, False))
            ]
            classification.compile_classifier(model, steps=2 * len(parts[0]), learning_rate=8e-3)
            arrays = [(data.train_images[part].astype("float32") / 255, labels[part]) for part in (fitting, testing)]
            with clock() as spent, contextlib.redirect_stdout(io.StringIO()):
                if name == "ours":
                    training.fit(model, *parts, epochs=2)
                else:
                    whole = len(parts[0]) * 64
                    images, one_hot = (part[:whole] for part in arrays[0])
                    model.fit(images, one_hot, batch_size=64, epochs=2, validation_data=arrays[1], verbose=0)
            seconds[name] = spent
        ratios.append([ours / bare for ours, bare in zip(seconds["ours"], seconds["bare"], strict=True)])
        print(f"seed {seed}: wall {ratios[-1][0]:.3f}, CPU {ratios[-1][1]:.3f}", flush=True)
    wall, cpu = np.median(ratios, axis=0)
    print(f"kerascnn / bare fit: wall-clock {wall:.3f}, CPU {cpu:.3f} (medians of {len(ratios)})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["time-to-99", "accuracy", "overhead"])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--presets", nargs="+", default=["fast", "standard", "best"])
    chosen = parser.parse_args()
    if chosen.what == "time-to-99":
        time_to_99(range(chosen.seeds))
    elif chosen.what == "accuracy":
        accuracy(range(chosen.seeds), chosen.presets)
    else:
        overhead(range(chosen.seeds))
