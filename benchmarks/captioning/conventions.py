"""The published ways to score dense captions, by name, and the one we stand behind."""

from dataclasses import dataclass, replace
from typing import Literal

WORD = "qzxvkwjyqvxzkj"
"""Stands for the scripts' random word: one token that no caption has; its letters do not count."""


@dataclass(frozen=True, slots=True)
class Convention:
    """What the scripts do not agree on."""

    name: str
    about: str
    parser: Literal["robust", "timechat", "vtg-llm"] = "robust"
    """What reads the events of a text; predictions that hold events need none."""
    garbage: str = WORD
    """What a predicted event is compared with that meets no true one."""
    ascii: bool = True
    """Other characters become blanks."""
    mend: bool = False
    """Reversed events are turned round."""
    first: int | None = 1000
    """So many events of a video count, but for SODA, whose scripts know no limit."""
    reference: Literal["all", "last"] = "all"
    """Which reference files count: "last" is val_2 of val_1 and val_2."""
    soda: Literal["merged", "best", "apart", "port"] = "merged"
    """Several reference files for SODA: in one story, the best for each video, each by itself with
    the mean of the results; or the Vid2Seq port's, which mixes up the columns."""
    soda_missing: Literal["left out", "zero"] = "left out"
    """What a video without prediction is to SODA."""
    missing: Literal["wrong", "exclude"] = "wrong"
    """What it is to all other metrics."""
    f1: Literal["of means", "of each"] = "of means"
    """At each threshold of the mean precision and recall, or for each video of its own means."""
    shifted: bool = False
    """Paragraphs are those of the videos in the file alone, each put to the true one at its place
    among all videos: one that is absent shifts all later ones."""
    decimals: int = 2


ROBUST = Convention(
    "robust",
    "every video counts in every metric; of several reference files the best; all put in order",
    ascii=False,
    first=None,
    soda="best",
    soda_missing="zero",
    f1="of each",
)
DENSEVID = Convention("densevid", "densevid_eval at 9d4045ac; SODA's own script at 9cb3e2c5")
PDVC_2018 = Convention(
    "2018",
    "PDVC's evaluate2018 at 0b025c84: garbage of four tokens, SODA for each reference file",
    garbage="abc123!@#",
    soda="apart",
)
PDVC_2021 = Convention(
    "2021",
    "PDVC's evaluate2021 at 0b025c84: garbage of one word, SODA for each reference file",
    soda="apart",
)
VID2SEQ = Convention(
    "vid2seq",
    "scenic at 4a38d475 as TimeChat runs it: absent videos are 0 and shift the paragraphs",
    ascii=False,
    mend=True,
    first=None,
    reference="last",
    soda="port",
    soda_missing="zero",
    f1="of each",
    shifted=True,
    decimals=1,
)
TIMECHAT = replace(
    VID2SEQ,
    name="timechat",
    about="vid2seq, texts read by TimeChat's format_dvc: an introduction shifts all captions",
    parser="timechat",
)
VTG_LLM = replace(
    VID2SEQ,
    name="vtg-llm",
    about="vid2seq, texts read by VTG-LLM's copy: its time tokens, and blanks behind digits vanish",
    parser="vtg-llm",
)
TRACE = Convention(
    "trace",
    "TRACE's copy of it at fba1e40d: absent videos are left out, and shift the paragraphs",
    ascii=False,
    mend=True,
    first=None,
    reference="last",
    soda="port",
    missing="exclude",
    f1="of each",
    shifted=True,
    decimals=1,
)
TRACE_ANET = Convention(
    "trace",
    "TRACE's eval_dvc_anet at fba1e40d: val_2 alone, videos without prediction are left out",
    reference="last",
    missing="exclude",
    decimals=1,
)
