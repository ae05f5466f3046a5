"""Where the files go, and how they name one another: from the directory a training starts in.

Inside the mix that is the mix, so that it can be moved with its configurations; elsewhere it is
the directory of the files, and the mix has its absolute path.
"""

from dataclasses import dataclass
from pathlib import Path

from mixes.training.request import Framework
from t3data.errors import UsageError


@dataclass(frozen=True, slots=True)
class Place:
    """The directory of the written files."""

    mix: Path
    """Absolute."""
    directory: Path
    """Absolute."""

    @property
    def inside(self) -> bool:
        """Whether the files lie in the mix."""
        return self.directory.is_relative_to(self.mix)

    @property
    def start(self) -> Path:
        """The directory that paths start from and the trainer is started in."""
        return self.mix if self.inside else self.directory

    @property
    def mix_path(self) -> str:
        """The mix as seen from `start`."""
        return "." if self.inside else str(self.mix)

    def path(self, name: str) -> str:
        """A file of `directory` as seen from `start`."""
        return (self.directory / name).relative_to(self.start).as_posix()

    @property
    def way_up(self) -> str:
        """`start` as seen from `directory`."""
        return "/".join([".."] * len(self.directory.relative_to(self.start).parts)) or "."


def place_for(mix: Path, framework: Framework, output: Path | None) -> Place:
    """Where the files of a request go.

    Raises:
        UsageError: a directory among the shards, or one whose name trainers would split at.
    """
    root = mix.resolve()
    directory = root / "train" / framework if output is None else output.resolve()
    place = Place(root, directory)
    if directory.is_relative_to(root / "data"):
        raise UsageError(f"-o {output}: only shards may be in data/, trainers read all of it")
    inner = place.path("")
    # LLaMA-Factory cuts its own command line at blanks when it starts torchrun.
    if any(sign.isspace() for sign in inner):
        raise UsageError(f"-o {output}: no blanks in the name, LLaMA-Factory cuts paths at them")
    return place
