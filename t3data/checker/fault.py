"""What the checker raises inside itself: the first thing found wrong with a row."""


class Fault(Exception):  # noqa: N818 - a finding about data, not an error of the program
    """Something about a row that a careful reader would not accept."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        """A code in snake_case."""
        self.detail = detail
        """One sentence: what was found and what was expected."""


class Unreadable(Fault):
    """The row breaks the grammar of docs/rows.md, so nothing can be said about its truth."""
