"""The life of a replay as a table, and who may do each act. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.accounts.roles import LEADS, PREPARES, CentreRole
from server.publishing.conditions import Missing
from server.publishing.errors import NotAllowed


class State(StrEnum):
    """Only what is published is seen by others than those who lead in its centre."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class Act(StrEnum):
    """The first five are somebody's; the others happen."""

    PROPOSE = "propose"
    REFUSE = "refuse"
    APPROVE = "approve"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    CHANGE = "change"  # its content is another: who approved has not seen it
    LACK = "lack"  # something that was there before publication is not any more
    WITHDRAW = "withdraw"  # somebody in it took their agreement back
    OBJECT = "object"  # somebody who watched says that they are in it


#: An act that is not here is not done from this state.
TRANSITIONS: Mapping[State, Mapping[Act, State]] = {
    State.DRAFT: {
        Act.PROPOSE: State.PROPOSED,
        Act.CHANGE: State.DRAFT,
        Act.WITHDRAW: State.DRAFT,
        Act.OBJECT: State.DRAFT,
    },
    State.PROPOSED: {
        Act.REFUSE: State.DRAFT,
        Act.APPROVE: State.APPROVED,
        # Nobody has approved yet: whoever does, does so of what is there then.
        Act.CHANGE: State.PROPOSED,
        Act.WITHDRAW: State.PROPOSED,
        Act.OBJECT: State.PROPOSED,
    },
    State.APPROVED: {
        Act.REFUSE: State.DRAFT,
        Act.PUBLISH: State.PUBLISHED,
        Act.CHANGE: State.PROPOSED,
        Act.WITHDRAW: State.PROPOSED,
        Act.OBJECT: State.PROPOSED,
    },
    State.PUBLISHED: {
        Act.UNPUBLISH: State.UNPUBLISHED,
        Act.CHANGE: State.UNPUBLISHED,
        Act.LACK: State.UNPUBLISHED,
        Act.WITHDRAW: State.UNPUBLISHED,
        Act.OBJECT: State.UNPUBLISHED,
    },
    State.UNPUBLISHED: {
        Act.PROPOSE: State.PROPOSED,
        Act.CHANGE: State.UNPUBLISHED,
        Act.WITHDRAW: State.UNPUBLISHED,
        Act.OBJECT: State.UNPUBLISHED,
    },
}

#: Roles in the replay's centre. What is not here is nobody's act.
ROLES: Mapping[Act, Collection[CentreRole]] = {
    Act.PROPOSE: LEADS,
    Act.REFUSE: PREPARES,
    Act.APPROVE: PREPARES,
    Act.PUBLISH: PREPARES,
    Act.UNPUBLISH: PREPARES,
}
#: Not by whoever brought, edited or proposed it.
BY_ANOTHER = frozenset({Act.APPROVE, Act.PUBLISH})
#: By whoever made it too, whatever their role: hiding harms nobody.
BY_MAKER_TOO = frozenset({Act.UNPUBLISH})


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: their roles in the replay's centre; `made`: they brought, edited or proposed
    it."""

    roles: frozenset[CentreRole]
    made: bool


def after(state: State, act: Act) -> State:
    """The state after something that happens. Raises NotAllowed."""
    try:
        return TRANSITIONS[state][act]
    except KeyError:
        raise NotAllowed("state") from None


def perform(state: State, act: Act, actor: Actor, lacking: Sequence[Missing]) -> State:
    """The state after what `actor` does; `lacking`: see `conditions.missing`. Raises NotAllowed."""
    if not (actor.roles.intersection(ROLES.get(act, ())) or (actor.made and act in BY_MAKER_TOO)):
        raise NotAllowed("role")
    if actor.made and act in BY_ANOTHER:
        raise NotAllowed("own")
    reached = after(state, act)
    if act is Act.PUBLISH and lacking:
        raise NotAllowed("missing", lacking)
    return reached


def settled(state: State, lacking: Sequence[Missing]) -> State:
    """The state once the facts are others: what may not be seen any more is not."""
    return after(state, Act.LACK) if state is State.PUBLISHED and lacking else state


def possible(state: State, actor: Actor) -> tuple[Act, ...]:
    """What this person may do from here, whatever is missing."""
    acts = []
    for act in TRANSITIONS[state]:
        try:
            perform(state, act, actor, ())
        except NotAllowed:
            continue
        acts.append(act)
    return tuple(acts)
