"""What a check of a training configuration found, what it did, and what it could not do."""

from dataclasses import dataclass

from mixes.training.request import Framework


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stops the training, or makes it another one than was meant."""

    place: str
    """The key, flag, file or row."""
    message: str
    """What was found there."""
    remedy: str
    """What to do."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One configuration against one installed framework."""

    framework: Framework
    problems: tuple[Problem, ...]
    unchecked: tuple[str, ...]
    """What could not be checked here, and why."""
    checked: tuple[str, ...]
    """What was checked, with the numbers that were seen."""


class Findings:
    """Collects the parts of a report."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.unchecked: list[str] = []
        self.checked: list[str] = []

    def problem(self, place: str, message: str, remedy: str) -> None:
        """Notes a problem, once."""
        found = Problem(place, message, remedy)
        if found not in self.problems:
            self.problems.append(found)

    def report(self, framework: Framework) -> CheckReport:
        """Everything that was noted."""
        return CheckReport(
            framework, tuple(self.problems), tuple(self.unchecked), tuple(self.checked)
        )
