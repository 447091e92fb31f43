"""The ledger says who answered what, when, to which sentences; nothing changes it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from rooms.consent import Answer, Consent
from server.care.consent_text import ConsentTexts, read_consent_texts
from server.care.ledger import Respondent, entries, keep_texts, write
from server.database.care_models import ConsentEntry, ConsentText
from server.database.engine import Database
from server.database.models import Session
from server.seed import seed

NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with opened.transaction() as db:
        await seed(db, NOW)
    yield opened
    await opened.close()


async def a_session(database: Database) -> str:
    async with database.transaction() as db:
        return (await db.scalars(select(Session.id))).first() or ""


def consent(answer: Answer, parent: str = "") -> Consent:
    return Consent(answer, "abc", "fr", NOW.timestamp(), parent)


async def test_every_answer_stays_in_order(database: Database) -> None:
    session = await a_session(database)
    async with database.transaction() as db:
        write(db, session, Respondent("p1", "Paule"), consent(Answer.YES))
        write(db, session, Respondent("p1", "Paule"), consent(Answer.NO))
        lina = Respondent("p2", "Lina", minor=True, adult="Mamie")
        write(db, session, lina, consent(Answer.YES, parent="Nadia"))
    async with database.transaction() as db:
        found = await entries(db, session)
    assert [(e.name, e.answer) for e in found] == [
        ("Paule", "yes"),
        ("Paule", "no"),
        ("Lina", "yes"),
    ]
    assert (found[2].minor, found[2].adult, found[2].parent) == (True, "Mamie", "Nadia")
    assert found[0].at == NOW


async def test_a_line_cannot_be_changed(database: Database) -> None:
    session = await a_session(database)
    async with database.transaction() as db:
        write(db, session, Respondent("p1", "Paule"), consent(Answer.NO))
    with pytest.raises(DatabaseError, match="append-only"):
        async with database.transaction() as db:
            await db.execute(update(ConsentEntry).values(answer="yes"))
    async with database.transaction() as db:
        assert [e.answer for e in await entries(db, session)] == ["no"]


def locales(folder: Path, question: str) -> Path:
    for language in ("fr", "en"):
        said = {"rec.adult": question, "rec.child": "Lina ?", "net.weak": "faible"}
        (folder / f"{language}.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def test_a_word_changed_makes_another_version(tmp_path: Path) -> None:
    first = read_consent_texts(locales(tmp_path, "Acceptez-vous ?"))
    assert read_consent_texts(tmp_path).version == first.version
    assert read_consent_texts(locales(tmp_path, "Voulez-vous ?")).version != first.version
    assert "faible" not in first.by_language["fr"]


@pytest.mark.parametrize(
    ("wanted", "read"), [("fr-FR", "fr"), ("en-GB", "en"), ("", "fr"), ("de", "fr")]
)
def test_the_language_that_somebody_reads(wanted: str, read: str) -> None:
    assert ConsentTexts("v", {"fr": "", "en": ""}).language(wanted) == read


async def test_the_sentences_are_kept_word_for_word(database: Database) -> None:
    texts = ConsentTexts("v1", {"fr": "Acceptez-vous ?", "en": "Do you agree?"})
    for _ in range(2):
        async with database.transaction() as db:
            await keep_texts(db, texts)
    async with database.transaction() as db:
        kept = (await db.scalars(select(ConsentText).order_by(ConsentText.language))).all()
    assert [(t.version, t.text) for t in kept] == [
        ("v1", "Do you agree?"),
        ("v1", "Acceptez-vous ?"),
    ]
