"""The command line in a launch script: program, flags with their words, and what it exports.

A script is read, never run. Simple variables are filled in; what only a shell can know stays as it
is and is told as such.
"""

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from t3data.errors import T3Error

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_VARIABLE = re.compile(
    r"\$(?:(?P<name>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?::?[-?](?P<other>[^{}]*))?\})"
)
_MOST = 1 << 20


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a script."""

    words: tuple[str, ...]
    """All of it, variables filled in."""
    environment: Mapping[str, str]
    """What the script sets before it."""

    def flags(self, after: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each `--flag` behind the first word that holds `after`, with the words that follow it.

        `--flag=value` is taken apart.
        """
        found: list[tuple[str, list[str]]] = []
        begin = next((at for at, word in enumerate(self.words) if after in word), -1)
        for word in self.words[begin + 1 :]:
            if word.startswith("--") and len(word) > 2:
                flag, equals, value = word.partition("=")
                found.append((flag, [value] if equals else []))
            elif found and word not in ("$@", "$*"):
                found[-1][1].append(word)
        return tuple((flag, tuple(values)) for flag, values in found)


def find_command(file: Path, marks: Sequence[str]) -> Command | None:
    """The first command in which each of `marks` is part of some word; None if there is none.

    Raises:
        T3Error: the file cannot be read or is no text.
    """
    environment: dict[str, str] = {}
    for words in _commands(_text(file)):
        rest = list(words)
        if rest and rest[0] in ("export", "declare", "readonly"):
            rest = rest[1:]
        own = dict(environment)
        while rest and (assignment := _ASSIGNMENT.fullmatch(rest[0])):
            own[assignment[1]] = _filled(assignment[2], own)
            rest.pop(0)
        if not rest:
            environment = own
            continue
        filled = tuple(_filled(word, own) for word in rest)
        if all(any(mark in word for word in filled) for mark in marks):
            return Command(filled, own)
    return None


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(_MOST).decode("utf-8")
    except OSError as error:
        raise T3Error(f"{file}: cannot read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise T3Error(f"{file}: not a text file") from None


def _commands(text: str) -> list[list[str]]:
    """The words of each command; what is no shell that can be taken apart is passed over."""
    commands = []
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|")
        lexer.whitespace_split = True
        lexer.commenters = ""  # a "#" within a word, as in data#500, begins no comment
        try:
            words = list(lexer)
        except ValueError:
            continue
        part: list[str] = []
        for word in words:
            if word.startswith("#"):
                break
            if word and not word.strip(";&|"):
                commands.append(part)
                part = []
            else:
                part.append(word)
        commands.append(part)
    return [part for part in commands if part]


def _filled(word: str, environment: Mapping[str, str]) -> str:
    """`word` with the variables that are known; others stay."""

    def value(match: re.Match[str]) -> str:
        name = match["name"] or match["braced"]
        known = environment.get(name, os.environ.get(name))
        if known is not None:
            return known
        default = ":-" in match[0] or "-" in match[0].partition(name)[2][:1]
        return match["other"] if default and match["other"] is not None else match[0]

    return _VARIABLE.sub(value, word)
