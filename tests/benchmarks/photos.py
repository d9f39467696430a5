"""How many rendered photographs of digits are read right.

    python tests/benchmarks/photos.py RUN                 1,000 photographs of one digit, 300 of three to eight
    python tests/benchmarks/photos.py RUN --save FOLDER   and write the photographs that were read wrong
    python tests/benchmarks/photos.py RUN --part 1/4      the first quarter, for four processes at once

RUN is what `kerascnn train-mnist` leaves. The photographs show test digits of MNIST, which no training has seen; every
kind of `tests/photographs.py` comes as often as every other, and each photograph follows from its number alone.

Nothing here decides a test: the figures go into the manual, with the machine they were measured on.
"""

import argparse
import collections
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from kerascnn import datasets
from kerascnn.errors import InputError
from kerascnn.prediction import Classifier

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import photographs

SEED = 20_000
LAYOUTS = ("row", "rows", "column", "row")


def rendered(number: int, data: datasets.Dataset, *, several: bool) -> tuple[str, photographs.Photograph, int, int]:
    """A photograph: its kind, itself, how it is turned by EXIF, and the quality of its JPEG."""
    rng = np.random.default_rng([SEED, number, several])
    kind = photographs.SINGLE[number % len(photographs.SINGLE)]
    count = int(rng.integers(3, 9)) if several else 1
    layout = LAYOUTS[int(rng.integers(len(LAYOUTS)))] if several else "single"
    chosen = rng.integers(len(data.test_labels), size=count)
    digits, labels = data.test_images[chosen, ..., 0], data.test_labels[chosen]
    photograph = photographs.photograph(digits, labels, rng, kind, layout=layout)
    return kind, photograph, int(rng.choice(list(photographs.UPSIDE))), int(rng.integers(60, 96))


def measure(classifier: Classifier, numbers: range, *, several: bool, save: Path | None) -> None:
    """Photograph, read, count."""
    data = datasets.load("mnist")
    right, all_of, seconds = collections.Counter[str](), collections.Counter[str](), 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            kind, photograph, orientation, quality = rendered(number, data, several=several)
            path = photograph.save(Path(folder) / "photo.jpg", orientation=orientation, quality=quality)
            start = time.process_time()
            try:
                read = "".join(found.class_name for found in classifier.predict_all(path))
            except InputError as error:
                read = f"({error})"
            seconds += time.process_time() - start
            all_of[kind] += 1
            right[kind] += read == photograph.text.replace(" ", "")
            if read != photograph.text.replace(" ", ""):
                print(f"{number} {kind} {photograph.pixels.shape[:2]}: {photograph.text}, read as {read}", flush=True)
                if save:
                    photograph.save(save / f"{'several' if several else 'one'}-{number}.jpg")
    for kind in sorted(all_of):
        print(f"  {kind:16} {right[kind]:4} of {all_of[kind]:4}")
    what = "of three to eight digits" if several else "of one digit"
    share = right.total() / all_of.total()
    print(f"photographs {what}: {right.total()} of {all_of.total()} read right, {share:.1%}; ", end="")
    print(f"{seconds / all_of.total():.2f} s of this process each, decoding aside", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--one", type=int, default=1000)
    parser.add_argument("--several", type=int, default=300)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--save", type=Path)
    chosen = parser.parse_args()
    network = Classifier(chosen.run)
    part, parts = map(int, chosen.part.split("/"))
    if chosen.one:
        measure(network, range(part - 1, chosen.one, parts), several=False, save=chosen.save)
    if chosen.several:
        measure(network, range(part - 1, chosen.several, parts), several=True, save=chosen.save)
