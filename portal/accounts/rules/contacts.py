"""What a name, a post, a telephone number and an address may look like."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from portal.kernel.clocks import Side
from portal.kernel.languages import Text

LONGEST_PERSON_NAME = 100
LONGEST_POST = 100
LONGEST_PHONE = 40
LONGEST_ADDRESS = 254

# Numbers that work inside their country alone: 1588 and 400, 080 and 800, and the like.
_HOME_ONLY = {
    PhoneNumberType.UAN,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
}


@dataclass(frozen=True)
class Phone:
    """A telephone number as it was understood: in E.164, or the reason why it was not.

    `warning` says that it is right but not good: it cannot be reached from abroad.
    """

    e164: str | None = None
    wrong: Text | None = None
    warning: Text | None = None


def read_phone(typed: str, side: Side) -> Phone:
    """Understand a number as people of this side write it, with or without country code."""
    text = unicodedata.normalize("NFKC", typed).strip()
    try:
        number = phonenumbers.parse(text, side.value)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        return Phone(
            wrong=Text(
                "This is not a telephone number that works. Please write it with the country "
                "code, +82 for Korea or +86 for China."
            )
        )
    warning = None
    if phonenumbers.number_type(number) in _HOME_ONLY:
        warning = Text(
            "Numbers such as 1588 and 400 cannot be reached from abroad. A mobile number or a "
            "direct line is better."
        )
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), warning=warning)


def shown_phone(e164: str | None) -> str:
    """A stored number as people read it: "+82 10-1234-5678"."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def why_not_latin(typed: str) -> Text | None:
    """The reason why this is not a name in Latin letters, or None."""
    letters = [character for character in typed if character.isalpha()]
    if letters and all("LATIN" in unicodedata.name(letter, "") for letter in letters):
        return None
    return Text("Please write this in Latin letters.")
