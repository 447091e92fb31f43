"""Who is written to about the end of replays, when, and how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.publishing.letters import words
from server.publishing.letters.due import EVERY, Announced, Ending, Letter, Told, due_letters
from server.sentences import read_translators

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NADIA, CLAIRE = 1, 2
SAID = read_translators(Path(__file__).parents[4] / "web" / "locales")


def ending(days: float, *accounts: int, replay: str = "r1", title: str = "Crêpes") -> Ending:
    return Ending(replay, title, "Centre Brel", NOW + days * DAY, frozenset(accounts))


def told(one: Ending, days: int, *, ago: timedelta, account: int = NADIA) -> Told:
    return Told(one.replay, account, days, one.ends_at, NOW - ago)


@pytest.mark.parametrize(
    ("left", "sent", "due"),
    [
        (61, [], []),
        (60, [], [60]),
        (59, [60], []),
        (30, [60], [30]),
        (7, [60, 30], [7]),
        (1, [60, 30, 7], []),
        # Nothing could be sent for long: the most pressing alone.
        (5, [], [7]),
        (-1, [], []),
    ],
)
def test_once_for_each_notice(left: int, sent: list[int], due: list[int]) -> None:
    one = ending(left, NADIA)
    before = [told(one, days, ago=10 * DAY) for days in sent]
    assert [
        said.days for letter in due_letters([one], before, NOW) for said in letter.announced
    ] == due


def test_one_letter_to_each_person_with_what_ends_first_before() -> None:
    crepes, valse = ending(40, NADIA, CLAIRE), ending(6, CLAIRE, replay="r2")
    assert due_letters([crepes, valse], [], NOW) == [
        Letter(NADIA, (Announced(crepes, 60),)),
        Letter(CLAIRE, (Announced(valse, 7), Announced(crepes, 60))),
    ]


def test_another_replay_waits_for_the_letter_of_tomorrow() -> None:
    crepes, valse = ending(60, NADIA), ending(30, NADIA, replay="r2")
    before = [told(valse, 30, ago=timedelta(hours=3))]
    assert due_letters([crepes, valse], before, NOW) == []
    assert due_letters([crepes, valse], before, NOW + EVERY) == [
        Letter(NADIA, (Announced(crepes, 60),))
    ]


def test_another_end_is_announced_anew() -> None:
    renewed = ending(60, NADIA)
    before = Told(renewed.replay, NADIA, 60, renewed.ends_at - 365 * DAY, NOW - 365 * DAY)
    assert len(due_letters([renewed], [before], NOW)) == 1


@given(
    st.lists(st.tuples(st.floats(1, 120), st.sets(st.integers(1, 3), min_size=1)), max_size=6),
    st.lists(st.tuples(st.floats(0.01, 3.0), st.booleans()), max_size=80),
)
def test_whatever_fails_nobody_is_told_twice_nor_more_than_once_a_day(
    films: list[tuple[float, set[int]]], looks: list[tuple[float, bool]]
) -> None:
    endings = [ending(d, *who, replay=f"r{n}") for n, (d, who) in enumerate(films)]
    now, said = NOW, list[Told]()
    for pause, taken in looks:
        now += pause * DAY
        for letter in due_letters(endings, said, now):
            if taken:
                said += [
                    Told(one.ending.replay, letter.account, one.days, one.ending.ends_at, now)
                    for one in letter.announced
                ]
        if taken:
            assert due_letters(endings, said, now) == []
    assert len({(one.replay, one.account, one.days) for one in said}) == len(said)
    for account in (1, 2, 3):
        times = sorted({one.sent_at for one in said if one.account == account})
        assert all(b - a >= EVERY for a, b in pairwise(times))


def test_the_letter_in_words() -> None:
    letter = Letter(NADIA, (Announced(ending(7, NADIA), 7),))
    assert words.subject(letter, SAID, None, NOW) == (
        "Passerelle\u00a0: une vidéo sera effacée dans 7 jours"
    )
    text = words.text(letter, SAID, None, "Nadia", "https://brel.example", NOW)
    assert text.startswith("Bonjour Nadia,\n")
    assert "- Crêpes (Centre Brel), effacée le 21 mars 2026 (dans 7 jours)" in text
    assert "- Crêpes (Centre Brel), deleted on 21 March 2026 (in 7 days)" in text
    assert text.count("https://brel.example/relecture/r1\n") == 2
    once = " ".join(text.split(" ")).replace("\n", " ")
    assert "Garder un an de plus" in once and "Keep for one more year" in once
    assert all(len(line) <= 80 for line in text.splitlines())


def test_who_reads_english_alone_gets_english_alone() -> None:
    letter = Letter(NADIA, (Announced(ending(7, NADIA), 7), Announced(ending(1, NADIA), 7)))
    assert words.subject(letter, SAID, "en", NOW) == (
        "Passerelle: 2 films will be deleted, the first in 7 days"
    )
    text = words.text(letter, SAID, "en", "", "https://brel.example", NOW)
    assert text.startswith("Hello,\n") and "Bonjour" not in text and "(in 1 day)" in text


def test_the_subject_counts_what_it_is_about() -> None:
    two = Letter(NADIA, (Announced(ending(0.5, 1), 7), Announced(ending(60, 1), 60)))
    assert words.subject(two, SAID, "fr", NOW) == (
        "Passerelle\u00a0: 2 vidéos seront effacées, la première dans 1 jour"
    )


def test_the_first_of_a_month_in_french_and_in_the_centres_time() -> None:
    # 23:30 in UTC is the next day in France.
    ends = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    letter = Letter(NADIA, (Announced(Ending("r1", "Valse", "Brel", ends, frozenset({1})), 30),))
    assert "le 1er avril 2026" in words.text(letter, SAID, "fr", "", "https://x", NOW)


def test_a_letter_made_again_bears_the_same_name() -> None:
    letter = Letter(NADIA, (Announced(ending(7, NADIA), 7),))
    assert letter.name == Letter(NADIA, (Announced(ending(7, NADIA), 7),)).name
    assert letter.name != Letter(CLAIRE, letter.announced).name
