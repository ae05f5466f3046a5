import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes.cells import cell_quotas
from mixes.config import MixConfig, OnShortage, Part, Source
from t3data.errors import T3Error


def config(
    *sources: Source,
    parts: tuple[Part, ...] = (),
    total: int | None = None,
    on_shortage: OnShortage = "error",
    ratio: tuple[int, ...] = (1, 2),
) -> MixConfig:
    slots = (("t3",), ("general",))[: len(ratio)]
    return MixConfig(sources, ratio, slots, "r", parts, total, 0, on_shortage)


def t3(name: str, weight: float | None = None) -> Source:
    return Source(name, "t3", (name,), weight)


def general(name: str, weight: float | None = None) -> Source:
    return Source(name, "general", (name,), weight)


def test_sources_share_a_side_by_their_size() -> None:
    request = config(t3("a"), t3("b"), general("c"), total=90)
    assert cell_quotas(request, [[100], [200], [1000]]) == [[10], [20], [60]]


def test_or_by_their_weights_as_far_as_they_reach() -> None:
    request = config(t3("a", 3), t3("b", 1), general("c"), total=120)
    assert cell_quotas(request, [[100], [200], [1000]]) == [[30], [10], [80]]
    assert cell_quotas(request, [[20], [200], [1000]]) == [[20], [20], [80]]


def test_parts_come_before_sources() -> None:
    parts = (Part("x", weight=1), Part("y", weight=2))
    request = config(t3("a"), t3("b"), general("c"), parts=parts, total=90)
    counts = [[50, 10], [50, 30], [1000, 0]]
    assert cell_quotas(request, counts) == [[5, 5], [5, 15], [60, 0]]


def test_without_a_total_the_weights_of_parts_hold_exactly() -> None:
    parts = (Part("x", weight=1), Part("y", weight=2))
    request = config(t3("a"), parts=parts, ratio=(1,))
    # 15 of x would need 30 of y; 20 of y allow 10 of x.
    assert cell_quotas(request, [[15, 20]]) == [[10, 20]]
    unweighted = config(t3("a"), parts=(Part("x"), Part("y")), ratio=(1,))
    assert cell_quotas(unweighted, [[15, 20]]) == [[15, 20]]


def test_a_part_is_never_above_its_cap() -> None:
    parts = (Part("x", weight=1, cap=4), Part("y", weight=1))
    request = config(t3("a"), general("c"), parts=parts, total=60)
    assert cell_quotas(request, [[50, 50], [1000, 0]]) == [[4, 16], [40, 0]]


def test_a_part_without_rows_stops_the_build() -> None:
    parts = (Part("x", ("order_list",), (8,), 1), Part("y", weight=1))
    with pytest.raises(T3Error) as raised:
        cell_quotas(config(t3("a"), parts=parts, ratio=(1,)), [[0, 20]])
    assert "no eligible T3 row for its part 'x' (tasks order_list at scale 8)" in str(raised.value)
    shrunk = config(t3("a"), parts=parts, ratio=(1,), on_shortage="shrink")
    assert cell_quotas(shrunk, [[0, 20]]) == [[0, 20]]


def test_repeats_are_shared_like_rows() -> None:
    request = config(t3("a"), t3("b"), general("c"), total=90, on_shortage="repeat")
    # 30 T3 rows of 12: all twice, and six more.
    assert cell_quotas(request, [[4], [8], [1000]]) == [[10], [20], [60]]


@given(
    st.lists(st.lists(st.integers(0, 60), min_size=2, max_size=2), min_size=1, max_size=4),
    st.lists(st.integers(0, 200), min_size=1, max_size=3),
    st.integers(1, 400),
    st.sampled_from(["error", "shrink", "repeat"]),
)
def test_totals_are_exact_and_cells_are_never_overdrawn(
    t3_counts: list[list[int]], others: list[int], total: int, on_shortage: OnShortage
) -> None:
    sources = [t3(f"t{i}") for i in range(len(t3_counts))]
    sources += [general(f"g{i}") for i in range(len(others))]
    counts = [*t3_counts, *([count, 0] for count in others)]
    parts = (Part("x", weight=1), Part("y", weight=1))
    request = config(*sources, parts=parts, total=total, on_shortage=on_shortage)
    try:
        quotas = cell_quotas(request, counts)
    except T3Error:
        return
    one = sum(map(sum, quotas[: len(t3_counts)]))
    two = sum(map(sum, quotas[len(t3_counts) :]))
    if on_shortage == "shrink":
        assert one + two <= total
    else:
        assert one + two == total
    assert abs(one - (one + two) / 3) < 1
    if on_shortage != "repeat":
        assert all(
            quota <= count
            for row, given_row in zip(quotas, counts, strict=True)
            for quota, count in zip(row, given_row, strict=True)
        )
