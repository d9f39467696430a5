"""How many of a thousand unseen scenes `train-captioner` describes right word for word, after how much training.

    python tests/benchmarks/captions.py train [--preset standard] [--language es] [--seeds 0 1 2] [--out FOLDER]
    python tests/benchmarks/captions.py beams RUN [--scenes 1000]
    python tests/benchmarks/captions.py speed

`train` trains once for each seed and prints the part that is right, BLEU-4, and the seconds of training, by the clock
and of all processors; the median stands below. Every seed is tested on the same scenes, by which nothing was chosen.
`beams` describes the test scenes with beams of several widths, and says how long a sentence takes. `speed` times the
scenes. On a machine that has other work compare the seconds of the processors. Nothing here decides a test.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np

from kerascnn.datasets import captions
from kerascnn.recipes import train_captioner


def train(preset: str, language: str, seeds: list[int], out: Path) -> None:
    """Train once for each seed."""
    found = []
    for seed in seeds:
        folder = out / f"{preset}-{language}-{seed}"
        result = train_captioner.run(preset=preset, language=language, seed=seed, out=folder)
        bleu = json.loads((folder / "metrics.json").read_text())["bleu"]["4"]
        found.append((result.score, bleu, result.seconds, result.cpu_seconds))
        print(f"seed {seed}: {_row(found[-1])}", flush=True)
    print(f"median: {_row([statistics.median(column) for column in zip(*found, strict=True)])}")


def _row(numbers: tuple[float, ...] | list[float]) -> str:
    exact, bleu, seconds, cpu = numbers
    return f"{exact:.2%} right word for word, BLEU-4 {bleu:.4f}, {seconds:.0f} s, {cpu:.0f} s of the processors"


def beams(run: Path, count: int) -> None:
    """Describe the test scenes with beams of several widths."""
    from kerascnn.runs import read_run_json
    from kerascnn.tasks.captioning import Captioner

    options = read_run_json(run).options
    captioner = Captioner(run)
    settings = {name: int(options[name] or 0) for name in ("size", "groups", "most")}
    scenes = captions.shape_scenes(options["language"], part="test", count=count, **settings)
    batch = scenes.batch(np.arange(count))
    pictures = batch.images.astype(np.float32) / np.float32(255)
    for beam in (1, 2, 3, 5, 10):
        captioner.speaker.say(pictures[:100], beam=beam)  # which compiles
        start = time.process_time()
        said = captioner.speaker.say(pictures, beam=beam)
        seconds = time.process_time() - start
        found = [captioner.vocabulary.decode(each.words) for each in said]
        exact = np.mean([one in several for one, several in zip(found, batch.captions, strict=True)])
        print(
            f"beam {beam:2}: {exact:.2%} right word for word, mean log probability "
            f"{np.mean([each.score for each in said]):.4f}, {1000 * seconds / count:.2f} ms of the processors each"
        )


def speed() -> None:
    """How many scenes a second are composed."""
    scenes = captions.shape_scenes()
    scenes.batch(np.arange(64))
    times = []
    for first in range(0, 5_000, 1_000):
        start = time.process_time()
        scenes.batch(np.arange(first, first + 1_000))
        times.append(time.process_time() - start)
    print(f"{1_000 / statistics.median(times):,.0f} scenes a second of a processor, median of five times a thousand")


def main() -> None:
    """Read the words of the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    training.add_argument("--preset", default="standard", choices=["fast", "standard", "best"])
    training.add_argument("--language", default="es", choices=["es", "en"])
    training.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    training.add_argument("--out", type=Path, default=Path("runs/captions-benchmark"))
    widths = commands.add_parser("beams")
    widths.add_argument("run", type=Path)
    widths.add_argument("--scenes", type=int, default=1_000)
    commands.add_parser("speed")
    given = parser.parse_args()
    if given.command == "train":
        given.out.mkdir(parents=True, exist_ok=True)
        train(given.preset, given.language, given.seeds, given.out)
    elif given.command == "beams":
        beams(given.run, given.scenes)
    else:
        speed()


if __name__ == "__main__":
    main()
