"""How far `train-wavenet` goes on chords, how long it takes, and how long a second of sound takes to make.

    python tests/benchmarks/wavenet.py [--seeds 0 1 2] [--preset standard] [--epochs N] [--variant mixture]
    python tests/benchmarks/wavenet.py --generate-only

For each seed: bits a sample beside counting and the floor, how much of the way from counting pairs to the floor it is,
and seconds of training by the clock and of all processors. Then a second of sound, 8,000 samples, with the cached
activations and, for 20 samples, the naive way, which puts the whole receptive field through the network for each.
Nothing here decides a test.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from kerascnn import networks
from kerascnn.recipes import train_wavenet
from kerascnn.tasks.sound import generate

NAIVE = 20


def trained(seed: int, chosen: argparse.Namespace, folder: Path) -> float:
    """Train with a seed, say how it went, and give how much of the way is gone."""
    out = folder / str(seed)
    train_wavenet.run(preset=chosen.preset, epochs=chosen.epochs, variant=chosen.variant, seed=seed, out=out)
    found = json.loads((out / "metrics.json").read_text())
    print(
        f"seed {seed}: order 1 {found['order_1']:.3f}, order 2 {found['order_2']:.3f}, network {found['bits']:.3f}, "
        f"floor {found['floor']:.3f}: {found['way']:.1%} of the way; {found['seconds']:.0f} s, "
        f"{found['cpu_seconds']:.0f} processor seconds"
    )
    return float(found["way"])


def generating() -> None:
    """Time a second of sound from the default network with random weights: the time does not depend on them."""
    model = networks.build("wavenet")
    wall, processor = time.perf_counter(), time.process_time()
    generate(model, 8_000)
    print(
        f"8,000 samples with what is kept: {time.perf_counter() - wall:.1f} s, "
        f"{time.process_time() - processor:.1f} processor seconds"
    )
    field = networks.build("wavenet", input_shape=(1025, 1))
    waves = np.zeros((1, 1025, 1), "float32")
    field.predict_on_batch(waves)
    wall, processor = time.perf_counter(), time.process_time()
    for _sample in range(NAIVE):
        field.predict_on_batch(waves)
    each, of_processors = (time.perf_counter() - wall) / NAIVE, (time.process_time() - processor) / NAIVE
    print(f"the naive way: 8,000 would take {8_000 * each:.0f} s, {8_000 * of_processors:.0f} processor seconds")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--preset", choices=["fast", "standard", "best"], default="standard")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--variant", choices=["mixture", "softmax"], default="mixture")
    parser.add_argument("--generate-only", action="store_true")
    chosen = parser.parse_args()
    if not chosen.generate_only:
        with tempfile.TemporaryDirectory() as where:
            ways = [trained(seed, chosen, Path(where)) for seed in chosen.seeds]
        print(f"median of {len(ways)} seeds: {statistics.median(ways):.1%} of the way")
    generating()
