"""The folder as the registry: a group whose commands are modules, imported one by one."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kerascnn.cli._command import Help
from kerascnn.cli._recipe import command_of
from kerascnn.errors import closest
from kerascnn.language import _

__all__ = ["Group", "names"]


class Group(Help, click.Group):
    """A group that finds its commands as modules in folders and imports one when it is needed.

    A module of `cli/` holds a click command by the name `command`; a module of `recipes/` holds a function `run`,
    from whose signature its command is made. `shape_calc.py` is the command `shape-calc`.
    """

    def __init__(self, name: str, *, folders: Mapping[str, Path], **settings: Any) -> None:
        super().__init__(name, **settings)
        self.folders = folders

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(name for folder in self.folders.values() for name in names(folder))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        for package, folder in self.folders.items():
            if cmd_name in names(folder):
                module = importlib.import_module(f"{package}.{cmd_name.replace('-', '_')}")
                if hasattr(module, "command"):
                    return module.command
                return command_of(cmd_name, module.run)
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the line names, or say which name is closest."""
        name = args[0]
        existing = self.list_commands(ctx)
        if name not in existing and not name.startswith("-"):
            near = closest(name, existing)
            if near:
                text = _("there is no command {name!r}; did you mean {near!r}?")
            else:
                text = _("there is no command {name!r}; `kerascnn --help` lists them")
            raise click.UsageError(text.format(name=name, near=near))
        return super().resolve_command(ctx, args)


def names(folder: Path) -> list[str]:
    """The commands that a folder's modules stand for; a module whose name starts with an underscore is none."""
    return sorted(path.stem.replace("_", "-") for path in folder.glob("[a-z]*.py"))
