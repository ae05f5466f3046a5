from pathlib import Path

import pytest

from t3data.errors import T3Error
from t3data.run_settings import claim, note_result, read_settings

SETTINGS = {"model": "m", "frames": 8, "aspects": ("order",), "n": None}


def test_the_same_settings_go_on(tmp_path: Path) -> None:
    claim(tmp_path, SETTINGS)
    before = (tmp_path / "run.json").read_bytes()
    claim(tmp_path, SETTINGS)
    assert (tmp_path / "run.json").read_bytes() == before
    assert read_settings(tmp_path) == {**SETTINGS, "aspects": ["order"]}


def test_other_settings_are_refused_by_name(tmp_path: Path) -> None:
    claim(tmp_path, SETTINGS)
    with pytest.raises(T3Error) as caught:
        claim(tmp_path, {**SETTINGS, "frames": 16, "n": 200})
    assert str(caught.value) == (
        f"{tmp_path}: holds a run with other settings: frames 8, now 16, n null, now 200; "
        "give another -o, or --overwrite to replace it"
    )


@pytest.mark.parametrize("text", ["{", "[]", "\x00"])
def test_a_broken_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(T3Error, match=r"run\.json: .*--overwrite"):
        claim(tmp_path, SETTINGS)


def test_answers_of_nobody_knows_what(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text("")
    with pytest.raises(T3Error, match=r"answers\.jsonl without run\.json"):
        claim(tmp_path, SETTINGS)


def test_no_run_at_all(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="no run here"):
        read_settings(tmp_path)


def test_what_came_of_it_is_no_setting(tmp_path: Path) -> None:
    claim(tmp_path, SETTINGS)
    note_result(tmp_path, {"replies": 1})
    claim(tmp_path, SETTINGS)
    note_result(tmp_path, {"replies": 2})
    assert read_settings(tmp_path)["result"] == {"replies": 2}
    assert read_settings(tmp_path)["model"] == "m"
