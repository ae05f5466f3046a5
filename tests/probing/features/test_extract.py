"""Features are what really passes in the model: compared with the model run by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from probing.features.extract import clip_features
from probing.features.inputs import model_inputs
from probing.features.modules import ModuleNames, find_modules
from t3data.errors import T3Error, UsageError
from t3data.video import FrameBundle

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

QWENS = ("qwen2_vl", "qwen2_5_vl", "qwen3_vl")
LLAVAS = ("llava_next_video", "llava_onevision")
Model = Callable[[str], Any]


def by_hand(loaded: Any, bundle: FrameBundle) -> tuple[Any, Any, Any]:
    """The inputs, where the video's tokens are, and the whole model's output with hidden states."""
    inputs = model_inputs(loaded.processor, bundle)
    with torch.no_grad():
        output = loaded.model(**inputs, output_hidden_states=True)
    return inputs, inputs["input_ids"][0] == loaded.model.config.video_token_id, output


@pytest.mark.parametrize("family", QWENS)
def test_vision_is_the_towers_blocks_run_by_hand(
    loaded_model: Model, bundle: FrameBundle, family: str
) -> None:
    loaded = loaded_model(family)
    inputs = model_inputs(loaded.processor, bundle)
    visual = loaded.model.model.visual
    kept: list[Any] = []
    hook = visual.blocks[-1].register_forward_hook(lambda _, __, output: kept.append(output))
    with torch.no_grad():
        visual(inputs["pixel_values_videos"], grid_thw=inputs["video_grid_thw"])
    hook.remove()
    found = clip_features(loaded, bundle, ["vision"])["vision"]
    # 8 frames are 4 steps of time, each of 56x56 pixels cut as the family cuts them.
    grid = inputs["video_grid_thw"][0].tolist()
    assert grid[0] == 4
    assert found.shape == (grid[0] * grid[1] * grid[2], 128)
    np.testing.assert_array_equal(found, kept[0].reshape(-1, 128).numpy())


@pytest.mark.parametrize("family", LLAVAS)
def test_vision_is_the_towers_chosen_layer_frame_by_frame(
    loaded_model: Model, bundle: FrameBundle, family: str
) -> None:
    loaded = loaded_model(family)
    pixels = model_inputs(loaded.processor, bundle)["pixel_values_videos"][0]
    with torch.no_grad():
        states = loaded.model.model.vision_tower(pixels, output_hidden_states=True).hidden_states
    layer = loaded.model.config.vision_feature_layer
    wanted = states[layer][:, 1:] if family == "llava_next_video" else states[layer]
    found = clip_features(loaded, bundle, ["vision"])["vision"]
    assert found.shape == (8 * 16, 32)
    np.testing.assert_allclose(found, wanted.reshape(-1, 32).numpy(), atol=1e-6)


@pytest.mark.parametrize("family", [*QWENS, *LLAVAS])
def test_connector_is_what_enters_the_language_model_and_layers_are_its_hidden_states(
    loaded_model: Model, bundle: FrameBundle, family: str
) -> None:
    loaded = loaded_model(family)
    inputs, at_video, output = by_hand(loaded, bundle)
    places = ["connector", *(f"layer {number}" for number in range(loaded.layers + 1))]
    found = clip_features(loaded, bundle, places)
    assert len(output.hidden_states) == loaded.layers + 1
    for number, states in enumerate(output.hidden_states):
        np.testing.assert_allclose(
            found[f"layer {number}"], states[0][at_video].numpy(), atol=1e-5, err_msg=f"{number}"
        )
    np.testing.assert_array_equal(found["connector"], found["layer 0"])
    given = {
        name: inputs[name] for name in ("pixel_values_videos", "video_grid_thw") if name in inputs
    }
    with torch.no_grad():
        videos = loaded.model.model.get_video_features(**given).pooler_output
    wanted = torch.cat([video.reshape(-1, video.shape[-1]) for video in videos])
    np.testing.assert_allclose(found["connector"], wanted.numpy(), atol=1e-6)


@pytest.mark.parametrize("family", ["qwen2_5_vl", "llava_onevision"])
def test_the_language_model_does_not_run_for_what_lies_before_it(
    loaded_model: Model, bundle: FrameBundle, family: str
) -> None:
    loaded = loaded_model(family)
    ran: list[int] = []
    layer = loaded.model.model.language_model.layers[0]
    hook = layer.register_forward_hook(lambda *_: ran.append(1))
    alone = clip_features(loaded, bundle, ["vision", "connector"])
    assert not ran
    together = clip_features(loaded, bundle, ["vision", "connector", "layer 1"])
    assert ran
    hook.remove()
    for place in ("vision", "connector"):
        np.testing.assert_array_equal(alone[place], together[place])


def test_no_hook_stays_behind(loaded_model: Model, bundle: FrameBundle) -> None:
    loaded = loaded_model("qwen2_vl")

    def hooks() -> int:
        modules = loaded.modules.base.modules()
        return sum(len(one._forward_hooks) + len(one._forward_pre_hooks) for one in modules)

    clip_features(loaded, bundle, ["layer -1"])  # transformers puts hooks of its own there
    before = hooks()
    clip_features(loaded, bundle, ["vision", "connector"])
    clip_features(loaded, bundle, ["vision", "layer -1"])
    assert hooks() == before


def test_other_frames_give_other_features(loaded_model: Model, bundle: FrameBundle) -> None:
    loaded = loaded_model("qwen2_vl")
    turned = bundle.reordered(range(7, -1, -1))
    plain = clip_features(loaded, bundle, ["vision"])["vision"]
    assert not np.allclose(plain, clip_features(loaded, turned, ["vision"])["vision"])
    np.testing.assert_array_equal(plain, clip_features(loaded, bundle, ["vision"])["vision"])


def test_frame_times_reach_qwen2_5_vl(loaded_model: Model, bundle: FrameBundle) -> None:
    loaded = loaded_model("qwen2_5_vl")
    inputs = model_inputs(loaded.processor, bundle)
    # 8 frames over 40 source frames at 10 a second: 2 a second, so a pair lasts a second.
    assert [float(step) for step in inputs["second_per_grid_ts"]] == [1.0]
    slow = replace(bundle, times=tuple(3 * time for time in bundle.times), duration=12.0)
    steps = model_inputs(loaded.processor, slow)["second_per_grid_ts"]
    assert [float(step) for step in steps] == [3.0]
    fast, slowed = (clip_features(loaded, one, ["layer -1"])["layer 2"] for one in (bundle, slow))
    assert not np.allclose(fast, slowed), "the model cannot tell how long the clip lasts"


def test_seconds_are_not_rounded_to_the_weights_number_format(
    model_directory: Callable[[str], Any], bundle: FrameBundle
) -> None:
    from probing.features import load_model

    loaded = load_model(str(model_directory("qwen2_5_vl")), device="cpu", dtype="bfloat16")
    given: list[Any] = []
    hook = loaded.modules.base.register_forward_pre_hook(
        lambda _, __, kwargs: given.append(kwargs), with_kwargs=True
    )
    odd = replace(bundle, times=tuple(1.003 * time for time in bundle.times), duration=4.1)
    found = clip_features(loaded, odd, ["vision", "layer 1"])
    hook.remove()
    assert given[0]["pixel_values_videos"].dtype == torch.bfloat16
    seconds = [float(step) for step in given[0]["second_per_grid_ts"]]
    assert seconds == pytest.approx([2 / (8 / 41 * 10)], abs=1e-6)
    assert all(np.isfinite(one).all() and one.dtype == np.float32 for one in found.values())


def test_frame_times_reach_qwen3_vl(loaded_model: Model, bundle: FrameBundle) -> None:
    processor = loaded_model("qwen3_vl").processor
    text = processor.tokenizer.decode(model_inputs(processor, bundle)["input_ids"][0])
    # Frames at 0, 0.5, 1.0, ... in pairs: the mean time of each.
    assert [stamp for stamp in ("0.2", "1.2", "2.2", "3.2") if f"<{stamp} seconds>" in text] == [
        "0.2", "1.2", "2.2", "3.2",
    ]  # fmt: skip
    assert text.count("seconds>") == 4


def test_an_odd_number_of_frames_is_taken_too(
    loaded_model: Model, make_bundle: Callable[..., FrameBundle]
) -> None:
    three = make_bundle([(255, 0, 0), (0, 255, 0), (0, 0, 255)])
    for family in (*QWENS, *LLAVAS):
        found = clip_features(loaded_model(family), three, ["vision", "connector"])
        assert len(found["connector"]) > 0, family
    assert three.indices == (0, 5, 10), "the processor must not write into the bundle"


def test_a_named_module_gives_its_output(loaded_model: Model, bundle: FrameBundle) -> None:
    loaded = loaded_model("qwen2_vl")
    names = ModuleNames(vision="visual.blocks.0")
    modules = find_modules(loaded.model, names)
    found = clip_features(replace(loaded, modules=modules), bundle, ["vision"])["vision"]
    inputs = model_inputs(loaded.processor, bundle)
    kept: list[Any] = []
    hook = loaded.model.model.visual.blocks[0].register_forward_hook(
        lambda _, __, output: kept.append(output)
    )
    with torch.no_grad():
        loaded.model.model.visual(inputs["pixel_values_videos"], grid_thw=inputs["video_grid_thw"])
    hook.remove()
    np.testing.assert_array_equal(found, kept[0].numpy())
    by_connector = replace(
        loaded, modules=find_modules(loaded.model, ModuleNames(connector="visual.merger"))
    )
    np.testing.assert_array_equal(
        clip_features(by_connector, bundle, ["vision"])["vision"],
        clip_features(loaded, bundle, ["vision"])["vision"],
    )


def test_a_name_that_the_model_does_not_have_is_said_with_those_it_has(
    loaded_model: Model,
) -> None:
    model = loaded_model("qwen2_vl").model
    with pytest.raises(
        T3Error, match=r"--vision-module visual\.tower: Qwen2VL.* no such module"
    ) as e:
        find_modules(model, ModuleNames(vision="visual.tower"))
    assert "visual.merger" in str(e.value)
    assert "\n" not in str(e.value)
    with pytest.raises(T3Error, match="--connector-module nowhere: "):
        find_modules(model, ModuleNames(connector="nowhere"))


def test_an_unknown_family_is_told_what_was_looked_for() -> None:
    class Strange(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.eyes = torch.nn.ModuleDict({"retina": torch.nn.Linear(2, 2)})
            self.base_model = torch.nn.ModuleDict({"eyes": self.eyes})

    with pytest.raises(T3Error) as caught:
        find_modules(Strange(), ModuleNames())
    said = str(caught.value)
    for name in ("visual.merger", "multi_modal_projector", "eyes.retina", "--connector-module"):
        assert name in said
    assert "\n" not in said


def test_a_module_that_nothing_passes_is_said(loaded_model: Model, bundle: FrameBundle) -> None:
    loaded = loaded_model("qwen2_vl")
    modules = find_modules(loaded.model, ModuleNames(vision="language_model.norm"))
    with pytest.raises(T3Error, match="nothing passed the module"):
        clip_features(replace(loaded, modules=modules), bundle, ["vision"])


def test_a_layer_that_the_model_does_not_have_is_refused(
    loaded_model: Model, bundle: FrameBundle
) -> None:
    with pytest.raises(UsageError, match=r"place 'layer 3': .*layer 0 to layer 2"):
        clip_features(loaded_model("qwen2_vl"), bundle, ["layer 3"])
