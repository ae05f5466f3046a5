"""Mixes on a Hub: Parquet, card and manifest sent, verified there, and fetched back."""
