"""How long `patches` takes beside one plain `predict`, and whether its memory grows with the data set.

    python tests/benchmarks/patches.py time        all 10,000 MNIST test images, every convolution of mnist-cnn
    python tests/benchmarks/patches.py memory      peak of a process of its own, for 1,000 and for 10,000 images

Nothing here decides a test: the figures go into the manual, with the machine they were measured on.
"""

import argparse
import statistics
import subprocess
import sys
import time

from kerascnn import datasets, insight, networks
from kerascnn.training import peak_memory


def timed(rounds: int, variant: str) -> None:
    """Both in turn, after one of each that is not counted."""
    model = networks.build("mnist-cnn", variant=variant)
    images = datasets.load("mnist").test_images
    ratios = []
    for number in range(rounds + 1):
        start = time.perf_counter()
        model.predict(images.astype("float32") / 255, verbose=0)
        plain = time.perf_counter() - start
        start = time.perf_counter()
        insight.strongest_patches(model, images)
        ours = time.perf_counter() - start
        if number:
            ratios.append(ours / plain)
            print(f"predict {plain:.2f} s, patches {ours:.2f} s, ratio {ratios[-1]:.2f}", flush=True)
    print(f"{variant}: patches / predict: median {statistics.median(ratios):.2f}, highest {max(ratios):.2f}")


def memory(count: int) -> None:
    """The peak of this process after `count` images, in MB."""
    model = networks.build("mnist-cnn")
    images = datasets.load("mnist").test_images[:count]
    before = peak_memory()
    insight.strongest_patches(model, images)
    print(f"{count:,} images: peak {(peak_memory() or 0) / 1e6:.0f} MB, before the search {(before or 0) / 1e6:.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["time", "memory"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--variant", default="standard")
    parser.add_argument("--count", type=int)
    chosen = parser.parse_args()
    if chosen.what == "time":
        timed(chosen.rounds, chosen.variant)
    elif chosen.count:
        memory(chosen.count)
    else:
        for count in (1000, 10_000):
            subprocess.run([sys.executable, "-P", __file__, "memory", "--count", str(count)], check=True)
