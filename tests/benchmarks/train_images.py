"""How many photographs a second `train-images` reads, beside Keras's own way with `map` and `prefetch`, on one folder.

    python tests/benchmarks/train_images.py --data-dir FOLDER [--pictures 600] [--side 384]

A folder of JPEGs is made of CIFAR-10's pictures, enlarged to the given side; both read it at 96×96, in batches of 32,
as float32 in [0, 1]. Timed are the first pass, with all that goes before it (looking for damaged pictures is part of
ours), and the passes after it; in wall-clock seconds and in those of all processors, of this process and of those that
it starts. The two ways take turns. Nothing here decides a test.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from kerascnn import datasets
from kerascnn.recipes import train_images
from kerascnn.tasks import classification

SIZE, BATCH = 96, 32


def written(folder: Path, data_dir: Path, pictures: int, side: int) -> None:
    """Write the folder: one class a folder, each with as many pictures."""
    data = datasets.load("cifar10", data_dir=data_dir)
    for label, name in enumerate(data.class_names):
        (folder / name).mkdir(parents=True)
        for number in np.flatnonzero(data.train_labels == label)[: pictures // 10]:
            large = Image.fromarray(data.train_images[number]).resize((side, side * 3 // 4), Image.Resampling.BICUBIC)
            large.save(folder / name / f"{number}.jpg", quality=90)


def keras_way(folder: Path) -> Iterable[Any]:
    """Keras's own: decoded in every epoch."""
    import keras
    import tensorflow as tf

    stream = keras.utils.image_dataset_from_directory(
        folder, image_size=(SIZE, SIZE), batch_size=BATCH, label_mode="categorical", verbose=False
    )
    scaled = stream.map(lambda images, labels: (images / 255, labels), num_parallel_calls=tf.data.AUTOTUNE)
    return scaled.prefetch(tf.data.AUTOTUNE)


def our_way(folder: Path) -> Iterable[Any]:
    """That of `train-images`: everything that it does before the training, and its batches."""
    plan = train_images.run.plan(folder, size=SIZE, fit="stretch", augmentation="none")
    data = classification.load(plan.data, plan.options)
    feeds = [
        classification.Batches(images, labels, num_classes=10, batch_size=BATCH)
        for images, labels in ((data.train_images, data.train_labels), (data.test_images, data.test_labels))
    ]
    return [(feed, number) for feed in feeds for number in range(len(feed))]


def passed(stream: Iterable[Any]) -> int:
    """Take all batches, and count the pictures."""
    count = 0
    for batch in stream:
        images = batch[0][batch[1]][0] if isinstance(batch[0], classification.Batches) else batch[0].numpy()
        count += len(images)
    return count


def processors() -> float:
    """Seconds that this process, its threads and the processes it has started have had of all processors."""
    own = time.process_time()
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            own += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall-clock and processor seconds of some work, and what came out."""
    wall, cpu = time.perf_counter(), processors()
    result = work()
    return time.perf_counter() - wall, processors() - cpu, result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--pictures", type=int, default=600)
    parser.add_argument("--side", type=int, default=384)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where) / "photos"
        written(folder, chosen.data_dir, chosen.pictures, chosen.side)
        passed(keras_way(folder))  # TensorFlow starts
        rows: dict[str, list[tuple[float, float]]] = {}
        for _round in range(chosen.rounds):
            for name, way in (("Keras", keras_way), ("ours", our_way)):
                made = timed(lambda way=way: way(folder))
                first, later = (timed(lambda stream=made[2]: passed(stream)) for _pass in range(2))
                count = first[2]
                rows.setdefault(f"{name}, first", []).append(
                    (count / (made[0] + first[0]), count / (made[1] + first[1]))
                )
                rows.setdefault(f"{name}, later", []).append((count / later[0], count / later[1]))
        for place, what in enumerate(("a second", "a processor's second")):
            medians = {name: statistics.median(row[place] for row in each) for name, each in rows.items()}
            for when in ("first", "later"):
                ours, theirs = medians[f"ours, {when}"], medians[f"Keras, {when}"]
                print(f"{when} pass, pictures {what}: Keras {theirs:,.0f}, ours {ours:,.0f}, ratio {ours / theirs:.2f}")
