"""`python -m cli.docs` writes docs/cli.md from the commands; a test fails if it is stale."""

import sys
from inspect import cleandoc
from pathlib import Path

import click

from cli.main import t3
from t3data.files import write_text

PATH = Path(__file__).parents[1] / "docs" / "cli.md"
_INTRODUCTION = """
# The command line

Written by `make docs` from the commands' own help; do not edit it by hand.

Every command ends with 0 when it is done, 1 when the data or a check failed, 2 when the request
makes no sense, and 130 when it was interrupted. Errors are one line on stderr.
"""


def render() -> str:
    """The page: the group, then every command in the order of `t3 --help`."""
    context = click.Context(t3, info_name="t3", terminal_width=100, **t3.context_settings)
    sections = [_INTRODUCTION.strip(), _body(t3, context)]
    sections += _children(t3, context, depth=2)
    return "\n\n".join(sections) + "\n"


def _children(group: click.Group, context: click.Context, depth: int) -> list[str]:
    sections = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        child = click.Context(command, info_name=name, parent=context)
        sections += [f"{'#' * depth} {child.command_path}", _body(command, child)]
        if isinstance(command, click.Group):
            sections += _children(command, child, depth + 1)
    return sections


def _body(command: click.Command, context: click.Context) -> str:
    usage = command.get_usage(context).removeprefix("Usage: ")
    parts = [f"```\n{usage}\n```", prose(command.help or "")]
    records = [
        record for p in command.get_params(context) if (record := p.get_help_record(context))
    ]
    if records:
        rows = [f"| `{names}` | {_cell(text)} |" for names, text in records]
        parts.append("\n".join(["| option | meaning |", "|---|---|", *rows]))
    if command.epilog:
        parts.append(prose(command.epilog))
    return "\n\n".join(parts)


def prose(text: str) -> str:
    """Help as Markdown: what click prints verbatim becomes a code block."""
    paragraphs = []
    for paragraph in cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b\n"):
            paragraphs.append(_verbatim(paragraph.removeprefix("\b\n")))
        else:
            paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def _verbatim(paragraph: str) -> str:
    title, _, rest = paragraph.partition("\n")
    if title.endswith(":") and rest:
        return f"{title}\n\n```\n{cleandoc(rest)}\n```"
    return f"```\n{paragraph}\n```"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Writes the page, or with --check says whether it is current."""
    page = render()
    if sys.argv[1:] != ["--check"]:
        write_text(PATH, page)
    elif not PATH.exists() or PATH.read_text(encoding="utf-8") != page:
        sys.exit("docs/cli.md is stale: run `make docs` and commit it")


if __name__ == "__main__":
    main()
