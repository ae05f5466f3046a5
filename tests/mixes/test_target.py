"""The output directory: what is left alone, gone on with, refused or replaced."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mix_material import files_of, llava_rows

from mixes.builder import Built
from mixes.target import difference
from t3data.errors import T3Error

Make = Callable[..., Path]
Build = Callable[..., Built]


def stamps(directory: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(directory)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in directory.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_a_finished_mix_is_verified_and_left_alone(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    keys = {"general": [make_general("g", 30)], "rows_per_shard": 10}
    first = build(**keys)
    before = stamps(tmp_path / "MIX")
    second = build(**keys, workers=2)
    assert (first.already_done, second.already_done) == (False, True)
    assert second.manifest == first.manifest
    assert stamps(tmp_path / "MIX") == before


def test_another_request_is_refused_and_says_what_differs(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    path = make_general("g", 30)
    build(general=[path])
    with pytest.raises(T3Error, match=r"another configuration \(seed is 0, asked for 5\)"):
        build(general=[path], seed=5)
    with pytest.raises(T3Error, match=r"filters.max_tokens is 8192, asked for 99"):
        build(general=[path], filters={"max_tokens": 99})
    assert build(general=[path], seed=5, overwrite=True).manifest["seed"] == 5
    assert build(general=[path], seed=5).already_done


def test_damage_and_changed_inputs_are_noticed(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    path = make_general("g", 30)
    build(general=[path])
    shard = tmp_path / "MIX" / "data" / "part-00000-of-00001.arrow"
    whole = shard.read_bytes()
    shard.write_bytes(whole[:-1] + b"x")
    with pytest.raises(T3Error, match="not as the manifest says"):
        build(general=[path])
    shard.write_bytes(whole)
    make_general("g", 31)
    with pytest.raises(T3Error, match=r"its input .*g\.json has changed"):
        build(general=[path])
    assert build(general=[path], overwrite=True).manifest["rows"] == 31


def test_a_shortage_costs_no_second_scan(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    keys: dict[str, Any] = {"t3": [make_t3("A", 9)], "general": [make_general("g", 30)]}
    with pytest.raises(T3Error, match="too few rows"):
        build(**keys, total=600)
    scans = {name: s for name, s in stamps(tmp_path / "MIX").items() if name.endswith(".span")}
    assert len(scans) == 2
    (tmp_path / "MIX" / ".work" / "scan-0123456789abcdef").mkdir()
    with pytest.raises(T3Error, match="too few rows"):
        build(**keys, total=300)
    again = {name: s for name, s in stamps(tmp_path / "MIX").items() if name.endswith(".span")}
    assert again == scans
    assert not (tmp_path / "MIX" / ".work" / "scan-0123456789abcdef").exists()
    build(**keys, total=27)
    assert not (tmp_path / "MIX" / ".work").exists()


def test_strangers_directories_are_not_written_to(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    path = make_general("g", 30)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.tex").touch()
    with pytest.raises(T3Error, match="not empty, and not a mix"):
        build(general=[path], output="home")
    (tmp_path / "other" / "data").mkdir(parents=True)
    (tmp_path / "other" / "data" / "notes.txt").touch()
    with pytest.raises(T3Error, match=r"notes\.txt: only shards may be here"):
        build(general=[path], output="other")
    (tmp_path / "file").touch()
    with pytest.raises(T3Error, match="cannot create directory"):
        build(general=[path], output="file")


def test_shards_without_a_manifest_are_not_taken_over(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    path = make_general("g", 30)
    build(general=[path])
    (tmp_path / "MIX" / "manifest.json").unlink()
    with pytest.raises(T3Error, match="shards of another configuration"):
        build(general=[path])
    build(general=[path], overwrite=True)


def test_a_second_build_in_the_same_place_waits_for_nobody(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    from t3data.files import directory_lock

    with (
        directory_lock(tmp_path / "MIX"),
        pytest.raises(T3Error, match="another t3 process is writing here"),
    ):
        build(general=[make_general("g", 3)])


def test_leftovers_of_a_kill_are_cleared_away(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    keys: dict[str, Any] = {"general": [make_general("g", llava_rows("g", 40))]}
    build(**keys, output="REFERENCE")
    mix = tmp_path / "MIX"
    with pytest.raises(T3Error):
        build(**keys, total=1000)
    for name in (".manifest.json.1.t3tmp", "data/.part.2.t3tmp", "train/.x.3.t3tmp"):
        (mix / name).write_bytes(b"half")
    shutil.rmtree(mix / "figures")
    build(**keys)
    assert files_of(mix) == files_of(tmp_path / "REFERENCE")


def test_finished_shards_are_not_done_again(
    make_general: Make, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mixes import builder

    keys: dict[str, Any] = {"general": [make_general("g", 50)], "rows_per_shard": 10}
    build(**keys, output="REFERENCE")

    def fail(*_: object) -> None:
        raise T3Error("the lights went out")

    with monkeypatch.context() as patch:
        patch.setattr(builder, "describe", fail)
        with pytest.raises(T3Error, match="lights"):
            build(**keys)
    data = tmp_path / "MIX" / "data"
    # One shard was written but not moved yet, one not even written.
    work = next((tmp_path / "MIX" / ".work").glob("mix-*"))
    (data / "part-00001-of-00005.arrow").rename(work / "part-00001-of-00005.arrow")
    (data / "part-00003-of-00005.arrow").unlink()
    before = stamps(data)
    build(**keys)
    after = stamps(data)
    assert {name: after[name] for name in before} == before
    assert files_of(tmp_path / "MIX") == files_of(tmp_path / "REFERENCE")


def test_differences_are_told_by_their_path() -> None:
    one = {"a": 1, "b": [{"c": "x"}, {"c": "y"}]}
    assert difference(one, {**one, "b": [{"c": "x"}, {"c": "z"}]}) == 'b[1].c is "y", asked for "z"'
    assert difference(one, {"a": 1}) == 'b is [{"c": "x"}, {"c": "y"}], asked for null'
