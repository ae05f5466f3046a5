"""The cluster bootstrap against closed forms, and how long a million rows take."""

import subprocess
import sys
import time

import numpy as np
import pytest

from t3data.statistics import (
    bootstrap_rows,
    clustered_mean,
    clustered_proportion,
    macro_mean,
    paired_difference,
    ratio,
    sign_flip,
)


def sample(rows: int = 600, videos: int = 200) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(5)
    labels = generator.integers(0, videos, rows)
    return (generator.random(rows) < 0.4 + 0.4 * (labels % 2)).astype(float), labels


def test_the_bootstrap_of_a_mean_is_the_clustered_interval() -> None:
    values, labels = sample()
    expected = clustered_mean(values, labels)
    found = ratio(values, np.ones(len(values)), labels)
    assert found.value == pytest.approx(values.mean())
    assert found.se == pytest.approx(expected.se, rel=0.06)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.008)
    assert found.method == "cluster bootstrap, 2,000 draws, seed 0"


def test_any_statistic_of_rows_gives_the_same_as_totals() -> None:
    values, labels = sample(120, 40)
    by_rows = bootstrap_rows(lambda rows: float(values[rows].mean()), labels, draws=1500)
    by_totals = ratio(values, np.ones(len(values)), labels, draws=1500)
    assert by_rows.value == by_totals.value
    assert (by_rows.low, by_rows.high) == pytest.approx((by_totals.low, by_totals.high), abs=0.02)


def test_the_same_seed_draws_the_same_videos() -> None:
    values, labels = sample(60, 20)
    once, again = (ratio(values, values + 1, labels, seed=4, draws=200) for _ in range(2))
    assert once == again
    assert once != ratio(values, values + 1, labels, seed=5, draws=200)


def test_a_macro_mean_weighs_groups_alike() -> None:
    values = [1, 1, 1, 1, 0, 1]
    groups = ["big"] * 4 + ["small"] * 2
    found = macro_mean(values, groups, range(6), draws=400)
    assert found.value == pytest.approx((1 + 0.5) / 2)
    assert found.low < 0.75 <= found.high <= 1


def test_equal_groups_make_macro_and_micro_alike() -> None:
    values, labels = sample(600, 100)
    groups = np.arange(600) % 3
    macro = macro_mean(values, groups, labels)
    micro = clustered_mean(values, labels)
    assert macro.value == pytest.approx(micro.value)
    assert macro.se == pytest.approx(micro.se, rel=0.07)


def test_one_video_has_no_interval() -> None:
    found = ratio([1, 0], [1, 1], ["a", "a"])
    assert (found.value, found.low, found.high) == (0.5, -float("inf"), float("inf"))


def test_few_videos_get_the_wide_interval_of_t() -> None:
    values = np.array([0, 0, 1, 1, 1], float)
    found = ratio(values, np.ones(5), range(5), draws=4000)
    plain = np.quantile(np.random.default_rng(1).choice(values, (4000, 5)).mean(1), (0.025, 0.975))
    assert found.high - found.low >= plain[1] - plain[0]


def test_scipy_and_pandas_stay_out() -> None:
    script = "import sys, t3data.statistics; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    names = {name.partition(".")[0] for name in loaded.stdout.split()}
    assert "numpy" in names
    assert names & {"scipy", "pandas", "sklearn", "matplotlib"} == set()


@pytest.mark.slow
def test_a_million_rows_take_seconds() -> None:
    generator = np.random.default_rng(0)
    labels = [f"video {i:05}" for i in generator.integers(0, 20_000, 1_000_000)]
    a, b = generator.random((2, 1_000_000)) < 0.6
    groups = generator.integers(0, 30, 1_000_000)
    started = time.perf_counter()
    clustered_proportion(a, labels)
    paired_difference(a, b, labels)
    sign_flip(a.astype(float) - b, labels, draws=2000)
    macro_mean(a, groups, labels, draws=1000)
    assert time.perf_counter() - started < 30
