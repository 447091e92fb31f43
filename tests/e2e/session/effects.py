"""What shows on a page, as conditions in JavaScript: `Reach` times the moment they become true."""

from __future__ import annotations

import json

INSIDE = "!document.querySelector('#live').hidden"


def tile_says(name: str, words: str) -> str:
    """Somebody's tile at home holds these words."""
    return _includes(_tile(name), words)


def tile_there(name: str) -> str:
    return f"Boolean({_tile(name)})"


def tile_gone(name: str) -> str:
    return f"!({_tile(name)})"


def shown(selector: str) -> str:
    """An element is there and takes up room on the page."""
    return f"(document.querySelector({json.dumps(selector)})?.getClientRects().length ?? 0) > 0"


def hidden(selector: str) -> str:
    return f"!{shown(selector)}"


def says(selector: str, words: str) -> str:
    return _includes(f"document.querySelector({json.dumps(selector)})", words)


def silent(selector: str, words: str) -> str:
    """These words are not there, or not any more."""
    return f"!{says(selector, words)}"


def view_chosen(label: str) -> str:
    """What is large at home, by the name on its button."""
    return says("#cameras label:has(input:checked)", label)


def told(kind: str, condition: str) -> str:
    """The last message of this type, `message`, satisfies the condition."""
    return (
        f"(message => Boolean(message) && ({condition}))"
        f"(probe.received.filter(one => one.type === {json.dumps(kind)}).at(-1))"
    )


def _includes(element: str, words: str) -> str:
    """No-break spaces are spaces here."""
    text = f"(({element})?.textContent ?? '').replace(/\\s+/g, ' ')"
    return f"{text}.includes({json.dumps(words)})"


def _tile(name: str) -> str:
    return (
        "[...document.querySelectorAll('people-strip figure')]"
        f".find(one => one.querySelector('.nom').textContent === {json.dumps(name)})"
    )
