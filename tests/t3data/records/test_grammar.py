import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.records.grammar import BrokenValueError, value_end

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES, st.sampled_from(["", ", 1", " ]", '"', "}", " "]))
def test_a_value_ends_where_it_ends_whatever_follows(value, behind):
    text = json.dumps(value).encode()
    data = b"  " + text + (b" 5" if behind == "" else behind.encode())
    assert value_end(data, 0, len(data)) == 2 + len(text)


@given(st.dictionaries(st.text(max_size=4), VALUES, min_size=1), st.integers(0))
def test_a_container_cut_anywhere_ran_out(value, cut):
    text = json.dumps(value).encode()
    with pytest.raises(BrokenValueError) as broken:
        value_end(text, 0, cut % len(text))
    assert broken.value.ran_out


@pytest.mark.parametrize(
    ("text", "byte"),
    [
        (b'{"a" 1}', 5),
        (b'{"a": 1 "b": 2}', 8),
        (b'{"a": 1}', None),
        (b"{1: 2}", 1),
        (b'{"a": 1, {"b": 2}}', 9),
        (b'{"a": 1,}', 8),
        (b"[1, ]", 4),
        (b"[1 2]", 3),
        (b"[1}", 2),
        (b'{"a": ]}', 6),
        (b"]", 0),
        (b", 1", 0),
    ],
)
def test_where_the_order_of_tokens_breaks(text, byte):
    if byte is None:
        assert value_end(text, 0, len(text)) == len(text)
        return
    with pytest.raises(BrokenValueError) as broken:
        value_end(text, 0, len(text))
    assert (broken.value.byte, broken.value.ran_out) == (byte, False)


def test_deep_nesting_and_long_strings_need_no_recursion():
    deep = b"[" * 100_000 + b"]" * 100_000
    assert value_end(deep, 0, len(deep)) == len(deep)
    long = b'"' + b'\\" [{' * 1_000_000 + b'"'
    assert value_end(long, 0, len(long)) == len(long)
