"""What environmental technology speaks of: concepts with their terms in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.kernel.languages import Language, Wording

CONCEPTS = Path(__file__).with_name("concepts.txt")
LANGUAGES = (Language.EN, Language.KO, Language.ZH)  # in the order of the file


@dataclass(frozen=True)
class Concept:
    """Something that texts speak of, however they call it; `fields` are taxonomy codes it hints at.

    `kind` is the section of the file: process, substance, sector, equipment or method.
    """

    key: str
    kind: str
    terms: dict[Language, tuple[str, ...]]
    fields: frozenset[str]

    @property
    def name(self) -> Wording:
        """What people call it first, in each language."""
        return Wording.of({tag.value: terms[0] for tag, terms in self.terms.items()})


@cache
def concepts() -> dict[str, Concept]:
    """All concepts by their keys."""
    return {concept.key: concept for concept in _read(CONCEPTS.read_text("utf-8"))}


def _read(text: str) -> Iterator[Concept]:
    kind = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            yield _concept(kind, line)


def _concept(kind: str, line: str) -> Concept:
    key, rest = line.split(":", 1)
    terms, _, fields = rest.partition(">")
    columns = terms.split("|")
    return Concept(
        key=key.strip(),
        kind=kind,
        terms={
            tag: tuple(term.strip() for term in column.split(","))
            for tag, column in zip(LANGUAGES, columns, strict=True)
        },
        fields=frozenset(fields.split()),
    )
