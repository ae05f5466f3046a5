"""Probes that find where a video LLM loses time. Empty until the probe suites land."""
