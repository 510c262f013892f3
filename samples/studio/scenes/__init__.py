"""What people do on and around the mat that is no exercise: scenes, by their names."""

from samples.studio.scenes.chain import SCENES, SceneInfo, chained
from samples.studio.scenes.scene import Actor, Key, Scene

__all__ = ["SCENES", "Actor", "Key", "Scene", "SceneInfo", "chained"]
