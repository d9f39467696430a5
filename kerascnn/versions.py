"""The versions that a result depends on, read without importing anything heavy."""

import platform
from importlib import metadata

import kerascnn

__all__ = ["MISSING", "installed"]

MISSING = "missing"


def installed() -> dict[str, str]:
    """The versions of kerascnn, Keras, TensorFlow, NumPy and Python; `MISSING` for what is not there."""

    def version(package: str) -> str:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            return MISSING

    return {
        "kerascnn": kerascnn.__version__,
        "Keras": version("keras"),
        "TensorFlow": version("tensorflow"),
        "NumPy": version("numpy"),
        "Python": platform.python_version(),
    }
