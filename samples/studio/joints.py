"""The fifteen true joints of a figure, as the truth files keep them."""

import numpy as np

from samples.studio.rotation import Array
from samples.studio.skeleton import Posture, Skeleton

# Name in the truth -> bone whose head it is; a foot tip is the end of a toe's first bone.
BONES = {
    "left_shoulder": "upperarm01.L",
    "right_shoulder": "upperarm01.R",
    "left_elbow": "lowerarm01.L",
    "right_elbow": "lowerarm01.R",
    "left_wrist": "wrist.L",
    "right_wrist": "wrist.R",
    "left_hip": "upperleg01.L",
    "right_hip": "upperleg01.R",
    "left_knee": "lowerleg01.L",
    "right_knee": "lowerleg01.R",
    "left_ankle": "foot.L",
    "right_ankle": "foot.R",
}
TOES = {"left_foot_index": "toe2-1.L", "right_foot_index": "toe2-1.R"}
NAMES = ("nose", *BONES, *TOES)


def true_joints(skeleton: Skeleton, posture: Posture, nose: Array) -> Array:
    """(15, 3) metres in the room, in the order of NAMES.

    nose: (3,) the tip of the nose at rest.
    """
    head = skeleton.index["head"]
    tip = posture.heads[head] + posture.rotations[head] @ (nose - skeleton.heads[head])
    toes = [
        posture.heads[i] + posture.rotations[i] @ (skeleton.tails[i] - skeleton.heads[i])
        for i in (skeleton.index[bone] for bone in TOES.values())
    ]
    heads = [posture.heads[skeleton.index[bone]] for bone in BONES.values()]
    return np.array([tip, *heads, *toes])
