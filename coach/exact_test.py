"""Whether two shares differ by more than chance would make them, told exactly."""

from math import comb


def fisher_p(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """Two-sided p of Fisher's exact test (J R Stat Soc 1922): hits of n against hits of others.

    The sum over all tables with the same margins that are not more likely than this one. Integers
    throughout, so that equally likely tables are equal. 1 where nothing can differ.
    """
    all_hits, everything = hits + other_hits, n + other_n
    ways = [
        comb(n, k) * comb(other_n, all_hits - k)
        for k in range(max(0, all_hits - other_n), min(n, all_hits) + 1)
    ]
    seen = comb(n, hits) * comb(other_n, other_hits)
    return sum(way for way in ways if way <= seen) / comb(everything, all_hits)
