"""The files of a clip, and the clips of a folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.truth import Truth, parse_truth
from samples.studio.joints_file import JOINTS_ENDING


@dataclass(frozen=True)
class ClipFiles:
    """The files of one clip in a folder."""

    folder: Path
    name: str

    def _path(self, ending: str) -> Path:
        return self.folder / f"{self.name}{ending}"

    @property
    def video(self) -> Path:
        """The pictures, H.264."""
        return self._path(".mp4")

    @property
    def recording(self) -> Path:
        """What the pose model saw."""
        return self._path(".npz")

    @property
    def joints(self) -> Path:
        """Where the joints truly are."""
        return self._path(JOINTS_ENDING)

    @property
    def truth(self) -> Path:
        """What truly happens; written last, so a clip that has it is whole."""
        return self._path(".truth.json")

    def read_truth(self) -> Truth:
        """What the truth file says. Raises CoachError when it is none."""
        return parse_truth(self.truth.read_text(encoding="utf-8"), str(self.truth))


def whole_clips(folder: Path) -> Iterator[ClipFiles]:
    """Every clip under a folder that has its true joints and its truth, by name."""
    for path in sorted(folder.rglob(f"*{JOINTS_ENDING}")):
        files = ClipFiles(path.parent, path.name.removesuffix(JOINTS_ENDING))
        if files.truth.exists():  # else it was being made anew when that was stopped
            yield files
