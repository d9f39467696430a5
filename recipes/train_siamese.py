"""The practical of deck E's face verification: a network that tells people apart whom it has never seen."""

from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import recipe
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.siamese import Loss, Network, Options, Pictures

__all__ = ["run"]

PRESETS: dict[str, dict[str, Any]] = {
    "fast": {"epochs": 4, "steps": 50},
    "standard": {"epochs": 10, "steps": 150},
    "best": {"epochs": 30, "steps": 150},
}
RATE = 2e-3


@recipe
def run(
    *,
    preset: Annotated[Literal["standard", "fast", "best"], N_("Preset; explicit options override it.")] = "standard",
    data: Annotated[Literal["faces", "digits"], N_("Drawn faces, or MNIST's digits held out by class.")] = "faces",
    network: Annotated[str, N_("An encoder of kerascnn.networks.")] = "siamese-encoder",
    backbone: Annotated[str | None, N_("Another network that looks at the picture in place of its own.")] = None,
    weights: Annotated[str | None, N_("What the backbone starts from: imagenet, a run's folder, or a file.")] = None,
    stride: Annotated[int, N_("Pixels from place to place of the backbone's map.")] = 8,
    dimensions: Annotated[int, N_("Numbers of an encoding.")] = 128,
    width: Annotated[float, N_("How many times as many filters.")] = 1.0,
    loss: Annotated[
        Literal["triplet", "contrastive", "binary"],
        N_("What is made small; binary is the deck's head for two pictures."),
    ] = "triplet",
    mining: Annotated[
        Literal["all", "semi-hard", "hard"] | None,
        N_("Which triplets of a batch count; else hard for drawn faces, and semi-hard for --hard and all others."),
    ] = None,
    margin: Annotated[float | None, N_("By how much two identities are to differ; else 0.2, contrastive 1.")] = None,
    epochs: Annotated[int | None, N_("How often others are looked at; else the preset's: 10, 4 or 30.")] = None,
    steps: Annotated[int | None, N_("Batches of an epoch; else the preset's: 150, or 50 with fast.")] = None,
    batch_size: Annotated[int, N_("Pictures in a batch.")] = 96,
    per_identity: Annotated[int, N_("Pictures of each identity in a batch.")] = 4,
    learning_rate: Annotated[float, N_("The highest of the cycle.")] = RATE,
    optimizer: options.Steps = None,
    identities: Annotated[int, N_("Drawn people to learn from.")] = 400,
    pictures: Annotated[int, N_("Drawn pictures of each; every epoch has new ones.")] = 20,
    held_out: Annotated[int, N_("Other drawn people who choose the threshold, and as many more for the test.")] = 100,
    size: Annotated[int, N_("Pixels along a side of a face; digits have 28.")] = 32,
    hard: Annotated[bool, N_("Drawn faces with hats, seen from the side, and with near twins.")] = False,
    augment: Annotated[bool | None, N_("Turn, scale and move pictures a little; else for digits and folders.")] = None,
    mirror: Annotated[bool | None, N_("Learn from mirrored people too, as others; else for drawn faces.")] = None,
    ways: Annotated[int | None, N_("Among how many somebody is recognised; else 10, or all there are.")] = None,
    seed: options.Seed = 0,
    data_dir: Annotated[Path | None, N_("Folder with one folder of pictures for each identity.")] = None,
    skip_bad: options.SkipBad = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-siamese-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a siamese network on some identities, and test whether it tells others apart.

    Drawn faces by default, whose people do not exist; MNIST's digits, 7 to 9 held out; or your own folder with one
    folder for each identity. Leaves a folder with the model, the threshold that was chosen on identities of their own,
    and figures: the ROC curve, the distances, a map of the encodings, the pairs that are confused most.

    Example:
        kerascnn train-siamese --out runs/faces
        kerascnn train-siamese --hard --mining all
        kerascnn train-siamese --data digits
        kerascnn train-siamese --data-dir lfw --size 64 --epochs 30
        kerascnn verify runs/faces ana-1.jpg ana-2.jpg
    """
    if hard and (data != "faces" or data_dir is not None):
        raise InputError(_("--hard is for drawn faces; leave it out"))
    if data_dir is not None and data != "faces":
        text = _("--data {data} and --data-dir are two data sets; give one of them")
        raise InputError(text.format(data=data))
    values = PRESETS[preset]
    drawn = data == "faces" and data_dir is None
    if not drawn:
        faces = {"identities": identities, "pictures": pictures, "held_out": held_out}
        options.no_effect(run, _("drawn faces"), **faces)
    if data == "digits":
        options.no_effect(run, _("drawn faces and folders"), size=size)
    if data_dir is None:
        options.no_effect(run, _("a folder of your own"), skip_bad=skip_bad)
    if loss != "triplet":
        options.no_effect(run, "--loss triplet", mining=mining)
    if backbone is None:
        options.no_effect(run, _("a backbone"), stride=stride)
    mined: Literal["hard", "semi-hard"] = "hard" if drawn and not hard else "semi-hard"
    return Plan(
        recipe="train-siamese",
        task="siamese",
        data=DataChoice(data, "auto", data_dir, skip_bad),
        options=Options(
            network=Network(network, dimensions, backbone, weights, stride, width),
            loss=Loss(loss, mined if mining is None else mining, margin),
            epochs=values["epochs"] if epochs is None else epochs,
            steps=values["steps"] if steps is None else steps,
            batch_size=batch_size,
            per_identity=per_identity,
            learning_rate=learning_rate,
            seed=seed,
            optimizer=optimizer or ("muon-adamw" if weights is None else "adamw"),
            pictures=Pictures(
                size=size,
                identities=identities,
                pictures=pictures,
                held_out=held_out,
                hard=hard,
                augment=not drawn if augment is None else augment,
                mirror=drawn if mirror is None else mirror,
                ways=ways,
            ),
        ),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
