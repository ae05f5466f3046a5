"""Probe suites: generated videos of which is known what they show when, and their readers."""
