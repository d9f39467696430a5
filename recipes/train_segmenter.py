"""The practical of deck E's segmentation: a network that says what each pixel belongs to."""

from pathlib import Path
from typing import Annotated, Literal

from kerascnn.engine import recipe
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.segmentation import Loss, Network, Optimizer, Options, Pictures

__all__ = ["run"]


@recipe
def run(
    *,
    network: Annotated[str, N_("A network of kerascnn.networks that answers for each pixel.")] = "unet",
    variant: Annotated[str | None, N_("A variant of the network, such as `paper`; else its first.")] = None,
    up: Annotated[Literal["transpose", "upsampling"] | None, N_("What makes maps larger; else the variant's.")] = None,
    width: Annotated[float | None, N_("How many times as many filters.")] = None,
    backbone: Annotated[str | None, N_("Another network that looks at the picture in place of its own.")] = None,
    weights: Annotated[str | None, N_("What the backbone starts from: imagenet, a run's folder, or a file.")] = None,
    size: Annotated[int, N_("Pixels along a side of a picture.")] = 64,
    digits: Annotated[int, N_("The most digits in a scene.")] = 3,
    scenes: Annotated[int, N_("Scenes in an epoch; each epoch has new ones.")] = 8_000,
    test_scenes: Annotated[int, N_("Scenes for the test.")] = 1_000,
    hard: Annotated[bool, N_("Digits of any colour on bright photographs.")] = False,
    mirror: Annotated[bool, N_("Mirror half of the training pictures.")] = False,
    epochs: Annotated[int, N_("Passes over as many pictures as the training set has.")] = 3,
    batch_size: Annotated[int, N_("Images in a step.")] = 32,
    optimizer: options.PixelOptimizer = None,
    learning_rate: options.PixelRate = None,
    background_weight: Annotated[float, N_("What a pixel of the background weighs; others weigh 1.")] = 0.2,
    dice_weight: Annotated[float, N_("What the Dice loss weighs beside the cross-entropy.")] = 1.0,
    seed: options.Seed = 0,
    data_dir: Annotated[Path | None, N_("Folder with images/ and masks/, or other annotations with masks.")] = None,
    skip_bad: options.SkipBad = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-segmenter-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train U-Net to say which digit, if any, each pixel of a scene belongs to.

    The scenes are composed of MNIST's digits on photographs of CIFAR-10. Leaves a folder with the model, its history,
    its metrics and its figures: the curves, the IoU of each class, and test scenes with their masks.

    Example:
        kerascnn train-segmenter
        kerascnn train-segmenter --size 96 --digits 6 --up upsampling
        kerascnn train-segmenter --hard
        kerascnn train-segmenter --data-dir cells/ --size 128 --epochs 40 --mirror
        kerascnn predict runs/mine photo.jpg --output masks.png
    """
    if data_dir is not None:
        options.no_effect(
            run, _("scenes that are composed"), digits=digits, scenes=scenes, test_scenes=test_scenes, hard=hard
        )
    else:
        options.no_effect(run, _("a folder of your own"), skip_bad=skip_bad)
    name, rate = options.pixel_steps(optimizer, learning_rate, weights)
    return Plan(
        recipe="train-segmenter",
        task="segmentation",
        data=DataChoice("scenes", "full", data_dir, skip_bad),
        options=Options(
            network=Network(network, variant, width, None, backbone, weights, up),
            optimizer=Optimizer(name, rate),
            epochs=epochs,
            batch_size=batch_size,
            seed=seed,
            loss=Loss(background_weight, dice_weight),
            pictures=Pictures(size, digits, scenes, mirror, test_scenes, hard),
        ),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
