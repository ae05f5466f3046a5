"""What a run of `t3 synth` is asked to do, and the digest that tells two runs apart."""

from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

import msgspec

from t3data import __version__
from t3data.errors import UsageError
from t3data.tasks import load_task, task_names
from t3data.timelines import SCALES

Format = Literal["lettered", "free"]
"""Whether options are listed by letter, or the answer is given in words (docs/rows.md)."""


@dataclass(frozen=True, slots=True)
class SynthOptions:
    """Everything that decides the bytes of the output, but for the captions themselves."""

    rows: int | None = None
    """How many rows; None makes one for each caption."""
    tasks: tuple[str, ...] = ()
    """Task names; none means all."""
    scales: tuple[int, ...] = (1,)
    seed: int = 0
    preset: str | None = None
    text_field: str | None = None
    id_field: str | None = None
    format: Format | None = None
    """Questions of this form only; None takes them as the tasks draw them."""
    source: str | None = None
    license: str | None = None
    balance: bool = True
    """Whether questions that a blind guesser gets right too often are thinned out."""
    generator: str | None = None
    """Name of a language model that proposes items, edits and wordings; None works offline."""

    def __post_init__(self) -> None:
        """Refuses what cannot be meant."""
        for task in self.tasks:
            load_task(task)
        if not self.scales or any(scale not in SCALES for scale in self.scales):
            raise UsageError(f"scales are {', '.join(map(str, SCALES))}; got {self.scales}")
        if self.format not in (None, *get_args(Format)):
            raise UsageError(f"formats are {', '.join(get_args(Format))}; got {self.format!r}")
        if self.rows is not None and self.rows < 1:
            raise UsageError(f"the number of rows must be at least 1, got {self.rows}")

    def chosen_tasks(self) -> tuple[str, ...]:
        """The tasks that take part."""
        return self.tasks or tuple(task_names())


def digest_of(options: SynthOptions, inputs: dict[str, str]) -> str:
    """A digest of the request and of the input files' hashes: same digest, same output."""
    request = {"version": __version__, "options": asdict(options), "inputs": inputs}
    return sha256(msgspec.json.encode(request, order="sorted")).hexdigest()


def hash_inputs(paths: list[Path]) -> dict[str, str]:
    """The sha256 of each file, by name as given."""
    from t3data.files import sha256_of

    return {str(path): sha256_of(path) for path in paths}
