"""The API reference: one section for each public package, written by autodoc from the docstrings."""

from pathlib import Path

import kerascnn
from kerascnn import networks


def markdown() -> str:
    """A section for each name of `kerascnn.__all__`, for annotations, and for each family of networks."""
    pieces = []
    for package in kerascnn.__all__:
        pieces.append(_section(2, f"kerascnn.{package}"))
        if package == "datasets":
            pieces.append(_section(3, "kerascnn.datasets.annotations"))
        if package == "networks":
            pieces += [_section(3, f"kerascnn.networks.{family}") for family in families()]
    return "\n\n".join(pieces) + "\n"


def families() -> list[str]:
    """The modules of `kerascnn.networks`, one a family."""
    return sorted(path.stem for path in Path(networks.__file__).parent.glob("[a-z]*.py"))


def _section(depth: int, module: str) -> str:
    return f"{'#' * depth} {module}\n\n````{{eval-rst}}\n.. automodule:: {module}\n   :members:\n````"
