"""The card of a mix: a README that says what is in it, how to load it and how to make it again."""

from collections.abc import Iterable, Sequence
from typing import Any

from mixes.dataset_info import NAME
from mixes.licenses import is_restricted
from mixes.summary import MixSummary, Numbers, lengths_of
from mixes.train_yaml import FILE_NAME


def card(manifest: dict[str, Any], summary: MixSummary) -> str:
    """The text of `README.md`."""
    sections = [
        _head(manifest),
        _composition(manifest, summary),
        _lengths(manifest, summary),
        _licences(manifest),
        _use(manifest),
        _rebuild(manifest),
    ]
    return "\n\n".join(sections) + "\n"


def _head(manifest: dict[str, Any]) -> str:
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


def _composition(manifest: dict[str, Any], summary: MixSummary) -> str:
    total = manifest["rows"]
    rows = [
        [
            _code(name), entry["side"], _number(entry["selected"]),
            _percent(entry["selected"], total),
            _number(entry["eligible"]), _number(entry["read"]), _reasons(entry["rejected"]),
        ]
        for name, entry in manifest["sources"].items()
    ]  # fmt: skip
    header = ["source", "side", "rows", "share", "eligible", "read", "rejected"]
    text = "## Composition\n\n" + _table(header, rows)
    if len(summary.per_task) > 1:
        tasks = [
            [_code(task), _number(count), _percent(count, total)]
            for task, count in sorted(summary.per_task.items(), key=lambda item: -item[1])
        ]
        text += "\n\n" + _table(["task", "rows", "share"], tasks)
    if manifest["parts"]:
        parts = [
            [_code(name), _number(part["selected"]), _number(part["eligible"])]
            for name, part in manifest["parts"].items()
        ]
        text += "\n\n" + _table(["part of the recipe", "rows", "eligible"], parts)
    return (
        f"{text}\n\n![Composition](figures/composition.png)\n\n"
        "Every row that was left out is in `rejects.jsonl`, with the reason and where it came from."
    )


def _lengths(manifest: dict[str, Any], summary: MixSummary) -> str:
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
    text = "## Lengths\n\n" + _table(["", "mean", "5 %", "median", "95 %", "longest"], rows)
    if summary.counted:
        tokenizer = manifest["tokenizer"]
        text += (
            f"\n\nTokens are those of `{tokenizer['name']}` (sha256 `{tokenizer['sha256'][:16]}…`) "
            "with the chat template; media are counted as the most they can take."
        )
    else:
        text += "\n\nTokens were not counted for every row (`--no-token-stats`)."
    return f"{text} No row is longer than {limit:,} tokens.\n\n![Lengths](figures/lengths.png)"


def _licences(manifest: dict[str, Any]) -> str:
    rows = []
    for name, entry in manifest["sources"].items():
        license_name = entry["license"] or "unknown, check before you publish"
        note = "**non-commercial**" if is_restricted(entry["license"]) else ""
        rows.append([_code(name), license_name, note])
    return "## Licences\n\n" + _table(["source", "licence", ""], rows)


def _use(manifest: dict[str, Any]) -> str:
    return f"""## Use

```python
import datasets

mix = datasets.load_dataset("arrow", data_files="data/*.arrow", split="train")
```

Columns: `id`, `conversations` (list of `from`, `value`), `images`, `videos` (lists of paths),
`source`, `task` (empty for general rows), `n_tokens` (-1 where not counted), `meta` (JSON).

LLaMA-Factory 0.9.5 finds the mix through `dataset_info.json` as `{NAME}`; from this directory:

```
FORCE_TORCHRUN=1 llamafactory-cli train train/{FILE_NAME}
```"""


def _rebuild(manifest: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    files = [
        [_code(file["path"]), _number(file["bytes"]), f"`{file['sha256'][:16]}…`"]
        for entry in manifest["sources"].values()
        for file in entry["files"]
    ]
    shown = files[:20]
    more = f"\n\nand {len(files) - len(shown)} more in the manifest." if files[20:] else ""
    return (
        "## Make it again\n\n"
        "`manifest.json` holds the whole request, the hashes of all inputs and of all shards. The "
        "same inputs and request give the same bytes, whatever the number of workers "
        f"(built with {versions}).\n\n" + _table(["input", "bytes", "sha256"], shown) + more
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("`", "'").replace("\n", " ") + "`"


def _reasons(rejected: dict[str, int]) -> str:
    return ", ".join(f"{reason} {rows:,}" for reason, rows in rejected.items()) or "none"


def _percent(rows: int, total: int) -> str:
    return f"{100 * rows / total:.1f} %"


def _number(value: int) -> str:
    return f"{value:,}"
