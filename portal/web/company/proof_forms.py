"""The form in which a company says what stands behind its technology."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField

from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.technologies import rules
from portal.technologies.rules import Certificate, Proof, Reference, Right
from portal.technologies.states import CertificateKind, CoreTechnology, Protection
from portal.web.fields import DayField, NumberField
from portal.web.forms import AtMost, MayBeEmpty, PortalForm, one_line
from portal.web.languages import say
from portal.web.line_forms import Lines

CHOOSE = Text("Please choose one.")


def _line(label: Any, most: int) -> StringField:
    return StringField(label, [MayBeEmpty(), one_line, AtMost(most)])


def _choice(label: Any, kinds: Any) -> SelectField:
    choices = [("", "–"), *((each.value, say(each.words)) for each in kinds)]
    return SelectField(label, choices=choices, validate_choice=False)


def _of_right(number: int) -> dict[str, Any]:
    return {
        "kind": _choice(_l("Protection (%(line)d)", line=number), Protection),
        "number": _line(_l("Number of the right (%(line)d)", line=number), rules.LONGEST_NUMBER),
        "country": _line(_l("Country or office (%(line)d)", line=number), rules.LONGEST_NUMBER),
        "expires_on": DayField(_l("Expires on (%(line)d)", line=number), [MayBeEmpty()]),
    }


def _of_reference(number: int) -> dict[str, Any]:
    return {
        "customer": _line(_l("Whose plant (%(line)d)", line=number), rules.LONGEST_NAME),
        "place": _line(_l("Where (%(line)d)", line=number), rules.LONGEST_NAME),
        "year": NumberField(_l("Since which year (%(line)d)", line=number), [MayBeEmpty()]),
        "what": _line(_l("What was built (%(line)d)", line=number), rules.LONGEST_NAME),
    }


def _of_certificate(number: int) -> dict[str, Any]:
    return {
        "kind": _choice(_l("Certificate (%(line)d)", line=number), CertificateKind),
        "number": _line(
            _l("Number of the certificate (%(line)d)", line=number), rules.LONGEST_NUMBER
        ),
        "valid_until": DayField(_l("Valid until (%(line)d)", line=number), [MayBeEmpty()]),
    }


class ProofForm(PortalForm):
    """Rights, references, certificates, the declaration. It asks the same rules as the service."""

    core_technology = RadioField(
        _l("Export-controlled national core technology"), validate_choice=False
    )

    last_fields = ("core_technology",)
    rights: Lines
    references: Lines
    certificates: Lines

    @classmethod
    def of(cls, proof: Proof, side: Side) -> ProofForm:
        """The form with what is known, and an empty line of each kind."""
        rights = Lines(
            "right",
            _of_right,
            most=rules.MOST_RIGHTS,
            first="kind",
            needs=CHOOSE,
            known=[vars(each) for each in proof.rights],
        )
        references = Lines(
            "reference",
            _of_reference,
            most=rules.MOST_REFERENCES,
            first="customer",
            needs=Text("Please write whose plant it is, or what kind of plant."),
            known=[vars(each) for each in proof.references],
        )
        certificates = Lines(
            "certificate",
            _of_certificate,
            most=rules.MOST_CERTIFICATES,
            first="kind",
            needs=CHOOSE,
            known=[vars(each) for each in proof.certificates],
        )
        every = (rights, references, certificates)
        questions = {name: field for lines in every for name, field in lines.questions.items()}
        data = {name: value for lines in every for name, value in lines.values.items()}
        declared = proof.core_technology
        form: ProofForm = type("ProofLines", (cls,), questions)(
            data={**data, "core_technology": declared.value if declared else None}
        )
        form.rights, form.references, form.certificates = every
        form.side = side
        form.core_technology.choices = [(each.value, say(each.words)) for each in CoreTechnology]
        return form

    side: Side

    def proof(self) -> Proof:
        """What was said, ready for the service."""
        declared = self.core_technology.data
        return Proof(
            rights=tuple(
                Right(**{**said, "kind": _known(Protection, said.get("kind"))})
                for _number, said in self.rights.filled(self)
            ),
            references=tuple(
                Reference(**{"customer": "", **said})
                for _number, said in self.references.filled(self)
            ),
            certificates=tuple(
                Certificate(
                    **{"number": "", **said, "kind": _known(CertificateKind, said.get("kind"))}
                )
                for _number, said in self.certificates.filled(self)
            ),
            core_technology=(CoreTechnology(declared) if declared in set(CoreTechnology) else None),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        every = {
            "right": self.rights,
            "reference": self.references,
            "certificate": self.certificates,
        }
        fits = super().validate(extra_validators)
        for lines in every.values():
            fits &= lines.complete(self)
        lacks = rules.lacks_of_proof(self.proof(), clock.now().date())
        for lack in lacks:
            line, _, question = lack.field.partition("_")
            name = line.rstrip("0123456789")
            numbers = [number for number, _said in every[name].filled(self)]
            field = self[f"{name}{numbers[int(line[len(name) :]) - 1]}_{question}"]
            if not field.errors:
                field.errors = [say(lack.text)]
        return fits and not lacks


def _known(kinds: Any, value: str | None) -> Any:
    """The kind that was chosen; for none, and for none that there is, the last one, since the
    form says so beside the field anyway."""
    return kinds(value) if value in set(kinds) else list(kinds)[-1]
