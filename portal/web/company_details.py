"""The form in which a company says what it is, for itself or through a coordinator."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.accounts.rules import why_not_latin
from portal.companies import queries as companies
from portal.companies import rules
from portal.companies.rules import Details
from portal.companies.states import CompanySize
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.web.forms import (
    AtMost,
    CheckboxList,
    MayBeEmpty,
    PortalForm,
    one_line,
    plain_text,
    stripped,
    typed,
    web_address,
)
from portal.web.languages import say
from portal.web.pages import words


class EmptyForNow(MayBeEmpty):
    """Nothing typed is fine until the application is sent, so it is not called optional."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {}


def _line(label: Any, longest: int, *more: Any) -> StringField:
    return StringField(label, [EmptyForNow(), one_line, AtMost(longest), *more])


def _about() -> TextAreaField:
    return TextAreaField(
        _l("What the company does"), [EmptyForNow(), plain_text, AtMost(rules.LONGEST_ABOUT)]
    )


def in_latin(_form: Any, field: Any) -> None:
    """Letters that everybody can read."""
    if why_not := why_not_latin(field.data):
        raise ValidationError(say(why_not))


class PageForm(PortalForm):
    """What a company may say of itself at any time, approved or not."""

    address = _line(_l("Address"), rules.LONGEST_ADDRESS)
    website = StringField(_l("Website"), [MayBeEmpty(), web_address, AtMost(rules.LONGEST_WEBSITE)])
    size = RadioField(_l("How many people work there?"), validate_choice=False)
    about_ko = _about()
    about_zh = _about()
    about_en = _about()
    wants = SelectMultipleField(
        _l("Which regions does the company want to enter?"),
        [EmptyForNow()],
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )

    def __init__(self, side: Side, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        self.size.choices = [(size.value, say(size.words)) for size in CompanySize]
        self.enterable = [
            region for region in companies.cooperating_regions() if region.side is side.other
        ]
        self.wants.choices = [(region.code, words(region.name).text) for region in self.enterable]

    def size_chosen(self) -> CompanySize | None:
        return CompanySize(self.size.data) if self.size.data in set(CompanySize) else None

    def wants_chosen(self) -> tuple[str, ...]:
        known = {region.code for region in self.enterable}
        return tuple(code for code in self.wants.data or () if code in known)

    def about(self) -> Wording:
        return Wording(
            en=stripped(self.about_en.data),
            ko=stripped(self.about_ko.data),
            zh=stripped(self.about_zh.data),
        )

    def languages(self, name: str) -> list[tuple[Language, Any]]:
        """The fields of a text in three languages, the company's own first, then the Latin one."""
        order = (self.side.language, Language.EN, self.side.other.language)
        return [(language, self[f"{name}_{language.value}"]) for language in order]


class DetailsForm(PageForm):
    """Everything that an application says; all of it may still be empty."""

    first_fields = (
        "registration_number",
        "name_ko",
        "name_zh",
        "name_en",
        "region",
        "city",
        "address",
        "size",
    )

    name_ko = _line(_l("Company name"), rules.LONGEST_NAME)
    name_zh = _line(_l("Company name"), rules.LONGEST_NAME)
    name_en = _line(_l("Company name"), rules.LONGEST_NAME, in_latin)
    registration_number = _line(_l("Registration number"), 2 * rules.LONGEST_NUMBER)
    region = SelectField(_l("Region"), [EmptyForNow(), one_line], validate_choice=False)
    city = SelectField(_l("City or district"), [EmptyForNow(), one_line], validate_choice=False)

    def __init__(self, side: Side, *args: Any, **kwargs: Any) -> None:
        super().__init__(side, *args, **kwargs)
        self.regions = [
            region for region in companies.regions(side) if region.cooperates or side is Side.KR
        ]
        self.cities = companies.cities(*(region.code for region in self.regions))
        self.registration_number.label.text = (
            _l("Business registration number")
            if side is Side.KR
            else _l("Unified social credit code")
        )

    def validate_registration_number(self, field: Any) -> None:
        number = rules.normalised_number(self.side, field.data or "")
        if len(number) > rules.LONGEST_NUMBER and (
            wrong := rules.why_number_is_wrong(self.side, number)
        ):
            raise ValidationError(say(wrong))

    def details(self) -> Details:
        """What was filled in. A place that does not exist is refused by the service."""
        return Details(
            name=Wording(
                en=stripped(self.name_en.data),
                ko=stripped(self.name_ko.data),
                zh=stripped(self.name_zh.data),
            ),
            registration_number=stripped(self.registration_number.data),
            region_code=typed(self.region) or None,
            city_code=typed(self.city) or None,
            wants_regions=self.wants_chosen(),
            address=stripped(self.address.data),
            website=stripped(self.website.data),
            size=self.size_chosen(),
            about=self.about(),
        )

    def show_lacks(self, lacks: list[rules.Lack]) -> None:
        """Put what is missing beside its field."""
        for lack in lacks:
            field = self[lack.field]
            field.errors = [*field.errors, say(lack.text)]
        if lacks:
            self.status = 422


def values_of(details: Details) -> dict[str, Any]:
    """What the form's fields show for these details."""
    values: dict[str, Any] = {
        "registration_number": details.registration_number,
        "region": details.region_code,
        "city": details.city_code,
        "wants": list(details.wants_regions),
        "address": details.address,
        "website": details.website,
        "size": details.size.value if details.size else None,
    }
    for language in Language:
        values[f"name_{language.value}"] = details.name.exactly(language)
        values[f"about_{language.value}"] = details.about.exactly(language)
    return values
