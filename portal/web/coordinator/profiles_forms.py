"""The form in which a coordinator comments on the parts of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import TextAreaField

from portal.technologies import rules
from portal.web.forms import AtMost, MayBeEmpty, PortalForm, plain_text, typed
from portal.web.languages import say


class CommentsForm(PortalForm):
    """A comment beside each part, most of them empty."""

    @classmethod
    def of(cls, comments: Mapping[str, str]) -> CommentsForm:
        """The form with the comments that were made last."""
        limits = [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_COMMENT)]
        fields: dict[str, Any] = {
            part: TextAreaField(say(words), limits) for part, words in rules.PARTS.items()
        }
        form: CommentsForm = type("CommentsOnParts", (cls,), fields)(data=dict(comments))
        return form

    def comments(self) -> dict[str, str]:
        """What was written, by part."""
        return {part: typed(self[part]) for part in rules.PARTS if typed(self[part])}
