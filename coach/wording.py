"""An exercise's own words: for its posture, its calls and its camera places."""

import re
from collections.abc import Mapping

from coach.definition_tables import Place
from coach.definitions import Exercise
from coach.events import Call, Called, Grade

CHARACTERS_S = 11.0  # the calm voice speaks so many a second
BEGINNING_S = 0.3
STOP_S = 0.4  # of silence between two sentences
_INNER_STOP = re.compile(r"[.!?:] ")
LATE_S = 0.5  # a call may begin so late, because the one before is still spoken
IN_FULL = 2  # so often a call is said in full although it lasts longer than what it calls


def speaking_s(text: str) -> float:
    """About how long the voice takes for a text of one or more sentences."""
    n_stops = len(_INNER_STOP.findall(text))
    return BEGINNING_S + len(text) / CHARACTERS_S + STOP_S * n_stops


def words_for(phrases: Mapping[str, str], exercise: Exercise) -> Mapping[str, str]:
    """The phrases as they are said and shown in one exercise: its own words for its posture."""
    return {**phrases, "posture": exercise.start_position}


def better_place(exercise: Exercise) -> Place | None:
    """The place from which the repetitions can be counted best; None where they never can."""
    for grade in (Grade.SURE, Grade.LIKELY):
        for place in exercise.places:
            if place.grade is grade:
                return place
    return None


class Calls:
    """Finds the words for each call of one exercise: in full at first, short where it is known."""

    def __init__(self, exercise: Exercise, phrases: Mapping[str, str]) -> None:
        self._exercise = exercise
        self._phrases = phrases
        self._said: dict[str, int] = {}  # how often, by sentence

    def text(self, event: Called) -> str:
        """What to say; "" for the call to rest, which the count announces."""
        pace = self._exercise.pace
        if pace is None or event.call is Call.REST:
            return ""
        is_out = event.call is Call.OUT
        side = "" if event.side is None else self._phrases[f"word_{event.side}"]
        text = (pace.call if is_out else pace.call_back).replace("{side}", side)
        to_next_s = pace.out_s + self._exercise.stay_s if is_out else pace.back_s + pace.rest_s
        times = self._said[text] = self._said.get(text, 0) + 1
        room_s = to_next_s + LATE_S if times <= IN_FULL else event.lasts_s
        if times == 1 or speaking_s(text) <= room_s:
            return text
        if not is_out:
            return self._phrases["short_back"]
        key = "short_out_side" if side else "short_out"
        return self._phrases[key].replace("{side}", side)
