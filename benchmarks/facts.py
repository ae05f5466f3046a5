"""All there is to say of a benchmark, for a person who has to decide how to score it."""

from collections.abc import Iterator

from benchmarks.contract import Benchmark, FailurePolicy, Prompt, Sample

_FATES = {"wrong": "wrong", "exclude": "left out", "read_as_empty": "read as an empty reply"}


def facts(benchmark: Benchmark) -> str:
    """Its title, then facts, its docstring, its scorers and its prompts on an invented sample."""
    return "\n".join([benchmark.title, "", *_facts(benchmark)])


def _facts(benchmark: Benchmark) -> Iterator[str]:
    yield f"id:       {benchmark.id}"
    yield f"Hub:      {benchmark.hub or 'none; name its files with --annotations'}"
    yield f"licence:  {benchmark.licence}"
    if benchmark.size is not None:
        yield f"samples:  {benchmark.size:,}"
    for grouping, sizes in benchmark.group_sizes.items():
        yield f"{grouping}: " + ", ".join(f"{name} {size:,}" for name, size in sizes.items())
    yield ""
    yield benchmark.about.strip()
    yield ""
    yield "Scorers:"
    for scorer in benchmark.scorers:
        yield f"  {scorer.name}: {scorer.about}"
        metrics = ", ".join(metric.name for metric in scorer.metrics)
        yield f"    {metrics}; {_fates(scorer.policy)}"
    for prompt in benchmark.prompts:
        yield ""
        yield f"Prompt {prompt.name!r}, version {prompt.version}, on an invented sample:"
        yield from (f"  {line}".rstrip() for line in _words(prompt).split("\n"))


def _fates(policy: FailurePolicy) -> str:
    return (
        f"unreadable: {_FATES[policy.unparsed]}, failed: {_FATES[policy.failed]}, "
        f"missing: {_FATES[policy.missing]}"
    )


def _words(prompt: Prompt) -> str:
    try:
        text = prompt.text(EXAMPLE)
    except (KeyError, IndexError):
        return "(needs fields that an invented sample does not have)"
    parts = [f"[system] {prompt.system.strip()}" if prompt.system else "", "[video]", text]
    return "\n".join(part for part in parts if part) + (
        f"\n[reply begins] {prompt.prefill}" if prompt.prefill else ""
    )


EXAMPLE = Sample(
    id="example",
    video="example",
    question="What does the person do after opening the door?",
    answer="B",
    options=("sits down", "takes a coat", "waters the plants", "leaves the house"),
    groups={},
    extra={"question": "What does the person do then?\n(A) sits down\n(B) takes a coat"},
)
"""Invented; no benchmark holds it."""
