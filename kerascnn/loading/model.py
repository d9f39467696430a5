"""Build a network from a checked configuration and give it weights that were copied."""

import copy
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading.archive import WEIGHTS, Archive, opened, refuse
from kerascnn.loading.configuration import checked
from kerascnn.loading.findings import Checked
from kerascnn.loading.sizes import LARGEST_OUTPUT, sizes, too_large
from kerascnn.loading.weights import copied
from kerascnn.quiet import start_keras
from kerascnn.shapes.places import shown

if TYPE_CHECKING:
    import keras

__all__ = ["load_model", "problems"]

# TensorFlow's patterns for the names of scopes.
ROOT_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*")
NAME = re.compile(r"[A-Za-z0-9_.\\/>-]*")


def load_model(path: Path | str) -> "keras.Model":
    """Load a network that may come from a stranger.

    It is not compiled, and initializers, regularizers and constraints are left out: it is for looking and predicting.

    Args:
        path: a `.keras` file, or the folder of a run.

    Returns:
        The network with its weights.

    Raises:
        InputError: there is no such file, it is damaged, or something in it is refused; the sentence says what.
    """
    archive = opened(Path(path))
    path = archive.path
    found = checked(archive.config)
    for problem in problems(archive, found):
        refuse(path, problem)
    with copied(archive) as (weights, stored):
        counted = sizes(archive.config).parameters
        if counted > stored.numbers:
            refuse(path, fewer(counted, stored.numbers))
        return _built(path, found.config, weights, stored.numbers)


def problems(archive: Archive, found: Checked) -> Iterator[str]:
    """Why a file is refused before its weights are looked at and anything is built, a clause each."""
    yield from archive.problems
    yield from found.problems
    if found.problems:
        return
    size = sizes(archive.config)
    yield from size.problems
    held = sum(member.size for member in archive.members if member.name == WEIGHTS)
    if size.parameters > held:
        yield fewer(size.parameters, held)


def fewer(described: int, stored: int) -> str:
    """The clause for a network that has more parameters than its file has numbers."""
    text = _("it describes {described} parameters and holds {stored} numbers at most")
    return text.format(described=f"{described:,}", stored=f"{stored:,}")


def _built(path: Path, config: dict[str, Any], weights: Path, numbers: int) -> "keras.Model":
    start_keras()
    import keras

    import kerascnn.layers  # noqa: F401 (a saved network may have them)

    try:
        # First without weights: variables have their shapes and take no memory.
        with keras.StatelessScope(initialize_variables=False):
            # A copy, since Keras takes a configuration to pieces.
            described = keras.saving.deserialize_keras_object(copy.deepcopy(config), safe_mode=True)
            parameters = sum(math.prod(variable.shape) for variable in described.weights)
            largest, name = max(_outputs(described), default=(0, ""))
            unusable = next(_unusable_names(described), None)
        if unusable is None and parameters <= numbers and largest <= LARGEST_OUTPUT:
            model = keras.saving.deserialize_keras_object(config, safe_mode=True)
            model.load_weights(weights)
            return model
    # What Keras raises for a configuration that makes no network is of many kinds, as is what it says.
    except Exception as error:
        text = _("{path} is not a Keras model that can be loaded; expected a .keras file that `model.save` wrote")
        raise InputError(text.format(path=shown(str(path), 200))) from error
    if unusable is not None:
        text = _("TensorFlow cannot compute a layer named {name}; its letters are A to Z, a to z, 0 to 9 and _ . - >")
        refuse(path, text.format(name=shown(unusable)))
    refuse(path, fewer(parameters, numbers) if parameters > numbers else too_large(name, largest))


def _unusable_names(model: "keras.Model", allowed: re.Pattern[str] = ROOT_NAME) -> Iterator[str]:
    """The names of a model and its layers that TensorFlow refuses when it traces them, long after they are made."""
    if not allowed.fullmatch(model.name):
        yield model.name
    for layer in getattr(model, "layers", ()):
        yield from _unusable_names(layer, NAME)


def _outputs(model: "keras.Model") -> Iterator[tuple[int, str]]:
    """How many numbers each layer puts out for one example, and its name."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _outputs(layer)
        try:
            shapes = layer.output.shape
        except (AttributeError, ValueError):  # several outputs, or it was called in several places
            continue
        yield math.prod(side or 1 for side in shapes), layer.name
