"""Where what one company offers meets what another needs."""

from __future__ import annotations

from typing import Any


def fits(own: list[Any], theirs: list[Any]) -> list[Any]:
    """The fields in which one side offers what the other needs, from the profiles of both."""
    return list(
        {
            field.code: field
            for mine in own
            for their in theirs
            if mine.kind is not their.kind
            for field in mine.fields
            if field.code in {each.code for each in their.fields}
        }.values()
    )
