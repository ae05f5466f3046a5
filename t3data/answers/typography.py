"""Levels a reply's typography character by character, so that positions stay what they were.

Markdown and quotation marks become spaces, brackets of all kinds round ones, full-width and
typographic signs ASCII. Words are taken apart further on, in `t3data.answers.texts`.
"""

_BLANK = (
    '*_`#~"“”„«»$|>\\\t\u00a0\u200b\u200c\u200d\u2060\ufeff\u3000\u2003\u2009\ufe0f'
    "•·●▪◦‣✅✔☑✓👉🔹🔸★☆"
)
_LEVEL = {
    **dict.fromkeys(_BLANK, " "),
    **dict.fromkeys("[{【「『〔《〈", "("),
    **dict.fromkeys("]}】」』〕》〉", ")"),
    **dict.fromkeys("’‘´", "'"),
    **dict.fromkeys("–—―−‑", "-"),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    "。": ".",
    "…": ".",
    "、": ",",
    "\r": "\n",
}
_TABLE = str.maketrans(_LEVEL)

AROUND = " \n.,;:!?'()-<=→⇒➡" + "".join(_LEVEL)
"""What may stand around a lone letter without meaning anything."""


def level(text: str) -> str:
    """The same length as `text`."""
    return text.translate(_TABLE)
