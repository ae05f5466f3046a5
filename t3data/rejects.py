"""`rejects.jsonl`: every row that was left out, with its reason and where it came from."""

import msgspec

from t3data.types import Reject

_ROW_LIMIT = 2000


def excerpt(text: str, limit: int = _ROW_LIMIT) -> str:
    """`text`, cut to `limit` characters with a mark where it was cut; lone surrogates escaped."""
    clean = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return clean if len(clean) <= limit else clean[:limit] + "…"


def to_line(reject: Reject) -> bytes:
    """One line of `rejects.jsonl`, newline included."""
    record = {
        "reason": reject.reason,
        "source": excerpt(reject.source),
        "file": excerpt(reject.place.file),
        "row": reject.place.row,
        "byte": reject.place.byte,
        "detail": excerpt(reject.detail),
        "text": excerpt(reject.row),
    }
    return msgspec.json.encode(record) + b"\n"
