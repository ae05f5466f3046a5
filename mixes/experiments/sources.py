"""The public data that the experiments need beside a checkout: where it is, how large, whose.

Sizes are those that the Hub's file lists gave; nothing of it is shipped or downloaded here.
"""

from dataclasses import dataclass

from mixes.config import Side


@dataclass(frozen=True, slots=True)
class DataSource:
    """One public data set."""

    name: str
    title: str
    side: Side | None
    """The side of a mix that it goes to; None for captions, which `t3 synth` reads."""
    path: str
    """Where the commands of an experiment look for it."""
    origin: str
    """Where to get it."""
    size: str
    license: str
    has_media: bool = False
    """Whether its rows have images or videos, which must be there before the mix is made."""


_ALL = (
    DataSource(
        "captions",
        "LLaVA-ReCap-558K, long captions of 558,000 images",
        None,
        "data/recap",
        "Hub: lmms-lab/LLaVA-ReCap-558K",
        "26 Parquet files with the images inside, 12 GB",
        "not known to us",
    ),
    DataSource(
        "open_llava_next",
        "Open-LLaVA-NeXT-mix1M, image instructions",
        "general",
        "data/open-llava-next_instruct_mix1M.json",
        "Hub: Lin-Chen/Open-LLaVA-NeXT-mix1M, file open-llava-next_instruct_mix1M.json",
        "1.64 GB of text; vqa_collection.zip 30.2 GB and the images of its other parts to train",
        "CC-BY-NC-4.0",
        has_media=True,
    ),
    DataSource(
        "hotpotqa",
        "HotpotQA, training set with ten passages a question",
        "general",
        "data/hotpot_train_v1.1.json",
        "hotpotqa.github.io, file hotpot_train_v1.1.json",
        "one JSON array",
        "CC-BY-SA-4.0",
    ),
    DataSource(
        "llava_video_178k",
        "LLaVA-Video-178K, instructions on videos of up to three minutes",
        "video",
        "data/llava-video-178k",
        "Hub: lmms-lab/LLaVA-Video-178K, files *_processed.json",
        "some 60 to 670 MB a file; archives *_videos_*.tar.gz of 5.3 GB each to train",
        "not known to us",
        has_media=True,
    ),
)
SOURCES = {source.name: source for source in _ALL}
"""The data sets by name."""
CAPTIONS = SOURCES["captions"]
MEDIA = "data/media"
"""Where the paths of images and videos start from."""
