"""A comparison of two runs: on the terminal, as JSON, as a page."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.comparing import Comparison, Pair
from benchmarks.reports.terminal import bare_table, plain
from t3data.html import Cell, Column, Html, Section, escape, page, table

if TYPE_CHECKING:
    from rich.table import Table

_SIGNIFICANT = 0.05
_LEAD = (
    "Paired on the same questions; interval and p-value are clustered by video. Holm corrects for "
    "looking at several benchmarks. McNemar's exact test knows no videos and stands beside. "
    "Questions needed: so many would show a difference of this size in four of five tries."
)
_GROUPS_LEAD = "Holm corrects for looking at all groups of the benchmark."


def scores_table(comparisons: Sequence[Comparison]) -> "Table":
    """One line a benchmark."""
    first = comparisons[0]
    drawn = bare_table(f"A {first.name_a}  against  B {first.name_b}")
    drawn.add_column("benchmark")
    drawn.add_column("scorer")
    for name in ("n", "A", "B", "B − A", "95 % interval", "p", "p Holm", "McNemar", "needed"):
        drawn.add_column(name, justify="right")
    drawn.add_column("")
    for one in comparisons:
        pair = one.score
        drawn.add_row(
            plain(one.benchmark),
            plain(one.scorer),
            f"{pair.difference.n:,}",
            *_numbers(pair),
            p_value(pair.difference.p),
            p_value(pair.p_holm),
            p_value(one.p_mcnemar),
            _needed(pair),
            one.finding,
        )
    return drawn


def groups_table(comparison: Comparison) -> "Table":
    """One line a group."""
    drawn = bare_table(f"{comparison.benchmark} · groups")
    drawn.add_column("")
    drawn.add_column("")
    for name in ("n", "A", "B", "B − A", "95 % interval", "p Holm", "needed"):
        drawn.add_column(name, justify="right")
    before = None
    for pair in comparison.groups:
        drawn.add_row(
            plain(pair.grouping) if pair.grouping != before else "",
            plain(pair.name),
            f"{pair.difference.n:,}",
            *_numbers(pair),
            p_value(pair.p_holm),
            _needed(pair),
        )
        before = pair.grouping
    return drawn


def facts(comparison: Comparison) -> list[str]:
    """What else has to be said of a comparison, a line each."""
    one = comparison
    alone = f"A alone has {one.only_a:,} right, B alone {one.only_b:,}"
    told = [f"{one.benchmark}: {alone}, of {one.both_count:,} questions that count for both"]
    silent = [
        f"{name} {', '.join(f'{count:,} {kind}' for kind, count in counts.items() if count)}"
        for name, counts in (("A", one.unanswered_a), ("B", one.unanswered_b))
        if any(counts.values())
    ]
    if silent:
        told.append(f"{one.benchmark}: without a readable reply: {'; '.join(silent)}")
    return told


def as_json(comparisons: Sequence[Comparison]) -> str:
    """One object, percentages unrounded; null stands for no number."""
    found = [_object(one) for one in comparisons]
    first = comparisons[0]
    return json.dumps(
        {"a": first.name_a, "b": first.name_b, "benchmarks": found}, indent=2, ensure_ascii=False
    )


def comparison_page(comparisons: Sequence[Comparison]) -> str:
    """The whole document."""
    first = comparisons[0]
    sections = [Section("scores", "Scores", _scores(comparisons), _LEAD)]
    for one in comparisons:
        if one.groups:
            told = f"{_GROUPS_LEAD} {'. '.join(facts(one))}."
            name = f"{one.benchmark}-{one.scorer}"
            sections.append(Section(name, f"{one.benchmark}, {one.scorer}", _groups(one), told))
    title = f"{first.name_a} against {first.name_b}"
    return page(title, sections, _hero(comparisons))


def p_value(p: float) -> str:
    """A p-value as tables print it."""
    return f"{p:.3f}" if p >= 0.001 else "<0.001"


def _numbers(pair: Pair) -> tuple[str, str, str, str]:
    difference = pair.difference
    return (
        f"{pair.a:.2f}",
        f"{pair.b:.2f}",
        f"{difference.value:+.2f}",
        f"[{difference.low:+.2f}, {difference.high:+.2f}]",
    )


def _needed(pair: Pair) -> str:
    return "–" if pair.needed is None else f"{pair.needed:,}"


def _object(one: Comparison) -> dict[str, Any]:
    return {
        "benchmark": one.benchmark,
        "scorer": one.scorer,
        "failures": one.failures,
        "metric": one.score.name,
        "score": _pair(one.score),
        "finding": one.finding,
        "only_a": one.only_a,
        "only_b": one.only_b,
        "both_count": one.both_count,
        "p_mcnemar": one.p_mcnemar,
        "unanswered_a": dict(one.unanswered_a),
        "unanswered_b": dict(one.unanswered_b),
        "groups": [
            {"grouping": pair.grouping, "group": pair.name, **_pair(pair)} for pair in one.groups
        ],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    difference = pair.difference
    return {
        "a": pair.a,
        "b": pair.b,
        "difference": difference.value,
        "ci": [difference.low, difference.high],
        "se": difference.se if difference.se == difference.se else None,
        "n": difference.n,
        "videos": difference.clusters,
        "p": difference.p,
        "p_holm": pair.p_holm,
        "questions_needed": pair.needed,
    }


def _hero(comparisons: Sequence[Comparison]) -> Html:
    if len(comparisons) == 1:
        one = comparisons[0]
        low, high = one.score.difference.low, one.score.difference.high
        told = f"{one.score.difference.value:+.2f} points, {low:+.2f} to {high:+.2f}"
        because = f"B − A on {one.benchmark}: {one.finding}."
    else:
        better = [one.finding for one in comparisons]
        b, a = better.count("B better"), better.count("A better")
        told = f"B is better on {b} and A on {a} of {len(comparisons)} benchmarks."
        because = "On the others no difference was seen."
    first = comparisons[0]
    names = f"A is {first.name_a}, B is {first.name_b}. "
    return Html(
        f'<p class="hero">{escape(told)}</p><p class="because">{escape(names + because)}</p>'
    )


def _scores(comparisons: Sequence[Comparison]) -> Html:
    columns = [
        Column("benchmark"),
        Column("scorer"),
        Column("finding"),
        *_columns(),
        Column("p", numeric=True),
        Column("McNemar", numeric=True, hint="exact; A alone right, B alone right below"),
    ]
    tones = {"B better": "good", "A better": "bad"}
    rows: list[list[Cell | str]] = [
        [
            one.benchmark,
            Cell(one.scorer, small=f"failures {one.failures}"),
            Cell(one.finding, tone=tones.get(one.finding, "")),
            *_cells(one.score),
            Cell(p_value(one.score.difference.p), sort=one.score.difference.p),
            Cell(
                p_value(one.p_mcnemar),
                sort=one.p_mcnemar,
                small=f"{one.only_a:,} against {one.only_b:,}",
            ),
        ]
        for one in comparisons
    ]
    return table(columns, rows)


def _groups(comparison: Comparison) -> Html:
    columns = [Column("group"), Column("grouping"), *_columns()]
    rows: list[list[Cell | str]] = [
        [pair.name, pair.grouping or "all samples", *_cells(pair)] for pair in comparison.groups
    ]
    return table(columns, rows, filterable=True)


def _columns() -> list[Column]:
    return [
        *(Column(name, numeric=True) for name in ("A", "B", "B − A")),
        Column("p (Holm)", numeric=True),
        Column("n", numeric=True),
        Column("needed", numeric=True, hint="questions that would show a difference of this size"),
    ]


def _cells(pair: Pair) -> list[Cell]:
    difference = pair.difference
    seen = pair.p_holm < _SIGNIFICANT
    tone = "" if not seen else "good" if difference.value > 0 else "bad"
    return [
        Cell(f"{pair.a:.2f}", sort=pair.a),
        Cell(f"{pair.b:.2f}", sort=pair.b),
        Cell(
            f"{difference.value:+.2f}",
            sort=difference.value,
            tone=tone,
            small=f"{difference.low:+.2f} to {difference.high:+.2f}",
        ),
        Cell(p_value(pair.p_holm), sort=pair.p_holm),
        Cell(f"{difference.n:,}", sort=difference.n, small=f"{difference.clusters:,} videos"),
        Cell(_needed(pair), sort=pair.needed),
    ]
