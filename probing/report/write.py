"""Writes reports. The JSON comes last: where it is, everything else is."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from probing.diagnosis.types import Diagnosis
from probing.report.as_json import comparison_object, diagnosis_object
from probing.report.compare import Comparison
from probing.report.comparison_page import comparison_page
from probing.report.figures import draw_figures
from probing.report.page import report_page
from probing.types import Answer, Item
from t3data.files import make_directory, write_text


def write_report(
    diagnosis: Diagnosis,
    answers: Sequence[Answer],
    out: Path,
    run: Mapping[str, object],
    items: Iterable[Item] = (),
) -> None:
    """Writes report.html, report.json and the figures (accuracy.png, losses.png) into `out`.

    Args:
        diagnosis: Of these answers.
        answers: All of them, for the replies in the page.
        out: Created where it does not exist.
        run: What a reader needs to know of the run (model, suite, versions, …), shown and kept as
            given; `model` is in the page's title.
        items: The suite's questions; without them the page shows ids and replies only.

    Raises:
        T3Error: a file cannot be written.
    """
    make_directory(out)
    draw_figures(diagnosis, out)
    write_text(out / "report.html", report_page(diagnosis, answers, items, run))
    _write_json(out / "report.json", diagnosis_object(diagnosis, run))


def write_comparison(comparison: Comparison, out: Path) -> None:
    """Writes comparison.html and comparison.json into `out`.

    Raises:
        T3Error: a file cannot be written.
    """
    make_directory(out)
    write_text(out / "comparison.html", comparison_page(comparison))
    _write_json(out / "comparison.json", comparison_object(comparison))


def _write_json(path: Path, value: Mapping[str, object]) -> None:
    # ASCII, since half a surrogate pair in a run's facts could not be written otherwise.
    write_text(path, json.dumps(value, indent=2, allow_nan=False) + "\n")
