"""One page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from portal.infra.paging import Chunk

T = TypeVar("T")


class Page(Generic[T]):
    """What a template needs of one page of a list: its items and the way to the others."""

    def __init__(self, chunk: Chunk[T], name: str = "page") -> None:
        self.name = name  # in the address, so that a page can have two lists
        self.items: Sequence[T] = chunk.items
        self.total = chunk.total
        self.number = chunk.number
        self.pages = chunk.pages

    def url_for(self, number: int) -> str:
        """This list with the same filters at another page."""
        arguments = request.args.to_dict(flat=False)
        arguments.pop("lang", None)
        arguments[self.name] = [str(number)]
        # Not as arguments of `url_for`: there "_scheme" and "endpoint" mean something else.
        here = url_for(str(request.endpoint), **(request.view_args or {}))
        return f"{here}?{urlencode(arguments, doseq=True)}"


def page_asked_for(name: str = "page") -> int:
    """The number of the page in the address; the first one for anything odd."""
    text = request.args.get(name, "1")
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 7 else 1
