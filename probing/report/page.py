"""report.html: the verdict first, then what it rests on, then every reply."""

from collections.abc import Iterable, Mapping, Sequence

from probing.diagnosis.types import IN_DOMAIN, AspectDiagnosis, Diagnosis, Key, Level, Loss
from probing.report.examples import FILTERS, cards
from probing.report.figures import parts
from probing.report.terminal import blind_level
from probing.report.words import (
    CAUSES,
    HEADLINES,
    STAGE_COLORS,
    TONES,
    shown_levels,
)
from probing.types import Answer, Item
from t3data.html import (
    Bar,
    Card,
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
from t3data.statistics import Estimate


def report_page(
    diagnosis: Diagnosis,
    answers: Iterable[Answer],
    items: Iterable[Item],
    run: Mapping[str, object],
) -> str:
    """The whole document."""
    found, spoken = cards(answers, items)
    sections = [
        Section("aspects", "Aspects", _overview(diagnosis), _OVERVIEW_LEAD),
        *_losses(diagnosis),
        Section("probes", "Every probe", _panels(diagnosis), _panels_lead(diagnosis)),
        Section("controls", "Controls", _controls(diagnosis), _CONTROLS_LEAD),
        *_examples(found, spoken),
        Section("levels", "All numbers", _levels(diagnosis)),
        Section("run", "The run", _facts(run)),
    ]
    model = run.get("model")
    return page(
        f"Temporal probes of {model}" if model else "Temporal probes", sections, _hero(diagnosis)
    )


_OVERVIEW_LEAD = (
    "Right answers in percent, below them the 95 % interval clustered by source clip. Features: "
    "the best classifier at that place. A heading sorts."
)
_LOSSES_LEAD = (
    "Of all items: what the model gets right, and at which stage the rest is lost. A stage loses "
    "the difference between what can be read before and after it."
)
_PANELS_LEAD = "Bars with 95 % intervals; the dashed line is chance."
_IN_DOMAIN_LEAD = (
    " In-domain: a classifier at the place above it, trained on clips with the same background as "
    "those asked about."
)
_CONTROLS_LEAD = (
    "Blind: without frames, should be at chance. Shuffled, reversed: against the true clip's key, "
    "so that a model which sees time falls; follows: it answers what is then shown. Consistent: "
    "right under every order of the options."
)


def _hero(diagnosis: Diagnosis) -> Html:
    steps = _steps(diagnosis) if diagnosis.losses else Html("")
    return Html(
        f'<p class="hero">{escape(HEADLINES[diagnosis.verdict])}</p>'
        f'<p class="because">{escape(diagnosis.reason)}</p>{steps}'
    )


def _steps(diagnosis: Diagnosis) -> Html:
    """The way through the model with what each stage loses, the bottleneck marked."""
    lost = [_step(loss, loss.stage == diagnosis.verdict) for loss in diagnosis.losses]
    right = 1 - sum(loss.lost.value for loss in diagnosis.losses)
    last = Html(f'<div class="step"><span>right answers</span><b>{100 * right:.1f} %</b></div>')
    count = len(diagnosis.measured)
    return Html(
        f'<div class="steps">{join([*lost, last])}</div>'
        f"<small>Points lost at each stage, mean of {count} {'aspect' if count == 1 else 'aspects'}"
        f" with features at both places; {escape(diagnosis.losses[0].lost.method)}.</small>"
    )


def _step(loss: Loss, hit: bool) -> Html:
    low, high = 100 * loss.lost.low, 100 * loss.lost.high
    return Html(
        f'<div class="step{" hit" if hit else ""}"><span>{escape(loss.stage)}</span>'
        f"<b>−{100 * max(0.0, loss.lost.value):.1f}</b><span>{low:.1f} to {high:.1f}</span></div>"
    )


def _overview(diagnosis: Diagnosis) -> Html:
    columns = [
        Column("aspect"),
        Column("bottleneck"),
        *(Column(name, numeric=True) for name in ("video", "text", "own captions")),
        *(Column(name, numeric=True) for name in ("vision tower", "connector")),
        Column("chance", numeric=True),
        Column("sources", numeric=True, hint="independent source clips behind the video probe"),
    ]
    rows = []
    for aspect in diagnosis.aspects:
        video = aspect.level(Key("video"))
        rows.append(
            [
                Cell(aspect.aspect),
                Cell(aspect.verdict, tone=TONES[aspect.verdict], small=CAUSES[aspect.cause]),
                _accuracy(video),
                _accuracy(aspect.level(Key("text"))),
                _accuracy(aspect.level(Key("self_text"))),
                _accuracy(aspect.best("vision")),
                _accuracy(aspect.best("connector")),
                Cell(f"{100 * aspect.chance:.1f}"),
                Cell(f"{video.right.clusters:,}" if video and video.right else "–"),
            ]
        )
    kept = [place for place in range(len(columns)) if any(_said(row[place]) for row in rows)]
    return table([columns[at] for at in kept], [[row[at] for at in kept] for row in rows])


def _said(cell: Cell) -> bool:
    return cell.text != "–"


def _accuracy(level: Level | None) -> Cell:
    return _estimate(level.right if level else None)


def _estimate(found: Estimate | None) -> Cell:
    if found is None:
        return Cell("–")
    return Cell(f"{100 * found.value:.1f}", small=f"{100 * found.low:.0f}–{100 * found.high:.0f}")


def _losses(diagnosis: Diagnosis) -> list[Section]:
    measured = [aspect for aspect in diagnosis.aspects if aspect.losses]
    if not measured:
        return []
    labels: dict[str, str] = {}
    rows = []
    for aspect in measured:
        labels |= {label: color for label, _, color in parts(aspect)}
        pieces = [Part(*part) for part in parts(aspect)]
        rows.append(Html(f"<span>{escape(aspect.aspect)}</span>{stack(aspect.aspect, pieces)}"))
    if len(diagnosis.measured) > 1:
        lost = [max(0.0, loss.lost.value) for loss in diagnosis.losses]
        pieces = [
            Part("right from the frames", 1 - sum(lost), "c1"),
            *(
                Part(f"lost in the {loss.stage}", value, STAGE_COLORS[loss.stage])
                for loss, value in reversed(list(zip(diagnosis.losses, lost, strict=True)))
            ),
        ]
        rows.append(Html(f'<span class="mean">mean</span>{stack("mean", pieces)}'))
    body = Html(f'{_legend(labels)}<div class="panel stacks">{join(rows)}</div>')
    return [Section("losses", "Where the points go", body, _LOSSES_LEAD)]


def _legend(labels: Mapping[str, str]) -> Html:
    keys = join(
        Html(f'<span><i class="key {escape(color)}"></i>{escape(label)}</span>')
        for label, color in labels.items()
    )
    return Html(f'<div class="legend">{keys}</div>')


def _panels(diagnosis: Diagnosis) -> Html:
    panels = join((_panel(aspect) for aspect in diagnosis.aspects), "\n")
    return Html(f'<div class="grid-of-panels">{panels}</div>')


def _panels_lead(diagnosis: Diagnosis) -> str:
    levels = (level for aspect in diagnosis.aspects for level in aspect.levels)
    controlled = any(level.key.classifier == IN_DOMAIN for level in levels)
    return _PANELS_LEAD + (_IN_DOMAIN_LEAD if controlled else "")


def _panel(aspect: AspectDiagnosis) -> Html:
    bars = [
        Bar(name, level.right.value, level.right.low, level.right.high, color)
        for name, color, level in shown_levels(aspect)
        if level.right
    ]
    missing = f"Not measured: {', '.join(aspect.missing)}." if aspect.missing else ""
    told = join(Html(f"<li>{escape(note)}</li>") for note in (*aspect.notes, missing) if note)
    return Html(
        f'<article class="panel"><header><h3>{escape(aspect.aspect)}</h3>'
        f'<span class="badge {TONES[aspect.verdict]}">{escape(aspect.verdict)}</span></header>'
        f"{bar_chart(aspect.aspect, bars, aspect.chance) if bars else ''}"
        f"<p>{escape(aspect.reason)}</p>{f'<ul>{told}</ul>' if told else ''}</article>"
    )


def _controls(diagnosis: Diagnosis) -> Html:
    columns = [
        Column("aspect"),
        Column("video", numeric=True),
        Column("chance", numeric=True),
        Column("blind", numeric=True),
        Column("shuffled", numeric=True),
        Column("reversed", numeric=True),
        Column("follows", numeric=True, hint="answers what a video run backwards then shows"),
        Column("consistent", numeric=True, hint="below: what independent guesses would reach"),
        Column("misformat", numeric=True, hint="replies from which no single option can be read"),
        Column("failed", numeric=True, hint="requests without a reply; in no accuracy"),
        Column("paper's reader", numeric=True, hint="right by the reader of the published code"),
        Column("letters", hint="share of readable replies by letter, below: where the truth stood"),
        Column("sensitivity", numeric=True, hint="nats; drop of the true answer's log-probability"),
    ]
    rows = [_control_row(aspect) for aspect in diagnosis.aspects]
    kept = [at for at in range(len(columns)) if any(_said(row[at]) for row in rows)]
    return table([columns[at] for at in kept], [[row[at] for at in kept] for row in rows])


def _control_row(aspect: AspectDiagnosis) -> list[Cell]:
    video, backwards = aspect.level(Key("video")), aspect.level(Key("video", "reversed"))
    consistent = Cell("–")
    if video and video.consistent:
        guesses = f"guessing {100 * (video.consistent_chance or 0):.1f}"
        consistent = Cell(f"{100 * video.consistent.value:.1f}", small=guesses)
    official = f"{100 * video.official:.1f}" if video and video.official is not None else "–"
    drop = aspect.sensitivity
    letters = aspect.letters
    return [
        Cell(aspect.aspect),
        _accuracy(video),
        Cell(f"{100 * aspect.chance:.1f}"),
        _accuracy(blind_level(aspect)),
        _accuracy(aspect.level(Key("video", "shuffled"))),
        _accuracy(backwards),
        _estimate(backwards.followed if backwards else None),
        consistent,
        Cell(f"{100 * video.misformat_share:.1f}" if video else "–"),
        Cell(f"{video.failed:,}" if video else "–", small=f"of {video.asked:,}" if video else ""),
        Cell(official),
        Cell(
            " ".join(f"{one.letter} {100 * one.chosen:.0f}" for one in letters) or "–",
            small=" ".join(f"{one.letter} {100 * one.true:.0f}" for one in letters),
        ),
        Cell(f"{drop.value:.2f}", small=f"{drop.low:.2f} to {drop.high:.2f}")
        if drop
        else Cell("–"),
    ]


def _examples(found: Sequence[Card], spoken: int) -> list[Section]:
    if not found:
        return []
    lead = f"{len(found):,} of {spoken:,} replies, evenly picked." if len(found) < spoken else ""
    lead = lead or f"All {spoken:,} replies."
    return [Section("replies", "Replies", browser("replies-data", FILTERS, found), lead)]


def _levels(diagnosis: Diagnosis) -> Html:
    columns = [
        Column("aspect"),
        Column("probe"),
        *(Column(name, numeric=True) for name in ("right", "low", "high", "chance", "items")),
        *(Column(name, numeric=True) for name in ("answers", "failed", "misformat", "sources")),
    ]
    rows = [
        [
            aspect.aspect,
            level.key.label,
            *(
                [f"{100 * end:.2f}" for end in (right.value, right.low, right.high)]
                if (right := level.right)
                else ["–"] * 3
            ),
            f"{100 * level.chance:.2f}",
            *(str(n) for n in (level.items, level.asked, level.failed, level.misformat)),
            str(right.clusters) if right else "–",
        ]
        for aspect in diagnosis.aspects
        for level in aspect.levels
    ]
    inner = table(columns, rows, filterable=True)
    return Html(f"<details><summary>{len(rows):,} rows</summary>{inner}</details>")


def _facts(run: Mapping[str, object]) -> Html:
    facts = join(
        Html(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>") for name, value in run.items()
    )
    return Html(f'<dl class="facts">{facts}</dl>')
