"""What is wrong with a row that is not JSON text: a reason code and a sentence."""

import re

import msgspec

_NOT_A_NUMBER = re.compile(rb"-?(?:NaN|Infinity)|-?nan|-?inf", re.IGNORECASE)
_HALF_PAIR = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_ESCAPE = 6
_ERROR_BYTE = re.compile(r"\(byte (\d+)\)")


def diagnose(raw: bytes, at_end: bool) -> tuple[str, str] | None:
    """Reason code and sentence for a row that is not valid JSON text; None when it is.

    `at_end`: the file ends with this row, so that a piece of it may be missing.
    """
    try:
        msgspec.json.decode(raw, type=msgspec.Raw)
        str(raw, "utf-8")
    except UnicodeDecodeError as error:
        return "invalid_utf8", f"byte {error.start} of the row is not UTF-8"
    except RecursionError:
        return "too_deep", "lists or objects are nested too deeply"
    except msgspec.DecodeError as error:
        return _explained(raw, str(error), at_end)
    return None


def _explained(raw: bytes, message: str, at_end: bool) -> tuple[str, str]:
    found = _ERROR_BYTE.search(message)
    at = int(found.group(1)) if found else len(raw)
    for half in _HALF_PAIR.finditer(raw):
        # msgspec notices within the escape that follows, or reports missing data.
        if not found or half.start() < at <= half.end() + _ESCAPE:
            start = half.start()
            return "lone_surrogate", f"half of a surrogate pair at byte {start} of the row"
    if number := _NOT_A_NUMBER.match(raw, max(at - 1, 0)) or _NOT_A_NUMBER.match(raw, at):
        return (
            "not_a_number",
            f"{number[0].decode()} at byte {number.start()} of the row is no JSON",
        )
    if at < len(raw) and raw[at] < 0x20:
        return "control_character", f"unescaped control character at byte {at} of the row"
    if "truncated" in message:
        return "truncated" if at_end else "malformed", "the row ends before it is complete"
    what = message.removeprefix("JSON is malformed: ").partition(" (byte")[0]
    return "malformed", f"{what} at byte {at} of the row"
