"""Where a whole session stands, made up by the test."""

from coach.agenda import Agenda, Planned, Scene

# Up to 30 characters, as long as names may be; and words that cannot be broken.
LONG_NAMES = (
    "Arme und Zehen",
    "Hängen an der Reckstange",
    "Seitdehnung mit Knien rechts",
    "Auf die Tischkante lehnen",
    "Schwingen an der Sprossenwand",
    "Lang machen in der Bauchlage",
    "Lendenwirbelsäulenentlastung",
)
EXERCISES = ("arm_raise_toe_pull", "bar_hang", "side_pull_knees", "table_lean", "wall_bar_swing")


def plan(n: int = 5, n_done: int = 0) -> tuple[Planned, ...]:
    """A plan of n exercises, the first ones done."""
    return tuple(
        Planned(
            EXERCISES[k % len(EXERCISES)],
            LONG_NAMES[k % len(LONG_NAMES)],
            10 if k % 2 else 3,
            None if k % 2 else 5.0,
            is_done=k < n_done,
        )
        for k in range(n)
    )


def agenda(scene: Scene, **changes: object) -> Agenda:
    """In the third of five exercises."""
    usual: dict[str, object] = {
        "scene": scene,
        "title": "Übungen für die Lendenwirbelsäule",
        "plan": plan(n_done=2),
        "position": 2,
        "left_s": 1000.0,
    }
    return Agenda(**(usual | changes))  # type: ignore[arg-type]


def question(n: int = 5, **changes: object) -> Agenda:
    """A question with n answers."""
    answers = ("Weitermachen", "Noch einmal", "Auslassen", "Bis ins Bein", "Es tut weh", "Nein")
    usual: dict[str, object] = {"question": "Heb den Arm bei dem, was du willst."}
    return agenda(Scene.QUESTION, **({**usual, "answers": answers[:n]} | changes))
