import os
import signal

import pytest

from coach.edges.sources.interrupts import SIGNALS, UntilInterrupted
from coach.pipeline import Frame


class Counting:
    """A source without end."""

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        pass

    def __iter__(self):
        n = 0
        while True:
            yield Frame(n / 30, None)
            n += 1


@pytest.mark.parametrize("number", SIGNALS)
def test_a_frame_is_finished_before_the_end(number):
    before = signal.getsignal(number)
    finished = []
    with UntilInterrupted(Counting()) as source:
        for frame in source:
            if frame.t_s >= 1.0:
                os.kill(os.getpid(), number)
            finished.append(frame.t_s)
    assert finished[-1] == pytest.approx(1.0)
    assert signal.getsignal(number) is before


def test_a_second_interrupt_is_not_kept_waiting():
    def interrupt_twice():
        with UntilInterrupted(Counting()) as source:
            for _ in source:
                os.kill(os.getpid(), signal.SIGINT)
                os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        interrupt_twice()
