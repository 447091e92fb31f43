"""The proxies that a machine's environment names (HTTPS_PROXY, NO_PROXY and the like)."""

from __future__ import annotations

from collections.abc import Mapping


def without_proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a machine that reaches everybody directly."""
    return {
        name: value for name, value in environment.items() if not name.lower().endswith("_proxy")
    }
