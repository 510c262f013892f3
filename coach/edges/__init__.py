"""Devices, files and screens. Edges import the core, never the reverse; no rules live here."""
