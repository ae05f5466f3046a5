"""Checks of training configurations against the trainers that are installed."""
