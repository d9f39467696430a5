"""Overlaps and non-max suppression beside TensorFlow's: `python tests/benchmarks/boxes.py`.

Prints medians of rounds taken in turn, in milliseconds by the clock and of processor time, and their ratios. Sparse
boxes hardly overlap, so that nearly all stay; crowded ones, as a detector gives them, are several to an object.
"""

import statistics
import time

import numpy as np

from kerascnn import boxes
from kerascnn.quiet import start_keras

COUNT, ROUNDS = 10_000, 7


def sparse(random):
    corners = random.uniform(0, 2000, (COUNT, 2))
    return np.concatenate([corners, corners + random.uniform(5, 40, (COUNT, 2))], axis=1)


def crowded(random):
    objects = sparse(random)[random.integers(0, 300, COUNT)]
    moved = objects + random.normal(0, 2, objects.shape)
    moved[:, 2:] = np.maximum(moved[:, 2:], moved[:, :2] + 1)
    return moved


def seconds(call):
    """By the clock, and of the processors that this process had."""
    start, used = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - start, time.process_time() - used


def in_turn(name, ours, theirs):
    times = [(seconds(ours), seconds(theirs)) for _round in range(ROUNDS + 1)][1:]
    for kind, what in enumerate(("by the clock", "processor")):
        mine, other = ([each[side][kind] for each in times] for side in (0, 1))
        ratio = statistics.median(first / second for first, second in zip(mine, other, strict=True))
        shown = [f"{statistics.median(each) * 1000:.1f} ms" for each in (mine, other)]
        print(f"{name}, {what}: {shown[0]}, TensorFlow {shown[1]}, ratio {ratio:.2f}")


def tf_iou(tf, first, second):
    low = tf.maximum(first[:, None, :2], second[None, :, :2])
    high = tf.minimum(first[:, None, 2:], second[None, :, 2:])
    both = tf.reduce_prod(tf.maximum(high - low, 0), axis=2)
    areas = [tf.reduce_prod(each[:, 2:] - each[:, :2], axis=1) for each in (first, second)]
    return both / (areas[0][:, None] + areas[1][None] - both)


if __name__ == "__main__":
    start_keras()
    import tensorflow as tf

    random = np.random.default_rng(0)
    for name, make in (("sparse", sparse), ("crowded", crowded)):
        found = make(random).astype("float32")
        scores = random.random(COUNT).astype("float32")
        yxyx = found[:, [1, 0, 3, 2]]

        def theirs(yxyx=yxyx, scores=scores):
            return tf.image.non_max_suppression(yxyx, scores, COUNT, iou_threshold=0.5).numpy()

        kept = boxes.nms(found, scores)
        print(f"{name}: {len(kept):,} of {COUNT:,} stay, TensorFlow keeps {len(theirs()):,}")
        in_turn(f"{name}, suppression", lambda found=found, scores=scores: boxes.nms(found, scores), theirs)
    first, second = sparse(random)[:1000], sparse(random)[:1000]
    in_turn("1,000 × 1,000 overlaps", lambda: boxes.iou(first, second), lambda: tf_iou(tf, first, second).numpy())
