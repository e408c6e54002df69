"""What stands behind a profile: rights, references, certificates, and what a company declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from portal.companies.rules import Lack
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.technologies.states import (
    CertificateKind,
    CoreTechnology,
    ProfileKind,
    Protection,
)

MOST_RIGHTS = 4
MOST_REFERENCES = 5
MOST_CERTIFICATES = 6
LONGEST_NUMBER = 60
LONGEST_NAME = 160
FIRST_YEAR = 1950


@dataclass(frozen=True)
class Right:
    """One right in an invention; those in a register have a number and a country."""

    kind: Protection
    number: str | None = None
    country: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Reference:
    """Somewhere that it is in use: whose plant, where, since when, and what for."""

    customer: str
    place: str | None = None
    year: int | None = None
    what: str | None = None


@dataclass(frozen=True)
class Certificate:
    """A certificate with its number, and until when it is valid; None for no end."""

    kind: CertificateKind
    number: str
    valid_until: date | None = None


@dataclass(frozen=True)
class Proof:
    """All that stands behind a profile."""

    rights: tuple[Right, ...] = ()
    references: tuple[Reference, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    core_technology: CoreTechnology | None = field(default=None)


def plain(entry: Right | Reference | Certificate) -> dict[str, Any]:
    """An entry as it is kept: without what was not said, days in ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(entry).items()
        if value is not None
    }


def right_of(kept: dict[str, Any]) -> Right:
    """The right that was kept so."""
    return Right(
        **{**kept, "kind": Protection(kept["kind"]), "expires_on": _day(kept.get("expires_on"))}
    )


def reference_of(kept: dict[str, Any]) -> Reference:
    """The reference that was kept so."""
    return Reference(**kept)


def certificate_of(kept: dict[str, Any]) -> Certificate:
    """The certificate that was kept so."""
    return Certificate(
        **{
            **kept,
            "kind": CertificateKind(kept["kind"]),
            "valid_until": _day(kept.get("valid_until")),
        }
    )


def _day(kept: str | date | None) -> date | None:
    return date.fromisoformat(kept) if isinstance(kept, str) else kept


def lacks_of_proof(proof: Proof, today: date) -> list[Lack]:
    """What is wrong with it; a lack names right1_number, reference2_year, certificate1_kind …"""
    lacks = []
    for name, entries, wrong, most in (
        ("right", proof.rights, _wrong_in_right, MOST_RIGHTS),
        ("reference", proof.references, _wrong_in_reference, MOST_REFERENCES),
        ("certificate", proof.certificates, _wrong_in_certificate, MOST_CERTIFICATES),
    ):
        lacks += _lacks(name, entries, wrong, most, today)
    return lacks


def _lacks(name: str, entries: Sequence[Any], wrong: Any, most: int, today: date) -> list[Lack]:
    lacks = [
        Lack(f"{name}{number}_{part}", text)
        for number, entry in enumerate(entries, start=1)
        for part, text in wrong(entry, today)
    ]
    if len(entries) > most:
        lacks.append(Lack(f"{name}1_kind", Text("At most %(count)d lines, please.", count=most)))
    return lacks


def lacks_of_declaration(kind: ProfileKind, side: Side, proof: Proof) -> list[Lack]:
    """A Korean offer says whether it holds national core technology, before others see it."""
    if side is Side.KR and kind is ProfileKind.OFFER and proof.core_technology is None:
        return [
            Lack(
                "core_technology",
                Text("Please declare whether the offer holds national core technology."),
            )
        ]
    return []


def _wrong_in_right(right: Right, today: date) -> Iterator[tuple[str, Text]]:
    if right.kind.is_registered and not right.number:
        yield "number", Text("Please write the number under which it is registered.")
    if right.kind.is_registered and not right.country:
        yield "country", Text("Please write the country or office of the register.")
    if right.expires_on is not None and right.expires_on < today:
        yield "expires_on", Text("This right has expired. Please take it out, or mend the day.")


def _wrong_in_reference(reference: Reference, today: date) -> Iterator[tuple[str, Text]]:
    if not reference.customer:
        yield "customer", Text("Please write whose plant it is, or what kind of plant.")
    if reference.year is not None and not FIRST_YEAR <= reference.year <= today.year:
        yield "year", Text("Please write a year from %(first)d to this one.", first=FIRST_YEAR)


def _wrong_in_certificate(certificate: Certificate, today: date) -> Iterator[tuple[str, Text]]:
    if not certificate.number:
        yield "number", Text("Please write the number of the certificate.")
    if certificate.valid_until is not None and certificate.valid_until < today:
        yield (
            "valid_until",
            Text("This certificate has expired. Please take it out, or write until when it is."),
        )
