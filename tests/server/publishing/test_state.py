"""The life of a replay: the whole table, who may, and that no history leads around it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.accounts.roles import CentreRole
from server.publishing.conditions import Facts, Missing, Somebody, Visibility, missing
from server.publishing.errors import NotAllowed
from server.publishing.state import Act, Actor, State, after, perform, possible, settled

NADIA = Actor(frozenset({CentreRole.ANIMATEUR}), made=False)
PAUL = Actor(frozenset({CentreRole.VOLUNTEER}), made=False)
LEA = Actor(frozenset({CentreRole.COORDINATOR}), made=False)
TECHNICIAN = Actor(frozenset({CentreRole.TECHNICIAN}), made=False)
STRANGER = Actor(frozenset(), made=False)


def made_by(actor: Actor) -> Actor:
    return replace(actor, made=True)


@pytest.mark.parametrize(
    ("state", "act", "reached"),
    [
        ("draft", "propose", "proposed"),
        ("proposed", "refuse", "draft"),
        ("proposed", "approve", "approved"),
        ("approved", "refuse", "draft"),
        ("approved", "publish", "published"),
        ("published", "unpublish", "unpublished"),
        ("unpublished", "propose", "proposed"),
        # What happens, rather than being done.
        ("approved", "change", "proposed"),
        ("published", "change", "unpublished"),
        ("published", "lack", "unpublished"),
        ("published", "withdraw", "unpublished"),
        ("published", "object", "unpublished"),
        ("approved", "withdraw", "proposed"),
        ("approved", "object", "proposed"),
    ],
)
def test_the_way_of_a_replay(state: str, act: str, reached: str) -> None:
    assert after(State(state), Act(act)) is State(reached)


def test_there_is_no_other_way_to_be_published() -> None:
    ways = []
    for state, act in itertools.product(State, Act):
        try:
            reached = after(state, act)
        except NotAllowed:
            continue
        if reached is State.PUBLISHED:
            ways.append((state, act))
    assert ways == [(State.APPROVED, Act.PUBLISH)]


@pytest.mark.parametrize(
    ("actor", "state", "acts"),
    [
        (NADIA, "draft", ["propose"]),
        (NADIA, "proposed", ["refuse", "approve"]),
        (NADIA, "approved", ["refuse", "publish"]),
        (NADIA, "published", ["unpublish"]),
        (LEA, "approved", ["refuse", "publish"]),
        # Whoever made it asks, takes back and hides, and does not let it through.
        (made_by(NADIA), "draft", ["propose"]),
        (made_by(NADIA), "proposed", ["refuse"]),
        (made_by(LEA), "approved", ["refuse"]),
        (made_by(NADIA), "published", ["unpublish"]),
        (PAUL, "draft", ["propose"]),
        (PAUL, "proposed", []),
        (PAUL, "approved", []),
        (PAUL, "published", []),
        (made_by(PAUL), "published", ["unpublish"]),
        (TECHNICIAN, "draft", []),
        (TECHNICIAN, "approved", []),
        (STRANGER, "draft", []),
        (STRANGER, "published", []),
    ],
)
def test_who_may_do_what(actor: Actor, state: str, acts: list[str]) -> None:
    assert [act.value for act in possible(State(state), actor)] == acts


@pytest.mark.parametrize(
    ("state", "act", "actor", "reason"),
    [
        ("draft", "publish", NADIA, "state"),
        ("proposed", "publish", NADIA, "state"),
        ("published", "approve", NADIA, "state"),
        ("approved", "publish", PAUL, "role"),
        ("approved", "publish", made_by(LEA), "own"),
        ("proposed", "approve", made_by(NADIA), "own"),
        # What happens is nobody's to do.
        ("published", "change", LEA, "role"),
        ("published", "lack", LEA, "role"),
    ],
)
def test_what_is_not_done_says_why(state: str, act: str, actor: Actor, reason: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        perform(State(state), Act(act), actor, ())
    assert refused.value.reason == reason


def test_nothing_is_published_while_something_is_missing() -> None:
    lacking = (Missing("subtitles"),)
    with pytest.raises(NotAllowed) as refused:
        perform(State.APPROVED, Act.PUBLISH, NADIA, lacking)
    assert (refused.value.reason, refused.value.missing) == ("missing", lacking)
    assert perform(State.APPROVED, Act.PUBLISH, NADIA, ()) is State.PUBLISHED
    assert settled(State.PUBLISHED, lacking) is State.UNPUBLISHED
    assert settled(State.PUBLISHED, ()) is State.PUBLISHED
    assert settled(State.DRAFT, lacking) is State.DRAFT


# -- any history ------------------------------------------------------------------------------

PEOPLE = ("ana", "ben", "zoe")
ACCOUNTS = {
    1: frozenset({CentreRole.ANIMATEUR}),
    2: frozenset({CentreRole.COORDINATOR}),
    3: frozenset({CentreRole.VOLUNTEER}),
    4: frozenset({CentreRole.TECHNICIAN}),
}

FRESH = Facts(
    Visibility.CENTRE,
    made=True,
    people=tuple(Somebody(name, name, minor=name == "zoe") for name in PEOPLE),
    people_listed=False,
    subtitles_reviewed=False,
)


@dataclass
class House:
    """One replay as its keeper would hold it, and beside it what is true, told apart."""

    state: State = State.DRAFT
    makers: set[int] = field(default_factory=lambda: {1})
    facts: Facts = field(default_factory=lambda: FRESH)
    content: int = 0
    approved_content: int | None = None
    approved_by: int | None = None
    published_by: int | None = None

    def act(self, act: Act, account: int) -> None:
        actor = Actor(ACCOUNTS[account], account in self.makers)
        try:
            self.state = perform(self.state, act, actor, missing(self.facts))
        except NotAllowed:
            return
        if act is Act.PROPOSE:
            self.makers.add(account)
        if act is Act.APPROVE:
            self.approved_content, self.approved_by = self.content, account
        if act is Act.PUBLISH:
            self.published_by = account

    def happens(self, act: Act) -> None:
        self.state = after(self.state, act)

    def learn(self, facts: Facts) -> None:
        self.facts = facts
        self.state = settled(self.state, missing(facts))

    def person(self, name: str, **changes: object) -> None:
        people = tuple(
            replace(one, **changes) if one.id == name else one  # type: ignore[arg-type]
            for one in self.facts.people
        )
        self.learn(replace(self.facts, people=people))

    def edit(self, account: int) -> None:
        self.makers.add(account)
        self.content += 1
        self.happens(Act.CHANGE)

    def withdraw(self, name: str) -> None:
        self.happens(Act.WITHDRAW)
        self.person(name, withdrawn=True)

    def rebuild(self) -> None:
        """Made again without whoever took their agreement back."""
        self.content += 1
        self.happens(Act.CHANGE)
        left = tuple(one for one in self.facts.people if not one.withdrawn)
        self.learn(replace(self.facts, people=left))


def check(house: House) -> None:
    """What must hold while it is published, said without the code under test."""
    if house.state is not State.PUBLISHED:
        return
    facts = house.facts
    assert facts.made and facts.people_listed and facts.objections == 0
    assert facts.subtitles_reviewed or facts.subtitles_exemption
    for person in facts.people:
        assert not person.withdrawn
        assert person.agreed == "all" or (
            person.agreed == "near" and facts.visibility in ("centre", "link")
        )
        assert not person.minor or len(set(person.parents)) >= 2
    assert house.content == house.approved_content
    for account in (house.approved_by, house.published_by):
        assert account in (1, 2)
    assert house.published_by not in house.makers


accounts = st.sampled_from(sorted(ACCOUNTS))
names = st.sampled_from(PEOPLE)
events = st.one_of(
    st.tuples(st.just("act"), st.sampled_from([*Act][:5]), accounts),
    st.tuples(st.just("agree"), names, st.sampled_from(["", "near", "all"])),
    st.tuples(st.just("sign"), names, st.lists(st.sampled_from(["Luc", "Eva"]), max_size=2)),
    st.tuples(st.just("list"), st.booleans()),
    st.tuples(st.just("subtitles"), st.booleans()),
    st.tuples(st.just("exempt"), st.sampled_from(["", "Sans paroles"])),
    st.tuples(st.just("visibility"), st.sampled_from(Visibility)),
    st.tuples(st.just("objections"), st.integers(0, 1)),
    st.tuples(st.just("edit"), accounts),
    st.tuples(st.just("withdraw"), names),
    st.tuples(st.just("rebuild")),
)


def apply(house: House, event: tuple[object, ...]) -> None:
    match event:
        case ("act", Act() as act, int(account)):
            house.act(act, account)
        case ("agree", str(name), agreed):
            house.person(name, agreed=agreed)
        case ("sign", str(name), list(parents)):
            house.person(name, parents=tuple(parents))
        case ("list", bool(listed)):
            house.learn(replace(house.facts, people_listed=listed))
        case ("subtitles", bool(reviewed)):
            house.learn(replace(house.facts, subtitles_reviewed=reviewed))
        case ("exempt", str(reason)):
            house.learn(replace(house.facts, subtitles_exemption=reason))
        case ("visibility", Visibility() as visibility):
            house.learn(replace(house.facts, visibility=visibility))
        case ("objections", int(count)):
            if count:
                house.happens(Act.OBJECT)
            house.learn(replace(house.facts, objections=count))
        case ("edit", int(account)):
            house.edit(account)
        case ("withdraw", str(name)):
            house.withdraw(name)
        case ("rebuild",):
            house.rebuild()


@settings(max_examples=300, deadline=None)
@given(st.lists(events, max_size=40))
def test_no_history_shows_what_may_not_be_seen(history: list[tuple[object, ...]]) -> None:
    house = House()
    for event in history:
        apply(house, event)
        check(house)


@settings(max_examples=200, deadline=None)
@given(st.lists(events, max_size=15))
def test_from_a_replay_ready_to_be_published_too(history: list[tuple[object, ...]]) -> None:
    house = House()
    for name in PEOPLE:
        house.person(name, agreed="all", parents=("Luc", "Eva"))
    house.learn(replace(house.facts, people_listed=True, subtitles_reviewed=True))
    for act, account in ((Act.PROPOSE, 3), (Act.APPROVE, 2), (Act.PUBLISH, 2)):
        house.act(act, account)
    assert house.state is State.PUBLISHED
    for event in history:
        apply(house, event)
        check(house)
