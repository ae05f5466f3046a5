"""Captions as tokens: CoreNLP 3.4.1's Penn Treebank tokenizer, as pycocoevalcap calls it.

All captions go through one Java process. Line breaks of every kind become blanks before, as one
inside a caption would shift all that follow.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.captioning.java import jar
from t3data.errors import T3Error

DROPPED = frozenset("'' ' `` ` -LRB- -RRB- -LCB- -RCB- . ? ! , : - -- ... ;".split())
"""Tokens that count as punctuation. Brackets come out in lower case, so that they stay."""

_MAIN = "edu.stanford.nlp.process.PTBTokenizer"


_BREAKS = re.compile("[\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]")


def one_line(caption: str) -> str:
    """The caption with blanks for line breaks; half a surrogate pair becomes a question mark."""
    return _BREAKS.sub(" ", caption).encode("utf-8", "replace").decode()


def tokenized(captions: Iterable[str]) -> Mapping[str, str]:
    """Caption → its tokens in lower case, a blank between them.

    Raises:
        T3Error: the tokenizer fails.
    """
    known = list(dict.fromkeys(captions))
    if not known:
        return {}
    with tempfile.TemporaryDirectory(prefix="t3-tokens-") as place:
        path = Path(place) / "captions"
        path.write_text("".join(f"{one_line(caption)}\n" for caption in known), "utf-8")
        command = ["java", "-Dfile.encoding=UTF-8", "-cp", str(jar(_JAR)), _MAIN]
        options = ["-preserveLines", "-lowerCase", "-encoding", "UTF-8", str(path)]
        done = subprocess.run(command + options, capture_output=True, check=False)
    lines = done.stdout.decode("utf-8", "replace").split("\n")
    if done.returncode or len(lines) - 1 != len(known):
        said = (done.stderr.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
        raise T3Error(
            f"tokenizer: {len(lines) - 1:,} lines for {len(known):,} captions "
            f"(exit {done.returncode}): {said}"
        )
    return dict(zip(known, map(without_punctuation, lines[:-1]), strict=True))


_JAR = "tokenizer/stanford-corenlp-3.4.1.jar"


def without_punctuation(tokens: str) -> str:
    """The tokens that count."""
    return " ".join(token for token in tokens.split() if token not in DROPPED)
