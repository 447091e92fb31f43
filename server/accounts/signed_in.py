"""Whose request it is, as the database said when it came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from server.accounts.roles import CentreRole


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account that is signed in. `sign_in` is the grant of the tokens made with it; `roles`
    holds (centre id, role)."""

    sign_in: str
    account: int
    email: str
    name: str
    roles: frozenset[tuple[int, CentreRole]]

    def may(self, roles: Collection[CentreRole], centre: int | None = None) -> bool:
        """Whether one of `roles` is theirs, in `centre` where one is given."""
        return any(
            role in roles and (centre is None or of_centre == centre)
            for of_centre, role in self.roles
        )

    def centres(self, roles: Collection[CentreRole]) -> frozenset[int]:
        """The centres in which one of `roles` is theirs."""
        return frozenset(centre for centre, role in self.roles if role in roles)
