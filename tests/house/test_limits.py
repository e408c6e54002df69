"""Nothing is longer than its place: every text column has a length, every field a limit."""

import importlib
import pkgutil

import pytest
import sqlalchemy as sa
from wtforms import HiddenField, PasswordField, StringField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length

import portal.web
from portal import registry
from portal.web.forms import PortalForm

# Made by the portal itself, out of texts that have limits.
MADE_BY_THE_PORTAL = {
    ("company_words", "tokens"),
    ("profile_words", "tokens"),
}

# A password is as long as `accounts.rules` allows; what is hidden is looked up, not stored, and so
# is the id of a time slot that was chosen.
NOT_TYPED = (HiddenField, PasswordField)
LOOKED_UP = {"slot"}

# May be typed with spaces and signs that are taken out before it is stored.
NORMALISED = {"phone", "registration_number"}


def forms() -> list[type[PortalForm]]:
    """Every form of every page."""
    for module in pkgutil.walk_packages(portal.web.__path__, "portal.web."):
        importlib.import_module(module.name)
    found, waiting = [], [PortalForm]
    while waiting:
        form = waiting.pop()
        found.append(form)
        waiting.extend(form.__subclasses__())
    ours = [form for form in found if form.__module__.startswith("portal.")]
    return sorted(ours, key=lambda form: (form.__module__, form.__name__))


def typed_fields() -> list[tuple[str, str, UnboundField]]:
    """Each field in which people type text: the form, its name and the field."""
    return [
        (form.__name__, name, field)
        for form in forms()
        for name in dir(form)
        if isinstance(field := getattr(form, name, None), UnboundField)
        and issubclass(field.field_class, StringField)
        and not issubclass(field.field_class, NOT_TYPED)
        and name not in LOOKED_UP
    ]


def limit_of(field: UnboundField) -> int | None:
    """The most characters that a field takes."""
    validators = [*field.args[1:2], field.kwargs.get("validators") or []]
    lengths = [v.max for group in validators for v in group if isinstance(v, Length)]
    return min((most for most in lengths if most and most > 0), default=None)


def test_every_text_column_has_a_length():
    unlimited = {
        (table.name, column.name)
        for table in registry.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.String)
        and not isinstance(column.type, sa.Enum)
        and column.type.length is None
    }
    assert unlimited == MADE_BY_THE_PORTAL


def test_the_fields_are_found():
    assert len(typed_fields()) > 20


@pytest.mark.parametrize(
    ("form", "name", "field"),
    [pytest.param(*each, id=".".join(each[:2])) for each in typed_fields()],
)
def test_every_field_in_which_one_types_has_a_limit_that_its_column_can_hold(form, name, field):
    limit = limit_of(field)
    assert limit, f"{form}.{name} takes text of any length"
    room = [
        column.type.length
        for table in registry.metadata.sorted_tables
        for column in table.columns
        if column.name == name and isinstance(column.type, sa.String) and column.type.length
    ]
    assert not room or limit <= max(room) or name in NORMALISED
