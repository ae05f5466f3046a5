"""Launch scripts: bash that goes to the right directory and quotes what it passes on."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from mixes.training.batch import Batch
from mixes.training.run import Run


@dataclass(frozen=True, slots=True)
class Decision:
    """A path or name that only the user knows."""

    name: str
    """Of the key or shell variable."""
    what: str
    """What it is, for a person."""


PLACEHOLDER = "/SET/ME"
"""Stands where the user has to decide; launch scripts refuse to start while it does."""


def decisions_comment(decisions: Sequence[Decision]) -> list[str]:
    """Lines for the top of a file."""
    if not decisions:
        return []
    return [
        "#",
        "# Set before you start:",
        *(f"#   {decision.name}: {decision.what}" for decision in decisions),
    ]


def decision_notes(decisions: Sequence[Decision], file: str) -> list[str]:
    """The same for the person who asked, who finds them in `file`."""
    return [f"set {decision.name} in {file}: {decision.what}" for decision in decisions]


def opening(run: Run, about: Sequence[str], decisions: Sequence[Decision] = ()) -> list[str]:
    """The beginning of a script: what it is, strictness, the directory to start in, its mix.

    It stops where the mix was built anew, so that lengths and copied rows are no longer its own.
    """
    place = run.place
    manifest = "manifest.json" if place.mix_path == "." else f"{place.mix_path}/manifest.json"
    manifest, digest = shlex.quote(manifest), shlex.quote(run.mix.digest)
    return [
        "#!/usr/bin/env bash",
        *(f"# {line}" for line in about),
        *decisions_comment(decisions),
        "set -euo pipefail",
        f'cd -- "$(dirname -- "${{BASH_SOURCE[0]}}")/{place.way_up}"',
        "",
        f"if [ -f {manifest} ] && ! grep -qF {digest} {manifest}; then",
        '  echo "$0: the mix was built anew since; give t3 train-config again" >&2',
        "  exit 2",
        "fi",
        "",
    ]


def several_machines(batch: Batch) -> list[str]:
    """Variables by which torchrun finds the other machines; nothing for one machine."""
    if batch.nodes == 1:
        return []
    return [
        "# On each machine: its number from 0, and the address of machine 0.",
        f"export NNODES={batch.nodes} MASTER_PORT=${{MASTER_PORT:-29500}}",
        'export NODE_RANK="${NODE_RANK:?set it to the number of this machine, from 0}"',
        'export MASTER_ADDR="${MASTER_ADDR:?set it to the address of machine 0}"',
    ]


def variables(decisions: Sequence[Decision]) -> list[str]:
    """One variable a decision, which the environment may set, and a refusal of unset ones."""
    if not decisions:
        return []
    names = " ".join(decision.name for decision in decisions)
    return [
        *(f'{decision.name}="${{{decision.name}:-{PLACEHOLDER}}}"' for decision in decisions),
        f"for name in {names}; do",
        f'  if [ "${{!name}}" = {PLACEHOLDER} ]; then',
        '    echo "$0: set $name first, in this file or in the environment" >&2',
        "    exit 2",
        "  fi",
        "done",
        "",
    ]


def refusal_of_placeholder(config: str) -> list[str]:
    """Stops where `config` still holds a placeholder."""
    return [
        f"if grep -n {PLACEHOLDER} {shlex.quote(config)} >&2; then",
        f'  echo "$0: set what {config} leaves open (line above) first" >&2',
        "  exit 2",
        "fi",
        "",
    ]


def option_lines(options: Sequence[tuple[str, str]]) -> list[str]:
    """`--key value` lines, continued, for the end of a command; values are shell words already."""
    return [f"  --{key} {value} \\" for key, value in options]
