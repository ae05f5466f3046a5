"""A reproduction beside the paper: differences, intervals, what is missing, what is no result."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes.experiments import experiment
from mixes.experiments.comparing import as_objects, as_text, compare, without_figures
from mixes.experiments.measured import read_measured
from t3data.errors import T3Error, UsageError


def number(score: float | None, low: float, high: float, n: int = 100) -> dict[str, Any]:
    return {"score": score, "n": n, "ci": [low, high]}


def result(benchmark: str = "tempcompass", **more: Any) -> dict[str, Any]:
    """As `t3 score --json` prints it, worked out so that tc_8x has one figure in and one out."""
    return {
        "benchmark": benchmark,
        "scorer": "official",
        "failures": "official",
        "n": 1580,
        "missing": 10,
        "failed": 2,
        "unparsed": 3,
        "counted": 1570,
        "score": 60.0,
        "ci": [57.0, 62.0],
        "metrics": {"overall": number(60.0, 57.0, 62.0)},
        "groups": {
            "task": {"multi-choice": number(59.75, 57.5, 62.0, 1570)},
            "multi-choice, aspect": {
                "action": number(88.0, 84.0, 90.1, 338),
                "order": number(64.2, 64.2, 70.0),
                "speed": number(None, 0, 0, 0),
                "direction": {"score": 40.4, "n": 335, "ci": None},
            },
        },
        **more,
    }


def write(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def found(path: Path, name: str = "tc_8x") -> list[dict[str, Any]]:
    return as_objects(compare(experiment(name), read_measured(path)))


def test_each_figure_has_its_difference_and_place_in_the_interval(tmp_path: Path) -> None:
    (one,) = found(write(tmp_path / "result 📊.json", result()))
    assert (one["benchmark"], one["frames"], one["scorer"]) == ("tempcompass", 32, "official")
    assert (one["n"], one["unanswered"]) == (1580, 15)
    told = {
        figure["name"]: (figure["difference"], figure["inside"], figure["n"])
        for figure in one["figures"]
    }
    assert told == {
        # published 61.0, 90.2, 42.4, 39.8, 64.2, 68.1
        "multi-choice": (-1.25, True, 1570),
        "action": (pytest.approx(-2.2), False, 338),
        "direction": (pytest.approx(-2.0), None, 335),
        "speed": (None, None, None),
        "order": (0.0, True, 100),
        "attribute_change": (None, None, None),
    }


def test_the_table_says_what_is_missing(tmp_path: Path) -> None:
    text = as_text(
        compare(experiment("tc_8x"), read_measured(write(tmp_path / "r.json", result())))
    )
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines[0] == "tempcompass, published with 32 frames (arXiv 2410.06166, Table 2)"
    assert "task: multi-choice 61.0 59.8 [57.5, 62.0] -1.2 yes 1,570" in lines
    assert "multi-choice, aspect: action 90.2 88.0 [84.0, 90.1] -2.2 no 338" in lines
    assert "multi-choice, aspect: direction 42.4 40.4 -2.0 335" in lines
    assert "multi-choice, aspect: speed 39.8 –" in lines
    assert f"scorer official, {tmp_path}/r.json" in lines
    assert (
        "not in this result: multi-choice, aspect: speed; multi-choice, aspect: attribute_change"
        in lines
    )
    assert lines[-1].startswith("15 of its 1,580 questions have no reply that could be read")


def test_directories_hold_results_of_several_benchmarks_and_scorers(tmp_path: Path) -> None:
    write(tmp_path / "tempcompass" / "official" / "result.json", result())
    write(tmp_path / "tempcompass" / "robust" / "result.json", result(scorer="robust"))
    write(tmp_path / "mlvu" / "result.json", result("mlvu", groups={"task": {}}))
    objects = found(tmp_path, "base")
    assert [(one["benchmark"], one["scorer"]) for one in objects] == [
        ("tempcompass", "official"),
        ("tempcompass", "robust"),
        ("mlvu", "official"),
        ("videomme", None),
    ]
    assert objects[2]["figures"][0]["measured"] == 60.0
    assert "no result of videomme was given" in as_text(
        compare(experiment("base"), read_measured(tmp_path))
    )


def test_what_all_scorers_print_is_a_list(tmp_path: Path) -> None:
    path = write(tmp_path / "all.json", [result(), result(scorer="robust")])
    assert [one["scorer"] for one in found(path)] == ["official", "robust"]


def test_results_without_a_published_figure_are_named(tmp_path: Path) -> None:
    runs = read_measured(write(tmp_path / "r.json", [result("nextqa"), result()]))
    assert [run.benchmark for run in without_figures(experiment("tc_8x"), runs)] == ["nextqa"]
    assert len(compare(experiment("tc_8x"), runs)) == 1
    with pytest.raises(UsageError, match="no figure of nextqa is known for experiment tc_8x"):
        compare(experiment("tc_8x"), runs[:1])
    with pytest.raises(UsageError, match="qwen2vl_72b_video; compare two runs of your own"):
        compare(experiment("qwen2vl_72b_video"), runs)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ('{"benchmark": ', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a result of `t3 score`"),
        ("7", "not a result of `t3 score`"),
        ('[{"benchmark": "tempcompass"}]', "not a result of `t3 score`"),
        (json.dumps(result(score="high")), "a number of it cannot be read"),
        (json.dumps(result(ci=[1])), "a number of it cannot be read"),
        (json.dumps(result(groups=[1])), "a number of it cannot be read"),
        (json.dumps(result(groups={"task": {"multi-choice": 4}})), "a number of it cannot be read"),
        (
            json.dumps(result(groups={"task": {"multi-choice": {}}})),
            "a number of it cannot be read",
        ),
        (json.dumps(result(metrics=None)), "a number of it cannot be read"),
        (json.dumps(result(n="many")), "a number of it cannot be read"),
        (json.dumps(result(n=float("inf"))), "a number of it cannot be read"),
    ],
)
def test_what_is_no_result_is_said_in_a_line_that_names_the_file(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "a b.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(T3Error) as raised:
        read_measured(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_bytes_that_are_no_text_and_files_that_are_not_there(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(T3Error, match=r"r\.json: not JSON"):
        read_measured(path)
    with pytest.raises(T3Error, match=r"no\.json: cannot open: No such file"):
        read_measured(tmp_path / "no.json")
    (tmp_path / "empty").mkdir()
    with pytest.raises(T3Error, match=r"empty: no result\.json here or below"):
        read_measured(tmp_path / "empty")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    st.sampled_from(["score", "ci", "n", "missing", "metrics", "groups", "counted", "scorer"]),
    ANYTHING,
)
def test_any_value_in_any_field_is_read_or_refused_in_a_line(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: object
) -> None:
    path = write(tmp_path_factory.getbasetemp() / "any.json", result(**{key: value}))
    said = f"{path}: "
    try:
        as_text(compare(experiment("tc_8x"), read_measured(path)))
    except T3Error as error:
        said = str(error)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
