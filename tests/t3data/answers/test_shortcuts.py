"""The cheap looks that save most searches never hide what the searches would find."""

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from t3data.answers import silence, statements

# These four are equal to i, s and k where case is ignored, and no model writes them there.
PLAIN = frozenset("ıİſ\u212a").isdisjoint
CUES = st.from_regex(statements.STRONG, fullmatch=True).filter(PLAIN)
REFUSALS = st.from_regex(silence._REFUSAL, fullmatch=False).filter(PLAIN)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.text(max_size=50), CUES, st.text(max_size=10))
def test_every_strong_cue_is_found(before: str, cue: str, after: str) -> None:
    text = before + cue + after
    found = [match.span() for match in islice(statements.STRONG.finditer(text), 9)]

    assert [match.span() for match in islice(statements.strong_cues(text), 9)] == found


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(REFUSALS)
def test_every_refusal_is_found(text: str) -> None:
    assert silence.refuses(text)
