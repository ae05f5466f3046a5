"""Known windows said in all the ways that models say them, in running text that has other numbers.

`Rendering.of(seed)` is a pure function of its seed. Whole numbers on their own are only said in
ways that name them as times, since "10 - 15 people" is no window.
"""

from dataclasses import dataclass
from random import Random

from benchmarks.windows.window import Window

DASHES = ["-", " - ", "–", " – ", "—", " — ", " ~ ", " -> ", " → ", " to ", " until ", " till "]
BEFORE = [
    "",
    "",
    "",
    "Sure! ",
    "There are 2 people in the video. ",
    "The video was filmed in 2019. ",
    "At first, 3 dogs run across the yard.\n\n",
    "**Answer:** ",
    "Answer: ",
    "The answer is ",
    "The given query happens in ",
    "The event occurs during ",
    "The relevant segment is ",
    "A specific example is : 20.8 - 30.0 seconds. The query happens in ",
    "<think>Frame 12 shows it from 2.0 to 9.0 seconds, or 1:00 - 1:10.</think>\n",
    "<think>\nIt lasts 4 seconds.\n</think>",
    "It lasts for about 5 seconds. It can be seen ",
    "Based on the video, the moment is ",
    "It is not from 1.5 to 2.5 but ",
    "First I thought from 1.5 to 2.5. The final answer is ",
]
AFTER = [
    "",
    "",
    "",
    ".",
    ". I am 95 percent sure.",
    ". 2 people are there.",
    "\n",
    " in the video.",
    ", when the man opens the door.",
    ". The video was made in 2019.",
    ". Confidence: 0.9",
    ". Note that 3 dogs follow.",
]
SENTENCES = [
    "from {a} to {b}",
    "from {a} until {b}",
    "from about {a} to around {b}",
    "between {a} and {b}",
    "starts at {a} and ends at {b}",
    "The event starts at {a} and ends at {b}",
    "begins at {a}, and finishes at {b}",
    "It starts around {a} and it ends at approximately {b}",
    "the start time is {a} and the end time is {b}",
    "Start time: {a}\nEnd time: {b}",
    "1. Start time: {a}\n2. End time: {b}",
    "- Start: {a}\n- End: {b}",
    "**Start:** {a}, **End:** {b}",
    "Start: {a} End: {b}",
    "start = {a}, end = {b}",
    "[{a}, {b}]",
    "({a}, {b})",
    "[{a},{b}]",
    "[[{a}, {b}]]",
    "the interval [{a}, {b}]",
    "<start>{a}</start><end>{b}</end>",
    "<start_time>{a}</start_time>\n<end_time>{b}</end_time>",
]
JSON = [
    '{{"start": {a}, "end": {b}}}',
    '{{"start":{a},"end":{b}}}',
    '{{"start_time": {a}, "end_time": {b}, "confidence": 0.9}}',
    '{{"timestamps": [[{a}, {b}]]}}',
    '{{"window": [{a},{b}], "score": 3}}',
    '```json\n{{"start": "{a}", "end": "{b}"}}\n```',
    '[{{"from": {a}, "to": {b}}}]',
]
MARKS = ["<answer>{}</answer>", "<answer> {} </answer>", "\\boxed{{{}}}", "**{}**", '"{}"']


@dataclass(frozen=True)
class Rendering:
    """A text and the window that it states."""

    text: str
    window: Window

    @classmethod
    def of(cls, seed: int) -> "Rendering":
        random = Random(f"rendering {seed}")
        start, end = _window(random)
        kind = random.choice(["seconds", "seconds", "unit", "clock", "words", "thousands"])
        a, b = _said(start, kind, random), _said(end, kind, random)
        way = random.random()
        if way < 0.3:
            return cls(_around(a + random.choice(DASHES) + b, random), (start, end))
        if way < 0.4 and kind == "unit":
            unit = random.choice([" seconds", "s", " sec"])
            return cls(
                _around(f"{start:.1f} to {end:.1f}{unit}", random), (_r(start, 1), _r(end, 1))
            )
        if way < 0.55 and kind == "seconds":
            return cls(random.choice(JSON).format(a=a, b=b), (start, end))
        text = random.choice(SENTENCES).format(a=a, b=b)
        return cls(_around(text, random), (start, end))


def _window(random: Random) -> Window:
    places = random.choice([1, 1, 2, 2, 3])
    start = _r(random.uniform(0, random.choice([30, 150, 4000])), places)
    length = random.uniform(0.5, 90)
    end = _r(start + length, places)
    return (end, start) if random.random() < 0.05 else (start, end)


def _r(seconds: float, places: int) -> float:
    return round(seconds, places)


def _said(seconds: float, kind: str, random: Random) -> str:
    plain = str(seconds)
    if kind == "unit":
        return plain + random.choice(["s", " s", " seconds", " sec", " secs", "-second mark"])
    minutes, rest = divmod(seconds, 60)
    places = len(plain.partition(".")[2])
    if kind == "clock" and round(rest, places) < 60:
        hours, minutes = divmod(int(minutes), 60)
        second = f"{rest:0{3 + places}.{places}f}"
        return f"{hours}:{minutes:02}:{second}" if hours else f"{minutes:02}:{second}"
    if kind == "words" and minutes and round(rest, places) < 60:
        minute = random.choice([" minutes ", " min ", "m", " minutes and "])
        second = f"{rest:.{places}f}" + ("s" if minute == "m" else " seconds")
        return f"{int(minutes)}{minute}{second}"
    if kind == "thousands" and seconds >= 1000:
        return f"{seconds:,}"
    return plain + "s" if kind == "words" else plain


def _around(text: str, random: Random) -> str:
    before, after = random.choice(BEFORE), random.choice(AFTER)
    if random.random() < 0.3:
        text = random.choice(MARKS).format(text)
    return before + text + after
