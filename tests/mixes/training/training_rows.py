"""Rows of mixes for training, with lengths as given."""

from t3data.types import Example, Turn


def row(
    number: int = 0,
    tokens: int = 100,
    *,
    images: int = 0,
    videos: int = 0,
    turns: tuple[tuple[str, str], ...] | None = None,
    root: str = "",
) -> Example:
    marks = "<image>\n" * images + "<video>\n" * videos
    spoken = turns or (("human", f"{marks}What is {number}?"), ("gpt", f"It is {number}."))
    return Example(
        id=f"row-{number}",
        conversations=tuple(Turn(speaker, value) for speaker, value in spoken),
        source="handmade",
        task="",
        images=tuple(f"{root}img/{number}-{i}.jpg" for i in range(images)),
        videos=tuple(f"{root}vid/{number}-{i}.mp4" for i in range(videos)),
        n_tokens=tokens,
        meta="{}",
    )
