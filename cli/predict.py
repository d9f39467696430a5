"""`kerascnn predict`: what a network says of pictures."""

import json
from pathlib import Path

import click

from kerascnn.cli._command import argument, define, format_option, option
from kerascnn.language import N_, _

BAR = 30


@define("predict")
@argument("model", type=click.Path(path_type=Path))
@argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option("text", "json")
@option("-o", "--output", type=click.Path(path_type=Path), help=N_("Draw the picture and its scores into this file."))
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(model: Path, images: tuple[Path, ...], form: str, output: Path | None, force: bool) -> None:
    """Say which class pictures belong to, and with which scores.

    MODEL is a .keras file or the folder of a run, IMAGES are photos or PNGs of any size. For a network that reads
    digits each picture is prepared as MNIST's were: light on dark, in a box of 20×20, its centre of mass in the
    middle of 28×28.

    A model may come from a stranger: only known layers are built, and its weights are read by a process with little
    memory and time. What is refused and why, kerascnn inspect says.

    Example:
        kerascnn predict runs/mine photo-of-a-digit.jpg
        kerascnn predict runs/mine/model.keras one.png two.png --format json
    """
    from kerascnn import files
    from kerascnn.errors import InputError
    from kerascnn.outside import visible

    if output is not None:
        if len(images) > 1:
            raise InputError(_("--output draws one picture; {count} were given").format(count=len(images)))
        files.check_free(output, force=force)
    from kerascnn.prediction import Classifier

    classifier = Classifier(model)
    predictions = {image: classifier.predict(image) for image in images}
    if form == "json":
        rows = [
            {
                "image": str(image),
                "class": found.class_name,
                "scores": dict(zip(found.class_names, map(float, found.scores), strict=True)),
            }
            for image, found in predictions.items()
        ]
        click.echo(_plain_json(rows))
    else:
        for image, found in predictions.items():
            text = _("{image}: {name} ({score:.1%})")
            click.echo(visible(text.format(image=image, name=found.class_name, score=float(found.scores.max()))))
            for name, score in zip(found.class_names, found.scores, strict=True):
                click.echo(f"  {visible(name):>12} {score:7.2%} {'█' * round(float(score) * BAR)}")
    if output is not None:
        from kerascnn import plots

        (found,) = predictions.values()
        plots.save(plots.picture_with_scores(found.picture, found.scores, found.class_names), output)


def _plain_json(rows: object) -> str:
    """JSON in which letters of all scripts stand as they are, and what a terminal obeys as its escape."""
    text = json.dumps(rows, indent=2, ensure_ascii=False)
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)
