"""comparison.html: two runs side by side."""

from collections import Counter

from probing.report.compare import Comparison, Pair, Unmatched
from t3data.html import Cell, Column, Html, Section, escape, page, table

_LEAD = (
    "Both runs on the questions that both answered; B − A is paired, its interval and p-value "
    "are clustered by source clip. Holm corrects for looking at all aspects with a probe."
)
_MOST = 3
"""Items named in a row; comparison.json has all."""


def comparison_page(comparison: Comparison) -> str:
    """The whole document."""
    sections = [Section("pairs", "Differences", _pairs(comparison), _LEAD)]
    if comparison.unmatched:
        sections.append(
            Section("unmatched", "Left out", _unmatched(comparison), _unmatched_lead(comparison))
        )
    title = f"{comparison.name_a} against {comparison.name_b}"
    return page(title, sections, _hero(comparison))


def _hero(comparison: Comparison) -> Html:
    plain = [
        pair for pair in comparison.pairs
        if pair.key.condition == "plain" and pair.key.probe == "video"
    ] or list(comparison.pairs)  # fmt: skip
    better = Counter(pair.finding for pair in plain)
    b, a, total = better["B better"], better["A better"], len(plain)
    told = (
        "No difference that could not be an accident."
        if not a + b
        else f"B is better on {b} and A on {a} of {total} comparisons."
    )
    names = (
        f"A is {comparison.name_a}, B is {comparison.name_b}; counted over the "
        f"{'video probe' if plain[0].key.probe == 'video' else 'probes'} of each aspect."
    )
    return Html(f'<p class="hero">{escape(told)}</p><p class="because">{escape(names)}</p>')


def _pairs(comparison: Comparison) -> Html:
    columns = [
        Column("aspect"),
        Column("probe"),
        Column("finding"),
        *(Column(name, numeric=True) for name in ("A", "B", "B − A", "p (Holm)")),
        Column("p (sign flips)", numeric=True, hint="uncorrected; no assumption on distributions"),
        Column("pairs", numeric=True),
        Column("needed", numeric=True, hint="answers that would show a difference of this size"),
    ]
    return table(columns, [_row(pair) for pair in comparison.pairs], filterable=True)


def _row(pair: Pair) -> list[Cell | str]:
    difference = pair.difference
    tone = {"B better": "good", "A better": "bad"}.get(pair.finding, "")
    return [
        pair.aspect,
        pair.key.label,
        Cell(pair.finding or "–", tone=tone),
        Cell(f"{100 * pair.a.value:.1f}", small=f"{100 * pair.a.low:.0f}–{100 * pair.a.high:.0f}"),
        Cell(f"{100 * pair.b.value:.1f}", small=f"{100 * pair.b.low:.0f}–{100 * pair.b.high:.0f}"),
        Cell(
            f"{100 * difference.value:+.1f}",
            sort=difference.value,
            small=f"{100 * difference.low:+.1f} to {100 * difference.high:+.1f}",
        ),
        Cell(_p(pair.p_holm), sort=pair.p_holm),
        Cell(_p(pair.p_sign_flip), sort=pair.p_sign_flip),
        Cell(f"{difference.n:,}", sort=difference.n, small=f"{difference.clusters:,} sources"),
        Cell(f"{pair.needed:,}" if pair.needed else "–", sort=pair.needed),
    ]


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "<0.001"


def _unmatched(comparison: Comparison) -> Html:
    columns = [
        Column("aspect"),
        Column("probe"),
        Column("why"),
        Column("answers", numeric=True),
        Column("items"),
    ]
    rows: list[list[Cell | str]] = [
        [one.aspect, one.label, one.why, Cell(f"{one.answers:,}", sort=one.answers), _named(one)]
        for one in comparison.unmatched
    ]
    return table(columns, rows, filterable=True)


def _named(one: Unmatched) -> str:
    more = len(one.items) - _MOST
    return " ".join(one.items[:_MOST]) + (f" and {more:,} more" if more > 0 else "")


def _unmatched_lead(comparison: Comparison) -> str:
    counts: Counter[str] = Counter()
    for one in comparison.unmatched:
        counts[one.why] += one.answers
    told = ", ".join(f"{count:,} {why}" for why, count in counts.most_common())
    return f"Answers that have no counterpart: {told}. They are in no difference."
