"""What is tried when a meeting cannot take place as planned: the part of a form for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from portal.consultations.rules import FALL_BACKS, LONGEST_LINK, LONGEST_LINK_WORD, Link
from portal.consultations.states import LinkKind
from portal.web.forms import AtMost, MayBeEmpty, PortalForm, one_line, stripped, web_address
from portal.web.languages import say

PARTS = ("kind", "url", "number", "password")
# The fields, which are named as the ways are.
FALL_BACK_FIELDS = tuple(f"{name}_{part}" for name in FALL_BACKS for part in PARTS)


def _kind(label: Any) -> SelectField:
    return SelectField(label, [MayBeEmpty()])


def _url(label: Any) -> StringField:
    return StringField(label, [MayBeEmpty(), web_address, AtMost(LONGEST_LINK)])


def _word(label: Any) -> StringField:
    return StringField(label, [MayBeEmpty(), one_line, AtMost(LONGEST_LINK_WORD)])


class FallBacksForm(PortalForm):
    """The second and the third way to meet. The portal's room comes last by itself."""

    second_kind = _kind(_l("If that does not work"))
    second_url = _url(_l("Address of the second way"))
    second_number = _word(_l("Number of the second way"))
    second_password = _word(_l("Password of the second way"))
    third_kind = _kind(_l("If that does not work either"))
    third_url = _url(_l("Address of the third way"))
    third_number = _word(_l("Number of the third way"))
    third_password = _word(_l("Password of the third way"))

    def offer_fall_backs(self, kinds: Iterable[LinkKind]) -> None:
        """Fill in the services."""
        choices = [("", _("Nothing more")), *((kind.value, say(kind.words)) for kind in kinds)]
        for name in FALL_BACKS:
            self[f"{name}_kind"].choices = choices

    @property
    def fall_backs(self) -> tuple[Link, ...]:
        """What was chosen, in this order; what stands beside no service does not count."""
        return tuple(self._fall_backs())

    def _fall_backs(self) -> Iterator[Link]:
        for name in FALL_BACKS:
            kind, *rest = (self[f"{name}_{part}"].data for part in PARTS)
            if kind:
                yield Link(LinkKind(kind), *(stripped(word) for word in rest))

    @property
    def fall_backs_in_use(self) -> bool:
        """Whether there is something to see in this part of the form."""
        return any(self[name].data or self[name].errors for name in FALL_BACK_FIELDS)


def values_of_fall_backs(ways: Sequence[Link]) -> dict[str, Any]:
    """The second and third way as the form's fields hold them."""
    return {
        f"{name}_{part}": value
        for name, way in zip(FALL_BACKS, ways, strict=False)
        for part, value in way.facts.items()
    }
