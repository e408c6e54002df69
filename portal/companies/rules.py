"""What a company must say of itself, which numbers are right, and who may decide on it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from stdnum.cn import uscc
from stdnum.exceptions import InvalidLength, ValidationError

from portal.companies.states import (
    CLOSED_TO_COLLEAGUES,
    MOVES,
    CompanySize,
    CompanyState,
    Standing,
)
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, Wording

INVITATION_LASTS = timedelta(days=14)
COLLEAGUE_INVITATION_LASTS = timedelta(days=7)
MOST_INVITED_AT_ONCE = 20

LONGEST_NAME = 120
LONGEST_NUMBER = 20
LONGEST_ADDRESS = 200
LONGEST_WEBSITE = 200
LONGEST_ABOUT = 1000
LONGEST_REASON = 1000

_KOREAN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)

# Legal forms say nothing about which company it is. Longer ones first, so that no rest remains.
_LEGAL_FORMS = re.compile(
    "|".join(
        (
            "주식회사",
            "유한책임회사",
            "유한회사",
            "합자회사",
            "합명회사",
            "재단법인",
            "사단법인",
            r"\((?:주|유|재|사)\)",
            "股份有限公司",
            "有限责任公司",
            "有限公司",
            "股份公司",
            "株式会社",
            r"\bco\b\W*\bltd\b",
            r"\b(?:company|corporation|incorporated|limited|corp|inc|ltd|llc|co)\b",
        )
    )
)


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


def folded(text: str) -> str:
    """Text as it is compared and searched: one width, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def name_key(name: str) -> str:
    """A name without legal form, spaces and signs: equal for two spellings of one company."""
    plain = folded(name)
    bare = _only_letters(_LEGAL_FORMS.sub(" ", plain))
    return (bare or _only_letters(plain))[:200]


def _only_letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


# In front of a name these say nothing of whose it is: half a province would carry the same mark.
_FRONTS = ("주식회사", "(주)", "㈜", "省", "市")


@lru_cache(maxsize=4096)
def initial_of(name: str, *places: str | None) -> str:
    """The first character that is a company's own, behind its places and its legal form."""
    rest = name
    for front in (*filter(None, places), *_FRONTS):
        rest = rest.removeprefix(front)
    return (rest.strip() or name)[:1].upper()


def normalised_number(side: Side, typed: str) -> str:
    """A registration number as it is stored: 124-81-00998, or 18 capitals and figures.

    What cannot be a number is only trimmed; `why_number_is_wrong` says what is wrong with it.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().upper()
    if side is Side.CN:
        return re.sub(r"[\s-]", "", plain)
    digits = re.sub(r"[\s-]", "", plain)
    if len(digits) == 10 and digits.isascii() and digits.isdecimal():
        return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"
    return plain


def why_number_is_wrong(side: Side, typed: str) -> Text | None:
    """The reason why this cannot be a registration number of this side, or None."""
    number = normalised_number(side, typed)
    return _why_wrong_in_china(number) if side is Side.CN else _why_wrong_in_korea(number)


def _why_wrong_in_china(number: str) -> Text | None:
    try:
        uscc.validate(number)
    except InvalidLength:
        return Text(
            "A unified social credit code has 18 characters; this one has %(count)d.",
            count=len(number),
        )
    except ValidationError:
        return Text(
            "This is not a valid unified social credit code. Please compare it with your "
            "business licence; the letters I, O, S, V and Z do not occur in it."
        )
    return None


def _why_wrong_in_korea(number: str) -> Text | None:
    digits = number.replace("-", "")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) != 10:
        return Text("A Korean business registration number has 10 figures, such as 123-45-67891.")
    total = sum(int(digit) * weight for digit, weight in zip(digits, _KOREAN_WEIGHTS, strict=False))
    total += int(digits[8]) * 5 // 10
    if (10 - total % 10) % 10 != int(digits[9]):
        return Text(
            "This is not a valid business registration number. Please compare it with your "
            "business registration certificate."
        )
    return None


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


def why_not_move(state: CompanyState, to: CompanyState) -> Text | None:
    """The reason why a company cannot go from one state to another, or None."""
    if to in MOVES[state]:
        return None
    return Text("This cannot be done any more: the company is now “%(state)s”.", state=state.words)


def why_not_decide(*, side: Side, decider: Side | None, may_approve: bool) -> Text | None:
    """The reason why somebody may not decide on a company of `side`, or None.

    `decider` is the side of the coordinator's host; None for whoever is no coordinator.
    """
    if decider is None:
        return Text("Only coordinators decide on companies.")
    if decider is not side:
        return Text("A company is approved by the coordinators of its own side.")
    if not may_approve:
        return Text("Approving companies is not among your duties.")
    return None


def needs_reason(state: CompanyState, to: CompanyState) -> bool:
    """Whether the move must be explained: to the company, or because it is done on its behalf."""
    if to is CompanyState.APPROVED:
        return state is not CompanyState.APPLIED
    return to in {CompanyState.RETURNED, CompanyState.DECLINED, CompanyState.SUSPENDED}


def why_not_manage(standing: Standing | None) -> Text | None:
    """The reason why somebody cannot change who acts for a company, or None for its owners."""
    if standing is Standing.OWNER:
        return None
    return Text("Only an account owner of your company can change who acts for it.")


def why_not_lose(standing: Standing, other_owners: int) -> Text | None:
    """The reason why somebody must stay an owner: nobody else could manage the company's people.

    `other_owners` are those whose accounts are open.
    """
    if standing is Standing.OWNER and not other_owners:
        return Text("A company needs an account owner. Please make somebody else an owner first.")
    return None


def why_not_invite(open_invitations: int) -> Text | None:
    """The reason why a company cannot invite one more colleague now, or None."""
    if open_invitations >= MOST_INVITED_AT_ONCE:
        return Text(
            "At most %(most)d invitations can be open at once. Please withdraw one first.",
            most=MOST_INVITED_AT_ONCE,
        )
    return None


def why_not_join(state: CompanyState) -> Text | None:
    """The reason why nobody can join the people of a company in this state, or None."""
    if state in CLOSED_TO_COLLEAGUES:
        return Text("Nobody can join this company at the moment.")
    return None
