"""The networks of this folder, by name: their sources are read, and nothing is imported."""

import ast
import functools
from pathlib import Path
from typing import Any, NamedTuple

from kerascnn.errors import InputError, unknown
from kerascnn.language import N_, _

__all__ = ["Publication", "check_name", "names", "published", "remark", "sources", "task_title"]


class Publication(NamedTuple):
    """Where a network is from.

    Attributes:
        year: in which it was published; None for those that were made for the course.
        paper: its authors, or what it is.
        decks: the decks of the course that speak of it.
    """

    year: int | None
    paper: str
    decks: str


OF_THE_COURSE = Publication(None, N_("made for the course"), "")


TASKS = {
    "captioning": N_("captions"),
    "classification": N_("classification"),
    "detection": N_("detection"),
    "edges": N_("edges"),
    "localization": N_("localisation"),
    "segmentation": N_("segmentation"),
    "siamese": N_("telling identities apart"),
    "sound": N_("sound"),
    "text": N_("texts"),
}
"""What networks are for, by the names of the tasks."""


class _Source(NamedTuple):
    """What the source of a family says of itself."""

    module: str
    published: Publication
    remarks: dict[str, str]
    task: str
    maps: bool
    """Whether it has feature maps that another network can look at."""


SAID = ("__all__", "MAPS", "PUBLISHED", "REMARKS", "TASK")


@functools.cache
def sources() -> dict[str, _Source]:
    """The source of each network, read from the names in `SAID`; nothing needs to be imported."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        said: dict[str, Any] = {}
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in SAID:
                said[ast.unparse(node.targets[0])] = ast.literal_eval(_Unmarked().visit(node.value))
        published = Publication(**said["PUBLISHED"]) if "PUBLISHED" in said else OF_THE_COURSE
        task = said.get("TASK", "classification")
        source = _Source(path.stem, published, said.get("REMARKS", {}), task, said.get("MAPS", True))
        found.update({name.replace("_", "-"): source for name in said["__all__"]})
    return found


class _Unmarked(ast.NodeTransformer):
    """Takes `N_("text")` for "text"."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return node.args[0]


def task_title(task: str) -> str:
    """What a task is called, in the reader's language; a task of somebody's own by its name.

    >>> task_title("localization"), task_title("counting")
    ('localisation', 'counting')
    """
    return _(TASKS[task]) if task in TASKS else task


def names(task: str | None = None) -> tuple[str, ...]:
    """The names of all networks, or of those for one task.

    >>> "lenet5" in names(), names("segmentation")
    (True, ('unet',))
    """
    return tuple(sorted(name for name, source in sources().items() if task in (None, source.task)))


def backbones() -> tuple[str, ...]:
    """The networks that classify and have feature maps, for others to look at.

    >>> "resnet18" in backbones(), "mlp" in backbones()
    (True, False)
    """
    return tuple(name for name in names("classification") if sources()[name].maps)


def check_name(name: str, task: str | None = None) -> None:
    """Check that there is such a network, without importing Keras.

    Args:
        name: its name.
        task: what it is to do; None for anything.

    Raises:
        InputError: there is none; the message lists those that exist, the closest first. Or it is for another task.
    """
    if name not in sources():
        raise unknown(_("network"), name, names(task))
    if name not in names(task):
        text = _("the network {name} is for another task ({task}); expected one of: {names}")
        own = task_title(sources()[name].task)
        raise InputError(text.format(name=name, task=own, names=", ".join(names(task))))


def published(name: str) -> Publication:
    """Where a network is from, without importing Keras.

    >>> published("resnet50").year
    2015

    Raises:
        InputError: there is no such network.
    """
    check_name(name)
    return sources()[name].published


def remark(name: str, variant: str | None = None) -> str | None:
    """What reconciles a network with what was published of it, in English, for `_`; None where nothing differs.

    Args:
        name: of the network.
        variant: its variant; None or "" for a network that has only one form.

    Raises:
        InputError: there is no such network.
    """
    check_name(name)
    return sources()[name].remarks.get(f"{name}:{variant}" if variant else name)
