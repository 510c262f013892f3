"""The pictures of a whole session, one for each of its scenes."""

from collections.abc import Callable

import numpy as np

from coach.agenda import Agenda, Scene
from coach.edges.screen import drawing
from coach.edges.screen.agenda_bar import AgendaBar
from coach.edges.screen.between import Between, dim
from coach.edges.screen.demonstration import Demonstration
from coach.edges.screen.drawing import Box
from coach.edges.screen.question_board import QuestionBoard
from coach.edges.screen.setup_picture import InPlace, SetupPicture
from coach.edges.screen.view import View
from coach.edges.screen.welcome import Welcome

# Scenes with the bar at the bottom; the others say themselves where the session stands.
BAR_SCENES = (Scene.PLACING, Scene.EXERCISE, Scene.REST, Scene.PAUSED)
# Every phrase key these pictures ask for.
WORKOUT_KEYS = (
    "start",
    "welcome_title",
    "welcome_minutes",
    "welcome_minutes_one",
    "welcome_any_key",
    "word_next",
    "word_left_time",
    "word_arm_seen",
    "word_rest_between",
)
_QUESTION_DIM = 0.6
_NOBODY = np.empty((0, 2))


class Scenes:
    """Draws each scene, and remembers what stays from frame to frame."""

    def __init__(self, text: Callable[[str], str]) -> None:
        """text: turns a phrase key into words."""
        self._text = text
        self._welcome = Welcome(text)
        self._board = QuestionBoard(text)
        self._setup = SetupPicture()
        self._in_place = InPlace()
        self._between = Between(text)
        self._bar = AgendaBar(text)
        self._demonstration = Demonstration()
        self._shows_person = True

    def draw(self, view: View, agenda: Agenda, sentence: str, left_s: float | None) -> None:
        """Draw a scene that is no exercise. `left_s`: seconds left of a rest, None: not known."""
        picture, layout = view.picture, view.layout
        self._shows_person = True
        match agenda.scene:
            case Scene.WELCOME:
                self._welcome.draw(picture, layout, agenda)
            case Scene.QUESTION:
                dim(picture, _QUESTION_DIM)
                drawing.draw_skeleton(picture, view.points, view.visibility)
                self._board.draw(picture, layout, agenda)
            case Scene.PLACING:
                self._draw_placing(view, sentence, is_upright=agenda.is_upright)
            case _:
                if agenda.scene is Scene.OVER:  # what is said meanwhile stands below it
                    sentence = agenda.question or sentence
                sentence = sentence or self._usual(agenda.scene)
                self._between.draw(picture, layout, agenda, sentence, left_s)
        if agenda.scene in BAR_SCENES:
            self._bar.draw(picture, layout, agenda)

    def draw_exercise(
        self, view: View, agenda: Agenda, count_box: Box, *, is_corner_free: bool
    ) -> bool:
        """Draw what a session adds to the picture of an exercise.

        is_corner_free: the upper right corner may be used. Returns whether it was.
        """
        self._bar.draw(view.picture, view.layout, agenda)
        return self._demonstration.draw(
            view, agenda.demonstration, count_box, is_corner_free=is_corner_free
        )

    @property
    def shows_person(self) -> bool:
        """Whether the last picture showed the person, whom the sentence must not cover."""
        return self._shows_person

    def _draw_placing(self, view: View, sentence: str, *, is_upright: bool) -> None:
        self._shows_person = self._in_place.update(view.t_s, view.visibility)
        if self._shows_person:
            drawing.draw_skeleton(view.picture, view.points, view.visibility)
            return
        bottom = view.layout.place(sentence, _NOBODY)[0].y if sentence else view.layout.height
        bottom = min(bottom, view.layout.height - view.layout.foot)
        self._setup.draw(view.picture, view.layout, bottom, is_upright=is_upright)

    def _usual(self, scene: Scene) -> str:
        """The sentence of a scene when nothing is said."""
        keys = {Scene.REST: "word_rest_between", Scene.PAUSED: "word_paused"}
        return self._text(keys.get(scene, "word_done"))
