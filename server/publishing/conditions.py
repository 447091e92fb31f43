"""What must be there before anybody else sees a replay, and what of it is missing. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

#: A minor is published with the signatures of so many parents.
PARENTS = 2


class Visibility(StrEnum):
    """Who sees a replay once it is published."""

    CENTRE = "centre"  # those who lead in its centre
    NETWORK = "network"  # those who lead in any centre
    LINK = "link"  # whoever was given its link
    PUBLIC = "public"  # everybody


#: What a person's agreement covers: nothing yet, those of the centre and whoever was given the
#: link (what a person is asked during a session), everybody.
Agreed = Literal["", "near", "all"]
_NEAR = frozenset({Visibility.CENTRE, Visibility.LINK})

Kind = Literal[
    "making",
    "people",
    "agreement",
    "agreement_all",
    "signatures",
    "withdrawn",
    "objection",
    "subtitles",
]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands before publication; `name`: of the person concerned; `count`: how many
    of it are missing."""

    kind: Kind
    name: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in a replay. `parents`: the names of those who signed, as they were written."""

    id: str
    name: str
    minor: bool = False
    agreed: Agreed = ""
    parents: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a replay. `made`: it is as its edits say; `people_listed`: somebody said
    that `people` are all; `objections`: how many nobody has seen to."""

    visibility: Visibility
    made: bool
    people: tuple[Somebody, ...]
    people_listed: bool
    subtitles_reviewed: bool
    subtitles_exemption: str = ""
    objections: int = 0


def missing(facts: Facts) -> tuple[Missing, ...]:
    """What stands before publication, in the order in which one sees to it; nothing: it may be."""
    return tuple(_missing(facts))


def _missing(facts: Facts) -> Iterator[Missing]:
    if not facts.made:
        yield Missing("making")
    if facts.objections:
        yield Missing("objection", count=facts.objections)
    if not facts.people_listed:
        yield Missing("people")
    for person in facts.people:
        yield from _missing_of(person, facts.visibility)
    if not (facts.subtitles_reviewed or facts.subtitles_exemption.strip()):
        yield Missing("subtitles")


def _missing_of(person: Somebody, visibility: Visibility) -> Iterator[Missing]:
    if person.withdrawn:
        # Whatever else was signed: what somebody took back is not there.
        yield Missing("withdrawn", person.name)
        return
    if not person.agreed:
        yield Missing("agreement", person.name)
    elif person.agreed == "near" and visibility not in _NEAR:
        yield Missing("agreement_all", person.name)
    if person.minor and (signed := distinct(person.parents)) < PARENTS:
        yield Missing("signatures", person.name, PARENTS - signed)


def distinct(names: Iterable[str]) -> int:
    """How many people these names are: case, accents and spaces make nobody another."""
    return len({folded for name in names if (folded := fold(name))})


def fold(text: str) -> str:
    """`text` for comparing: no accents, no case, no ligatures, single spaces."""
    bare = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", bare)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
