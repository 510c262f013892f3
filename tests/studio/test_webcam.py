"""What a webcam adds, and that the true joints follow it."""

import numpy as np
import pytest

from samples.studio.webcam import Webcam, frame_times

GREY = np.full((120, 160, 3), 128, np.uint8)
CLEAN = Webcam(noise_sigma=0, blur_px=0, flicker=0)


def test_the_same_moment_looks_the_same_in_any_order():
    webcam, other = Webcam(shake_px=1, seed=3), Webcam(shake_px=1, seed=3)
    there = [webcam.seen(GREY, t_s) for t_s in (0.0, 0.1, 0.2)]
    back = [other.seen(GREY, t_s) for t_s in (0.2, 0.1, 0.0)]
    np.testing.assert_array_equal(there, back[::-1])
    assert (there[0] != there[1]).mean() > 0.3
    assert (Webcam(seed=4).seen(GREY, 0.0) != there[0]).mean() > 0.3


@pytest.mark.parametrize("sigma", [1.5, 6.0])
def test_noise_is_as_strong_as_asked_and_without_bias(sigma):
    seen = Webcam(noise_sigma=sigma, flicker=0).seen(GREY, 0.4).astype(float)
    assert seen.std() == pytest.approx(sigma, rel=0.08)
    assert seen.mean() == pytest.approx(128, abs=0.1 * sigma)


def test_a_clean_webcam_changes_nothing():
    np.testing.assert_array_equal(CLEAN.seen(GREY, 1.0), GREY)


def test_exposure_multiplies_grey_levels():
    assert Webcam(noise_sigma=0, flicker=0, exposure=0.5).seen(GREY, 1.0).mean() == 64
    assert Webcam(noise_sigma=0, flicker=0, exposure=3.0).seen(GREY, 1.0).mean() == 255


def test_the_exposure_wanders_no_farther_than_asked():
    webcam = Webcam(noise_sigma=0, blur_px=0, flicker=0.05)
    means = [webcam.seen(GREY, t_s).mean() for t_s in np.arange(0, 10, 0.5)]
    assert 0.02 < (max(means) - min(means)) / 128 < 0.11


def test_true_joints_move_with_the_shaken_picture():
    webcam = Webcam(noise_sigma=0, blur_px=0, flicker=0, shake_px=3, seed=1)
    picture = np.zeros((120, 160, 3), np.uint8)
    picture[50:61, 70:81] = 255
    for t_s in (0.0, 0.7, 1.9):
        weight = webcam.seen(picture, t_s)[:, :, 0].astype(float)
        rows, columns = np.mgrid[0:120, 0:160]
        centre = np.array([(columns * weight).sum(), (rows * weight).sum()]) / weight.sum()
        np.testing.assert_allclose(webcam.moved([[75, 55]], t_s)[0], centre, atol=0.1)


def test_shake_is_smooth_and_as_strong_as_asked():
    webcam = Webcam(shake_px=2, seed=5)
    path = np.array([webcam.moved([[0, 0]], t_s)[0] for t_s in np.arange(0, 60, 1 / 30)])
    np.testing.assert_allclose(path.std(axis=0), 2, rtol=0.15)
    assert np.abs(np.diff(path, axis=0)).max() < 2.5
    np.testing.assert_array_equal(CLEAN.moved([[3, 4]], 1.0), [[3, 4]])


def test_regular_frames_come_at_their_rate():
    np.testing.assert_allclose(frame_times(2.0, 15.0), np.arange(30) / 15)


@pytest.mark.parametrize("jitter_s", [0.02, 0.2])
def test_frames_come_late_or_not_at_all_but_in_order(jitter_s):
    times = frame_times(60.0, 30.0, jitter_s=jitter_s, drop_share=0.2, seed=2)
    assert times[0] == 0
    assert times[-1] < 60
    assert np.diff(times).min() > 0.001
    assert len(times) == pytest.approx(60 * 30 * 0.8, rel=0.05)
    np.testing.assert_array_equal(times, frame_times(60.0, 30.0, jitter_s, 0.2, seed=2))
    assert np.abs(np.diff(times) - 1 / 30).max() > 0.3 * jitter_s


def test_the_first_frame_is_never_lost():
    for seed in range(10):
        assert frame_times(2.0, 15.0, drop_share=0.9, seed=seed)[0] == 0
