"""As many `<image>` and `<video>` in the text as there are media, and no `<audio>`.

LLaMA-Factory counts them over all turns and stops the whole run at the first row where they
differ; a placeholder written literally in a caption counts.
"""

from collections.abc import Callable

from mixes.shapes.row import Refusal, Row


def placeholder_check(mode: str) -> Callable[[Row], Refusal | None]:
    """The check; with mode `prepend` it puts missing placeholders before the first human turn."""

    def check(row: Row) -> Refusal | None:
        marked = [turn.value for turn in row.turns if "<" in turn.value]
        if not marked and not row.images and not row.videos:
            return None
        missing = []
        for mark, paths in (("<image>", row.images), ("<video>", row.videos), ("<audio>", ())):
            found = sum(value.count(mark) for value in marked)
            if found > len(paths) or (found < len(paths) and mode != "prepend"):
                name = mark.strip("<>")
                return Refusal(
                    "placeholder_mismatch",
                    f"{found} {mark} in the text, {len(paths)} {name} paths beside it",
                )
            missing.append((mark + "\n") * (len(paths) - found))
        if any(missing):
            _prepend(row, "".join(missing))
        return None

    return check


def _prepend(row: Row, marks: str) -> None:
    for turn in row.turns:
        if turn.speaker == "human":
            turn.value = marks + turn.value
            return
