"""What a style transfer of 256×256 pixels in 200 steps takes, and how far its costs go.

    python tests/benchmarks/style_transfer.py runs/cifar10             a network of yours
    python tests/benchmarks/style_transfer.py cifar-cnn --weights random
    python tests/benchmarks/style_transfer.py vgg19 --weights random --steps 5     memory and seconds a step, offline

The pictures are scikit-image's cat (CC0) and strokes that are drawn. The goal for a small network: at most 2 GB and 240
seconds of processor time; the style cost falls ten times, the content cost stays under a third of that between the two
pictures. Nothing here decides a test: the figures go into the manual, with the machine they were measured on.
"""

import argparse
import json
import tempfile
from pathlib import Path

from PIL import Image
from skimage import data

from kerascnn.recipes import style_transfer
from kerascnn.style_transfer import brush_strokes


def pictures(folder: Path) -> tuple[Path, Path]:
    """The content and the style picture, as files."""
    content, style = folder / "cat.png", folder / "strokes.png"
    cat = data.chelsea()
    left = (cat.shape[1] - cat.shape[0]) // 2
    Image.fromarray(cat[:, left : left + cat.shape[0]]).save(content)
    Image.fromarray(brush_strokes(512)).save(style)
    return content, style


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    parser.add_argument("--weights")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--optimizer", choices=["adam", "l-bfgs"], default="adam")
    parser.add_argument("--beta", type=float)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = chosen.out or Path(folder) / "run"
        beta = {} if chosen.beta is None else {"beta": chosen.beta}
        style_transfer.run(
            *pictures(Path(folder)),
            network=chosen.network,
            weights=chosen.weights,
            steps=chosen.steps,
            optimizer=chosen.optimizer,
            out=out,
            **beta,
        )
        metrics = json.loads((out / "metrics.json").read_text())
    print(
        f"{metrics['steps']} steps, {metrics['evaluations']} evaluations, {metrics['cpu_seconds']:.1f} s of processor "
        f"time, {metrics['seconds']:.1f} s by the clock, peak {metrics['peak_memory_bytes'] / 1e6:,.0f} MB; style cost "
        f"{metrics['style_fall']:.1f} times less, content cost {metrics['content_part']:.1%}"
    )
