"""Runs the coach over labelled clips, on all cores or a cluster, and writes what came out."""
