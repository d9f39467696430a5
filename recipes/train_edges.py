"""The practical of deck D's edges: a network that learns where things end, beside filters that learn nothing."""

from pathlib import Path
from typing import Annotated

from kerascnn.engine import recipe
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.edges import Network, Optimizer, Options, Pictures

__all__ = ["run"]


@recipe
def run(
    *,
    network: Annotated[str, N_("A network of kerascnn.networks that gives edge maps.")] = "hed",
    variant: Annotated[str | None, N_("A variant of the network, such as `vgg16`; else its first.")] = None,
    width: Annotated[float | None, N_("How many times as many filters.")] = None,
    backbone: Annotated[str | None, N_("Another network that looks at the picture in place of its own.")] = None,
    weights: Annotated[str | None, N_("What the backbone starts from: imagenet, a run's folder, or a file.")] = None,
    size: Annotated[int, N_("Pixels along a side of a picture.")] = 96,
    digits: Annotated[int, N_("The most digits in a scene.")] = 6,
    scenes: Annotated[int, N_("Scenes in an epoch; each epoch has new ones.")] = 4_000,
    test_scenes: Annotated[int, N_("Scenes for the test.")] = 500,
    mirror: Annotated[bool, N_("Mirror half of the training pictures.")] = False,
    epochs: Annotated[int, N_("Passes over as many pictures as the training set has.")] = 3,
    batch_size: Annotated[int, N_("Images in a step.")] = 16,
    optimizer: options.PixelOptimizer = None,
    learning_rate: options.PixelRate = None,
    balance: Annotated[float, N_("How far edge pixels weigh more, 0 to 1; 1 is the paper's.")] = 0.5,
    seed: options.Seed = 0,
    data_dir: Annotated[Path | None, N_("Folder with images/ and edges/, a map of the same name for each.")] = None,
    skip_bad: options.SkipBad = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-edges-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train HED to find the edges of objects, not of everything that changes brightness.

    Scenes are composed of MNIST's digits in any colour on bright photographs of CIFAR-10. Leaves a folder with the
    model, its history, its metrics and its figures: precision against recall beside the gradient filter's and
    Canny's, and test scenes with the edges that each of them finds.

    Example:
        kerascnn train-edges
        kerascnn train-edges --scenes 8000 --epochs 3
        kerascnn train-edges --data-dir outlines/ --size 160 --epochs 40 --mirror
        kerascnn predict runs/mine photo.jpg --output edges.png
    """
    if data_dir is not None:
        options.no_effect(run, _("scenes that are composed"), digits=digits, scenes=scenes, test_scenes=test_scenes)
    else:
        options.no_effect(run, _("a folder of your own"), skip_bad=skip_bad)
    if backbone is not None:
        options.no_effect(run, _("layers of the network's own"), variant=variant, width=width)
    name, rate = options.pixel_steps(optimizer, learning_rate, weights)
    return Plan(
        recipe="train-edges",
        task="edges",
        data=DataChoice("edge-scenes", "full", data_dir, skip_bad),
        options=Options(
            network=Network(network, variant, width, None, backbone, weights),
            optimizer=Optimizer(name, rate),
            epochs=epochs,
            batch_size=batch_size,
            seed=seed,
            balance=balance,
            pictures=Pictures(size, digits, scenes, mirror, test_scenes),
        ),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
