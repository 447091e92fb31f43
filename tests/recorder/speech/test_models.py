"""Which languages are recognised here."""

from __future__ import annotations

from pathlib import Path

from recorder.speech.models import installed_models


def add_model(folder: Path, *, language_file: str = "language.lm.bin") -> None:
    (folder / "acoustic").mkdir(parents=True)
    for name in ("acoustic/mdef", language_file, "words.dict"):
        (folder / name).write_bytes(b"")


def test_english_comes_with_the_engine() -> None:
    assert set(installed_models(None)) == {"en"}


def test_a_folder_adds_languages_and_goes_before_the_engines_own(tmp_path: Path) -> None:
    add_model(tmp_path / "fr", language_file="language.lm")
    add_model(tmp_path / "en")
    models = installed_models(tmp_path)
    assert set(models) == {"en", "fr"}
    assert models["en"].acoustic == tmp_path / "en" / "acoustic"
    assert models["fr"].follows == tmp_path / "fr" / "language.lm"


def test_half_a_model_is_none(tmp_path: Path) -> None:
    add_model(tmp_path / "fr")
    (tmp_path / "fr" / "words.dict").unlink()
    add_model(tmp_path / "notes de Paul")
    (tmp_path / "es").write_text("a file")
    assert set(installed_models(tmp_path)) == {"en"}
    assert set(installed_models(tmp_path / "gone")) == {"en"}
