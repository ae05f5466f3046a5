"""The card of a mix: a README that says what is in it, how to load it and how to make it again.

The card of a published mix (`mixes/hub/dataset_card.py`) is made of the same pieces.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from mixes.dataset_info import NAME
from mixes.licenses import is_restricted
from mixes.summary import MixSummary, Numbers, lengths_of

DEFAULT_MODEL = "qwen2-vl-7b"
"""What `t3 build-mix` writes a training configuration for by itself."""


def card(manifest: dict[str, Any], summary: MixSummary) -> str:
    """The text of `README.md`."""
    sections = [
        head(manifest),
        composition(manifest, summary, _LEFT_OUT),
        lengths(manifest, summary),
        licences(manifest, "unknown, check before you publish"),
        _use(manifest),
        _rebuild(manifest),
    ]
    return "\n\n".join(sections) + "\n"


_LEFT_OUT = (
    "Every row that was left out is in `rejects.jsonl`, with the reason and where it came from."
)


def head(manifest: dict[str, Any]) -> str:
    """Title, and what it is in a sentence or two."""
    recipe = manifest["recipe"]
    sides = ":".join("+".join(side) for side in recipe["slots"])
    ratio = ":".join(map(str, recipe["ratio"]))
    return (
        f"# {recipe['name']}, {manifest['rows']:,} rows\n\n"
        f"A training mix for video language models, {sides} = {ratio} in rows, built by `t3 "
        f"build-mix` with seed {manifest['seed']}. Rows are shuffled over the whole mix; rows with "
        "and without media alternate evenly from the first row on, so that the head of the data is "
        "representative.\n\n"
        f"Content digest: `{manifest['digest']}`"
    )


def composition(manifest: dict[str, Any], summary: MixSummary, left_out: str) -> str:
    """Rows by source, task and part of the recipe; `left_out` says where the others are."""
    total = manifest["rows"]
    rows = [
        [
            code(name), entry["side"], _number(entry["selected"]),
            _percent(entry["selected"], total),
            _number(entry["eligible"]), _number(entry["read"]), _reasons(entry["rejected"]),
        ]
        for name, entry in manifest["sources"].items()
    ]  # fmt: skip
    header = ["source", "side", "rows", "share", "eligible", "read", "rejected"]
    text = "## Composition\n\n" + table(header, rows)
    if len(summary.per_task) > 1:
        tasks = [
            [code(task), _number(count), _percent(count, total)]
            for task, count in sorted(summary.per_task.items(), key=lambda item: -item[1])
        ]
        text += "\n\n" + table(["task", "rows", "share"], tasks)
    if manifest["parts"]:
        parts = [
            [code(name), _number(part["selected"]), _number(part["eligible"])]
            for name, part in manifest["parts"].items()
        ]
        text += "\n\n" + table(["part of the recipe", "rows", "eligible"], parts)
    return f"{text}\n\n![Composition](figures/composition.png)\n\n{left_out}"


def lengths(manifest: dict[str, Any], summary: MixSummary) -> str:
    """How long the texts and the rows are."""
    columns: list[tuple[str, Numbers]] = [
        ("human text, characters", summary.human),
        ("answer text, characters", summary.answer),
    ]
    if summary.counted:
        columns.append(("whole row, tokens", summary.tokens))
    rows = []
    for name, values in columns:
        found = lengths_of(values)
        figures = (found.low, found.median, found.high, found.longest)
        rows.append([name, f"{found.mean:,.1f}", *map(_number, figures)])
    limit = manifest["recipe"]["filters"]["max_tokens"]
    text = "## Lengths\n\n" + table(["", "mean", "5 %", "median", "95 %", "longest"], rows)
    if summary.counted:
        tokenizer = manifest["tokenizer"]
        text += (
            f"\n\nTokens are those of `{tokenizer['name']}` (sha256 `{tokenizer['sha256'][:16]}…`) "
            "with the chat template; media are counted as the most they can take."
        )
    else:
        text += "\n\nTokens were not counted for every row (`--no-token-stats`)."
    return f"{text} No row is longer than {limit:,} tokens.\n\n![Lengths](figures/lengths.png)"


def licences(manifest: dict[str, Any], unknown: str) -> str:
    """The licence of each source as far as it is known; `unknown` stands where it is not."""
    rows = []
    for name, entry in manifest["sources"].items():
        license_name = entry["license"] or unknown
        note = "**non-commercial**" if is_restricted(entry["license"]) else ""
        rows.append([code(name), license_name, note])
    return "## Licences\n\n" + table(["source", "licence", ""], rows)


def _use(manifest: dict[str, Any]) -> str:
    return f"""## Use

```python
import datasets

mix = datasets.load_dataset("arrow", data_files="data/*.arrow", split="train")
```

Columns: `id`, `conversations` (list of `from`, `value`), `images`, `videos` (lists of paths),
`source`, `task` (empty for general rows), `n_tokens` (-1 where not counted), `meta` (JSON).

LLaMA-Factory 0.9.5 finds the mix through `dataset_info.json` as `{NAME}`. Configuration and launch
script for Qwen2-VL-7B, with the paper's settings, on 8 GPUs:

```
train/llamafactory/{DEFAULT_MODEL}-full.sh
```

`t3 train-config` writes those of other models, methods and trainers."""


def _rebuild(manifest: dict[str, Any]) -> str:
    return (
        "## Make it again\n\n"
        "`manifest.json` holds the whole request, the hashes of all inputs and of all shards. The "
        "same inputs and request give the same bytes, whatever the number of workers "
        f"(built with {built_with(manifest)}).\n\n{inputs(manifest)}"
    )


def built_with(manifest: dict[str, Any]) -> str:
    """The versions of everything that decides about bytes."""
    return ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())


def inputs(manifest: dict[str, Any]) -> str:
    """The files a mix was made of, with their hashes."""
    files = [
        [code(file["path"]), _number(file["bytes"]), f"`{file['sha256'][:16]}…`"]
        for entry in manifest["sources"].values()
        for file in entry["files"]
    ]
    shown = files[:20]
    more = f"\n\nand {len(files) - len(shown)} more in the manifest." if files[20:] else ""
    return table(["input", "bytes", "sha256"], shown) + more


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def code(text: str) -> str:
    """`text` as it is, wherever it stands in a table."""
    return "`" + text.replace("|", "\\|").replace("`", "'").replace("\n", " ") + "`"


def _reasons(rejected: dict[str, int]) -> str:
    return ", ".join(f"{reason} {rows:,}" for reason, rows in rejected.items()) or "none"


def _percent(rows: int, total: int) -> str:
    return f"{100 * rows / total:.1f} %"


def _number(value: int) -> str:
    return f"{value:,}"
