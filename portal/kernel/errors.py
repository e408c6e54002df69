"""The ways in which the portal says no; each carries a sentence for a person."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel.languages import Text


class Refusal(Exception):
    """Something asked for that the portal will not do; nothing was changed."""

    def __init__(self, text: Text, *, field: str | None = None) -> None:
        super().__init__(str(text))
        self.text = text
        self.field = field


class Invalid(Refusal):
    """What was typed cannot be right; `field` names the form's field if one is to blame."""


class Conflict(Refusal):
    """It was possible, but somebody or something came before."""


class TooSoon(Refusal):
    """It was tried too often, and may be tried again after a while."""

    def __init__(self, text: Text, *, wait: timedelta) -> None:
        super().__init__(text)
        self.wait = wait


class NotAllowed(Refusal):
    """The acting person may not do this."""


class Missing(LookupError):
    """There is no such object, or none that the acting person may know of."""
