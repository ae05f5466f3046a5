"""METEOR 1.5: one Java process for all pairs, which is asked for statistics and for their sums."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from benchmarks.captioning.java import jar
from t3data.errors import T3Error

_BATCH = 100  # lines that are written before their replies are read: these fit into a pipe


@dataclass(frozen=True, slots=True)
class Pair:
    """A hypothesis and what it is compared with, both as tokens."""

    references: tuple[str, ...]
    hypothesis: str


@dataclass(frozen=True, slots=True)
class Scores:
    """What METEOR makes of pairs."""

    each: Sequence[float]
    of_all: float
    """From the summed statistics; it is not the mean."""


@dataclass(slots=True)
class Meteor:
    """A running METEOR; statistics of pairs seen before are kept."""

    process: "subprocess.Popen[bytes]"
    known: dict[Pair, str] = field(default_factory=dict)

    @classmethod
    def start(cls) -> "Meteor":
        """Starts it, which takes seconds; it ends with this process."""
        command = ["java", "-Xmx2G", "-Dfile.encoding=UTF-8", "-jar", str(jar(_JAR))]
        return cls(
            subprocess.Popen(
                [*command, "-", "-", "-stdio", "-l", "en", "-norm"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )

    def __call__(self, pairs: Sequence[Pair]) -> Scores:
        """Scores of pairs, each and all together.

        Raises:
            T3Error: the process has ended.
        """
        if not pairs:
            return Scores((), 0.0)
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self.known]
        for first in range(0, len(new), _BATCH):
            batch = new[first : first + _BATCH]
            self._write("".join(f"{_asked(pair)}\n" for pair in batch))
            self.known.update((pair, self._line()) for pair in batch)
        self._write(f"EVAL ||| {' ||| '.join(self.known[pair] for pair in pairs)}\n")
        each = [self._number() for _ in pairs]
        return Scores(each, self._number())

    def close(self) -> None:
        """Ends the process."""
        self.process.kill()
        self.process.communicate()

    def _write(self, text: str) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(text.encode("utf-8", "replace"))
            self.process.stdin.flush()
        except (OSError, ValueError) as error:  # a closed file is the latter
            raise self._ended() from error

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode("utf-8", "replace")
        if not line:
            raise self._ended()
        return line.strip()

    def _number(self) -> float:
        line = self._line()
        try:
            return float(line)
        except ValueError:
            raise T3Error(f"METEOR: expected a number, found {line[:80]!r}") from None

    def _ended(self) -> T3Error:
        code = self.process.poll()
        return T3Error(f"METEOR: its Java process has ended (exit {code}); it needs 2 GB of memory")


_JAR = "meteor/meteor-1.5.jar"


@cache
def meteor() -> Meteor:
    """The one METEOR of this process."""
    return Meteor.start()


def _asked(pair: Pair) -> str:
    """A line of the protocol; its separator is removed from the texts, as pycocoevalcap does."""
    texts = [" ".join(text.replace("|||", "").split()) for text in pair.references]
    hypothesis = " ".join(pair.hypothesis.replace("|||", "").split())
    return " ||| ".join(["SCORE", *texts, hypothesis])
