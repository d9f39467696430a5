"""The practical of deck E: a network that says where objects are, in one pass over the picture."""

from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import recipe
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.options import made
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.detection import Options

__all__ = ["run"]

PRESETS: dict[str, dict[str, Any]] = {
    "fast": {"epochs": 3, "batch_size": 32, "learning_rate": 4e-3},
    "standard": {"epochs": 10, "batch_size": 32, "learning_rate": 4e-3},
    "best": {"epochs": 30, "batch_size": 32, "learning_rate": 4e-3},
}


@recipe
def run(
    *,
    preset: Annotated[Literal["standard", "fast", "best"], N_("Preset; explicit options override it.")] = "standard",
    network: Annotated[str, N_("A detector of kerascnn.networks.")] = "yolo-grid",
    backbone: Annotated[str | None, N_("Another network that looks at the picture in place of its own.")] = None,
    weights: Annotated[str | None, N_("What the backbone starts from: imagenet, a run's folder, or a file.")] = None,
    stride: Annotated[int, N_("Pixels from cell to cell; a backbone may have others.")] = 8,
    anchors: Annotated[int, N_("Boxes of a cell, their shapes found from the training boxes.")] = 1,
    width: Annotated[float, N_("How many times as many filters.")] = 1.0,
    size: Annotated[int, N_("Pixels along a side of a picture.")] = 96,
    epochs: Annotated[int | None, N_("Passes over the training pictures; else the preset's: 10, 3 or 30.")] = None,
    batch_size: Annotated[int | None, N_("Images in a step; else the preset's: 32.")] = None,
    learning_rate: Annotated[float | None, N_("The highest of the cycle; else the preset's.")] = None,
    scenes: Annotated[int, N_("Scenes in an epoch; each epoch has new ones.")] = 8_000,
    test_scenes: Annotated[int, N_("Scenes for the test.")] = 1_000,
    overlap: Annotated[float, N_("Non-max suppression drops boxes that overlap a surer one by this part.")] = 0.5,
    least_score: Annotated[float, N_("Boxes that are less sure count as not found.")] = 0.5,
    seed: options.Seed = 0,
    data_dir: Annotated[Path | None, N_("Folder with annotated pictures: COCO, Pascal VOC, YOLO or masks.")] = None,
    skip_bad: Annotated[bool, N_("Leave out pictures of the folder whose annotation is wrong.")] = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-detector-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a detector in the manner of YOLO on scenes of digits, or on your own annotated pictures, and test it.

    Leaves a folder with the model, its history, its metrics and its figures: precision against recall, the boxes found
    in test pictures, boxes before and after non-max suppression, the worst misses.

    Example:
        kerascnn train-detector
        kerascnn train-detector --preset fast --out runs/detector
        kerascnn predict runs/detector photo-of-digits.jpg -o found.png
        kerascnn train-detector --data-dir street --size 256 --backbone resnet18 --stride 16 --anchors 3
    """
    if data_dir is not None:
        options.no_effect(run, _("scenes that are composed"), scenes=scenes, test_scenes=test_scenes)
    else:
        options.no_effect(run, _("a folder of your own"), skip_bad=skip_bad)
    values = PRESETS[preset]
    given = {
        "network": network,
        "backbone": backbone,
        "weights": weights,
        "stride": stride,
        "anchors": anchors,
        "width": width,
        "size": size,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "scenes": scenes,
        "validation_scenes": min(500, scenes),
        "test_scenes": test_scenes,
        "overlap": overlap,
        "least_score": least_score,
        "seed": seed,
    }
    values = values | {name: value for name, value in given.items() if value is not None}
    return Plan(
        recipe="train-detector",
        task="detection",
        data=DataChoice("digit-scenes", "auto", data_dir, skip_bad),
        options=made(Options, values),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
