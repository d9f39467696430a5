"""What is in a `.keras` file, who made it, what of it is refused, without Keras; and whether it loads, if asked."""

from dataclasses import dataclass, replace
from pathlib import Path

from kerascnn.errors import InputError
from kerascnn.loading.any_form import any_form
from kerascnn.loading.archive import Member
from kerascnn.loading.configuration import checked
from kerascnn.loading.description import described
from kerascnn.loading.model import fewer, load_model, problems
from kerascnn.loading.sizes import Sizes, sizes
from kerascnn.loading.weights import Stored, counted
from kerascnn.shapes.chain import run

__all__ = ["Inspection", "inspect"]


@dataclass(frozen=True)
class Inspection:
    """What a `.keras` file says of itself. Texts are as they stand in the file: whoever shows them makes them safe.

    Attributes:
        path: the file.
        size: its bytes.
        members: what its zip directory lists.
        keras_version: the version of Keras that wrote it; empty where it does not say.
        date_saved: when it was written, by its maker's clock.
        kind: the class of the model.
        name: the name of the model.
        classes: how often each class of layer occurs, most frequent first.
        parameters: counted from the configuration; None where layers are in it that cannot be counted.
        trained: how many of them gradient descent trains; None likewise.
        frozen: how many of them are in frozen layers; None likewise.
        stored: numbers that the weights hold, the states of random generators included; None where they are refused.
        refused: why it is not loaded, a clause each; if there is none, Keras may still fail to build it.
        loaded: whether Keras built it; None where that was not tried.
        reason: why Keras did not, a sentence.
    """

    path: Path
    size: int
    members: tuple[Member, ...]
    keras_version: str
    date_saved: str
    kind: str
    name: str
    classes: dict[str, int]
    parameters: int | None
    trained: int | None
    frozen: int | None
    stored: int | None
    refused: tuple[str, ...]
    loaded: bool | None = None
    reason: str = ""


def inspect(path: Path | str, *, load: bool = False) -> Inspection:
    """Look into a `.keras` file.

    Args:
        path: the file, or the folder of a run.
        load: also try to load it, if nothing of it is refused; that needs Keras.

    Raises:
        InputError: there is no such file, or it is no `.keras` file or too damaged to tell.
    """
    archive = any_form(Path(path))
    found = checked(archive.config)
    refused = list(problems(archive, found))
    size = sizes(archive.config)
    if not size.complete:
        size = _with_stored(archive.path, size)
    stored = Stored()
    if archive.weights_size and not archive.problems:
        stored = counted(archive)
        if stored.problem:
            refused.append(stored.problem)
        elif not refused and size.parameters > stored.numbers:
            refused.append(fewer(size.parameters, stored.numbers))
    loaded, reason = _tried(archive.path) if load and not refused else (None, "")
    return Inspection(
        path=archive.path,
        size=archive.size,
        members=archive.members,
        keras_version=archive.keras_version,
        date_saved=archive.date_saved,
        kind=found.kind,
        name=found.name,
        classes=dict(found.classes.most_common()),
        parameters=size.parameters if size.complete else None,
        trained=size.trained if size.complete else None,
        frozen=size.frozen if size.complete else None,
        stored=stored.numbers if stored.arrays else None,
        refused=tuple(refused),
        loaded=loaded,
        reason=reason,
    )


def _with_stored(path: Path, size: Sizes) -> Sizes:
    """The size of a network with layers that are not known here: of those, what the file holds for them, as `summary`.

    Args:
        path: the file.
        size: what can be counted without it, which stays where that is all.
    """
    try:
        rows = run(described(path).network()).rows
    except InputError:
        return size
    if not all(row.counted or row.stored for row in rows):
        return size
    fixed, frozen = sum(row.fixed_parameters for row in rows), sum(row.frozen_parameters for row in rows)
    parameters = sum(row.parameters for row in rows)
    return replace(size, parameters=parameters, trained=parameters - fixed, frozen=frozen, complete=True)


def _tried(path: Path) -> tuple[bool, str]:
    try:
        load_model(path)
    except InputError as error:
        return False, str(error)
    return True, ""
