"""`kerascnn enroll`: whom a siamese network is to know."""

import warnings
from pathlib import Path

import click

from kerascnn.cli._command import FileName, WatchedCommand, argument, define, option
from kerascnn.language import N_, _
from kerascnn.untrusted_text import visible


@define("enroll", WatchedCommand)
@argument("model", type=click.Path(path_type=Path))
@argument("folder", type=click.Path(path_type=Path))
@option(
    "-o", "--output", type=FileName(path_type=Path), help=N_("File to write; else enrolled.json beside the network.")
)
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(model: Path, folder: Path, output: Path | None, force: bool) -> None:
    """Encode the pictures of people who are to be known, for `kerascnn identify`; nothing is trained.

    MODEL is the folder of a run of train-siamese, or the .keras file in it. FOLDER has one folder of pictures for each
    person, or one picture for each, which is called as they are: one is enough.

    Example:
        kerascnn enroll runs/faces people/
        kerascnn enroll runs/faces people/ -o class-of-2026.json
    """
    from kerascnn import files
    from kerascnn.shapes.saved import model_file
    from kerascnn.tasks.siamese.enrolment import FILE_NAME, files_of

    path = output or model_file(model).with_name(FILE_NAME)
    files.check_free(path, force=force, endings=(".json",))
    with warnings.catch_warnings(action="ignore"):  # what is left out is said once, when they are enrolled
        people = files_of(folder)  # before Keras starts, so that a folder that cannot be used is refused at once
    from kerascnn.loading import running
    from kerascnn.tasks.siamese.recognition import Recognizer

    recognizer = Recognizer(model)
    with running(model, anew=False, pictures=sum(map(len, people.values()))):
        found = recognizer.enroll(folder)
    found.write(path, force=force)
    pictures = sum(len(each.pictures) for each in found.people)
    text = _("{path}: people: {people}, pictures: {pictures}; `kerascnn identify` asks who somebody is")
    click.echo(visible(text.format(path=path, people=len(found.people), pictures=pictures)))
