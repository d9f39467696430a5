"""In which form a file holds a model, by its first bytes and its name: what can be read, and what cannot be and why."""

import os
import zipfile
from pathlib import Path
from typing import Literal, NoReturn

from kerascnn.bounded_zip import zip_archive
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.shapes.places import shown

__all__ = ["Form", "check_no_other_form", "form_of", "is_named_as_model", "is_saved_model"]

Form = Literal["keras", "hdf5", "json", ""]
"""Keras's archive, HDF5 (which Keras 2 wrote), a configuration as text; "" for what is none of them."""

HDF5 = b"\x89HDF\r\n\x1a\n"
ZIP = b"PK\x03\x04"
ENDINGS: dict[str, Form] = {".keras": "keras", ".h5": "hdf5", ".hdf5": "hdf5", ".json": "json"}
OTHER = {
    ".tflite": N_("a model of TensorFlow Lite"),
    ".onnx": N_("a model of ONNX"),
    ".pt": N_("a model or the weights of PyTorch"),
    ".pth": N_("a model or the weights of PyTorch"),
    ".pb": N_("a graph of TensorFlow"),
    ".safetensors": N_("weights without a network"),
    ".ckpt": N_("a checkpoint of TensorFlow"),
    ".index": N_("a checkpoint of TensorFlow"),
    ".pkl": N_("a pickle, which runs code when it is opened"),
    ".mlmodel": N_("a model of Core ML"),
}
"""By their ending, files that others write, of which nothing is read here."""
ADVICE = {
    ".pt": N_("build the same network in Keras and summarise that, or look at the file with Netron"),
    ".pb": N_("load it with TensorFlow, and save the Keras model with model.save('model.keras')"),
    ".safetensors": N_("build the network, load them, and save it with model.save('model.keras')"),
}
ADVICE |= {".pth": ADVICE[".pt"], ".ckpt": ADVICE[".safetensors"], ".index": ADVICE[".safetensors"]}


def is_named_as_model(path: Path) -> bool:
    """Whether a file is called as models are, readable here or not."""
    return path.suffix.lower() in ENDINGS or path.suffix.lower() in OTHER


def is_saved_model(path: Path) -> bool:
    """Whether a path is a saved model, readable here or not: by its name, by its first bytes, or as a folder."""
    if os.path.isdir(path) or is_named_as_model(path) or form_of(path):  # noqa: PTH112
        return True
    return os.path.isfile(path) and bool(_by_bytes(path)[0])  # noqa: PTH113


def form_of(path: Path) -> Form:
    """The form of a file that is there, by its first bytes, and by its name where they say nothing."""
    if not os.path.isfile(path):  # noqa: PTH113 (opening a pipe or a device would wait, or never end)
        return ""
    try:
        with path.open("rb") as file:
            first = file.read(len(HDF5))
    except OSError:
        return ""
    if first == HDF5:
        return "hdf5"
    if first.startswith(ZIP):
        return "keras"
    return ENDINGS.get(path.suffix.lower(), "")


def check_no_other_form(path: Path) -> None:
    """Refuse what another program saved, in one line that says what it is and what to do.

    Raises:
        InputError: it is a SavedModel folder, or a file of TensorFlow Lite, ONNX, PyTorch and others.
    """
    if os.path.isdir(path):  # noqa: PTH112 (a name that is too long is no error)
        if (path / "saved_model.pb").exists():
            what, advice = (
                _("a folder in TensorFlow's form SavedModel"),
                _("load it with keras.layers.TFSMLayer, or save the Keras model that it was made of with model.save"),
            )
            _refuse(path, what, advice)
        return
    ending = path.suffix.lower()
    what = OTHER.get(ending, "")
    if not what and os.path.isfile(path):  # noqa: PTH113
        what, ending = _by_bytes(path)
    if what:
        _refuse(path, _(what), _(ADVICE.get(ending, N_("save the Keras model that it was made of with model.save"))))


def _by_bytes(path: Path) -> tuple[str, str]:
    """What a file is that is not called so."""
    with path.open("rb") as file:
        first = file.read(8)
    if first[4:8] == b"TFL3":
        return OTHER[".tflite"], ".tflite"
    if first[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"):
        return OTHER[".pkl"], ".pkl"
    if first.startswith(ZIP):
        try:
            with zip_archive(path) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, OSError):
            return "", ""
        if "config.json" not in names and any(name.endswith("data.pkl") for name in names):
            return OTHER[".pt"], ".pt"
    return "", ""


def _refuse(path: Path, what: str, advice: str) -> NoReturn:
    text = _("{path} is {what}, which cannot be read here; {advice}")
    raise InputError(text.format(path=shown(str(path), 200), what=what, advice=advice))
