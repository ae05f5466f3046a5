"""The text of a caption: brought into one line, or refused with a reason.

Nothing is repaired that could be repaired wrongly: a caption with damage is left out and counted.
"""

import re
import string
from unicodedata import normalize

from t3data.captions.draft import Flaw
from t3data.captions.language import why_not_english

MAX_CHARACTERS = 20_000
MIN_WORDS = 3

_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTER = re.compile(r"[^\W\d_]")
_PLACEHOLDER = re.compile(r"<\s*/?\s*(?:image|video|audio)s?\s*/?\s*>", re.IGNORECASE)
_MARKUP = re.compile(
    r"<\|[^<>|]{1,40}\|>|</?[a-z][a-z0-9_-]*(?:\s[^<>]*)?/?>|<!--|\[/?INST\]|<</?SYS>>"
    r"|&(?:[a-z]{2,8}|#\d{1,6});",
    re.IGNORECASE,
)
# UTF-8 read as Windows-1252: 'Ã©' for 'é', 'â€™' for an apostrophe, 'Â ' before signs.
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf\u0152-\u2122]|â[€\u0080][\u0080-\u2122]|Â[\u0080-\u00bf]")
_MARKS = (string.punctuation + string.whitespace).encode()
_TYPOGRAPHIC = "’‘“”–—…"
_LONG = 120
_REPEATED = 0.35


def clean(text: object, max_characters: int = MAX_CHARACTERS) -> str | Flaw:
    """`text` in NFC, on one line, without invisible characters; a Flaw where it is no caption.

    Reasons: `empty`, `not_text`, `lone_surrogate`, `replacement_character`, `too_long`,
    `media_placeholder`, `markup`, `mojibake`, `too_short`, `repetitive`, `not_english`.
    """
    if text is None:
        return Flaw("empty", "the caption is missing or null")
    if not isinstance(text, str):
        return Flaw("not_text", f"expected a string, found {type(text).__name__}")
    line = " ".join(text.split())
    if not line.isprintable():
        if found := _SURROGATE.search(line):
            return Flaw("lone_surrogate", f"half of a surrogate pair at character {found.start()}")
        line = " ".join(_INVISIBLE.sub("", line).split())
    if not line.isascii():
        line = normalize("NFC", line)
    if not line:
        return Flaw("empty", "the caption holds no visible character")
    if len(line) > max_characters:
        return Flaw("too_long", f"{len(line):,} characters, at most {max_characters:,} are taken")
    return _damage(line) or _not_prose(line) or line


def normal_form(text: str) -> bytes:
    """What two captions share when they say the same: letters and digits, case and marks aside."""
    if not text.isascii():
        for mark in _TYPOGRAPHIC:
            text = text.replace(mark, "")
    return text.casefold().encode("utf-8", "surrogatepass").translate(None, _MARKS)


def _damage(line: str) -> Flaw | None:
    if "<" in line and (found := _PLACEHOLDER.search(line)):
        return Flaw("media_placeholder", f"{found[0]!r} would be taken for a medium by trainers")
    if ("<" in line or "&" in line or "[" in line) and (found := _MARKUP.search(line)):
        return Flaw("markup", f"{found[0]!r} is markup, not prose")
    if line.isascii():
        return None
    if "\ufffd" in line:
        return Flaw("replacement_character", "U+FFFD stands where a character was lost")
    if found := _MOJIBAKE.search(line):
        return Flaw("mojibake", f"{found[0]!r}: UTF-8 was read in another encoding")
    return None


def _not_prose(line: str) -> Flaw | None:
    if not _LETTER.search(line):
        return Flaw("not_text", "the caption holds no letter")
    words = line.lower().split()
    # Asked first: some languages write no spaces, and would seem to be of few words.
    if foreign := why_not_english(line, words):
        return Flaw("not_english", foreign)
    if len(words) < MIN_WORDS:
        return Flaw("too_short", f"{len(words)} words, at least {MIN_WORDS} are needed")
    if len(words) >= _LONG:
        triples = set(zip(words, words[1:], words[2:], strict=False))
        if len(triples) < _REPEATED * len(words):
            return Flaw("repetitive", "the same words again and again, as in a stuck generation")
    return None
