"""An experiment for a person to read, and for a program: data, mix, training, scores, figures."""

from collections.abc import Iterator
from typing import Any

from mixes.experiments.commands import (
    ask_commands,
    frames_of,
    mix_command,
    score_commands,
    synth_commands,
    train_command,
)
from mixes.experiments.comparing import told_frames
from mixes.experiments.experiment import Experiment
from mixes.experiments.sources import CAPTIONS, SOURCES, DataSource


def explained(entry: Experiment) -> str:
    """The summary, then everything from data to published figures, with the commands."""
    parts = [
        f"In the paper: {entry.paper}.",
        _section("Data", _data(entry)),
        _section("Mix", _lines(mix_command(entry), "none: the model is scored as it is")),
        _section("Training", list(_training(entry))),
        _section("Benchmarks", list(_asking(entry))),
        _section("Published figures (percent)", list(_figures(entry))),
        _section("To know", [f"* {note}" for note in entry.notes]),
    ]
    return "\n\n".join([entry.summary, *(part for part in parts if part)])


def as_object(entry: Experiment) -> dict[str, Any]:
    """The same in plain types."""
    training = entry.training
    return {
        "name": entry.name,
        "summary": entry.summary,
        "paper": entry.paper,
        "model": entry.model,
        "recipe": entry.recipe,
        "framework": training.framework if training else None,
        "method": training.method if training else None,
        "settings": dict(training.settings) if training else {},
        "commands": {
            "synth": synth_commands(entry),
            "build-mix": _lines(mix_command(entry)),
            "train-config": _lines(train_command(entry)),
            "ask": list(ask_commands(entry)),
            "score": list(score_commands(entry)),
        },
        "published": [
            {
                "benchmark": published.benchmark,
                "frames": published.frames or None,
                "source": published.source,
                "figures": {figure.title: figure.score for figure in published.figures},
            }
            for published in entry.published
        ],
        "notes": list(entry.notes),
    }


def _data(entry: Experiment) -> list[str]:
    synth = synth_commands(entry)
    named = [SOURCES[name] for name in entry.data]
    lines = [_told(source) for source in ([CAPTIONS] if synth else []) + named]
    return [*lines, *synth]


def _told(source: DataSource) -> str:
    return f"{source.title}\n    {source.origin}; {source.size}; licence {source.license}"


def _training(entry: Experiment) -> Iterator[str]:
    command, training = train_command(entry), entry.training
    if command is None or training is None:
        return
    settings = "".join(f", {key} {value}" for key, value in training.settings.items())
    yield f"{entry.model}, {training.framework}, {training.method}{settings}"
    yield command


def _asking(entry: Experiment) -> Iterator[str]:
    for benchmark in entry.benchmarks:
        frames, known = frames_of(entry, benchmark)
        why = "as published" if known else "our choice: the paper's number is not known"
        yield f"{benchmark}: {frames} frames ({why})"
    checkpoint = entry.training is not None
    what = "the tuned model" if checkpoint else "the model as it is"
    yield f"CHECKPOINT: {what}"
    yield from ask_commands(entry)
    yield from score_commands(entry)


def _figures(entry: Experiment) -> Iterator[str]:
    if not entry.published:
        yield "none that is known to us"
    for published in entry.published:
        shown = told_frames(published.frames)
        yield f"{published.benchmark}, {shown} ({published.source})"
        width = max(len(figure.title) for figure in published.figures)
        for figure in published.figures:
            yield f"    {figure.title:<{width}}  {figure.score:5.1f}"


def _lines(command: str | None, otherwise: str = "") -> list[str]:
    return [command] if command else [otherwise] if otherwise else []


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"  {line}" for line in lines)]) if lines else ""
