"""Replies from which a person would mark no option, or not a single one."""

import pytest

from t3data.answers import read_choice

FRUIT = ("Apples", "Candles", "Berries", "The same number")
PETS = ("a person", "a cat", "a flower")
YES_NO = ("Yes", "No")
DOORS = ("A man opens a door", "A woman closes a window", "A dog chases a cat", "Nothing happens")
CUPS = (
    "The man picks up the cup",
    "The man puts down the cup",
    "The man throws the cup",
    "The man washes the cup",
)
NUMBERS = ("1", "2", "3", "4")

CASES = [
    ("A cat jumps onto the table.", FRUIT),
    ("I think the man is running", ("w", "x", "y", "z", "u", "v", "s", "r", "t")),
    ("The answer is a dog", PETS),
    ("i.e. nothing", FRUIT),
    ("Vitamin C helps.", FRUIT),
    ("Plan B is used in the video.", FRUIT),
    ("The blood type is B.", FRUIT),
    ("U.S.A.", FRUIT),
    ("D.C. is shown", FRUIT),
    ("Not C", FRUIT),
    ("It is not C.", FRUIT),
    ("C is incorrect.", FRUIT),
    ("(C) is wrong, (B) is wrong, (D) is wrong.", FRUIT),
    ("C or D", FRUIT),
    ("C/D", FRUIT),
    ("Both A and C", FRUIT),
    ("A and B", FRUIT),
    ("Either A or B", FRUIT),
    ("The answer is E.", FRUIT),
    ("The correct answer is either A or C", FRUIT),
    ("The answer could be A or C", FRUIT),
    ("The man says 'I am A'.", FRUIT),
    ("Choose the best option: (A, B, C, or D)", FRUIT),
    ("Please answer with A, B, C or D.", FRUIT),
    ("A. Apples B. Candles C. Berries D. The same number", FRUIT),
    ('{"answer": "I cannot determine"}', FRUIT),
    ('{"answer": ["A","B"]}', FRUIT),
    ('{"error": {"message": "A bad request"}}', FRUIT),
    ("<answer>A or B</answer>", FRUIT),
    ("<answer> </answer>", FRUIT),
    ("<think>hmm A no B", FRUIT),
    ("\\boxed{A, B}", FRUIT),
    ("nan", FRUIT),
    ("N/A", FRUIT),
    ("Error", FRUIT),
    ("ValueError: B", FRUIT),
    ("HTTP 500 Internal Server Error", FRUIT),
    ("Request timed out.", FRUIT),
    ("503 Service Unavailable", FRUIT),
    ("Rate limit reached for A", FRUIT),
    ("API Error", FRUIT),
    ("image none", FRUIT),
    ("openai.BadRequestError: Error code: 400 - A", FRUIT),
    ("Connection error.", FRUIT),
    ("Internal Server Error B", FRUIT),
    ("CUDA out of memory. Tried B", FRUIT),
    ("The connection between A and B", FRUIT),
    ("Not sure", YES_NO),
    ("Nothing", YES_NO),
    ("Yes or no? Hard to say", YES_NO),
    ("B. Wait, no, C.", FRUIT),
    ("The man in shirt A beats the man in shirt B", FRUIT),
    ("C. 4", NUMBERS),
    ("無法確定", FRUIT),
    ("我无法观看视频", FRUIT),
    ("A\nB\nC", FRUIT),
    ("A\n\nB", FRUIT),
    ("the man is throwing the cup", CUPS),
    ("A woman", DOORS),
    ("A person opens a door", DOORS),
    ("There are 2 cats and 3 dogs.", NUMBERS),
    ("Three", NUMBERS),
    ("I don't know.", FRUIT),
    ("Unclear.", FRUIT),
    ("I'm not able to see the video, sorry.", FRUIT),
    ("The video is not available. Please provide the video.", FRUIT),
    ("Please provide the options.", FRUIT),
    ("C C C", FRUIT),
    ("CCCC", FRUIT),
    ("ABCD", FRUIT),
    ("A B C D", FRUIT),
    ("C\n\nHuman: What?\nAssistant: B", FRUIT),
    ("The statement is false.", ("True", "False")),
    ("<answer>E</answer>", FRUIT),
    ("<think>ok</think>", FRUIT),
    ("<think>ok</think>\n", FRUIT),
    ("The sequence is A, B, C.", FRUIT),
    ("Order: A -> B -> C", FRUIT),
    ("B, A, C, D", FRUIT),
    ("the number is the same", FRUIT),
    ("답: ④", ("a", "b", "c", "d")),
    ("In frame A we see apples. In frame B we see candles.", FRUIT),
]


@pytest.mark.parametrize(("reply", "options"), CASES)
def test_is_not_read(reply: str, options: tuple[str, ...]) -> None:
    choice = read_choice(reply, options)

    assert choice.index is None, choice
    assert choice.reason in ("none", "several", "refusal", "failure")
