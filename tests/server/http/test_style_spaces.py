"""Style sheets are served on one line, and say what they said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.http.style_spaces import without_spaces

STYLES = sorted((Path(__file__).parents[3] / "web" / "static" / "css").glob("*.css"))
QUOTED = re.compile(r"""(["'])(.*?)\1""", re.DOTALL)


@pytest.mark.parametrize(
    ("style", "served"),
    [
        ("/* why */\na { color: red; }\n", "a{color:red}"),
        ("a:hover {}\na :hover{}\n", "a:hover{}a :hover{}"),
        ("a > b,\nc d{margin:0  1px}\n", "a > b,c d{margin:0 1px}"),
        (
            "@media (min-width: 2rem) and (hover){a{b:c;\n}}",
            "@media (min-width:2rem) and (hover){a{b:c}}",
        ),
        ("a{width:calc(1px + (2px - 1em))}", "a{width:calc(1px + (2px - 1em))}"),
        ('a{font:"Iowan Old Style",serif}', 'a{font:"Iowan Old Style",serif}'),
        ("", ""),
    ],
)
def test_comments_and_idle_spaces_go(style: str, served: str) -> None:
    assert without_spaces(style) == served


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_only_spaces_and_comments_and_last_semicolons_go(path: Path) -> None:
    def bare(style: str) -> str:
        said = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
        return re.sub(r"\s", "", said).replace(";}", "}")

    assert bare(without_spaces(path.read_text())) == bare(path.read_text())


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_what_stands_between_quotation_marks_is_kept(path: Path) -> None:
    said = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert QUOTED.findall(without_spaces(path.read_text())) == QUOTED.findall(said)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_space_between_two_parts_of_a_selector_or_value_stays(path: Path) -> None:
    words = re.compile(r"[\w.#%)\]*\"'-]+ +[\w.#(\[*\"':-]+")
    said = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    served = without_spaces(path.read_text())
    assert [pair for pair in words.findall(said) if re.sub(r" +", " ", pair) not in served] == []
