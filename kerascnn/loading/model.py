"""Build a network from a checked configuration and give it weights that were copied."""

import contextlib
import math
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import limits
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _
from kerascnn.loading.any_form import any_form
from kerascnn.loading.archive import Archive, refuse
from kerascnn.loading.checked_configuration import Checked
from kerascnn.loading.configuration import checked
from kerascnn.loading.needs import Needs, needs
from kerascnn.loading.roots import without_root
from kerascnn.loading.sizes import LARGEST_OUTPUT, sizes, too_large
from kerascnn.loading.weights import copied
from kerascnn.quiet import start_keras
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file

if TYPE_CHECKING:
    import keras

__all__ = ["SizeWarning", "load_model", "problems", "running"]

# TensorFlow's patterns for the names of scopes.
ROOT_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*")
NAME = re.compile(r"[A-Za-z0-9_.\\/>-]*")
MOST_MULTIPLY_ADDS = 10**13
"""For one picture: some hours. The largest network of keras.applications, NASNetLarge, has 2.4·10^10."""
SMALL = 2**16
"""Numbers in a weight that nobody has to count before Keras looks at it."""
PICTURES = 3
"""A network is tried on two, and then asked about one, before its 45 seconds are over."""
SPARE = 1.5
"""What is counted is allowed so many times."""


class SizeWarning(UserWarning):
    """A network takes more than most, and is loaded all the same."""


def load_model(path: Path | str) -> "keras.Model":
    """Load a network that may come from a stranger.

    It is not compiled, and initializers, regularizers and constraints are left out: it is for looking and predicting.
    One that takes more than 15 seconds of processor time for a picture, or more than 1.75 GB of memory, is announced by
    a `SizeWarning` before that is taken.

    Args:
        path: a `.keras` file, a `.h5` file of a whole model, a file of `model.to_json()` with its weights beside it
            under the same name, or the folder of a run.

    Returns:
        The network with its weights.

    Raises:
        InputError: there is no such file, it is damaged, or something in it is refused; the sentence says what.
    """
    with limits.limited(shown(str(path), 200)):
        archive = any_form(Path(path))
        path = archive.path
        found = checked(archive.config)
        for problem in problems(archive, found):
            refuse(path, problem)
        with copied(archive) as (weights, stored):
            counted = sizes(archive.config).parameters
            if counted > stored.numbers:
                refuse(path, fewer(counted, stored.numbers))
            with warnings.catch_warnings():
                # Keras's own, of what it finds old in the file.
                warnings.simplefilter("ignore")
                warnings.simplefilter("always", SizeWarning)
                return _built(archive, found.config, weights, stored.numbers)


@contextlib.contextmanager
def running(path: Path, *, anew: bool = True, pictures: int = 1) -> Iterator[None]:
    """While a network that was loaded works on its first pictures, limit it, and say in one line what it cannot do.

    Args:
        path: where it was loaded from, a file or the folder of a run.
        anew: off to count the time that its loading, and what it was tried on, took as well.
        pictures: how many; each but the first may take another second.

    Raises:
        InputError: TensorFlow cannot run it.
    """
    path = model_file(path)
    with limits.limited(shown(str(path), 200), seconds=limits.SECONDS + pictures - 1, anew=anew):
        try:
            yield
        except (InputError, WorkError, OSError):
            raise
        # What TensorFlow raises for a network that it cannot run is of many kinds, and of many lines.
        except Exception as error:
            text = _(
                "{path} was loaded and cannot be run on one picture: {reason}; `kerascnn inspect` says what is in it"
            )
            reason = shown(str(error).strip().partition("\n")[0], 100) or type(error).__name__
            raise InputError(text.format(path=shown(str(path), 200), reason=reason)) from error


def problems(archive: Archive, found: Checked) -> Iterator[str]:
    """Why a file is refused before its weights are looked at and anything is built, a clause each."""
    yield from archive.problems
    yield from found.problems
    if found.problems:
        return
    size = sizes(archive.config)
    yield from size.problems
    held = archive.weights_size
    if size.parameters > held:
        yield fewer(size.parameters, held)


def fewer(described: int, stored: int) -> str:
    """The clause for a network that has more parameters than its file has numbers."""
    text = _("it describes {described} parameters and holds {stored} numbers at most")
    return text.format(described=f"{described:,}", stored=f"{stored:,}")


def _built(archive: Archive, config: dict[str, Any], weights: Path, numbers: int) -> "keras.Model":
    start_keras()
    import keras

    import kerascnn.layers  # noqa: F401 (a saved network may have them)
    from kerascnn.loading.sequential import OURS

    path = archive.path
    try:
        # First without weights: variables have their shapes and take no memory.
        with _description(numbers):
            model = keras.saving.deserialize_keras_object(config, OURS, safe_mode=True)
            wants = needs(model)
            unusable = next(_unusable_names(model), None)
            _check(archive, wants, numbers)
        if unusable is not None:
            text = _(
                "TensorFlow cannot compute a layer named {name}; its letters are A to Z, a to z, 0 to 9 and _ . - >"
            )
            refuse(path, text.format(name=shown(unusable)))
        with keras.StatelessScope():
            pass  # when it is left, Keras makes the variables that were described
        model.load_weights(weights)
        rootless = next(without_root(model), None)
        if rootless is not None:
            text = _("its layer {layer} has a variance below 0, of which there is no root: every picture would be NaN")
            refuse(path, text.format(layer=shown(rootless, 80)))
        # Compiling takes longer than the few pictures that follow.
        model.jit_compile = False
        return model
    except InputError:
        raise
    except _LargeWeightError as error:
        refuse(path, fewer(error.args[0], numbers))
    except RecursionError:
        refuse(path, _("it has more layers in a row than Keras can build"))
    # What Keras raises for a configuration that makes no network is of many kinds, as is what it says.
    except Exception as error:
        raise InputError(_not_built(archive, keras.__version__)) from error


def _not_built(archive: Archive, here: str) -> str:
    path, there = shown(str(archive.path), 200), archive.keras_version
    if there and there != here:
        text = _(
            "{path} was written by Keras {there} and Keras {here} cannot build it; run the program that made it with "
            "Keras {here}"
        )
        return text.format(path=path, there=shown(there), here=here)
    text = _("{path} is not a Keras model that can be loaded; expected a .keras file that `model.save` wrote")
    return text.format(path=path)


class _LargeWeightError(Exception):
    """A weight has more numbers than the file: how many."""


@contextlib.contextmanager
def _description(numbers: int) -> Iterator[None]:
    """While the block runs, Keras makes variables that have no values; if it fails, it forgets them.

    Args:
        numbers: how many numbers the file holds.
    """
    import keras
    from keras.src.backend.common import global_state

    class Describing(keras.StatelessScope):
        """Some layers look at a weight when they are built; it has its values then, if the file can have so many."""

        def get_current_value(self, variable: Any) -> Any:
            value = super().get_current_value(variable)
            if value is None and variable._value is None and math.prod(variable.shape) > max(SMALL, numbers):
                raise _LargeWeightError(math.prod(variable.shape))
            return value

    try:
        with Describing(initialize_variables=False):
            yield
    except BaseException:
        global_state.set_global_attribute("uninitialized_variables", [])
        raise


def _check(archive: Archive, wants: Needs, numbers: int) -> None:
    """Refuse a network that does not fit, and announce one that takes more than most.

    Args:
        archive: the file.
        wants: what the network takes.
        numbers: how many numbers the file holds.
    """
    if wants.parameters > numbers:
        refuse(archive.path, fewer(wants.parameters, numbers))
    if wants.largest > LARGEST_OUTPUT:
        refuse(archive.path, too_large(wants.name, wants.largest))
    if wants.multiply_adds > MOST_MULTIPLY_ADDS:
        text = _("it takes {n:.1e} multiply-adds for one picture, more than {most:.0e}")
        refuse(archive.path, text.format(n=wants.multiply_adds, most=MOST_MULTIPLY_ADDS))
    memory, has = wants.memory / 1e9, _memory() / 1e9
    if memory > has:
        text = _("it takes some {memory:.1f} GB of memory for one picture, and this machine has {has:.1f}")
        refuse(archive.path, text.format(memory=memory, has=has))
    seconds = PICTURES * wants.seconds
    if wants.memory > limits.MEMORY or seconds > limits.SECONDS:
        text = _(
            "{path} is large: one picture takes some {memory:.1f} GB of memory and {seconds:,.0f} s of processor time"
        )
        said = text.format(path=shown(str(archive.path), 200), memory=memory, seconds=wants.seconds)
        warnings.warn(said, SizeWarning, stacklevel=2)
        limits.announce(seconds=SPARE * seconds + limits.SECONDS, memory=int(SPARE * wants.memory))


def _memory() -> float:
    """Bytes of memory that the machine has; without end where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return float("inf")


def _unusable_names(model: "keras.Model", allowed: re.Pattern[str] = ROOT_NAME) -> Iterator[str]:
    """The names of a model and its layers that TensorFlow refuses when it traces them, long after they are made."""
    if not allowed.fullmatch(model.name):
        yield model.name
    for layer in getattr(model, "layers", ()):
        yield from _unusable_names(layer, NAME)
