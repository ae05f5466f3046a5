"""A result for programs and papers: JSON, Markdown, LaTeX (booktabs), CSV."""

import csv
import json
import math
from collections.abc import Sequence
from io import StringIO
from typing import Any

from benchmarks.reports.layout import counts, interval, lines, shown
from benchmarks.scoring import GroupScore, Result

_LATEX = str.maketrans(
    {c: rf"\{c}" for c in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def as_object(result: Result) -> dict[str, Any]:
    """One object of plain types. Percentages are unrounded; null stands for no number."""
    return {
        "benchmark": result.benchmark,
        "scorer": result.scorer,
        "failures": result.failures,
        **counts(result),
        "further": len(result.further),
        "counted": result.counted,
        "score": result.score,
        "ci": _ends(result.ci),
        "metrics": {name: _value(value) for name, value in result.metrics.items()},
        "groups": {
            grouping: {name: _value(value) for name, value in members.items()}
            for grouping, members in result.groups.items()
        },
        "notes": list(result.notes),
        "decimals": result.decimals,
    }


def as_json(results: Sequence[Result]) -> str:
    """One object for one result, a list for several."""
    found = [as_object(result) for result in results]
    return json.dumps(found[0] if len(found) == 1 else found, indent=2, ensure_ascii=False)


def as_markdown(results: Sequence[Result]) -> str:
    """A table a result, with its counts above it."""
    return "\n\n".join(_markdown(result) for result in results) + "\n"


def _markdown(result: Result) -> str:
    facts = ", ".join(f"{name} {count:,}" for name, count in counts(result).items())
    rows = [
        f"| {_cell(line.grouping)} | {_cell(line.name)} | {shown(line.score, result.decimals)} "
        f"| {interval(line, result.decimals)} | {line.n:,} |"
        for line in lines(result)
    ]
    return "\n".join(
        [
            f"**{result.benchmark}**, scorer {result.scorer}, failures {result.failures}: {facts}",
            "",
            "| grouping | group | score | 95 % interval | n |",
            "|---|---|---:|---|---:|",
            *rows,
        ]
    )


def as_latex(results: Sequence[Result]) -> str:
    """A booktabs table a result."""
    return "\n".join(_latex(result) for result in results)


def _latex(result: Result) -> str:
    rows, before = [], ""
    for line in lines(result):
        if line.grouping != before:
            rows.append(r"\midrule")
            before = line.grouping
        cells = (
            _latex_text(line.grouping),
            _latex_text(line.name),
            shown(line.score, result.decimals).replace("–", "--"),
            interval(line, result.decimals).replace("–", "--"),
            f"{line.n:,}",
        )
        rows.append(" & ".join(cells) + r" \\")
    facts = ", ".join(f"{name} {count:,}" for name, count in counts(result).items())
    caption = f"{result.benchmark}, scorer {result.scorer}, failures {result.failures}: {facts}"
    return "\n".join(
        [
            r"\begin{table}",
            r"\centering",
            rf"\caption{{{_latex_text(caption)}}}",
            r"\begin{tabular}{llrrr}",
            r"\toprule",
            r"grouping & group & score & 95\,\% interval & n \\",
            r"\midrule",
            *rows,
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
            "",
        ]
    )


def _latex_text(text: str) -> str:
    return " ".join(text.split()).translate(_LATEX)


def as_csv(results: Sequence[Result]) -> str:
    """One line a number, unrounded."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow("benchmark scorer failures grouping group score low high n".split())
    for result in results:
        for line in lines(result):
            table.writerow(
                (
                    result.benchmark,
                    result.scorer,
                    result.failures,
                    line.grouping,
                    line.name,
                    *("" if v is None else repr(v) for v in (line.score, line.low, line.high)),
                    line.n,
                )
            )
    return text.getvalue()


def _value(value: GroupScore) -> dict[str, Any]:
    return {"score": value.score, "n": value.n, "ci": _ends(value.ci)}


def _ends(ci: tuple[float, float] | None) -> list[float | None] | None:
    return None if ci is None else [end if math.isfinite(end) else None for end in ci]


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
