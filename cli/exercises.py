"""`kerascnn exercises`: sheets of exercises for a course."""

from pathlib import Path

import click

from kerascnn import files, language
from kerascnn.cli._command import FileName, define, option, was_given
from kerascnn.errors import InputError
from kerascnn.language import N_, _

FORMS = {".gift": "gift", ".markdown": "markdown", ".md": "markdown", ".tex": "latex", ".xml": "moodle-xml"}
"""What a file of an ending holds; .txt and others hold any of them."""
TEXTS = frozenset({*FORMS, ".txt"})


@define("exercises")
@option(
    "--topic",
    default="mixed",
    show_default=True,
    metavar="TOPIC",
    help=N_(
        "average-precision, box-loss, by-hand, convolution, iou, multiply-adds, non-max-suppression, padding, "
        "parameters, pooling, receptive-field, softmax-cross-entropy, transpose, yolo-target, or mixed: all in turn."
    ),
)
@option("--count", type=int, default=10, show_default=True, help=N_("How many exercises."))
@option("--level", type=int, default=1, show_default=True, help=N_("1 (one formula) to 3 (several steps)."))
@option("--seed", type=int, default=0, show_default=True, help=N_("Another seed gives another sheet."))
@option("--language", "spoken", type=click.Choice(language.LANGUAGES), help=N_("Language of the sheet."))
@option(
    "--format",
    "form",
    default="text",
    show_default=True,
    metavar="FORMAT",
    help=N_(
        "text, markdown, latex, gift or moodle-xml; Moodle imports the last two. Else what the file's ending says."
    ),
)
@option("--key", is_flag=True, help=N_("Add the answers, worked out."))
@option("-o", "--output", type=FileName(path_type=Path), help=N_("Write into this file."))
@option("--force", is_flag=True, help=N_("Replace the file if it exists."))
def command(
    topic: str,
    count: int,
    level: int,
    seed: int,
    spoken: str | None,
    form: str,
    key: bool,
    output: Path | None,
    force: bool,
) -> None:
    """Make a sheet of exercises whose wrong answers come from the mistakes that students make.

    The same seed gives the same sheet, in every language.

    Example:
        kerascnn exercises --topic convolution --count 5 --key
        kerascnn exercises --level 2 --format moodle-xml -o sheet.xml
    """
    from kerascnn import exercises
    from kerascnn.untrusted_text import visible

    if output is not None:
        if output.suffix.lower() in files.ENDINGS - TEXTS:
            message = _("{path}: a sheet is text, and {ending} is something else; expected one of: {endings}")
            endings = ", ".join(sorted(TEXTS))
            raise InputError(message.format(path=output, ending=output.suffix, endings=endings))
        form = _form(output, form)
        files.check_free(output, force=force)
    readers = language.current()
    language.use(spoken or readers)
    text = exercises.render(exercises.make(topic, count=count, level=level, seed=seed), form, key=key)
    language.use(readers)
    if output is None:
        click.echo(text, nl=False)
    else:
        files.write(output, text, force=force)
        click.echo(visible(_("written: {path}").format(path=output)))


def _form(output: Path, form: str) -> str:
    """The format of a file: what its ending says, unless another one is asked for, which is refused."""
    of_ending = FORMS.get(output.suffix.lower())
    if of_ending is None or form == of_ending:
        return form
    if was_given("form"):
        text = _("{path}: a file {ending} holds {of_ending}, not {form}; leave --format out, or give another ending")
        raise InputError(text.format(path=output, ending=output.suffix, of_ending=of_ending, form=form))
    return of_ending
