"""The practical of decks A and B: a network that tells ten kinds of objects apart in small colour pictures."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import recipe
from kerascnn.errors import InputError, unknown
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.recipes import _start
from kerascnn.runs.options import made
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.classification import Options, Transfer

__all__ = ["PARTS", "run"]

Part = Literal["whitening", "muon", "rates", "smoothing", "shift", "alternation", "half", "test-mirror", "test-shift"]

PARTS: dict[Part, dict[str, Any]] = {
    # The first layer made from the pictures, not learned: Page 2018; Jordan 2024, section 3.2.
    "whitening": {"whiten": False},
    # Orthogonal steps for convolutions: Jordan et al. 2024. Without, steps of the same length along the gradients.
    "muon": {"optimizer": "normalized"},
    # Higher rates for the norms' offsets: Page 2018; Jordan 2024, section 3.4.
    "rates": {"vector_rate": 1.0},
    # A part of each label spread over all classes: Szegedy et al. 2016, section 7.
    "smoothing": {"label_smoothing": 0.0},
    # Pictures moved by up to two pixels, what lies beside the border reflected: Page 2018; Jordan 2024, section 3.1.
    "shift": {"shift": 0},
    # Each picture mirrored in every other epoch, instead of by chance: Jordan 2024, section 3.6.
    "alternation": {"mirror": "random"},
    # Products of half precision where the machine has them: Micikevicius et al. 2018 (arXiv:1710.03740).
    "half": {},
    # A test picture's scores averaged with its mirror image's: Krizhevsky et al. 2012; Jordan 2024, section 3.5.
    "test-mirror": {"test_mirror": False},
    # Two copies of a test picture, moved by a pixel, that count for half of its scores: Jordan 2024, section 3.5.
    "test-shift": {"test_shift": False},
}
"""What the preset `fast` consists of, and what it changes to be without each; all from arXiv:2404.00498."""

SAYS_TOO = {
    "muon": "optimizer",
    "smoothing": "label_smoothing",
    "shift": "augmentation",
    "alternation": "augmentation",
    "half": "precision",
}
"""The option that decides what leaving out a part decides, and would take its place."""

COURSE: dict[str, Any] = {
    "network": "cifar-cnn",
    "epochs": 5,
    "batch_size": 32,
    "learning_rate": 2e-3,
    "optimizer": "adamw",
    "label_smoothing": 0.0,
}
FAST: dict[str, Any] = {
    "network": "airbench",
    "width": 0.5,
    "epochs": 8,
    "batch_size": 500,
    "learning_rate": 0.12,
    "optimizer": "muon",
    "vector_rate": 200.0,
    "label_smoothing": 0.2,
    "shift": 2,
    "border": "reflect",
    "mirror": "alternating",
    "whiten": True,
    "test_mirror": True,
    "test_shift": True,
}
PRESETS: dict[str, dict[str, Any]] = {
    "course": COURSE,
    "fast": FAST,
    "best": FAST | {"variant": "gelu", "width": 1.5, "epochs": 40},
}


@recipe
def run(
    *,
    preset: Annotated[Literal["course", "fast", "best"], N_("Preset; explicit options override it.")] = "course",
    network: Annotated[str | None, N_("A network of kerascnn.networks; else the preset's.")] = None,
    variant: Annotated[str | None, N_("A variant of the network; else the preset's.")] = None,
    width: Annotated[float | None, N_("How many times as many filters; else the preset's.")] = None,
    normalization: Annotated[
        Literal["batch", "group", "none"] | None, N_("What normalises the feature maps, where there is a choice.")
    ] = None,
    augmentation: Annotated[
        str | None, N_("A policy, such as `course`, in place of the preset's shift and mirror.")
    ] = None,
    strength: options.Strength = 1.0,
    classes: Annotated[tuple[str, ...], N_("A class to tell from the others; repeat for more; else all ten.")] = (),
    per_class: Annotated[int | None, N_("So many pictures of each class to learn from; else all.")] = None,
    weights: Annotated[
        str | None, N_("What to start from: imagenet, the folder of a run, or a .keras file; else random weights.")
    ] = None,
    freeze_epochs: Annotated[int, N_("Epochs in which only the last layer learns, where there are weights.")] = 0,
    fine_rate: Annotated[
        float | None, N_("The highest learning rate once all layers learn; else a tenth of the other.")
    ] = None,
    without: Annotated[tuple[Part, ...], N_("Leave out a part of the preset `fast` or `best`; repeat for more.")] = (),
    epochs: Annotated[int | None, N_("Passes over the training set; else the preset's: 5, 8 or 40.")] = None,
    batch_size: Annotated[int | None, N_("Images in a step; else the preset's: 32, 500 or 500.")] = None,
    optimizer: Annotated[
        Literal["adamw", "sgd", "muon", "normalized"] | None, N_("What makes the steps; else the preset's.")
    ] = None,
    learning_rate: Annotated[float | None, N_("The highest of the cycle; else the preset's.")] = None,
    label_smoothing: Annotated[float | None, N_("Part of a label spread over all classes, 0 to 1.")] = None,
    seed: options.Seed = 0,
    data: options.WhichData = "auto",
    data_dir: Annotated[
        Path | None, N_("Folder with CIFAR-10's files, or with one folder of images per class.")
    ] = None,
    skip_bad: options.SkipBad = False,
    device: options.Device = "auto",
    precision: Annotated[
        Literal["float32", "bfloat16", "float16"] | None, N_("How precisely to compute; else the preset's.")
    ] = None,
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-cifar10-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a network on the ten kinds of objects of CIFAR-10 and test it.

    Leaves the same folder as train-mnist. The preset `course` trains the network of the decks; `fast` and `best` train
    a network that learns much quicker, with parts that `--without` leaves out one by one, to see what each buys.

    Example:
        kerascnn train-cifar10
        kerascnn train-cifar10 --augmentation flip --epochs 10
        kerascnn train-cifar10 --network resnet20 --epochs 10 --data sample
        kerascnn train-cifar10 --preset fast --without whitening
        kerascnn train-cifar10 --classes cat --classes dog --per-class 50 --weights runs/mine
    """
    options.check_sample(data, data_dir)
    chosen = PRESETS[preset]
    # How a preset makes its steps is tuned for its own network; the way of `course` suits any.
    own = network in (None, chosen["network"])
    given = {
        "network": network,
        "variant": variant,
        "width": width,
        "normalization": normalization,
        "epochs": epochs,
        "batch_size": batch_size,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "label_smoothing": label_smoothing,
        "augmentation": augmentation,
        "precision": precision,
    }
    given = {name: value for name, value in given.items() if value is not None}
    _check_without(without, given, own and preset != "course")
    values = chosen if own else {**COURSE, "epochs": chosen["epochs"]}
    values = values | {name: value for part in without for name, value in PARTS[part].items()}
    if augmentation is not None:
        values = values | {"augmentation": augmentation, "shift": 0, "mirror": None}
    options.check_rate(optimizer, learning_rate, own=values["optimizer"], rate=values["learning_rate"])
    values = values | {name: value for name, value in given.items() if name != "precision"}
    how = made(Options, values | {"strength": strength, "seed": seed})
    if weights is not None:
        net, transfer, _side = _start.of(weights, replace(how.network, name=network or "", whiten=False))
        how = replace(how, network=net, transfer=replace(transfer, freeze_epochs=freeze_epochs, fine_rate=fine_rate))
    elif freeze_epochs or fine_rate is not None:
        how = replace(how, transfer=Transfer(freeze_epochs=freeze_epochs, fine_rate=fine_rate))
    how.check()
    if precision is None:
        precision = _quickest(device) if values.get("whiten") and "half" not in without else "float32"
    return Plan(
        recipe="train-cifar10",
        task="classification",
        data=DataChoice("cifar10", data, data_dir, skip_bad, classes=",".join(classes), per_class=per_class),
        options=how,
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )


def _check_without(without: tuple[Part, ...], given: dict[str, Any], has_parts: bool) -> None:
    for part in without:
        if part not in PARTS:
            raise unknown(_("part"), part, PARTS)
        option = SAYS_TOO.get(part)
        if option in given:
            text = _("--without {part} and --{option} decide the same thing; give one of them")
            raise InputError(text.format(part=part, option=option.replace("_", "-")))
    if without and not has_parts:
        text = _("--without {part}: only the network of the presets fast and best has such parts; add --preset fast")
        raise InputError(text.format(part=without[0]))


def _quickest(device: Literal["auto", "cpu", "gpu"]) -> Literal["float32", "bfloat16"]:
    from kerascnn import training

    return training.quickest(device)
