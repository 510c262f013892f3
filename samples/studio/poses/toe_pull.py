"""How far the toes are pulled towards oneself, for every exercise on the back that does so."""

import numpy as np

RELAXED_DEG = 25.0  # of plantar flexion, how a foot hangs by itself
PULLED_DEG = -18.0  # negative: towards oneself; healthy adults reach 15..20 with a straight knee
FARTHEST_DEG = -26.0  # no ankle goes on


def point_deg(x: float) -> float:
    """Plantar flexion at the excursion `x`: relaxed at 0, pulled at 1, no farther than an ankle."""
    return float(np.maximum(RELAXED_DEG + (PULLED_DEG - RELAXED_DEG) * x, FARTHEST_DEG))
