"""The command `coach`: wires edges to the core and prints errors. No rules live here."""

import signal
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command. Ctrl-C ends it without a word, also while libraries are being loaded."""
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal: store what there is, as at Ctrl-C
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        from coach.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)  # 128 + SIGINT, as shells have it
