"""Brings a list of organisations in: each row becomes an INVITED company, or a host."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from portal.accounts import queries as accounts
from portal.accounts import services as account_services
from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.companies import queries, rules
from portal.companies.services.registration import add_invited
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.spreadsheets.reading import Row
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid, NotAllowed, Refusal
from portal.kernel.languages import Language, Text, Wording

MEANWHILE = Text("Somebody else has just imported this row.")
ROLE_OF_HOSTS = "coordinator"

# The columns that are read; others may stand in the file.
HEADS = (
    "id",
    "country",
    "role",
    "region_code",
    "city_code",
    "name_en",
    "name_ko",
    "name_zh",
    "uscc",
    "registration_number",
    "website_domain",
    "address",
    "taxonomy",
    "description_en",
    "description_ko",
    "description_zh",
)


class Fate(StrEnum):
    """What becomes of one row."""

    COMPANY = "COMPANY"
    HOST = "HOST"
    KNOWN = "KNOWN"
    REFUSED = "REFUSED"

    @property
    def words(self) -> Text:
        """What people call it."""
        return {
            Fate.COMPANY: Text("New company"),
            Fate.HOST: Text("New host organisation"),
            Fate.KNOWN: Text("Here already"),
            Fate.REFUSED: Text("Refused"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {Fate.KNOWN: "wait", Fate.REFUSED: "no"}.get(self, "ok")


@dataclass(frozen=True)
class Outcome:
    """One row's number, key and name as far as they could be read, its fate, and why."""

    number: int
    key: str
    name: Wording
    fate: Fate
    reason: Text | None = None


def import_companies(
    rows: Iterable[Row],
    *,
    known_fields: Collection[str],
    by: User | None,
    side: Side | None = None,
    dry_run: bool = False,
) -> list[Outcome]:
    """Add what is new, leave alone what was imported before, keep good rows beside bad ones.

    `known_fields` are the codes of the taxonomy; `side` is the only one whose rows are taken,
    None for both. With `dry_run` everything is tried and taken back, so the outcomes are what an
    import at this moment would give. Raises NotAllowed for a user who does not administer.
    """
    _must_administer(by)
    outcomes: list[Outcome] = []
    keys: set[str] = set()
    with session.begin_nested() as everything:
        for row in rows:
            outcomes.append(_import(row, keys, known_fields, side, by))
        if dry_run:
            everything.rollback()
    return outcomes


def _must_administer(user: User | None) -> None:
    """Only whoever administers brings in lists; None is the command line."""
    coordinator = accounts.coordinator_of(user) if user else None
    if user is not None and (coordinator is None or not coordinator.may(Duty.ADMINISTER)):
        raise NotAllowed(Text("Importing lists is not among your duties."))


def _import(
    row: Row,
    keys: set[str],
    known_fields: Collection[str],
    side: Side | None,
    by: User | None,
) -> Outcome:
    """One row in a savepoint of its own."""
    key, name = "", Wording()
    try:
        with db.refusing({"uq_company_import_key": MEANWHILE, "uq_host_import_key": MEANWHILE}):
            key = row.code("id") or ""
            if not key:
                raise Invalid(Text("Each row needs an id of its own."))
            if key in keys:
                raise Invalid(Text("This id stands in the file twice."))
            keys.add(key)
            name = _wording(row, "name", rules.LONGEST_NAME)
            if _is_known(key):
                return Outcome(row.number, key, name, Fate.KNOWN)
            if not name:
                raise Invalid(Text("A name is needed, in one language at least."))
            if side is not None and _side(row) is not side:
                raise Invalid(Text("The other country's coordinators import its organisations."))
            fate = _add(row, key, name, known_fields, by)
            return Outcome(row.number, key, name, fate)
    except Refusal as refusal:
        return Outcome(row.number, key, name, Fate.REFUSED, refusal.text)


def _add(row: Row, key: str, name: Wording, known_fields: Collection[str], by: User | None) -> Fate:
    side = _side(row)
    region_code, about, website = row.code("region_code"), _about(row), _website(row)
    if (row.text("role", at_most=40) or "").lower() == ROLE_OF_HOSTS:
        region = queries.region_of_code(region_code) if region_code else None
        if region_code and (region is None or region.side is not side):
            raise Invalid(Text("There is no such region."))
        host = account_services.add_host(
            side=side,
            name=name,
            about=about,
            website=website,
            region_code=region_code,
            import_key=key,
        )
        audit.record("host added", host, by=by, import_key=key)
        return Fate.HOST
    add_invited(
        side=side,
        name=name,
        region_code=region_code,
        city_code=row.code("city_code"),
        number=_number(row),
        website=website,
        about=about,
        address=row.text("address", at_most=rules.LONGEST_ADDRESS),
        field_hints=_fields(row, known_fields),
        import_key=key,
        by=by,
    )
    return Fate.COMPANY


def _is_known(key: str) -> bool:
    return (
        queries.company_of_import_key(key) is not None
        or accounts.host_of_import_key(key) is not None
    )


def _side(row: Row) -> Side:
    country = (row.text("country", at_most=40) or "").upper()
    if country not in set(Side):
        raise Invalid(Text("The country must be KR or CN."))
    return Side(country)


def _number(row: Row) -> str | None:
    """The registration number, under either head; whether it is right is asked later."""
    longest = 2 * rules.LONGEST_NUMBER
    return row.text("uscc", at_most=longest) or row.text("registration_number", at_most=longest)


def _wording(row: Row, head: str, at_most: int) -> Wording:
    return Wording.of(
        {tag.value: row.text(f"{head}_{tag.value}", at_most=at_most) for tag in Language}
    )


def _about(row: Row) -> Wording:
    return _wording(row, "description", rules.LONGEST_ABOUT)


def _website(row: Row) -> str | None:
    """A domain becomes an address; what could be no web address is refused."""
    typed = row.text("website_domain", at_most=rules.LONGEST_WEBSITE - len("https://"))
    if not typed:
        return None
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        fine = False
    if not fine or " " in address:
        raise Invalid(Text("“%(domain)s” is no web address.", domain=typed))
    return address


def _fields(row: Row, known_fields: Collection[str]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.upper() for code in row.words("taxonomy")))
    for code in codes:
        if code not in known_fields:
            raise Invalid(Text("There is no technology field “%(code)s”.", code=code[:40]))
    return codes
