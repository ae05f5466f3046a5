"""What a rule gives that would draw a letter: not a letter, but how many there are to draw from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chance:
    """The script draws one of `among` letters at random; it is worth 1 / `among`."""

    among: int

    @property
    def worth(self) -> float:
        """The expected score; 0 where there is nothing to draw from."""
        return 1 / self.among if self.among > 0 else 0.0
