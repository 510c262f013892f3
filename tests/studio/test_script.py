"""Scripts: what they may say, and when the movements come that they ask for."""

from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.truth import Fault
from samples.studio.benchmark_set import KINDS, UNLIMITED, benchmark_clips
from samples.studio.camera_places import LYING
from samples.studio.figure import figure_ids, figure_spec
from samples.studio.planning import OVER_LARGE_SHARE, PARTIAL_SHARE, planned
from samples.studio.poses import EXERCISES
from samples.studio.script import Clip, Reps, bundled_clips, read_script

MAX_CLIP_S = 30.0


def script(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = """
[[clips]]
name = "one"
figure = "anna"
exercise = "pelvis_lift"
movements = [{ count = 2, share = 0.8 }, { count = 1, faults = ["sudden"] }]
"""


def test_a_script_is_read(tmp_path):
    (clip,) = read_script(script(tmp_path, GOOD)).clips
    assert clip.movements[0].count == 2
    assert clip.movements[1].faults == (Fault.SUDDEN,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(GOOD.replace("figure =", "figur ="), "did you mean 'figure'", id="typo"),
        pytest.param(GOOD.replace("anna", "anne"), "unknown figure 'anne'", id="figure"),
        pytest.param(GOOD.replace("0.8", "8.0"), "less than or equal to 1.6", id="share"),
        pytest.param(GOOD.replace("sudden", "suden"), "faults", id="fault"),
        pytest.param(GOOD + 'place = "roof"', "unknown place 'roof'", id="place"),
        pytest.param(GOOD + 'scenes = ["still"]', "either an exercise or scenes", id="both"),
        pytest.param(
            GOOD + 'after = ["standing_stop_sign"]\nis_mirrored = true', "right arm", id="far_arm"
        ),
        pytest.param(GOOD + GOOD, "two clips are called 'one'", id="names"),
        pytest.param(GOOD + "x = [", "not valid TOML", id="broken"),
    ],
)
def test_a_wrong_script_is_refused_with_its_place(tmp_path, text, said):
    path = script(tmp_path, text)
    with pytest.raises(CoachError) as caught:
        read_script(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_script_is_one_sentence(tmp_path):
    with pytest.raises(CoachError, match="cannot be read"):
        read_script(tmp_path / "none.toml")


def clip(seed: int = 1, **reps) -> Clip:
    return Clip(
        name="one", figure="anna", exercise="side_pull", movements=(Reps(**reps),), seed=seed
    )


def test_the_same_seed_plans_the_same_movements():
    assert planned(clip(seed=7, count=3), 3.0) == planned(clip(seed=7, count=3), 3.0)
    assert planned(clip(seed=7, count=3), 3.0) != planned(clip(seed=8, count=3), 3.0)


@pytest.mark.parametrize(
    ("fault", "holds"),
    [
        (Fault.SUDDEN, lambda rep: rep.top_s - rep.start_s < 0.9),
        (Fault.PARTIAL, lambda rep: rep.share < PARTIAL_SHARE * 1.2),
        (Fault.OVER_LARGE, lambda rep: rep.share > OVER_LARGE_SHARE * 0.8),
        (Fault.DIP, lambda rep: rep.release_s - rep.top_s > 3.0),
        (Fault.ABORTED, lambda rep: rep.release_s - rep.top_s < 1.0),
    ],
)
def test_a_fault_changes_the_movement(fault, holds):
    usual, faulty = (planned(clip(faults=f, hold_s=2.5), 0.0).reps[0] for f in ((), (fault,)))
    assert holds(faulty)
    assert not holds(usual)


def test_both_sides_take_turns_and_the_wrong_side_does_not():
    def sides(**kw):
        return [rep.side for rep in planned(clip(count=4, **kw), 0.0).reps]

    assert sides(side="both") == [1, -1, 1, -1]
    assert sides(side="left") == [-1, -1, -1, -1]
    assert sides(side="both", faults=(Fault.WRONG_SIDE,)) == [1, 1, 1, 1]


def test_the_bundled_scripts_show_every_exercise_in_four_clean_sets():
    clips = bundled_clips()
    for exercise in EXERCISES:
        alike = [clip for clip in clips if clip.exercise == exercise and clip.folder is None]
        own = [clip for clip in alike if not clip.after]
        clean = [c for c in own if not any(part.faults for part in (*c.movements, *c.swings))]
        assert len(clean) == 4
        assert len({clip.figure for clip in clean}) == 4
        assert len({(clip.place, clip.fps) for clip in clean}) >= 3
        assert len(own) - len(clean) >= (1 if KINDS[exercise] == "paced" else 3)


def test_no_bundled_exercise_clip_is_longer_than_half_a_minute():
    for clip in bundled_clips():
        seconds = planned(clip, clip.lead_s).end_s + clip.tail_s
        is_long = clip.exercise is None or clip.folder == "programme"  # whole sets
        assert seconds <= MAX_CLIP_S or is_long, clip.name


def test_the_benchmark_set_is_as_large_as_it_promises():
    clips = benchmark_clips()
    assert clips == benchmark_clips()
    plans = [planned(clip, clip.lead_s) for clip in clips]
    faults = [fault for plan in plans for rep in plan.reps for fault in rep.faults]
    large = sum(s.cycles for plan in plans for s in plan.swings if Fault.OVER_LARGE in s.faults)
    assert faults.count(Fault.SUDDEN) >= 60
    assert faults.count(Fault.PUSHES) + faults.count(Fault.TREMOR) >= 60
    assert faults.count(Fault.OVER_LARGE) + large >= 60
    for exercise in EXERCISES:
        assert sum(clip.exercise == exercise for clip in clips) >= 20
    for place in LYING:
        signs = [c.scenes.count("stop_sign") for c in clips if c.place == place]
        assert sum(signs) >= 20
    held_out = {name for name in figure_ids() if figure_spec(name).is_held_out}
    assert held_out <= {clip.figure for clip in clips}


def test_nothing_is_over_large_where_there_is_no_upper_limit():
    for clip in (*benchmark_clips(), *bundled_clips()):
        if clip.exercise in UNLIMITED:
            parts = (*clip.movements, *clip.swings)
            assert not any(Fault.OVER_LARGE in part.faults for part in parts)
