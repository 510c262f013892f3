"""The human as it is read from the package: shapes, bones, weights, clothes."""

import numpy as np
import pytest

from coach.errors import CoachError
from samples.studio.assets import FETCH_COMMAND, has_assets
from samples.studio.makehuman import Body, load_body, load_worn
from samples.studio.sewing import sew

needs_human = pytest.mark.skipif(
    not has_assets(), reason=f"the studio's human is not here: run `{FETCH_COMMAND}`"
)
pytestmark = needs_human

AVERAGE = {
    "universal-female-young-averagemuscle-averageweight": 1.0,
    "african-female-young": 1.0,
}


@pytest.fixture(scope="module")
def body() -> Body:
    return load_body(AVERAGE, 1.70)


def test_the_body_is_as_tall_as_asked(body: Body):
    skin = body.surface.vertices[np.unique(body.skin_faces.corners)]
    assert np.ptp(skin[:, 1]) == pytest.approx(1.70)


def test_bones_stand_in_order_and_hang_together(body: Body):
    skeleton = body.skeleton
    assert skeleton.names[0] == "root"
    assert len(skeleton.names) == len(set(skeleton.names)) == 163
    assert all(parent < i for i, parent in enumerate(skeleton.parents))
    for side in "LR":  # the thigh ends where the shin begins
        tail = skeleton.tails[skeleton.index[f"upperleg02.{side}"]]
        assert tail == pytest.approx(skeleton.head(f"lowerleg01.{side}"), abs=1e-9)


def test_left_is_on_the_side_of_x_and_front_on_that_of_z(body: Body):
    assert body.skeleton.head("wrist.L")[0] > 0.3
    toes = body.skeleton.tails[body.skeleton.index["toe2-1.L"]]
    assert toes[2] > body.skeleton.head("foot.L")[2] + 0.1


def test_weights_add_up_to_one(body: Body):
    assert body.surface.influences.weights.sum(axis=1) == pytest.approx(1.0)
    assert body.surface.influences.weights.min() >= 0


def test_no_bone_of_the_face_moves_a_vertex(body: Body):
    moving = {body.skeleton.names[i] for i in np.unique(body.surface.influences.bones)}
    assert "head" in moving
    assert not any(name.startswith(("jaw", "tongue", "oris", "eye")) for name in moving)


def test_a_heavier_shape_is_wider_at_the_same_height(body: Body):
    heavy = load_body(
        {
            "universal-female-young-averagemuscle-maxweight": 1.0,
            "african-female-young": 1.0,
        },
        1.70,
    )
    assert waist_m(heavy) > waist_m(body) + 0.03


def waist_m(body: Body) -> float:
    """How wide the trunk is where the spine leaves the pelvis."""
    skin = body.surface.vertices[np.unique(body.skin_faces.corners)]
    height = body.skeleton.head("spine03")[1]
    band = skin[(np.abs(skin[:, 1] - height) < 0.02) & (np.abs(skin[:, 0]) < 0.3)]
    return float(np.ptp(band[:, 0]))


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param("universal-female-young-minmuscle-minweight", id="too_far_from_the_release"),
        pytest.param("caucasian-female-child", id="no_adult"),
        pytest.param("../../genitals/anything", id="made_up"),
    ],
)
def test_a_shape_that_is_not_listed_is_refused(shape: str):
    with pytest.raises(CoachError, match=r"may not be used: samples/studio/assets\.toml"):
        load_body({shape: 1.0}, 1.70)


def test_clothes_lie_around_the_body(body: Body):
    suit = load_worn("clothes", "female_sportsuit01", body)
    assert suit.surface.influences.weights.sum(axis=1) == pytest.approx(1.0)
    assert 1000 < suit.covered.sum() < 6000
    hip_m = body.skeleton.head("root")[1]
    near = np.abs(suit.surface.vertices[:, 1] - hip_m) < 0.05
    assert near.any()
    assert np.abs(suit.surface.vertices[near, 0]).max() < 0.30


def test_clothes_grow_with_the_body(body: Body):
    taller = load_body(AVERAGE, 1.87)
    suit, larger = (load_worn("clothes", "shoes05", who).surface for who in (body, taller))
    grown = np.ptp(larger.vertices, axis=0) / np.ptp(suit.vertices, axis=0)
    assert grown == pytest.approx(1.87 / 1.70)


def test_clothes_that_are_not_listed_are_refused(body: Body):
    with pytest.raises(CoachError, match="may not be used"):
        load_worn("clothes", "Sari1", body)


def test_a_sewn_hem_is_straight_and_level(body: Body):
    shorts = sew("shorts", 0.01, body).surface
    edges = np.sort(
        np.stack([shorts.faces.corners, np.roll(shorts.faces.corners, -1, axis=1)], axis=-1)
    ).reshape(-1, 2)
    once, times = np.unique(edges, axis=0, return_counts=True)
    rim = shorts.vertices[np.unique(once[times == 1])]
    knee_m = body.skeleton.head("lowerleg01.L")[1]
    hem = rim[rim[:, 1] < knee_m + 0.15]
    assert len(hem) > 20
    assert np.ptp(hem[:, 1]) < 0.01


def test_looser_cloth_stands_further_off(body: Body):
    tight, loose = (sew("shirt", looseness_m, body).surface for looseness_m in (0.0, 0.015))
    used = np.unique(tight.faces.corners)
    off_m = np.linalg.norm(loose.vertices[used] - tight.vertices[used], axis=1)
    assert np.median(off_m) == pytest.approx(0.015, abs=0.001)
