"""Shows a picture in a real window and prints the commands: a child of test_window.

A process of its own, because OpenCV's windows live and die with the display they were opened on.
Arguments: how many moments to show, for how many seconds to linger, and optionally the scene of a
whole session.
"""

import sys
import time

import numpy as np
from screen_agendas import agenda, question
from screen_moments import moment, status

from coach.agenda import Agenda, Scene
from coach.edges.screen.window import Window
from coach.pipeline import Choice, Command

TITLE = "Spine Coach test"
RED_BGR, BLUE_BGR = (0, 0, 220), (220, 0, 0)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def session_in(scene: str) -> Agenda | None:
    if not scene:
        return None
    return question(3, offered=0) if scene == Scene.QUESTION else agenda(Scene(scene))


def main(n_moments: int, linger_s: float, scene: str = "") -> None:
    pixels = np.empty((480, 640, 3), np.uint8)
    pixels[:, :320], pixels[:, 320:] = RED_BGR, BLUE_BGR
    with Window(TITLE, mirror=True, linger_s=linger_s) as window:
        for n in range(n_moments):
            shown = status(t_s=n / 50, hold_s=4.0, agenda=session_in(scene))
            now = moment(shown, pixels=pixels)
            command = window.handle(now)
            if n == 0:
                say("shown")
            if command is not None:
                is_choice = isinstance(command, Choice)
                say(f"choice {command.index}" if is_choice else command)
            if command is Command.QUIT:
                say(f"again: {window.handle(now)}")
                time.sleep(1.0)  # time to look that no window came back
                break
            time.sleep(0.02)
    say("left")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:])
