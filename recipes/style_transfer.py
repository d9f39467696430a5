"""The practical of deck E on style: what one picture shows, painted as another is."""

import inspect
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import style_transfer
from kerascnn.engine.command_line import command_of
from kerascnn.language import N_, _
from kerascnn.paths import takes_texts
from kerascnn.recipes import _options as options

__all__ = ["run"]


@takes_texts
def run(
    content: Annotated[Path, N_("The picture that says what is shown.")],
    style: Annotated[Path, N_("The picture that says how it is painted.")],
    *,
    network: Annotated[
        str, N_("Whose features: vgg19, vgg16, the folder of a run, a .keras file, or another network by its name.")
    ] = "vgg19",
    weights: Annotated[
        str | None, N_("Of a network by its name: imagenet, a file, or random; vgg19 and vgg16 have imagenet.")
    ] = None,
    content_layer: Annotated[str | None, N_("Whose maps say what is shown; else one in the middle.")] = None,
    style_layers: Annotated[
        str | None,
        N_("Whose Gram matrices say how it is painted, each with its λ: a=0.5,b=0.5; else one of each size."),
    ] = None,
    alpha: Annotated[float, N_("Weight of the content cost.")] = 1.0,
    beta: Annotated[float, N_("Weight of the style cost.")] = 2.0,
    variation: Annotated[float, N_("Weight of the total variation, which makes the picture smooth.")] = 0.02,
    costs: Annotated[
        Literal["relative", "absolute"],
        N_("Weights of costs as parts of those between the two pictures, or of the deck's costs as they are."),
    ] = "relative",
    pooling: Annotated[
        Literal["average", "own"], N_("Averages in the place of the network's maxima, as Gatys has it, or its own.")
    ] = "average",
    keep_colours: Annotated[bool, N_("Put the colours of the content picture back.")] = False,
    start: Annotated[Literal["content", "noise"], N_("The picture to begin with.")] = "content",
    optimizer: Annotated[Literal["adam", "l-bfgs"], N_("What makes the steps.")] = "adam",
    learning_rate: Annotated[float | None, N_("Adam's; else 0.02.")] = None,
    steps: Annotated[int, N_("How often the picture is changed.")] = 200,
    size: Annotated[int, N_("Pixels along the longer side of the result.")] = 256,
    frames: Annotated[int, N_("Pictures of the animation, closer together at the start.")] = 24,
    seed: Annotated[int, N_("Which noise, and which random weights.")] = 0,
    device: options.Device = "auto",
    out: Annotated[Path | None, N_("Folder to write; else runs/style-transfer-TIME.")] = None,
    force: options.Force = False,
) -> style_transfer.Styled:
    """Paint what one picture shows as another is painted.

    The network stays as it is and the picture changes: its feature maps are to be those of the content picture, and
    their Gram matrices those of the style picture (Gatys, Ecker and Bethge 2015). VGG-19 with ImageNet's weights is
    fetched where there is a network; any network that you have trained will do, and what it knows is seen in the
    result. Leaves a folder with the result, an animation, the costs at each step, figures and a report.

    Example:
        kerascnn style-transfer cat.jpg waves.jpg -o runs/cat
        kerascnn style-transfer cat.jpg waves.jpg --network runs/cifar10 --beta 30 --variation 0.1
        kerascnn style-transfer cat.jpg waves.jpg --style-layers block1_conv1=1,block3_conv1=0.5 --start noise
    """
    settings = style_transfer.Settings(
        network=network,
        weights=weights,
        content_layer=content_layer,
        style_layers=style_layers,
        alpha=alpha,
        beta=beta,
        variation=variation,
        costs=costs,
        pooling=pooling,
        keep_colours=keep_colours,
        start=start,
        optimizer=optimizer,
        learning_rate=learning_rate,
        steps=steps,
        size=size,
        frames=frames,
        seed=seed,
        device=device,
    )
    defaults = {name: each.default for name, each in inspect.signature(run).parameters.items()}
    called: dict[str, Any] = {"content": str(content), "style": str(style)}
    called |= {name: value for name, value in asdict(settings).items() if value != defaults[name]}
    styled = style_transfer.style(
        content,
        style,
        settings,
        called=called,
        command=command_of(style_transfer.RECIPE, run, called),
        out=out,
        force=force,
    )
    text = _("the style cost fell {fall:,.1f} times; the content cost is {part:.0%} of that between the two pictures")
    print(text.format(fall=styled.style_fall, part=styled.content_part))
    print(_("pictures, animation, costs and report: {folder}").format(folder=styled.folder))
    return styled
