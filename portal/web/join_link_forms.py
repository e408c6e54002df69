"""The form that lets somebody into a meeting by a link."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, StringField

from portal.kernel.languages import Language
from portal.rooms.rules import LONGEST_NAME
from portal.rooms.states import Role
from portal.web.forms import AtMost, Chosen, Needed, PortalForm, mail_address, one_line
from portal.web.languages import say


class JoinLinkForm(PortalForm):
    """Who comes, where their link is mailed, and as what they are in the room."""

    name = StringField(
        _l("Their name, as everybody in the room reads it"),
        [Needed(), AtMost(LONGEST_NAME), one_line],
    )
    address = EmailField(_l("Their e-mail address"), [Needed(), AtMost(254), mail_address])
    language = RadioField(
        _l("In which language shall we write to them?"),
        [Chosen()],
        choices=[(each.value, each.own_name) for each in Language],
    )
    role = RadioField(_l("As what do they come?"), [Chosen()])

    def offer(self, roles: tuple[Role, ...]) -> None:
        """As what they may come; where there is no choice, it is made."""
        self.role.choices = [(each.value, say(each.words)) for each in roles]
        if len(roles) == 1:
            self.role.data = roles[0].value
