"""The published ways to score one window per query, by name, and ours.

Nobody's R@1 means the same: threshold operator, denominator, gold windows and parser all differ.
A `Convention` states them all, so each part can be set alone with `dataclasses.replace`, and none
drops or mends anything without saying so.
"""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from benchmarks.windows.iou import Formula
from benchmarks.windows.parsers import PARSERS
from benchmarks.windows.parsers.parser import Which, in_order, picked
from benchmarks.windows.robust import Unit, read_windows
from benchmarks.windows.window import Window
from t3data.errors import UsageError

Fate = Literal["zero", "drop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """One way to score."""

    name: str
    about: str
    """One line: whose, at which commit, and what is odd about it."""
    parser: str = "robust"
    """`robust`, or the name of a published one."""
    unit: Unit = "seconds"
    """What bare numbers count, for `robust` alone; published parsers have one unit each."""
    operator: Literal[">=", ">"] = ">="
    """What an IoU has to be against a threshold."""
    denominator: Literal["items", "lines", "windows"] = "items"
    """What is counted once: an annotated item; a prediction line, so that a repeated one counts
    twice; or a line that has a list of windows, be it empty or of an item that is not annotated."""
    unparsed: Fate = "zero"
    """What becomes of a reply from which the parser reads nothing."""
    missing: Fate = "zero"
    """Likewise of an item without a prediction."""
    failed: Fate = "zero"
    """Likewise of an item whose request failed."""
    reversed: Literal["zero", "swap", "formula"] = "zero"
    """What a window is worth whose end lies before its start; most scripts leave it to the formula,
    which gives 0, or 0/0 at a gold window of no length."""
    which: Which = "first"
    """Which of several windows in the output."""
    gold: Literal["best", "first"] = "best"
    """Of several gold windows: the one with the greatest IoU, or the first."""
    truth: Literal["raw", "clipped"] = "raw"
    """Gold windows as annotated, or cut off at the end of the video where that is known."""
    formula: Formula = "hull"
    undefined: Literal["zero", "drop", "nan"] = "zero"
    """What a window is worth where the formula is 0/0; NaN makes the whole mean NaN."""
    scale: float = 100.0
    """What a share of 1 is printed as."""
    scale_miou: float | None = None
    """Likewise for mIoU, where it differs."""
    average: bool = False
    """Whether the mean of mIoU and the three R@1 is printed too."""
    decimals: int = 2

    def __post_init__(self) -> None:
        if self.parser != "robust" and self.parser not in PARSERS:
            raise UsageError(
                f"there is no parser {self.parser!r}; there are robust, {', '.join(PARSERS)}"
            )

    def reads(
        self, text: str, duration: float | None = None, fps: float | None = None
    ) -> Window | None:
        """The window that counts, its ends as the convention has them; None: nothing was read.

        Args:
            text: The reply.
            duration: Of the video in seconds, for parsers of percentages.
            fps: Frames a second, for replies in frame numbers.

        Raises:
            T3Error: the parser needs one of these two and has it not.
        """
        if self.parser == "robust":
            found = read_windows(text, duration=duration, unit=self.unit, fps=fps).windows
        else:
            found = PARSERS[self.parser].windows(text, duration)
        return self.picks(found)

    def picks(self, windows: tuple[Window, ...]) -> Window | None:
        """The one of several windows that counts, likewise."""
        window = picked(windows, self.which)
        return in_order(window) if window and self.reversed == "swap" else window

    def hits(self, iou: float, threshold: float) -> bool:
        """Whether an IoU reaches a threshold; NaN reaches none."""
        return iou >= threshold if self.operator == ">=" else iou > threshold


STRICT = Convention(
    name="strict",
    about="every item counts, unread and missing are 0 and shown, >=, true union, raw truth",
    formula="union",
    decimals=1,
)
TIMECHAT = Convention(
    name="timechat",
    about="TimeChat c60b332b; needs all predictions (assertion), --sample scores the others; "
    "prints no mIoU",
    parser="timechat",
    missing="drop",
    failed="drop",
    reversed="swap",
    gold="first",
)
TRACE = Convention(
    name="trace",
    about="TRACE fba1e40d; only predictions that have windows count, so the unread make no "
    "difference; ids that no item has count as 0; mIoU is a fraction",
    parser="trace",
    denominator="windows",
    unparsed="drop",
    missing="drop",
    failed="drop",
    reversed="formula",
    gold="first",
    scale_miou=1.0,
)
TIME_R1 = Convention(
    name="time-r1",
    about="xiaomi time-r1 7f2b5944; > and not >=; a gold window of no length can make mIoU NaN",
    parser="time-r1",
    operator=">",
    missing="drop",
    failed="drop",
    reversed="formula",
    which="last",
    gold="first",
    undefined="nan",
    average=True,
)
TIME_R1_WWW = Convention(
    name="time-r1-www",
    about="www-Ye/Time-R1 d1a0d543, and VideoChat-R1; fractions; items that fail are dropped",
    parser="time-r1-www",
    denominator="lines",
    missing="drop",
    failed="drop",
    reversed="formula",
    which="last",
    gold="first",
    undefined="drop",
    scale=1.0,
    decimals=4,
)
TARO = Convention(
    name="taro",
    about="TaRO 143a234f; the last two numbers of all that is said; truth clipped to durations "
    "that it probed itself; fractions",
    parser="taro",
    denominator="lines",
    missing="drop",
    failed="drop",
    reversed="swap",
    which="last",
    truth="clipped",
    scale=1.0,
    decimals=4,
)
VIDEOTEMP = Convention(
    name="videotemp",
    about="VideoTemp-o3; > and not >=; the first two numbers, a hyphen is a minus",
    parser="videotemp",
    operator=">",
    denominator="lines",
    missing="drop",
    failed="drop",
    reversed="formula",
    gold="first",
    undefined="nan",
)
LMMS_EVAL = Convention(
    name="lmms-eval",
    about="lmms-eval 75571cfe, charades_sta; every 'to' becomes a hyphen; a failed request is read "
    "as text",
    parser="lmms-charades",
    missing="drop",
    reversed="swap",
    gold="first",
)
TIMELENS = Convention(
    name="timelens",
    about="TimeLens 5d90c067, and lmms-eval's timelens; clock times first; failures are dropped",
    parser="timelens",
    missing="drop",
    failed="drop",
    reversed="formula",
    gold="first",
)
CONVENTIONS: dict[str, Convention] = {
    one.name: one
    for one in (
        STRICT,
        TIMECHAT,
        replace(TIMECHAT, name="vtg-llm", parser="vtg-llm", about="VTG-LLM ce13f3ed, as TimeChat"),
        TRACE,
        TIME_R1,
        TIME_R1_WWW,
        TARO,
        VIDEOTEMP,
        LMMS_EVAL,
        TIMELENS,
    )
}
"""By name; `strict` is the default, the others reproduce published scripts."""


def convention(name: str) -> Convention:
    """The convention of this name.

    Raises:
        UsageError: there is none.
    """
    if name in CONVENTIONS:
        return CONVENTIONS[name]
    near = get_close_matches(name, CONVENTIONS, 1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"there is no convention {name!r}{meant} There are {', '.join(CONVENTIONS)}")
