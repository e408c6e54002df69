"""The form in which a coordinator writes to a group."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput

from portal.companies.states import CompanyState
from portal.consultations.states import ParticipationState
from portal.kernel.languages import Language, Wording
from portal.letters import rules
from portal.letters.rules import Audience, Words
from portal.letters.states import Readers
from portal.web.forms import AtMost, CheckboxList, MayBeEmpty, PortalForm, one_line, plain_text
from portal.web.forms import stripped as without_spaces
from portal.web.languages import say

# Companies that nobody has taken up have nobody to write to.
STATES_OF_COMPANIES = [each for each in CompanyState if each is not CompanyState.INVITED]


def _subject(label: Any) -> StringField:
    return StringField(label, [MayBeEmpty(), one_line, AtMost(rules.LONGEST_SUBJECT)])


def _text(label: Any) -> TextAreaField:
    return TextAreaField(label, [MayBeEmpty(), plain_text, AtMost(rules.LONGEST_TEXT)])


def _several(label: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, validate_choice=False, option_widget=CheckboxInput(), widget=CheckboxList()
    )


class LetterForm(PortalForm):
    """Whom it reaches, and what it says. It asks the same rules as the service."""

    readers = RadioField(_l("Who gets it?"), validate_choice=False)
    states = _several(_l("In which state?"))
    places = _several(_l("Of which region?"))
    subject_en = _subject(_l("Subject in English"))
    subject_ko = _subject(_l("Subject in Korean"))
    subject_zh = _subject(_l("Subject in Chinese"))
    text_en = _text(_l("Text in English"))
    text_ko = _text(_l("Text in Korean"))
    text_zh = _text(_l("Text in Chinese"))

    def __init__(self, consultation: Any, offered: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(data=values)
        self.of_session = consultation is not None
        self.readers.choices = [(each.value, say(each.words)) for each in Readers]
        known: list[Any] = list(ParticipationState) if self.of_session else STATES_OF_COMPANIES
        self.states.choices = [(each.value, say(each.words)) for each in known]
        self.places.choices = list(offered)
        self._known = {each.value for each in known}, {code for code, _name in offered}

    @property
    def languages(self) -> list[tuple[Language, Field, Field]]:
        """Subject and text by language."""
        order = (Language.KO, Language.ZH, Language.EN)
        return [(each, self[f"subject_{each}"], self[f"text_{each}"]) for each in order]

    def words(self) -> Words:
        return Words(self._wording("subject"), self._wording("text"))

    def audience(self) -> Audience:
        readers = self.readers.data if self.of_session else Readers.COMPANIES
        return Audience(
            readers=Readers(readers) if readers in set(Readers) else Readers.COMPANIES,
            states=frozenset(self.states.data or ()),
            places=frozenset(self.places.data or ()),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        fits = super().validate(extra_validators)
        audience = self.audience()
        states, places = self._known
        lacks = rules.lacks_of_audience(
            audience, of_session=self.of_session, states=states, places=places
        ) + rules.lacks_of_words(
            self.words(),
            of_session=self.of_session,
            to_companies=audience.readers is Readers.COMPANIES,
        )
        for lack in lacks:
            if not self[lack.field].errors:
                self[lack.field].errors = [say(lack.text)]
        return fits and not lacks

    def _wording(self, name: str) -> Wording:
        typed = {each.value: without_spaces(self[f"{name}_{each}"].data) for each in Language}
        return Wording.of({tag: _one_break(text) for tag, text in typed.items()})


def _one_break(text: str | None) -> str | None:
    """Browsers send two characters for a line break."""
    return text.replace("\r\n", "\n") if text else text


def values_of(letter: Any) -> dict[str, Any]:
    """What a letter holds, as the form shows it."""
    written = {
        f"{part}_{each}": getattr(letter, part).exactly(each)
        for each in Language
        for part in ("subject", "text")
    }
    return {
        "readers": letter.readers.value,
        "states": letter.states,
        "places": letter.places,
        **written,
    }
