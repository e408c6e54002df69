"""The technologies of the demonstration's companies, as they are written in data/."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from portal.demonstration.entries import ProfileEntry
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.technologies.rules import (
    Description,
    Figure,
    Proof,
    certificate_of,
    reference_of,
    right_of,
)
from portal.technologies.states import (
    CoreTechnology,
    Matter,
    Partnership,
    ProfileKind,
    ProfileState,
    Sector,
    Stage,
    TextState,
)

FIGURES = Path(__file__).with_name("data") / "figures.toml"


@cache
def _figures() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FIGURES.read_text("utf-8"))


def profile_of(entry: dict[str, Any], side: Side) -> ProfileEntry:
    """A profile as it stands in the data of its company, with its figures."""
    entry = entry | _figures().get(entry["key"], {})
    return ProfileEntry(
        key=entry["key"],
        state=ProfileState(entry.get("state", ProfileState.PUBLISHED)),
        figures=tuple(Figure.of(line) for line in entry.get("figures", ())),
        proof=_proof(entry, side),
        comments=entry.get("comments", {}),
        description=Description(
            kind=ProfileKind(entry["kind"]),
            matter=Matter(entry.get("matter", Matter.TECHNOLOGY)),
            title=Wording.of(entry["title"]),
            summary=Wording.of(entry["summary"]),
            description=Wording.of(entry.get("description", {})),
            advantages=Wording.of(entry.get("advantages", {})),
            sector=Sector(entry["sector"]) if "sector" in entry else None,
            written={
                Language(tag): TextState(state) for tag, state in entry.get("written", {}).items()
            },
            languages=tuple(Language(tag) for tag in entry.get("languages", ())),
            field_codes=tuple(entry["fields"]),
            stage=Stage(entry["stage"]) if "stage" in entry else None,
            readiness=entry.get("readiness"),
            partnerships=tuple(Partnership(kind) for kind in entry.get("partnerships", ())),
            region_codes=tuple(entry.get("regions", ())),
        ),
    )


def _proof(entry: dict[str, Any], side: Side) -> Proof:
    declares = side is Side.KR and entry["kind"] == ProfileKind.OFFER
    return Proof(
        rights=tuple(right_of(line) for line in entry.get("rights", ())),
        references=tuple(reference_of(line) for line in entry.get("references", ())),
        certificates=tuple(certificate_of(line) for line in entry.get("certificates", ())),
        core_technology=CoreTechnology.NONE if declares else None,
    )
