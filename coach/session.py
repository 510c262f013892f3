"""being written"""
from coach.events import Event, Status
from coach.landmarks import Pose


class Session:
    is_over: bool
    def update(self, pose: Pose, problem: str = "") -> tuple[Status, list[Event]]:
        raise RuntimeError("being written")
    def command(self, command: object, t_s: float) -> None:
        raise RuntimeError("being written")
    def finish(self, t_s: float) -> tuple[Status, list[Event]]:
        raise RuntimeError("being written")
