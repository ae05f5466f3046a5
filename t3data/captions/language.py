"""Is this English? Two cheap questions; doubtful texts count as English.

The wording of questions is English, and a question that quotes another language reads as broken.
"""

import re
from collections.abc import Sequence

_ENGLISH = frozenset(
    "the a an of and with is are in on to from that this his her their its at by for as it be has"
    " have while was were there into one two".split()
)
# Frequent words of German, French, Spanish, Portuguese, Italian, Dutch, Swedish and Indonesian
# that English captions do not use.
_OTHER = frozenset(
    "der das und ist mit ein eine einem einen einer auf dem im zu le les des une est dans avec du"
    " et qui el los las una por que del en un y um uma com os ao da il lo gli di della che nel een"
    " het op van och på som av till yang dan dengan".split()
)
_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
_LETTER = re.compile(r"[^\W\d_]")


def why_not_english(text: str, words: Sequence[str]) -> str | None:
    """What gives `text` away as another language; None for English and for doubtful texts.

    `words` are those of `text`, in lower case.
    """
    if not text.isascii() and (foreign := len(_NOT_LATIN.findall(text))):
        letters = len(_LETTER.findall(text))
        if 2 * foreign > letters:
            return f"{foreign} of {letters} letters are not Latin"
    if len(_OTHER.intersection(words)) < 2:
        return None
    other = sum(word in _OTHER for word in words)
    if other >= 3 and other > sum(word in _ENGLISH for word in words):
        return f"{other} common words of other languages, fewer of English"
    return None
