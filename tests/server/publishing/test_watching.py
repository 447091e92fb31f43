"""Who sees a replay: every state and visibility against everybody."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.publishing.conditions import Visibility
from server.publishing.state import State
from server.publishing.watching import Shown, Viewer, is_listed, may_review, may_watch

NOW = datetime(2026, 3, 14, tzinfo=UTC)
SHOWN = Shown(
    centre=1,
    owner=7,
    state=State.PUBLISHED,
    visibility=Visibility.PUBLIC,
    secret="s3cret",
    as_approved=True,
    ends_at=NOW + timedelta(days=1),
)
NOBODY = Viewer()
OF_CENTRE = Viewer(3, frozenset({1}))
OF_ANOTHER = Viewer(4, frozenset({2}))
WITHOUT_ROLE = Viewer(5)
WITH_LINK = Viewer(secret="s3cret")
OWNER_ELSEWHERE = Viewer(7, frozenset({2}))
OWNER_GONE = Viewer(7)


@pytest.mark.parametrize(
    ("visibility", "viewers"),
    [
        ("centre", {OF_CENTRE, OWNER_ELSEWHERE}),
        ("network", {OF_CENTRE, OF_ANOTHER, OWNER_ELSEWHERE}),
        ("link", {OF_CENTRE, WITH_LINK, OWNER_ELSEWHERE}),
        (
            "public",
            {
                NOBODY,
                OF_CENTRE,
                OF_ANOTHER,
                WITHOUT_ROLE,
                WITH_LINK,
                OWNER_ELSEWHERE,
                OWNER_GONE,
            },
        ),
    ],
)
def test_what_is_published_is_seen_by(visibility: str, viewers: set[Viewer]) -> None:
    shown = replace(SHOWN, visibility=Visibility(visibility))
    everybody = (
        NOBODY,
        OF_CENTRE,
        OF_ANOTHER,
        WITHOUT_ROLE,
        WITH_LINK,
        OWNER_ELSEWHERE,
        OWNER_GONE,
    )
    assert {viewer for viewer in everybody if may_watch(shown, viewer, NOW)} == viewers


@pytest.mark.parametrize(
    ("state", "visibility"),
    [*itertools.product([one for one in State if one is not State.PUBLISHED], Visibility)],
)
def test_what_is_not_published_is_seen_by_those_who_review(
    state: State, visibility: Visibility
) -> None:
    shown = replace(SHOWN, state=state, visibility=visibility)
    for viewer in (NOBODY, OF_ANOTHER, WITHOUT_ROLE, WITH_LINK, OWNER_GONE):
        assert not may_watch(shown, viewer, NOW), viewer
        assert not may_review(shown, viewer), viewer
    for viewer in (OF_CENTRE, OWNER_ELSEWHERE):
        assert may_watch(shown, viewer, NOW), viewer


def test_other_edits_than_those_approved_are_not_seen() -> None:
    shown = replace(SHOWN, as_approved=False)
    assert not may_watch(shown, NOBODY, NOW) and not is_listed(shown, OF_CENTRE, NOW)


def test_nobody_sees_what_has_ended() -> None:
    shown = replace(SHOWN, ends_at=NOW)
    assert not any(may_watch(shown, viewer, NOW) for viewer in (NOBODY, OF_CENTRE, WITH_LINK))


@pytest.mark.parametrize("secret", ["", "s3cre", "s3cret ", "é"])
def test_another_secret_opens_nothing(secret: str) -> None:
    by_link = replace(SHOWN, visibility=Visibility.LINK)
    assert not may_watch(by_link, Viewer(secret=secret), NOW)
    assert not may_watch(replace(by_link, secret=""), Viewer(secret=secret), NOW)


def test_what_goes_by_link_is_not_found_among_the_others() -> None:
    by_link = replace(SHOWN, visibility=Visibility.LINK)
    assert not is_listed(by_link, WITH_LINK, NOW)
    assert is_listed(by_link, OF_CENTRE, NOW)
    assert is_listed(SHOWN, NOBODY, NOW)
    assert not is_listed(replace(SHOWN, state=State.DRAFT), OF_CENTRE, NOW)
