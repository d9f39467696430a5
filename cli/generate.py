"""`kerascnn generate`: sound that a trained network makes."""

from pathlib import Path

import click

from kerascnn.cli._command import DECIMAL, FileName, WatchedCommand, argument, define, format_option, option
from kerascnn.language import N_, _
from kerascnn.untrusted_text import visible

WAV = (".wav", ".wave")


@define("generate", WatchedCommand)
@argument("model", metavar="RUN", type=click.Path(path_type=Path))
@option(
    "-o",
    "--output",
    required=True,
    type=FileName(path_type=Path),
    metavar="FILE.wav",
    help=N_("The sound, PCM of 16 bits at the rate that the network has learned at."),
)
@option("--seconds", type=DECIMAL, default=1.0, show_default=True, help=N_("How long it is."))
@option("--seed", type=int, default=0, show_default=True, help=N_("Another seed gives another sound."))
@option(
    "--temperature",
    type=DECIMAL,
    default=1.0,
    show_default=True,
    help=N_("Below 1 the likely samples become likelier, above 1 all become alike; 0 takes the likeliest."),
)
@option(
    "--picture",
    type=FileName(path_type=Path),
    metavar="FILE.png",
    help=N_("Draw the spectrogram of the sound into this file."),
)
@format_option("text", "json")
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(
    model: Path,
    output: Path,
    seconds: float,
    seed: int,
    temperature: float,
    picture: Path | None,
    form: str,
    force: bool,
) -> None:
    """Make a sound with a network that train-wavenet has trained, and write it as a WAV file.

    RUN is the folder of a run, or the .keras file in it. The sound is drawn sample by sample: each from what the
    network says of it, which hears all those before. What a layer will need again is kept, so that a second of 8,000
    samples takes seconds and not hours.

    Example:
        kerascnn generate runs/chords -o sound.wav
        kerascnn generate runs/chords -o calm.wav --seconds 3 --seed 4 --temperature 0.8 --picture calm.png
    """
    from kerascnn import files

    files.check_free(output, force=force, endings=WAV)
    if picture is not None:
        from kerascnn.plots.page import check_ending

        files.check_free(picture, force=force)
        check_ending(picture)
    from kerascnn.loading import running

    with running(model):
        from kerascnn.tasks.sound import Maker

        maker = Maker(model)
        maker.check(seconds, seed=seed, temperature=temperature)
        maker.make(1 / maker.rate)  # the first sample, within limits; a long sound takes the time that it takes
    made = maker.make(seconds, seed=seed, temperature=temperature)
    from kerascnn.datasets.sound import mu_law, wav

    samples = mu_law.decode(made.codes)
    wav.write(output, samples, maker.rate, force=force)
    if picture is not None:
        from kerascnn import plots

        plots.save(plots.spectrograms([(str(output), samples)], maker.rate), picture, force=force)
    if form == "json":
        import json

        said = {"output": str(output), "samples": len(samples), "rate": maker.rate, "bits": made.bits}
        click.echo(json.dumps(said, indent=2))
        return
    text = _("{path}: {seconds:.2f} seconds at {rate:,} samples a second, with {bits:.2f} bits of chance in each")
    values = {"seconds": len(samples) / maker.rate, "rate": maker.rate, "bits": made.bits}
    click.echo(visible(text.format(path=output, **values)))
