"""The command `coach`: wires edges to the core and prints errors. No rules live here."""

from coach.cli.app import main

__all__ = ["main"]
