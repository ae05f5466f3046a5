"""Speed and memory of the main job beside what people use today. `python -m bench` runs it."""
