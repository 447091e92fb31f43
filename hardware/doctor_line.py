"""One thing that the doctor says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """``good``: nothing to do. Each sentence says what is so, and what to do if it is not good."""

    good: bool
    french: str
    english: str
