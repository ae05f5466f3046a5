"""Boxes and masks: tracking a target, outlining it, finding what a sentence means."""
