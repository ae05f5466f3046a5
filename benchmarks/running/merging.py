"""The shards of a run made one, in a directory like any other run's."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.running.log import LOG, PREDICTIONS, Entry, Line, entry_id, line_id
from benchmarks.zoom import ROUNDS, RoundEntry, round_id
from t3data.errors import T3Error
from t3data.journal import Journal, read_records
from t3data.run_settings import RESULT, claim, note_result, read_settings


@dataclass(frozen=True, slots=True)
class Merged:
    """What several runs have brought together."""

    replies: int
    failed: int
    settings: dict[str, object]


def merge(runs: Sequence[Path], output: Path) -> Merged:
    """Brings what `runs` hold into `output`, which the caller holds; it may be a run already.

    Of several predictions for a sample the first reply counts, and a failure only where there is
    no reply.

    Raises:
        T3Error: one is no run, or was made with other settings than the first.
    """
    first, *others = ({**read_settings(run), RESULT: None} for run in runs)
    settings = {key: value for key, value in first.items() if key != RESULT}
    for run, other in zip(runs[1:], others, strict=True):
        if other != first:
            names = [name for name in {**first, **other} if first.get(name) != other.get(name)]
            raise T3Error(f"{run}: no shard of {runs[0]}: they differ in {', '.join(names)}")
    claim(output, settings, PREDICTIONS)
    with ExitStack() as stack:
        lines = stack.enter_context(Journal(output / PREDICTIONS, Line, line_id))
        log = stack.enter_context(Journal(output / LOG, Entry, entry_id))
        for run in runs:
            entries = {entry.id: entry for entry in read_records(run / LOG, Entry, entry_id)}
            for line in read_records(run / PREDICTIONS, Line, line_id):
                before = lines.records.get(line.id)
                if before is None or (before.reply is None and line.reply is not None):
                    lines.add(line)
                    if line.id in entries:
                        log.add(entries[line.id])
    _merge_rounds(runs, output)
    failed = sum(line.reply is None for line in lines.records.values())
    found = Merged(len(lines.records) - failed, failed, settings)
    note_result(
        output,
        {"merged": [str(run) for run in runs], "replies": found.replies, "failed": failed},
    )
    return found


def _merge_rounds(runs: Sequence[Path], output: Path) -> None:
    """What agents have said, where the runs have one."""
    found = [run / ROUNDS for run in runs if (run / ROUNDS).exists()]
    if found:
        with Journal(output / ROUNDS, RoundEntry, round_id) as rounds:
            for path in found:
                for entry in read_records(path, RoundEntry, round_id):
                    rounds.add(entry)
