"""The practical of deck E on windows: a classifier becomes a detector when it is slid over a larger picture."""

from pathlib import Path
from typing import Annotated, Any

from kerascnn.engine import sliding_window
from kerascnn.engine.command_line import command_of
from kerascnn.language import N_, _
from kerascnn.paths import takes_texts
from kerascnn.recipes import _options as options

__all__ = ["run"]


@takes_texts
def run(
    network: Annotated[Path, N_("A .keras file or the folder of a run.")],
    *,
    picture: Annotated[Path | None, N_("The picture; else test digits on black.")] = None,
    size: Annotated[int, N_("Pixels along the longer side, to which the picture is scaled.")] = 224,
    least_score: Annotated[float, N_("Windows that are less sure are not drawn.")] = 0.9,
    overlap: Annotated[float, N_("Windows that overlap a surer one by this part are not drawn.")] = 0.2,
    seed: Annotated[int, N_("Which digits, and where.")] = 0,
    out: Annotated[Path | None, N_("Folder to write; else runs/sliding-window-TIME.")] = None,
    force: options.Force = False,
) -> sliding_window.Slid:
    """Slide a trained classifier over a larger picture, all windows in one pass.

    The dense layers become convolutions, so that what windows share is computed once. The scores are those of every
    window cut out and classified, which is checked, and how much faster it is, is measured. A network that pads its
    feature maps is refused: its scores would be others. Leaves a folder with the new network, the windows that stay,
    a figure and a report.

    Example:
        kerascnn train-mnist --variant course --out runs/course
        kerascnn sliding-window runs/course
        kerascnn sliding-window runs/course --picture page-of-digits.jpg --size 300 --out runs/windows
    """
    called: dict[str, Any] = {
        "network": str(network),
        "picture": picture and str(picture),
        "size": size,
        "least_score": least_score,
        "overlap": overlap,
        "seed": seed,
    }
    defaults = run.__kwdefaults__ or {}
    changed = {name: value for name, value in called.items() if name not in defaults or value != defaults[name]}
    slid = sliding_window.slide(
        network,
        picture,
        size=size,
        least_score=least_score,
        overlap=overlap,
        seed=seed,
        called=called,
        command=command_of(sliding_window.RECIPE, run, changed),
        out=out,
        force=force,
    )
    text = _("{windows:,} windows in one pass: the scores of each window cut out, to {difference:.0e}")
    print(text.format(windows=slid.windows, difference=slid.difference))
    text = _("{seconds:.1f} ms; {batch:.1f} times as fast as one batch of windows, {single:.0f} times as one by one")
    batch, single = slid.crops_seconds / slid.seconds, slid.single_seconds / slid.seconds
    print(text.format(seconds=1000 * slid.seconds, batch=batch, single=single))
    print(_("network, scores and figures: {folder}").format(folder=slid.folder))
    return slid
