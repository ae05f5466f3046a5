"""The instruments of a scoring, those that this machine has, and why the others are missing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.captioning import penn, tokens
from benchmarks.captioning.java import no_java, no_package
from benchmarks.captioning.meteor import Pair, Scores, meteor


@dataclass(frozen=True, slots=True)
class Tools:
    """What captions are compared with."""

    tokenized: Callable[[Iterable[str]], Mapping[str, str]]
    meteor: Callable[[Sequence[Pair]], Scores] | None = None
    ngrams: bool = True
    """Whether there are CIDEr, BLEU and ROUGE-L."""
    missing: str = ""
    """Why some are missing, in one line."""


def tools() -> Tools:
    """Those of this machine; starts METEOR, which stays for later scorings of this process."""
    if no_package():
        why = f"CIDEr, METEOR and SODA_a, _b, _c are missing: {no_package()}"
        return Tools(penn.tokenized, None, False, why)
    if no_java():
        why = f"METEOR and SODA_a, _b, _c are missing: {no_java()}; tokens are cut without it, too"
        return Tools(penn.tokenized, None, True, why)
    return Tools(tokens.tokenized, meteor())
