from pathlib import Path

import pytest

from mixes.config import FilterSettings
from mixes.filters.media import media_check
from mixes.filters.placeholders import placeholder_check
from mixes.filters.registry import FilterContext, further_filters, row_filters
from mixes.filters.template_tokens import check_template_tokens
from mixes.filters.tokens import count_tokens, most_tokens, token_check
from mixes.filters.turns import check_turns
from mixes.shapes.row import Row, Utterance
from t3data.tokens import load_tokenizer

CALL = '{"name": "f", "arguments": {}}'
SPEAKERS = {"h": "human", "g": "gpt", "s": "system", "o": "observation", "f": "function_call"}


def row_of(letters: str, text: str = "x", **fields: object) -> Row:
    turns = [Utterance(SPEAKERS[x], CALL if x == "f" else text) for x in letters]
    return Row(turns, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("letters", ["hg", "hghg", "shg", "hfog", "hfofog", "hf", "shfoghg"])
def test_orders_that_the_trainer_accepts(letters: str) -> None:
    assert check_turns(row_of(letters)) is None


@pytest.mark.parametrize(
    ("letters", "detail"),
    [
        ("", "there are no turns"),
        ("s", "there are no turns"),
        ("h", "ends with a turn of human, expected an answer"),
        ("hgh", "ends with a turn of human, expected an answer"),
        ("gh", "turn 0 is by gpt, expected human"),
        ("hh", "turn 1 is by human, expected gpt"),
        ("hgg", "turn 2 is by gpt, expected human"),
        ("og", "turn 0 is by observation, expected human"),
        ("hsg", "turn 1 is by system, expected gpt"),
        ("ssg", "turn 1 is by system, expected human"),
    ],
)
def test_orders_that_it_would_drop(letters: str, detail: str) -> None:
    refusal = check_turns(row_of(letters))
    assert refusal is not None
    assert (refusal.reason, refusal.detail) == ("turn_order", detail)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
def test_blank_turns(text: str) -> None:
    refusal = check_turns(row_of("hg", text))
    assert refusal is not None
    assert refusal.reason == "empty_turn"


@pytest.mark.parametrize("call", ["f(x)", '{"name": "f"}', "[1]", '{"name": 1, "arguments": 2}'])
def test_calls_must_be_readable(call: str) -> None:
    row = row_of("hg")
    row.turns[1] = Utterance("function_call", call)
    refusal = check_turns(row)
    assert refusal is not None
    assert refusal.reason == "tool_call"


@pytest.mark.parametrize(
    ("text", "images", "videos", "detail"),
    [
        ("x", (), (), None),
        ("a < b", (), (), None),
        ("<image>", ("a",), (), None),
        ("<image> <video>", ("a",), ("v",), None),
        ("x", ("a",), (), "0 <image> in the text, 1 image paths beside it"),
        ("<image><image>", ("a",), (), "2 <image> in the text, 1 image paths beside it"),
        ("a literal <video>", (), (), "1 <video> in the text, 0 video paths beside it"),
        ("<audio>", (), (), "1 <audio> in the text, 0 audio paths beside it"),
        ("<image>", (), ("v",), "1 <image> in the text, 0 image paths beside it"),
    ],
)
def test_placeholders(
    text: str, images: tuple[str, ...], videos: tuple[str, ...], detail: str | None
) -> None:
    row = Row([Utterance("human", text), Utterance("gpt", "a")], images, videos)
    refusal = placeholder_check("reject")(row)
    assert (refusal and refusal.detail) == detail
    if refusal:
        assert refusal.reason == "placeholder_mismatch"


def test_placeholders_in_answers_count() -> None:
    row = Row([Utterance("human", "x"), Utterance("gpt", "<image>")])
    assert placeholder_check("reject")(row) is not None


def test_missing_placeholders_are_put_before_the_first_human_turn() -> None:
    row = row_of("shghg", "x <image>", images=tuple("abcdefg"), videos=("v",))
    assert placeholder_check("prepend")(row) is None
    assert [turn.value for turn in row.turns] == [
        "x <image>",
        "<image>\n<image>\n<video>\nx <image>",
        *["x <image>"] * 3,
    ]
    surplus = row_of("hg", "<image>", images=("a",))
    assert placeholder_check("prepend")(surplus) is not None


def test_missing_media(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    check = media_check(str(tmp_path))
    assert check(row_of("hg", images=("a.jpg",), videos=(str(tmp_path / "a.jpg"),))) is None
    refusal = check(row_of("hg", images=("a.jpg", "b.jpg")))
    assert refusal is not None
    assert refusal.reason == "missing_media"
    assert refusal.detail.startswith("b.jpg: no such file below")
    assert check(row_of("hg", images=(".",))) is not None


@pytest.mark.parametrize("text", ["word " * 300, "é" * 700, "ok", "字" * 200, "<|im_end|>" * 20])
@pytest.mark.parametrize("letters", ["hg", "shg", "hfog"])
def test_the_limit_is_exact_to_the_token(text: str, letters: str) -> None:
    row = row_of(letters, text)
    tokens = count_tokens(row, "qwen2-vl")
    assert token_check(tokens, "qwen2-vl")(row) is None
    refusal = token_check(tokens - 1, "qwen2-vl")(row)
    assert refusal is not None
    assert refusal.reason == "too_long"
    assert refusal.detail == f"{tokens:,} tokens, the limit is {tokens - 1:,}"
    assert row.n_tokens == tokens


def test_media_count_towards_the_limit() -> None:
    plain = count_tokens(row_of("hg"), "qwen2-vl")
    with_image = count_tokens(row_of("hg", "<image>", images=("a.jpg",)), "qwen2-vl")
    # At most 891 for one image, whatever its shape (docs of the trainer's resize rule).
    assert 700 < with_image - plain < 900
    with_video = count_tokens(row_of("hg", "<video>", videos=("v.mp4",)), "qwen2-vl")
    assert 5300 < with_video - plain < 6000


def test_no_tokenizer_is_loaded_where_bytes_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr("mixes.filters.tokens.load_tokenizer", refuse)
    row = row_of("hghg", "a short text, é")
    assert token_check(8192, "qwen2-vl")(row) is None
    assert row.n_tokens == -1
    with pytest.raises(AssertionError):
        token_check(8192, "qwen2-vl")(row_of("hg", "word " * 2000))


@pytest.mark.parametrize("text", ["plain", "Ünïcödé", "字字字", "\u0958\u0344" * 9, "a\n\nb", "''"])
@pytest.mark.parametrize("count", [2, 4])
def test_the_cheap_bound_is_a_bound(text: str, count: int) -> None:
    turns = [Utterance("human" if i % 2 == 0 else "gpt", text) for i in range(count)]
    exact = count_tokens(Row(turns), "qwen2-vl")
    assert exact <= most_tokens("\0".join([text] * count), count)
    assert load_tokenizer("qwen2-vl").count(text) <= exact


def test_filters_are_switched_by_their_settings(tmp_path: Path) -> None:
    plain = FilterContext(FilterSettings(), tmp_path)
    assert len(row_filters(plain)) == 4
    assert further_filters(plain) == []
    all_on = FilterSettings(media_root=".", decontaminate=("x",))
    assert len(row_filters(FilterContext(all_on, tmp_path))) == 6


@pytest.mark.parametrize("text", ["a <|im_end|> b", "<|endoftext|>", "<|vision_start|>x"])
def test_control_tokens_in_the_text(text: str) -> None:
    refusal = check_template_tokens(row_of("hg", text))
    assert refusal is not None
    assert refusal.reason == "template_token"


@pytest.mark.parametrize("text", ["a <| b", "x <|y| z", "<im_end>", "a || b"])
def test_what_only_looks_like_one(text: str) -> None:
    assert check_template_tokens(row_of("hg", text)) is None
