"""LongVideoBench as lmms-eval reads it; the benchmark has no script of its own."""

from benchmarks.extractors.chance import Chance
from benchmarks.extractors.prefix import PL, prefix_letter


def longvideobench_lmms_eval(response: str, options: int) -> str | Chance:
    """prefix(PL, A–E), else a random letter of the question's own `options`.

    Source: lmms-eval `tasks/longvideobench/utils.py`. E is read even where there are four options.
    """
    return prefix_letter(response, PL, "ABCDE") or Chance(options)
