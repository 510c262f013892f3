"""The human of the MakeHuman package: body, shape targets, bones, and what it wears.

Lengths are converted once, here: the files speak of decimetres, everything else of metres.
Faces follow the three.js JSON format 3.1; clothes follow the body as MakeHuman's mhclo files say.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError
from samples.studio.assets import allowed_targets, asset
from samples.studio.rotation import Array
from samples.studio.skeleton import Skeleton

Indices = NDArray[np.intp]

DECIMETRE_M = 0.1
TARGET_STEP_M = 1e-3 * DECIMETRE_M  # targets.bin counts in thousandths of a decimetre

BODY_FILE = "public/data/models/human_full_size.json"
RIG_FILE = "src/json/rigs/default.json"
TARGET_LIST_FILE = "src/json/targets/target-list.json"
TARGETS_FILE = "public/data/targets/targets.bin"
_SHAPES_FOLDER = "data/targets/macrodetails/"  # in the list of targets

# Bits of a face's first number in the three.js format: what follows the corners' indices.
_IS_QUAD, _HAS_MATERIAL, _HAS_FACE_UV, _HAS_CORNER_UV = 1, 2, 4, 8
_BODY_MATERIAL, _TIGHTS_MATERIAL = 0, 1


@dataclass(frozen=True)
class Faces:
    """Quads of a surface; a triangle repeats its first corner."""

    corners: Indices  # (m, 4) indices of vertices
    uv_corners: Indices  # (m, 4) indices into the texture places
    materials: Indices  # (m,)

    def where(self, chosen: NDArray[np.bool_]) -> "Faces":
        """Only the faces for which `chosen` (m,) is true."""
        return Faces(self.corners[chosen], self.uv_corners[chosen], self.materials[chosen])


@dataclass(frozen=True)
class Influences:
    """Which four bones move a vertex, and how much."""

    bones: Indices  # (n, 4)
    weights: Array  # (n, 4) sum 1

    def summed(self, bone_count: int) -> Array:
        """(n, bone_count) share of every bone."""
        shares = np.zeros((len(self.bones), bone_count))
        rows = np.arange(len(self.bones))
        for slot in range(4):
            np.add.at(shares, (rows, self.bones[:, slot]), self.weights[:, slot])
        return shares


@dataclass(frozen=True)
class Surface:
    """A mesh as the files hold it: vertices apart from texture places. Metres."""

    vertices: Array  # (n, 3)
    faces: Faces
    uv: NDArray[np.float32]  # (k, 2)
    influences: Influences


@dataclass(frozen=True)
class Body:
    """The morphed base mesh, with the helper geometry clothes are fitted to."""

    surface: Surface
    skeleton: Skeleton
    scale: float  # how much larger than the morphed files say

    @property
    def skin_faces(self) -> Faces:
        """The faces of the human; the rest are helpers."""
        return self.surface.faces.where(self.surface.faces.materials == _BODY_MATERIAL)

    @property
    def tights_faces(self) -> Faces:
        """A close-fitting suit from neck to wrists and ankles."""
        return self.surface.faces.where(self.surface.faces.materials == _TIGHTS_MATERIAL)


@dataclass(frozen=True)
class Worn:
    """Something that lies on the body: clothes, shoes, hair, eyes, eyebrows."""

    surface: Surface
    covered: NDArray[np.bool_]  # (n,) vertices of the body it hides


def load_body(shape: Mapping[str, float], height_m: float) -> Body:
    """The human with the targets of `shape` applied (name -> share), scaled to `height_m`.

    Raises CoachError for a target that is not on the list of assets.toml.
    """
    file = _read(BODY_FILE)
    faces = _faces(file["faces"])
    vertices = _morphed(_rows(file["vertices"], 3) * DECIMETRE_M, shape)
    skin = np.unique(faces.corners[faces.materials == _BODY_MATERIAL])
    scale = height_m / float(np.ptp(vertices[skin, 1]))
    vertices *= scale
    skeleton = _skeleton(vertices)
    influences = _body_influences(file, skeleton)
    return Body(Surface(vertices, faces, _uv(file), influences), skeleton, scale)


def load_worn(kind: str, name: str, body: Body) -> Worn:
    """`name` from the folder `kind` (clothes, hair, eyes, eyebrows), fitted to `body`.

    A vertex lies at the weighed mean of three vertices of the body, plus an offset that grows
    with the body; it moves with the same bones.
    """
    file = _read(f"public/data/proxies/{kind}/{name}/{name}.json")
    anchors = np.array(file["ref_vIdxs"], np.intp)
    shares = np.array(file["weights"], np.float64)
    offsets = np.array(file["offsets"], np.float64) * DECIMETRE_M * body.scale
    places = body.surface.vertices[anchors]
    vertices = np.einsum("nk,nkx->nx", shares, places) + offsets
    influences = _followed(anchors, shares, body)
    covered = np.zeros(len(body.surface.vertices), bool)
    hidden = file["metadata"].get("deleteVerts") or []
    covered[: len(hidden)] = hidden
    return Worn(Surface(vertices, _faces(file["faces"]), _uv(file), influences), covered)


@lru_cache(maxsize=32)
def _read(path: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(asset(path).read_bytes())
    return content


def _rows(numbers: Sequence[float], width: int) -> Array:
    return np.asarray(numbers, np.float64).reshape(-1, width)


def _uv(file: Mapping[str, Any]) -> NDArray[np.float32]:
    return np.asarray(file["uvs"][0], np.float32).reshape(-1, 2)


def _faces(numbers: Sequence[int]) -> Faces:
    """Faces of the flat list of the three.js format."""
    corners, uv_corners, materials = [], [], []
    at = 0
    while at < len(numbers):
        bits = numbers[at]
        count = 4 if bits & _IS_QUAD else 3
        at += 1
        face = list(numbers[at : at + count])
        at += count
        materials.append(numbers[at] if bits & _HAS_MATERIAL else 0)
        at += bool(bits & _HAS_MATERIAL) + bool(bits & _HAS_FACE_UV)
        face_uv = [0] * count
        if bits & _HAS_CORNER_UV:
            face_uv = list(numbers[at : at + count])
            at += count
        corners.append((face + face)[:4])
        uv_corners.append((face_uv + face_uv)[:4])
    as_indices = [np.array(rows, np.intp) for rows in (corners, uv_corners, materials)]
    return Faces(*as_indices)


@lru_cache(maxsize=1)
def _targets() -> tuple[dict[str, int], NDArray[np.int16]]:
    """Row of each body shape, and (rows, n, 3) the table: in the alphabetical order of paths."""
    paths = sorted(_read(TARGET_LIST_FILE)["targets"])
    rows = {
        path.removeprefix(_SHAPES_FOLDER).removesuffix(".target"): row
        for row, path in enumerate(paths)
        if path.startswith(_SHAPES_FOLDER)
    }
    table = np.memmap(asset(TARGETS_FILE), "<i2", "r").reshape(len(paths), -1, 3)
    return rows, table


def _morphed(vertices: Array, shape: Mapping[str, float]) -> Array:
    rows, table = _targets()
    moved = vertices.copy()
    for name, share in shape.items():
        if name not in allowed_targets():
            raise CoachError(
                f"The body shape {name!r} may not be used: samples/studio/assets.toml does not "
                "list it; take one of its [[targets]], or add it there with the reason why it "
                "counts as CC0."
            )
        moved += share * TARGET_STEP_M * table[rows[name]]
    return moved


def _skeleton(vertices: Array) -> Skeleton:
    """The default rig: a bone's ends are the middles of groups of vertices."""
    rig = _read(RIG_FILE)
    bones, joints = rig["bones"], rig["joints"]
    names: list[str] = []

    def add(name: str) -> None:
        if name in names:
            return
        if bones[name]["parent"]:
            add(bones[name]["parent"])
        names.append(name)

    for name in bones:
        add(name)
    parents = [names.index(bones[n]["parent"]) if bones[n]["parent"] else -1 for n in names]
    ends = {
        end: np.array([vertices[joints[bones[n][end]]].mean(axis=0) for n in names])
        for end in ("head", "tail")
    }
    return Skeleton(tuple(names), np.array(parents, np.intp), ends["head"], ends["tail"])


def _body_influences(file: Mapping[str, Any], skeleton: Skeleton) -> Influences:
    stiff = _with_stiff_face(skeleton)
    names = [bone["name"].removesuffix("____head") for bone in file["bones"]]
    to_skeleton = np.array([stiff[skeleton.index[name]] for name in names], np.intp)
    bones = to_skeleton[np.asarray(file["skinIndices"], np.intp).reshape(-1, 4)]
    return Influences(bones, _normalised(_rows(file["skinWeights"], 4)))


def _with_stiff_face(skeleton: Skeleton) -> Indices:
    """(n,) for each bone itself, or the head for the bones of face, jaw and tongue.

    The studio moves no face, and fifty bones fewer make the skinning quicker.
    """
    head = skeleton.index["head"]
    moved_by = np.arange(len(skeleton.names))
    for i, parent in enumerate(skeleton.parents):
        if parent >= 0 and moved_by[parent] == head:
            moved_by[i] = head
    return moved_by


def _normalised(weights: Array) -> Array:
    sums = weights.sum(axis=1, keepdims=True)
    first_bone = np.array([1.0, 0.0, 0.0, 0.0])  # a helper no bone moves stays with the root
    shares: Array = np.where(sums > 1e-6, weights / np.maximum(sums, 1e-9), first_bone)
    return shares


def _followed(anchors: Indices, shares: Array, body: Body) -> Influences:
    """The four strongest bones of the body's vertices that a vertex of the clothes hangs on."""
    by_bone = body.surface.influences.summed(len(body.skeleton.names))
    mixed = np.einsum("nk,nkb->nb", np.clip(shares, 0.0, None), by_bone[anchors])
    strongest = np.argsort(-mixed, axis=1, kind="stable")[:, :4]
    weights = np.take_along_axis(mixed, strongest, axis=1)
    return Influences(strongest, _normalised(weights))
