"""Texts on which tokenizers that look alike come apart: what the self-check compares them on."""

from collections.abc import Iterable

from t3data.seeding import keyed_rng

_FRAGMENTS = (
    *("a red balloon", "The dog's bone", " it'S", "we'LL", "I'd've", "'", "''s", "\u2019s"),
    *(" ", "  ", "   \n", "\n", "\n\n \n", "\r\n", "\t", " \t\r", "\u00a0", "\u3000", "\u2028"),
    *("0", "12345", "3.14", "1,000", "\u0663\u0664", "\u00bd", "x86_64", "2\u00b2"),
    *("!", "...", "?!\n", "(", ") ", "</div>", "a=b;", "//", "http://x.org/?q=1&r", "#", "_", "$1"),
    *("cafe\u0301", "caf\u00e9", "A\u030a", "\u212b", "\u0344", "q\u0323\u0307", "q\u0307\u0323"),
    *("\u0958", "\u0915\u093c", "\ufb2c", "\U0001d160", "\u2adc", "\uf900", "\u1e9b\u0323"),
    *("\u1112\u1161\u11ab", "\ud55c\uae00", "\u4e2d\u6587\u5b57", "\u3042\u304b\u3099", "\uff76"),
    *("\u0645\u0631\u062d\u0628\u0627", "\u05e9\u05b8\u05dc", "\u0e01\u0e33", "\u0921\u094d"),
    *("\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "\ufe0f"),
    *("\u200b", "\ufeff", "\ue000", "\ufffd", "\x00", "\x7f", "\u0338", "\u0301", "ǅ", "ſ", "ß"),
    *("<|", "|>", "<|im_", "<image>", "<|im_end", "im_start|>", "<think>", "</tool_call>"),
)


def adversarial_texts(special: Iterable[str], count: int = 200) -> list[str]:
    """`count` texts of fragments and `special` tokens run together; always the same ones."""
    fragments = [*_FRAGMENTS, *sorted(special)[:20]]
    texts = [*fragments, "".join(fragments)][:count]
    for index in range(count - len(texts)):
        rng = keyed_rng("adversarial", index)
        texts.append("".join(rng.choice(fragments) for _ in range(2 + rng.below(15))))
    return texts
