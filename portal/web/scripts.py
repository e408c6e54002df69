"""What the scripts of our pages send as JSON: an object, all of which a database can hold.

A browser sends what anybody makes it send, so what no script of ours writes never gets further.
"""

from __future__ import annotations

from typing import Any, TypeGuard

from flask import request

from portal.kernel.errors import Invalid
from portal.kernel.languages import Text

LARGEST = 2**31 - 1  # what a column for whole numbers holds


def sent() -> dict[str, Any]:
    """What the page sent; nothing where it is not understood.

    Halves of characters become question marks and zero bytes are left out, as PostgreSQL holds
    neither; a number that no column holds is none.
    """
    try:
        found = _whole(request.get_json(silent=True))
    except RecursionError:
        return {}
    return found if isinstance(found, dict) else {}


def text(name: str) -> str:
    """A text that the page sent. Raises Invalid."""
    found = sent().get(name)
    if not isinstance(found, str):
        raise Invalid(Text("Please write something."))
    return found


def number(name: str) -> int:
    """A number that the page sent; 0 where it is none."""
    found = sent().get(name)
    return found if is_number(found) else 0


def is_number(found: Any) -> TypeGuard[int]:
    """Whether it is a whole number; JSON's true and false are none."""
    return isinstance(found, int) and not isinstance(found, bool)


def _whole(found: Any) -> Any:
    if isinstance(found, str):
        return found.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(found, list):
        return [_whole(each) for each in found]
    if isinstance(found, dict):
        return {_whole(name): _whole(each) for name, each in found.items()}
    return None if isinstance(found, int) and abs(found) > LARGEST else found
