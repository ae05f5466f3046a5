"""Dense captions out of any file: `read_captions` and the presets that know the files' shapes."""

from t3data.captions.presets import load_preset, preset_names
from t3data.captions.reading import CaptionFiles, open_captions, read_captions

__all__ = ["CaptionFiles", "load_preset", "open_captions", "preset_names", "read_captions"]
