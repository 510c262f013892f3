"""How far out of rest a body is: the profile, the ways, and the faults put in on purpose."""

import numpy as np
import pytest

from coach.truth import Fault
from samples.studio.motion import Motion, Rep, Swing, in_pushes, minimum_jerk, with_pause


def rep(*faults: Fault, share: float = 1.0, side: int = 0) -> Rep:
    return Rep(1.0, 3.0, 7.0, 9.0, share, side, faults)


def excursions(movement: Rep, step_s: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    t_s = np.arange(0.0, 10.0, step_s)
    return t_s, np.array([movement.excursion(t) for t in t_s])


def test_minimum_jerk_begins_and_ends_at_rest():
    u = np.linspace(0, 1, 1001)
    way = np.array([minimum_jerk(x) for x in u])
    speed = np.diff(way) / np.diff(u)
    assert way[0] == 0
    assert way[-1] == 1
    assert way[500] == pytest.approx(0.5)
    assert speed.max() == pytest.approx(1.875, abs=1e-3)
    assert max(speed[0], speed[-1]) < 1e-3


@pytest.mark.parametrize("shape", [minimum_jerk, in_pushes, with_pause])
def test_every_way_only_goes_forward_and_arrives(shape):
    way = np.array([shape(x) for x in np.linspace(-0.2, 1.2, 500)])
    assert way[0] == 0
    assert way[-1] == pytest.approx(1)
    assert (np.diff(way) >= -1e-12).all()


@pytest.mark.parametrize(("shape", "stops"), [(in_pushes, 3), (with_pause, 2)])
def test_pushes_and_pauses_stand_still_between(shape, stops):
    way = np.array([shape(x) for x in np.linspace(0, 1, 1000)])
    is_still = np.diff(way) < 1e-9
    begins = np.sum(np.diff(is_still.astype(int)) == 1)
    assert begins + int(is_still[0]) >= stops - 1


def test_a_hold_stays_at_its_share():
    t_s, way = excursions(rep(share=0.7))
    assert way[(t_s > 3) & (t_s < 7)] == pytest.approx(0.7)
    assert (way[(t_s < 1) | (t_s > 9)] == 0).all()


def test_a_dip_sinks_to_half_and_comes_back():
    t_s, way = excursions(rep(Fault.DIP))
    held = way[(t_s > 3.1) & (t_s < 6.9)]
    assert held.min() == pytest.approx(0.5, abs=0.01)
    assert held[[0, -1]] == pytest.approx([1, 1])


def test_tremor_shakes_the_ways_and_not_the_hold():
    t_s, way = excursions(rep(Fault.TREMOR))
    _, quiet = excursions(rep())
    off = np.abs(way - quiet)
    assert off[t_s < 3].max() > 0.03
    assert off[(t_s > 3) & (t_s < 7)].max() == 0


def test_a_swing_goes_right_first_and_ends_at_rest():
    swing = Swing(1.0, 2.0, 3, 0.8)
    t_s = np.arange(0.0, 8.0, 0.01)
    aside = np.array([swing.excursion(t)[0] for t in t_s])
    assert aside[(t_s > 1.2) & (t_s < 1.8)].min() > 0
    assert aside[(t_s > 2.2) & (t_s < 2.8)].max() < 0
    assert aside[t_s > swing.end_s].max() == 0
    assert np.abs(np.diff(aside)).max() < 0.03


def test_only_circles_go_to_and_fro():
    assert Swing(0.0, 2.0, 3, 1.0).excursion(2.2)[1] == 0
    assert Swing(0.0, 2.0, 3, 1.0, is_circle=True).excursion(2.0)[1] == pytest.approx(1.0)


def test_sides_carry_the_sign():
    assert Motion((rep(side=-1),)).excursion(5.0) == (-1.0, 0.0)
    assert Motion((rep(side=1),)).excursion(5.0) == (1.0, 0.0)


def test_movements_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        Motion((rep(), Rep(8.5, 9.5, 9.6, 10.0, 1.0)))
