"""The studio: renders sample clips of a human doing the exercises, with exact truth."""
