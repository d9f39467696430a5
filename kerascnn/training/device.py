"""Where and how precisely to compute."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import keras

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Device", "Precision", "gpus", "quickest", "settings"]

Device = Literal["auto", "cpu", "gpu"]
Precision = Literal["float32", "bfloat16", "float16"]
POLICY = {"float32": "float32", "bfloat16": "mixed_bfloat16", "float16": "mixed_float16"}


def gpus() -> list[str]:
    """The names of the GPUs that TensorFlow sees."""
    import tensorflow as tf

    devices = tf.config.list_physical_devices("GPU")
    return [tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name) for gpu in devices]


def quickest(device: Device = "auto") -> Literal["float32", "bfloat16"]:
    """The precision in which this machine trains quickest.

    That is bfloat16 where a GPU computes in it (NVIDIA's from compute capability 8.0) or a processor multiplies in it
    (AMD's from Zen 4, Intel's from Cooper Lake, as Linux lists them), and float32 elsewhere: a machine without such
    instructions imitates them, and is slower.
    """
    import tensorflow as tf

    graphics = tf.config.list_physical_devices("GPU") if device != "cpu" else []
    if graphics:
        capability = tf.config.experimental.get_device_details(graphics[0]).get("compute_capability", (0, 0))
        return "bfloat16" if capability >= (8, 0) else "float32"
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:  # macOS, Windows
        return "float32"
    return "bfloat16" if {"avx512_bf16", "amx_bf16"} & set(flags) else "float32"


@contextlib.contextmanager
def settings(*, device: Device = "auto", precision: Precision = "float32", seed: int = 0) -> Iterator[str]:
    """Compute on `device` and in `precision`, from `seed`, while the block runs.

    Gives the device's name. On a GPU, `gpu` and `auto` use the first.

    Raises:
        InputError: `gpu` where TensorFlow sees none.
    """
    found = gpus()
    if device == "gpu" and not found:
        raise InputError(_("TensorFlow sees no GPU here; use --device cpu, or see what `kerascnn doctor` says"))
    on_gpu = bool(found) and device != "cpu"
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(POLICY[precision])
    keras.utils.set_random_seed(seed)
    try:
        with keras.device("gpu:0" if on_gpu else "cpu:0"):
            yield found[0] if on_gpu else "CPU"
    finally:
        keras.config.set_dtype_policy(before)
