"""Findings as the message that the server keeps (docs/protocol.md, ``selftest.report``)."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from hardware.selftest.finding import Finding, Severity

#: The server takes 256 KiB for a message; the rest is for the sentences.
EVIDENCE_CHARACTERS = 200_000
EVIDENCE_BYTES = 90_000
FINDINGS = 60
_ORDER = (Severity.FAULT, Severity.WARNING, Severity.NOTE)


def report_message(
    findings: Iterable[Finding], names: Mapping[str, str], language: str, asked: str
) -> dict[str, Any]:
    """The message, the worst first. ``names``: what people call a role. Evidence is left out of
    the least of them when it would be too much."""
    ordered = sorted(findings, key=lambda finding: _ORDER.index(finding.severity))[:FINDINGS]
    left, rows = EVIDENCE_CHARACTERS, []
    for finding in ordered:
        evidence = _evidence(finding, left)
        left -= len(evidence["content"]) if evidence else 0
        name = names.get(finding.about, finding.about)
        rows.append(
            {
                "severity": finding.severity.value,
                "sentence": finding.sentence(language, name)[:400],
                "to_do": finding.what_to_do(language, name)[:400],
                "key": finding.key,
                "about": finding.about[:64],
                "measure": finding.in_figures(language)[:120],
                "evidence": evidence,
            }
        )
    return {"type": "selftest.report", "asked": asked, "findings": rows}


def _evidence(finding: Finding, left: int) -> dict[str, str] | None:
    shown = finding.evidence
    if shown is None or len(shown.content) > EVIDENCE_BYTES:
        return None
    content = base64.b64encode(shown.content).decode("ascii")
    return (
        {"content_type": shown.content_type, "content": content} if len(content) <= left else None
    )
