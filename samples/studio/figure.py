"""The people of the sample clips: each a body, what it wears, and a few plain words about it.

`figures.toml` says who there is.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from coach.errors import CoachError
from coach.tables import Table, checked, nearest
from samples.studio import skinning
from samples.studio.assets import asset
from samples.studio.makehuman import Body, Faces, Indices, Surface, Worn, load_body, load_worn
from samples.studio.mesh import Mesh, triangulated, vertex_normals
from samples.studio.rotation import Array
from samples.studio.sewing import PLAIN_TEXTURE, Cut, sew
from samples.studio.skeleton import Posture, Skeleton

_FIGURES_FILE = Path(__file__).with_name("figures.toml")
_PROXIES = "public/data/proxies"
_NOSE_BAND_M = (-0.03, 0.06)  # below and above the head bone's lower end

Shade = Annotated[float, Field(ge=0, le=4)]
Tint = tuple[Shade, Shade, Shade]
_AS_IT_IS: Tint = (1.0, 1.0, 1.0)


class Garment(Table):
    """One piece of clothing, pair of shoes, or head of hair."""

    asset: str
    tint: Tint = _AS_IT_IS
    cut_above_ankle_m: float | None = None  # drops what would poke through the trousers


class Sewn(Table):
    """A garment of plain cloth."""

    cut: Cut
    tint: Tint
    looseness_m: Annotated[float, Field(ge=0, le=0.05)] = 0.0


class Eyes(Table):
    """Their picture."""

    texture: str


class Skin(Table):
    """Its picture."""

    texture: str
    tint: Tint = _AS_IT_IS


class FigureSpec(Table):
    """One person of figures.toml."""

    words: str
    sex: Literal["female", "male"]
    is_held_out: bool
    height_m: Annotated[float, Field(ge=1.4, le=2.1)]
    shape: dict[str, float]  # body shape -> share
    skin: Skin
    eyes: Eyes
    hair: Garment
    eyebrows: Garment
    wears: tuple[Garment, ...]
    sewn: tuple[Sewn, ...] = ()


@dataclass(frozen=True, eq=False)  # a figure is itself: its arrays are not to be compared
class Figure:
    """A person ready to be posed and drawn; rest frame, metres."""

    id: str
    words: str  # a plain description for truth files
    is_held_out: bool  # kept for checking, never for choosing thresholds
    sex: str
    skeleton: Skeleton
    meshes: tuple[Mesh, ...]
    nose: Array  # (3,) its tip at rest
    sole_m: float  # height of the joint foot.L above the sole of the shoe
    height_m: float  # barefoot

    @cached_property
    def _skins(self) -> dict[str, skinning.Skin]:
        return {
            mesh.name: skinning.prepared(mesh, self.skeleton, breath_rise(mesh, self.skeleton))
            for mesh in self.meshes
        }

    def skinned(
        self, mesh: Mesh, posture: Posture, breath: float = 0.0
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(n, 3) vertices and (n, 3) normals of `mesh` in the room.

        breath: metres by which chest and belly stand above rest.
        """
        return skinning.skinned(self._skins[mesh.name], posture, breath)


def figure_ids() -> tuple[str, ...]:
    """Everybody of figures.toml, in its order."""
    return tuple(_specs())


def load_figure(figure_id: str) -> Figure:
    """The person called `figure_id`.

    Raises CoachError when nobody is called so, or the downloaded human is not there or not right.
    """
    spec = figure_spec(figure_id)
    body = load_body(spec.shape, spec.height_m)
    worn = [(garment, load_worn("clothes", garment.asset, body)) for garment in spec.wears]
    sewn = [(plain, sew(plain.cut, plain.looseness_m, body)) for plain in spec.sewn]
    meshes = [_skin_mesh(spec, body, [piece.covered for _, piece in (*worn, *sewn)])]
    meshes += [_garment_mesh(garment, piece, body) for garment, piece in worn]
    meshes += [_sewn_mesh(plain, piece) for plain, piece in sewn]
    meshes += _head_meshes(spec, body)
    return Figure(
        id=figure_id,
        words=spec.words,
        is_held_out=spec.is_held_out,
        sex=spec.sex,
        skeleton=body.skeleton,
        meshes=tuple(meshes),
        nose=_nose(body),
        sole_m=_sole_m(meshes, body.skeleton),
        height_m=spec.height_m,
    )


def figure_spec(figure_id: str) -> FigureSpec:
    """What figures.toml says of one person. Raises CoachError when nobody is called so."""
    specs = _specs()
    if figure_id not in specs:
        raise CoachError(
            f"There is no figure {figure_id!r}{nearest(figure_id, specs)}: "
            f"{_FIGURES_FILE.name} names them all."
        )
    return specs[figure_id]


@lru_cache(maxsize=1)
def _specs() -> dict[str, FigureSpec]:
    tables = tomllib.loads(_FIGURES_FILE.read_text(encoding="utf-8"))
    return {
        name: checked(
            FigureSpec, table, f"{_FIGURES_FILE} [{name}]", "the top of the file explains the keys"
        )
        for name, table in tables.items()
    }


def breath_rise(mesh: Mesh, skeleton: Skeleton) -> Array:
    """(n, 3) way of each vertex per metre of breath: the front of chest and belly, forward.

    A soft bump between hips and neck, none at the back, where the body lies on the mat.
    """
    low, high = skeleton.head("root"), skeleton.head("neck01")
    trunk_m = high[1] - low[1]
    x, y, z = (mesh.vertices - (low + high) / 2).T
    share = np.exp(-((y / (0.3 * trunk_m)) ** 2)) * np.exp(-((x / (0.26 * trunk_m)) ** 4))
    share *= np.clip((z + 0.02 * trunk_m) / (0.13 * trunk_m), 0.0, 1.0)
    return np.stack([0 * share, 0.15 * share, share], axis=1)


def _skin_mesh(spec: FigureSpec, body: Body, covered: Iterable[NDArray[np.bool_]]) -> Mesh:
    """The body without what lies under clothes, or it would poke through them."""
    hidden = np.zeros(len(body.surface.vertices), bool)
    for mask in covered:
        hidden |= mask
    faces = body.skin_faces
    seen = faces.where(np.asarray((~hidden[faces.corners]).any(axis=1)))
    texture = asset(f"public/data/skins/{spec.skin.texture}")
    return _mesh("body", body.surface, seen, texture, shine=0.15, tint=spec.skin.tint)


def _garment_mesh(garment: Garment, worn: Worn, body: Body) -> Mesh:
    faces = worn.surface.faces
    if garment.cut_above_ankle_m is not None:
        limit = body.skeleton.head("foot.L")[1] + garment.cut_above_ankle_m
        faces = faces.where(worn.surface.vertices[faces.corners, 1].min(axis=1) < limit)
    texture = _texture("clothes", garment.asset)
    return _mesh(garment.asset, worn.surface, faces, texture, shine=0.08, tint=garment.tint)


def _sewn_mesh(plain: Sewn, piece: Worn) -> Mesh:
    surface = piece.surface
    return _mesh(plain.cut, surface, surface.faces, PLAIN_TEXTURE, shine=0.04, tint=plain.tint)


def _head_meshes(spec: FigureSpec, body: Body) -> list[Mesh]:
    eyes = load_worn("eyes", "Low-Poly", body).surface
    hair = load_worn("hair", spec.hair.asset, body).surface
    brows = load_worn("eyebrows", spec.eyebrows.asset, body).surface
    eye_texture = asset(f"{_PROXIES}/eyes/Low-Poly/textures/{spec.eyes.texture}")
    return [
        _mesh("eyes", eyes, eyes.faces, eye_texture, shine=0.35),
        _mesh(
            "hair",
            hair,
            hair.faces,
            _texture("hair", spec.hair.asset),
            is_cutout=True,
            shine=0.1,
            tint=spec.hair.tint,
        ),
        _mesh(
            "eyebrows",
            brows,
            brows.faces,
            _texture("eyebrows", spec.eyebrows.asset),
            is_cutout=True,
            shine=0.05,
            tint=spec.eyebrows.tint,
        ),
    ]


def _texture(kind: str, name: str) -> Path:
    suffix = "" if kind == "eyebrows" else "_diffuse"
    return asset(f"{_PROXIES}/{kind}/{name}/textures/{name}{suffix}.png")


def _mesh(
    name: str,
    surface: Surface,
    faces: Faces,
    texture: Path,
    *,
    shine: float,
    is_cutout: bool = False,
    tint: Tint = _AS_IT_IS,
) -> Mesh:
    """A mesh of `faces`: a vertex for every pair of place and texture place, nothing unused."""
    normals = vertex_normals(surface.vertices, faces.corners)
    pairs = np.stack([faces.corners.ravel(), faces.uv_corners.ravel()], axis=1)
    used, inverse = np.unique(pairs, axis=0, return_inverse=True)
    places: Indices = used[:, 0]
    return Mesh(
        name=name,
        vertices=surface.vertices[places],
        normals=normals[places],
        uv=surface.uv[used[:, 1]],
        triangles=triangulated(inverse.reshape(-1, 4)).astype(np.int32),
        bones=surface.influences.bones[places],
        weights=surface.influences.weights[places],
        texture=texture,
        is_cutout=is_cutout,
        shine=shine,
        tint=tint,
    )


def _nose(body: Body) -> Array:
    """The foremost point of the skin near the middle line at the height of the face."""
    skin = body.surface.vertices[np.unique(body.skin_faces.corners)]
    low, high = body.skeleton.head("head")[1] + np.array(_NOSE_BAND_M)
    face = skin[(np.abs(skin[:, 0]) < 0.005) & (skin[:, 1] > low) & (skin[:, 1] < high)]
    tip: Array = face[np.argmax(face[:, 2])]
    return tip


def _sole_m(meshes: Iterable[Mesh], skeleton: Skeleton) -> float:
    lowest = min(float(mesh.vertices[:, 1].min()) for mesh in meshes)
    return float(skeleton.head("foot.L")[1]) - lowest
