"""The text of a caption: brought into one line, or refused with a reason.

Nothing is repaired that could be repaired wrongly: a caption with damage is left out and counted.
"""

import re
from unicodedata import normalize

from t3data.captions.draft import Flaw
from t3data.captions.language import why_not_english

MAX_CHARACTERS = 20_000
MIN_WORDS = 3

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SPACES = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+")
_PLACEHOLDER = re.compile(r"<\s*/?\s*(?:image|video|audio)s?\s*/?\s*>", re.IGNORECASE)
_MARKUP = re.compile(
    r"<\|[^<>|]{1,40}\|>|</?[a-z][a-z0-9_-]*(?:\s[^<>]*)?/?>|<!--|\[/?INST\]|<</?SYS>>|&(?:[a-z]{2,8}|#\d{1,6});",
    re.IGNORECASE,
)
# UTF-8 read as Windows-1252: 'Ã©' for 'é', 'â€™' for an apostrophe, 'Â ' before signs.
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf\u0152-\u2122]|â[€\u0080][\u0080-\u2122]|Â[\u0080-\u00bf]")
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
    if found := _SURROGATE.search(text):
        return Flaw("lone_surrogate", f"half of a surrogate pair at character {found.start()}")
    line = _SPACES.sub(" ", _INVISIBLE.sub("", normalize("NFC", text))).strip()
    if not line:
        return Flaw("empty", "the caption holds no visible character")
    if len(line) > max_characters:
        return Flaw("too_long", f"{len(line):,} characters, at most {max_characters:,} are taken")
    return _flaw_of(line) or line


def normal_form(text: str) -> str:
    """What two captions share when they say the same: their words, case and marks aside."""
    return " ".join(_WORD.findall(text.casefold()))


def _flaw_of(line: str) -> Flaw | None:
    if "\ufffd" in line:
        return Flaw("replacement_character", "U+FFFD stands where a character was lost")
    if found := _PLACEHOLDER.search(line):
        return Flaw("media_placeholder", f"{found[0]!r} would be taken for a medium by trainers")
    if ("<" in line or "&" in line or "[" in line) and (found := _MARKUP.search(line)):
        return Flaw("markup", f"{found[0]!r} is markup, not prose")
    if not line.isascii() and (found := _MOJIBAKE.search(line)):
        return Flaw("mojibake", f"{found[0]!r}: UTF-8 was read in another encoding")
    words = _WORD.findall(line.lower())
    if not any(word[0].isalpha() for word in words):
        return Flaw("not_text", "the caption holds no word")
    if len(words) < MIN_WORDS:
        return Flaw("too_short", f"{len(words)} words, at least {MIN_WORDS} are needed")
    triples = set(zip(words, words[1:], words[2:], strict=False))
    if len(words) >= _LONG and len(triples) < _REPEATED * len(words):
        return Flaw("repetitive", "the same words come again and again, as in a looping generation")
    if foreign := why_not_english(line):
        return Flaw("not_english", foreign)
    return None
