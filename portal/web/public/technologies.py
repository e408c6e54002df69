"""The catalogue of technologies, and the page of each published profile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from portal.infra.search import LONGEST_QUESTION
from portal.kernel.errors import Missing
from portal.kernel.languages import Wording
from portal.technologies import queries
from portal.technologies.queries import KOREA, Counts, Question
from portal.technologies.states import ProfileKind
from portal.web import limits, shared
from portal.web.languages import say
from portal.web.limits import limiter
from portal.web.pages import marked, page
from portal.web.paging import Page, page_asked_for
from portal.web.public.desk import desk
from portal.web.public.readers import reader_company, reader_of
from portal.web.public.sessions import sessions_with

OTHERS_SHOWN = 4


@dataclass(frozen=True)
class Choice:
    """One box of a filter: its words, whether it is ticked, and how many profiles it would show."""

    value: str
    words: Any
    chosen: bool
    count: int


@dataclass(frozen=True)
class Korea:
    """All of Korea, shown as a region is."""

    short_name: Wording = field(default_factory=lambda: Wording("Korea", "한국", "韩国"))
    seal: Wording = field(default_factory=lambda: Wording("KR", "한", "韩"))
    tone: str = "kr"


@dataclass(frozen=True)
class Branch:
    """A group of the taxonomy as a filter: itself, and those of its fields that are in use."""

    itself: Choice
    fields: list[Choice]

    @property
    def is_open(self) -> bool:
        return self.itself.chosen or any(leaf.chosen for leaf in self.fields)


def _asked(name: str, known: Iterable[str]) -> frozenset[str]:
    """The known values of a filter in the address; anything else is passed over."""
    return frozenset(known) & frozenset(request.args.getlist(name))


def _question(tree: Sequence[Any], regions: Sequence[Any]) -> Question:
    return Question(
        words=request.args.get("q", "").strip()[:LONGEST_QUESTION],
        kinds=frozenset(ProfileKind(kind) for kind in _asked("kind", ProfileKind)),
        groups=_asked("group", (group.code for group, _fields in tree)),
        fields=_asked("field", (leaf.code for _group, leaves in tree for leaf in leaves)),
        places=_asked("place", [KOREA, *(region.code for region in regions)]),
    )


def _kinds(question: Question, counts: Counts) -> list[Choice]:
    return [
        Choice(kind, say(kind.words), kind in question.kinds, counts.kinds.get(kind, 0))
        for kind in ProfileKind
    ]


def _places(regions: Sequence[Any], question: Question, counts: Counts) -> list[tuple[Any, Choice]]:
    """Korea and the Chinese regions, each with what draws its seal and its name."""
    return [
        (
            place,
            Choice(code, None, code in question.places, counts.places.get(code, 0)),
        )
        for code, place in [(KOREA, Korea()), *((region.code, region) for region in regions)]
    ]


def _branches(tree: Sequence[Any], question: Question, counts: Counts) -> list[Branch]:
    """The taxonomy without what nobody has filed anything under."""
    branches = [
        Branch(
            _choice(group, question.groups, counts.groups),
            [
                _choice(leaf, question.fields, counts.fields)
                for leaf in leaves
                if leaf.code in counts.fields or leaf.code in question.fields
            ],
        )
        for group, leaves in tree
    ]
    return [branch for branch in branches if branch.itself.count or branch.is_open]


def _choice(thing: Any, chosen: frozenset[str], counts: dict[str, int]) -> Choice:
    return Choice(thing.code, marked(thing.name), thing.code in chosen, counts.get(thing.code, 0))


@desk.get("/technologies/", endpoint="technologies")
@limiter.limit(limits.PUBLIC_LISTS)
@shared.with_strangers
def catalogue() -> tuple[str, int]:
    """What companies offer and need, by words, kind, field and place."""
    tree, regions = queries.taxonomy(), queries.places()
    question = _question(tree, regions)
    counts = queries.counts(question)
    return page(
        "public/technologies/catalogue.html",
        question=question,
        kinds=_kinds(question, counts),
        branches=_branches(tree, question, counts),
        places=_places(regions, question, counts),
        found=Page(queries.catalogue(question, page_asked_for())),
    )


def _others(profile: Any) -> list[Any]:
    """A few more of the same company; its own page has them all."""
    newest = queries.profiles_page(profile.company, 1, OTHERS_SHOWN + 1).items
    return [other for other in newest if other.id != profile.id][:OTHERS_SHOWN]


@desk.get("/technologies/<public_id>")
@shared.with_strangers
def technology(public_id: str) -> tuple[str, int]:
    """One profile, and what its reader can do about it."""
    own = reader_company()
    profile = queries.profile_of(public_id, own)
    if profile is None:
        raise Missing
    return page(
        "public/technologies/profile.html",
        profile=profile,
        company=profile.company,
        reader=reader_of(profile.company, own),
        sessions=sessions_with(profile.company, own),
        others=_others(profile),
    )
