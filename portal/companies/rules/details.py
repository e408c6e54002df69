"""What a company says of itself, and what of it must be there to apply and to be approved."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.companies.rules.numbers import why_number_is_wrong
from portal.companies.states import CompanySize
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, Wording

LONGEST_NAME = 120
LONGEST_NUMBER = 20
LONGEST_ADDRESS = 200
LONGEST_WEBSITE = 200
LONGEST_ABOUT = 1000


@dataclass(frozen=True)
class Details:
    """What a company says of itself; everything may still be missing."""

    name: Wording = field(default_factory=Wording)
    registration_number: str | None = None
    region_code: str | None = None
    city_code: str | None = None
    wants_regions: tuple[str, ...] = ()
    address: str | None = None
    website: str | None = None
    size: CompanySize | None = None
    about: Wording = field(default_factory=Wording)


@dataclass(frozen=True)
class Lack:
    """Something that is missing or wrong: the form's field, and the sentence beside it."""

    field: str
    text: Text


def lacks_for_application(side: Side, details: Details) -> list[Lack]:
    """What must still be filled in or mended before the application can be sent."""
    own = side.language
    lacks = [
        lack for lack in lacks_for_approval(side, details) if not lack.field.startswith("name")
    ]
    if not details.name.exactly(own):
        lacks.append(Lack(f"name_{own.value}", Text("Please write the name as it is registered.")))
    if not details.name.exactly(Language.EN):
        lacks.append(Lack("name_en", Text("Please write the name in Latin letters.")))
    if side is Side.CN and not details.city_code:
        lacks.append(Lack("city", Text("Please choose your city or district.")))
    if side is Side.KR and not details.wants_regions:
        lacks.append(Lack("wants", Text("Please choose at least one region.")))
    if not details.address:
        lacks.append(Lack("address", Text("Please write your address.")))
    if details.size is None:
        lacks.append(Lack("size", Text("Please choose one.")))
    if not details.about:
        lacks.append(
            Lack(
                f"about_{own.value}",
                Text("Please say in one language at least what your company does."),
            )
        )
    return lacks


def lacks_for_approval(side: Side, details: Details) -> list[Lack]:
    """What no approved company may lack: a name, a place and a right number."""
    lacks = []
    if not details.name:
        lacks.append(Lack(f"name_{side.language.value}", Text("Please write the company's name.")))
    if not details.region_code:
        lacks.append(Lack("region", Text("Please choose your region.")))
    if not details.registration_number:
        lacks.append(
            Lack("registration_number", Text("Please write the company's registration number."))
        )
    elif wrong := why_number_is_wrong(side, details.registration_number):
        lacks.append(Lack("registration_number", wrong))
    return lacks
