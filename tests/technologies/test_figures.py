"""What fits in figures, and what stands behind them: bad input gets a sentence beside its field."""

from dataclasses import replace
from datetime import date

import pytest

from portal.technologies import rules
from portal.technologies.rules import (
    SUBSTANCES,
    UNITS,
    Certificate,
    Figure,
    Proof,
    Reference,
    Right,
)
from portal.technologies.states import CertificateKind, Protection

TODAY = date(2026, 9, 7)
DUST = Figure(
    what="dust",
    unit="mg/m3",
    inlet=50,
    outlet=7.6,
    lowest=20,
    highest=80,
    size_unit="t/h",
    energy=0.9,
    energy_unit="kWh/1000 m3",
    standard="GB 13271-2014",
    condition="boiler flue gas",
)


def test_a_whole_line_of_figures_is_fine_and_kept_as_it_is():
    assert rules.lacks_of_figures([DUST]) == []
    assert Figure.of(DUST.plain()) == DUST
    assert "condition" not in replace(DUST, condition=None).plain()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"unit": "mg/L"}, "unit", "This unit does not fit"),
        ({"outlet": 51}, "outlet", "cannot be more than what goes in"),
        ({"inlet": -1}, "inlet", "a number from 0"),
        ({"what": "gold"}, "what", "from the list"),
        ({"size_unit": None}, "size_unit", "unit of the size"),
        ({"lowest": 90}, "highest", "must not be below"),
        ({"energy_unit": "t/h"}, "energy_unit", "unit of the energy"),
        ({"standard": "the strictest"}, "standard", "GB 13271-2014"),
    ],
)
def test_figures_that_cannot_be_right_get_a_sentence_beside_their_field(changes, field, words):
    (lack,) = rules.lacks_of_figures([DUST, replace(DUST, **changes)])
    assert lack.field == f"figure2_{field}"
    assert words in lack.text.msgid


def test_more_may_come_out_where_more_is_better():
    recovered = Figure(what="plastics", unit="%", inlet=40, outlet=93)
    assert rules.lacks_of_figures([recovered]) == []


def test_amounts_in_different_units_are_compared_in_one():
    assert rules.in_base(7600, "ug/m3") == pytest.approx((7.6, "mg/m3"))
    assert rules.in_base(2, "MW") == (2000, "kW")
    assert rules.in_base(24, "m3/d") == (1, "m3/h")
    assert all(unit in UNITS for each in SUBSTANCES.values() for unit in each.units)


@pytest.mark.parametrize(
    ("proof", "field"),
    [
        (
            Proof(certificates=(Certificate(CertificateKind.CE, "1", date(2026, 9, 6)),)),
            "valid_until",
        ),
        (Proof(certificates=(Certificate(CertificateKind.CE, ""),)), "number"),
        (Proof(rights=(Right(Protection.GRANTED, country="KR"),)), "number"),
        (Proof(rights=(Right(Protection.APPLIED, number="10-1"),)), "country"),
        (Proof(rights=(Right(Protection.NONE, expires_on=date(2020, 1, 1)),)), "expires_on"),
        (Proof(references=(Reference("Steel works", year=2027),)), "year"),
        (Proof(references=(Reference("", place="Tianjin"),)), "customer"),
    ],
)
def test_proof_that_proves_nothing_is_refused_beside_its_field(proof, field):
    (lack,) = rules.lacks_of_proof(proof, TODAY)
    assert lack.field.partition("_")[2] == field


def test_certificates_valid_today_and_know_how_without_a_number_are_fine():
    proof = Proof(
        rights=(Right(Protection.KNOW_HOW),),
        certificates=(Certificate(CertificateKind.ISO_9001, "Q-1", TODAY),),
        references=(Reference("Sinter plant", "Shandong", 2023, "60,000 m³/h"),),
    )
    assert rules.lacks_of_proof(proof, TODAY) == []
    assert rules.right_of(rules.plain(proof.rights[0])) == proof.rights[0]
    assert rules.certificate_of(rules.plain(proof.certificates[0])) == proof.certificates[0]
    assert rules.reference_of(rules.plain(proof.references[0])) == proof.references[0]


@pytest.mark.parametrize(
    "standard",
    ["DB37/2376", "KS I ISO 10849", "대기환경보전법 시행규칙 별표 8", "环大气〔2019〕35号"],
)
def test_a_standard_may_be_of_any_body_in_any_script(standard):
    assert rules.lacks_of_figures([replace(DUST, standard=standard)]) == []
