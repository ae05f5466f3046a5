"""What vLLM in this process is given: the rendered conversation, frames with their times, settings.

Nothing here needs vLLM. Frames travel as `(array, metadata)`; the metadata is what a server is told
of the same frames, so that a model gets the same seconds from both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from t3data.errors import T3Error
from t3data.models.chat import Message, Request
from t3data.models.payload import UnsupportedError, begun, times_of, videos
from t3data.video.bundle import FrameBundle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ChatTokenizer(Protocol):
    """The part of a Hugging Face tokenizer that is used."""

    def apply_chat_template(self, conversation: Any, **options: Any) -> Any:
        """The text that a template makes of a conversation."""
        ...

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        """The ids of a text."""
        ...


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes token ids of conversations, as vLLM's chat endpoint does.

    Attributes:
        takes_parts: Whether the template reads a message as a list of parts. Templates that know
            pictures do, most of those for text alone do not.
    """

    tokenizer: ChatTokenizer
    template: str
    takes_parts: bool

    @classmethod
    def load(cls, model: str, revision: str | None = None, trusted: bool = False) -> "Renderer":
        """The renderer of a model from the Hub or a directory.

        Args:
            model: Hub id or directory.
            revision: On the Hub.
            trusted: Whether code that comes with the model may run.

        Raises:
            T3Error: the model has no chat template.
        """
        from transformers import AutoProcessor

        # For models that know text alone this is the tokenizer.
        processor = AutoProcessor.from_pretrained(
            model, revision=revision, trust_remote_code=trusted
        )
        tokenizer = getattr(processor, "tokenizer", processor)
        template = processor.chat_template or tokenizer.chat_template
        if not template:
            raise T3Error(f"model {model}: it has no chat template; take one made for chats")
        return cls.of(tokenizer, template)

    @classmethod
    def of(cls, tokenizer: ChatTokenizer, template: str) -> "Renderer":
        """Tries out how `template` wants its messages."""
        trial = cls(tokenizer, template, takes_parts=True)
        try:
            text = trial._text((Message("user", "xyzzy"),))
        except Exception:  # templates raise what they like, and Jinja adds its own
            return cls(tokenizer, template, takes_parts=False)
        # A template that wants a string prints the list as Python writes it.
        return cls(tokenizer, template, takes_parts="xyzzy" in text and "'type'" not in text)

    def ids(self, messages: Sequence[Message], reply: str = "") -> tuple[list[int], int]:
        """The prompt with the beginning of the answer, and how many ids at its end are `reply`'s.

        An id that covers the border between prompt and reply counts as the reply's.
        """
        text = self._text(messages)
        prompt = self.tokenizer.encode(text, add_special_tokens=False)
        if not reply:
            return prompt, 0
        whole = self.tokenizer.encode(text + reply, add_special_tokens=False)
        common = 0
        while common < min(len(prompt), len(whole)) and prompt[common] == whole[common]:
            common += 1
        return whole, len(whole) - common

    def _text(self, messages: Sequence[Message]) -> str:
        conversation = [{"role": m.role, "content": self._content(m)} for m in messages]
        text: str = self.tokenizer.apply_chat_template(
            conversation,
            chat_template=self.template,
            tokenize=False,
            add_generation_prompt=True,
        )
        return text

    def _content(self, message: Message) -> Any:
        content = message.content
        if not self.takes_parts:
            return content if isinstance(content, str) else "".join(map(str, content))
        return [
            {"type": "text", "text": part} if isinstance(part, str) else {"type": "video"}
            for part in ((content,) if isinstance(content, str) else content)
        ]


def video_item(bundle: FrameBundle) -> "tuple[NDArray[np.uint8], dict[str, Any]]":
    """The pixels, (frames, height, width, 3) in RGB, and where they stand in the source."""
    times = times_of(bundle)
    del times["num_frames"]  # said to a server that cuts the sequence; an array is taken whole
    return bundle.pixels(), times


def prompt_ids(renderer: Renderer, request: Request) -> tuple[list[int], int]:
    """The ids of a request, and how many at their end are those of its given reply.

    Raises:
        UnsupportedError: there are videos, and the chat template knows only text; or a given reply
            follows the beginning of another.
    """
    if videos(request) and not renderer.takes_parts:
        raise UnsupportedError("the chat template of this model has no place for a video")
    beginning = begun(request)
    if beginning and request.given_reply is not None:
        raise UnsupportedError("a given reply cannot follow the beginning of another")
    if beginning:
        return renderer.ids(request.messages[:-1], beginning)
    return renderer.ids(request.messages, request.given_reply or "")


def frames(request: Request) -> dict[str, Any]:
    """The videos of a request under the name that vLLM's prompts have for them.

    Decodes every frame, so it belongs into a thread.
    """
    shown = videos(request)
    return {"multi_modal_data": {"video": [video_item(v) for v in shown]}} if shown else {}


def sampling(request: Request, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of vLLM's `SamplingParams`, without structured outputs.

    Args:
        request: What is asked.
        defaults: What the model's `generation_config.json` says; a server adds the same.
    """
    wish = request.sampling
    made = {**defaults, "temperature": wish.temperature, "max_tokens": wish.max_tokens}
    if wish.seed is not None:
        made["seed"] = wish.seed
    if request.given_reply is not None:
        return made | {"max_tokens": 1, "prompt_logprobs": request.logprobs}
    if request.logprobs:
        made["logprobs"] = request.logprobs
    return made


def constraint(request: Request) -> dict[str, Any]:
    """Arguments of vLLM's `StructuredOutputsParams`; empty where the reply is free."""
    if request.given_reply is not None:
        return {}
    if request.choices:
        return {"choice": list(request.choices)}
    return {"json": dict(request.schema)} if request.schema is not None else {}
