"""Which registration numbers of companies are right, on each side."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import uscc
from stdnum.exceptions import InvalidLength, ValidationError

from portal.kernel.clocks import Side
from portal.kernel.languages import Text

_KOREAN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


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
