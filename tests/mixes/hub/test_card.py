"""The card of a published mix: what the Hub reads of it, and what a person does."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hub_mix import chats, make_mix

from mixes.hub.dataset_card import size_category
from mixes.hub.publication import Publication, prepared


def card_of(mix: Path) -> tuple[dict[str, Any], str, Publication]:
    with prepared(mix, "jane/mix") as publication:
        path = next(file.path for file in publication.files if file.name == "README.md")
        _, block, text = path.read_text("utf-8").split("---\n", 2)
        return yaml.safe_load(block), text, publication


def test_what_the_hub_reads(mix: Path) -> None:
    head, _, _ = card_of(mix)
    configs = head.pop("configs")
    assert head == {
        "pretty_name": "custom",
        "license": "other",
        "license_name": "several-see-card",
        "license_link": "README.md",
        "language": ["en"],
        "task_categories": ["question-answering", "image-text-to-text", "text-generation"],
        "tags": [
            *("temporal-reasoning", "textual-temporal-questions", "video-language-models"),
            *("instruction-tuning", "sharegpt", "t3data"),
        ],
        "size_categories": ["n<1K"],
    }
    assert configs[2] == {
        "config_name": "llava-mix",
        "data_files": [{"split": "train", "path": "sources/llava-mix/*.parquet"}],
    }


def test_what_a_person_reads(mix: Path) -> None:
    _, text, publication = card_of(mix)
    assert text.startswith("\n# custom, 30 rows\n")
    for piece in (
        "| `open-llava-next` | general | 10 | 33.3 % | 10 | 10 | none |",
        "![Lengths](figures/lengths.png)",
        'datasets.load_dataset("jane/mix", split="train")',
        'datasets.load_dataset("jane/mix", "questions", split="train")',
        "| `llava-mix` | 10 | source `llava 😀 mix` |",
        "dataset_dir: REMOTE:jane/mix",
        "t3 pull jane/mix -o MIX",
        "t3 build-mix recipe.yaml -o MIX",
        "| `open-llava-next` | CC-BY-NC-4.0 | **non-commercial** |",
        "**Not for commercial use** because of `open-llava-next`.",
        "Not known for `questions`, `llava 😀 mix`:",
        "10 rows name 10 images and 0 rows name 0 videos",
        "It was not compared with any benchmark",
    ):
        assert piece in text
    assert "rejects.jsonl" not in text
    assert publication.warnings[0].startswith("media are not sent: rows name 10 images")


@pytest.mark.parametrize(
    ("licences", "wanted"),
    [
        (["MIT", "MIT"], {"license": "mit"}),
        ([None, None], {"license": "unknown"}),
        (["CC-BY-NC-4.0", "CC-BY-NC-4.0"], {"license": "cc-by-nc-4.0"}),
        (["MIT", None], {"license": "other"}),
        (["Odd licence 1", "Odd licence 1"], {"license": "other"}),
    ],
)
def test_the_licence(tmp_path: Path, licences: list[str | None], wanted: dict[str, str]) -> None:
    general = [("a", chats(3, "a")), ("b", chats(3, "b"))]
    mix = make_mix(tmp_path, 0, general)
    relicense(mix, licences)
    head, text, publication = card_of(mix)
    assert {key: head[key] for key in wanted} == wanted
    assert ("Not known for" in text) == (None in licences)
    assert any(w.startswith("licence unknown") for w in publication.warnings) == (None in licences)
    assert ("Not for commercial use" in text) == ("CC-BY-NC-4.0" in licences)


def relicense(mix: Path, licences: list[str | None]) -> None:
    import json

    manifest = json.loads((mix / "manifest.json").read_bytes())
    for entry, licence in zip(manifest["sources"].values(), licences, strict=True):
        entry["license"] = licence
    (mix / "manifest.json").write_text(json.dumps(manifest))


def test_text_alone_needs_no_media(tmp_path: Path) -> None:
    head, text, publication = card_of(make_mix(tmp_path, 4))
    assert head["task_categories"] == ["question-answering", "text-generation"]
    assert "The rows are text only." in text
    assert not any("media" in warning for warning in publication.warnings)


def test_general_rows_alone_are_in_no_known_language(tmp_path: Path) -> None:
    head, text, _ = card_of(make_mix(tmp_path, 0, [("v", chats(3, video="v/{i}.mp4"))]))
    assert "language" not in head
    assert head["task_categories"] == ["video-text-to-text", "text-generation"]
    assert "temporal questions" not in text


def test_paths_of_this_machine_are_warned_of_and_not_shown(tmp_path: Path) -> None:
    rows = [*chats(2, image="/data/jane/{i}.jpg"), *chats(1, "u", image="https://x.y/{i}.jpg")]
    _, text, publication = card_of(make_mix(tmp_path, 0, [("g", rows)]))
    assert publication.warnings[1].startswith("2 media paths are of this machine, such as /data/ja")
    assert "2 of them are absolute paths of the machine" in text
    assert "1 of them are addresses" in text
    assert "/data/jane" not in text


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (200_000, "100K<n<1M"),
        (1_000_000, "1M<n<10M"), (2 * 10**9, "n>1B"),
    ],
)  # fmt: skip
def test_sizes(rows: int, name: str) -> None:
    assert size_category(rows) == name


def test_names_that_could_break_a_table_or_the_yaml(tmp_path: Path) -> None:
    general = [("a | b: 'c' \"d\" `e` #f 😀", chats(3))]
    head, text, _ = card_of(make_mix(tmp_path, 0, general, name="--- : [x] 😀"))
    assert head["pretty_name"] == "--- : [x] 😀"
    assert head["configs"][1]["config_name"] == "a-b-c-d-e-f"
    assert "`a \\| b: 'c' \"d\" 'e' #f 😀`" in text
