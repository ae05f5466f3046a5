"""Text into markup. `Html` is what has been escaped; everything else is a plain `str`."""

import html
import json
from collections.abc import Iterable
from typing import Any, NewType

Html = NewType("Html", str)

_UNSAFE_IN_SCRIPTS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def escape(text: object) -> Html:
    """Anything as text that is safe in elements and in quoted attributes."""
    return Html(html.escape(_encodable(str(text))))


def join(parts: Iterable[Html], between: str = "") -> Html:
    """Markup one after the other."""
    return Html(between.join(parts))


def embedded(name: str, data: Any) -> Html:
    """Data for a script of the page, as JSON in an element of that id.

    No reply of a model can end the element early: `<`, `>` and `&` are written as escapes.

    Raises:
        ValueError: a number that JSON cannot express.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    safe = _encodable(text).translate(_UNSAFE_IN_SCRIPTS)
    return Html(f'<script type="application/json" id="{escape(name)}">{safe}</script>')


def _encodable(text: str) -> str:
    """Half a surrogate pair, as a cut-off reply may have, cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
