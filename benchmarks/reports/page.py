"""A scored run as a page: the score first, then what became of every sample, groups, replies."""

import math
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.contract import Benchmark
from benchmarks.reports.differences import disagreements, told
from benchmarks.reports.layout import Line, counts, interval, lines, shown
from benchmarks.reports.samples import samples
from benchmarks.reports.timelines import sections as window_sections
from benchmarks.scoring import Result, scorer_of
from t3data.html import (
    Bar,
    Cell,
    Column,
    Html,
    Part,
    Section,
    bar_chart,
    browser,
    escape,
    join,
    page,
    stack,
    table,
)

_FEW = 40
"""Groups that a chart has room for."""
_FEW_ROWS = 16
"""Numbers in a table that is open from the beginning."""
_LONGEST = 32
"""Letters of a bar's label."""
_FIRST = 12
"""Disagreements in the table; all are in the browser's filter."""
_PARTS = (
    ("right", "c3"),
    ("partly right", "c1"),
    ("wrong", "c5"),
    ("unparsed", "c2"),
    ("failed", "c4"),
    ("missing", "quiet"),
)


def report_page(
    benchmark: Benchmark, results: Sequence[Result], facts: Mapping[str, object]
) -> str:
    """The whole document.

    Args:
        benchmark: What was asked.
        results: One a scorer; the first one is shown at length.
        facts: What a reader needs to know of the run.
    """
    first = results[0]
    sections = [
        Section("samples", "Every sample accounted for", _fates(results), _FATES_LEAD),
        *_disagreements(results),
        Section("groups", "Groups", _groups(first), _groups_lead(results)),
        *window_sections(results),
        _replies(results),
        Section("run", "The run", _facts(benchmark, results, facts)),
    ]
    model = facts.get("model")
    return page(
        f"{benchmark.id}: {model}" if model else benchmark.id, sections, _hero(benchmark, results)
    )


_FATES_LEAD = (
    "n = scored + unparsed + failed + missing. Duplicated and unknown ids of the prediction file "
    "are counted, and scored by rules alone that count lines, whose n has these lines too. A score "
    "rests on what counts under its policy."
)


def _hero(benchmark: Benchmark, results: Sequence[Result]) -> Html:
    first = results[0]
    line = next(lines(first))
    score = shown(first.score, first.decimals)
    unit = " %" if _percent(benchmark, first) and first.score is not None else ""
    rule = f"{first.scorer} scorer, failures {first.failures}"
    about = f"{line.name}, {rule}: {scorer_of(benchmark, first.scorer).about}."
    notes = join(Html(f"<li>{escape(note)}</li>") for note in first.notes)
    ends = interval(line, first.decimals)
    return Html(
        f'<p class="hero">{escape(score + unit)} '
        f'<small>{escape(ends)}</small></p><p class="because">{escape(about)}</p>'
        + (f'<div class="panel"><ul>{notes}</ul></div>' if notes else "")
    )


def _percent(benchmark: Benchmark, result: Result) -> bool:
    return scorer_of(benchmark, result.scorer).metrics[0].scale == 100


def _fates(results: Sequence[Result]) -> Html:
    columns = [
        Column("scorer"),
        Column("failures"),
        Column("score", numeric=True),
        *(Column(name, numeric=True) for name in counts(results[0])),
        Column("counted", numeric=True, hint="samples that the score rests on"),
    ]
    rows: list[list[Cell | str]] = [
        [
            result.scorer,
            result.failures,
            _score(next(lines(result)), result.decimals),
            *(Cell(f"{count:,}", sort=count) for count in counts(result).values()),
            Cell(f"{result.counted:,}", sort=result.counted),
        ]
        for result in results
    ]
    parts = {result.scorer: list(_parts(result)) for result in results}
    stacks = join(
        Html(f"<span>{escape(name)}</span>{stack(name, found)}") for name, found in parts.items()
    )
    seen = {part.label for found in parts.values() for part in found if part.share}
    keys = join(
        Html(f'<span><i class="key {tone}"></i>{escape(name)}</span>')
        for name, tone in _PARTS
        if name in seen
    )
    return Html(
        f'<div class="legend">{keys}</div><div class="panel stacks">{stacks}</div>'
        f"<p></p>{table(columns, rows)}"
    )


def _parts(result: Result) -> Iterator[Part]:
    found = dict.fromkeys((name for name, _ in _PARTS), 0)
    for row in result.all_rows:
        found["partly right" if row.status == "partial" else row.status] += 1
    for name, tone in _PARTS:
        yield Part(name, found[name] / max(1, result.n), tone)


def _disagreements(results: Sequence[Result]) -> list[Section]:
    if len(results) < 2:
        return []
    found = disagreements(results)
    if not found:
        lead = "All scorers are of one mind on every reply."
        return [Section("disagreements", "Disagreements", Html(""), lead)]
    columns = [
        Column("id"),
        Column("reply"),
        Column("gold"),
        *(Column(result.scorer) for result in results),
    ]
    rows: list[list[Cell | str]] = [
        [
            one.sample.id,
            _short(one.reply),
            one.sample.answer,
            *(Cell(told(row), sort=row.reading.worth) for row in one.verdicts.values()),
        ]
        for one in found[:_FIRST]
    ]
    lead = f"Replies that are not worth the same under all scorers: {len(found):,}"
    if len(found) > _FIRST:
        lead += f", the first {_FIRST} of them here; the replies below can be filtered by them."
    inner = table(columns, rows)
    return [Section("disagreements", "Disagreements", inner, lead)]


def _groups_lead(results: Sequence[Result]) -> str:
    whose = f"Of scorer {results[0].scorer}. " if len(results) > 1 else ""
    return f"{whose}95 % intervals, clustered by video. A heading sorts."


def _groups(result: Result) -> Html:
    charts = join((_chart(name, members) for name, members in _charted(result)), "\n")
    columns = [
        Column("group"),
        Column("grouping"),
        Column("score", numeric=True),
        Column("n", numeric=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            line.name,
            line.grouping or "all samples",
            _score(line, result.decimals),
            Cell(f"{line.n:,}", sort=line.n),
        ]
        for line in lines(result)
    ]
    shown_at_once = " open" if len(rows) <= _FEW_ROWS else ""
    return Html(
        f'<div class="grid-of-panels">{charts}</div><details{shown_at_once}>'
        f"<summary>All {len(rows):,} numbers</summary>{table(columns, rows, filterable=True)}"
        "</details>"
    )


def _charted(result: Result) -> Iterator[tuple[str, list[Line]]]:
    """Groupings that fit a chart of percentages."""
    found: dict[str, list[Line]] = {}
    for line in lines(result):
        if line.grouping and line.score is not None:
            found.setdefault(line.grouping, []).append(line)
    for grouping, members in found.items():
        if 1 < len(members) <= _FEW and all(0 <= (line.score or 0) <= 100 for line in members):
            yield grouping, members


def _chart(grouping: str, members: Sequence[Line]) -> Html:
    bars = [
        Bar(
            label=line.name if len(line.name) <= _LONGEST else line.name[:_LONGEST] + "…",
            value=(line.score or 0) / 100,
            low=_finite(line.low, 0) / 100,
            high=_finite(line.high, 100) / 100,
        )
        for line in members
    ]
    return Html(
        f'<article class="panel"><header><h3>{escape(grouping)}</h3></header>'
        f"{bar_chart(grouping, bars)}</article>"
    )


def _replies(results: Sequence[Result]) -> Section:
    found = samples(results)
    if len(found.cards) == found.of:
        lead = f"All {found.of:,} samples."
    else:
        odd = "disagreements of the scorers and " if len(results) > 1 else ""
        lead = (
            f"{len(found.cards):,} of {found.of:,} samples, evenly picked; {odd}samples without a "
            "readable reply before all others. All verdicts are in verdicts.jsonl of `-o`."
        )
    return Section("replies", "Replies", browser("replies-data", found.filters, found.cards), lead)


def _facts(benchmark: Benchmark, results: Sequence[Result], facts: Mapping[str, object]) -> Html:
    told_facts = {
        "benchmark": f"{benchmark.id}: {benchmark.title}",
        **facts,
        **{f"scorer {r.scorer}": scorer_of(benchmark, r.scorer).about for r in results},
    }
    inner = join(
        Html(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>")
        for name, value in told_facts.items()
        if value not in ("", None)
    )
    return Html(f'<dl class="facts">{inner}</dl>')


def _score(line: Line, decimals: int) -> Cell:
    return Cell(shown(line.score, decimals), sort=line.score, small=interval(line, decimals))


def _finite(value: float | None, other: float) -> float:
    return value if value is not None and math.isfinite(value) else other


def _short(reply: str) -> str:
    text = " ".join(reply.split())
    return text if len(text) <= 70 else text[:70] + "…"
