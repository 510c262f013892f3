"""Can the coach judge at all? The share of good frames, their rate, and what is wrong."""

from collections import Counter, deque
from statistics import median

from coach.landmarks import Pose

WINDOW_S = 2.0
COUNT_ABOVE = 0.7  # share of good frames needed to count
SURE_ABOVE = 0.9  # share of good frames needed for the best grade
MIN_RATE_HZ = 7.5  # slower pictures hide a quick repetition
RATE_AFTER_S = 1.0
SURE_TRUNK_PX = 80.0
DARK_LUMA = 35.0  # of 255


class Quality:
    """Remembers the last two seconds of frames."""

    def __init__(self) -> None:
        self._frames: deque[tuple[float, str, float]] = deque()  # t_s, problem, luma
        # Kept up to date, because looking through two seconds of frames anew for each one is slow.
        self._n_good = self._n_dark = self._n_lumas = 0
        self._bad_since_s: float | None = None
        self._good_s: float | None = None

    def update(self, pose: Pose, problem: str) -> str:
        """Take a frame with its problem; returns the problem, maybe one only the window shows."""
        self._frames.append((pose.t_s, problem, pose.luma))
        self._tally(problem, pose.luma, 1)
        while pose.t_s - self._frames[0][0] > WINDOW_S:
            _, old_problem, old_luma = self._frames.popleft()
            self._tally(old_problem, old_luma, -1)
        if not problem and self._is_slow():
            problem = "too_few_frames"
            self._frames[-1] = (pose.t_s, problem, pose.luma)
            self._n_good -= 1
        if not problem or self._good_s is None:
            self._good_s = pose.t_s
        if self.share >= COUNT_ABOVE:
            self._bad_since_s = None
        elif self._bad_since_s is None:
            self._bad_since_s = pose.t_s
        return problem

    @property
    def share(self) -> float:
        """Share of good frames in the window, 0..1."""
        if not self._frames:
            return 0.0
        return self._n_good / len(self._frames)

    @property
    def span_s(self) -> float:
        """How much time the window holds by now."""
        return self._frames[-1][0] - self._frames[0][0] if self._frames else 0.0

    @property
    def reason(self) -> str:
        """The most common problem in the window, "" when there is none."""
        problems = Counter(problem for _, problem, _ in self._frames if problem)
        return problems.most_common(1)[0][0] if problems else ""

    @property
    def is_dark(self) -> bool:
        """Whether the picture is so dark that landmarks get noisy; False when not known."""
        if 2 * self._n_dark != self._n_lumas:
            return 2 * self._n_dark > self._n_lumas
        # As many dark as bright ones: their median lies between the two in the middle.
        lumas = [luma for _, _, luma in self._frames if luma == luma]
        return bool(lumas) and median(lumas) < DARK_LUMA

    def bad_for_s(self, t_s: float) -> float:
        """For how long too few frames have been good."""
        return 0.0 if self._bad_since_s is None else t_s - self._bad_since_s

    def unseen_for_s(self, t_s: float) -> float:
        """For how long no frame has been good at all."""
        return 0.0 if self._good_s is None else t_s - self._good_s

    def _tally(self, problem: str, luma: float, change: int) -> None:
        """A frame came into the window (+1) or left it (-1)."""
        self._n_good += change * (not problem)
        self._n_lumas += change * (luma == luma)
        self._n_dark += change * (luma < DARK_LUMA)

    def _is_slow(self) -> bool:
        if self.span_s < RATE_AFTER_S:
            return False
        return (len(self._frames) - 1) / self.span_s < MIN_RATE_HZ
