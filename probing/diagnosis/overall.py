"""The verdict on a model from the verdicts on its aspects."""

from collections import Counter
from collections.abc import Sequence

from probing.diagnosis.types import AspectDiagnosis, Verdict
from probing.diagnosis.words import listed


def overall(aspects: Sequence[AspectDiagnosis]) -> tuple[Verdict, str]:
    """A stage that more than half of the unsolved aspects name; none where all are solved.

    Aspects that are undecided count as unsolved: nobody knows what they would name, so a stage has
    a majority only where it would keep it whatever they turned out to be.
    """
    counts = Counter(aspect.verdict for aspect in aspects)
    unsolved = len(aspects) - counts["none"]
    tally = listed([f"{name} on {count}" for name, count in counts.most_common()])
    total = f"{len(aspects)} {'aspect' if len(aspects) == 1 else 'aspects'}"
    if not unsolved:
        return "none", f"Solved from the frames: {total} of {len(aspects)}."
    for verdict, count in counts.items():
        if verdict not in ("none", "undecided") and 2 * count > unsolved:
            return (
                verdict,
                f"Named on {count} of {unsolved} unsolved aspects (of {total}: {tally}).",
            )
    if counts["undecided"] == unsolved:
        return "undecided", f"No unsolved aspect is decided (of {total}: {tally})."
    return (
        "undecided",
        f"No stage is named on more than half of the unsolved (of {total}: {tally}).",
    )
