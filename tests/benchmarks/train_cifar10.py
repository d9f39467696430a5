"""How well and how quickly `train-cifar10` learns the full CIFAR-10, which has to be here: `kerascnn data get cifar10`.

    python tests/benchmarks/train_cifar10.py accuracy      test accuracy of each setting below, over seeds
    python tests/benchmarks/train_cifar10.py parts         what the quick training comes to without each of its parts
    python tests/benchmarks/train_cifar10.py rate          images a second, beside a bare `fit` of the same network

Nothing here decides a test: the figures go into the manual, with the machine they were measured on.
"""

import argparse
import contextlib
import io
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import keras

from kerascnn import augmentation, datasets, networks
from kerascnn.engine import Result
from kerascnn.recipes import train_cifar10
from kerascnn.tasks import classification

SETTINGS: dict[str, dict[str, Any]] = {
    "course": {},
    "course-augmented": {"augmentation": "flip", "epochs": 10},
    "fast-1": {"preset": "fast", "epochs": 1},
    "fast-3": {"preset": "fast", "epochs": 3},
    "fast": {"preset": "fast"},
    "best": {"preset": "best"},
}
BATCH = 64
RATE_STEPS = 150


def trained(data_dir: Path | None, seed: int, **options: Any) -> Result:
    """Run the recipe once and say what came out."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        return train_cifar10.run(seed=seed, data="full", data_dir=data_dir, out=Path(folder) / "run", **options)


def measured(settings: dict[str, dict[str, Any]], seeds: range, data_dir: Path | None) -> None:
    """Accuracy and seconds of each setting: every seed in turn, so that each round is one of all settings; medians."""
    accuracies: dict[str, list[float]] = {name: [] for name in settings}
    seconds: dict[str, list[float]] = {name: [] for name in settings}
    for seed in seeds:
        for name, options in settings.items():
            result = trained(data_dir, seed, **options)
            accuracies[name].append(result.accuracy)
            seconds[name].append(result.seconds)
            print(
                f"{name} seed {seed}: {result.accuracy:.2%}, {result.seconds:.0f} s, {result.cpu_seconds:.0f} CPU s",
                flush=True,
            )
    for name, each in accuracies.items():
        print(
            f"{name}: median {statistics.median(each):.2%}, lowest {min(each):.2%}, highest {max(each):.2%}, "
            f"{statistics.median(seconds[name]):.0f} s of training"
        )


def parts(seeds: range, data_dir: Path | None, epochs: int) -> None:
    """The quick training whole, then without each part."""
    quick: dict[str, Any] = {"preset": "fast", "epochs": epochs}
    without = {f"without {part}": quick | {"without": (part,)} for part in train_cifar10.PARTS}
    measured({"whole": quick} | without, seeds, data_dir)


def rate(rounds: int, data_dir: Path | None) -> None:
    """Images a second of `cifar-cnn`: a bare `fit` on arrays, our batches, and these with the policy `course`."""
    data = datasets.load("cifar10", data="full", data_dir=data_dir)
    count = RATE_STEPS * BATCH
    images, labels = data.train_images[:count], data.train_labels[:count]
    floats, one_hot = images.astype("float32") / 255, keras.utils.to_categorical(labels, 10)
    policy = augmentation.policy("course")
    walls: dict[str, list[float]] = {"bare": [], "plain": [], "course": []}
    processors: dict[str, list[float]] = {name: [] for name in walls}
    models = {}
    for name in walls:
        keras.utils.set_random_seed(0)
        models[name] = networks.build("cifar-cnn")
        classification.compile_classifier(models[name], steps=10**6, learning_rate=1e-3)
    for number in range(rounds + 1):
        for name in walls:
            feed = classification.Batches(
                images, labels, num_classes=10, batch_size=BATCH, seed=0, augment=policy if name == "course" else None
            )
            wall, processor = time.perf_counter(), time.process_time()
            if name == "bare":
                models[name].fit(floats, one_hot, batch_size=BATCH, verbose=0)
            else:
                models[name].fit(feed, verbose=0)
            if number:  # the first round compiles
                walls[name].append(time.perf_counter() - wall)
                processors[name].append(time.process_time() - processor)
    for name, seconds in walls.items():
        print(f"{name}: median {count / statistics.median(seconds):,.0f} images a second")
    for name, other in (("plain", "bare"), ("course", "plain")):
        for what, took in (("a second", walls), ("a processor's second", processors)):
            ratios = [b / a for a, b in zip(took[name], took[other], strict=True)]
            print(f"{name} / {other}, images {what}: median {statistics.median(ratios):.2f}, lowest {min(ratios):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["accuracy", "parts", "rate"])
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--settings", nargs="+", choices=SETTINGS, default=[*SETTINGS][:-1])
    chosen = parser.parse_args()
    if chosen.what == "rate":
        rate(chosen.rounds, chosen.data_dir)
    elif chosen.what == "parts":
        parts(range(chosen.seeds), chosen.data_dir, chosen.epochs)
    else:
        measured({name: SETTINGS[name] for name in chosen.settings}, range(chosen.seeds), chosen.data_dir)
