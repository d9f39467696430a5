"""The `kerascnn` command: a lazy group whose commands are the modules of this folder and of `recipes/`."""

import contextlib
import itertools
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from kerascnn import recipes, system_errors
from kerascnn.cli._command import Option
from kerascnn.cli._group import Group
from kerascnn.cli._process import ending_in_order, lasting_streams
from kerascnn.cli._streams import write_anything
from kerascnn.cli._warnings import only_ours
from kerascnn.errors import InputError, WorkError
from kerascnn.language import LANGUAGES, N_, _, current, ngettext, speak
from kerascnn.untrusted_text import visible

__all__ = ["group", "main"]

HELP = N_("The toolkit beside a course on convolutional networks.")
EXAMPLE = """

Example:
    kerascnn train-mnist
    kerascnn train-mnist --help
"""


def _show_version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        from kerascnn.versions import installed

        click.echo("\n".join(f"{name} {version}" for name, version in installed().items()))
        ctx.exit()


group = Group(
    "kerascnn",
    help=HELP + EXAMPLE,
    params=[
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=N_("Show the versions of kerascnn, Keras, TensorFlow and Python."),
        )
    ],
    folders={"kerascnn.cli": Path(__file__).parent, "kerascnn.recipes": Path(recipes.__file__).parent},
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line.

    Args:
        arguments: the words after `kerascnn`; `sys.argv` by default.

    Returns:
        The exit code: 0 done, 1 the work failed, 2 bad input, 130 stopped with Ctrl-C or by the system.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _speak(words)
    with lasting_streams() as streams:
        write_anything()
        code = _run(words, started=arguments is None)
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        if "stdout" in streams.lost:
            reason = _("standard output: {reason}").format(reason=streams.lost["stdout"].strerror)
            return _fail(reason, code or 1, {})
        return code


def _run(words: list[str], *, started: bool) -> int:
    """Run the command, and say in one line what went wrong."""
    state = {"started": started}
    signals: list[int] = []
    try:
        with ending_in_order() as signals, only_ours(all_too="--debug" in words):
            return group.main(words, prog_name="kerascnn", standalone_mode=False, obj=state) or 0
    except click.ClickException as error:
        return _fail(error.format_message(), 2, state)
    except (click.Abort, KeyboardInterrupt) as error:
        # click makes an Abort of the KeyboardInterrupt, which may say what was kept; click 8.1 raises it "from None".
        said = (error.__cause__ or error.__context__ or error) if isinstance(error, click.Abort) else error
        return _fail(str(said) or _("stopped"), 130, state)
    except InputError as error:
        return _fail(str(error), 2, state, notes=getattr(error, "__notes__", ()))
    except WorkError as error:
        return _fail(str(error), 1, state)
    except OSError as error:
        failed = system_errors.failure(error)
        return _fail(str(failed), 1 if isinstance(failed, WorkError) else 2, state)
    except MemoryError:
        return _fail(_("there is not enough memory for this; choose smaller numbers, or give a smaller file"), 1, state)
    except Exception as error:
        if signals:  # it came in the middle of an import, which makes another error of it
            return _fail(_("stopped"), 130, state)
        return _fail(f"{type(error).__name__}: {error}", 1, state)


def _fail(message: str, code: int, state: dict[str, bool], notes: Iterable[str] = ()) -> int:
    """Say what went wrong in one line; notes, which show a place with a caret, stand below it as they are."""
    if state.get("debug"):
        import traceback

        traceback.print_exc()
    # Messages name files, classes and layers as they came.
    one_line = visible(" ".join(message.split()))
    shown = ["\n".join(map(visible, note.split("\n"))) for note in notes]
    click.echo("\n".join([f"{_('Error')}: {one_line}", *shown]), err=True)
    return code


def _speak(words: Sequence[str]) -> None:
    """Take the language from `--lang`, wherever it stands, and give click's own words the same catalogue.

    click asks Python's gettext, which reads compiled catalogues alone, so its modules are given our functions.
    """
    for word, following in itertools.zip_longest(words, words[1:], fillvalue=""):
        chosen = following if word == "--lang" else word[7:] if word.startswith("--lang=") else ""
        if chosen in LANGUAGES:
            speak(chosen)
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        for name, ours in (("_", _), ("ngettext", ngettext)):
            if hasattr(module, name):
                setattr(module, name, ours)
    os.environ["LANGUAGE"] = current()
