"""Why a profile was refused, in French and in English."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from hardware.errors import ProfileError

# The kinds of mistake that pydantic names (docs: "Validation errors"), as a person would say them.
_REASONS: Mapping[str, tuple[str, str]] = {
    "extra_forbidden": ("cette clé n’existe pas", "there is no such key"),
    "missing": ("il manque cette clé", "this key is missing"),
    "literal_error": ("il faut {expected}", "it should be {expected}"),
    "int_type": ("il faut un nombre entier", "it should be an integer"),
    "float_type": ("il faut un nombre", "it should be a number"),
    "bool_type": ("il faut true ou false", "it should be true or false"),
    "string_type": ("il faut un texte entre guillemets", "it should be a text in quotes"),
    "tuple_type": ("il faut une liste entre crochets", "it should be a list in brackets"),
    "model_type": ("il faut une table", "it should be a table"),
    "model_attributes_type": ("il faut une table", "it should be a table"),
    "string_pattern_mismatch": (
        "ce texte n’a pas la forme attendue ({pattern})",
        "this text does not have the expected form ({pattern})",
    ),
    "string_too_short": (
        "il faut au moins {min_length} caractères",
        "it should have at least {min_length} characters",
    ),
    "string_too_long": (
        "il faut au plus {max_length} caractères",
        "it should have at most {max_length} characters",
    ),
    "too_short": ("il en faut au moins {min_length}", "it should have at least {min_length}"),
    "too_long": ("il en faut au plus {max_length}", "it should have at most {max_length}"),
    "greater_than_equal": ("il faut au moins {ge}", "it should be at least {ge}"),
    "less_than_equal": ("il faut au plus {le}", "it should be at most {le}"),
    "multiple_of": ("il faut un multiple de {multiple_of}", "it should be a multiple of"
                    " {multiple_of}"),
    "union_tag_invalid": (
        "« {tag} » n’existe pas ; il faut {expected_tags}",
        "there is no {tag!r}; it should be one of {expected_tags}",
    ),
    "union_tag_not_found": (
        "il manque {discriminator}",
        "{discriminator} is missing",
    ),
    "refused": ("{french}", "{english}"),
}  # fmt: skip


def refusal(file_name: str, key: str, french: str, english: str) -> ProfileError:
    """The error that names the file, the key and the reason."""
    return ProfileError(
        f"Le profil {file_name} ne convient pas : {key} : {french}.",
        f"The profile {file_name} is not valid: {key}: {english}.",
    )


def first_refusal(file_name: str, error: ValidationError) -> ProfileError:
    """The first mistake that pydantic found, in words."""
    first = error.errors(include_url=False)[0]
    context: dict[str, Any] = first.get("ctx", {})
    french, english = _REASONS.get(first["type"], ("valeur refusée ({said})", "{said}"))
    said = {**context, "said": first["msg"]}
    key = str(context.get("key") or "") or _key(first["loc"])
    return refusal(file_name, key, french.format(**said), english.format(**said))


def _key(location: tuple[int | str, ...]) -> str:
    """``("cameras", 0, "rate_fps")`` -> ``cameras[0].rate_fps``.

    pydantic names the branch of a choice too (the ``kind`` after ``source``, the types of a
    value); it stands nowhere in the file.
    """
    key = ""
    for index, part in enumerate(location):
        choice = isinstance(part, str) and ("[" in part or "constrained" in part or part == "int")
        if choice or (index and location[index - 1] == "source" and len(location) > index + 1):
            continue
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key or "file"
