"""What `kerascnn data check` and `kerascnn data show` say of annotated pictures."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.untrusted_text import visible

if TYPE_CHECKING:
    from kerascnn.datasets.annotations import Annotated

__all__ = ["check", "show"]

MOST_PROBLEMS = 50
MOST_CLASSES = 20


def check(folder: Path, form: Any, *, skip_bad: bool, every: bool, as_json: bool) -> None:
    """Print what a folder of annotated pictures holds, and what is wrong with it.

    Args:
        folder: the folder.
        form: how they are written, or None for the one that it has.
        skip_bad: whether what is wrong is left out, and no error.
        every: whether to print all problems rather than the first.
        as_json: whether to print one object of JSON, with all problems, instead of lines.

    Raises:
        InputError: something is wrong, and `skip_bad` is off.
    """
    from kerascnn.datasets import annotations

    found = annotations.load(folder, form=form, skip_bad=True)
    if as_json:
        click.echo(json.dumps(_facts(found), indent=2, ensure_ascii=False))
    else:
        _print_problems(list(map(str, found.problems)), every=every)
        click.echo("\n".join(map(visible, _about(found))))
    if not skip_bad:
        _refuse(folder, len(found.problems))


def check_edges(folder: Path, *, skip_bad: bool, every: bool, as_json: bool) -> None:
    """Print how many pictures of a folder have edge maps, and what is wrong with it.

    Args:
        folder: the folder, with `images/` and `edges/`.
        skip_bad: as for `check`.
        every: likewise.
        as_json: likewise.

    Raises:
        InputError: something is wrong, and `skip_bad` is off; or there is no picture.
    """
    from kerascnn.datasets import edge_maps

    found = edge_maps.open_edge_folder(folder)
    problems = edge_maps.checked(found)
    count = len(found.pairs) - (len(problems) - len(found.problems))
    if as_json:
        said = {"path": str(folder), "annotations": "edges", "pictures": count, "problems": problems}
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        _print_problems(problems, every=every)
        text = _("{path}: {pictures} with edge maps").format(path=folder, pictures=_counted(count, "picture"))
        click.echo(visible(text))
        if found.left_out:
            click.echo(visible(f"{folder}: {found.left_out}"))
    if not skip_bad:
        _refuse(folder, len(problems))


def _refuse(folder: Path, problems: int) -> None:
    """End with an error where there are problems.

    Raises:
        InputError: there are.
    """
    if problems:
        text = ngettext(
            "{path}: {count:,} problem; --skip-bad leaves such pictures out",
            "{path}: {count:,} problems; --skip-bad leaves such pictures out",
            problems,
        )
        raise InputError(text.format(path=folder, count=problems))


def _facts(found: "Annotated") -> dict[str, Any]:
    return {
        "path": str(found.path),
        "annotations": found.form,
        "pictures": len(found),
        "objects": sum(map(len, found)),
        "masks": found.has_masks,
        "classes": found.counts,
        "parts": {part: count for part, count in _parts(found).items() if count},
        "unannotated": found.unannotated,
        "problems": [
            {"file": str(each.place.file), "line": each.place.line or None, "problem": each.text}
            for each in found.problems
        ],
    }


def _parts(found: "Annotated") -> dict[str, int]:
    return {part: sum(image.part == part for image in found) for part in ("train", "validation", "test")}


def _print_problems(problems: Sequence[str], *, every: bool) -> None:
    shown = problems if every else problems[:MOST_PROBLEMS]
    for problem in shown:
        click.echo(visible(problem))
    more = len(problems) - len(shown)
    if more:
        text = ngettext(
            "and {count:,} more problem; --all shows it", "and {count:,} more problems; --all shows them", more
        )
        click.echo(text.format(count=more))


def _about(found: "Annotated") -> list[str]:
    objects = sum(len(image) for image in found)
    text = _("{path}: {form}, {pictures} with {objects}, {masks}")
    lines = [
        text.format(
            path=found.path,
            form=found.form,
            pictures=_counted(len(found), "picture"),
            objects=_counted(objects, "object"),
            masks=_("with masks") if found.has_masks else _("boxes alone"),
        )
    ]
    counts = list(found.counts.items())
    named = [f"{name} ({count:,})" for name, count in counts[:MOST_CLASSES]] + ["…"] * (len(counts) > MOST_CLASSES)
    lines.append(_("classes: {classes}").format(classes=", ".join(named)))
    parts = _parts(found)
    if any(parts.values()):
        text = _("parts: {train:,} to train with, {validation:,} for validation, {test:,} for the test")
        lines.append(text.format(**parts))
    empty = sum(not len(image) for image in found)
    if empty:
        text = ngettext("{count:,} picture has no object", "{count:,} pictures have no object", empty)
        lines.append(text.format(count=empty))
    if found.unannotated:
        text = ngettext(
            "{count:,} picture of the folder is not annotated", "{count:,} pictures of the folder are not annotated",
            found.unannotated,
        )  # fmt: skip
        lines.append(text.format(count=found.unannotated))
    return lines


def _counted(count: int, what: str) -> str:
    if what == "picture":
        return ngettext("{count:,} picture", "{count:,} pictures", count).format(count=count)
    return ngettext("{count:,} object", "{count:,} objects", count).format(count=count)


def show(
    folder: Path, output: Path, form: Any, *, names: Sequence[str], count: int, seed: int, skip_bad: bool, force: bool
) -> None:
    """Draw some pictures of a folder with what is in them.

    Args:
        folder: the folder.
        output: the file to draw into.
        form: how they are written, or None for the one that it has.
        names: of the pictures to draw; none for `count` that are drawn by lot.
        count: how many.
        seed: of the lot.
        skip_bad: whether pictures with a wrong annotation are left out.
        force: whether to replace a file.

    Raises:
        InputError: the annotations cannot be used, there is no such picture, or the file cannot be written.
    """
    from kerascnn import checks, files

    checks.whole("count", count, at_least=1, at_most=100)
    checks.whole("seed", seed, at_least=0)
    files.check_free(output, force=force)
    from kerascnn.plots.page import check_ending

    check_ending(output)
    from kerascnn import plots
    from kerascnn.cli._recipe import skip_bad_named
    from kerascnn.datasets import annotations

    with skip_bad_named(True):
        found = annotations.load(folder, form=form, skip_bad=skip_bad)
    numbers = [_number(found, name) for name in names] if names else _drawn(found, count, seed)
    plots.save(plots.annotated(found, numbers), output, force=force)
    click.echo(visible(_("drawn: {path}").format(path=output)))


def _number(found: "Annotated", name: str) -> int:
    for number, image in enumerate(found):
        if name in (image.path.name, image.path.stem, str(image.path)):
            return number
    text = _("{path}: there is no annotated picture called {name!r}")
    raise InputError(text.format(path=found.path, name=name))


def _drawn(found: "Annotated", count: int, seed: int) -> list[int]:
    """Pictures with objects, as far as there are enough, in their order."""
    import numpy as np

    order = np.random.default_rng(seed).permutation(len(found)).tolist()
    return sorted(sorted(order, key=lambda number: not len(found[number]))[:count])
