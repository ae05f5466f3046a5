"""An agent that looks closer: the model asks for clips of the video by a tool call, then answers.

`next_turn` is the conversation's rule, pure; `converse` asks a model by it. Calls are plain text in
plain chat turns, so that any server of OpenAI's protocol will do.
"""

from benchmarks.zoom.asking import converse
from benchmarks.zoom.log import ROUNDS, Counts, RoundEntry, counts_of, round_id, sorted_rounds
from benchmarks.zoom.rounds import State, Turn, next_turn
from benchmarks.zoom.showing import AGENTS, Zoom, zoom_for

__all__ = [
    "AGENTS",
    "ROUNDS",
    "Counts",
    "RoundEntry",
    "State",
    "Turn",
    "Zoom",
    "converse",
    "counts_of",
    "next_turn",
    "round_id",
    "sorted_rounds",
    "zoom_for",
]
