"""What a technology profile must say before others see it, and who may change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.companies.rules import Lack
from portal.companies.states import CompanyState
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, Wording
from portal.technologies.states import (
    KINDS,
    MOVES,
    Matter,
    Partnership,
    ProfileKind,
    ProfileState,
    Sector,
    Stage,
    TextState,
)

LONGEST_TITLE = 160
LONGEST_SUMMARY = 500
LONGEST_DESCRIPTION = 4000
LONGEST_ADVANTAGES = 1500
MOST_FIELDS = 3
LOWEST_READINESS = 1
HIGHEST_READINESS = 9


@dataclass(frozen=True)
class Description:
    """What a company says of a technology; much may be missing while it is a draft."""

    kind: ProfileKind
    matter: Matter = Matter.TECHNOLOGY
    title: Wording = field(default_factory=Wording)
    summary: Wording = field(default_factory=Wording)
    description: Wording = field(default_factory=Wording)
    advantages: Wording = field(default_factory=Wording)
    sector: Sector | None = None
    field_codes: tuple[str, ...] = ()
    stage: Stage | None = None
    readiness: int | None = None
    partnerships: tuple[Partnership, ...] = ()
    region_codes: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    written: Mapping[Language, TextState] = field(default_factory=dict)


def why_not_edit(
    company_state: CompanyState, *, owner_id: int, editors_company_id: int | None
) -> Text | None:
    """The reason why somebody may not touch the profiles of a company, or None.

    `editors_company_id` is the company that the person acts for, if any.
    """
    if editors_company_id != owner_id:
        return Text("Only the company itself can change its technology profiles.")
    if company_state is not CompanyState.APPROVED:
        return Text("Technology profiles can be written as soon as the company is approved.")
    return None


def not_now(state: ProfileState) -> Text:
    """What to say of something that the state of a profile does not allow."""
    return Text("This cannot be done now: the profile is “%(state)s”.", state=state.words)


def why_not_move(state: ProfileState, to: ProfileState) -> Text | None:
    """The reason why a profile cannot go from one state to another, or None."""
    if to in MOVES[state]:
        return None
    return not_now(state)


def lacks_for_draft(described: Description, side: Side) -> list[Lack]:
    """What is wrong with a draft: it has no title to be found by, or says more than there is room.

    A lack names the form's field: title_ko, summary_zh, fields, stage, readiness, regions.
    """
    lacks = []
    if not described.title:
        lacks.append(
            Lack(
                f"title_{side.language.value}",
                Text("Please write a title in one language at least."),
            )
        )
    for name, words, limit in (
        ("title", described.title, LONGEST_TITLE),
        ("summary", described.summary, LONGEST_SUMMARY),
        ("description", described.description, LONGEST_DESCRIPTION),
        ("advantages", described.advantages, LONGEST_ADVANTAGES),
    ):
        lacks += [
            Lack(f"{name}_{language.value}", Text("At most %(max)d characters, please.", max=limit))
            for language in words.languages
            if len(words.exactly(language) or "") > limit
        ]
    if (described.matter, described.kind) not in KINDS:
        lacks.append(Lack("kind", Text("Please choose from the list.")))
    if len(described.field_codes) > MOST_FIELDS:
        lacks.append(
            Lack("fields", Text("Please choose at most %(count)d fields.", count=MOST_FIELDS))
        )
    if described.readiness is not None and not (
        LOWEST_READINESS <= described.readiness <= HIGHEST_READINESS
    ):
        lacks.append(Lack("readiness", Text("A readiness level is a number from 1 to 9.")))
    return lacks


def lacks_for_publication(described: Description, side: Side) -> list[Lack]:
    """What must still be filled in or mended before others may see it, in page order."""
    lacks = lacks_for_draft(described, side)
    if described.title and not complete_languages(described):
        missing = described.title.languages[0]
        lacks.append(
            Lack(
                f"summary_{missing.value}",
                Text("Please write the summary in the language of a title."),
            )
        )
    if not described.field_codes:
        lacks.append(Lack("fields", Text("Please choose at least one field.")))
    if described.kind is ProfileKind.OFFER and described.stage is None:
        lacks.append(Lack("stage", Text("Please say how far the technology has come.")))
    if (
        described.stage
        and described.readiness
        and described.readiness not in (levels := described.stage.readiness)
    ):
        lacks.append(
            Lack(
                "readiness",
                Text(
                    "The stage “%(stage)s” goes with levels %(lowest)d to %(highest)d.",
                    stage=described.stage.words,
                    lowest=levels[0],
                    highest=levels[-1],
                ),
            )
        )
    if side is Side.KR and not described.region_codes:
        lacks.append(Lack("regions", Text("Please choose at least one region.")))
    return lacks


def complete_languages(described: Description) -> tuple[Language, ...]:
    """The languages in which there is both a title and a summary."""
    return tuple(
        language for language in described.title.languages if described.summary.exactly(language)
    )
