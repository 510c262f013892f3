"""The people of the sample clips: their measures, and that they bend as their bones do."""

import numpy as np
import pytest

from coach.errors import CoachError
from samples.studio.assets import FETCH_COMMAND, has_assets
from samples.studio.figure import Figure, figure_ids, figure_spec, load_figure
from samples.studio.rotation import X, Y, turn
from samples.studio.skeleton import Posture, posed

needs_human = pytest.mark.skipif(
    not has_assets(), reason=f"the studio's human is not here: run `{FETCH_COMMAND}`"
)

MILLIMETRE_M = 0.001


@pytest.fixture(scope="module", params=figure_ids())
def figure(request: pytest.FixtureRequest) -> Figure:
    return load_figure(request.param)


def at_rest(figure: Figure) -> Posture:
    rotations = np.repeat(np.eye(3)[None], len(figure.skeleton.names), axis=0)
    return Posture(rotations, figure.skeleton.heads)


def test_two_people_are_held_out_one_of_each_sex():
    held_out = [spec for name in figure_ids() if (spec := figure_spec(name)).is_held_out]
    assert sorted(spec.sex for spec in held_out) == ["female", "male"]
    assert len(figure_ids()) == 6


def test_held_out_people_differ_from_all_others():
    specs = {name: figure_spec(name) for name in figure_ids()}
    for name, spec in specs.items():
        others = [other for key, other in specs.items() if key != name]
        assert all(spec.shape != other.shape for other in others)
        if spec.is_held_out:
            assert all((spec.sewn, spec.wears) != (o.sewn, o.wears) for o in others)


def test_shares_of_the_body_shapes_add_up():
    for name in figure_ids():
        shape = figure_spec(name).shape
        whole = [share for target, share in shape.items() if target.startswith("universal-")]
        assert sum(whole) == pytest.approx(1.0), name
        assert sum(shape.values()) == pytest.approx(2.0), name


def test_an_unknown_person_is_named_with_a_suggestion():
    with pytest.raises(CoachError, match=r"no figure 'ana' \(did you mean 'anna'\?\)"):
        load_figure("ana")


@needs_human
def test_measures_are_those_of_adults(figure: Figure):
    assert 1.55 <= figure.height_m <= 1.90
    assert 0.05 < figure.sole_m < 0.13
    thigh_m = figure.skeleton.distance("upperleg01.L", "lowerleg01.L")
    shin_m = figure.skeleton.distance("lowerleg01.L", "foot.L")
    # Drillis and Contini (1966): thigh 0.245, shank 0.246 of the height.
    assert thigh_m / figure.height_m == pytest.approx(0.245, abs=0.03)
    assert shin_m / figure.height_m == pytest.approx(0.246, abs=0.03)


@needs_human
def test_the_nose_is_in_the_middle_of_the_face(figure: Figure):
    head = figure.skeleton.head("head")
    assert abs(figure.nose[0]) < MILLIMETRE_M
    assert head[1] - 0.03 < figure.nose[1] < head[1] + 0.06
    assert figure.nose[2] > head[2] + 0.08


@needs_human
def test_left_and_right_mirror_each_other(figure: Figure):
    skeleton = figure.skeleton
    for name in skeleton.names:
        if name.endswith(".L"):
            mirrored = skeleton.head(name[:-1] + "R") * [-1, 1, 1]
            assert np.abs(skeleton.head(name) - mirrored).max() < MILLIMETRE_M, name


@needs_human
def test_weights_add_up_to_one(figure: Figure):
    for mesh in figure.meshes:
        assert mesh.weights.sum(axis=1) == pytest.approx(1.0), mesh.name


@needs_human
def test_meshes_are_whole(figure: Figure):
    assert {"body", "eyes", "hair", "eyebrows"} < {mesh.name for mesh in figure.meshes}
    for mesh in figure.meshes:
        assert mesh.texture.is_file()
        assert mesh.triangles.min() == 0
        assert mesh.triangles.max() == len(mesh.vertices) - 1
        assert mesh.uv.min() > -0.01
        assert mesh.uv.max() < 1.01
        assert np.linalg.norm(mesh.normals, axis=1) == pytest.approx(1.0, abs=1e-6)


@needs_human
def test_surfaces_face_outwards(figure: Figure):
    body = figure.meshes[0]
    hips = figure.skeleton.head("root")
    chest = (body.vertices[:, 2] > hips[2] + 0.05) & (np.abs(body.vertices[:, 0]) < 0.05)
    assert np.median(body.normals[chest, 2]) > 0.2


@needs_human
def test_at_rest_skinning_changes_nothing(figure: Figure):
    for mesh in figure.meshes:
        vertices, normals = figure.skinned(mesh, at_rest(figure))
        assert np.abs(vertices - mesh.vertices).max() < 1e-5
        assert np.abs(normals - mesh.normals).max() < 1e-4


@needs_human
def test_turning_the_root_turns_everything(figure: Figure):
    turned = turn([1.0, 2.0, 3.0], 77.0)
    place = np.array([0.3, 0.2, -0.4])
    posture = posed(figure.skeleton, {"root": turned}, "root", place)
    for mesh in figure.meshes:
        vertices, normals = figure.skinned(mesh, posture)
        expected = (mesh.vertices - figure.skeleton.head("root")) @ turned.T + place
        assert np.abs(vertices - expected).max() < 1e-5
        assert np.abs(normals - mesh.normals @ turned.T).max() < 1e-4


@needs_human
def test_a_bent_knee_moves_the_foot_and_not_the_head(figure: Figure):
    skeleton = figure.skeleton
    bend = turn(X, 90.0)
    posture = posed(skeleton, {"lowerleg01.L": bend}, "root", skeleton.head("root"))
    foot = posture.heads[skeleton.index["foot.L"]]
    shin_m = skeleton.distance("lowerleg01.L", "foot.L")
    assert foot[2] < skeleton.head("lowerleg01.L")[2] - 0.9 * shin_m
    shoes = next(mesh for mesh in figure.meshes if mesh.name.startswith("shoes"))
    left = shoes.vertices[:, 0] > 0
    vertices, _ = figure.skinned(shoes, posture)
    knee = skeleton.head("lowerleg01.L")
    assert np.abs(vertices[left] - ((shoes.vertices[left] - knee) @ bend.T + knee)).max() < 0.02
    assert np.abs(vertices[~left] - shoes.vertices[~left]).max() < 1e-5


@needs_human
def test_breath_raises_the_front_of_the_trunk_only(figure: Figure):
    breath_m = 0.004
    spine_m = min(figure.skeleton.head(bone)[2] for bone in ("root", "spine03", "neck01"))
    moved = []
    for mesh in figure.meshes:
        still, _ = figure.skinned(mesh, at_rest(figure))
        risen, _ = figure.skinned(mesh, at_rest(figure), breath_m)
        rise = risen - still
        assert np.abs(rise).max() <= breath_m * 1.001
        assert np.abs(rise[mesh.vertices[:, 2] < spine_m]).max(initial=0.0) < 0.1 * breath_m
        if mesh.name in ("hair", "eyes", "eyebrows") or mesh.name.startswith("shoes"):
            assert np.abs(rise).max() < 0.02 * breath_m
        moved.append(rise[:, 2].max())
    assert max(moved) > 0.8 * breath_m


@needs_human
def test_no_sock_stands_out_of_trousers(figure: Figure):
    """Trousers end at the ankle; whatever of a shoe reaches higher must lie inside them."""
    legs = [mesh for mesh in figure.meshes if mesh.name == "trousers"]
    shoes = next(mesh for mesh in figure.meshes if mesh.name.startswith("shoes"))
    if legs:
        assert shoes.vertices[:, 1].max() < legs[0].vertices[:, 1].min() + 0.06


@needs_human
def test_y_is_up():
    anna = load_figure("anna")
    assert anna.skeleton.head("head") @ Y > anna.skeleton.head("foot.L") @ Y + 1.2
