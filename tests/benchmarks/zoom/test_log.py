"""The log of rounds: in order, without what an earlier and longer conversation left behind."""

from benchmarks.zoom.log import Counts, RoundEntry, counts_of, round_id, sorted_rounds


def test_rounds_in_order_up_to_the_end_of_each_conversation() -> None:
    entries = [
        RoundEntry("b", 2, [], "x", then="answer", faults=("with_answer",)),
        RoundEntry("a", 3, [], "left behind", then="no_answer", faults=("out_of_rounds",)),
        RoundEntry("b", 1, [], "x", then="look", faults=("clamped", "clamped")),
        RoundEntry("a", 1, [], "x", then="retry", faults=("malformed",)),
        RoundEntry("a", 2, [], failure="timeout: long"),
        RoundEntry("of another benchmark", 1, [], "x", then="answer"),
    ]
    found = sorted_rounds(entries, ["b", "a", "c"])
    assert [round_id(entry) for entry in found] == ["1 b", "2 b", "1 a", "2 a"]
    assert counts_of(found) == Counts({2: 2}, {"with_answer": 1, "clamped": 2, "malformed": 1})
