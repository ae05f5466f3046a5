"""A run from its settings to its predictions, in a directory that it can be taken up in again."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.contract import Benchmark, Sample
from benchmarks.running.asking import Notify, ask_all, try_beginning
from benchmarks.running.choosing import choose
from benchmarks.running.finding import Films
from benchmarks.running.log import LOG, PREDICTIONS, Entry, Line, entry_id, line_id
from benchmarks.running.material import Material, tell_nobody
from benchmarks.running.settings import Beginning, Options, settings_of, versions
from benchmarks.running.subtitles import Subtitles
from benchmarks.zoom import ROUNDS, Counts, RoundEntry, counts_of, round_id, sorted_rounds
from t3data.errors import T3Error, UsageError
from t3data.journal import Journal, rewrite
from t3data.models import Bill, CachedModel, ChatModel, OpenAIServer, ResponseCache
from t3data.run_settings import FILE, claim, note_result, read_settings


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a run has come to."""

    chosen: int
    """Questions that were to be asked."""
    replies: int
    failures: Mapping[str, int] = field(default_factory=dict)
    """By kind."""
    first_failure: str = ""
    """One of them, with the sample's id."""
    cut: int = 0
    """Replies that reached the longest length that was allowed."""
    damaged: int = 0
    """Questions about videos of which not all could be decoded."""
    without_subtitles: int = 0
    """Videos that have none, of those asked about now."""
    agent: Counts | None = None
    """Of all conversations, where the run has an agent."""
    bill: Bill = field(default_factory=Bill)


def run(
    benchmark: Benchmark,
    samples: Sequence[Sample],
    model: ChatModel,
    options: Options,
    output: Path,
    cache: Path,
    notify: Notify,
    videos: Path | None = None,
    subtitles: Path | None = None,
    annotations: str = "",
) -> Outcomes:
    """Asks what `output` does not answer yet; what had failed is asked again.

    Args:
        benchmark: What is asked.
        samples: All its samples.
        model: Who is asked.
        options: How.
        output: The run's directory, which the caller holds.
        cache: Directory of the replies.
        notify: Is told how far it is.
        videos: Below which the videos lie.
        subtitles: Below which their subtitles lie.
        annotations: Where the samples come from, for the record.

    Raises:
        T3Error: `output` holds a run with other settings, none of the videos is there, or the
            model cannot be used; what was answered is in `output`.
    """
    chosen = choose(samples, options.limit, options.shard)
    _check(benchmark, model, options, subtitles)
    material = Material(
        options,
        films=_films(benchmark, chosen, options, videos),
        subtitles=Subtitles(subtitles) if subtitles else None,
        tell=getattr(model, "learn", tell_nobody),
        truth=partial(_truth, benchmark),
    )
    with ExitStack() as stack:
        replies = stack.enter_context(ResponseCache(cache / "replies.jsonl"))
        cached = CachedModel(model, replies, options.concurrency, _decoders())
        material.beginning = _beginning(cached, material, output)
        settings = settings_of(benchmark, samples, model, options, material.beginning)
        claim(output, settings, PREDICTIONS)
        note_result(output, {"versions": versions()})
        predictions = stack.enter_context(Journal(output / PREDICTIONS, Line, line_id))
        log = stack.enter_context(Journal(output / LOG, Entry, entry_id))
        rounds = None
        if options.agent:
            rounds = stack.enter_context(Journal(output / ROUNDS, RoundEntry, round_id))
        ask_all(cached, material, chosen, predictions, log, notify, rounds)
    known = [sample.id for sample in samples]
    rewrite(output / PREDICTIONS, _in_order(predictions.records, known))
    rewrite(output / LOG, _in_order(log.records, known))
    found = _outcomes(chosen, predictions.records, log.records, material, cached.bill)
    if rounds:
        conversations = sorted_rounds(rounds.records.values(), known)
        rewrite(output / ROUNDS, conversations)
        found = replace(found, agent=counts_of(conversations))
    note_result(output, _result(found, options, annotations))
    return found


def discard(output: Path) -> None:
    """Removes what a run has left in its directory; the replies stay in the cache."""
    for name in (PREDICTIONS, LOG, ROUNDS, FILE):
        (output / name).unlink(missing_ok=True)


def _check(
    benchmark: Benchmark, model: ChatModel, options: Options, subtitles: Path | None
) -> None:
    """What would make every request fail."""
    if options.agent and not options.shows:
        raise UsageError("--agent looks at videos; leave out --blind, or take another prompt")
    if options.agent and hasattr(model, "learn"):
        raise UsageError(f"{model.name} is told the answers and need not look; leave out --agent")
    if options.agent and options.prompt.prefill:
        raise UsageError(
            f"the prompt {options.prompt.name!r} of {benchmark.id} begins the reply, which leaves "
            "no room for a call; choose another --prompt or leave out --agent"
        )
    apart = options.prompt.frames == "between" and subtitles and options.shows
    if apart and isinstance(model, OpenAIServer) and model.video_form == "jpeg_sequence":
        raise UsageError(
            f"the prompt {options.prompt.name!r} of {benchmark.id} puts subtitles between the "
            "frames, which a server takes as pictures only; add --video-form stamped_images"
        )


def _films(
    benchmark: Benchmark, chosen: Sequence[Sample], options: Options, videos: Path | None
) -> Films | None:
    if not options.shows:
        return None
    if videos is None:
        raise UsageError(
            f"{benchmark.id} asks about videos; name their directory with --videos, or leave the "
            "frames out with --blind"
        )
    if any(sample.extra.get("images") for sample in chosen):
        raise UsageError(
            f"{benchmark.id} asks about several pictures, which `t3 run` cannot show; it can be "
            "scored, or run with --blind"
        )
    films = Films(videos)
    for sample in chosen:
        try:
            films.path(sample)
        except T3Error:
            continue
        return films
    if not chosen:
        return films
    raise T3Error(
        f"{videos}: none of the {len({sample.video for sample in chosen}):,} videos of "
        f"{benchmark.id} is here, such as {chosen[0].video}; give the directory that holds them"
    )


def _beginning(model: CachedModel, material: Material, output: Path) -> Beginning:
    """As this run found before, or by trying it, which must not be two ways within one run."""
    if not material.options.prompt.prefill:
        return "none"
    known: tuple[Beginning, ...] = ("continued", "in the question")
    before = read_settings(output).get("prefill") if (output / FILE).exists() else None
    for way in known:
        if way == before:
            return way
    return try_beginning(model, material)


def _decoders() -> int:
    return min(8, max(2, os.cpu_count() or 1))


def _truth(benchmark: Benchmark, sample: Sample) -> str:
    """What a model that knows the answer says, in the form that the first rule reads."""
    states = benchmark.scorers[0].states if benchmark.scorers else None
    if states is None or not sample.answer:
        return sample.answer
    try:
        return states(sample, sample.answer).reply or ""
    except (LookupError, ValueError):  # the answer is none of the options
        return sample.answer


def _outcomes(
    chosen: Sequence[Sample],
    lines: Mapping[str, Line],
    entries: Mapping[str, Entry],
    material: Material,
    bill: Bill,
) -> Outcomes:
    failed = {s.id: lines[s.id].failure for s in chosen if lines[s.id].reply is None}
    return Outcomes(
        chosen=len(chosen),
        replies=len(chosen) - len(failed),
        failures=Counter(why.partition(":")[0] for why in failed.values()),
        first_failure=next((f"{id}: {why}" for id, why in failed.items()), ""),
        cut=sum(lines[s.id].cut for s in chosen),
        damaged=sum(bool(entries[s.id].damage) for s in chosen if s.id in entries),
        without_subtitles=len(material.without_subtitles),
        bill=bill,
    )


def _result(found: Outcomes, options: Options, annotations: str) -> dict[str, Any]:
    return {
        "annotations": annotations,
        "limit": options.limit,
        "shard": str(options.shard),
        "questions": found.chosen,
        "replies": found.replies,
        "failed": dict(found.failures),
        "cut": found.cut,
        "damaged": found.damaged,
        "calls": found.bill.calls,
        "cached": found.bill.cached,
        "prompt tokens": found.bill.prompt_tokens,
        "completion tokens": found.bill.completion_tokens,
        "versions": versions(),
        **({"agent": _counted(found.agent)} if found.agent else {}),
    }


def _counted(counts: Counts) -> dict[str, Any]:
    return {
        "rounds": {str(rounds): count for rounds, count in counts.rounds.items()},
        "faults": dict(counts.faults),
    }


def _in_order(records: Mapping[str, Any], ids: Sequence[str]) -> list[Any]:
    return [records[id] for id in ids if id in records]
