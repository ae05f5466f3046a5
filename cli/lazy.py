"""A click group that imports a command only to run it, so that help costs nothing."""

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """Where a command lives, and what `t3 --help` says of it without importing it."""

    module: str
    """Module that defines the command as its attribute `command`."""
    help: str
    """The command's own short help; a test holds the two equal."""


class LazyGroup(click.Group):
    """A group whose help is written from `entries` alone, in their order."""

    def __init__(self, *, entries: Mapping[str, Entry], **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which a user needs them."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command's module; None for an unknown name."""
        if cmd_name not in self.entries:
            return None
        command = import_module(self.entries[cmd_name].module).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.entries[cmd_name].module}.command is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self.entries.items()])
