"""The networks of the course, by name.

    >>> model = build("mnist-cnn", input_shape=(28, 28, 1), num_classes=10)
    >>> model.count_params()
    61762

One module a family; the functions in its `__all__` are the networks (`mnist_cnn` is the network `mnist-cnn`).
Adding a network is adding such a function: no list of networks is kept anywhere.
"""

import ast
import functools
import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import checks
from kerascnn.errors import InputError, unknown
from kerascnn.language import _
from kerascnn.quiet import start_keras

if TYPE_CHECKING:
    import keras

__all__ = ["build", "names", "variants"]


@functools.cache
def _modules() -> dict[str, str]:
    """The module of each network, read from the sources' `__all__` so that nothing needs to be imported."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                found.update({name.replace("_", "-"): path.stem for name in ast.literal_eval(node.value)})
    return found


def names() -> tuple[str, ...]:
    """The names of all networks.

    >>> "lenet5" in names()
    True
    """
    return tuple(sorted(_modules()))


def check_name(name: str) -> None:
    """Check that there is such a network, without importing Keras.

    Raises:
        InputError: there is none; the message lists those that exist, the closest first.
    """
    if name not in _modules():
        raise unknown(_("network"), name, names())


def _builder(name: str) -> Any:
    check_name(name)
    start_keras()
    module = importlib.import_module(f"kerascnn.networks.{_modules()[name]}")
    return getattr(module, name.replace("-", "_"))


def variants(name: str) -> tuple[str, ...]:
    """The variants of a network, the default first; empty for a network that has only one form."""
    parameter = inspect.signature(_builder(name)).parameters.get("variant")
    return tuple(parameter.annotation.__args__) if parameter else ()


def build(
    name: str,
    *,
    input_shape: tuple[int, int, int] | None = None,
    num_classes: int = 10,
    variant: str | None = None,
) -> "keras.Model":
    """Build a network by its name.

    Args:
        name: one of `names()`.
        input_shape: `(height, width, channels)`; by default what the network was made for.
        num_classes: how many classes it tells apart, at least 2.
        variant: one of `variants(name)`; by default the first.

    Returns:
        A model, not compiled, that turns float images in [0, 1] into one probability per class.

    Raises:
        InputError: an unknown name or variant, too few classes, or an input that the network cannot take.
    """
    checks.whole("num_classes", num_classes, at_least=2)
    function = _builder(name)
    known = variants(name)
    if variant is not None and variant not in known:
        if not known:
            raise InputError(_("the network {name} has no variants").format(name=name))
        raise unknown(_("variant"), variant, known)
    settings: dict[str, Any] = {"num_classes": num_classes}
    if input_shape is not None:
        settings["input_shape"] = input_shape
    if variant is not None:
        settings["variant"] = variant
    return function(**settings)
