"""The words with which published systems ask for one window, by name.

As in their code, oddities kept ("seonds"): `time-r1` (xiaomi-research/time-r1, `r1`, and `-plain`
its `default` for models without reasoning), `timechat` (prompts/tvg_description_zeroshot.txt),
`vtg-llm` (prompts/mr.txt), `lmms-eval` (temporal_grounding_charades), `timelens` and, for Qwen2.5
with a time before each frame (`--video-form stamped_images`), `timelens-7b`.
`taro-form` and `videotemp-form` are our own wording: only the forms of their answers are known to
us. TRACE has no prompt here: it has no words for times, which come from a head of their own.
"""

import re
from collections.abc import Callable

from benchmarks.contract import Prompt, Sample

_SYSTEM = (
    "You are able to understand the visual content that the user provides. Follow the instructions "
    "carefully and explain your answers in detail."
)
"""Of TimeChat and VTG-LLM."""
_FIND = (
    "Please find the visual event described by a sentence in the video, determining its starting "
    "and ending times. The format should be: 'The event happens in the start time - end time'. For "
    "example, The event 'person turn a light on' happens in the 24.3 - 30.4 seonds. Now I will "
    "give you the textual sentence: {}. Please return its start time and end time."
)
_PINPOINT = (
    'To accurately pinpoint the event "{}" in the video, determine the precise time period of the '
    "event.\n\n"
)
_THINK = (
    "Output your thought process within the <think> </think> tags, including analysis with either "
    "specific time ranges (xx.xx to xx.xx) in <timestep> </timestep> tags.\n\nThen, provide"
)
_ANSWER = (
    " the start and end times (in seconds, precise to two decimal places) in the format "
    '"start time to end time" within the <answer> </answer> tags. For example: "12.54 to 17.83".'
)
_TIMELENS = (
    "Please find the visual event described by the sentence '{}', determining its starting and "
    "ending times. The format should be: 'The event happens in <start time> - <end time> seconds'."
)
_STAMPED = (
    "You are given a video with multiple frames. The numbers before each video frame indicate its "
    "sampling timestamp (in seconds). "
)
_TAGS = "Reason within <think> </think> tags, then answer within <answer> </answer> tags: {}"


def published(dataset: str) -> tuple[Prompt, ...]:
    """The prompts, for a benchmark's list.

    Args:
        dataset: What TimeChat calls the data set, which it names in its prompt ("charades").
    """
    named = f"You are given a video from the {dataset} dataset. {_FIND}"
    own = 'When does "{}" happen in the video? ' + _TAGS
    return (
        Prompt("time-r1", 1, _asking(_PINPOINT + _THINK + _ANSWER, str.strip)),
        Prompt("time-r1-plain", 1, _asking(f"{_PINPOINT}Provide{_ANSWER}", str.strip)),
        Prompt("timechat", 1, _asking(named, _without_stops), system=_SYSTEM),
        Prompt("vtg-llm", 1, _asking(_VTG_LLM, _without_stops), system=_SYSTEM),
        Prompt("lmms-eval", 1, _asking(_FIND, str)),
        Prompt("timelens", 1, _asking(_TIMELENS, _cleaned)),
        Prompt("timelens-7b", 1, _asking(_STAMPED + _TIMELENS, _cleaned)),
        Prompt("taro-form", 1, _asking(own, _without_stops, 'as "12.54s to 17.83s".')),
        Prompt("videotemp-form", 1, _asking(own, _without_stops, "start and end in seconds.")),
    )


_VTG_LLM = (
    "Find the video segment that corresponds to the given textual query '{}' and determine its "
    "start and end seconds."
)


def _asking(template: str, clean: Callable[[str], str], *further: str) -> Callable[[Sample], str]:
    """Puts the query into a template; what a query says is never taken for a place in it."""
    return lambda sample: template.format(clean(sample.question), *further)


def _without_stops(query: str) -> str:
    """TimeChat's `strip('.')`."""
    return query.strip(".")


def _cleaned(query: str) -> str:
    """TimeLens' `parse_query`: blanks collapsed, outer full stops gone."""
    return re.sub(r"\s+", " ", query).strip().strip(".").strip()
