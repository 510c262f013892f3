"""Statistics that a few wrong landmarks do not upset."""

from statistics import median

MAD_TO_SIGMA = 1.4826  # of a normal distribution


def spread(values: list[float]) -> float:
    """Robust standard deviation: 1.4826 times the median distance from the median."""
    middle = median(values)
    return MAD_TO_SIGMA * median(abs(value - middle) for value in values)


def percentile(values: list[float], share: float) -> float:
    """Linear interpolation between the sorted values; share 0..1."""
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)
