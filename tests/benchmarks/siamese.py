"""What mining buys a siamese network: verification and one-shot recognition of identities that it has never seen.

    python tests/benchmarks/siamese.py                       drawn faces: all, semi-hard and hard triplets, three seeds
    python tests/benchmarks/siamese.py --data hard           faces with hats, from the side, with near twins
    python tests/benchmarks/siamese.py --data digits         7 to 9 after 0 to 6
    python tests/benchmarks/siamese.py --losses contrastive binary --seeds 1

Seconds are of all processors together, since other work on the machine does not change them much; drawing the faces,
validation and test included. Nothing here decides a test: the figures go into the manual.
"""

import argparse
import contextlib
import io
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from kerascnn.recipes import train_siamese

MINED = ("all", "semi-hard", "hard")
OTHERS = ("contrastive", "binary")
DATA: dict[str, dict[str, Any]] = {"faces": {}, "hard": {"hard": True}, "digits": {"data": "digits"}}


def measured(data: str, loss: str, seed: int, **options: Any) -> tuple[float, float, float, float]:
    """Verification, equal error rate, one-shot recognition, and seconds of processor time of one training."""
    how = {"mining": loss} if loss in MINED else {"loss": loss}
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        train_siamese.run(**DATA[data], **how, **options, seed=seed, out=Path(folder) / "run")
        found = json.loads((Path(folder) / "run" / "metrics.json").read_text())
    seconds = time.process_time() - start
    return found["verification"], found["equal_error"], found["one_shot"][str(found["ways"])], seconds


def main() -> None:
    """Measure each loss on each seed in turn, and print a line for each and a table of medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", choices=DATA, default=["faces"])
    parser.add_argument("--losses", nargs="+", choices=(*MINED, *OTHERS), default=list(MINED))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--steps", type=int)
    given = parser.parse_args()
    found: dict[tuple[str, str], list[tuple[float, ...]]] = {}
    for seed in range(given.first_seed, given.first_seed + given.seeds):
        for data in given.data:
            for loss in given.losses:
                numbers = measured(data, loss, seed, epochs=given.epochs, steps=given.steps)
                found.setdefault((data, loss), []).append(numbers)
                verified, error, shot, seconds = numbers
                print(
                    f"{data} {loss} seed {seed}: verification {verified:.2%}, equal error {error:.2%}, "
                    f"one-shot {shot:.2%}, {seconds:.0f} processor s",
                    flush=True,
                )
    print("| data | loss | verification | equal error | one-shot | processor s |\n|---|---|---|---|---|---|")
    for (data, loss), rows in found.items():
        verified, error, shot, seconds = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"| {data} | {loss} | {verified:.2%} | {error:.2%} | {shot:.2%} | {seconds:.0f} |")


if __name__ == "__main__":
    main()
