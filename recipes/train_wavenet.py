"""The practical of deck A on sound: a network of dilated causal convolutions that says what comes next."""

from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import recipe
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.options import made
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.sound import Options

__all__ = ["run"]

PRESETS: dict[str, dict[str, Any]] = {
    "fast": {"epochs": 3, "batch_size": 1, "learning_rate": 4e-3},
    "standard": {"epochs": 6, "batch_size": 1, "learning_rate": 4e-3},
    "best": {"epochs": 30, "batch_size": 1, "learning_rate": 4e-3},
}


@recipe
def run(
    *,
    preset: Annotated[Literal["standard", "fast", "best"], N_("Preset; explicit options override it.")] = "standard",
    network: Annotated[str, N_("A network for sound of kerascnn.networks.")] = "wavenet",
    variant: Annotated[
        Literal["mixture", "softmax"], N_("What the network says: logistic distributions, or 256 probabilities.")
    ] = "mixture",
    dilations: Annotated[int, N_("Layers in a stack; each doubles the dilation.")] = 10,
    stacks: Annotated[int, N_("How many times the dilations begin again.")] = 1,
    components: Annotated[int, N_("Logistic distributions in a mixture.")] = 2,
    width: Annotated[float, N_("How many times as many channels.")] = 1.0,
    window: Annotated[int, N_("Samples in a window.")] = 4096,
    steps: Annotated[int, N_("Batches in an epoch.")] = 640,
    epochs: Annotated[int | None, N_("How many epochs; else the preset's: 6, 3 or 30.")] = None,
    batch_size: Annotated[int | None, N_("Windows in a batch; else the preset's: 1.")] = None,
    learning_rate: Annotated[float | None, N_("The highest of the cycle; else the preset's.")] = None,
    rate: Annotated[int, N_("Samples in a second that all sound is brought to.")] = 8_000,
    chords: Annotated[int, N_("Chords to learn from, where no sound is given.")] = 600,
    seconds: Annotated[float, N_("How long a chord is.")] = 2.0,
    noise: Annotated[float, N_("The standard deviation of the noise in chords.")] = 0.0045,
    voices: Annotated[int, N_("Notes in a chord; 1 for single tones.")] = 3,
    seed: options.Seed = 0,
    data_dir: Annotated[Path | None, N_("A WAV file, or a folder with WAV files.")] = None,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-wavenet-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a WaveNet on chords with noise, or on your own WAV files, and test it on sound that it has not heard.

    Leaves a folder with the model, its history, its metrics and its figures: bits a sample beside what counting does,
    spectrograms of sound heard and made, what was foretold, the receptive field; and both sounds. kerascnn generate
    makes more sound.

    Example:
        kerascnn train-wavenet
        kerascnn train-wavenet --preset fast --out runs/chords
        kerascnn generate runs/chords -o sound.wav --seconds 2
        kerascnn train-wavenet --data-dir music --rate 16000 --dilations 11
    """
    if data_dir is not None:
        options.no_effect(run, _("chords that are made"), chords=chords, seconds=seconds, noise=noise, voices=voices)
    if variant == "softmax":
        options.no_effect(run, "--variant mixture", components=components)
    values = PRESETS[preset]
    given = {
        "network": network,
        "variant": variant,
        "dilations": dilations,
        "stacks": stacks,
        "components": components,
        "width": width,
        "window": window,
        "steps": steps,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "rate": rate,
        "chords": chords,
        "held_out_chords": min(24, chords),
        "seconds": seconds,
        "noise": noise,
        "voices": voices,
        "seed": seed,
    }
    values = values | {name: value for name, value in given.items() if value is not None}
    return Plan(
        recipe="train-wavenet",
        task="sound",
        data=DataChoice("chords", "auto", data_dir),
        options=made(Options, values),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
