"""Finished runs set side by side: one table and one figure."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kerascnn import files, runs
from kerascnn.errors import InputError
from kerascnn.language import _, series
from kerascnn.runs import FinishedRun, Group

__all__ = ["MOST", "check_folders", "checked", "compare", "write"]

MOST = 8
"""How many groups one figure can show apart."""


def check_folders(folders: Sequence[Path]) -> None:
    """Check that there are several; those that do not exist yet each once.

    Raises:
        InputError: they are not.
    """
    planned = [folder.resolve() for folder in folders if not folder.exists()]
    if len(set(planned)) < len(planned):
        raise InputError(_("two runs would be written into one folder; give each an --out of its own"))
    if len(folders) < 2:
        raise InputError(_("one run cannot be compared; give two or more"))


def compare(folders: Sequence[Path], say: Callable[[str], object] = str) -> list[Group]:
    """Read finished runs, and put together those that differ in their seed alone; a run given twice counts once.

    Args:
        folders: of two runs or more, all tested on the same data.
        say: is given a sentence for each run that counts no more.

    Raises:
        InputError: too few or too many, a folder that holds no finished run, or runs on different data.
    """
    folders = [runs.folder_of(folder) for folder in folders]
    check_folders(folders)
    finished = [runs.read(folder) for folder in folders]
    distinct, again = runs.each_once(finished)
    if len(distinct) < 2:
        text = _("there is one run here, in {folders}; give two or more")
        raise InputError(text.format(folders=series(list(dict.fromkeys(run.place for run in finished)))))
    for sentence in again:
        say(sentence)
    return checked(finished)


def checked(finished: Sequence[FinishedRun]) -> list[Group]:
    """Put runs together, and check that they can be compared and that one figure can show them apart.

    Raises:
        InputError: they cannot, or it cannot.
    """
    groups = runs.grouped(runs.each_once(finished)[0])
    if len(groups) > MOST:
        text = _("{count} different runs cannot be told apart in one figure; give {most} at most")
        raise InputError(text.format(count=len(groups), most=MOST))
    return groups


def write(groups: Sequence[Group], folder: Path, *, title: str = "") -> None:
    """Write `comparison.json`, `.csv` and `.md` into `folder`, which is made if need be, and draw `comparison.png`.

    Args:
        groups: as `compare` gives them; more than `MOST` are not drawn.
        folder: where to.
        title: what stands above the figure; by default what the runs were tested on.

    Raises:
        InputError: the folder cannot be made.
    """
    files.new_folder(folder, force=True)
    for ending, content in (("json", runs.as_json), ("csv", runs.as_csv), ("md", runs.as_markdown)):
        files.write(folder / f"comparison.{ending}", content(groups))
    if len(groups) <= MOST:
        from kerascnn import plots

        drawn = plots.compared_runs(groups, title=title or runs.title(groups))
        plots.save(drawn, folder / "comparison.png")
