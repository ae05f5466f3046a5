"""How a single window is asked for, in our own words: published systems word it to their parser."""

from benchmarks.contract import Prompt, Sample


def question(sample: Sample) -> str:
    """The query and the form of the answer."""
    return (
        f"When does this happen in the video: {sample.question.strip()}\n"
        'Answer with one window in seconds, as "from 3.2 to 7.5 seconds", nothing else.'
    )


WINDOW = Prompt("window", 1, question)
