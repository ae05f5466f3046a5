"""A tokenizer as the data tools see it: text in, token ids or their number out.

Special tokens written out in a text count as the one token they are: that is what Hugging Face
tokenizers do, and LLaMA-Factory gives them whole turns (`Template._convert_elements_to_ids`).
"""

from collections.abc import Callable, Iterable

from t3data.errors import T3Error


class Tokenizer:
    """Counts tokens exactly as training will.

    Attributes:
        name: What it was loaded from: "qwen2-vl", a path or a Hub id.
        sha256: Of the vocabulary file, for manifests.
        exact: True when the ids are those of the named tokenizer, not of a stand-in.
    """

    def __init__(
        self,
        name: str,
        sha256: str,
        encode: Callable[[str], list[int]],
        special: Iterable[str],
        *,
        exact: bool = True,
    ) -> None:
        """Wraps `encode`, which knows the `special` tokens when it meets them in a text."""
        self.name = name
        self.sha256 = sha256
        self.exact = exact
        self._encode = encode
        self._special = frozenset(special)

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, without any template around it."""
        return self._encode(text)

    def count(self, text: str) -> int:
        """How many tokens `text` has."""
        return len(self._encode(text))

    def require(self, *tokens: str) -> None:
        """Checks that each of `tokens` is one token.

        Raises:
            T3Error: one is not, so a template that relies on it cannot be counted.
        """
        for token in tokens:
            if token not in self._special:
                raise T3Error(
                    f"tokenizer {self.name}: {token} is not one of its special tokens; "
                    "rows are counted with the chat template of Qwen2-VL, choose a Qwen tokenizer"
                )
