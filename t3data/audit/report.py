"""What an audit found, in plain data."""

from dataclasses import dataclass

ALL_TASKS = "all tasks"
MARGIN = 0.02
"""Above chance and beyond the interval, this much is too much."""
WIDE = 0.1
"""An interval that reaches further than this above the accuracy shows little."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One guesser on one task."""

    task: str
    guesser: str
    n: int
    """Rows guessed."""
    accuracy: float
    chance: float
    """The mean of 1/(number of options)."""
    low: float
    high: float
    """Ends of the accuracy's interval."""

    @property
    def excess(self) -> float:
        """Accuracy above chance."""
        return self.accuracy - self.chance

    @property
    def flagged(self) -> bool:
        """Whether the guesser is better than chance by more than the margin, beyond doubt."""
        return self.low > self.chance + MARGIN

    @property
    def wide(self) -> bool:
        """Whether there are too few rows for the interval to clear the task."""
        return self.high - self.accuracy > WIDE


@dataclass(frozen=True, slots=True)
class TaskKeys:
    """How the right answers of one task are spread."""

    task: str
    rows: int
    """Rows in the directory."""
    sampled: int
    """Rows the audit looked at."""
    letters: dict[str, int]
    """Right letters of the lettered rows."""
    expected: dict[str, float]
    """The same, were every option right equally often."""
    commonest: str
    """The answer text that is right most often."""
    commonest_share: float


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What `audit_directory` found."""

    findings: tuple[Finding, ...]
    keys: tuple[TaskKeys, ...]
    comparisons: int
    """All intervals hold together with 95 % confidence, corrected for so many of them."""
    unreadable: int

    @property
    def ok(self) -> bool:
        """Whether no guesser is flagged."""
        return not any(finding.flagged for finding in self.findings)

    @property
    def tasks(self) -> tuple[str, ...]:
        """Task names, that of all tasks together last."""
        return tuple(dict.fromkeys(finding.task for finding in self.findings))

    def worst(self, task: str) -> Finding:
        """The finding of `task` whose lower end is furthest above chance."""
        found = [finding for finding in self.findings if finding.task == task]
        return max(found, key=lambda finding: finding.low - finding.chance)
