"""`kerascnn predict`: what a network says of pictures."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerascnn.cli._command import FileName, WatchedCommand, argument, define, format_option, option
from kerascnn.cli._saved import as_option, pixels_option, scores_option
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.untrusted_text import visible

if TYPE_CHECKING:
    from kerascnn.prediction import Classifier, Prediction

CLASSIFICATION = "classification"
BAR = 30
NAME = 40
NARROW = 40
"""Columns that a terminal is taken to have at least."""


@define("predict", WatchedCommand)
@argument("model", type=click.Path(path_type=Path))
@argument("given", metavar="INPUTS...", nargs=-1, required=True)
@format_option("text", "json")
@as_option
@pixels_option
@scores_option
@option("--beam", type=int, help=N_("Captions that are followed at once; else as many as in the run's test."))
@option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    help=N_("Draw the picture, what was found and its scores into this file."),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(
    model: Path,
    given: tuple[str, ...],
    form: str,
    kind: Any,
    pixels: Any,
    scores: Any,
    beam: int | None,
    output: Path | None,
    force: bool,
) -> None:
    """Say what a network finds in pictures (their class, boxes, masks, edges, a sentence), in texts or in sounds.

    MODEL is a .keras file or the folder of a run, INPUTS are photos or PNGs of any size. For a network that is known to
    read digits, by its run or by --as digits, the digits on each photo are found, on paper, a board or a screen, and
    each is prepared as MNIST's were: light on dark, in a box of 20×20, its centre of mass in the middle of 28×28. They
    are said from left to right and top to bottom, with where they are, in pixels from the photo's upper left corner.
    What else a run was trained for is told by the run: boxes, masks, edges or captions, which -o draws. A network that
    reads (train-text) is given sentences in quotes, or .txt files, in the place of pictures, and one that hears
    (train-wavenet) WAV files.

    On which scale a model takes pixels, and whether its outputs are probabilities, is told by its first layers and its
    last; the last lines say what was done. A single output is the probability of the second of two classes.

    A model may come from a stranger: only known layers are built, and its weights are read by a process with little
    memory and time. What is refused and why, kerascnn inspect says.

    Example:
        kerascnn predict runs/mine photo-of-a-digit.jpg
        kerascnn predict runs/mine/model.keras one.png two.png --format json
        kerascnn predict model.keras cat.jpg --pixels 0-255 --scores raw
        kerascnn predict runs/text "What a wonderful film!" -o sentence.png
    """
    from kerascnn import files

    if output is not None:
        if len(given) > 1:
            raise InputError(_("--output draws one picture; {count} were given").format(count=len(given)))
        files.check_free(output, force=force)
        from kerascnn.plots.page import check_ending

        check_ending(output)
    from kerascnn.loading import running

    task = _task(model)
    if task != CLASSIFICATION:
        if (kind, pixels, scores) != (None, None, None):
            from kerascnn import networks

            text = _("--as, --pixels and --scores are for networks that classify pictures; this one does {task}")
            raise InputError(text.format(task=networks.task_title(task)))
        _predict(task, model, given, form, output, beam=beam, force=force)
        return
    if beam is not None:
        raise _no_beam(task)
    images = tuple(map(Path, given))
    from kerascnn.prediction import Classifier

    classifier = Classifier(model, kind=kind, pixels=pixels, scores=scores)
    predictions = {}
    for number, image in enumerate(images):
        with running(model, anew=number > 0):
            predictions[image] = classifier.predict_all(image)
    if form == "json":
        click.echo(
            _plain_json([_record(classifier, image, each) for image, found in predictions.items() for each in found])
        )
    else:
        for image, found in predictions.items():
            if len(found) == 1:
                _print(image, found[0], percent=scores != "raw")
            else:
                _print_several(image, found, percent=scores != "raw")
        for line in classifier.said():
            click.echo(visible(line))
    if output is not None:
        from kerascnn import plots

        (found,) = predictions.values()
        if found[0].digit:
            figure = plots.digits_on_photograph(images[0], found)
        else:
            figure = plots.picture_with_scores(found[0].picture, found[0].scores, found[0].class_names)
        plots.save(figure, output, force=force)
        _say_drawn(output, form)


def _number(score: float, digits: int, *, percent: bool) -> str:
    return f"{score:.{digits}%}" if percent else f"{score:.4g}"


def _answer(found: "Prediction", *, percent: bool) -> str:
    """The class, or the classes, each with its score."""
    right = found.right
    chosen = [f"{found.class_names[each]} ({_number(float(found.scores[each]), 1, percent=percent)})" for each in right]
    return ", ".join(chosen) or _("none of its classes")


def _doubt(found: "Prediction", *, percent: bool) -> str:
    """A sentence on what makes the answer doubtful and what would help, empty where nothing does."""
    if found.digit is None:
        return ""
    advice = found.digit.doubts.advice()
    if percent and not found.sure:
        return _("doubtful: {advice}").format(advice=advice or _("write it more clearly, or cut other marks away"))
    return _("hard to read: {advice}").format(advice=advice) if advice else ""


def _print_several(image: Path, found: "list[Prediction]", *, percent: bool) -> None:
    """What was read, and one line for each digit."""
    read = " ".join(each.class_name for each in found)
    text = _("{image}: {count} digits, read as {read}")
    click.echo(visible(text.format(image=image, count=len(found), read=read)))
    answers = [_answer(each, percent=percent) for each in found]
    wide = max(map(len, answers))
    for each, answer in zip(found, answers, strict=True):
        place = each.digit.place() if each.digit else ""
        doubt = _doubt(each, percent=percent)
        click.echo(visible(f"  {answer:{wide}}  {place}" + (f"  {doubt}" if doubt else "")))


def _task(model: Path) -> str:
    """What a network was trained to do, as the run beside it says; without one it classifies pictures."""
    from kerascnn.runs import read_beside
    from kerascnn.shapes.saved import model_file

    try:
        run = read_beside(model_file(model))
    except InputError:  # whoever loads the network says what is wrong
        return CLASSIFICATION
    return run.task if run else CLASSIFICATION


def _predict(
    task: str,
    model: Path,
    given: tuple[str, ...],
    form: str,
    output: Path | None,
    *,
    beam: int | None,
    force: bool,
) -> None:
    """Ask the predictor of a task about files, or about sentences, and show what it says of each."""
    import inspect

    from kerascnn import tasks
    from kerascnn.loading import running
    from kerascnn.tasks.protocol import SentencePredictor

    make: Any = tasks.named(task).predictor
    if beam is not None and "beam" not in inspect.signature(make).parameters:
        raise _no_beam(task)
    predictor = make(model, **({} if beam is None else {"beam": beam}))
    kind = "text" if isinstance(predictor, SentencePredictor) else "image"
    predictions = {}
    for number, each in enumerate(given):
        with running(model, anew=number > 0):
            if isinstance(predictor, SentencePredictor):
                sentence = each if each.lower().endswith(".txt") else _sentence(each)
                predictions[sentence] = predictor.predict_sentence(sentence)
            else:
                predictions[each] = predictor.predict(Path(each))
    if form == "json":
        click.echo(_plain_json([{kind: each, **found.as_json()} for each, found in predictions.items()]))
    else:
        for each, found in predictions.items():
            for line in (f"{each}:", *found.lines()):
                click.echo(visible(line))
    if output is not None:
        from kerascnn import plots

        (found,) = predictions.values()
        plots.save(found.drawn(), output, force=force)
        _say_drawn(output, form)


def _sentence(given: str) -> str:
    """A sentence as it was typed: where the system's encoding is ASCII, Python keeps the bytes of its accents apart."""
    return given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _say_drawn(output: Path, form: str) -> None:
    """Where the picture is; beside JSON it would be in the way."""
    if form == "text":
        click.echo(visible(_("drawn: {path}").format(path=output)))


def _no_beam(task: str) -> InputError:
    from kerascnn import networks

    text = _("--beam is for networks that say captions; this one does {task}")
    return InputError(text.format(task=networks.task_title(task)))


def _print(image: Path, found: "Prediction", *, percent: bool) -> None:
    """One line for the picture, and one for each class, none longer than the terminal."""
    from kerascnn.shapes.places import shown

    text = _("{image}: {name}")
    click.echo(visible(text.format(image=image, name=_answer(found, percent=percent))))
    if found.digit:
        click.echo(visible("  " + _("found at {place}").format(place=found.digit.place())))
        if doubt := _doubt(found, percent=percent):
            click.echo(visible("  " + doubt))
    columns = max(NARROW, shutil.get_terminal_size().columns - 1)
    names = [shown(name, min(NAME, columns // 2)) for name in found.class_names]
    numbers = [_number(float(score), 2, percent=percent) for score in found.scores]
    wide, narrow = max(12, *map(len, names)), max(7, *map(len, numbers))
    bar = min(BAR, columns - wide - narrow - 4)
    largest = 1.0 if percent else max(float(abs(found.scores).max()), 1e-30)
    for name, score, written in zip(names, found.scores, numbers, strict=True):
        length = round(max(0.0, float(score)) / largest * bar)
        click.echo(f"  {name:>{wide}} {written:>{narrow}} {'█' * length}".rstrip())


def _record(classifier: "Classifier", image: Path, found: "Prediction") -> dict[str, object]:
    """What the JSON says of a picture."""
    names = found.class_names if classifier.named else tuple(map(str, range(len(found.class_names))))
    digit = found.digit
    place = {"left": digit.left, "top": digit.top, "right": digit.right, "bottom": digit.bottom} if digit else None
    return {
        "image": str(image),
        **({"place": place, "advice": digit.doubts.advice()} if digit else {}),
        "class": names[int(found.scores.argmax())],
        "classes": [names[each] for each in found.right],
        "scores": dict(zip(names, map(float, found.scores), strict=True)),
        "as": "digits" if classifier.digits else "picture",
        "pixels": classifier.inputs.pixels,
        "outputs": classifier.scores.own or "linear",
        "applied": classifier.scores.applied or "nothing",
    }


def _plain_json(rows: object) -> str:
    """JSON in which letters of all scripts stand as they are, and what a terminal obeys as its escape."""
    text = json.dumps(rows, indent=2, ensure_ascii=False)
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)
