"""Replays of whole clips by the real command, two at a time, each done once and shared by tests."""

import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.command import ROOT, Records, coach, records

SAMPLES = ROOT / "samples"


@dataclass(frozen=True)
class Replay:
    """What the command said and wrote."""

    done: subprocess.CompletedProcess[str]
    events: Path
    video: Path

    @property
    def records(self) -> Records:
        return records(self.events)


class Replays:
    """Our own clips and, where they are, those of other people."""

    def __init__(self, folder: Path, bundle: Path, foreign: Path | None) -> None:
        self._folder, self._bundle = folder, bundle
        self._pool = ThreadPoolExecutor(2)
        self._futures: dict[str, Future[Replay]] = {}
        self._submit("pelvis_lift_demo", "demo", "--quiet")
        side, corner = (SAMPLES / f"pelvis_lift_{place}.mp4" for place in ("side", "corner45"))
        self._submit(side.stem, "replay", side)
        self._submit(corner.stem, "replay", corner, "--out", folder / f"{corner.stem}.mp4")
        for clip in sorted(foreign.glob("*.mp4")) if foreign else ():
            self._submit(clip.stem, "replay", clip)

    def _submit(self, name: str, *arguments: str | Path) -> None:
        self._futures[name] = self._pool.submit(self._run, name, *arguments)

    def _run(self, name: str, *arguments: str | Path) -> Replay:
        events, video = (self._folder / f"{name}.{suffix}" for suffix in ("jsonl", "mp4"))
        outputs = ("--events", events, "--model", self._bundle)
        return Replay(coach(*arguments, *outputs, cwd=self._folder), events, video)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        self._pool.shutdown(cancel_futures=True)

    def of(self, name: str) -> Replay:
        """The replay of a clip, waited for. It ended well."""
        replay = self._futures[name].result()
        assert replay.done.returncode == 0, replay.done
        return replay
