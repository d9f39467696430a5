"""A saved model in whatever form, as one kind of archive: Keras's own, HDF5, or a text with its weights beside it."""

import dataclasses
from pathlib import Path

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import allowed
from kerascnn.loading.archive import Archive, opened
from kerascnn.loading.contents import contents
from kerascnn.loading.description import weights_alone
from kerascnn.loading.keras_2 import is_of_keras_2, modernized
from kerascnn.shapes.saved import Config, config_of_text, form_of, full_name, is_model, model_file, parsed
from kerascnn.shapes.saved.operations import is_operation

__all__ = ["any_form"]

BESIDE = (".weights.h5", ".h5", "_weights.h5", ".hdf5")
"""Endings of the file of weights that lies beside a configuration of the same name."""


def any_form(path: Path) -> Archive:
    """Read what a saved model holds, its configuration in the words of Keras 3.

    Args:
        path: a `.keras` file, a `.h5` file of a whole model, a file of `model.to_json()` with its weights beside it,
            or the folder of a run.

    Raises:
        InputError: there is no such file, or it is none of them, or damaged.
    """
    path = model_file(path)
    form = form_of(path)
    if form == "hdf5":
        found = contents(path)
        if not found.config:
            raise InputError(weights_alone(path, found))
        config = parsed(found.config, path, _("its configuration"))
        return _archive(path, config, path, older=found.older, keras_version=found.keras_version)
    if form == "json":
        weights = next((each for each in _beside(path) if each.is_file()), None)
        older = contents(weights).older if weights else False
        return _archive(path, config_of_text(path), weights, older=older)
    archive = opened(path)
    return dataclasses.replace(archive, config=_modern(archive.config))


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.stem + ending) for ending in BESIDE]


def _modern(config: Config) -> Config:
    return modernized(config) if is_of_keras_2(config) else _with_modules(config)


def _with_modules(config: Config) -> Config:
    """The configuration with the modules of its operations, which Keras 3 leaves out when it writes the older form."""
    inner = config.get("config")
    listed = inner.get("layers") if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or not isinstance(listed, list):
        return config
    layers = []
    for layer in listed:
        if isinstance(layer, dict) and is_model(layer):
            layer = _with_modules(layer)
        elif isinstance(layer, dict) and "module" not in layer and is_operation(full_name(layer)):
            kind = str(layer.get("class_name"))
            module = next((name for name, kinds in allowed.OPERATIONS.items() if kind in kinds), None)
            layer = {**layer, "module": module, "registered_name": kind} if module else layer
        layers.append(layer)
    return {**config, "config": {**inner, "layers": layers}}


def _archive(path: Path, config: Config, weights: Path | None, *, older: bool, keras_version: str = "") -> Archive:
    lacking = _("its weights do not lie beside it, as {name}").format(name=path.stem + BESIDE[0])
    return Archive(
        path=path,
        size=path.stat().st_size,
        members=(),
        config=_modern(config),
        keras_version=keras_version or str(config.get("keras_version") or "")[:100],
        date_saved="",
        problems=() if weights else (lacking,),
        apart=weights,
        older=older,
    )
