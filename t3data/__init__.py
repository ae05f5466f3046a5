"""t3data: textual temporal questions from dense captions, exact mixes, probes and scores."""

__version__ = "0.1.0"
