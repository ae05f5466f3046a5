"""The card of a published mix: YAML that the Hub and `datasets` read, then text for people."""

import re
from collections.abc import Sequence
from typing import Any

import yaml

from mixes import card
from mixes.dataset_info import NAME
from mixes.hub.conversion import Config
from mixes.hub.survey import Media
from mixes.licenses import is_restricted
from mixes.summary import MixSummary

_KNOWN_LICENCES = frozenset(
    {
        *("apache-2.0", "mit", "cc0-1.0", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0"),
        *("cc-by-nd-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nc-nd-4.0"),
        *("cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "odc-by", "odbl", "bsd-3-clause"),
    }
)
"""Of the identifiers that the Hub accepts, those that data sets carry."""
_SIZES = (
    (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"),
)  # fmt: skip
_LEFT_OUT = (
    "Rows that were left out are counted by reason above and in `manifest.json`; their texts are "
    "not published."
)


def dataset_card(
    manifest: dict[str, Any],
    summary: MixSummary,
    media: Media,
    configs: Sequence[Config],
    repository: str,
) -> str:
    """The text of `README.md`.

    Args:
        manifest: as it is published.
        summary: lengths and composition.
        media: what the rows refer to.
        configs: the whole mix first.
        repository: USER/REPO.
    """
    sections = [
        card.head(manifest),
        _what(manifest),
        card.composition(manifest, summary, _LEFT_OUT),
        card.lengths(manifest, summary),
        _use(repository, configs),
        _trainer(repository),
        _media(media),
        _licences(manifest),
        _rebuild(manifest),
        _limits(manifest),
    ]
    return front_matter(manifest, media, configs) + "\n" + "\n\n".join(sections) + "\n"


def front_matter(manifest: dict[str, Any], media: Media, configs: Sequence[Config]) -> str:
    """The YAML block between `---` lines."""
    t3 = _has_t3(manifest)
    keys: dict[str, Any] = {"pretty_name": _one_line(manifest["recipe"]["name"])}
    keys |= _licence_keys(manifest)
    if t3:
        keys["language"] = ["en"]
    categories = ["question-answering"] if t3 else []
    categories += ["image-text-to-text"] if media.image_rows else []
    categories += ["video-text-to-text"] if media.video_rows else []
    keys["task_categories"] = [*categories, "text-generation"]
    keys["tags"] = [
        *(["temporal-reasoning", "textual-temporal-questions"] if t3 else []),
        *("video-language-models", "instruction-tuning", "sharegpt", "t3data"),
    ]
    keys["size_categories"] = [size_category(manifest["rows"])]
    keys["configs"] = [
        {
            "config_name": config.name,
            "data_files": [{"split": "train", "path": config.pattern}],
        }
        for config in configs
    ]
    text = yaml.safe_dump(keys, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{text}---\n"


def size_category(rows: int) -> str:
    """The Hub's name for so many rows."""
    return next((name for limit, name in _SIZES if rows < limit), "n>1B")


def _licence_keys(manifest: dict[str, Any]) -> dict[str, Any]:
    """One licence where all sources have it; where they differ, the card is the licence."""
    found = {source["license"] for source in _published(manifest).values()}
    if found == {None}:
        return {"license": "unknown"}
    only = next(iter(found))
    if len(found) == 1 and only and only.lower() in _KNOWN_LICENCES:
        return {"license": only.lower()}
    return {"license": "other", "license_name": "several-see-card", "license_link": "README.md"}


def _what(manifest: dict[str, Any]) -> str:
    if not _has_t3(manifest):
        return "Rows are conversations in ShareGPT form."
    return (
        "T3 rows are *textual* temporal questions, made from dense captions: which event came "
        "first, what happened between two others, in which order. They teach a video language "
        "model about time without a video ([T3](https://arxiv.org/abs/2410.06166)). Each has "
        "exactly one right answer. General rows are instruction data as their sources have them."
    )


def _use(repository: str, configs: Sequence[Config]) -> str:
    rows = [
        [
            card.code(config.name),
            f"{config.rows:,}",
            "the whole mix, in training order"
            if config.source is None
            else f"source {card.code(config.source)}",
        ]
        for config in configs
    ]
    other = ""
    if len(configs) > 1:
        other = f'one = datasets.load_dataset("{repository}", "{configs[1].name}", split="train")\n'
    return f"""## Use

```python
import datasets

mix = datasets.load_dataset("{repository}", split="train")
{other}```

{card.table(["configuration", "rows", "holds"], rows)}

Columns: `id`, `conversations` (list of `from`, `value`; `human` and `gpt` take turns), `images`,
`videos` (lists of paths), `source`, `task` (empty for general rows), `n_tokens` (-1 where not
counted), `meta` (JSON). Plain Parquet with `string` and `list<string>`, for any version of
`datasets`.

`t3 pull {repository} -o MIX` fetches it as the directory of Arrow shards that `t3 build-mix` wrote,
byte for byte, checked against the manifest."""


def _trainer(repository: str) -> str:
    return f"""## Train with LLaMA-Factory

The registry entry is `dataset_info.json` in this repository, so two lines of the configuration do:

```yaml
dataset_dir: REMOTE:{repository}
dataset: {NAME}
```

In a registry of your own, copy the entry `{NAME}` with all its keys; those that are left out are
unset there, and rows turn out empty."""


def _media(media: Media) -> str:
    count = media.images + media.videos
    if not count:
        return "## Media\n\nThe rows are text only."
    text = (
        f"## Media\n\nPictures and videos are **not** in this repository: {media.image_rows:,} "
        f"rows name {media.images:,} images and {media.video_rows:,} rows name {media.videos:,} "
        "videos by path. Fetch them from the sources above, and tell your trainer the directory "
        "that the paths are relative to (LLaMA-Factory: `media_dir`)."
    )
    if media.addresses:
        text += f" {media.addresses:,} of them are addresses."
    if media.local:
        text += (
            f" {media.local:,} of them are absolute paths of the machine this mix was built on; "
            "they have to be replaced before use."
        )
    return text


def _licences(manifest: dict[str, Any]) -> str:
    text = card.licences(manifest, "**unknown**")
    sources = _published(manifest)
    unknown = [name for name, source in sources.items() if not source["license"]]
    restricted = [name for name, source in sources.items() if is_restricted(source["license"])]
    text += "\n\nEach source keeps its own licence; this collection adds none."
    if restricted:
        names = ", ".join(map(card.code, restricted))
        text += f" **Not for commercial use** because of {names}."
    if unknown:
        names = ", ".join(map(card.code, unknown))
        text += f" Not known for {names}: find out before you use or pass on those rows."
    return text


def _rebuild(manifest: dict[str, Any]) -> str:
    return f"""## Make it again

The same inputs and request give the same bytes, whatever the number of workers (built with
{card.built_with(manifest)}):

```
t3 build-mix recipe.yaml -o MIX        # recipe.yaml is in this repository
```

The inputs go into the working directory under the names below; directories of the machine that it
was built on are not told, and nothing in the rows depends on them. `manifest.json` has the sha256
of every input and of every Arrow shard, to check the result by.

{card.inputs(manifest)}"""


def _limits(manifest: dict[str, Any]) -> str:
    filters = manifest["recipe"]["filters"]
    points = []
    if _has_t3(manifest):
        points += [
            "T3 answers are as right as the captions, which nobody has compared with the pictures.",
            "T3 questions are in English.",
        ]
    if any(source["side"] != "t3" for source in _published(manifest).values()):
        points.append(
            "General rows were checked for form, length and duplicates, not for truth, bias, "
            "personal data or language."
        )
    if filters["decontaminate"]:
        names = ", ".join(map(card.code, filters["decontaminate"]))
        points.append(f"Rows that share 13 words or a question with {names} were left out.")
    else:
        points.append(
            "It was not compared with any benchmark (`--decontaminate`); do so before you report "
            "scores."
        )
    points.append(
        f"No row has more than {filters['max_tokens']:,} tokens of "
        f"{card.code(filters['tokenizer'])}; another model counts otherwise."
    )
    return "## Limits\n\n" + "\n".join(f"* {point}" for point in points)


def _published(manifest: dict[str, Any]) -> dict[str, Any]:
    """The sources that have rows in the mix."""
    found = {name: source for name, source in manifest["sources"].items() if source["selected"]}
    return found or manifest["sources"]


def _has_t3(manifest: dict[str, Any]) -> bool:
    return any(source["side"] == "t3" for source in _published(manifest).values())


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip() or "mix"
