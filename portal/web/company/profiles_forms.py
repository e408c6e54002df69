"""The form of a technology profile: the same for a new one, a draft and a published one."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.technologies import queries, rules
from portal.technologies.rules import Description
from portal.technologies.states import (
    KINDS,
    Matter,
    Partnership,
    ProfileKind,
    Sector,
    Stage,
    TextState,
)
from portal.web.forms import (
    AtMost,
    CheckboxList,
    Chosen,
    MayBeEmpty,
    PortalForm,
    one_line,
    plain_text,
    stripped,
)
from portal.web.languages import say
from portal.web.pages import words


def _kind(matter: Matter, kind: ProfileKind) -> str:
    """The two in one answer of a form."""
    return f"{matter}_{kind}"


_BOTH = {_kind(*both): both for both in KINDS}
READINESS = range(rules.LOWEST_READINESS, rules.HIGHEST_READINESS + 1)


def _one_kind_of_break(text: str | None) -> str | None:
    """Browsers send two characters for a line break; the typist counted one."""
    return text.replace("\r\n", "\n") if text else text


def _title(label: Any) -> StringField:
    return StringField(label, [MayBeEmpty(), one_line, AtMost(rules.LONGEST_TITLE)])


def _long(label: Any, most: int) -> TextAreaField:
    limits = [MayBeEmpty(), plain_text, AtMost(most)]
    return TextAreaField(label, limits, filters=[_one_kind_of_break])


def _summary(label: Any) -> TextAreaField:
    return _long(label, rules.LONGEST_SUMMARY)


def _several(label: Any, wrong: Any = None) -> SelectMultipleField:
    def from_the_list(_form: Any, field: Any) -> None:
        """A browser sends nothing else; the database is not even asked for it."""
        if not set(field.data or ()) <= {value for value, _words in field.choices}:
            raise ValidationError(str(wrong or _l("Please choose from the list.")))

    return SelectMultipleField(
        label,
        [from_the_list],
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=CheckboxList(),
    )


class ProfileForm(PortalForm):
    """What a company says of a technology. It asks the same rules as the service."""

    kind = RadioField(_l("Kind"), [Chosen()])
    title_en = _title(_l("Title in English"))
    title_ko = _title(_l("Title in Korean"))
    title_zh = _title(_l("Title in Chinese"))
    summary_en = _summary(_l("Summary in English"))
    summary_ko = _summary(_l("Summary in Korean"))
    summary_zh = _summary(_l("Summary in Chinese"))
    description_en = _long(_l("Description in English"), rules.LONGEST_DESCRIPTION)
    description_ko = _long(_l("Description in Korean"), rules.LONGEST_DESCRIPTION)
    description_zh = _long(_l("Description in Chinese"), rules.LONGEST_DESCRIPTION)
    advantages_en = _long(_l("Advantages in English"), rules.LONGEST_ADVANTAGES)
    advantages_ko = _long(_l("Advantages in Korean"), rules.LONGEST_ADVANTAGES)
    advantages_zh = _long(_l("Advantages in Chinese"), rules.LONGEST_ADVANTAGES)
    written_en = SelectField(_l("How the English text came about"), validate_choice=False)
    written_ko = SelectField(_l("How the Korean text came about"), validate_choice=False)
    written_zh = SelectField(_l("How the Chinese text came about"), validate_choice=False)
    fields = _several(_l("Fields"), _l("Please choose fields from the list."))
    sector = SelectField(_l("Sector"), validate_choice=False, default="")
    stage = RadioField(_l("Stage"), validate_choice=False, default="")
    readiness = SelectField(_l("Technology readiness level (TRL)"), validate_choice=False)
    partnerships = _several(_l("Partnership sought"))
    regions = _several(_l("Regions"), _l("Please choose regions from the list."))
    spoken = _several(_l("Languages"))

    def __init__(self, side: Side, *, published: bool = False, **values: Any) -> None:
        super().__init__(data=values)
        self.side = side
        self.published = published
        self.taxonomy = queries.taxonomy()
        for language, title, summary, description, advantages in self.languages:
            written = self[f"written_{language}"]
            written.choices = [(each.value, say(each.words)) for each in TextState]
            if language is not side.language and written.data is None:
                written.data = TextState.TRANSLATED.value
            for each in (title, summary, description, advantages):
                each.flags.optional = False  # the hint above them says more
        self.kind.choices = [(_kind(*both), say(words)) for both, words in KINDS.items()]
        self.sector.choices = [
            ("", _l("Not said")),
            *((each.value, say(each.words)) for each in Sector),
        ]
        self.spoken.choices = [(each.value, each.own_name) for each in Language]
        self.fields.choices = [
            (leaf.code, words(leaf.name).text)
            for _group, leaves in self.taxonomy
            for leaf in leaves
        ]
        self.stage.choices = [
            *((each.value, say(each.words)) for each in Stage),
            ("", _l("Not said")),
        ]
        self.readiness.choices = [("", _l("Not said")), *((str(n), f"TRL {n}") for n in READINESS)]
        self.partnerships.choices = [(each.value, say(each.words)) for each in Partnership]
        self.regions.choices = [
            (region.code, words(region.name).text) for region in queries.regions_to_aim_at(side)
        ]

    @property
    def languages(self) -> list[tuple[Language, Field, Field, Field, Field]]:
        """The words by language: the company's own first, then the partners'."""
        order = (self.side.language, self.side.other.language, Language.EN)
        return [
            (
                each,
                self[f"title_{each}"],
                self[f"summary_{each}"],
                self[f"description_{each}"],
                self[f"advantages_{each}"],
            )
            for each in order
        ]

    def described(self) -> Description:
        """What was said, ready for the service."""
        matter, kind = _BOTH.get(self.kind.data or "", (Matter.TECHNOLOGY, ProfileKind.OFFER))
        return Description(
            kind=kind,
            matter=matter,
            title=self._wording("title"),
            summary=self._wording("summary"),
            description=self._wording("description"),
            advantages=self._wording("advantages"),
            sector=Sector(self.sector.data) if self.sector.data in set(Sector) else None,
            written={
                each: TextState(state)
                for each in Language
                if (state := self[f"written_{each}"].data) in set(TextState)
            },
            languages=tuple(each for each in Language if each.value in (self.spoken.data or ())),
            field_codes=tuple(dict.fromkeys(self.fields.data or ())),
            stage=Stage(self.stage.data) if self.stage.data in set(Stage) else None,
            readiness=self._readiness(),
            partnerships=tuple(
                each for each in Partnership if each in (self.partnerships.data or ())
            ),
            region_codes=tuple(dict.fromkeys(self.regions.data or ())),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """What is typed must fit; what is shown to everybody must be complete as well."""
        fits = super().validate(extra_validators)
        asked = rules.lacks_for_publication if self.published else rules.lacks_for_draft
        described = self.described()
        lacks = [*asked(described, self.side), *rules.lacks_of_texts(described)]
        for lack in lacks:
            if not self[lack.field].errors:
                self[lack.field].errors = [say(lack.text)]
        return fits and not lacks

    def _wording(self, name: str) -> Wording:
        typed = {each.value: stripped(self[f"{name}_{each}"].data) for each in Language}
        return Wording.of(typed)

    def _readiness(self) -> int | None:
        chosen = self.readiness.data
        return int(chosen) if chosen in {str(level) for level in READINESS} else None


def values_of(described: Description) -> dict[str, Any]:
    """What the form shows of a saved profile."""
    return {
        "kind": _kind(described.matter, described.kind),
        **{f"title_{each}": described.title.exactly(each) for each in Language},
        **{f"summary_{each}": described.summary.exactly(each) for each in Language},
        **{f"description_{each}": described.description.exactly(each) for each in Language},
        **{f"advantages_{each}": described.advantages.exactly(each) for each in Language},
        **{f"written_{each}": state.value for each, state in described.written.items()},
        "sector": described.sector.value if described.sector else "",
        "spoken": [each.value for each in described.languages],
        "fields": list(described.field_codes),
        "stage": described.stage.value if described.stage else "",
        "readiness": str(described.readiness or ""),
        "partnerships": [each.value for each in described.partnerships],
        "regions": list(described.region_codes),
    }
