"""The table of settings as Markdown: `passerelle settings` prints it, docs/settings.md holds it."""

from __future__ import annotations

from server.settings import Settings, extra_of, variable_name

_HEAD = ("Réglage / Setting", "Valeurs / Values", "Défaut / Default", "Sens / Meaning")


def settings_table() -> str:
    """One row per setting: name, what it accepts, default, meaning, in French then English."""
    lines = [_row(*_HEAD), _row(*("---" for _ in _HEAD))]
    for name, field in Settings.model_fields.items():
        extra = extra_of(field)
        lines.append(
            _row(
                f"`{variable_name(name)}`",
                f"{extra['accepts_fr']}<br>{extra['accepts_en']}",
                _default(field.default),
                f"{extra['sens']}<br>{field.description}",
            )
        )
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _default(value: object) -> str:
    if value is None or value == ():
        return "—"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    parts = value if isinstance(value, tuple) else (value,)
    return f"`{','.join(str(part) for part in parts)}`"
