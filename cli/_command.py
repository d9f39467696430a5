"""What every command shares: help in the reader's language, `--lang` and `--debug`.

A command's help is its docstring: the paragraphs before the first section are the text, the lines of the section
`Example:` are shown as they are. Both are translated when they are shown, not when they are read, so that one
process can speak two languages. `main` reads `--lang` before click does, since click's own errors speak too.
"""

import ast
import inspect
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kerascnn import language
from kerascnn.cli._streams import suit
from kerascnn.language import N_, _

__all__ = [
    "DECIMAL",
    "Argument",
    "Command",
    "Decimal",
    "Family",
    "FileName",
    "Help",
    "Option",
    "WatchedCommand",
    "argument",
    "define",
    "docstring",
    "format_option",
    "option",
    "paragraphs",
    "was_given",
]

WIDTH = 100
SECTION = re.compile(r"^(Example|Examples|Args|Returns|Raises|Note|Source):$", re.MULTILINE)


def paragraphs(docstring: str | None) -> tuple[list[str], str]:
    r"""A docstring's paragraphs, each on one line, and its example.

    >>> paragraphs("Do it.\n\nIn two\nlines.\n\nExample:\n    kerascnn do\n\nReturns:\n    None\n")
    (['Do it.', 'In two lines.'], 'kerascnn do')
    """
    text = inspect.cleandoc(docstring or "")
    pieces = SECTION.split(text)
    examples = [body for title, body in zip(pieces[1::2], pieces[2::2], strict=True) if title.startswith("Example")]
    plain = [" ".join(paragraph.split()) for paragraph in pieces[0].split("\n\n")]
    return [paragraph for paragraph in plain if paragraph], inspect.cleandoc("\n".join(examples)).strip()


class Decimal(click.types.FloatParamType):
    """A number that may have a decimal comma: 0,05 or 1,5e-3."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number that a word stands for."""
        if isinstance(value, str) and re.fullmatch(r"[-+−]?\d*,\d+([eE][-+−]?\d+)?", value.strip()):
            if re.fullmatch(r"[-+−]?[1-9]\d{0,2},\d{3}", value.strip()):
                text = _("{value} can be read as {one} or as {other}; write one of the two")
                plain = value.strip()
                self.fail(text.format(value=plain, one=plain.replace(",", "."), other=plain.replace(",", "")))
            value = value.replace(",", ".")
        given: Any = value.replace("−", "-") if isinstance(value, str) else value
        return super().convert(given, param, ctx)


DECIMAL = Decimal()
"""The type of an option that takes a number with decimals."""


def docstring(function: Callable[..., Any]) -> str | None:
    """A function's docstring; where `python -OO` has dropped it, as its source has it.

    Args:
        function: of a module's top level.
    """
    stripped = not __doc__
    if function.__doc__ is not None or not stripped:
        return function.__doc__
    try:
        module = ast.parse(Path(inspect.unwrap(function).__code__.co_filename).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):  # the source is not here: there is no help, and the command runs
        return None
    found = (each for each in module.body if isinstance(each, ast.FunctionDef) and each.name == function.__name__)
    return next(map(ast.get_docstring, found), None)


class FileName(click.Path):
    """The name of a file to write: one that ends in a slash is a folder's."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if isinstance(value, str) and value.endswith(("/", os.sep)):
            self.fail(_("{path} is the name of a folder; give the name of a file").format(path=value), param, ctx)
        return super().convert(value, param, ctx)


class Option(click.Option):
    """A click option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's two columns in the help."""
        original, self.help = self.help, _(self.help) if self.help else ""
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = original


class Argument(click.Argument):
    """A click argument that the help says something of."""

    def __init__(self, *args: Any, help: str | None = None, **settings: Any) -> None:  # noqa: A002 (click's own word)
        super().__init__(*args, **settings)
        self.help = help

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The argument's two columns in the help, translated; the second is empty where nothing is said of it."""
        name: Callable[..., str] = self.make_metavar
        # click 8.1 wants no context.
        words = name(ctx) if inspect.signature(name).parameters else name()
        return words, _(self.help) if self.help else ""


def _remember_debug(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(dict)["debug"] = True


def _common_options() -> list[click.Parameter]:
    return [
        Option(
            ["--lang"],
            type=click.Choice(language.LANGUAGES),
            is_eager=True,
            expose_value=False,
            help=N_("Language of what is printed, drawn and written."),
        ),
        Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            callback=_remember_debug,
            is_eager=True,
            help=N_("Show the traceback of an error."),
        ),
    ]


class Help(click.Command):
    """Help whose text and example come from the docstring, with the options that every command has."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("context_settings", {"max_content_width": WIDTH, "help_option_names": ["-h", "--help"]})
        super().__init__(*args, **settings)
        self.params.extend(_common_options())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click's own `--help`, in the language in use."""
        found = super().get_help_option(ctx)
        if found:
            found.help = _("Show this message and exit.")
        return found

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the paragraphs."""
        for paragraph in paragraphs(self.help)[0]:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(paragraph))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write nothing, as click did before 8.5: `format_options` writes the arguments, in the reader's language."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what is said of the arguments, and then of the options."""
        records = [each.get_help_record(ctx) for each in self.get_params(ctx)]
        kinds = [isinstance(each, click.Argument) for each in self.get_params(ctx)]
        for title, wanted in ((_("Arguments"), True), (_("Options"), False)):
            rows = [row for row, kind in zip(records, kinds, strict=True) if row and row[1] and kind is wanted]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example."""
        example = paragraphs(self.help)[1]
        if example:
            with formatter.section(_("Example")):
                for line in example.splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n" if line else "\n")

    def get_short_help_str(self, limit: int = 80) -> str:
        """The first paragraph."""
        found = paragraphs(self.help)[0]
        return _(found[0]) if found else ""


class Command(Help):
    """A click command with help in the reader's language."""


class WatchedCommand(Command):
    """A command that opens what a stranger may have made: it works in a process that another one watches.

    Args:
        reads: the parameter that is the file, of a command that does nothing but read it and is limited as a whole;
            others say themselves, with `kerascnn.limits.limited`, what they limit.
    """

    def __init__(self, *args: Any, reads: str | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.reads = reads

    def invoke(self, ctx: click.Context) -> Any:
        """Go on in a copy of this process, if it is the one that the user started."""
        from kerascnn.limits import fork_and_watch, limited
        from kerascnn.shapes.places import shown

        code = fork_and_watch() if ctx.obj and ctx.obj.get("started") else None
        if code is not None:
            return code
        if self.reads is None:
            return super().invoke(ctx)
        with limited(shown(str(ctx.params[self.reads]), 200)):
            return super().invoke(ctx)


class Family(Help, click.Group):
    """A command that has commands of its own, as `kerascnn data get`."""


Decorator = Callable[[Callable[..., Any]], Any]


def define(name: str, cls: Any = Command, **settings: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a function the command `name`: `@define("doctor")` over `def command() -> None:`."""

    def decorate(function: Callable[..., Any]) -> Any:
        made: Any = click.command(name, cls=cls, help=docstring(function), **settings)
        return made(function)

    return decorate


def option(*declarations: str, **settings: Any) -> Decorator:
    """`click.option` whose help, given as `N_("...")`, is translated when it is shown; a float may have a comma."""
    if settings.get("type") is float:
        settings["type"] = DECIMAL
    return click.option(*declarations, cls=Option, **settings)


def format_option(*forms: str) -> Decorator:
    """The option `--format`, which the command gets as `form`; the first format is the default."""
    choice = click.Choice(forms)
    text = N_("How the result is written.")
    return option("--format", "form", type=choice, default=forms[0], show_default=True, help=text, callback=_suit)


def _suit(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    suit(value)
    return value


def was_given(name: str) -> bool:
    """Whether the reader gave an option of the command that runs now, if it is only what it is without."""
    source = click.get_current_context().get_parameter_source(name)
    return source not in (None, click.core.ParameterSource.DEFAULT)


argument = click.argument
