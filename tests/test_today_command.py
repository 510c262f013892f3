"""`coach today` and `coach remind` as a user runs them, at a moment of our choosing."""

import json
import os
import re
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event
from typer.testing import CliRunner

from coach.adjustments import Adjustment
from coach.cli import person_day
from coach.cli.app import app
from coach.cli.coaching import _adjustment, _entry_today
from coach.cli.day_words import SEE_A_DOCTOR
from coach.cli.live_options import LiveWishes, live_options
from coach.cli.terminal import DoseWish, read_dose
from coach.edges.added_programmes import remove_programme, store_programme
from coach.edges.history.history import History
from coach.edges.history.history import default_path as history_path
from coach.edges.library import load_exercise, load_phrases
from coach.edges.settings import change_person, change_settings
from coach.edges.settings import default_path as settings_path
from coach.errors import CoachError
from coach.programmes import Programme
from coach.workout_events import Answered, ExerciseBegan, ExerciseEnded, WorkoutBegan, WorkoutEnded
from tests import three_years
from tests.coaching import ROOT
from tests.edges.history_days import break_off
from tests.edges.history_days import coach as store
from tests.past_sessions import DAY_S

BERLIN = ZoneInfo("Europe/Berlin")
HEALTH = re.compile(
    r"pain|hurt|ache|check|doctor|halv|crack|amber|\bred\b|legs? numb", re.IGNORECASE
)


class At:
    """The clock on the wall."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.set(2026, 11, 22, 12, 0)

    def set(self, *moment: int) -> None:
        self.now_s = datetime(*moment, tzinfo=BERLIN).timestamp()

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Noon in Berlin, in an empty folder, with nobody's history and settings."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process is set on Unix alone")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    at = At()
    monkeypatch.setattr(person_day, "now_s", at)
    yield at
    monkeypatch.undo()
    time.tzset()


def run(*arguments: str) -> str:
    """What the command prints. Raises what it raises."""
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def told(*arguments: str) -> dict:
    return json.loads(run("today", "--json", *arguments))


def written(*arguments: str) -> list[Event]:
    """The appointments in the file that `remind` writes."""
    path = Path(re.search("Written: (.*)", run("remind", *arguments))[1])
    text = path.read_bytes().decode("utf-8")
    assert not HEALTH.search(text)
    return Calendar.from_ical(text).events


def did(at_s: float, *exercises: str, programme: str = "first", hurts: str = "", **options) -> None:
    """A session of one minute for each exercise, that began then. It ends by what hurts."""
    events = [WorkoutBegan(0.0, programme, exercises, 900.0)]
    for n, name in enumerate(exercises):
        reason = "hurts" if name == hurts else "dose_done"
        events.append(ExerciseBegan(60.0 * n, name, n + 1, 10, 5.0))
        events.append(ExerciseEnded(60.0 * n + 60.0, name, 10, 10, 5.0, reason))
        if name == hurts:
            events.append(Answered(60.0 * n + 60.0, "pain", options.pop("pain", "mild"), "arm"))
    events.append(WorkoutEnded(60.0 * len(exercises), options.pop("reason", "done")))
    with_history(lambda history: store(history, events, now_s=clock_of(at_s, events), **options))


def clock_of(began_s: float, events: list) -> Callable[[], float]:
    """A wall clock that goes on with the events, as it would have."""
    times = iter([began_s, *(began_s + event.t_s for event in events)])
    last = [began_s]

    def now() -> float:
        last[0] = next(times, last[0])
        return last[0]

    return now


def with_history(use: Callable[[History], object]) -> None:
    with History.open(None, pytest.fail) as history:
        use(history)


def has(*props: str, person: str = "me") -> None:
    change_person(person, {"props": props, "props_asked": True})


# -- today --------------------------------------------------------------------------------------


def test_the_first_day(clock):
    text = run("today")
    assert text.startswith("Sunday 22 November, 12:00\n\nNothing is done yet.\n\nNext session: ")
    assert "today at 18:30 (possible from now on), about 8 minutes" in text
    assert "First sessions: coach start\n" in text
    assert re.search(r"Pelvis lift +3 times, 5 s each\n", text)
    assert not history_path().exists()
    assert not settings_path().exists()
    assert not history_path().parent.exists()  # not even a folder


def test_what_is_open_and_how_to_do_it(clock):
    has("table")
    text = run("today")
    assert "Lean on the table (once, 5 s)\n    0 of 3 to 5 times; 3 still open: " in text
    assert "coach start -e table_lean\n" in text
    assert "Hang" not in text  # there is no bar
    did(clock.now_s - 3 * 3600.0, "table_lean", programme="")
    text = run("today")
    assert "  09:00  Lean on the table\n" in text
    assert "1 of 3 to 5 times; 2 still open" in text
    assert "today at 18:30 (possible from now on)" in text
    for hours in (2, 1):
        did(clock.now_s - hours * 3600.0, "table_lean", programme="")
    assert "3 of 3 to 5 times; enough for today\n" in run("today")
    [small] = told()["several_times_a_day"]
    assert (small["done"], small["open"], small["asked"]) == (3, 0, [3, 5])


def test_after_a_session(clock):
    did(clock.now_s - 3600.0, "pelvis_lift", "knee_hug")
    text = run("today")
    assert "  11:00  First sessions, 2 exercises\n" in text
    assert "Next session: today at 18:30 (possible from 16:02 on)" in text
    clock.set(2026, 11, 22, 21, 0)
    did(clock.now_s - 600.0, "pelvis_lift")
    assert "Next session: tomorrow at 18:30, about" in run("today")
    clock.set(2026, 11, 23, 19, 0)
    text = run("today")
    assert "Nothing is done yet." in text
    assert "Next session: now, about" in text


def test_after_a_stop_because_of_pain(clock):
    did(clock.now_s - 2 * DAY_S, "knee_hug")
    did(clock.now_s - 3600.0, "pelvis_lift", "knee_hug", hurts="knee_hug")
    text = run("today")
    over = "Knee hug hurt: it is over for today"
    assert f"{over}. The next session has it again: 5 times instead of 10 times" in text
    assert re.search(r"Knee hug +5 times\n", text.split("Next session: tomorrow")[1])
    assert "doctor" not in text
    assert "Something hurt today: no session is proposed before tomorrow.\n" in text
    assert "Next session: tomorrow at 18:30" in text
    assert told()["rest"] == "pain"
    assert told()["hurt"][0]["after"] == {"reps": 5, "hold_s": None}
    text = run("today", "-p", "stretch")
    assert f"{over}, and the next dose is 5 times instead of" in text


@pytest.mark.parametrize(("pain", "how"), [("leg", "into the leg"), ("strong", "strongly")])
def test_a_pain_that_ends_a_session_is_told_as_it_was(clock, pain, how):
    did(clock.now_s - 7200.0, "knee_hug", hurts="knee_hug", pain=pain)
    did(clock.now_s - 3600.0, "knee_hug", programme="", hurts="knee_hug")  # a mild one hides none
    text = run("today")
    assert f"Knee hug hurt {how}: it is over for today." in text
    assert "before tomorrow.\nIf the pain stays, please see a doctor.\n" in text
    assert load_phrases()["told_session_ends_pain"].endswith(SEE_A_DOCTOR)
    assert told()["hurt"][0]["pain"] == pain


def test_a_programme_that_is_there_no_more_has_its_id(clock):
    store_programme(Programme(id="mine", name="My own", about="Mine.", exercises=("knee_hug",)))
    did(clock.now_s - 3600.0, "knee_hug", programme="mine")
    assert "  11:00  My own, 1 exercise\n" in run("today")
    assert "  11:00  My own, 1 exercise\n" in run("today", "-p", "lumbar")
    remove_programme("mine")
    assert "  11:00  mine, 1 exercise\n" in run("today")


def test_a_warning_sign_comes_first(clock):
    did(clock.now_s - 2 * DAY_S, reason="red")
    text = run("today")
    assert "please get medical help today." in text
    assert "Next session" not in text
    assert told()["next"]["start"] is None
    with pytest.raises(CoachError, match="get medical help first"):
        run("remind")
    assert os.listdir() == []


def test_a_session_that_was_broken_off(clock):
    events = [
        WorkoutBegan(0.0, "first", ("knee_hug",), 900.0),
        ExerciseBegan(1.0, "knee_hug", 1, 10, 0),
    ]
    with_history(lambda history: break_off(history, events, now_s=lambda: clock.now_s - 1800.0))
    text = run("today")
    assert "A session was broken off at 11:30: `coach start` offers to go on with it.\n" in text
    assert "broken off at" not in run("today", "--programme", "lumbar")
    clock.now_s += DAY_S
    assert "broken off at" not in run("today")


def test_an_added_programme_that_was_broken_off_is_gone_on_with(clock):
    added = Programme(id="mine", name="Mine", about="Mine.", exercises=("knee_hug",))
    store_programme(added)
    events = [WorkoutBegan(0.0, "mine", ("knee_hug",), 900.0)]
    with_history(lambda history: break_off(history, events, now_s=lambda: clock.now_s - 1800.0))
    assert "A session was broken off at 11:30: `coach start` offers" in run("today")


def test_one_alone_that_was_broken_off_is_not_gone_on_with(clock):
    events = [WorkoutBegan(0.0, "", ("knee_hug",), 90.0), ExerciseBegan(1.0, "knee_hug", 1, 10, 0)]
    with_history(lambda history: break_off(history, events, now_s=lambda: clock.now_s - 1800.0))
    assert "broken off at" not in run("today")


def test_programme_person_and_language(clock):
    has("table", person="Anna B")
    change_settings({"evening": "20:15", "programme": "lumbar"})
    text = run("today", "--person", "Anna B", "--programme", "stretch", "--language", "de")
    assert "coach start -e table_lean --person 'Anna B'\n" in text
    assert "Sanfte Dehnungen: coach start --person 'Anna B' --programme stretch\n" in text
    assert "Auf den Tisch lehnen" in text
    assert "Next session: today at 20:15" in text
    assert "(no bar)" in text
    assert told()["next"]["programme"] == "lumbar"


def test_what_a_programme_takes_away_holds_for_one_exercise_alone(clock):
    """Also where it is named for this once, and the settings know nothing of it."""
    has("table")
    cut = Adjustment(exercise="table_lean", max_hold_s=3.0)
    mine = Programme(id="mine", name="M", about="M.", exercises=("table_lean",), adjust=(cut,))
    store_programme(mine)
    command = "coach start -e table_lean --dose reps=1,hold=3\n"
    assert f"Lean on the table (once, 3 s)\n    0 of 3 to 5 times; 3 still open: {command}" in run(
        "today", "-p", "mine"
    )
    assert read_dose("reps=1,hold=3") == DoseWish(1, 3.0)
    change_settings({"programme": "mine"})
    exercise, options = load_exercise("table_lean"), live_options(LiveWishes())
    entry = _entry_today(exercise, (), 0.0, DoseWish(), _adjustment(options, exercise))
    assert (entry.reps, entry.hold_s) == (1, 3.0)
    change_settings({"programme": "lumbar"})
    entry = _entry_today(
        exercise, (), 0.0, DoseWish(), _adjustment(live_options(LiveWishes()), exercise)
    )
    assert (entry.reps, entry.hold_s) == (1, 5.0)


def test_nothing_can_be_done(clock):
    text = run("today", "--programme", "bar")
    assert "Nothing of Bar and wall bars can be done: Hang (no bar), Half hang (no bar)" in text
    with pytest.raises(CoachError, match="is empty: write a value"):
        run("today", "--person", "")
    change_settings({"programme": "bar"})
    with pytest.raises(CoachError, match="Nothing of Bar and wall bars can be done"):
        run("remind")


def test_json_has_times_with_their_zone(clock):
    did(clock.now_s - 3600.0, "pelvis_lift")
    found = told()
    assert found["now"] == "2026-11-22T12:00:00+01:00"
    assert found["next"]["start"] == "2026-11-22T18:30:00+01:00"
    assert found["done"][0]["began_at"] == "2026-11-22T11:00:00+01:00"
    assert found["done"][0]["exercises"] == [
        {"exercise": "pelvis_lift", "count": 10, "dose_reps": 10}
    ]


def test_the_day_on_which_summer_time_ends(clock):
    clock.set(2026, 10, 25, 0, 30)
    did(clock.now_s, "pelvis_lift")
    clock.set(2026, 10, 25, 23, 30)
    assert "  00:30  First sessions, 1 exercise\n" in run("today")
    assert "tomorrow at 18:30" in run("today")
    clock.set(2026, 10, 26, 0, 0)
    assert "Nothing is done yet." in run("today")


def test_a_history_that_cannot_be_used_is_no_plan(clock):
    history_path().mkdir(parents=True)
    with pytest.raises(CoachError, match="cannot be used"):
        run("today")


@pytest.mark.slow
def test_three_years_are_read_at_once(clock):
    history_path().parent.mkdir(parents=True)
    three_years.fill(history_path())
    clock.now_s = three_years.LAST_S + 3600.0
    text = run("today")
    began_s = time.process_time()  # of this process alone: others may be busy
    assert run("today") == text
    assert time.process_time() - began_s < 0.5
    assert "Whole programme" in text
    has("table")
    assert "Lean on the table (once, 10 s)\n" in (text := run("today"))
    assert "still open: coach start -e table_lean --dose reps=1\n" in text


# -- remind -------------------------------------------------------------------------------------


def test_the_next_session_as_today_says(clock):
    [event] = written()
    assert os.listdir() == ["spine-coach-2026-11-22.ics"]
    assert event.start.isoformat() == "2026-11-22T17:30:00+00:00"
    assert 8 <= event.duration.total_seconds() / 60 - 3 < 9
    assert event["summary"] == "Spine Coach: First sessions"
    lines = str(event["description"]).splitlines()
    assert lines[0] == "First sessions, about 8 minutes"
    assert lines[-3:] == ["Pelvis lift: 3 times, 5 s each", "", "coach start"]
    assert "location" not in event


def test_of_a_programme(clock):
    [event] = written("-p", "lumbar")
    assert event["summary"] == "Spine Coach: Lumbar exercises"
    assert str(event["description"]).endswith("coach start --programme lumbar")
    with pytest.raises(CoachError, match="--programme is empty"):
        run("remind", "-p", "")


def test_two_persons_in_one_folder(clock):
    [mine], [annas] = written(), written("--person", "Anna B.")
    names = ["spine-coach-2026-11-22.ics", "spine-coach-Anna-B-2026-11-22.ics"]
    assert sorted(os.listdir()) == sorted(names)
    assert mine["uid"] != annas["uid"]
    before = Path(names[0]).read_bytes()
    for option in (["--out", names[0]], ["--out", names[1], "--person", "Anna-B"]):
        with pytest.raises(CoachError, match="is the reminder of another person"):
            run("remind", "--person", "Anna B.", *option)
    assert Path(names[0]).read_bytes() == before


def test_again_is_the_same_appointment(clock):
    [first] = written()
    clock.now_s += 60.0
    [again] = written()
    assert first["uid"] == again["uid"]
    assert first["sequence"] < again["sequence"]
    others = [*written("--person", "anna"), *written("--every-day")]
    clock.now_s += DAY_S
    others += written()
    assert len({event["uid"] for event in (first, *others)}) == 4
    [late] = written("--every-day", "--out", "late.ics")
    assert late["uid"] == others[1]["uid"]  # a new row takes the old one's place


@pytest.mark.parametrize(
    ("hour", "options", "start"),
    [
        pytest.param((12, 0), ["--at", "19:00"], "22 19:00", id="today"),
        pytest.param((12, 0), ["--at", "9:00"], "23 09:00", id="past"),
        pytest.param((18, 55), ["--at", "19:00"], "23 19:00", id="no_time_for_the_alarm"),
        pytest.param((19, 1), [], "22 19:15", id="now_is_soon"),
        pytest.param((21, 55), [], "23 18:30", id="too_late"),
        pytest.param((19, 1), ["--every-day"], "23 18:30", id="every_day_in_the_evening"),
    ],
)
def test_when(clock, hour, options, start):
    clock.set(2026, 11, 22, *hour)
    [event] = written(*options)
    assert event.start.astimezone(BERLIN).strftime("%d %H:%M") == start


def test_never_before_the_pause_is_over(clock):
    did(clock.now_s - 3600.0, "pelvis_lift")
    [event] = written("--at", "15:00")
    assert event.start.astimezone(BERLIN).strftime("%d %H:%M") == "23 15:00"
    clock.set(2026, 11, 22, 16, 2)
    did(clock.now_s - 120.0, "pelvis_lift")
    [event] = written()
    assert event.start.astimezone(BERLIN).strftime("%d %H:%M") == "22 21:05"


def test_every_day_keeps_its_time_when_summer_time_ends(clock):
    clock.set(2026, 10, 23, 12, 0)
    [event] = written("--every-day", "--days", "4", "--at", "07:05")
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    assert event.start.strftime("%d %H:%M") == "24 07:05"
    assert event["rrule"].to_ical() == b"FREQ=DAILY;COUNT=4"
    assert " times" not in str(event["description"])  # doses change from day to day


def test_small_ones_of_today(clock):
    has("table", "bar")
    did(clock.now_s - 3600.0, "table_lean", programme="")
    session, *small_ones = written("--with-small-ones")
    names = [str(one["summary"]).removeprefix("Spine Coach: ") for one in small_ones]
    assert names == ["Hang", "Lean on the table", "Hang", "Lean on the table"]
    starts = [one.start.timestamp() for one in (*small_ones, session)]
    assert starts == sorted(starts)
    assert all(start % 300 == 0 for start in starts)
    assert "coach start -e bar_hang" in str(small_ones[0]["description"])
    assert len({one["uid"] for one in (session, *small_ones)}) == 5
    clock.now_s += 60.0
    assert [one["uid"] for one in written("--with-small-ones")[1:]] == [
        one["uid"] for one in small_ones
    ]
    assert len(written()) == 1


def test_pain_is_not_told(clock):
    did(clock.now_s - 3600.0, "pelvis_lift", "knee_hug", hurts="knee_hug")
    [event] = written()  # looks for words of health in all of the file
    assert "Knee hug: 5 times" in str(event["description"])


def test_odd_names(clock):
    name = r"Jo; 😀, \n B"
    own = (ROOT / "exercises" / "knee_hug.toml").read_text(encoding="utf-8")
    Path("odd.toml").write_text(
        own.replace('id = "knee_hug"', 'id = "odd"').replace('"Knee hug"', r"'Hug; a, b \n 🧘'"),
        encoding="utf-8",
    )
    Path("mine.toml").write_text(
        'id = "mine"\nname = \'Mine, too; \\n\'\nabout = "Mine."\nexercises = ["odd.toml"]\n',
        encoding="utf-8",
    )
    change_settings({"programme": str(Path("mine.toml").resolve())})
    [event] = written("--person", name)
    assert str(event["summary"]) == rf"Spine Coach: Mine, too; \n ({name})"
    assert r"Hug; a, b \n 🧘: 10 times" in str(event["description"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--at", "25:00"], "--at '25:00' is no time of day: write hours", id="at"),
        pytest.param(["--days", "3"], "--days belongs to --every-day", id="days_of_what"),
        pytest.param(["--every-day", "--days", "0"], "--days 0: write 1 to 366", id="no_days"),
        pytest.param(["--every-day", "--days", "9999"], "write 1 to 366", id="too_many_days"),
        pytest.param(["--out", ""], "--out is empty", id="no_name"),
        pytest.param(["--out", "x.txt"], "x.txt .* end it in .ics", id="no_calendar"),
        pytest.param(["--out", "none/x.ics"], "choose another place", id="no_folder"),
        pytest.param(["--out", "mine.ics"], "is no reminder of Spine Coach", id="not_ours"),
        pytest.param(["--person", "a\nb\x00"], "is no name of a person", id="no_person"),
    ],
)
def test_mistakes_are_one_sentence(clock, options, words):
    Path("mine.ics").write_text("BEGIN:VCALENDAR\n", encoding="utf-8")
    with pytest.raises(CoachError, match=words) as caught:
        run("remind", *options)
    assert "\n" not in str(caught.value)
    assert os.listdir() == ["mine.ics"]


def test_the_documents_tell_what_is_printed(clock):
    """The example in docs/today.md is what the command prints."""
    text = (ROOT / "docs" / "today.md").read_text(encoding="utf-8")
    has("table")
    did(clock.now_s - 3 * 3600.0, "table_lean", programme="")
    assert re.findall(r"```text\n(.*?)```", text, re.DOTALL) == [run("today")]
