"""A labelling session: keys in, changed labels and a sentence out. Knows no window and no file."""

from collections.abc import Callable, Mapping
from enum import Enum, auto

from coach import labels as edits
from coach.errors import CoachError
from coach.labels import MARKS, Labels
from coach.signals import Side
from coach.truth import Fault, Happening, TrueRep

FAULT_KEYS: Mapping[str, Fault] = {str(n): fault for n, fault in enumerate(Fault, start=1)}
MOMENT_KEYS: Mapping[str, Happening] = {
    "s": Happening.STOP_SIGN,
    "l": Happening.LIE_DOWN,
    "g": Happening.GET_UP,
    "t": Happening.TURN_OVER,
    "f": Happening.FIDGET,
    "c": Happening.SCRATCH_FACE,
    "r": Happening.REACH_GLASS,
    "u": Happening.ARMS_UP,
    "n": Happening.STAND,
    "w": Happening.WALK,
    "p": Happening.SECOND_PERSON,
    "a": Happening.ABSENT,
    "e": Happening.EMPTY_ROOM,
    "o": Happening.OTHER,
}
_SIDES: Mapping[str, Side] = {"l": "left", "r": "right"}


class Request(Enum):
    """What somebody else has to do."""

    SAVE = auto()
    QUIT = auto()


class Labelling:
    """The labels, their history, and what to tell the person who labels.

    saved: what the truth file holds; empty labels when there is none.
    restored: what was marked last time and not saved; None when there is nothing of that kind.
    exercise: id; None means a clip in which nothing is counted, so no repetition can be marked.
    is_head_new: what stands in the truth file beside the labels has been changed.
    """

    def __init__(
        self,
        saved: Labels,
        restored: Labels | None = None,
        *,
        exercise: str | None,
        is_head_new: bool = False,
    ) -> None:
        self._saved: Labels = saved
        self._labels = saved
        self._past: list[Labels] = []
        self._future: list[Labels] = []
        self._exercise = exercise
        self._is_head_new = is_head_new
        self._is_asked_to_quit = False
        self._is_choosing = False
        self.message = "h shows the keys."
        if restored is not None and restored != saved:
            self._change_to(restored)
            self.message = "Marks of last time are back. They are not saved: s saves, u drops them."

    @property
    def labels(self) -> Labels:
        """What is marked now."""
        return self._labels

    @property
    def is_unsaved(self) -> bool:
        """Whether the truth file does not hold what is marked."""
        return self._is_head_new or self._labels != self._saved

    @property
    def is_choosing(self) -> bool:
        """Whether the next key is the letter of a moment."""
        return self._is_choosing

    def note_saved(self, where: str) -> None:
        """The truth file `where` now holds what is marked."""
        self._saved, self._is_head_new = self._labels, False
        self.message = f"Saved in {where}."

    def press(self, key: str, t_s: float) -> Request | None:
        """Take a key at media time `t_s`; what it did, or why it cannot be, is the new message."""
        was_asked, self._is_asked_to_quit = self._is_asked_to_quit, False
        try:
            if self._is_choosing:
                self._choose(key, t_s)
                return None
            if key == "q":
                return self._quit(was_asked)
            if key == "s":
                self._check_complete()
                return Request.SAVE
            self._edit(key, t_s)
        except CoachError as problem:
            self.message = str(problem)
        return None

    def _edit(self, key: str, t_s: float) -> None:
        if key in FAULT_KEYS:
            self._toggle_fault(FAULT_KEYS[key], t_s)
        elif key in _SIDES:
            self._change_to(edits.toggle_side(self._labels, t_s, _SIDES[key]))
            self.message = f"Side: {self._current(t_s).side or 'none'}."
        elif key in self._actions:
            self._actions[key](self, t_s)

    def _mark(self, t_s: float) -> None:
        if self._exercise is None:
            raise CoachError(
                "This clip counts nothing: start again with --exercise to mark repetitions."
            )
        self._change_to(edits.mark_next(self._labels, t_s))
        draft = self._labels.draft
        if draft is None:
            self.message = f"Repetition complete at {t_s:.2f} s: l r side, 1-9 faults."
        else:
            done = MARKS[len(draft.times_s) - 1].capitalize()
            self.message = f"{done} at {t_s:.2f} s. Enter marks the {draft.next_mark}."

    def _toggle_fault(self, fault: Fault, t_s: float) -> None:
        self._change_to(edits.toggle_fault(self._labels, t_s, fault))
        faults = self._current(t_s).faults
        self.message = f"Faults: {', '.join(map(plain, faults)) or 'none'}."

    def _current(self, t_s: float) -> edits.Draft | TrueRep:
        index = edits.current_rep(self._labels, t_s)
        return self._labels.draft or self._labels.reps[index or 0]

    def _moment(self, t_s: float) -> None:
        begun = self._labels.open_moment
        if begun is None:
            self._is_choosing = True
            self.message = "What begins here? Press its letter; any other key leaves."
            return
        self._change_to(edits.end_moment(self._labels, t_s))
        self.message = f"{plain(begun.what).capitalize()} ends at {t_s:.2f} s."

    def _choose(self, key: str, t_s: float) -> None:
        self._is_choosing = False
        if key not in MOMENT_KEYS:
            self.message = "No moment."
            return
        what = MOMENT_KEYS[key]
        self._change_to(edits.begin_moment(self._labels, t_s, what))
        self.message = f"{plain(what).capitalize()} from {t_s:.2f} s on. m marks its end."

    def _delete_rep(self, t_s: float) -> None:
        self._change_to(edits.delete_rep(self._labels, t_s))
        self.message = "Repetition deleted; u brings it back."

    def _delete_moment(self, t_s: float) -> None:
        self._change_to(edits.delete_moment(self._labels, t_s))
        self.message = "Moment deleted; u brings it back."

    def _move(self, t_s: float) -> None:
        mark = edits.nearest_mark(self._labels, t_s)
        self._change_to(edits.move_nearest_mark(self._labels, t_s))
        if mark is not None:
            self.message = f"{mark.name.capitalize()} moved from {mark.t_s:.2f} to {t_s:.2f} s."

    def _undo(self, _t_s: float) -> None:
        if not self._past:
            raise CoachError("There is nothing to undo.")
        self._future.append(self._labels)
        self._labels = self._past.pop()
        self.message = "Undone; y does it again."

    def _redo(self, _t_s: float) -> None:
        if not self._future:
            raise CoachError("Nothing was undone.")
        self._past.append(self._labels)
        self._labels = self._future.pop()
        self.message = "Done again."

    def _change_to(self, labels: Labels) -> None:
        if labels != self._labels:
            self._past.append(self._labels)
            self._future.clear()
            self._labels = labels

    def _quit(self, was_asked: bool) -> Request | None:
        if was_asked or not self.is_unsaved:
            return Request.QUIT
        self._is_asked_to_quit = True
        self.message = "Not saved: s saves; q again leaves without saving."
        return None

    def _check_complete(self) -> None:
        """A truth file holds whole repetitions and moments only."""
        draft, begun = self._labels.draft, self._labels.open_moment
        if draft is not None:
            raise CoachError(
                f"Not saved: the repetition of {draft.times_s[0]:.2f} s has no {draft.next_mark}; "
                "Enter marks it, d deletes the repetition."
            )
        if begun is not None:
            raise CoachError(
                f"Not saved: {plain(begun.what)} of {begun.start_s:.2f} s has no end; "
                "m marks it, x deletes the moment."
            )

    _actions: Mapping[str, Callable[["Labelling", float], None]] = {
        "enter": _mark,
        "m": _moment,
        "d": _delete_rep,
        "x": _delete_moment,
        "e": _move,
        "u": _undo,
        "backspace": _undo,
        "y": _redo,
    }


def plain(word: str) -> str:
    """A word of the format as people read it: "over_large" -> "over large"."""
    return word.replace("_", " ")
