"""Finds the letters that papers are printed with: Noto Sans CJK, under the SIL Open Font License.

The same character is drawn differently in Korea and in China, and the collection holds a face for
each, so every piece of text is set in the face of its own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTLibError

from portal.kernel.errors import Conflict
from portal.kernel.languages import Language, Text

PLACES = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / "Library/Fonts",
    Path("/Library/Fonts"),
)
FILES = {"": "NotoSansCJK-Regular.ttc", "B": "NotoSansCJK-Bold.ttc"}
NAMES = {
    Language.EN: "Noto Sans CJK KR",
    Language.KO: "Noto Sans CJK KR",
    Language.ZH: "Noto Sans CJK SC",
}
FAMILY_NAME = 1

FONTS_ARE_MISSING = Text(
    "This server has no letters to print with. Whoever runs it installs the fonts Noto Sans CJK "
    "(on Debian: apt-get install fonts-noto-cjk). Until then there are workbooks and CSV."
)


@dataclass(frozen=True)
class Face:
    """One face: the collection's file, and its number therein."""

    file: Path
    number: int


def are_there() -> bool:
    """Whether this machine has the fonts."""
    return bool(_found())


def faces() -> Mapping[tuple[Language, str], Face]:
    """The face of each language, regular ("") and bold ("B"). Raises Conflict where there is none.

    What was not found is looked for anew, since it may have been installed meanwhile.
    """
    found = _found()
    if not found:
        _found.cache_clear()
        raise Conflict(FONTS_ARE_MISSING)
    return found


@cache
def _found() -> dict[tuple[Language, str], Face]:
    faces = {}
    for style, name in FILES.items():
        file = _file(name)
        if file is None:
            return {}
        numbers = _numbers(file)
        for language, family in NAMES.items():
            if family not in numbers:
                return {}
            faces[language, style] = Face(file, numbers[family])
    return faces


def _file(name: str) -> Path | None:
    for place in PLACES:
        for found in sorted(place.rglob(name)) if place.is_dir() else ():
            return found
    return None


def _numbers(file: Path) -> dict[str, int]:
    """The faces of a collection by the name of their family; none of a file that is torn."""
    try:
        with TTCollection(str(file), lazy=True) as collection:
            return {
                str(face["name"].getDebugName(FAMILY_NAME)): number
                for number, face in reversed(list(enumerate(collection.fonts)))
            }
    except (TTLibError, OSError):
        return {}
