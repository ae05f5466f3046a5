import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from mixes.plan import Naming, final_id, make_plan, namings
from mixes.rowtable import ROW, Rows
from mixes.select import Draw

SOURCES = ("A", "B", "A-B")
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from([None, "1", "2", "A/1", "B/2", "A-B/1", "x/1"]),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=25,
)
Given = list[tuple[int, str | None, int]]


def table(rows: Given) -> Rows:
    """Rows given as (source, id, content)."""
    result = np.zeros(len(rows), ROW)
    for row, (source, name, content) in zip(result, rows, strict=True):
        row["file"] = source
        row["id"] = xxh3_64_intdigest(name.encode()) if name else 0
        row["foreign"] = bool(name) and name.startswith(tuple(f"{s}/" for s in SOURCES))
        row["hash"] = (content, content)
    return result


def kinds(rows: Given) -> list[Naming]:
    entries = table(rows)
    return [Naming(n) for n in namings(entries, entries["file"])]


def test_ids_stay_as_they_are_where_they_can() -> None:
    assert kinds([(0, "1", 1), (0, "2", 2), (1, "A/1", 3)]) == [Naming.OWN] * 3


def test_the_same_id_in_two_sources_gets_the_source() -> None:
    assert kinds([(0, "1", 1), (1, "1", 2), (1, "2", 3)]) == [
        Naming.SOURCE,
        Naming.SOURCE,
        Naming.OWN,
    ]


def test_the_same_id_twice_in_a_source_gets_the_content() -> None:
    assert kinds([(0, "1", 1), (0, "1", 2), (1, "1", 3)]) == [
        Naming.CONTENT,
        Naming.CONTENT,
        Naming.SOURCE,
    ]


def test_rows_without_an_id_get_one() -> None:
    assert kinds([(0, None, 1), (0, "1", 2)]) == [Naming.MISSING, Naming.OWN]


def test_final_ids_read_well() -> None:
    content = bytes(range(16))
    assert final_id("7", "A", content, Naming.OWN, 0) == "7"
    assert final_id("7", "A", content, Naming.SOURCE, 1) == "A/7~2"
    digits = "000102030405060708090a0b0c0d0e0f"
    assert final_id("7", "A", content, Naming.CONTENT, 0) == f"A/7#{digits}"
    assert final_id(None, "A", content, Naming.MISSING, 2) == f"A/{digits}~3"


@given(ROWS, st.data())
def test_final_ids_are_unique_whatever_the_ids_were(rows: Given, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, unique=True))
    copies = [
        (row, copy)
        for row in chosen
        for copy in range(data.draw(st.integers(1, 3), label="copies"))
    ]
    drawn = Draw(np.array([r for r, _ in copies]), np.array([c for _, c in copies], np.uint16))
    entries = table(rows)
    plan = make_plan(entries, [drawn], range(len(SOURCES)), seed=5, rows_per_shard=100)
    ids = [
        final_id(
            rows[entry["row"]][1],
            SOURCES[rows[entry["row"]][0]],
            entries["hash"][entry["row"]].tobytes(),
            int(entry["naming"]),
            int(entry["copy"]),
        )
        for entry in plan
    ]
    assert sorted(plan["row"].tolist()) == sorted(row for row, _ in copies)
    # A copy's "~2" could be an id of its own; no id here ends so.
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 1, 0, 2]])
def test_the_plan_does_not_depend_on_the_order_of_drawing(order: list[int]) -> None:
    entries = table([(0, str(i), i + 1) for i in range(4)])
    drawn = Draw(np.array(order), np.zeros(4, np.uint16))
    reference = Draw(np.arange(4), np.zeros(4, np.uint16))
    plans = [
        make_plan(entries, [d], [0, 0, 0], seed=9, rows_per_shard=100) for d in (drawn, reference)
    ]
    assert plans[0].tolist() == plans[1].tolist()
