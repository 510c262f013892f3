"""What only several exercises together can tell: ids and names that clash, names that mean nothing.

One file alone is checked by definitions.py.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from coach.definitions import Exercise


@dataclass(frozen=True, slots=True)
class Listed:
    """An exercise, and the file it stands in as errors name it."""

    where: str
    exercise: Exercise

    @property
    def words(self) -> list[str]:
        """Every word that names it in clip lists, as they are compared: in small letters."""
        one = self.exercise
        return list(dict.fromkeys(map(str.lower, (one.id, one.name, *one.also_called))))


class Mistake(NamedTuple):
    """What is wrong in a file, in one sentence that names it."""

    where: str
    sentence: str


def clashes(
    new: Sequence[Listed],
    old: Sequence[Listed],
    phrase_keys: Collection[str],
    other_ids: Collection[str] = (),
) -> list[Mistake]:
    """Every mistake of the `new` exercises among themselves and with the `old` ones.

    An old one whose id a new one has is replaced by it, not in its way. `other_ids` are known to
    exist, although their files cannot be read.
    """
    ids = {one.exercise.id for one in new}
    kept = [one for one in old if one.exercise.id not in ids]
    known_ids = {*ids, *(one.exercise.id for one in kept), *other_ids}
    found = [*_clashing_ids(new), *_clashing_names(new, kept)]
    for one in new:
        found += [*_unknown_contents(one, known_ids), *_unknown_cues(one, phrase_keys)]
    return found


def _clashing_ids(new: Sequence[Listed]) -> Iterator[Mistake]:
    first: dict[str, str] = {}
    for one in new:
        where = first.setdefault(one.exercise.id, one.where)
        if where != one.where:
            yield Mistake(
                one.where,
                f"{one.where}, id: {one.exercise.id!r} is the id of {where} already; give it an "
                "id, and a file name, of its own.",
            )


def _clashing_names(new: Sequence[Listed], kept: Sequence[Listed]) -> Iterator[Mistake]:
    """Names that mean two exercises: clip lists could not tell them apart."""
    owners: dict[str, Listed] = {}
    for one in (*kept, *new):
        for word in one.words:
            owner = owners.setdefault(word, one)
            if owner.exercise.id != one.exercise.id:
                yield Mistake(
                    one.where,
                    f"{one.where}: {word!r} also names {owner.exercise.id!r} ({owner.where}); "
                    "change id, name or also_called of one of them.",
                )


def _unknown_contents(one: Listed, known_ids: Collection[str]) -> Iterator[Mistake]:
    for number, name in enumerate(one.exercise.contains):
        key = f"{one.where}, contains.{number}"
        if name == one.exercise.id:
            yield Mistake(one.where, f"{key}: {name!r} is this exercise itself; leave it out.")
        elif name not in known_ids:
            hint = _hint(name, known_ids, "`coach exercises list` shows those there are")
            yield Mistake(one.where, f"{key}: no exercise has the id {name!r}; {hint}.")


def _unknown_cues(one: Listed, phrase_keys: Collection[str]) -> Iterator[Mistake]:
    for number, advice in enumerate(one.exercise.advice):
        if advice.cue not in phrase_keys:
            hint = _hint(advice.cue, phrase_keys, "take a key of coach/phrases/en.toml")
            key = f"{one.where}, advice.{number}.cue"
            yield Mistake(one.where, f"{key}: no phrase is called {advice.cue!r}; {hint}.")


def _hint(word: str, known: Collection[str], otherwise: str) -> str:
    near = get_close_matches(word, sorted(known), n=1)
    return f"did you mean {near[0]!r}" if near else otherwise
