"""What a self-test has to say: one finding, one sentence, one thing to do."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import resources

Measured = Mapping[str, float | str]


class Severity(StrEnum):
    """``note`` needs nobody; ``warning`` can wait; ``fault`` spoils the session."""

    NOTE = "note"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A picture (image/jpeg) or a sound (audio/wav) to look at or listen to."""

    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """``key`` names the sentence (``sentences.toml``); ``measured`` fills its blanks."""

    key: str
    severity: Severity
    about: str
    measured: Measured = field(default_factory=dict)
    evidence: Evidence | None = None

    def sentence(self, language: str, name: str = "") -> str:
        """What is so, in ``fr`` or ``en``; ``name`` is the device's for people."""
        return _fill(self, language, name)

    def what_to_do(self, language: str, name: str = "") -> str:
        """What a person can do about it."""
        return _fill(self, f"{language}_do", name)

    def in_figures(self, language: str) -> str:
        """What was measured, in a few words: "lumière 2 sur 255"."""
        said = [
            figures()[key][language].format(value=f"{value:.0f}")
            for key, value in self.measured.items()
            if key in figures() and isinstance(value, float | int)
        ]
        return ", ".join(said)


def for_optional(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings about a device that the kit can do without: they inform, never alarm."""
    return tuple(replace(finding, severity=Severity.NOTE) for finding in findings)


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """key -> ``fr``, ``en``, ``fr_do``, ``en_do``."""
    return _read("sentences.toml")


@cache
def figures() -> Mapping[str, Mapping[str, str]]:
    """Name of a measure -> how it is said in ``fr`` and ``en``."""
    return _read("figures.toml")


def _read(name: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _fill(finding: Finding, form: str, name: str) -> str:
    measured = {
        key: f"{value:.0f}" if isinstance(value, float | int) else value
        for key, value in finding.measured.items()
    }
    return sentences()[finding.key][form].format(name=name or finding.about, **measured)
