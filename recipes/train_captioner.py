"""A practical of decks A and B: a network that says in a sentence what is in a picture."""

from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import recipe
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.options import made
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.captioning import Options

__all__ = ["run"]

PRESETS: dict[str, dict[str, Any]] = {
    "fast": {"epochs": 5, "batch_size": 32, "learning_rate": 2e-3},
    "standard": {"epochs": 20, "batch_size": 32, "learning_rate": 2e-3},
    "best": {"epochs": 60, "batch_size": 32, "learning_rate": 2e-3},
}


@recipe
def run(
    *,
    preset: Annotated[Literal["standard", "fast", "best"], N_("Preset; explicit options override it.")] = "standard",
    network: Annotated[str, N_("A network of kerascnn.networks that says words.")] = "captioner",
    width: Annotated[float, N_("How many times as many filters and units.")] = 1.0,
    language: Annotated[Literal["es", "en"], N_("Of the sentences on scenes: Spanish or English.")] = "es",
    groups: Annotated[int, N_("The most groups of shapes in a scene.")] = 3,
    most: Annotated[int, N_("The most shapes in a group.")] = 3,
    size: Annotated[int, N_("Pixels along a side of a picture.")] = 64,
    epochs: Annotated[int | None, N_("Passes over the training pictures; else the preset's.")] = None,
    batch_size: Annotated[int | None, N_("Images in a step; else the preset's.")] = None,
    learning_rate: Annotated[float | None, N_("The highest of the cycle; else the preset's.")] = None,
    optimizer: Annotated[
        Literal["muon-adamw", "adamw"], N_("AdamW for all weights, or Muon for the kernels of convolutions.")
    ] = "muon-adamw",
    label_smoothing: options.LabelSmoothing = 0.0,
    scenes: Annotated[int, N_("Scenes in an epoch; each epoch has new ones.")] = 8_000,
    test_scenes: Annotated[int, N_("Scenes for the test.")] = 1_000,
    beam: Annotated[int, N_("Captions that are followed at once when a picture is described.")] = 3,
    min_count: Annotated[int, N_("How often a word of a folder's captions is there, so that it is learned.")] = 5,
    longest: Annotated[int, N_("Words of a folder's caption that are learned.")] = 20,
    seed: options.Seed = 0,
    data_dir: Annotated[Path | None, N_("Folder with pictures and captions.txt, or as Flickr8k has it.")] = None,
    skip_bad: Annotated[bool, N_("Leave out lines of the folder's captions that are wrong.")] = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-captioner-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a network that describes pictures in sentences, on scenes of shapes or on your own captions, and test it.

    Leaves a folder with the model, its history, its metrics and its figures: captions of test pictures, where the
    network looks for each word, and the surest mistakes.

    Example:
        kerascnn train-captioner
        kerascnn train-captioner --language en --preset fast --out runs/captions
        kerascnn predict runs/captions picture.png -o attention.png
        kerascnn train-captioner --data-dir flickr8k --size 96 --min-count 5
    """
    if data_dir is not None:
        options.no_effect(
            run,
            _("scenes that are composed"),
            language=language,
            groups=groups,
            most=most,
            scenes=scenes,
            test_scenes=test_scenes,
        )
    else:
        options.no_effect(run, _("a folder of your own"), min_count=min_count, longest=longest, skip_bad=skip_bad)
    given = {
        "network": network,
        "width": width,
        "language": language,
        "groups": groups,
        "most": most,
        "size": size,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "optimizer": optimizer,
        "label_smoothing": label_smoothing,
        "scenes": scenes,
        "validation_scenes": min(500, scenes),
        "test_scenes": test_scenes,
        "beam": beam,
        "min_count": min_count,
        "longest": longest,
        "seed": seed,
    }
    values = PRESETS[preset] | {name: value for name, value in given.items() if value is not None}
    return Plan(
        recipe="train-captioner",
        task="captioning",
        data=DataChoice("shape-scenes", "auto", data_dir, skip_bad),
        options=made(Options, values),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
