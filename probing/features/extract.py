"""Running a model on the frames of a clip and keeping what passes at the places asked for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from probing.features.inputs import PROMPT, model_inputs, video_token_id
from probing.features.loading import Loaded
from probing.features.places import CONNECTOR, VISION, check_places, layer_of
from t3data.errors import T3Error
from t3data.video.bundle import FrameBundle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class _EnoughError(Exception):
    """Raised on purpose before the language model runs, when no place in it is asked for."""


def clip_features(
    loaded: Loaded, bundle: FrameBundle, places: Sequence[str], prompt: str = PROMPT
) -> "dict[str, NDArray[np.float32]]":
    """The features of one clip at `places`, each (tokens, width), tokens ordered by time.

    "layer n" is `hidden_states[n]` of the language model at the video tokens. Qwen2.5-VL's tower
    keeps the patches of a frame in the order of its attention windows; frames stay in order.

    Raises:
        UsageError: a place that the model does not have.
        T3Error: the processor refuses the video, or the prompt has no video tokens.
    """
    import torch

    places = check_places(places, loaded.layers)
    inputs = model_inputs(loaded.processor, bundle, prompt).to(loaded.model.device)
    # The pixels alone: seconds in a short number format would be other seconds.
    inputs["pixel_values_videos"] = inputs["pixel_values_videos"].to(loaded.model.dtype)
    at_video = inputs["input_ids"][0] == video_token_id(loaded.processor, loaded.model.config)
    if not at_video.any():
        raise T3Error(f"{loaded.name}: the prompt has no video tokens; is it a model for videos?")
    deep = any(layer_of(place) is not None for place in places)
    with torch.inference_mode(), _watched(loaded, stop=not deep) as seen:
        try:
            states = loaded.modules.base(
                **inputs, output_hidden_states=True, use_cache=False, return_dict=True
            ).hidden_states
        except _EnoughError:
            states = ()
    if VISION in places and not seen.tower:
        raise T3Error(
            f"{loaded.name}: nothing passed the module taken for the vision tower's end; "
            "name another with --vision-module or --connector-module"
        )
    found = {}
    for place in places:
        number = layer_of(place)
        if place == VISION:
            value = torch.cat([_rows(tensor) for tensor in seen.tower])
        elif place == CONNECTOR:
            value = (seen.embeddings if seen.embeddings is not None else states[0])[0][at_video]
        else:
            value = states[number][0][at_video]
        found[place] = value.float().cpu().numpy()
    return found


class _Seen:
    """What passed the hooks in one run."""

    def __init__(self) -> None:
        self.tower: list[Any] = []
        self.embeddings: Any = None


@contextmanager
def _watched(loaded: Loaded, stop: bool) -> Iterator[_Seen]:
    seen = _Seen()
    modules = loaded.modules

    def entering(_: Any, args: Any, kwargs: Any) -> None:
        seen.tower.append(args[0] if args else next(iter(kwargs.values())))

    def leaving(_: Any, __: Any, output: Any) -> None:
        seen.tower.append(_tensor(output))

    def speaking(_: Any, args: Any, kwargs: Any) -> None:
        seen.embeddings = kwargs.get("inputs_embeds")
        if stop and seen.embeddings is not None:
            raise _EnoughError

    hooks = [
        modules.tower.register_forward_hook(leaving)
        if modules.tower_output
        else modules.tower.register_forward_pre_hook(entering, with_kwargs=True)
    ]
    if modules.language_model is not None:
        hooks.append(modules.language_model.register_forward_pre_hook(speaking, with_kwargs=True))
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()


def _tensor(output: Any) -> Any:
    """The features in what a module returns: a tensor, a tuple that starts with it, an output."""
    if hasattr(output, "last_hidden_state"):
        return output.last_hidden_state
    return output[0] if isinstance(output, tuple) else output


def _rows(tensor: Any) -> Any:
    """(…, width) as (tokens, width): frames one after another."""
    return tensor.reshape(-1, tensor.shape[-1])
