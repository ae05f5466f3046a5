"""The words of a benchmark's prompt, held by a file: another wording is another version."""

from pathlib import Path

from benchmarks.contract import Benchmark, Prompt, Sample

GOLDEN = Path(__file__).parent / "benchmarks" / "golden"


def words(prompt: Prompt, sample: Sample) -> str:
    """System text, text and beginning of the reply, each under its name."""
    parts = {"system": prompt.system, "user": prompt.text(sample), "reply": prompt.prefill}
    return "".join(f"[{name}]\n{text}\n" for name, text in parts.items() if text)


def assert_golden(benchmark: Benchmark, *samples: Sample, name: str = "") -> None:
    """Holds the prompt called `name`, or the first one, to its golden file."""
    prompt = next(one for one in benchmark.prompts if name in ("", one.name))
    file = GOLDEN / f"{benchmark.id}-{prompt.name}-v{prompt.version}.txt"
    said = "\n".join(words(prompt, sample) for sample in samples)
    assert file.exists(), f"{file.name} is to hold:\n{said}"
    assert said == file.read_text(encoding="utf-8"), "changed words need a new version and file"
