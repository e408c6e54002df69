"""Rows of a file carried in a form between looking at them and keeping them, signed on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from portal.infra.spreadsheets.reading import Row
from portal.kernel.errors import Invalid
from portal.kernel.languages import Text

# A form may hold half a megabyte of text.
LARGEST_PACKED = 450_000


def packed(rows: Iterable[Row], heads: Collection[str], *, what: str) -> str:
    """These columns of rows as a signed text: what was looked at is what will be kept.

    `what` is what the rows are for. Raises Invalid when they are too many for a form.
    """
    text: str = _serializer(what).dumps(
        [
            [
                row.number,
                {
                    head: row.cells[head]
                    for head in heads
                    if isinstance(row.cells.get(head), str | int | float | list | tuple)
                },
            ]
            for row in rows
        ]
    )
    if len(text) > LARGEST_PACKED:
        raise Invalid(Text("The list is too long. Please send it in parts."), field="file")
    return text


def unpacked(text: str, *, what: str) -> list[Row]:
    """The rows that were packed for this. Raises Invalid when somebody changed them."""
    try:
        return [Row(number, cells) for number, cells in _serializer(what).loads(text)]
    except BadData:
        raise Invalid(
            Text("This list was changed on its way. Please send the file again.")
        ) from None


def _serializer(what: str) -> URLSafeSerializer:
    # In ASCII, since columns that nobody reads may hold what has no UTF-8.
    return URLSafeSerializer(
        str(current_app.secret_key), salt=what, serializer_kwargs={"ensure_ascii": True}
    )
