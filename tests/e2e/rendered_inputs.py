"""What vLLM makes of a request before the model sees it: sent to a server, and in process.

    python rendered_inputs.py JOB RENDERED

Both are pickles: JOB holds (directories by family, requests by name); RENDERED, for each family and
name, what the server's code and ours lead to. No engine is started, which would take a minute each.
"""

import pickle
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from t3data.models.chat import Request
from t3data.models.payload import payload
from t3data.models.vllm_prompt import Renderer, frames, prompt_ids


class Rendering:
    """vLLM's own renderer for one model, which a server and the engine in process share."""

    def __init__(self, directory: Path) -> None:
        from vllm.engine.arg_utils import AsyncEngineArgs
        from vllm.renderers import renderer_from_config

        self.ours = Renderer.load(str(directory))
        # Without its cache, which would leave out what an engine has been sent before.
        settings = AsyncEngineArgs(
            model=str(directory), enforce_eager=True, mm_processor_cache_gb=0
        )
        self.renderer = renderer_from_config(settings.create_engine_config())

    def for_server(self, request: Request) -> dict[str, Any]:
        """By the code behind POST /v1/chat/completions, from the body that is sent there."""
        from vllm.entrypoints.openai.chat_completion.protocol import ChatCompletionRequest

        body = ChatCompletionRequest.model_validate(payload("tiny", request))
        _, [made] = self.renderer.render_chat(
            [body.messages],
            body.build_chat_params(None, "auto"),
            body.build_tok_params(self.renderer.model_config),
        )
        return self._summary(made)

    def in_process(self, request: Request) -> dict[str, Any]:
        ids, _ = prompt_ids(self.ours, request)
        [made] = self.renderer.render_cmpl([{"prompt_token_ids": ids, **frames(request)}])
        return self._summary(made)

    def _summary(self, made: Any) -> dict[str, Any]:
        videos = made["mm_kwargs"]["video"]
        values = [{key: element.data for key, element in video.items()} for video in videos]
        return {
            "text": self.renderer.get_tokenizer().decode(made["prompt_token_ids"]),
            "ids": made["prompt_token_ids"],
            "patches": [
                sha256(video["pixel_values_videos"].float().numpy().tobytes()).hexdigest()
                for video in values
            ],
            "grids": [video["video_grid_thw"].tolist() for video in values],
            "seconds_per_grid": [
                float(video["second_per_grid_ts"])
                for video in values
                if "second_per_grid_ts" in video
            ],
        }


def main(job: Path, rendered: Path) -> None:
    directories, requests = pickle.loads(job.read_bytes())
    found = {}
    for family, directory in directories.items():
        rendering = Rendering(directory)
        for name, request in requests.items():
            here = rendering.in_process(request)
            found[family, name] = (rendering.for_server(request), here)
    rendered.write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
