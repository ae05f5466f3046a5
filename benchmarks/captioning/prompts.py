"""How a video's events are asked for: our own wording, as the official code asks no model."""

from benchmarks.contract import Prompt, Sample


def sentences(sample: Sample) -> str:
    """One sentence an event, in the form that TimeChat's answers have."""
    return (
        f"{sample.question}\n"
        "Tell every event in order, one a line, as: start - end seconds, what happens."
    )


PROMPTS = (Prompt("sentences", 1, sentences),)
