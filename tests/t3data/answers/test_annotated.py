"""Replies as models write them, each with the verdict of a person who read it first.

A letter is the option stated; "-" means that a person would not mark any.
"""

import pytest

from t3data.answers import read_choice

FRUIT = ("Apples", "Candles", "Berries", "The same number")
MOVES = ("moves left", "moves right", "does not move", "moves left, then right")
YES_NO = ("Yes", "No")
PETS = ("a person", "a cat", "a flower")
UNKNOWN = ("Indoors", "Outdoors", "Cannot be determined", "Both")

VERDICTS: list[tuple[str, tuple[str, ...], str]] = [
    # Terse
    ("C", FRUIT, "C"),
    ("C.", FRUIT, "C"),
    ("(c)", FRUIT, "C"),
    ("**C**", FRUIT, "C"),
    ("C. Berries", FRUIT, "C"),
    ("**C. Berries**", FRUIT, "C"),
    ("Option C", FRUIT, "C"),
    ("berries", FRUIT, "C"),
    ("Berries.", FRUIT, "C"),
    ("A cat", PETS, "B"),
    ("cat", PETS, "B"),
    ("the same number", FRUIT, "D"),
    ("Ｃ", FRUIT, "C"),
    # With a phrase
    ("The best answer is: C. Because the apples are fewer.", FRUIT, "C"),
    ("The answer is (C), not (A).", FRUIT, "C"),
    ("I think it's C because A is wrong", FRUIT, "C"),
    ("A man is cooking, so the answer is C", FRUIT, "C"),
    ("The correct option is B because D happens after that.", FRUIT, "B"),
    ("Based on the video, the answer is D.", FRUIT, "D"),
    ("The answer is B. A is wrong because the apples come later.", FRUIT, "B"),
    ("I'd go with B, although C is close.", FRUIT, "B"),
    ("Looking at the frames, option (B) is the most likely.", FRUIT, "B"),
    ("Answer: the same number", FRUIT, "D"),
    ("The person in the video moves left, then right.", MOVES, "D"),
    ("It does not move at all.", MOVES, "C"),
    ("Definitely A!", FRUIT, "A"),
    ("My answer would be B", FRUIT, "B"),
    ("The answer is not A but C.", FRUIT, "C"),
    ("A is incorrect, so it must be B.", FRUIT, "B"),
    # Long and in Markdown
    ("## Analysis\nA man picks apples.\n\n## Answer\n\n**C**", FRUIT, "C"),
    ("Let me look at each option:\n- A: wrong\n- B: wrong\n- C: fits\n\nAnswer: C", FRUIT, "C"),
    ("**Answer:** (B) Candles\n\n**Explanation:** A candle burns.", FRUIT, "B"),
    ("The frames show candles first.\n\nTherefore, the correct answer is **B**.", FRUIT, "B"),
    ("C\n\nThe video shows a basket. A is wrong since apples are absent.", FRUIT, "C"),
    ("First I thought the answer is A. But the answer is C.", FRUIT, "C"),
    ("Step 1: count.\nStep 2: compare.\nSo $\\boxed{\\text{B}}$.", FRUIT, "B"),
    ("<think>A or B? Maybe A.</think>\n\nC", FRUIT, "C"),
    ("<think>The answer is A, wait.</think><answer>B</answer>", FRUIT, "B"),
    ("</think>\nB. Candles", FRUIT, "B"),
    ('{"answer": "B"}', FRUIT, "B"),
    ('```json\n{"reasoning": "A man runs", "answer": "C"}\n```', FRUIT, "C"),
    ("A. Apples\nB. Candles\nC. Berries\nD. The same number\n\nThe answer is D.", FRUIT, "D"),
    ("Final answer: (D) The same number", FRUIT, "D"),
    # Yes and no
    ("Yes, the man opens the door.", YES_NO, "A"),
    ("No. There is nobody.", YES_NO, "B"),
    ("There is no man in the video.", YES_NO, "-"),
    ("No one opens the door; yes, I am sure.", YES_NO, "-"),
    # Other languages
    ("答案是B", FRUIT, "B"),
    ("正确答案：C。因为苹果较少。", FRUIT, "C"),
    ("정답은 (B)입니다.", FRUIT, "B"),
    ("答えはDです", FRUIT, "D"),
    ("La respuesta correcta es C.", FRUIT, "C"),
    # Nothing to mark
    ("A man is running through a field.", FRUIT, "-"),
    ("I see a basket on the table.", FRUIT, "-"),
    ("It could be A or B.", FRUIT, "-"),
    ("A, B", FRUIT, "-"),
    ("I'm sorry, but I cannot watch videos.", FRUIT, "-"),
    ("I cannot tell whether there are apples or not.", FRUIT, "-"),
    ("None of the above.", FRUIT, "-"),
    ("It cannot be determined.", UNKNOWN, "C"),
    ("There are apples and there are berries.", FRUIT, "-"),
    ("Failed to obtain answer via API.", FRUIT, "-"),
    ("[LMMS_EVAL_REQUEST_FAILED after 5 retries] Error: B", FRUIT, "-"),
    ("Error code: 400 - {'error': {'message': 'Bad request. D'}}", FRUIT, "-"),
    ("<think>First A, then B seems to be", FRUIT, "-"),
    ("A. Apples\nB. Candles\nC. Berries\nD. The same number", FRUIT, "-"),
    ("The answer is A. No, hmm. The answer is B?", FRUIT, "-"),
    ("", FRUIT, "-"),
    ("Do not know", FRUIT, "-"),
]


@pytest.mark.parametrize(("reply", "options", "verdict"), VERDICTS)
def test_reads_what_a_person_reads(reply: str, options: tuple[str, ...], verdict: str) -> None:
    choice = read_choice(reply, options)

    assert ("-" if choice.index is None else "ABCDEFGH"[choice.index]) == verdict, choice
    assert (choice.index is None) == (choice.reason != "")
