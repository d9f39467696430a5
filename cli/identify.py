"""`kerascnn identify`: who is on a picture, of those who were enrolled."""

from pathlib import Path

import click

from kerascnn.cli._command import WatchedCommand, argument, define, format_option, option
from kerascnn.cli._recognizer import check_pictures, say, threshold_option
from kerascnn.language import N_


@define("identify", WatchedCommand)
@argument("model", type=click.Path(path_type=Path))
@argument("image", type=click.Path(path_type=Path))
@option(
    "--enrolled",
    type=click.Path(path_type=Path),
    help=N_("File of `kerascnn enroll`; else the one beside the network."),
)
@threshold_option
@format_option("text", "json")
def command(model: Path, image: Path, enrolled: Path | None, threshold: float | None, form: str) -> None:
    """Say who is on a picture, of those who were enrolled, or that it is none of them.

    MODEL is the folder of a run of train-siamese, or the .keras file in it. The person is taken of whom an enrolled
    picture is nearest, where it is near enough: up to the threshold of the run.

    Example:
        kerascnn enroll runs/faces people/
        kerascnn identify runs/faces somebody.jpg
    """
    check_pictures(image)
    from kerascnn.loading import running
    from kerascnn.shapes.saved import model_file
    from kerascnn.tasks.siamese.enrolment import FILE_NAME, Enrolment
    from kerascnn.tasks.siamese.recognition import Recognizer

    path = enrolled or model_file(model).with_name(FILE_NAME)
    recognizer = Recognizer(model, threshold=threshold)
    known = Enrolment.read(path, recognizer.comparer.dimensions)
    with running(model, anew=False):
        found = recognizer.identify(image, known)
    say(found, form)
