"""What is said below a result: which predictions found no place, and what a rule made of them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.contract import Benchmark, Prediction, Scored, Scorer
from benchmarks.joining import Joined

_EXAMPLES = 5


def strange_ids(scorer: Scorer, joined: Joined) -> Iterator[str]:
    """What became of predictions beyond one a sample, with a few of their ids."""
    fate = "the first of each counts" if scorer.counts == "samples" else "each line counts"
    if joined.repeated:
        yield f"duplicated ids, {fate}: {_some(joined.repeated)}, …"
    worth = [scorer.stranger(line) is not None for line in joined.strangers if scorer.stranger]
    if any(worth):
        yield f"ids that no sample has, {sum(worth):,} lines count: {_some(joined.strangers)}, …"
    elif joined.strangers:
        yield f"ids that no sample has: {_some(joined.strangers)}, …"


def _some(predictions: Sequence[Prediction]) -> str:
    return ", ".join(one.id for one in predictions[:_EXAMPLES])


def worth_telling(scored: Sequence[Scored], joined: Joined) -> Iterator[str]:
    """What replies that are none are worth, dice, and the rule's own remarks, each once."""
    silent = ("missing", "failed", "unparsed")
    held = {id for id, prediction in joined.predictions.items() if prediction.fields}
    unanswered = [
        one
        for one in scored
        if one.status in silent or not (one.reply.strip() or one.sample.id in held)
    ]
    worth = sum(one.reading.worth for one in unanswered if one.counted)
    if worth:
        yield f"samples without a readable reply bring {worth:g} points under this rule"
    remarks = Counter(one.reading.note for one in scored if one.reading.note)
    dice = sum(count for note, count in remarks.items() if note.startswith("random"))
    if dice:
        yield f"{dice:,} replies where the rule draws a random letter count their expected worth"
    for note, count in remarks.most_common():
        if not note.startswith(("random", "worth")):
            yield f"{count:,} replies: {note}"


def left_out(count: int, benchmark: Benchmark) -> list[str]:
    """That so many samples were not scored, as no rule can."""
    if not count:
        return []
    tasks = ", ".join(benchmark.judged_tasks)
    return [f"{count:,} samples ({tasks}) need a judge and were left out; name one with --judge"]


def judged_share(name: str, asked: int, replied: int, n: int) -> list[str]:
    """How much of a result rests on a judge."""
    share = f"judge {name} was asked about {asked:,} of {n:,} samples ({100 * asked / n:.1f} %)"
    silent = asked - replied
    return [share + (f", {silent:,} of them without a verdict" if silent else "")]
