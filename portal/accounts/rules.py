"""What makes a password or a telephone number good enough, and how long links live."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from portal.kernel.clocks import Side
from portal.kernel.languages import Text

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128

# What guessers try first, with figures and signs before or behind it.
_COMMON_WORDS = """
a aa aaa abc abcd abcde abcdef abcdefg admin administrator aini asd asdf asdfgh asdfghjkl baseball
batman beijing changeme charlie china clearday company default dragon football guangdong guest
hello iloveyou jennifer jordan korea letmein login love master michael mima monkey p@ssw0rd pass
passw0rd password princess q1w2e3r qaz qazwsx qq qwe qwer qwert qwerty qwertyuiop root sarang
saranghae secret seoul shadow shandong shanghai sunshine superman system test tester testing
tianjin user welcome woaini wodemima wsx zxc zxcv zxcvb zxcvbn zxcvbnm 비밀번호 사랑해 密码 我爱你
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)

SIGN_IN_LASTS = timedelta(days=14)
CONFIRMATION_LASTS = timedelta(days=3)
RESET_LASTS = timedelta(hours=1)


def why_password_is_bad(password: str, *, about: str = "") -> Text | None:
    """The reason why a password is refused, or None.

    Length decides, as OWASP ASVS 5.0 6.2 asks; there are no rules of composition. `about` is the
    person's address or name, which must not be the whole password.
    """
    if len(password) < SHORTEST_PASSWORD:
        return Text(
            "The password needs at least %(count)d characters. A short sentence is good.",
            count=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        return Text("The password may have at most %(count)d characters.", count=LONGEST_PASSWORD)
    plain = password.casefold()
    own = {about.casefold(), about.casefold().split("@")[0]}
    if len(set(plain)) < 4 or plain in own or _is_tried_first(plain):
        return Text("This password is too easy to guess. Please choose another.")
    return None


def _is_tried_first(plain: str) -> bool:
    """Whether it is a common word with figures, a row of keys, a date, or one piece repeated."""
    core = plain.strip("0123456789!@#$%^&*()_+-=.,?~ ")
    if core in _COMMON or (not core and len(plain) < 12):
        return True
    if any(plain in row or plain[::-1] in row for row in _ROWS):
        return True
    return plain in (plain + plain)[1:-1] and len(plain) < 16


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
