"""The few sentences that stand first, from the facts of coach/headlines.py."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from coach.edges.report.words import Words
from coach.headlines import Fact, FactKey

Values = Mapping[str, float | str]
LEAST_WEEKS = 3  # of fewer nobody can say how often it is in a week
_TRENDS: Final = {
    "rarer": "summary_trend_rarer",
    "oftener": "summary_trend_oftener",
    "no trend can be told": "summary_trend_none",
    "too few": "summary_trend_few",
}


def summary(facts: Sequence[Fact], words: Words) -> list[str]:
    """Three to eight sentences, pain before all that was measured; what is not known has none."""
    values = {fact.key: fact.values for fact in facts}
    return [tell(values[key], words) for key, tell in _SENTENCES.items() if key in values]


def _practice(values: Values, words: Words) -> str:
    done = [
        words.counted(f"practised_{kind}", n)
        for kind in ("sessions", "alone")
        if (n := int(values[f"n_{kind}"]))
    ]
    said = words(
        "summary_practice",
        done=words.listed(done),
        days=words.counted("on_days", int(values["n_days"])),
        time=words.time(float(values["minutes"])),
    )
    if int(values["n_weeks"]) < LEAST_WEEKS or not values["n_sessions"]:
        return said
    per_week = words.number(float(values["per_week"]), 1)
    return f"{said} {words('summary_per_week', per_week=per_week)}"


def _checks(values: Values, words: Words) -> str:
    said = [
        words.counted(
            f"check_{answer}",
            n,
            on_days=words.counted("on_days", n),
            day=words.day(int(values[f"last_{answer}_day"])),
        )
        for answer in ("red", "amber")
        if (n := int(values[f"n_{answer}"]))
    ]
    return words("summary_checks", told=", ".join(said))


def _no_pain(values: Values, words: Words) -> str:
    return words("summary_no_pain")


def _pain(values: Values, words: Words) -> str:
    said = words.counted(
        "summary_pain",
        int(values["n_sessions"]),
        hurt=values["n_with_pain"],
        day=words.day(int(values["last_day"])),
    )
    n_into_leg = int(values["n_into_leg"])
    return f"{said} {words.counted('summary_leg', n_into_leg)}" if n_into_leg else said


def _pain_trend(values: Values, words: Words) -> str:
    key = _TRENDS[str(values["verdict"])]
    if key == "summary_trend_few":
        return words(key)
    return words(
        key,
        first=words.share(float(values["share_first"])),
        last=words.share(float(values["share_last"])),
    )


def _dose(values: Values, words: Words) -> str:
    kinds = ("larger", "smaller", "same", "mixed")
    n = int(values["n_exercises"])
    return words.counted("summary_dose", n, parts=_parts("dose", kinds, values, words))


def _range(values: Values, words: Words) -> str:
    kinds = ("no_change", "larger", "smaller", "error_not_known", "too_few")
    n = int(values["n_series"])
    if values["too_few"] == n:
        return words("summary_range_too_few")
    return words.counted("summary_range", n, parts=_parts("range", kinds, values, words))


def _parts(of: str, kinds: Sequence[str], values: Values, words: Words) -> str:
    """Those that there are, each with its number."""
    return words.listed([words(f"{of}_{kind}", n=values[kind]) for kind in kinds if values[kind]])


def _flags(values: Values, words: Words) -> str:
    rates = {
        name: words.number(float(values[name]), 1) for name in ("sudden", "jerky", "over_large")
    }
    return words("summary_flags", **rates)


def _certainty(values: Values, words: Words) -> str:
    n = int(values["n_counted"])
    parts = {
        name: words.share(float(values[f"n_{name}"]) / n) for name in ("sure", "likely", "led")
    }
    return words("summary_certainty", n=words.number(n), **parts)


_SENTENCES: Final[Mapping[FactKey, Callable[[Values, Words], str]]] = {
    "practice": _practice,
    "checks": _checks,
    "no_pain": _no_pain,
    "pain": _pain,
    "pain_trend": _pain_trend,
    "dose": _dose,
    "range": _range,
    "flags": _flags,
    "certainty": _certainty,
}
