"""Calendar files are read by other programs as they were meant, and nothing else is overwritten."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from coach.edges.calendar_file import PRODID, Appointment, calendar_bytes, write_calendar
from coach.edges.local_day import local
from coach.errors import CoachError
from tests.edges.small_disks import disk_of, fill_up

BERLIN = ZoneInfo("Europe/Berlin")
NOW_S = datetime(2026, 10, 23, 16, 0, 30, tzinfo=BERLIN).timestamp()
START_S = datetime(2026, 10, 23, 18, 30, tzinfo=BERLIN).timestamp()
MINUTE_S = 60.0


def appointment(**changes) -> Appointment:
    usual = {
        "uid": "one@spine-coach",
        "start_s": START_S,
        "lasts_s": 11 * MINUTE_S,
        "summary": "Spine Coach: First sessions",
        "description": "First sessions, about 8 minutes\nKnee hug: 10 times",
        "alarm_s": 10 * MINUTE_S,
    }
    return Appointment(**(usual | changes))


def read(content: bytes) -> Calendar:
    return Calendar.from_ical(content.decode("utf-8"))


def test_one_appointment_is_read_back():
    calendar = read(calendar_bytes([appointment()], NOW_S, BERLIN, "me"))
    [event] = calendar.events
    assert event.start.timestamp() == START_S
    assert event.start.utcoffset() == timedelta(0)  # every calendar understands UTC alike
    assert event.duration == timedelta(minutes=11)
    assert event["summary"] == "Spine Coach: First sessions"
    assert event["description"].splitlines() == [
        "First sessions, about 8 minutes",
        "Knee hug: 10 times",
    ]
    assert event["uid"] == "one@spine-coach"
    assert event.stamp.timestamp() == event.last_modified.timestamp() == NOW_S
    assert "location" not in event
    assert "rrule" not in event
    [alarm] = event.walk("VALARM")
    assert (alarm["action"], alarm.decoded("trigger")) == ("DISPLAY", timedelta(minutes=-10))
    assert calendar["prodid"] == PRODID
    assert calendar.timezones == []


def test_a_later_one_replaces_an_earlier_one():
    first, second = (
        read(calendar_bytes([appointment()], NOW_S + late_s, BERLIN, "me")).events[0]
        for late_s in (0, MINUTE_S)
    )
    assert first["uid"] == second["uid"]
    assert first["sequence"] < second["sequence"] < 2**31


@pytest.mark.parametrize(
    ("first", "offsets_h"),
    [
        pytest.param((2026, 10, 23), [2, 2, 1, 1], id="summer_time_ends"),
        pytest.param((2026, 3, 27), [1, 1, 2, 2], id="summer_time_begins"),
        pytest.param((2026, 12, 30), [1, 1, 1, 1], id="over_the_year"),
    ],
)
def test_every_day_at_the_same_time_on_the_wall(first, offsets_h):
    start = datetime(*first, 18, 30, tzinfo=BERLIN)
    daily = appointment(start_s=start.timestamp(), n_days=4)
    calendar = read(calendar_bytes([daily], start.timestamp(), BERLIN, "me"))
    [event] = calendar.events
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    assert event["rrule"].to_ical() == b"FREQ=DAILY;COUNT=4"
    [rules] = calendar.timezones  # as a reader sees it that knows no zone by its name
    zone = rules.to_tz(lookup_tzid=False)
    for n, hours in enumerate(offsets_h):
        wall = (event.start + n * timedelta(days=1)).replace(tzinfo=zone)
        assert (wall.hour, wall.minute) == (18, 30)
        assert wall.utcoffset() == timedelta(hours=hours)
        there = datetime(*first, 18, 30, tzinfo=BERLIN) + n * timedelta(days=1)
        assert wall.timestamp() == there.timestamp()


def test_without_a_zone_every_day_has_the_time_on_the_wall():
    calendar = read(calendar_bytes([appointment(n_days=14)], NOW_S, None, "me"))
    [event] = calendar.events
    assert event.start == local(START_S).replace(tzinfo=None)
    assert (event.start.tzinfo, calendar.timezones) == (None, [])


ODD = [
    "First, second; third: a\\b",
    "Hinlegen 🧘🏽‍♀️ und ausruhen 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
    r"no line\nbreak, \t, \, and \;",
    "BEGIN:VEVENT",
    '"quoted" ^n =20 %0A &amp;',
    "ä" * 200,
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_text_survives(text):
    check_survives(text)


# icalendar takes a backslash before a large N for a break of the line; nobody is called like that.
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1)


@given(PRINTABLE.filter(lambda text: "\\N" not in text))
def test_any_printable_text_survives(text):
    check_survives(text)


def check_survives(text: str) -> None:
    odd = appointment(summary=text, description=f"{text}\n{text}", n_days=3)
    content = calendar_bytes([odd, appointment(uid="two")], NOW_S, BERLIN, "me")
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75  # octets, RFC 5545 3.1
        line.decode("utf-8")  # no character is torn apart
    events = read(content).events
    assert len(events) == 2
    assert str(events[0]["summary"]) == text
    assert str(events[0]["description"]) == f"{text}\n{text}"


# -- the file -----------------------------------------------------------------------------------


@pytest.fixture
def content() -> bytes:
    return calendar_bytes([appointment()], NOW_S, BERLIN, "me")


def test_ours_is_written_again(tmp_path: Path, content: bytes):
    path = tmp_path / "next.ics"
    write_calendar(path, content)
    later = calendar_bytes([appointment(lasts_s=600.0)], NOW_S, BERLIN, "me")
    write_calendar(path, later)
    assert path.read_bytes() == later
    assert os.listdir(tmp_path) == ["next.ics"]


@pytest.mark.parametrize(
    ("name", "held"),
    [
        pytest.param("other.ics", b"BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\n", id="a_calendar"),
        pytest.param("empty.ics", b"", id="an_empty_file"),
        pytest.param("long.ics", b"x" * 2_000 + PRODID.encode(), id="our_name_far_inside"),
    ],
)
def test_others_are_not_overwritten(tmp_path: Path, content: bytes, name: str, held: bytes):
    path = tmp_path / name
    path.write_bytes(held)
    with pytest.raises(CoachError, match=r"is no reminder of Spine Coach: choose another name"):
        write_calendar(path, content)
    assert path.read_bytes() == held


def test_another_persons_is_not_overwritten(tmp_path: Path, content: bytes):
    path = tmp_path / "next.ics"
    theirs = calendar_bytes([appointment()], NOW_S, BERLIN, "Anna")
    write_calendar(path, theirs)
    with pytest.raises(CoachError, match=r"next\.ics is the reminder of another person: choose"):
        write_calendar(path, content)
    assert path.read_bytes() == theirs
    assert b"Anna" not in theirs  # calendars are shared
    write_calendar(path, calendar_bytes([appointment(lasts_s=1.0)], NOW_S, BERLIN, "Anna"))
    assert path.read_bytes() != theirs


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("next.txt", "end it in .ics", id="no_calendar"),
        pytest.param("folder.ics", "is no reminder of Spine Coach", id="a_folder"),
        pytest.param("none/next.ics", "cannot be written .*choose another place", id="no_folder"),
        pytest.param("x" * 300 + ".ics", "cannot be written .*too long", id="too_long"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(tmp_path, content, name, words):
    (tmp_path / "folder.ics").mkdir()
    with pytest.raises(CoachError, match=words) as caught:
        write_calendar(tmp_path / name, content)
    assert str(caught.value).isprintable()
    assert os.listdir(tmp_path) == ["folder.ics"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a matter of Unix")
def test_a_pipe_is_not_even_opened(tmp_path: Path, content: bytes):
    path = tmp_path / "pipe.ics"
    os.mkfifo(path)
    with pytest.raises(CoachError, match="is no reminder of Spine Coach"):
        write_calendar(path, content)


def test_a_link_stays_a_link(tmp_path: Path, content: bytes):
    link = tmp_path / "link.ics"
    try:
        link.symlink_to(tmp_path / "next.ics")
    except OSError:
        pytest.skip("no links here")
    for _ in range(2):
        write_calendar(link, content)
    assert link.is_symlink()
    assert (tmp_path / "next.ics").read_bytes() == content


def test_a_full_disk_leaves_the_earlier_one(tmp_path: Path, content: bytes):
    with disk_of(tmp_path / "disk", 64) as disk:
        path = disk / "next.ics"
        write_calendar(path, content)
        fill_up(disk)
        with pytest.raises(
            CoachError, match=r"cannot be written \(No space left.* free some space"
        ):
            write_calendar(path, content + b"x" * 5000)
        assert path.read_bytes() == content
        assert sorted(os.listdir(disk)) == ["filler", "next.ics"]
