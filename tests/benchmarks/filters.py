"""What a 3×3 kernel costs on a photograph of 12 megapixels: `python tests/benchmarks/filters.py`.

Prints the time of `kerascnn.filters.correlate` and of SciPy's `correlate`, channel by channel, on the same float32
array, the median of several rounds that alternate; their ratio; and the time and memory of the whole command.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import scipy.ndimage
from PIL import Image

from kerascnn.filters import correlate, kernel

HEIGHT, WIDTH = 3000, 4000
ROUNDS = 7


def scipy_correlate(picture: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """SciPy's, each channel by itself, with zeros around the picture."""
    output = np.empty_like(picture)
    for channel in range(picture.shape[2]):
        scipy.ndimage.correlate(picture[..., channel], weights, output[..., channel], mode="constant")
    return output


def command(numbers: np.random.Generator) -> None:
    """The whole command, before this process is large itself: a child starts with its parent's memory."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        Image.fromarray(numbers.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)).save(photo)
        words = ["filter", str(photo), "--kernel", "sobel-x", "--kernel", "blur", "-o", f"{folder}/out.png"]
        code = "import sys; from kerascnn.cli import main; sys.exit(main())"
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-P", "-c", code, *words], stdout=subprocess.DEVNULL)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        print(f"whole command, two kernels: {time.perf_counter() - start:.1f} s, {used.ru_maxrss / 1024:.0f} MB")


def main() -> None:
    """Measure and print."""
    numbers = np.random.default_rng(0)
    command(numbers)
    for channels in (1, 3):
        picture = numbers.random((HEIGHT, WIDTH, channels), dtype=np.float32)
        for name in ("blur", "sobel-x", "edge"):
            weights = kernel(name).astype(np.float32)
            ours, theirs = [], []
            for _round in range(ROUNDS):
                start = time.perf_counter()
                mine = correlate(picture, weights, padding="same")
                middle = time.perf_counter()
                other = scipy_correlate(picture, weights)
                ours.append(middle - start)
                theirs.append(time.perf_counter() - middle)
                assert np.abs(mine - other).max() < 1e-5
            mine_s, other_s = statistics.median(ours), statistics.median(theirs)
            print(
                f"{name:8} {channels} channel(s)  kerascnn {mine_s * 1000:4.0f} ms  SciPy {other_s * 1000:4.0f} ms  "
                f"{mine_s / other_s:.2f} times"
            )


if __name__ == "__main__":
    main()
