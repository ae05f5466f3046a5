"""Many ways to open a prompt, to head the captions and to ask for the answer.

Models trained on one fixed format answer everything in it (docs/rows.md; the T3 paper's
grounding-only run fell from 55.9 to 41.0 on TempCompass), so every row draws its own.
"""

COMPOSED_OPENINGS = (
    "Below are captions of the frames of a video, in the order of the frames.",
    "The following captions describe a video frame by frame.",
    "Read these descriptions of consecutive scenes of a video.",
    "You are given the captions of a video, one line per scene, from first to last.",
    "A video is described here scene by scene, in order.",
    "Each line below describes one moment of a video; the lines follow the video.",
    "These captions were written for successive frames of one video.",
    "Here is what a video shows, one caption after another.",
)
TIMED_OPENINGS = (
    "The events of a video are listed below with their times.",
    "Below are captions of the events in a video, each with its start and end.",
    "Read the timed captions of a video.",
    "A video is described by the following events, sorted by when they start.",
    "You are given what happens in a video, and when.",
    "These timed descriptions tell what goes on in a video.",
)
DURATION = "The video is {duration:.1f} seconds long."
COMPOSED_HEADERS = ("Captions:", "Frame captions:", "Video captions:", "Scenes:", "Description:")
TIMED_HEADERS = ("Captions:", "Events:", "Timed captions:", "Timeline:")
LABELS = ("", "", "Frame {number}: ", "Scene {number}: ", "Clip {number}: ")
TIMES = (
    "[{start:.1f}s - {end:.1f}s] ",
    "{start:.1f}s to {end:.1f}s: ",
    "({start:.1f} - {end:.1f} seconds) ",
)
QUESTION_MARKS = ("Question: ", "Question: ", "")
OPTION_STYLES = ("({letter}) {text}", "({letter}) {text}", "{letter}. {text}", "{letter}) {text}")
LINE_CLOSINGS = (
    "Answer with the correct option only.",
    "Give the letter and the text of the correct option.",
    "Respond with the full text of the best option, letter included.",
    "Choose the right option and write it out.",
    "Which option is correct? Reply with that option alone.",
    "Pick one option and repeat it as your answer.",
)
LETTER_CLOSINGS = (
    "Answer with the letter of the correct option only.",
    "Reply with the letter alone.",
    "Give just the option's letter.",
    "Respond with a single letter.",
)
FREE_CLOSINGS = (
    "Answer briefly.",
    "Answer with a short phrase.",
    "Keep the answer short.",
    "Give the answer only, without explanation.",
    "",
)
LETTERS = "ABCDEFGH"
