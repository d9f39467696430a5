"""How fast each augmentation policy is; what one costs a training is in `train_cifar10.py rate`.

    python tests/benchmarks/augmentation.py rates        images/s: NumPy by hand, the Keras layer, the layer in tf.data
    python tests/benchmarks/augmentation.py warp         images/s of one bilinear turn: this package, Keras, Pillow

Nothing here decides a test: the figures go into the manual, with the machine they were measured on.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from kerascnn.quiet import start_keras

start_keras()

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from PIL import Image  # noqa: E402

from kerascnn.augmentation import POLICIES, matrices, policy, warp  # noqa: E402

BATCH = 64
GENERATOR = np.random.default_rng(0)
PICTURES = GENERATOR.integers(0, 256, (BATCH, 32, 32, 3), np.uint8)
LABELS = np.eye(10, dtype="float32")[np.arange(BATCH) % 10]


def rate(work: Callable[[], object], rounds: int) -> float:
    """Images per second of one processor: the median of `rounds`, each of five batches, after one to warm up.

    What several processors spend is added up, and what else the machine does is left out.
    """
    work()
    seconds = []
    for _round in range(rounds):
        start = time.process_time()
        for _batch in range(5):
            work()
        seconds.append((time.process_time() - start) / 5)
    return BATCH / statistics.median(seconds)


def rates(rounds: int) -> None:
    """Each policy, three ways."""
    print(
        f"{'policy':<12} {'NumPy':>10} {'layer':>10} {'tf.data':>10}   "
        f"images/s of one core, 32×32 colour, batches of {BATCH}"
    )
    floats = {"images": PICTURES.astype("float32") / 255, "labels": LABELS}
    for name in POLICIES:
        chosen = policy(name)
        by_hand = rate(lambda chosen=chosen: chosen.augment_batch(PICTURES, LABELS, GENERATOR), rounds)
        layer = chosen.layer(seed=0)
        called = tf.function(lambda data, layer=layer: layer(dict(data), training=True))
        compiled = rate(lambda called=called: called(floats)["images"].numpy(), rounds)
        stream = tf.data.Dataset.from_tensors(floats).repeat().map(chosen.layer(seed=0), num_parallel_calls=2)
        batches = stream.prefetch(2).as_numpy_iterator()
        mapped = rate(lambda batches=batches: next(batches), rounds)
        print(f"{name:<12} {by_hand:>10,.0f} {compiled:>10,.0f} {mapped:>10,.0f}", flush=True)


def _pillow(to_old: np.ndarray) -> np.ndarray:
    drawn = np.empty_like(PICTURES)
    for number, (picture, matrix) in enumerate(zip(PICTURES, to_old, strict=True)):
        # Pillow counts from the corner of a pixel, not from its middle.
        corner = matrix[:2] @ np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]) + np.array([[0, 0, 0.5]] * 2)
        turned = Image.fromarray(picture).transform(
            (32, 32), Image.Transform.AFFINE, tuple(corner.ravel()), resample=Image.Resampling.BILINEAR
        )
        drawn[number] = np.asarray(turned)
    return drawn


def warps(rounds: int) -> None:
    """The same matrices, four ways, in turn."""
    to_old = matrices((32, 32), rotation=GENERATOR.uniform(-25, 25, BATCH), scale=GENERATOR.uniform(0.9, 1.1, BATCH))
    transform = to_old.reshape(-1, 9)[:, :8].astype("float32")
    ways = {
        "this package, whole numbers": lambda: warp(PICTURES, to_old),
        "Keras, on floats": lambda: np.asarray(
            keras.ops.image.affine_transform(PICTURES.astype("float32"), transform, fill_mode="constant")
        ),
        "Pillow, one by one": lambda: _pillow(to_old),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, way in ways.items():
            found[name].append(rate(way, 1))
    for name, values in found.items():
        print(f"{name:<28} {statistics.median(values):>10,.0f} images/s of one core")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["rates", "warp"])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    {"rates": rates, "warp": warps}[options.what](options.rounds)
