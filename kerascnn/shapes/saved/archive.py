"""The configuration inside a `.keras` file: a zip archive that may come from a stranger, so what is read is bounded."""

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, cast

from kerascnn.bounded_zip import unpacked, zip_archive
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _
from kerascnn.shapes.forms import check_no_other_form
from kerascnn.shapes.places import shown

__all__ = ["LARGEST_JSON", "MODEL", "Config", "config_of", "config_of_text", "model_file", "parsed"]

MODEL = "model.keras"
"""How a training calls the network in its folder."""
RECORD = "run.json"
"""And what it says of itself there."""
LARGEST_JSON = 8 * 2**20
DEEPEST_JSON = 64

Config = Mapping[str, Any]


def model_file(path: Path) -> Path:
    """The `.keras` file that somebody means who names it, the folder of its run, or the record in that.

    Raises:
        InputError: there is no such file or folder, or it is a folder without a model.
    """
    # Not Path's own methods: to these a name that is too long is an error.
    if not os.path.exists(path):  # noqa: PTH110
        text = _("{path} does not exist; give a .keras file or the folder of a run")
        raise InputError(text.format(path=shown(str(path), 200)))
    beside = path.parent / MODEL
    if path.name == RECORD and os.path.exists(beside):  # noqa: PTH110
        return beside
    check_no_other_form(path)
    if not os.path.isdir(path):  # noqa: PTH112
        return path
    if not os.path.exists(path / MODEL):  # noqa: PTH110
        text = _("the folder {path} holds no {file}; give a .keras file or the folder of a run")
        raise InputError(text.format(path=shown(str(path), 200), file=MODEL))
    return path / MODEL


def config_of(path: Path) -> Config:
    """The configuration that a `.keras` file holds.

    Args:
        path: the file, or the folder of a run.

    Raises:
        InputError: it is no whole `.keras` file, or its configuration is too large, too deep or no JSON; or as
            `model_file`.
    """
    path = model_file(path)
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 (a name that is too long is no error)
        # Opening a pipe or a device would wait, or never end.
        _refuse(path, _("it is a folder or a device, not a file"), _("give a .keras file or the folder of a run"))
    check_no_pointer(path)
    try:
        with zip_archive(path) as archive:
            info = archive.getinfo("config.json")
            if info.file_size > LARGEST_JSON:
                reason = _("its config.json is larger than {n} MB").format(n=LARGEST_JSON >> 20)
                _refuse(path, reason, _("no model of Keras's own layers is"))
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                _refuse(path, _("its config.json is packed in an unusual way"))
            content = unpacked(archive, info, most=LARGEST_JSON)
    except InputError:
        raise
    except KeyError:
        _refuse(path, _("it holds no config.json"))
    except OSError as error:
        _refuse(path, error.strerror or str(error), _("give a .keras file or the folder of a run"))
    except (zipfile.BadZipFile, ValueError):  # ValueError: a name that no file can have
        _refuse(path, _("it is empty, damaged or no saved Keras model"))
    return parsed(bytes(content), path, _("its config.json"))


def parsed(content: bytes, path: Path, what: str) -> Config:
    """The configuration that a text of a stranger's holds.

    Args:
        content: the text, of at most `LARGEST_JSON` bytes.
        path: where it is from.
        what: how an error calls it.

    Raises:
        InputError: it is nested too deep, or is no JSON of an object.
    """
    import json

    try:
        config = json.loads(content)
        if isinstance(config, str) and len(config) <= LARGEST_JSON:
            # Keras 2's `to_json` was often written with `json.dump`, which makes a text of the text.
            return parsed(config.encode(), path, what)
        deep = _is_deep(config)
    except RecursionError:
        deep = True
    except ValueError:
        _refuse(path, _("{what} is no JSON").format(what=what))
    if deep:
        reason = _("{what} is nested deeper than {n} levels").format(what=what, n=DEEPEST_JSON)
        _refuse(path, reason, _("no model of Keras's own layers is"))
    if not isinstance(config, dict):
        _refuse(path, _("{what} describes no model").format(what=what))
    return cast(Config, config)


def _is_deep(value: object) -> bool:
    """Whether lists and objects are nested deeper than `DEEPEST_JSON`, found without a call for each."""
    level = [value] if isinstance(value, list | dict) else []
    for _depth in range(DEEPEST_JSON):
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [one for values in inner for one in values if isinstance(one, list | dict)]
    return bool(level)


def config_of_text(path: Path) -> Config:
    """The configuration in a file that `model.to_json()` was written into.

    Raises:
        InputError: it cannot be read, is too large, or as `parsed`.
    """
    check_no_pointer(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_JSON + 1)
    except OSError as error:
        _refuse(path, error.strerror or str(error), _("give a file of model.to_json()"))
    if len(content) > LARGEST_JSON:
        reason = _("it is larger than {n} MB").format(n=LARGEST_JSON >> 20)
        _refuse(path, reason, _("no model of Keras's own layers is"))
    return parsed(content, path, _("it"))


def _refuse(path: Path, reason: str, advice: str = "") -> NoReturn:
    text = _("cannot read {path}: {reason}; {advice}")
    advice = advice or _("save the model again with model.save")
    raise InputError(text.format(path=shown(str(path), 100), reason=reason, advice=advice)) from None
