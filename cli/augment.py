"""`kerascnn augment`: what augmentation makes of a picture."""

from pathlib import Path

import click

from kerascnn.cli._command import FileName, argument, define, option
from kerascnn.language import N_, _

VARIANTS = 16


@define("augment")
@argument("image", required=False, type=click.Path(path_type=Path))
@option("--policy", default="course", show_default=True, help=N_("What is done: course, standard, strong, ..."))
@option("--strength", type=float, default=1.0, show_default=True, help=N_("Multiplies the amounts, 0 to 2."))
@option("--flip/--no-flip", default=True, show_default=True, help=N_("Mirror, where the policy does."))
@option("--seed", type=int, default=0, show_default=True, help=N_("The same seed gives the same pictures."))
@option("--size", type=int, default=256, show_default=True, help=N_("Shrink the picture to this longest side."))
@option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    default=Path("augmented.png"),
    show_default=True,
    help=N_("The file to draw."),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(
    image: Path | None, policy: str, strength: float, flip: bool, seed: int, size: int, output: Path, force: bool
) -> None:
    """Draw a picture and sixteen others that augmentation makes of it.

    IMAGE is a photo or a PNG, grey or in colour; without it, a picture of CIFAR-10 is taken.

    Example:
        kerascnn augment --policy standard
        kerascnn augment cat.jpg --policy strong --strength 1.5 -o sheet.png
        kerascnn augment digit.png --no-flip --lang es
    """
    from kerascnn import checks, files

    checks.whole("seed", seed, at_least=0)
    checks.whole("size", size, at_least=1)
    files.check_free(output, force=force)
    from kerascnn import augmentation, plots
    from kerascnn.plots.page import check_ending

    check_ending(output)

    chosen = augmentation.policy(policy, strength, flip=flip)
    original, variants = augmentation.sheet(chosen, image, count=VARIANTS, size=size, seed=seed)
    title = _("{policy}, strength {strength:g}").format(policy=policy, strength=strength)
    words = chosen.words() or [_("no change")]
    plots.save(plots.augmented_sheet(original, variants, words, title=title), output, force=force)
    if image is not None:
        from kerascnn.datasets.picture import remarks

        for remark in remarks(image):
            click.echo(remark)
    click.echo("\n".join([f"{title}:", *(f"  {line}" for line in words), str(output)]))
