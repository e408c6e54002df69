"""Forms: the base form, and validators whose sentences are ours in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, Form, HiddenField
from wtforms.form import BaseForm
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.kernel import identifiers
from portal.kernel.errors import Refusal
from portal.kernel.languages import Language
from portal.web.languages import current_language, say
from portal.web.refusals import status_of

_HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')


@cache
def _words_of_library(language: Language) -> Any:
    """Read once: Flask-WTF would read them from the disk for every form."""
    return get_translations([language.locale])


class PortalForm(FlaskForm):
    """Every form: CSRF-protected, and able to show a service's refusal beside its field."""

    class Meta(FlaskForm.Meta):
        """Where the library speaks, it speaks the reader's language too."""

        def get_translations(self, form: Any) -> Any:
            return _words_of_library(current_language())

    status = 200
    # Names of fields that stand before the others although they were declared after them.
    first_fields: tuple[str, ...] = ()
    # Names of fields that stand behind the others although they were declared before them.
    last_fields: tuple[str, ...] = ()

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate_on_submit(extra_validators))
        if self.is_submitted() and not valid:
            self.status = 422
        return valid

    def __iter__(self) -> Iterator[Field]:
        """The fields as they stand on the page: so the summary of errors names them."""
        order = {name: place for place, name in enumerate(self.first_fields)}
        order |= {name: len(order) + 1 for name in self.last_fields}
        middle = len(self.first_fields)
        return iter(
            sorted(super().__iter__(), key=lambda field: order.get(field.short_name, middle))
        )

    def hidden_tag(self, *_fields: str) -> Markup:
        """What the form carries unseen; plain inputs, so the library's widgets are not asked."""
        hidden = [each for each in super().__iter__() if isinstance(each, HiddenField)]
        return Markup("").join(
            _HIDDEN.format(each.name, each._value())  # type: ignore[attr-defined]
            for each in hidden
        )

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """A refusal inside becomes an error of the field it names, or of the whole form."""
        try:
            yield
        except Refusal as refusal:
            sentence = say(refusal.text)
            if refusal.field and refusal.field in self:
                field = self[refusal.field]
                field.errors = [*field.errors, sentence]
            else:
                self.form_errors.append(sentence)
            self.status = status_of(refusal)


class ActionForm(PortalForm):
    """A form of nothing but a button."""


class Needed(InputRequired):
    """Something must be typed, and not only spaces."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("Please fill this in."))

    def __call__(self, form: BaseForm, field: Field) -> None:
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            raise StopValidation(str(self.message))


class Chosen(Needed):
    """One of the choices must be taken."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("Please choose one."))


class Ticked(Needed):
    """A box that must be ticked, such as a consent without which nothing works."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("Please tick this box to go on."))


class MayBeEmpty(Optional):
    """Nothing typed is fine, and ends the checks."""


class AtMost(Length):
    """A limit on the number of characters, shown to the typist."""

    def __init__(self, characters: int) -> None:
        super().__init__(
            max=characters, message=_l("At most %(max)d characters, please.", max=characters)
        )


def plain_text(_form: Form, field: Field) -> None:
    """No control characters: they end up in mail headers, lists and logs."""
    if any((ord(c) < 32 and c not in "\n\t\r") or c == "\x7f" for c in field.data or ""):
        raise ValidationError(str(_l("Please remove the invisible control characters.")))
    if any("\ud800" <= c <= "\udfff" for c in field.data or ""):
        raise ValidationError(str(_l("Please remove the characters that cannot be stored.")))


def one_line(form: Form, field: Field) -> None:
    """Plain text without a line break, fit for a name or a mail header."""
    plain_text(form, field)
    if any(c in (field.data or "") for c in "\n\r\u2028\u2029"):
        raise ValidationError(str(_l("Please write this in one line.")))


def mail_address(form: Form, field: Field) -> None:
    """An address that mail can be sent to; kept with the domain in lower case.

    Other letters than ASCII are refused: most mail servers cannot send there.
    """
    one_line(form, field)
    try:
        if not (field.data or "").strip().isascii():
            raise EmailNotValidError
        found = validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError(
            str(_l("Please write an e-mail address such as name@company.com."))
        ) from None
    field.data = found.ascii_email


def web_address(form: Form, field: Field) -> None:
    """An http or https address; a missing scheme is added, others are refused."""
    one_line(form, field)
    text = (field.data or "").strip()
    if "://" not in text and not text.lower().startswith(("javascript:", "data:", "mailto:")):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
        fine = fine and parts.port != 0  # asking for one that cannot be raises
    except ValueError:
        fine = False
    if not fine or any(c.isspace() for c in text):
        raise ValidationError(str(_l("Please write a web address such as www.company.com.")))
    field.data = text


class OnceForm(PortalForm):
    """A form with a key of its own: what it makes is made once, however often it is sent."""

    form_key = HiddenField(
        default=identifiers.public_id, validators=[one_line, AtMost(identifiers.PUBLIC_ID_LENGTH)]
    )

    @property
    def key(self) -> str | None:
        """The key that came with the form; None where there was none."""
        return stripped(self.form_key.data)


class CheckboxList(ListWidget):
    """Renders a multiple choice as check boxes."""

    option = CheckboxInput()


def stripped(text: str | None) -> str | None:
    """What was typed without spaces around it; None for nothing."""
    return (text or "").strip() or None


def typed(field: Field) -> str:
    """What was typed without spaces around it; nothing is an empty text."""
    return str(field.data or "").strip()
