"""Names of a package that are imported when they are first used, so that importing the package stays light."""

import importlib
import sys
from collections.abc import Callable, Mapping

__all__ = ["attributes"]


def attributes(package: str, modules: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a package.

    Args:
        package: its `__name__`.
        modules: for each name, the module of the package that defines it.

    Returns:
        A function that imports what it is asked for, and raises AttributeError for any other name; one that lists the
        names of the package.

    >>> attributes("kerascnn", {"InputError": "errors"})[0]("InputError").__name__
    'InputError'
    """

    def imported(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{modules[name]}"), name)

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *modules})

    return imported, names
