"""What is known of the kit's releases, in plain words, French then English."""

from hardware.updating.state import State

_WHY = {
    "disk_full": ("plus de place sur le disque", "no room on the disk"),
    "fetch": ("elle n’a pas pu être reçue", "it could not be fetched"),
    "damaged": ("elle est arrivée abîmée", "it arrived damaged"),
    "build": ("elle n’a pas pu être préparée", "it could not be made ready"),
    "start": ("elle ne démarre pas", "it does not start"),
    "not_connected": ("elle n’a pas joint le serveur", "it did not reach the server"),
    "devices_lost": ("un appareil ne marchait plus", "a device did not work any more"),
    "too_long": ("elle y a mis trop de temps", "it took too long"),
    None: ("quelqu’un l’a demandé", "somebody asked for it"),
}
_STEP = {
    "kept": ("est gardée", "is kept"),
    "returned": ("est laissée", "was left"),
    "failed": ("n’a pas été mise", "was not put in place"),
}


def report(state: State) -> str:
    """Some lines for whoever stands before the kit."""
    base = "programme installé / installed program"
    base += f" ({state.base})" if state.base else ""
    lines = [
        f"Version du boîtier / The kit’s version: {state.current or base}",
        f"Avant elle / Before it: {state.previous or (base if state.current else '—')}",
    ]
    if state.trial is not None:
        lines.append(f"À l’essai / On trial: {state.trial.version}")
    outcome = state.outcome
    if outcome is not None and outcome.step in _STEP:
        french, english = _STEP[outcome.step]
        lines.append(f"{outcome.version} : {french} / {english}")
        if outcome.step != "kept":
            lines[-1] += " ({} / {})".format(*_WHY.get(outcome.reason, _WHY["build"]))
    return "\n".join(lines)
