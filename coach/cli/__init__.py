"""The command `coach`: wires edges to the core and prints errors. No rules live here."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command. Ctrl-C ends it without a word, also while libraries are being loaded."""
    try:
        from coach.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)  # 128 + SIGINT, as shells have it
