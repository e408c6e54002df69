"""With which status a refusal is answered."""

from __future__ import annotations

from math import ceil

from flask import Response, after_this_request

from portal.kernel.errors import Conflict, Refusal, TooSoon


def status_of(refusal: Refusal) -> int:
    """The status of the answer; who is to wait is told for how long."""
    if isinstance(refusal, TooSoon):
        wait = ceil(refusal.wait.total_seconds())

        @after_this_request
        def say_when(response: Response) -> Response:
            response.headers["Retry-After"] = str(wait)
            return response

        return 429
    return 409 if isinstance(refusal, Conflict) else 422
