"""The report's sets: pictures that say what was measured, and a page that stays small."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from math import cos, pi

import pytest

from coach.edges.library import language_codes, load_language
from coach.edges.report.set_picture import BOTTOM, LEFT, RIGHT, TOLERANCE, TOP, picture_of
from coach.edges.report.sets import (
    FLAG_KEYS,
    FLAG_SHAPES,
    GRADE_KEYS,
    MOST_SESSIONS,
    newest_first,
    sets_part,
)
from coach.edges.report.words import Words
from coach.events import Flag, Grade
from coach.records import ExerciseRecord, RepMark, SessionRecord, SetRecord, SideRecord
from coach.workout_events import LevelsKnown

DAY_S = 86_400.0
NOON_S = 1_795_176_000.0  # 2026-11-20 12:00 UTC
WORDS = Words(load_language("en").report)
EVERY_S = 0.2


def rep(index: int, start_s: float, end_s: float, **changed) -> RepMark:
    known = {"side": None, "hold_s": 0.0, "grade": Grade.SURE, "flags": (), "is_partial": False}
    return RepMark(index, start_s=start_s, end_s=end_s, **(known | changed))


def a_set(**changed) -> SetRecord:
    """Forty seconds with a movement every eight of them, ten seconds into the session."""
    known = {
        "exercise_id": 7,
        "began_s": 10.0,
        "every_s": EVERY_S,
        "place": "side",
        "signal": "pelvis_height",
        "unit": "S0",
        "samples": tuple(round(0.5 - 0.5 * cos(2 * pi * i / 40), 3) for i in range(201)),
        "levels": (LevelsKnown(0, 0.0, 0.4, 1.2),),
        "reps": tuple(rep(n, 8.0 * n + 4.0, 8.0 * n + 8.0) for n in range(1, 6)),
        "flags": (),
    }
    return SetRecord(**(known | changed))


def a_session(session_id: int = 1, began_s: float = NOON_S, **changed) -> SessionRecord:
    exercise = ExerciseRecord(
        id=7, exercise="pelvis_lift", place_in=1, began_s=0.0, lasted_s=60.0, dose_reps=5,
        dose_s=0.0, count=5, reason="dose_done", pain=None, place="side", signal="pelvis_height",
        unit="S0", sides=(SideRecord(None, 5, 0, None, 1.0, 5),), grades={Grade.SURE: 5},
        flags={}, n_not_valid=0,
    )  # fmt: skip
    session = SessionRecord(
        id=session_id, programme="first", began_s=began_s, ended_s=began_s + 100.0, planned_s=90.0,
        reason="done", check="usual", plan=("pelvis_lift",), exercises=(exercise,),
    )  # fmt: skip
    return replace(session, **changed)


def shown(one: SetRecord | None = None, session: SessionRecord | None = None, **kwargs) -> str:
    session = session or a_session()
    sets = {} if one is None else {session.id: (one,)}
    names = {"pelvis_lift": "Pelvis lift"}
    return str(sets_part([session], sets, names, kwargs.pop("words", WORDS), **kwargs))


def points(path: str) -> list[list[tuple[int, int]]]:
    """The corners of each stroke of a path of M, H, h, v and l."""
    strokes: list[list[tuple[int, int]]] = []
    for kind, numbers in re.findall(r"([MHhvl])([^MHhvl]*)", path):
        values = [int(one) for one in re.findall(r"-?\d+", numbers)]
        x, y = strokes[-1][-1] if strokes else (0, 0)
        if kind == "M":
            strokes.append([(values[0], values[1])])
            continue
        steps = {"H": (values[0] - x, 0), "h": (values[0], 0), "v": (0, values[0])}
        dx, dy = steps[kind] if kind in steps else (values[0], values[1])
        strokes[-1].append((x + dx, y + dy))
    return strokes


# -- the picture -----------------------------------------------------------------------------------


def test_the_line_goes_through_every_sample():
    one = a_set()
    (line,) = points(picture_of(one).line)
    assert line[0][0] == LEFT
    assert line[-1][0] == RIGHT
    assert len(line) < len(one.samples) / 2  # few corners
    low, high = -0.072, 1.272  # levels and samples reach from 0 to 1.2, and there is a margin
    for index, value in enumerate(one.samples):
        x = LEFT + index / 200 * (RIGHT - LEFT)
        wanted = BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)
        before = max(point for point in line if point[0] <= x + 0.5)
        after = min(point for point in line if point[0] >= x - 0.5)
        share = (x - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0.0
        drawn = before[1] + share * (after[1] - before[1])
        steepest = 6.0  # units of height in half a unit of time, by which x is rounded
        assert abs(drawn - wanted) <= TOLERANCE + steepest


@pytest.mark.parametrize(
    ("samples", "n_strokes", "n_gaps"),
    [
        pytest.param((0.0, 1.0, 0.5), 1, 0, id="whole"),
        pytest.param((0.0, 1.0, None, None, 1.0, 0.0), 2, 1, id="a_gap"),
        pytest.param((None, None, 0.3, None), 1, 2, id="a_single_sample"),
        pytest.param((0.5,), 1, 0, id="one_sample_in_all"),
        pytest.param((0.0, None, 0.0, None, 0.0), 3, 2, id="dots"),
    ],
)
def test_a_gap_is_a_gap(samples, n_strokes, n_gaps):
    picture = picture_of(a_set(samples=samples, levels=(), reps=()))
    assert len(points(picture.line)) == n_strokes
    gaps = points(picture.gaps)
    assert len(gaps) == n_gaps
    assert all(y == BOTTOM and x >= LEFT for gap in gaps for x, y in gap)
    assert all(gap[1][0] > gap[0][0] for gap in gaps)


@pytest.mark.parametrize("samples", [(), (None, None)])
def test_without_a_sample_there_is_no_picture(samples):
    assert picture_of(a_set(samples=samples)) is None
    assert "set-picture" not in shown(a_set(samples=samples)).split('<details class="set-ses')[1]


def test_levels_are_steps_and_their_names_are_apart():
    levels = (LevelsKnown(0, 0.0, 0.4, None), LevelsKnown(100, 0.1, 0.12, 1.2))
    found = {level.name: level for level in picture_of(a_set(levels=levels)).levels}
    (first, then) = points(found["rest"].path)
    assert first[1][0] == then[0][0] == (LEFT + RIGHT) // 2
    assert then[0][1] < first[0][1]  # it went up
    assert len(points(found["ceiling"].path)) == 1  # not known at first
    heights = sorted(level.label_y for level in found.values())
    assert all(two - one >= 28 for one, two in pairwise(heights))
    assert heights[-1] <= BOTTOM


def knee(ceiling: float | None, rest: float = 175.0, lowest: float = 35.0, **changed) -> SetRecord:
    """A joint angle: the movement makes it smaller."""
    half = (rest - lowest) / 2
    samples = tuple(lowest + half + half * cos(2 * pi * i / 40) for i in range(201))
    entry = rest - 0.4 * (rest - lowest)
    return a_set(unit="deg", samples=samples, levels=(LevelsKnown(0, rest, entry, ceiling),),
                 **changed)  # fmt: skip


@pytest.mark.parametrize(
    ("ceiling", "arrow"),
    [
        pytest.param(20.0, "", id="near"),
        pytest.param(-20.0, "↓", id="no_angle_at_all"),
        pytest.param(900.0, "↑", id="far_above"),
    ],
)
def test_a_limit_out_of_reach_does_not_stretch_the_axis(ceiling, arrow):
    picture = picture_of(knee(ceiling))
    (level,) = [level for level in picture.levels if level.name == "ceiling"]
    assert (level.arrow, bool(level.path)) == (arrow, not arrow)
    heights = [y for stroke in points(picture.line) for _, y in stroke]
    assert max(heights) - min(heights) > 0.8 * (BOTTOM - TOP)
    assert min(tick.value for tick in picture.values) >= 0
    assert f">limit{f' {arrow}' if arrow else ''}</text>" in shown(knee(ceiling))
    assert ('class="ceiling" d="M' in shown(knee(ceiling)).split('class="set-session"')[1]) == (
        not arrow
    )


def test_a_signed_angle_keeps_its_negative_limit():
    samples = tuple(10 * cos(2 * pi * i / 40) for i in range(201))
    one = a_set(unit="deg", samples=samples, levels=(LevelsKnown(0, 0.0, -4.0, -12.0),))
    (level,) = [level for level in picture_of(one).levels if level.name == "ceiling"]
    assert level.path


def test_the_axis_of_an_angle_does_not_begin_below_zero():
    picture = picture_of(knee(None, lowest=1.0))
    assert min(tick.value for tick in picture.values) == 0
    assert max(tick.at for tick in picture.values) == BOTTOM


def test_a_name_stands_at_its_line_and_not_at_one_of_a_moment():
    levels = (LevelsKnown(0, 0.0, 0.4, 1.2), LevelsKnown(199, 0.0, 0.4, 0.8))
    (ceiling,) = [one for one in picture_of(a_set(levels=levels)).levels if one.name == "ceiling"]
    assert ceiling.label_y == points(ceiling.path)[0][0][1]
    later = (LevelsKnown(0, 0.0, 0.4, 1.2), LevelsKnown(150, 0.0, 0.4, 0.8))
    (ceiling,) = [one for one in picture_of(a_set(levels=later)).levels if one.name == "ceiling"]
    assert ceiling.label_y == points(ceiling.path)[1][0][1]


def test_bands_flags_and_small_ones_lie_at_their_time():
    reps = (rep(1, 10.0, 20.0), rep(0, 25.0, 30.0, is_partial=True), rep(2, 40.0, 99.0))
    flags = ((30.0, Flag.SUDDEN), (5.0, Flag.JERKY))
    picture = picture_of(a_set(reps=reps, flags=flags))
    second = (RIGHT - LEFT) / 40
    one, small, late = picture.bands
    assert (one.x, one.x + one.width) == (LEFT, pytest.approx(LEFT + 10 * second, abs=1))
    assert (small.index, small.is_numbered) == (0, False)
    assert small.x == pytest.approx(LEFT + 15 * second, abs=1)
    assert late.x + late.width == RIGHT  # it ended after the last sample
    assert [mark.flag for mark in picture.marks] == [Flag.SUDDEN, Flag.JERKY]
    assert picture.marks[0].x == pytest.approx(LEFT + 20 * second, abs=1)
    assert picture.marks[1].x == LEFT


def test_numbers_that_would_lie_upon_each_other_are_left_out():
    reps = tuple(rep(n, 10.0 + n * 0.4, 10.3 + n * 0.4) for n in range(1, 90))
    numbered = [band for band in picture_of(a_set(reps=reps)).bands if band.is_numbered]
    assert 5 < len(numbered) < 60
    assert numbered[0].index == 1


# -- the words -------------------------------------------------------------------------------------


def test_a_set_in_words():
    reps = (
        rep(1, 12.0, 16.0, side="left", hold_s=5.0, flags=(Flag.SUDDEN,)),
        rep(1, 20.0, 24.0, side="right", hold_s=6.0, grade=Grade.LIKELY),
        rep(0, 30.0, 31.0, is_partial=True),
    )
    samples = (None,) * 50 + (0.5,) * 150
    page = shown(a_set(reps=reps, flags=((16.0, Flag.SUDDEN),), samples=samples))
    told = (
        "2 repetitions counted. 1 movement stayed small. Held for 5.5 s, as the median. "
        f"Noted: sudden 1. Judged during {WORDS.share(0.75)} of the time."
    )
    assert told in page
    assert "<tr><td>1<td>left<td>0:02<td>5.0<td>sure<td>sudden" in page
    assert "<tr><td>small<td><td>0:20<td>0.0<td>sure<td>" in page


def test_a_led_set_says_that_nothing_was_measured():
    led = a_set(signal="", unit="", samples=(), levels=(),
                reps=(rep(1, 12.0, 16.0, grade=Grade.POSTURE_ONLY),))  # fmt: skip
    session = a_session()
    session = replace(session, exercises=(replace(session.exercises[0], n_not_valid=2),))
    page = shown(led, session)
    assert "The coach led this set. Nothing was measured, so there is no picture." in page
    assert "2 led repetitions could not be followed." in page
    assert "<td>led<td>" in page
    assert "Judged during" not in page
    assert 'role="img"' not in page


def test_a_set_in_which_nothing_was_seen_was_not_led():
    unseen = a_set(signal="", unit="", samples=(), levels=(), reps=())
    page = shown(unseen)
    assert "<p>Nothing was measured, so there is no picture. 0 repetitions counted.</p>" in page


def test_an_exercise_without_any_signal_says_so():
    assert "No signal of this exercise was kept." in shown()


def test_nothing_done_is_one_sentence():
    assert "No exercise had its turn" in shown(session=a_session(exercises=()))


def test_every_flag_and_grade_has_words_and_a_shape():
    assert set(FLAG_KEYS) == set(FLAG_SHAPES) == set(Flag)
    assert set(GRADE_KEYS) == set(Grade)
    texts = load_language("en").report
    assert {*FLAG_KEYS.values(), *GRADE_KEYS.values()} <= set(texts)


@pytest.mark.parametrize("code", language_codes())
def test_every_language_writes_the_whole_part(code):
    words = Words(load_language(code).report)
    flags = tuple((20.0, flag) for flag in Flag)
    assert words("sets_intro") in shown(a_set(flags=flags), words=words)


class _Reader(HTMLParser):
    """All names of elements, and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "a</svg><img src=x>", "\"'><b>", "&lt;i&gt;"]
)
def test_hostile_names_are_text(name):
    session = a_session(programme=name)
    session = replace(session, exercises=(replace(session.exercises[0], exercise=name),))
    reader = _Reader()
    reader.feed(shown(a_set(unit=name), session))
    assert reader.text.count(name) >= 4  # heading, programme, title and axis
    assert not {"script", "img", "b", "i"} & set(reader.elements)


def test_names_cannot_turn_around_what_stands_beside_them():
    assert "\u202e" not in shown(a_set(), a_session(programme="a\u202eb"))


# -- size ------------------------------------------------------------------------------------------


def test_it_stays_within_its_budget_and_tells_from_when_on():
    sessions = [a_session(n, NOON_S - n * DAY_S) for n in range(MOST_SESSIONS)]
    sets = {one.id: (a_set(),) for one in sessions}
    whole = sets_part(sessions, sets, {}, WORDS)
    assert whole.count('class="set-session"') == MOST_SESSIONS
    assert "To keep this page small" not in whole
    part = sets_part(sessions, sets, {}, WORDS, budget_bytes=len(whole) // 3)
    n_shown = part.count('class="set-session"')
    assert 6 < n_shown <= 14
    assert len(part.encode()) < len(whole) // 3 + 4000  # and what stands around the sessions
    day = f"2026-11-{20 - n_shown + 1:02}"
    assert f"shown from {day} on" in part
    assert f"coach report --until {day}" in part
    assert "2026-11-20" in sets_part(sessions, sets, {}, WORDS, budget_bytes=1)  # the newest one


def test_no_more_sessions_than_a_reader_looks_at():
    sessions = [a_session(n, NOON_S - n * DAY_S) for n in range(MOST_SESSIONS + 5)]
    sets = {one.id: (a_set(),) for one in sessions}
    part = sets_part(sessions, sets, {}, WORDS)
    assert part.count('class="set-session"') == MOST_SESSIONS
    assert "To keep this page small" in part


def test_a_ceiling_that_is_not_known_for_a_while_is_not_drawn_there():
    known = ((0, 1.2), (50, None), (100, 1.3))
    levels = tuple(LevelsKnown(since, 0.0, 0.4, ceiling) for since, ceiling in known)
    picture = picture_of(a_set(levels=levels))
    (ceiling,) = [level for level in picture.levels if level.name == "ceiling"]
    (entry,) = [level for level in picture.levels if level.name == "entry"]
    (first, second), whole = points(ceiling.path), points(entry.path)
    assert [first[0][0], first[1][0]] == [whole[0][0][0], whole[0][1][0]]
    assert second[0][0] == whole[2][0][0] > first[1][0]


def test_a_hint_is_told_apart_from_a_flag():
    mark = rep(1, 12.0, 16.0, flags=(Flag.SUDDEN,), hints=(Flag.JERKY,))
    said = shown(a_set(reps=(mark,), flags=((3.0, Flag.SUDDEN),), hints=(Flag.JERKY, Flag.JERKY)))
    assert "Noted: sudden 1. Hints only, too unsure to be counted: jerky 2." in said
    assert "sudden, hint: jerky" in said


def test_the_newest_session_comes_first_and_ids_are_unique():
    sessions = [a_session(1, NOON_S - DAY_S), a_session(2, NOON_S), a_session(3, exercises=())]
    assert [one.id for one in newest_first(sessions)] == [2, 1]
    page = str(sets_part(sessions, {1: (a_set(),), 2: (a_set(), a_set())}, {}, WORDS))
    assert page.index("2026-11-20,") < page.index("2026-11-19,")
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 7  # of three pictures two each, and of the heading
