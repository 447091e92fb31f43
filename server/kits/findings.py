"""What a kit's self-test says: findings, each with a sentence and what to do about it."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

MAX_FINDINGS = 60
MAX_EVIDENCE_CHARACTERS = 120_000

Severity = Literal["note", "warning", "fault"]


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    return text


class Evidence(BaseModel):
    """A picture or a sound; `content` is base64."""

    model_config = ConfigDict(frozen=True)

    content_type: Literal["image/jpeg", "audio/wav"]
    content: Annotated[str, Field(max_length=MAX_EVIDENCE_CHARACTERS), AfterValidator(_base64)]

    @property
    def data(self) -> bytes:
        """The file."""
        return base64.b64decode(self.content)


def _or_none(value: Any, validate: ValidatorFunctionWrapHandler) -> Evidence | None:
    """A finding is worth hearing even when its picture is not what it should be."""
    try:
        found: Evidence | None = validate(value)
    except ValidationError:
        return None
    return found


class Finding(BaseModel):
    """What is so, what to do about it, and what shows it. `about`: a role, such as `mains`;
    `measure`: a figure in words."""

    model_config = ConfigDict(frozen=True)

    severity: Severity
    sentence: Annotated[str, Field(min_length=1, max_length=400)]
    to_do: Annotated[str, Field(max_length=400)] = ""
    key: Annotated[str, Field(max_length=64)] = ""
    about: Annotated[str, Field(max_length=64)] = ""
    measure: Annotated[str, Field(max_length=120)] = ""
    evidence: Annotated[Evidence | None, WrapValidator(_or_none)] = None


class Report(BaseModel):
    """One self-test. `asked`: by whom (`session`: the quarter of an hour before one)."""

    model_config = ConfigDict(frozen=True)

    findings: Annotated[tuple[Finding, ...], Field(max_length=MAX_FINDINGS)] = ()
    asked: Annotated[str, Field(max_length=16)] = ""

    @property
    def alarming(self) -> list[Finding]:
        """What needs somebody, the worst first: optional devices never do."""
        order = {"fault": 0, "warning": 1}
        found = [finding for finding in self.findings if finding.severity in order]
        return sorted(found, key=lambda finding: order[finding.severity])

    def without_evidence(self) -> Report:
        """The same, without pictures and sounds."""
        bare = tuple(one.model_copy(update={"evidence": None}) for one in self.findings)
        return self.model_copy(update={"findings": bare})
