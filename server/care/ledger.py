"""The ledger of consents: each answer is a line, and no line is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from rooms.consent import Answer, Consent
from server.care.consent_text import ConsentTexts
from server.database.care_models import ConsentEntry, ConsentText

#: Stands for everybody in the room without a device; the name beside it is that of whoever said
#: that they agree.
THE_ROOM = "room"


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answers, as they are known in the session. `adult` sits beside a child."""

    person: str
    name: str
    minor: bool = False
    adult: str = ""


async def keep_texts(db: AsyncSession, texts: ConsentTexts) -> None:
    """Keeps the sentences shown, word for word, for whoever reads the ledger later."""
    for language, text in texts.by_language.items():
        await db.merge(ConsentText(version=texts.version, language=language, text=text))


def write(db: AsyncSession, session_id: str, who: Respondent, consent: Consent) -> None:
    """Adds one answer."""
    db.add(
        ConsentEntry(
            session_id=session_id,
            person=who.person,
            name=who.name,
            minor=who.minor,
            adult=who.adult,
            parent=consent.parent,
            answer=consent.answer.value,
            text_version=consent.text_version,
            language=consent.language,
            at=datetime.fromtimestamp(consent.at_s, UTC),
        )
    )


def read(entry: ConsentEntry) -> tuple[Respondent, Consent]:
    """One answer, as it was added."""
    who = Respondent(entry.person, entry.name, entry.minor, entry.adult)
    answer, at_s = Answer(entry.answer), entry.at.timestamp()
    return who, Consent(answer, entry.text_version, entry.language, at_s, entry.parent)


async def entries(db: AsyncSession, session_id: str) -> Sequence[ConsentEntry]:
    """Every answer of a session, in the order they were given."""
    found = await db.scalars(
        select(ConsentEntry).where(ConsentEntry.session_id == session_id).order_by(ConsentEntry.id)
    )
    return found.all()
