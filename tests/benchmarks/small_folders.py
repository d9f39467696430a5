"""How batch normalisation's averages are best made in a training of few steps: three ways beside Keras's own.

    python tests/benchmarks/small_folders.py --data-dir FOLDER [--seeds 3]

A training's steps do not depend on the averages, so that one training is tested with all of them: with the moving
averages of momentum 0.99, as Keras has them; of a momentum that leaves 2 % of their beginning after the first epoch; of
one that rises, (1 + t) / (10 + t); and with averages that are settled before the validation, as
`kerascnn.training.averages` does it. Tested on 2,000 training pictures that are held out, never on test pictures.
The folder has MNIST's and CIFAR-10's files. Nothing here decides a test.
"""

import argparse
import statistics
from pathlib import Path

import keras
import numpy as np

from kerascnn import datasets, networks
from kerascnn.tasks import classification
from kerascnn.training.averages import normalizations, settle

HELD_OUT = 2_000
CASES = {
    "570 digits, mnist-cnn, 8 epochs": ("mnist", 570, "mnist-cnn", {}, 64, 8e-3, 8),
    "2,000 of CIFAR-10, cifar-cnn, 3 epochs": ("cifar10", 2_000, "cifar-cnn", {"normalization": "batch"}, 32, 2e-3, 3),
    "2,000 of CIFAR-10, resnet20, 3 epochs": ("cifar10", 2_000, "resnet20", {}, 32, 2e-3, 3),
}
WAYS = ("0.99", "by steps", "rising", "settled")


class Averages(keras.callbacks.Callback):
    """Recovers each batch's mean and variance from the moving averages, and makes the other averages of them."""

    def __init__(self, first_epoch: int) -> None:
        super().__init__()
        self.momentum = {"by steps": 0.02 ** (1 / first_epoch), "rising": 0.0}
        self.step = 0

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Begin where the moving averages do."""
        self.layers = list(normalizations(self.model))
        self.last = self.values()
        self.found = {way: self.values() for way in self.momentum}

    def values(self) -> list[np.ndarray]:
        """Mean and variance of each layer in turn."""
        return [
            keras.ops.convert_to_numpy(v) for layer in self.layers for v in (layer.moving_mean, layer.moving_variance)
        ]

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Take the batch into each of the averages."""
        now = self.values()
        self.step += 1
        self.momentum["rising"] = min(0.99, (1 + self.step) / (10 + self.step))
        for place, (before, after) in enumerate(zip(self.last, now, strict=True)):
            of_batch = (after.astype("float64") - 0.99 * before) / 0.01
            for way, momentum in self.momentum.items():
                self.found[way][place] = momentum * self.found[way][place] + (1 - momentum) * of_batch
        self.last = now


def trained(case: str, seed: int, data_dir: Path) -> dict[str, float]:
    """The accuracy on held-out pictures with each way's averages, after the last epoch."""
    name, count, network, settings, batch_size, rate, epochs = CASES[case]
    data = datasets.load(name, data_dir=data_dir)
    order = np.random.default_rng(seed).permutation(len(data.train_images))
    some, others = order[:count], order[count : count + HELD_OUT]
    keras.utils.set_random_seed(seed)
    model = networks.build(network, input_shape=data.train_images.shape[1:], num_classes=10, **settings)
    feed = classification.Batches(
        data.train_images, data.train_labels, num_classes=10, batch_size=batch_size, indices=some, seed=seed
    )
    classification.compile_classifier(model, steps=epochs * len(feed), learning_rate=rate)
    model.steps_per_execution = 1
    averages = Averages(len(feed))
    model.fit(feed, epochs=epochs, shuffle=False, verbose=0, callbacks=[averages])

    def accuracy() -> float:
        return classification.evaluate(model, data.train_images[others], data.train_labels[others]).accuracy

    accuracies = {"0.99": accuracy()}
    for way, values in averages.found.items():
        for layer, mean, variance in zip(averages.layers, values[::2], values[1::2], strict=True):
            layer.moving_mean.assign(mean)
            layer.moving_variance.assign(variance)
        accuracies[way] = accuracy()
    settle(model, feed, epochs)
    return accuracies | {"settled": accuracy()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args()
    for case in CASES:
        rows = [trained(case, seed, chosen.data_dir) for seed in range(chosen.seeds)]
        for way in WAYS:
            each = [row[way] for row in rows]
            print(
                f"{case}, {way}: median {statistics.median(each):.2%}, {min(each):.2%} to {max(each):.2%}", flush=True
            )
