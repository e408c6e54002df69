"""Pages that are the same for every stranger: rendered once, given to all while nothing changes.

A page is given out again only within the second in which it was rendered, since deadlines fall on
whole seconds, and only while the database has the same stamp. So it is never out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import current_app, request, session

from portal.infra.stamp import stamp
from portal.kernel import clock
from portal.web.languages import current_language

MOST_PAGES = 500

Answer = tuple[str | bytes, int]


@dataclass(frozen=True)
class _Kept:
    body: bytes
    second: int
    stamp: Hashable


def with_strangers(view: Callable[..., tuple[str, int]]) -> Callable[..., Answer]:
    """Mark a page that shows every visitor without a session the same in one language."""

    @wraps(view)
    def shared(**arguments: Any) -> Answer:
        # Without a session nobody is signed in, nothing is said once only, and no form has a token.
        if session or request.query_string:
            return view(**arguments)
        pages: dict[Hashable, _Kept] = current_app.extensions.setdefault("shared", {})
        name = request.path, current_language()
        second, now = int(clock.now().timestamp()), stamp()
        kept = pages.get(name)
        if kept is not None and kept.second == second and kept.stamp == now:
            return kept.body, 200
        body, status = view(**arguments)
        if status == 200 and not session.modified:
            if len(pages) >= MOST_PAGES:
                pages.clear()
            pages[name] = _Kept(body.encode(), second, now)
        return body, status

    return shared
