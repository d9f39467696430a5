"""The practical of deck E that comes before detection: is there an object, where, and of which class?"""

from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import recipe
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.options import made
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.localization import Options

__all__ = ["run"]

PRESETS: dict[str, dict[str, Any]] = {
    "fast": {"epochs": 3, "batch_size": 64, "learning_rate": 4e-3},
    "standard": {"epochs": 20, "batch_size": 64, "learning_rate": 4e-3},
    "best": {"epochs": 60, "batch_size": 64, "learning_rate": 4e-3},
}


@recipe
def run(
    *,
    preset: Annotated[Literal["standard", "fast", "best"], N_("Preset; explicit options override it.")] = "standard",
    loss: Annotated[Literal["overlap", "squared"], N_("Squared differences, or what suits each part.")] = "overlap",
    network: Annotated[str, N_("A localizer of kerascnn.networks.")] = "localizer",
    backbone: Annotated[str | None, N_("Another network that looks at the picture in place of its own.")] = None,
    weights: Annotated[str | None, N_("What the backbone starts from: imagenet, a run's folder, or a file.")] = None,
    stride: Annotated[int, N_("Pixels from place to place of the backbone's map.")] = 8,
    width: Annotated[float, N_("How many times as many filters.")] = 1.0,
    size: Annotated[int, N_("Pixels along a side of a picture.")] = 64,
    epochs: Annotated[int | None, N_("Passes over the training pictures; else the preset's: 20, 3 or 60.")] = None,
    batch_size: Annotated[int | None, N_("Images in a step; else the preset's: 64.")] = None,
    learning_rate: Annotated[float | None, N_("The highest of the cycle; else the preset's.")] = None,
    scenes: Annotated[int, N_("Scenes in an epoch; each epoch has new ones.")] = 8_000,
    test_scenes: Annotated[int, N_("Scenes for the test.")] = 2_000,
    seed: options.Seed = 0,
    data_dir: Annotated[Path | None, N_("Folder with annotated pictures: COCO, Pascal VOC, YOLO or masks.")] = None,
    skip_bad: Annotated[bool, N_("Leave out pictures of the folder whose annotation is wrong.")] = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-localizer-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a network that says whether a digit is in a scene, which one and where, and test it.

    With your own annotated pictures it looks for the largest object of each. Leaves a folder with the model, its
    history, its metrics and its figures: the boxes found in test pictures, and the worst misses.

    Example:
        kerascnn train-localizer
        kerascnn train-localizer --loss squared --out runs/squared
        kerascnn predict runs/squared photo-of-a-digit.jpg -o found.png
        kerascnn train-localizer --data-dir pets --size 224 --backbone resnet18 --stride 32
    """
    if data_dir is not None:
        options.no_effect(run, _("scenes that are composed"), scenes=scenes, test_scenes=test_scenes)
    else:
        options.no_effect(run, _("a folder of your own"), skip_bad=skip_bad)
    if backbone is None:
        options.no_effect(run, _("a backbone"), stride=stride)
    values = PRESETS[preset]
    given = {
        "network": network,
        "loss": loss,
        "backbone": backbone,
        "weights": weights,
        "stride": stride,
        "width": width,
        "size": size,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "scenes": scenes,
        "validation_scenes": min(500, scenes),
        "test_scenes": test_scenes,
        "seed": seed,
    }
    values = values | {name: value for name, value in given.items() if value is not None}
    return Plan(
        recipe="train-localizer",
        task="localization",
        data=DataChoice("digit-scenes", "auto", data_dir, skip_bad),
        options=made(Options, values),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
