"""Spine Coach: counts, times and watches gentle back exercises through a webcam."""

__version__ = "0.1.0"
