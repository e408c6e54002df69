"""Brings in wishes that somebody keeps in a spreadsheet: one row for each company and partner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.accounts.models import User
from portal.bookings.services.acting import acting_for
from portal.companies.models import Company
from portal.companies.rules import folded, name_key
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession
from portal.infra import wording
from portal.infra.db import session
from portal.infra.spreadsheets.reading import Row, head_of
from portal.kernel.errors import Invalid, Refusal
from portal.kernel.languages import Language, Text
from portal.timetabling import rules
from portal.timetabling.services.sheet import About, Sheet
from portal.timetabling.states import ORDERED, Rank

LONGEST_NAME = 120
# The columns that are read, under their words in any of the portal's languages.
COMPANY, PARTNER, WISH, PLACE, SUBJECT = (
    Text("Company"),
    Text("Wants to meet"),
    Text("Wish"),
    Text("Order"),
    Text("What about"),
)
HEADS = (COMPANY, PARTNER, WISH, PLACE, SUBJECT)
NOBODY = Text("Nobody of this name takes part in this session.")
SEVERAL = Text("Several companies of this session have this name. Please write the number.")


class Fate(StrEnum):
    """What becomes of one row."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    SAME = "SAME"
    REFUSED = "REFUSED"

    @property
    def words(self) -> Text:
        """What people call it."""
        return {
            Fate.NEW: Text("New wish"),
            Fate.CHANGED: Text("Changed wish"),
            Fate.SAME: Text("Stands there already"),
            Fate.REFUSED: Text("Refused"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {Fate.SAME: "wait", Fate.REFUSED: "no"}.get(self, "ok")


@dataclass(frozen=True)
class Line:
    """A row that makes sense: who wishes whom, how much, in which place, and what about."""

    number: int
    company: Company
    partner: Company
    rank: Rank
    place: int | None
    subject: str | None


@dataclass(frozen=True)
class Outcome:
    """What was read of one row, its fate, and why."""

    number: int
    company: str
    partner: str
    fate: Fate
    rank: Rank | None = None
    reason: Text | None = None


def known_heads() -> dict[str, Text]:
    """The columns by what may stand at their head, as the reader of files compares it."""
    return {
        head_of(wording.spoken(text, language)): text for text in HEADS for language in Language
    }


def import_wishes(
    consultation: ConsultationSession,
    rows: Iterable[Row],
    *,
    by: User,
    because: str,
    dry_run: bool = False,
) -> list[Outcome]:
    """Note the wishes of a list on the companies' behalf; good rows beside bad ones.

    What the list does not name stays as it is. With `dry_run` everything is tried and taken back.
    Raises NotAllowed, Invalid without a reason, and Conflict when nothing can be wished now.
    """
    known, who = known_heads(), Directory(consultation)
    outcomes: list[Outcome] = []
    lines: dict[int, list[Line]] = {}
    for row in rows:
        heads = {known[head]: head for head in row.cells if head in known}
        if not any(row.cells.get(heads.get(column, "")) for column in (PARTNER, WISH)):
            continue  # what stands below a list speaks of nobody
        try:
            line = _line(row, heads, who)
            if any(line.partner is other.partner for other in lines.get(line.company.id, ())):
                raise Invalid(Text("This pair stands in the list twice."))
            lines.setdefault(line.company.id, []).append(line)
        except Refusal as refusal:
            outcomes.append(_refused(row, heads, refusal.text))
    with session.begin_nested() as everything:
        for of_company in lines.values():
            outcomes += _save(consultation, of_company, by, because)
        if dry_run:
            everything.rollback()
    return sorted(outcomes, key=lambda outcome: outcome.number)


class Directory:
    """The companies of a session by what a list may call them."""

    def __init__(self, consultation: ConsultationSession) -> None:
        self.found: dict[str, list[Company]] = {}
        for place in consultations.accepted_participations(consultation):
            company = place.company
            names = [company.name.exactly(language) for language in company.name.languages]
            keys = {key for name in names if name for key in (folded(name), name_key(name))}
            if company.registration_number:
                keys.add(folded(company.registration_number))
            for key in keys:
                self.found.setdefault(key, []).append(company)

    def company(self, words: str | None) -> Company:
        """The company that is meant. Raises Invalid for none and for several."""
        found: list[Company] = []
        if words:
            found = self.found.get(folded(words)) or self.found.get(name_key(words), [])
        if len(found) != 1:
            raise Invalid(SEVERAL if found else NOBODY)
        return found[0]


def _line(row: Row, heads: Mapping[Text, str], who: Directory) -> Line:
    def text(column: Text, at_most: int) -> str | None:
        return row.text(heads.get(column, ""), at_most=at_most)

    company = who.company(text(COMPANY, LONGEST_NAME))
    partner = who.company(text(PARTNER, LONGEST_NAME))
    if company.side is partner.side:
        raise Invalid(Text("A meeting is between one Korean and one Chinese company."))
    return Line(
        number=row.number,
        company=company,
        partner=partner,
        rank=_rank(text(WISH, 40)),
        place=_place(row.code(heads.get(PLACE, ""))),
        subject=text(SUBJECT, rules.LONGEST_REASON),
    )


def _refused(row: Row, heads: Mapping[Text, str], why: Text) -> Outcome:
    company, partner = (str(row.cells.get(heads.get(head, "")) or "–") for head in HEADS[:2])
    return Outcome(
        row.number, company[:LONGEST_NAME], partner[:LONGEST_NAME], Fate.REFUSED, reason=why
    )


def _rank(words: str | None) -> Rank:
    said = folded(words or "")
    for rank in Rank:
        known = {rank.value, *(wording.spoken(rank.words, language) for language in Language)}
        if said in {folded(word) for word in known}:
            return rank
    raise Invalid(
        Text(
            "The wish must be “%(must)s”, “%(would)s” or “%(no)s”.",
            must=Rank.MUST.words,
            would=Rank.WOULD.words,
            no=Rank.NO.words,
        )
    )


def _place(code: str | None) -> int | None:
    if code is None:
        return None
    if not (code.isascii() and code.isdecimal() and len(code) < 7):
        raise Invalid(Text("A place is a whole number: 1 for whom you most want to meet."))
    return int(code)


def _save(
    consultation: ConsultationSession, lines: list[Line], by: User, because: str
) -> list[Outcome]:
    """The lines of one company, in one change of its order."""
    company = lines[0].company
    sheet = Sheet(consultation, company, acting_for(company, consultation, by, because))
    before = {line.partner.id: sheet.before.rank_of(line.partner.id) for line in lines}
    wanted, places, about = sheet.before, dict[int, int](), dict[int, About]()
    for line in lines:
        wanted = wanted.choose(line.partner.id, line.rank)
        if line.place is not None and line.rank in ORDERED:
            places[line.partner.id] = line.place
        if line.subject is not None:
            wish = sheet.wishes.get(line.partner.id)
            about[line.partner.id] = About(wish.profile if wish else None, line.subject)
    try:
        with session.begin_nested():
            sheet.write(wanted.behind(sheet.absent).put(places), about)
    except Refusal as refusal:
        return [_outcome(line, Fate.REFUSED, refusal.text) for line in lines]
    return [_outcome(line, _fate(line, before, sheet.changes)) for line in lines]


def _fate(line: Line, before: Mapping[int, Rank | None], changes: Mapping[str, object]) -> Fate:
    if before[line.partner.id] is None:
        return Fate.NEW
    return Fate.CHANGED if line.partner.public_id in changes else Fate.SAME


def _outcome(line: Line, fate: Fate, reason: Text | None = None) -> Outcome:
    company, partner = line.company.own_name.text, line.partner.own_name.text
    return Outcome(line.number, company, partner, fate, line.rank, reason)
