"""What a letter must have, which names stand for what, and how they are filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from portal.companies.rules import Lack
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, Wording
from portal.letters.states import Readers

LONGEST_SUBJECT = 150
LONGEST_TEXT = 5000
# What stands for all of Korea among the places of an audience; the others are regions of China.
KOREA = "KR"

# What can stand in braces, and what is put there for each reader.
PLACEHOLDERS: dict[str, Text] = {
    "person": Text("the reader's name"),
    "company": Text("the name of their company"),
    "session": Text("the title of the session"),
    "days": Text("the days of the session"),
    "coordinator": Text("your own name"),
}
OF_A_SESSION = frozenset({"session", "days"})
OF_A_COMPANY = frozenset({"company"})
_BRACES = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Audience:
    """Whom a letter reaches: readers whose company is in one of these states and places.

    `places` are codes of Chinese regions, or KOREA; none means everywhere.
    """

    readers: Readers = Readers.COMPANIES
    states: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Words:
    """A letter in up to three languages."""

    subject: Wording
    text: Wording


def place_of(side: Side, region: str | None) -> str | None:
    """The place of an audience that a company belongs to."""
    return KOREA if side is Side.KR else region


def lacks_of_words(words: Words, *, of_session: bool, to_companies: bool) -> list[Lack]:
    """What a letter lacks: a language with both its parts, and only names that stand for something.

    `of_session` says whether it is about a session, `to_companies` whether readers have companies.
    """
    lacks = []
    for language in Language:
        subject, text = words.subject.exactly(language), words.text.exactly(language)
        if subject and not text:
            lacks.append(Lack(f"text_{language}", Text("Please write the text as well.")))
        if text and not subject:
            lacks.append(Lack(f"subject_{language}", Text("Please write the subject as well.")))
        for part, written in (("subject", subject), ("text", text)):
            for name in _BRACES.findall(written or ""):
                if reason := _why_not_name(name, of_session, to_companies):
                    lacks.append(Lack(f"{part}_{language}", reason))
    if not words.subject and not words.text:
        lacks.append(Lack("subject_ko", Text("Please write it in one language at least.")))
    return lacks


def _why_not_name(name: str, of_session: bool, to_companies: bool) -> Text | None:
    written = f"{{{name}}}"
    if name not in PLACEHOLDERS:
        return Text(
            "%(name)s stands for nothing. You can use %(known)s.",
            name=written,
            known=", ".join(f"{{{each}}}" for each in PLACEHOLDERS),
        )
    if name in OF_A_SESSION and not of_session:
        return Text("%(name)s needs a session: choose one, or leave it out.", name=written)
    if name in OF_A_COMPANY and not to_companies:
        return Text("%(name)s stands for nothing: interpreters have no company.", name=written)
    return None


def lacks_of_audience(
    audience: Audience, *, of_session: bool, states: Collection[str], places: Collection[str]
) -> list[Lack]:
    """What is wrong with an audience; `states` and `places` are those that can be chosen."""
    lacks = []
    if audience.readers is Readers.INTERPRETERS and not of_session:
        lacks.append(Lack("readers", Text("Interpreters are reached by session: choose one.")))
    if audience.readers is Readers.COMPANIES and not audience.states:
        lacks.append(Lack("states", Text("Please choose one state at least.")))
    for name, chosen, known in (
        ("states", audience.states, states),
        ("places", audience.places, places),
    ):
        if not chosen <= set(known):
            lacks.append(Lack(name, Text("Please choose from the list.")))
    return lacks


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with what its names stand for; what is put in is never looked at again."""
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)
