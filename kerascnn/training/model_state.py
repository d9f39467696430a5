"""All that changes in a model while it trains, as arrays, and back.

That is more than Keras's own files hold: they leave out the state of dropout's and the augmentation layers' random
generators, so that what goes on from them is another training.
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence

import keras
import numpy as np

# Keras has no public name for the generator of layers and functions that were given no seed of their own.
from keras.src.random.seed_generator import global_seed_generator

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["bytes_of", "capture", "is_finite", "restore", "restore_metrics"]

NUMBERS = "fiubV"
"""The kinds of numbers that variables have; "V" is what NumPy makes of bfloat16 in a file."""


def capture(model: keras.Model) -> dict[str, np.ndarray]:
    """The state of a compiled model that has been trained on at least one batch.

    Returns:
        Its variables, those of its optimizer and its metrics, and the random generators of its layers, of Keras, of
        NumPy and of Python, by names that sort in the order of the variables.
    """
    arrays = {
        f"{kind}.{number:05}.{variable.path.replace('/', '.')}": keras.ops.convert_to_numpy(variable)
        for kind, variables in _variables(model).items()
        for number, variable in enumerate(variables)
    }
    _version, python, gauss = random.getstate()
    arrays["random.python"] = np.array(python, np.uint64)
    arrays["random.python.gauss"] = np.array([] if gauss is None else [gauss])
    numpy = np.random.get_state(legacy=False)
    arrays["random.numpy"] = numpy["state"]["key"]
    arrays["random.numpy.rest"] = np.array([numpy["state"]["pos"], numpy["has_gauss"], numpy["gauss"]])
    return arrays


def restore(model: keras.Model, arrays: Mapping[str, np.ndarray]) -> None:
    """Give a compiled model of the same kind the state that `capture` took, but for its metrics.

    Raises:
        InputError: the state is of another network or optimizer.
    """
    _build_optimizer(model)
    for kind in ("model", "optimizer", "keras"):
        _assign(kind, _variables(model)[kind], arrays)
    try:
        gauss = next(map(float, arrays["random.python.gauss"]), None)
        random.setstate((3, tuple(map(int, arrays["random.python"])), gauss))
        position, has_gauss, normal = map(float, arrays["random.numpy.rest"])
        np.random.set_state(("MT19937", arrays["random.numpy"], int(position), int(has_gauss), normal))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _do_not_fit("random", len(arrays)) from error


def restore_metrics(model: keras.Model, arrays: Mapping[str, np.ndarray]) -> None:
    """Give the metrics of a model, which has seen a batch, the state that `capture` took.

    Raises:
        InputError: the state is of other metrics.
    """
    _assign("metrics", model.metrics_variables, arrays)


def _assign(kind: str, variables: Sequence[keras.Variable], arrays: Mapping[str, np.ndarray]) -> None:
    found = [arrays[name] for name in sorted(arrays) if name.startswith(f"{kind}.")]
    shapes = [tuple(variable.shape) for variable in variables]
    if [array.shape for array in found] != shapes or any(array.dtype.kind not in NUMBERS for array in found):
        raise _do_not_fit(kind, len(found))
    for variable, array in zip(variables, found, strict=True):
        variable.assign(array)


def _do_not_fit(kind: str, count: int) -> InputError:
    text = _("the {count} arrays of the checkpoint do not fit the {kind}; go on with the version that wrote it")
    return InputError(text.format(kind=kind, count=count))


def _build_optimizer(model: keras.Model) -> None:
    """Let the optimizer make its variables, if it has none: Keras's for half precision would make a second set."""
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)


def is_finite(arrays: Iterable[np.ndarray]) -> bool:
    """Whether all numbers are: no infinity, and no NaN."""
    return all(np.isfinite(array).all() for array in arrays)


def bytes_of(model: keras.Model) -> int:
    """How many bytes the variables of a compiled model and of its optimizer take, at four bytes a number."""
    _build_optimizer(model)
    return 4 * sum(math.prod(variable.shape) for variable in (*model.variables, *model.optimizer.variables))


def _variables(model: keras.Model) -> dict[str, list[keras.Variable]]:
    """What `capture` takes, by its kind. The seeds of a model's layers are among its `variables`."""
    return {
        "model": model.variables,
        "optimizer": model.optimizer.variables,
        "metrics": model.metrics_variables,
        "keras": [global_seed_generator().state],
    }
